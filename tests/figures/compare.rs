//! `compare`: its arrows against formulas that share no code with it, its hands, and what it says
//! when something is wrong.

use maml_live::contract::{Action, Changed, Figure, Grip, Key, Tip};
use maml_live::plot::{Mark, Size};
use proptest::prelude::*;

use super::support::hands::{Ruler, drag, mouse};
use super::support::{number, output, readout, state, texts};

const METHODS: [&str; 5] = ["maml", "fomaml", "reptile", "imaml", "descent"];
const SIZE: Size = Size::new(612.0, 574.0);

/// A toy task in the plainest way: its truth, and the points.
struct Task<'a>([f64; 2], &'a [f64]);

impl Task<'_> {
    fn loss(&self, [a, b]: [f64; 2]) -> f64 {
        let line = |[a, b]: [f64; 2], x: f64| (a * x + b).exp().ln_1p();
        let residual = |x: &f64| line([a, b], *x) - line(self.0, *x);
        0.5 * self.1.iter().map(residual).map(|r| r * r).sum::<f64>()
    }

    fn gradient(&self, theta: [f64; 2]) -> [f64; 2] {
        differences(theta, |theta| self.loss(theta))
    }

    fn tuned(&self, mut phi: [f64; 2], alpha: f64, steps: usize) -> [f64; 2] {
        for _ in 0..steps {
            let slope = self.gradient(phi);
            phi = [0, 1].map(|k| phi[k] - alpha * slope[k]);
        }
        phi
    }

    /// The proximal solution by plain gradient descent.
    fn tied(&self, theta: [f64; 2], lambda: f64) -> [f64; 2] {
        let mut phi = theta;
        for _ in 0..4000 {
            let slope = self.gradient(phi);
            phi = [0, 1].map(|k| phi[k] - 0.01 * (slope[k] + lambda * (phi[k] - theta[k])));
        }
        phi
    }
}

/// A gradient by central differences.
fn differences(at: [f64; 2], f: impl Fn([f64; 2]) -> f64) -> [f64; 2] {
    let h = 1e-5;
    [0, 1].map(|k| {
        let moved = |by: f64| {
            let mut place = at;
            place[k] += by;
            f(place)
        };
        (moved(h) - moved(-h)) / (2.0 * h)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_arrow_is_its_formula(
        a in 0.0..=1.0_f64, b in 0.0..=1.0_f64, alpha in 0.005..=0.04_f64, m in 0..=4_usize,
        beta in 0.001..=0.1_f64, epsilon in 0.0..=1.0_f64, lambda in 1.0..=40.0_f64,
        more in prop::collection::vec(0.0..=1.0_f64, 0..=2),
    ) {
        let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
        let [a, b, alpha, beta, epsilon, lambda] =
            [a, b, alpha, beta, epsilon, lambda].map(rounded);
        let mut truths = vec![[0.3, 0.05], [0.83, 0.75]];
        truths.extend(more.iter().map(|&entry| [rounded(entry), rounded(1.0 - entry)]));
        let list: Vec<String> = truths.iter().flatten().map(f64::to_string).collect();
        let xs = [-3.0, -1.5, -0.25, 1.0, 2.5];
        let figure = state(&format!(
            "compare?theta={a},{b}&alpha={alpha}&m={m}&beta={beta}&epsilon={epsilon}\
             &lambda={lambda}&tasks={}&x=-3,-1.5,-0.25,1,2.5", list.join(",")
        ));
        let tasks: Vec<Task<'_>> = truths.iter().map(|&truth| Task(truth, &xs)).collect();
        let theta = [a, b];
        let sum = |each: &dyn Fn(&Task<'_>) -> [f64; 2]| {
            tasks.iter().map(each).fold([0.0; 2], |sum, part| [sum[0] + part[0], sum[1] + part[1]])
        };
        let maml = sum(&|task| differences(theta, |t| task.loss(task.tuned(t, alpha, m))));
        let fomaml = sum(&|task| task.gradient(task.tuned(theta, alpha, m)));
        let reptile = sum(&|task| {
            let phi = task.tuned(theta, alpha, m);
            [phi[0] - theta[0], phi[1] - theta[1]]
        });
        let imaml = sum(&|task| differences(theta, |t| task.loss(task.tied(t, lambda))));
        let descent = sum(&|task| task.gradient(theta));
        let count = tasks.len() as f64;
        let expected = [
            (maml, -beta), (fomaml, -beta), (reptile, epsilon / count), (imaml, -beta),
            (descent, -beta),
        ];
        for (method, (direction, factor)) in METHODS.into_iter().zip(expected) {
            let drawn = output(figure.as_ref(), &["update-", method].concat());
            for k in 0..2 {
                let (drawn, expected) = (drawn[k], factor * direction[k]);
                prop_assert!((drawn - expected).abs() < 2e-5, "{method}: {drawn} for {expected}");
            }
        }
        // The angles are those between the arrows and MAML's.
        if maml[0].hypot(maml[1]) > 1e-2 {
            prop_assert!(number(figure.as_ref(), "angle-maml") < 1e-6);
            let (cross, dot) = (
                maml[0] * descent[1] - maml[1] * descent[0],
                maml[0] * descent[0] + maml[1] * descent[1],
            );
            let expected = cross.abs().atan2(dot).to_degrees();
            let angle = number(figure.as_ref(), "angle-descent");
            prop_assert!((angle - expected).abs() < 0.05, "{angle} for {expected}");
        }
    }
}

#[test]
fn a_method_has_the_common_settings_until_it_has_its_own() {
    let common = state("compare?m=4&alpha=0.02&beta=0.04&epsilon=0.3&lambda=5");
    let own = [
        ("maml-m=4&maml-alpha=0.02&maml-beta=0.04", "maml"),
        ("fomaml-m=4&fomaml-alpha=0.02&fomaml-beta=0.04", "fomaml"),
        ("reptile-m=4&reptile-alpha=0.02&reptile-epsilon=0.3", "reptile"),
        ("imaml-lambda=5&imaml-beta=0.04", "imaml"),
        ("descent-beta=0.04", "descent"),
    ];
    for (settings, method) in own {
        let key = ["update-", method].concat();
        let figure = state(&format!("compare?{settings}"));
        assert_eq!(output(figure.as_ref(), &key), output(common.as_ref(), &key), "{method}");
        for other in METHODS.iter().filter(|other| **other != method) {
            let key = ["update-", other].concat();
            let first = output(state("compare").as_ref(), &key);
            assert_eq!(output(figure.as_ref(), &key), first, "{method} changes {other}");
        }
    }
    // MAML with settings of its own is no longer the true meta-gradient.
    let figure = state("compare?maml-m=0");
    assert!(number(figure.as_ref(), "angle-maml") > 10.0);
    let [maml, descent] = ["update-maml", "update-descent"].map(|key| output(figure.as_ref(), key));
    for k in 0..2 {
        assert!((maml[k] - descent[k]).abs() < 1e-15, "no steps are plain descent");
    }
}

#[test]
fn who_is_switched_off_is_not_drawn_and_says_so() {
    let figure = state("compare?methods=fomaml,descent");
    let scene = figure.scene(0, SIZE);
    let words = texts(&scene);
    assert!(words.contains(&"FOMAML") && words.contains(&"descent") && !words.contains(&"MAML"));
    assert_eq!(readout(figure.as_ref(), "update-maml").text, "–");
    assert!(output(figure.as_ref(), "angle-imaml").is_empty());
    let nobody = state("compare?methods=");
    assert!(nobody.notice().is_some_and(|notice| notice.contains("switched off")));
    assert_eq!(state("compare").notice(), None);
}

/// Each kind of bad input, and a word of its sentence.
#[test]
fn what_is_wrong_is_said() {
    for (link, word) in [
        ("lambda=0", "tasks’ own minima"),
        ("imaml-lambda=0", "tasks’ own minima"),
        ("alpha=0.12", "beyond 2/λₘₐₓ"),
        ("methods=", "switched off"),
        ("tasks=0.5,0.5,0.5,0.5", "on top of each other"),
        ("tasks=0.3,0.05,0.83,0.75,0.5", "no partner"),
        ("alpha=0.2&m=10&x=10,10,10,10,10,10,-10,-10,-10,-10,-10,-10", "diverges"),
    ] {
        let notice = state(&format!("compare?{link}")).notice().unwrap_or_default();
        assert!(notice.contains(word), "{link}: {notice}");
    }
    // Right at the limit there is nothing to say, and beyond it there is.
    let mut figure = state("compare");
    let limit = number(figure.as_ref(), "stability-limit");
    figure.set("alpha", &(limit - 1e-3).to_string()).expect("within the range");
    assert_eq!(figure.notice(), None);
    figure.set("alpha", &(limit + 1e-3).to_string()).expect("within the range");
    assert!(figure.notice().is_some());
}

/// Beyond the limit fine-tuning moves away from a task's minimum, before it towards it.
#[test]
fn the_limit_is_where_fine_tuning_stops_settling() {
    let xs: Vec<f64> = (0..10).map(|j| -3.0 + 6.0 * f64::from(j) / 9.0).collect();
    let limit = number(state("compare").as_ref(), "stability-limit");
    let tasks = [[0.3, 0.05], [0.83, 0.75]].map(|truth| Task(truth, &xs));
    let away = |alpha: f64| {
        let distances = tasks.iter().map(|task| {
            let start = [task.0[0] + 1e-4, task.0[1] + 1e-4];
            let end = task.tuned(start, alpha, 200);
            (end[0] - task.0[0]).hypot(end[1] - task.0[1])
        });
        distances.fold(0.0, f64::max)
    };
    assert!(away(0.97 * limit) < 1e-4 && away(1.03 * limit) > 1e-3);
}

#[test]
fn finite_differences_are_shown_on_request_only() {
    assert!(output(state("compare").as_ref(), "numeric-update").is_empty());
    let figure = state("compare?confirm=on&m=5&theta=0.6,0.2");
    let (numeric, exact) =
        (output(figure.as_ref(), "numeric-update"), output(figure.as_ref(), "update-maml"));
    let error = number(figure.as_ref(), "numeric-error");
    assert!((error - (numeric[0] - exact[0]).hypot(numeric[1] - exact[1])).abs() < 1e-15);
    assert!(error < 1e-8, "{error}");
}

/// Lets all run to their ends.
fn run(figure: &mut dyn Figure) {
    assert_eq!(figure.press("run"), Changed::Picture);
    for _ in 0..10_000 {
        if !figure.animating() {
            return;
        }
        figure.tick(30.0);
    }
    panic!("the race never ends");
}

#[test]
fn every_walk_ends_where_its_own_update_is_nothing() {
    let mut figure = state("compare");
    let start = output(figure.as_ref(), "update-maml");
    run(figure.as_mut());
    assert_eq!(output(figure.as_ref(), "update-maml"), start, "θ stays where it is");
    assert_eq!(figure.settings().numbers("theta"), [0.15, 0.8]);
    let ruler = Ruler::of(&figure.scene(0, SIZE));
    let scene = figure.scene(0, SIZE);
    let ends = scene.marks.iter().filter_map(|mark| match mark {
        Mark::Dot { at, radius, .. } if *radius == 4.5 => Some(ruler.value(*at)),
        _ => None,
    });
    let ends: Vec<(f64, f64)> = ends.collect();
    assert_eq!(ends.len(), METHODS.len());
    for ((a, b), method) in ends.into_iter().zip(METHODS) {
        figure.set("theta", &format!("{a},{b}")).expect("in the square");
        let update = output(figure.as_ref(), &["update-", method].concat());
        // θ is kept to three places.
        assert!(update[0].hypot(update[1]) < 2e-2, "{method}: {update:?} at {a}, {b}");
    }
}

#[test]
fn a_race_is_stopped_and_ends_with_what_it_depends_on() {
    let mut figure = state("compare");
    figure.press("run");
    figure.tick(200.0);
    assert!(figure.animating());
    let said = figure.describe();
    assert!(said.contains("updates"), "{said}");
    figure.press("run");
    assert!(!figure.animating(), "a second press stops it");
    assert!(!output(figure.as_ref(), "end-maml").is_empty());
    // What only changes the picture ends nothing.
    figure.set("alike", "on").expect("an option");
    figure.set("methods", "maml").expect("an option");
    assert!(!output(figure.as_ref(), "end-maml").is_empty());
    figure.set("theta", "0.5,0.5").expect("in the square");
    assert!(output(figure.as_ref(), "end-maml").is_empty());
    assert_eq!(readout(figure.as_ref(), "end-maml").text, "–");
}

#[test]
fn stills_of_a_race_are_shown_one_after_the_other() {
    let mut figure = state("compare");
    figure.press("run");
    let mut stills = 0;
    while figure.animating() {
        let before = figure.describe();
        assert_eq!(figure.next_still(), Changed::Picture);
        assert_ne!(figure.describe(), before);
        stills += 1;
    }
    assert!((4..=9).contains(&stills), "{stills}");
}

#[test]
fn theta_and_tasks_are_dragged() {
    let mut figure = state("compare");
    let ruler = Ruler::of(&figure.scene(0, SIZE));
    let cross = ruler.px(0.83, 0.75);
    assert_eq!(figure.grip(0, SIZE, cross, Tip::Fine), Grip::Handle);
    drag(figure.as_mut(), 0, SIZE, cross, ruler.px(0.6, 0.3));
    let tasks = figure.settings().numbers("tasks").to_vec();
    assert!((tasks[2] - 0.6).abs() < 2e-3 && (tasks[3] - 0.3).abs() < 2e-3, "{tasks:?}");
    assert_eq!(figure.settings().numbers("theta"), [0.15, 0.8]);
    drag(figure.as_mut(), 0, SIZE, ruler.px(0.15, 0.8), ruler.px(0.4, 0.5));
    let theta = figure.settings().numbers("theta");
    assert!((theta[0] - 0.4).abs() < 2e-3 && (theta[1] - 0.5).abs() < 2e-3, "{theta:?}");
    // What the system takes away is undone.
    mouse(figure.as_mut(), 0, SIZE, Action::Down, ruler.px(0.6, 0.3));
    mouse(figure.as_mut(), 0, SIZE, Action::Drag, ruler.px(0.9, 0.9));
    mouse(figure.as_mut(), 0, SIZE, Action::Cancel, ruler.px(0.9, 0.9));
    assert_eq!(figure.settings().numbers("tasks"), tasks);
    // The other panels take no hands.
    let taken = mouse(figure.as_mut(), 1, SIZE, Action::Down, (50.0, 50.0));
    assert_eq!(taken, Changed::Nothing);
}

#[test]
fn keys_change_m_and_tasks_are_added() {
    let mut figure = state("compare");
    figure.key(0, Key::PageUp);
    assert_eq!(figure.settings().count("m"), 3);
    figure.key(0, Key::PageDown);
    figure.key(0, Key::PageDown);
    assert_eq!(figure.settings().count("m"), 1);
    assert_eq!(figure.key(1, Key::PageUp), Changed::Nothing);
    for count in [3, 4, 2] {
        figure.press("add-task");
        assert_eq!(figure.settings().numbers("tasks").len(), 2 * count);
    }
}

/// While a hand is on what the terrain depends on it is sketched, and whole once it rests.
#[test]
fn the_terrain_is_sketched_while_a_hand_moves() {
    let mut figure = state("compare?m=8");
    let whole = figure.scene(0, SIZE).rasters[0].columns;
    figure.set("alpha", "0.025").expect("within the range");
    assert!(figure.is_sketch());
    assert!(figure.scene(0, SIZE).rasters[0].columns < whole);
    figure.settle();
    for _ in 0..100 {
        figure.tick(16.0);
    }
    assert!(!figure.is_sketch() && !figure.animating());
    let there = state("compare?m=8&alpha=0.025");
    assert_eq!(figure.scene(0, SIZE).rasters, there.scene(0, SIZE).rasters);
}
