//! The training figure without a page: the test plays the workers.

use std::collections::HashMap;

use maml_live::contract::{Changed, Failure, Figure, link};
use maml_live::figures::list::make;
use maml_live::figures::train::pace::{Pace, watchable};
use maml_live::figures::train::protocol::{Brief, Order, Report};
use maml_live::learn::train::SinusoidRun;
use maml_live::learn::train::evaluate::HeldOutError;
use maml_live::learn::train::run::{End, Outcome};
use maml_live::plot::scene::Mark;
use maml_live::work::{Errand, Parcel};
use proptest::prelude::*;

/// The figure in the state of a link, such as `tasks=2`.
fn figure(query: &str) -> Box<dyn Figure> {
    let mut figure = make("train").expect("the figure is in the list");
    let link = link::parse(&format!("#train?{query}"));
    assert_eq!(link::apply(figure.as_mut(), &link), vec![], "{query} is a good link");
    errands(figure.as_mut());
    figure
}

/// What the figure wants of its workers.
fn errands(figure: &mut dyn Figure) -> Vec<Errand> {
    figure.remote().expect("the figure has workers").errands()
}

/// Brings the figure what one of its jobs says.
fn hear(figure: &mut dyn Figure, job: u32, report: &Report) -> Changed {
    figure.remote().expect("the figure has workers").hear(job, &report.to_parcel())
}

fn fail(figure: &mut dyn Figure, failure: Failure) -> Changed {
    figure.remote().expect("the figure has workers").fail(failure)
}

/// Workers that do what the figure orders, when asked to.
#[derive(Default)]
struct Workers {
    runs: HashMap<u32, (SinusoidRun, bool)>,
}

impl Workers {
    /// Takes the figure's errands, carries out what needs no time, and reports it.
    fn obey(&mut self, figure: &mut dyn Figure) {
        for errand in errands(figure) {
            match errand {
                Errand::Begin { job, kind, brief } => {
                    assert_eq!(kind, "train");
                    let brief = Brief::from_parcel(&brief).expect("a brief survives its parcel");
                    let run = brief.begin().expect("the figure's plans are good");
                    self.runs.insert(job, (run, false));
                }
                Errand::Tell(job, told) => {
                    let order = Order::from_parcel(&told).expect("an order survives its parcel");
                    self.do_order(job, order, figure);
                }
                Errand::End(job) => {
                    self.runs.remove(&job);
                }
            }
        }
    }

    fn do_order(&mut self, job: u32, order: Order, figure: &mut dyn Figure) {
        let Some((run, going)) = self.runs.get_mut(&job) else { return };
        match order {
            Order::Go(_) => *going = true,
            Order::Pause => *going = false,
            Order::Measure(after) => run.measure_after(after),
            Order::Step => {
                run.step_once();
                let error = measured(run);
                hear(figure, job, &Report::of(run, 0.0, error));
            }
        }
    }

    /// Lets every run that goes do `pieces` pieces of work of `steps` meta-steps.
    fn work(&mut self, figure: &mut dyn Figure, pieces: usize, steps: u64) {
        for (job, (run, going)) in &mut self.runs {
            for _ in 0..if *going { pieces } else { 0 } {
                let error = match run.advance(steps) {
                    Outcome::Measured(error) => Some(error),
                    _ => None,
                };
                hear(figure, *job, &Report::of(run, 0.1, error));
            }
        }
    }
}

/// Finishes the measurement that a run is at.
fn measured(run: &mut SinusoidRun) -> Option<HeldOutError> {
    loop {
        match run.advance(0) {
            Outcome::Measured(error) => return Some(error),
            Outcome::Measuring => {}
            _ => return None,
        }
    }
}

fn readout(figure: &dyn Figure, key: &str) -> Vec<f64> {
    let readouts = figure.readouts();
    let readout = readouts.iter().find(|readout| readout.key == key);
    readout.unwrap_or_else(|| panic!("no readout {key}")).values.clone()
}

#[test]
fn training_brings_the_error_down() {
    let mut figure = figure("speed=full");
    let mut workers = Workers::default();
    assert!(readout(figure.as_ref(), "error").is_empty());
    figure.press("start");
    workers.obey(figure.as_mut());
    workers.work(figure.as_mut(), 3, 1);
    let first = readout(figure.as_ref(), "error")[0];
    workers.work(figure.as_mut(), 300, 50);
    let later = readout(figure.as_ref(), "error")[0];
    assert!(first > 3.0 && later < 0.6 * first, "{first} to {later}");
    let (tasks, steps) =
        (readout(figure.as_ref(), "tasks-seen")[0], readout(figure.as_ref(), "meta-steps")[0]);
    assert_eq!(tasks, 4.0 * steps);
}

/// The measurements of a run that is advanced in pieces of `steps` meta-steps.
fn curve(query: &str, steps: u64, until: u64) -> Vec<(u64, f64)> {
    let mut figure = figure(query);
    figure.press("step");
    let begin = errands(figure.as_mut()).into_iter().find_map(|errand| match errand {
        Errand::Begin { brief, .. } => Brief::from_parcel(&brief),
        _ => None,
    });
    let mut run = begin.expect("a run begins").begin().expect("the plan is good");
    let mut curve = Vec::new();
    while run.meta_steps() < until && run.end().is_none() {
        if let Outcome::Measured(error) = run.advance(steps) {
            curve.push((run.meta_steps(), error.mean));
        }
    }
    curve
}

#[test]
fn the_same_link_draws_the_same_curve_at_any_speed() {
    for query in ["seed=7", "seed=7&method=reptile&shots=5", "network=tanh&inner-steps=2"] {
        let slow = curve(query, 1, 60);
        assert!(slow.len() > 20);
        assert_eq!(slow, curve(query, 1000, 60), "{query}");
    }
    assert_ne!(curve("seed=7", 9, 60), curve("seed=8", 9, 60));
}

#[test]
fn a_race_trains_every_method_that_was_ticked_on_the_same_tasks() {
    let query =
        "race-pretrained=on&race-fomaml=on&race-reptile=on&race-imaml=on&race-learned-rate=on";
    let mut figure = figure(query);
    let mut workers = Workers::default();
    figure.press("start");
    workers.obey(figure.as_mut());
    assert_eq!(workers.runs.len(), 6);
    workers.work(figure.as_mut(), 12, 3);
    let steps: Vec<u64> = workers.runs.values().map(|(run, _)| run.meta_steps()).collect();
    assert!(steps.iter().all(|&made| made == steps[0]), "{steps:?}");
    assert!(figure.describe().contains("races 5 other"));
    // A name of two lines begins both of them at the same place.
    for (panel, description) in figure.panels().iter().enumerate() {
        for mark in figure.scene(panel, description.wide).marks {
            if let Mark::Text(text) = mark {
                assert_eq!(text.text, text.text.trim());
            }
        }
    }
}

#[test]
fn pause_step_and_restart_do_what_they_say() {
    let mut figure = figure("");
    let mut workers = Workers::default();
    assert_eq!(figure.press("pause"), Changed::Nothing);
    figure.press("start");
    workers.obey(figure.as_mut());
    workers.work(figure.as_mut(), 10, 2);
    figure.press("pause");
    workers.obey(figure.as_mut());
    let paused = readout(figure.as_ref(), "meta-steps");
    workers.work(figure.as_mut(), 10, 2);
    assert_eq!(readout(figure.as_ref(), "meta-steps"), paused);
    figure.press("step");
    workers.obey(figure.as_mut());
    assert_eq!(readout(figure.as_ref(), "meta-steps")[0], paused[0] + 1.0);
    let seed = figure.settings().number("seed");
    figure.press("restart");
    workers.obey(figure.as_mut());
    assert_eq!(readout(figure.as_ref(), "meta-steps"), [0.0]);
    assert_eq!(figure.settings().number("seed"), seed);
    assert_eq!(workers.runs.len(), 1, "the run before is forgotten");
}

#[test]
fn pressing_start_many_times_trains_once() {
    let mut figure = figure("");
    let mut workers = Workers::default();
    for _ in 0..20 {
        figure.press("start");
        workers.obey(figure.as_mut());
    }
    assert_eq!(workers.runs.len(), 1);
    for _ in 0..50 {
        figure.press("restart");
        workers.obey(figure.as_mut());
    }
    assert_eq!(workers.runs.len(), 1);
}

#[test]
fn a_change_of_settings_begins_again_and_says_so() {
    let mut figure = figure("");
    let mut workers = Workers::default();
    figure.press("start");
    workers.obey(figure.as_mut());
    workers.work(figure.as_mut(), 10, 5);
    figure.set("tasks", "8").expect("a number is taken");
    workers.obey(figure.as_mut());
    assert!(figure.notice().is_some_and(|notice| notice.contains("begins again")));
    assert_eq!(readout(figure.as_ref(), "meta-steps"), [0.0]);
    workers.work(figure.as_mut(), 10, 5);
    assert!(readout(figure.as_ref(), "meta-steps")[0] > 0.0, "it was running, so it runs");
}

#[test]
fn another_measure_goes_on_with_the_same_run() {
    let mut figure = figure("");
    let mut workers = Workers::default();
    figure.press("start");
    workers.obey(figure.as_mut());
    workers.work(figure.as_mut(), 40, 20);
    let made = readout(figure.as_ref(), "meta-steps");
    figure.set("eval-steps", "0").expect("a number is taken");
    assert!(readout(figure.as_ref(), "error").is_empty(), "the old errors mean something else");
    workers.obey(figure.as_mut());
    workers.work(figure.as_mut(), 2, 1);
    assert_eq!(readout(figure.as_ref(), "meta-steps"), made);
    // Without fine-tuning a meta-trained network is no better than the average curve.
    assert!(readout(figure.as_ref(), "error")[0] > 2.0);
}

#[test]
fn reports_of_forgotten_runs_are_left_out() {
    let mut figure = figure("");
    let mut workers = Workers::default();
    figure.press("start");
    workers.obey(figure.as_mut());
    let (number, (run, _)) = workers.runs.iter().next().expect("a run was begun");
    let late = Report::of(run, 3.0, None);
    figure.press("restart");
    assert_eq!(hear(figure.as_mut(), *number, &late), Changed::Nothing);
    assert_eq!(readout(figure.as_ref(), "seconds"), [0.0]);
}

#[test]
fn a_failure_is_said_and_start_works_again() {
    for failure in [Failure::NoWorker, Failure::Died] {
        let mut figure = figure("");
        figure.press("start");
        errands(figure.as_mut());
        fail(figure.as_mut(), failure);
        assert!(figure.notice().is_some(), "{failure:?}");
        assert!(errands(figure.as_mut()).is_empty());
        figure.press("start");
        let begins = |errand: &Errand| matches!(errand, Errand::Begin { .. });
        assert!(errands(figure.as_mut()).iter().any(begins));
    }
}

#[test]
fn a_run_that_overflows_says_so_and_gives_no_weights_away() {
    let mut figure = figure("alpha=0.1&inner-steps=5&amplitude-min=5");
    let mut workers = Workers::default();
    figure.press("start");
    workers.obey(figure.as_mut());
    let (number, (run, _)) = workers.runs.iter().next().expect("a run was begun");
    let mut report = Report::of(run, 0.0, None);
    report.end = Some(End::Diverged);
    report.theta.fill(f32::NAN);
    hear(figure.as_mut(), *number, &report);
    assert!(figure.notice().is_some_and(|notice| notice.contains("diverged")));
    assert!(figure.exchange().is_some_and(|exchange| exchange.give().is_none()));
    for (panel, description) in figure.panels().iter().enumerate() {
        let scene = format!("{:?}", figure.scene(panel, description.wide));
        assert!(!scene.contains("NaN") && !scene.contains("inf"), "panel {panel}");
    }
}

#[test]
fn a_trained_network_moves_into_the_fitting_figure_and_out_again() {
    let mut training = figure("");
    let mut workers = Workers::default();
    training.press("start");
    workers.obey(training.as_mut());
    workers.work(training.as_mut(), 20, 20);
    let mut fitting = make("fit-maml").expect("the figure is in the list");
    let own = fitting.readouts();
    let given = training.exchange().and_then(|exchange| exchange.give());
    let weights = given.expect("a network to give away");
    let taker = fitting.exchange().expect("the figure takes networks");
    assert_ne!(taker.take(weights), Changed::Nothing);
    assert_ne!(fitting.readouts(), own);
    assert!(fitting.notice().is_some_and(|notice| notice.contains("MAML trained on")));
    fitting.press("original-weights");
    assert_eq!(fitting.readouts(), own);
    assert_eq!(fitting.notice(), None);
}

#[test]
fn a_watched_run_begins_slowly_and_never_turns_back() {
    assert_eq!(watchable(0.0), 0);
    assert!((2..=6).contains(&watchable(1.0)), "{}", watchable(1.0));
    assert!(watchable(10.0) > 12_500);
    assert!((0..200).all(|i| watchable(f64::from(i) * 0.1) <= watchable(f64::from(i + 1) * 0.1)));
}

#[test]
fn what_is_no_order_or_report_is_left_out() {
    for text in ["", "go", "go far", "measure", "measure x", "step now"] {
        assert_eq!(Order::from_parcel(&Parcel::of_words(text)), None, "{text}");
    }
    for text in ["", "maml", "nobody #train"] {
        assert_eq!(Brief::from_parcel(&Parcel::of_words(text)), None, "{text}");
    }
    for order in [Order::Go(Pace::Watch), Order::Go(Pace::Full), Order::Measure(3), Order::Step] {
        assert_eq!(Order::from_parcel(&order.to_parcel()), Some(order));
    }
    assert_eq!(Report::from_parcel(&Parcel::default()), None);
    assert_eq!(Report::from_parcel(&Parcel::of_numbers(vec![0.0; 100])), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is set and pressed in whatever order, the figure and its workers go on.
    #[test]
    fn no_order_of_events_confuses_the_figure(
        events in prop::collection::vec((0_usize..9, 0_usize..6), 1..14)
    ) {
        let mut figure = figure("");
        let mut workers = Workers::default();
        let methods = ["maml", "pretrained", "fomaml", "reptile", "imaml", "learned-rate"];
        for (event, choice) in events {
            match event {
                0 => { figure.press("start"); }
                1 => { figure.press("pause"); }
                2 => { figure.press("step"); }
                3 => { figure.press("restart"); }
                4 => { figure.set("method", methods[choice]).expect("a word is taken"); }
                5 => { figure.set("shots", &(1 + choice).to_string()).expect("a number"); }
                6 => { figure.set("eval-steps", &choice.to_string()).expect("a number"); }
                7 => { fail(figure.as_mut(), Failure::Died); workers.runs.clear(); }
                _ => workers.work(figure.as_mut(), 3, 2),
            }
            workers.obey(figure.as_mut());
            for (panel, description) in figure.panels().iter().enumerate() {
                let scene = format!("{:?}", figure.scene(panel, description.narrow));
                prop_assert!(!scene.contains("NaN"), "panel {}", panel);
            }
        }
        prop_assert!(workers.runs.len() <= 1);
    }
}
