//! The worker's part of the training figure, natively and by a clock of our own:
//! the same curve at any speed, few reports, no measurement lost.

use std::cell::Cell;

use maml_live::contract::Weights;
use maml_live::figures::list::make;
use maml_live::figures::train::file;
use maml_live::figures::train::protocol::{Order, Pace, Report, Task, begin};
use maml_live::figures::train::session::Session;
use maml_live::learn::{Activation, weights};

/// A clock that goes on by so many milliseconds whenever it is looked at.
struct Clock {
    now: Cell<f64>,
    tick: f64,
}

impl Clock {
    fn new(tick: f64) -> Self {
        Self { now: Cell::new(0.0), tick }
    }

    fn look(&self) -> f64 {
        self.now.set(self.now.get() + self.tick);
        self.now.get()
    }
}

fn session(link: &str) -> Session {
    let order = Order::from_text(&format!("7 begin maml {link}")).expect("an order");
    let Task::Begin { entrant, link } = order.task else { panic!("not the beginning") };
    Session::new(7, begin(entrant, &link).expect("the settings make a run"))
}

/// Gives slices until nothing is due within `patience` milliseconds, or `enough`.
fn work(
    session: &mut Session,
    clock: &Clock,
    patience: f64,
    mut enough: impl FnMut(&Report) -> bool,
) -> Vec<Report> {
    let mut reports = Vec::new();
    let mut stop = false;
    while !stop {
        let due = session.due(clock.now.get());
        if due > patience {
            break;
        }
        clock.now.set(clock.now.get() + due);
        session.slice(&|| clock.look(), &mut |report| {
            stop |= enough(report);
            reports.push(report.clone());
        });
        session.answered();
    }
    reports
}

fn curve(reports: &[Report]) -> Vec<(u64, f64)> {
    let measured = reports.iter().filter_map(|r| Some((r.meta_steps, r.error?.mean)));
    measured.collect()
}

#[test]
fn the_curve_is_the_same_at_any_speed() {
    let link = "#train?seed=3";
    let far = |report: &Report| report.meta_steps >= 60;
    let mut fast = session(link);
    fast.take(&Task::Go(Pace::Full), 0.0);
    let fast = curve(&work(&mut fast, &Clock::new(0.5), 1e9, far));
    let mut slow = session(link);
    slow.take(&Task::Go(Pace::Watch), 0.0);
    let slow = curve(&work(&mut slow, &Clock::new(4.0), 1e9, far));
    let places: Vec<u64> = fast.iter().map(|point| point.0).collect();
    assert_eq!(places[..12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13]);
    let common = fast.len().min(slow.len());
    assert!(common > 20);
    assert_eq!(fast[..common], slow[..common]);
}

#[test]
fn single_steps_are_all_made_and_measured() {
    let mut session = session("#train");
    for _ in 0..5 {
        session.take(&Task::Step, 0.0);
    }
    let reports = work(&mut session, &Clock::new(1.0), 1e9, |_| false);
    let steps: Vec<u64> = curve(&reports).iter().map(|point| point.0).collect();
    assert_eq!(steps, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn a_watched_run_is_slow_at_first_and_keeps_its_speed_over_a_pause() {
    let mut session = session("#train");
    session.take(&Task::Go(Pace::Watch), 0.0);
    let clock = Clock::new(0.05);
    let made = |reports: &[Report]| reports.last().map_or(0, |report| report.meta_steps);
    let reports = work(&mut session, &clock, 1e9, |report| report.meta_steps >= 4);
    assert_eq!(made(&reports), 4);
    assert!((800.0..1400.0).contains(&clock.now.get()), "{} ms", clock.now.get());
    session.take(&Task::Pause, clock.now.get());
    work(&mut session, &clock, 1e9, |_| false);
    clock.now.set(clock.now.get() + 60_000.0);
    session.take(&Task::Go(Pace::Watch), clock.now.get());
    let gap = session.due(clock.now.get());
    assert!((50.0..300.0).contains(&gap), "{gap} ms to the next step");
}

#[test]
fn a_page_that_does_not_answer_is_told_of_measurements_only() {
    let mut session = session("#train");
    session.take(&Task::Go(Pace::Full), 0.0);
    let clock = Clock::new(1.0);
    let mut reports = Vec::new();
    for _ in 0..200 {
        session.slice(&|| clock.look(), &mut |report| reports.push(report.clone()));
    }
    assert!(reports.len() > 10);
    assert!(reports.iter().all(|report| report.error.is_some()));
}

#[test]
fn a_pause_is_answered_and_then_nothing_is_due() {
    let mut session = session("#train");
    session.take(&Task::Go(Pace::Full), 0.0);
    let clock = Clock::new(1.0);
    work(&mut session, &clock, 1e9, |report| report.meta_steps > 20);
    session.take(&Task::Pause, clock.now.get());
    let reports = work(&mut session, &clock, 1e9, |_| false);
    assert!(!reports.is_empty());
    assert_eq!(session.due(clock.now.get()), f64::INFINITY);
}

#[test]
fn every_order_is_answered() {
    let mut session = session("#train");
    let clock = Clock::new(1.0);
    work(&mut session, &clock, 1e9, |_| false);
    for task in [Task::Step, Task::Measure(3), Task::Pause] {
        session.take(&task, clock.now.get());
        assert!(!work(&mut session, &clock, 1e9, |_| false).is_empty(), "{task:?}");
    }
}

#[test]
fn a_written_file_reads_back_as_it_was() {
    let weights = Weights {
        values: weights::maml().values.to_vec(),
        activation: Activation::Tanh,
        origin: "a \"network\"\n from \\ here".into(),
    };
    let file: serde_json::Value = serde_json::from_str(&file::write(&weights)).expect("is JSON");
    let shapes: Vec<Vec<usize>> = serde_json::from_value(file["shapes"].clone()).expect("shapes");
    let values: Vec<f64> = serde_json::from_value(file["values"].clone()).expect("numbers");
    let activation = file["activation"].as_str().expect("a name");
    let (activation, values) = weights::parse(&shapes, activation, &values).expect("it is ours");
    assert_eq!((activation, values), (weights.activation, weights.values));
    assert!(file["training"]["origin"].as_str().is_some_and(|text| text.contains("\"network\"")));
}

#[test]
fn the_figure_gives_its_network_away() {
    let mut train = make("train").expect("is in the list");
    train.press("step");
    let orders = train.orders();
    assert!(matches!(orders.first().map(|order| &order.task), Some(Task::Begin { .. })));
    assert!(train.weights().is_some_and(|weights| weights.values.len() == 1761));
}
