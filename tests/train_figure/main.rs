//! The training figure without a page: the test plays the workers.

mod film;
mod support;

use maml_live::contract::{Changed, Failure, Figure};
use maml_live::figures::kit::pace::{Pace, watchable};
use maml_live::figures::list::make;
use maml_live::figures::train::protocol::{Brief, Order, Report};
use maml_live::learn::train::run::{End, Outcome};
use maml_live::plot::scene::Mark;
use maml_live::work::{Errand, Parcel};
use proptest::prelude::*;

use support::{Workers, errands, fail, figure, finish, hear, look, readout, rows};

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
        if let Outcome::Measured(measured) = run.advance(steps) {
            let error = measured.after(1).expect("it is taken after one step");
            curve.push((measured.meta_steps, error.mean));
        }
    }
    curve
}

#[test]
fn the_same_link_draws_the_same_curve_at_any_speed() {
    for query in ["seed=7", "seed=7&method=reptile&shots=5", "network=tanh&inner-steps=2"] {
        let slow = curve(query, 1, 120);
        assert!(slow.len() > 17);
        assert_eq!(slow, curve(query, 1000, 120), "{query}");
    }
    assert_ne!(curve("seed=7", 9, 120), curve("seed=8", 9, 120));
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
    assert!(figure.describe().contains("races 5 other methods: pretraining, FOMAML,"));
    let names: Vec<String> = rows(figure.as_ref()).into_iter().map(|row| row.name).collect();
    assert_eq!(names.len(), 6);
    assert!(rows(figure.as_ref()).iter().all(|row| row.cells[0].values[0] > 2.0), "measured");
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
fn the_main_button_says_what_it_does_and_does_it() {
    let mut figure = figure("");
    let mut workers = Workers::default();
    let main = |figure: &dyn Figure| look(figure, "start").label;
    let works = |figure: &dyn Figure| ["step", "restart"].map(|key| look(figure, key).works);
    assert_eq!((main(figure.as_ref()), works(figure.as_ref())), ("▶ Start", [true, false]));
    figure.press("start");
    workers.obey(figure.as_mut());
    workers.work(figure.as_mut(), 10, 2);
    assert_eq!((main(figure.as_ref()), works(figure.as_ref())), ("❚❚ Pause", [false, true]));
    assert_eq!(figure.press("step"), Changed::Nothing, "what looks off is off");
    figure.press("start");
    workers.obey(figure.as_mut());
    assert_eq!((main(figure.as_ref()), works(figure.as_ref())), ("▶ Go on", [true, true]));
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
    assert_eq!(main(figure.as_ref()), "❚❚ Pause");
    finish(figure.as_mut());
    assert_eq!((main(figure.as_ref()), works(figure.as_ref())), ("↻ Run again", [false, false]));
    figure.press("start");
    assert_eq!(readout(figure.as_ref(), "meta-steps"), [0.0]);
    assert_eq!(main(figure.as_ref()), "❚❚ Pause");
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
fn reports_of_forgotten_runs_are_left_out() {
    let mut figure = figure("");
    let mut workers = Workers::default();
    figure.press("start");
    workers.obey(figure.as_mut());
    let (number, (run, _)) = workers.runs.iter().next().expect("a run was begun");
    let late = Report::of(run, 3.0, None);
    figure.set("seed", "2").expect("a number is taken");
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
    assert!((60..=200).contains(&watchable(1.0)), "{}", watchable(1.0));
    assert!(watchable(0.1) >= 5 && watchable(10.0) > 40_000);
    assert!((0..200).all(|i| watchable(f64::from(i) * 0.1) <= watchable(f64::from(i + 1) * 0.1)));
}

#[test]
fn what_is_no_order_or_report_is_left_out() {
    for text in ["", "go", "go far", "go to", "go to x", "measure", "measure x", "step now"] {
        assert_eq!(Order::from_parcel(&Parcel::of_words(text)), None, "{text}");
    }
    for text in ["", "maml", "nobody #train"] {
        assert_eq!(Brief::from_parcel(&Parcel::of_words(text)), None, "{text}");
    }
    let going = [Order::Go(Pace::Watch), Order::Go(Pace::Full), Order::GoTo(40_000)];
    for order in going.into_iter().chain([Order::Measure(3), Order::Step, Order::Pause]) {
        assert_eq!(Order::from_parcel(&order.to_parcel()), Some(order));
    }
    assert_eq!(Report::from_parcel(&Parcel::default()), None);
    for strange in [0.0, 1.0, 1e18, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(Report::from_parcel(&Parcel::of_numbers(vec![strange; 100])), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is set and pressed in whatever order, the figure and its workers go on.
    #[test]
    fn no_order_of_events_confuses_the_figure(
        events in prop::collection::vec((0_usize..11, 0_usize..6), 1..14)
    ) {
        let mut figure = figure("");
        let mut workers = Workers::default();
        let methods = ["maml", "pretrained", "fomaml", "reptile", "imaml", "learned-rate"];
        for (event, choice) in events {
            match event {
                0 => { figure.press("start"); }
                1 => { figure.set("at", &(7 * choice).to_string()).expect("a number"); }
                2 => { figure.press("step"); }
                3 => { figure.press("restart"); }
                4 => { figure.set("method", methods[choice]).expect("a word is taken"); }
                5 => { figure.set("shots", &(1 + choice).to_string()).expect("a number"); }
                6 => { figure.set("eval-steps", &choice.to_string()).expect("a number"); }
                7 => { figure.press("clear-ghosts"); }
                8 => { figure.set("race-maml", ["on", "off"][choice % 2]).expect("a word"); }
                9 => { fail(figure.as_mut(), Failure::Died); workers.runs.clear(); }
                _ => workers.work(figure.as_mut(), 3, 2),
            }
            workers.obey(figure.as_mut());
            for (panel, description) in figure.panels().iter().enumerate() {
                let scene = format!("{:?}", figure.scene(panel, description.narrow));
                prop_assert!(!scene.contains("NaN"), "panel {}", panel);
            }
        }
        prop_assert!(workers.runs.len() <= 2);
        let at = figure.settings().number("at");
        let made = figure.readouts().into_iter().find(|readout| readout.key == "meta-steps");
        let made = made.expect("it is there").values[0];
        prop_assert!(at >= made, "what is seen is after {} of {}", made, at);
    }
}
