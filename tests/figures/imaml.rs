//! `imaml-loss` and `imaml-pull`: their numbers against the equations that they must solve.

use maml_live::contract::Figure;
use maml_live::plot::Size;
use proptest::prelude::*;

use super::support::hands::{click, drag};
use super::support::{number, output, readout, state, toy};

const SIZE: Size = Size::new(468.0, 482.0);

fn points() -> Vec<f64> {
    (0..10).map(|index| -3.0 + 6.0 * f64::from(index) / 9.0).collect()
}

fn pair(figure: &dyn Figure, key: &str) -> [f64; 2] {
    output(figure, key).try_into().expect("two numbers")
}

/// The loss with the spring, by the formula.
fn with_spring(task: usize, phi: [f64; 2], theta: [f64; 2], lambda: f64) -> f64 {
    let away: f64 = (0..2).map(|axis| (phi[axis] - theta[axis]).powi(2)).sum();
    toy::loss(task, &points(), phi) + 0.5 * lambda * away
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_minimum_is_one(
        theta in prop::array::uniform2(0..=1000_i32), lambda in 1..=200_i32, task in 0..2_usize,
    ) {
        let theta = theta.map(|entry| f64::from(entry) / 1000.0);
        let lambda = f64::from(lambda) / 10.0;
        let query = format!("theta={},{}&lambda={lambda}&task={task}", theta[0], theta[1]);
        let figure = state(&format!("imaml-loss?{query}"));
        let phi = pair(figure.as_ref(), "minimiser");
        let slope = toy::gradient_by_differences(task, &points(), phi);
        for axis in 0..2 {
            let balance = slope[axis] + lambda * (phi[axis] - theta[axis]);
            prop_assert!(balance.abs() < 1e-5, "{balance}");
        }
        let loss = number(figure.as_ref(), "loss");
        prop_assert!((loss - with_spring(task, phi, theta, lambda)).abs() < 1e-9);
        // No place around is lower.
        for (da, db) in [(1e-3, 0.0), (-1e-3, 0.0), (0.0, 1e-3), (0.0, -1e-3)] {
            prop_assert!(with_spring(task, [phi[0] + da, phi[1] + db], theta, lambda) > loss);
        }
        prop_assert_eq!(pair(state(&format!("imaml-pull?{query}")).as_ref(), "minimiser"), phi);
    }

    /// The implicit gradient is the gradient of θ ↦ L(φ*(θ)): by finite differences of the
    /// solution itself.
    #[test]
    fn the_exact_gradient_is_that_of_the_solutions_loss(
        theta in prop::array::uniform2(100..=900_i32), lambda in 5..=200_i32, task in 0..2_usize,
    ) {
        let theta = theta.map(|entry| f64::from(entry) / 1000.0);
        let lambda = f64::from(lambda) / 10.0;
        let at = |theta: [f64; 2]| {
            let query = format!("theta={},{}&lambda={lambda}&task={task}", theta[0], theta[1]);
            state(&format!("imaml-pull?{query}"))
        };
        let exact = pair(at(theta).as_ref(), "exact");
        // θ is kept to three places, so that the differences are wide.
        let h = 0.002;
        for axis in 0..2 {
            let loss = |by: f64| {
                let mut moved = theta;
                moved[axis] += by;
                toy::loss(task, &points(), pair(at(moved).as_ref(), "minimiser"))
            };
            let slope = (loss(h) - loss(-h)) / (2.0 * h);
            let size = exact[0].hypot(exact[1]);
            prop_assert!((slope - exact[axis]).abs() < 1e-3 + 5e-3 * size, "{slope} {exact:?}");
        }
    }
}

#[test]
fn many_steps_of_both_kinds_leave_no_error() {
    for task in 0..2 {
        let link = format!("imaml-pull?lambda=4&inner-steps=50&cg-steps=2&alpha=0.05&task={task}");
        let error = number(state(&link).as_ref(), "implicit-error");
        assert!(error < 0.05, "{error}");
        let rough = format!("imaml-pull?lambda=4&inner-steps=1&cg-steps=0&alpha=0.05&task={task}");
        assert!(number(state(&rough).as_ref(), "implicit-error") > 5.0 * error);
    }
}

#[test]
fn without_a_spring_it_is_the_tasks_own_solution_and_it_is_said() {
    let loss = state("imaml-loss?lambda=0&theta=0.5,0.3");
    let [a, b] = pair(loss.as_ref(), "minimiser");
    assert!((a - 0.3).hypot(b - 0.05) < 1e-3, "{a} {b}");
    assert!(number(loss.as_ref(), "loss") < 1e-9);
    let pull = state("imaml-pull?lambda=0&theta=0.5,0.3");
    assert_eq!(pair(pull.as_ref(), "exact"), [0.0, 0.0]);
    assert!(readout(pull.as_ref(), "implicit-error").values.is_empty(), "relative to nothing");
    for figure in [loss, pull] {
        assert!(figure.notice().is_some_and(|notice| notice.contains("no spring")));
    }
}

#[test]
fn steps_that_overshoot_are_told_of() {
    let figure = state("imaml-pull?alpha=0.2&lambda=20&inner-steps=50&theta=1,1");
    assert!(figure.notice().is_some(), "{}", figure.describe());
}

#[test]
fn theta_is_dragged_in_the_square_of_both() {
    for name in ["imaml-loss", "imaml-pull"] {
        let mut figure = state(name);
        click(figure.as_mut(), 0, SIZE, (300.0, 200.0));
        let clicked = figure.settings().numbers("theta").to_vec();
        assert_ne!(clicked, [0.35, 0.55]);
        drag(figure.as_mut(), 0, SIZE, (300.0, 200.0), (200.0, 100.0));
        let dragged = figure.settings().numbers("theta").to_vec();
        assert!(dragged[0] < clicked[0] && dragged[1] > clicked[1]);
        click(figure.as_mut(), 1, SIZE, (300.0, 200.0));
        assert_eq!(figure.settings().numbers("theta"), dragged);
    }
}

/// Where the steps ended below a ridge, the matrix has a negative eigenvalue.
#[test]
fn an_indefinite_system_is_told_of_and_a_tighter_spring_mends_it() {
    let at = |lambda: &str| {
        state(&format!("imaml-pull?lambda={lambda}&inner-steps=0&cg-steps=2&task=1&theta=0,0"))
    };
    let loose = at("0.1");
    assert!(loose.notice().is_some_and(|notice| notice.contains("curves downwards")));
    // What the solver had is shown, and how far off it is.
    assert!(number(loose.as_ref(), "implicit-error") > 10.0);
    assert_eq!(at("20").notice(), None);
}
