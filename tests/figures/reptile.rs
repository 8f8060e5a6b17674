//! `reptile`: its numbers against the formulas, its runs against what they must come to.

use maml_live::contract::{Changed, Figure, Key, Stride};
use maml_live::plot::Size;
use proptest::prelude::*;

use super::support::hands::{click, drag};
use super::support::{number, output, state, toy};

const SIZE: Size = Size::new(468.0, 482.0);

/// The points x_j when none are given.
fn points() -> Vec<f64> {
    (0..10).map(|index| -3.0 + 6.0 * f64::from(index) / 9.0).collect()
}

fn pair(figure: &dyn Figure, key: &str) -> [f64; 2] {
    output(figure, key).try_into().expect("two numbers")
}

/// Lets a run go on until it ends.
#[track_caller]
fn run(figure: &mut dyn Figure) -> [f64; 2] {
    figure.press("run");
    for _ in 0..20_000 {
        if !figure.animating() {
            return figure.settings().numbers("theta").try_into().expect("θ");
        }
        figure.tick(100.0);
    }
    panic!("the run never ends");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_readouts_are_those_of_the_formulas(
        theta in prop::array::uniform2(0..=1000_i32), steps in 1..=10_usize,
        alpha in 0..=50_i32, epsilon in 0..=100_i32, which in 0..3_usize,
    ) {
        let theta = theta.map(|entry| f64::from(entry) / 1000.0);
        let (alpha, epsilon) = (f64::from(alpha) / 1000.0, f64::from(epsilon) / 100.0);
        let (word, chosen): (&str, &[usize]) = [("both", &[0, 1][..]), ("0", &[0]), ("1", &[1])][which];
        let figure = state(&format!(
            "reptile?theta={},{}&m={steps}&alpha={alpha}&epsilon={epsilon}&tasks={word}",
            theta[0], theta[1]
        ));
        let mut ways = [[0.0; 2]; 2];
        for task in 0..2 {
            let mut phi = theta;
            for _ in 0..steps {
                let slope = toy::gradient_by_differences(task, &points(), phi);
                phi = [0, 1].map(|axis| phi[axis] - alpha * slope[axis]);
            }
            let found = pair(figure.as_ref(), ["phi-0", "phi-1"][task]);
            for axis in 0..2 {
                prop_assert!((found[axis] - phi[axis]).abs() < 1e-6, "{found:?} {phi:?}");
                ways[task][axis] = phi[axis] - theta[axis];
            }
        }
        let update = pair(figure.as_ref(), "update");
        for axis in 0..2 {
            let mean = chosen.iter().map(|&task| ways[task][axis]).sum::<f64>() / chosen.len() as f64;
            prop_assert!((update[axis] - epsilon * mean).abs() < 1e-6);
        }
    }
}

#[test]
fn a_run_together_rests_where_the_tasks_pull_alike() {
    for query in ["m=1", "m=5&theta=0.9,0.1", "m=10&epsilon=1"] {
        let mut figure = state(&format!("reptile?{query}"));
        run(figure.as_mut());
        let [a, b] = pair(figure.as_ref(), "update");
        // θ is rounded to three places.
        assert!(a.hypot(b) < 2e-3, "{query}: {a} {b}");
    }
}

#[test]
fn where_one_rests_in_turns_depends_on_who_came_last_but_together_on_nothing() {
    let end = |order: &str| run(state(&format!("reptile?m=5&order={order}")).as_mut());
    let apart = |p: [f64; 2], q: [f64; 2]| (p[0] - q[0]).hypot(p[1] - q[1]);
    assert!(apart(end("turns"), end("turns-1")) > 0.02);
    let from = |theta: &str| run(state(&format!("reptile?m=5&theta={theta}")).as_mut());
    assert!(apart(from("0.1,0.9"), from("0.9,0.2")) < 4e-3);
}

#[test]
fn a_second_run_begins_where_the_first_did() {
    let mut figure = state("reptile?m=4&theta=0.2,0.8");
    run(figure.as_mut());
    figure.set("order", "turns").expect("a word");
    figure.press("run");
    assert_eq!(figure.settings().numbers("theta"), [0.2, 0.8]);
    assert_eq!(figure.press("run"), Changed::Picture, "the same button stops it");
    assert!(!figure.animating());
    figure.key(0, Key::Left(Stride::Normal));
    figure.press("run");
    assert_eq!(figure.settings().numbers("theta"), [0.19, 0.8], "a hand begins anew");
}

#[test]
fn theta_is_dragged_in_the_square_alone() {
    let mut figure = state("reptile");
    click(figure.as_mut(), 0, SIZE, (300.0, 200.0));
    let clicked = figure.settings().numbers("theta").to_vec();
    assert_ne!(clicked, [0.35, 0.55]);
    drag(figure.as_mut(), 0, SIZE, (300.0, 200.0), (200.0, 100.0));
    assert!(figure.settings().numbers("theta")[0] < clicked[0]);
    let before = figure.settings().numbers("theta").to_vec();
    click(figure.as_mut(), 1, SIZE, (300.0, 200.0));
    assert_eq!(figure.settings().numbers("theta"), before);
}

#[test]
fn a_rate_beyond_all_measure_is_told_of() {
    let mut figure = state("reptile?alpha=0.2&m=10&theta=1,1&x=10,10,10,10,10,10,10,10,10,10");
    if figure.readouts().iter().any(|readout| readout.text == "diverged") {
        figure.press("run");
        assert!(!figure.animating());
        assert!(figure.notice().is_some_and(|notice| notice.contains("too large")));
    } else {
        assert!(number(figure.as_ref(), "loss-sum").is_finite());
    }
}
