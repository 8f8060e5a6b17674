//! The worker's part of the training figure, natively and by a clock of our own:
//! the same curve at any speed, few reports, no measurement lost.

use std::cell::Cell;

use maml_live::figures::jobs;
use maml_live::figures::kit::pace::Pace;
use maml_live::figures::list::make;
use maml_live::figures::train::protocol::{Order, Report};
use maml_live::learn::train::run::Measurement;
use maml_live::learn::{Activation, Network};
use maml_live::work::{Answer, Desk, Errand, Parcel, Session, State};

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

/// What a run with the settings of a link must know.
fn brief(link: &str) -> Parcel {
    Parcel::of_words(format!("maml {link}"))
}

fn session(link: &str) -> Session {
    Session::new(7, jobs::open("train", &brief(link)).expect("the settings make a run"))
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
        for parcel in session.slice(&|| clock.look()) {
            let report = Report::from_parcel(&parcel).expect("it reports");
            stop |= enough(&report);
            reports.push(report);
            session.read();
        }
    }
    reports
}

fn curve(reports: &[Report]) -> Vec<(u64, f64)> {
    let measured = reports.iter().filter_map(|report| report.measured.as_ref());
    let point = |measured: &Measurement| Some((measured.meta_steps, measured.after(1)?.mean));
    measured.filter_map(point).collect()
}

#[test]
fn the_curve_is_the_same_at_any_speed() {
    let link = "#train?seed=3";
    let far = |report: &Report| report.meta_steps >= 300;
    let mut fast = session(link);
    fast.hear(&Order::Go(Pace::Full).to_parcel(), 0.0);
    let fast = curve(&work(&mut fast, &Clock::new(0.5), 1e9, far));
    let mut slow = session(link);
    slow.hear(&Order::Go(Pace::Watch).to_parcel(), 0.0);
    let slow = curve(&work(&mut slow, &Clock::new(4.0), 1e9, far));
    let places: Vec<u64> = fast.iter().map(|point| point.0).collect();
    assert_eq!(places[..12], [0, 1, 2, 3, 4, 5, 7, 9, 12, 15, 19, 24]);
    let common = fast.len().min(slow.len());
    assert!(common > 20);
    assert_eq!(fast[..common], slow[..common]);
}

#[test]
fn single_steps_are_all_made_and_measured() {
    let mut session = session("#train");
    for _ in 0..5 {
        session.hear(&Order::Step.to_parcel(), 0.0);
    }
    let reports = work(&mut session, &Clock::new(1.0), 1e9, |_| false);
    let steps: Vec<u64> = curve(&reports).iter().map(|point| point.0).collect();
    assert_eq!(steps, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn a_watched_run_is_slow_at_first_and_keeps_its_speed_over_a_pause() {
    let mut session = session("#train");
    session.hear(&Order::Go(Pace::Watch).to_parcel(), 0.0);
    let clock = Clock::new(0.05);
    let made = |reports: &[Report]| reports.last().map_or(0, |report| report.meta_steps);
    let reports = work(&mut session, &clock, 1e9, |report| report.meta_steps >= 100);
    // Where the slice ends in which the hundredth is made.
    assert_eq!(made(&reports), 104);
    assert!((800.0..1400.0).contains(&clock.now.get()), "{} ms", clock.now.get());
    session.hear(&Order::Pause.to_parcel(), clock.now.get());
    work(&mut session, &clock, 1e9, |_| false);
    clock.now.set(clock.now.get() + 60_000.0);
    session.hear(&Order::Go(Pace::Watch).to_parcel(), clock.now.get());
    let gap = session.due(clock.now.get());
    assert!((2.0..12.0).contains(&gap), "{gap} ms to the next step");
}

/// A reader sees something move at once: in the first tenth of a second some curve moves by more
/// than a pixel, and before that there is no frame in which it does not move at all.
#[test]
fn a_watched_run_moves_from_the_first_frame() {
    let mut session = session("#train");
    session.hear(&Order::Go(Pace::Watch).to_parcel(), 0.0);
    let clock = Clock::new(0.05);
    let reports = work(&mut session, &clock, 1e9, |_| clock.now.get() >= 100.0);
    let made: Vec<u64> = reports.iter().map(|report| report.meta_steps).collect();
    assert!(made.len() >= 4 && made[1] > 0, "{made:?}");
    let [first, last] = [0, reports.len() - 1].map(|index| &reports[index].theta);
    let curve = |theta: &[f32]| -> Vec<f32> {
        let xs: Vec<f32> = (0..=100).map(|i| -5.0 + i as f32 / 10.0).collect();
        let mut ys = vec![0.0; xs.len()];
        Network::<f32>::new(Activation::Relu).predict(theta, &xs, &mut ys);
        ys
    };
    let moved = curve(first).into_iter().zip(curve(last)).map(|(a, b)| (a - b).abs());
    // The plot has 310 CSS pixels for 13 units.
    let pixels = 310.0 / 13.0 * moved.fold(0.0, f32::max);
    assert!(pixels > 1.0, "{pixels} px after {made:?}");
}

/// Where a link leads to is reached exactly, measured, and rested at.
#[test]
fn a_run_with_a_goal_waits_there() {
    let mut session = session("#train");
    let clock = Clock::new(0.5);
    session.hear(&Order::GoTo(57).to_parcel(), 0.0);
    let reports = work(&mut session, &clock, 1e9, |_| false);
    let last = reports.last().expect("it reports");
    let measured = last.measured.as_ref().map(|measured| measured.meta_steps);
    assert_eq!((last.meta_steps, last.end, measured), (57, None, Some(57)));
    assert_eq!(session.due(clock.now.get()), f64::INFINITY);
    session.hear(&Order::GoTo(20).to_parcel(), clock.now.get());
    let reports = work(&mut session, &clock, 1e9, |_| false);
    assert_eq!(reports.last().map(|report| report.meta_steps), Some(57), "it never turns back");
    session.hear(&Order::Go(Pace::Full).to_parcel(), clock.now.get());
    work(&mut session, &clock, 1e9, |report| report.meta_steps > 100);
}

#[test]
fn a_page_that_does_not_answer_is_told_of_measurements_only() {
    let mut session = session("#train");
    session.hear(&Order::Go(Pace::Full).to_parcel(), 0.0);
    let clock = Clock::new(1.0);
    let mut reports = Vec::new();
    for _ in 0..200 {
        let parcels = session.slice(&|| clock.look());
        reports.extend(parcels.iter().filter_map(Report::from_parcel));
    }
    assert!(reports.len() > 10);
    assert!(reports.iter().all(|report| report.measured.is_some()));
}

#[test]
fn a_pause_is_answered_and_then_nothing_is_due() {
    let mut session = session("#train");
    session.hear(&Order::Go(Pace::Full).to_parcel(), 0.0);
    let clock = Clock::new(1.0);
    work(&mut session, &clock, 1e9, |report| report.meta_steps > 20);
    session.hear(&Order::Pause.to_parcel(), clock.now.get());
    let reports = work(&mut session, &clock, 1e9, |_| false);
    assert!(!reports.is_empty());
    assert_eq!(session.due(clock.now.get()), f64::INFINITY);
}

#[test]
fn every_order_is_answered() {
    let mut session = session("#train");
    let clock = Clock::new(1.0);
    work(&mut session, &clock, 1e9, |_| false);
    for order in [Order::Step, Order::Measure(3), Order::Pause, Order::GoTo(0)] {
        session.hear(&order.to_parcel(), clock.now.get());
        assert!(!work(&mut session, &clock, 1e9, |_| false).is_empty(), "{order:?}");
    }
}

#[test]
fn the_figure_gives_its_network_away() {
    let mut train = make("train").expect("is in the list");
    train.press("step");
    let errands = train.remote().expect("has workers").errands();
    assert!(matches!(errands.first(), Some(Errand::Begin { .. })));
    let given = train.exchange().and_then(|exchange| exchange.give());
    assert!(given.is_some_and(|weights| weights.values.len() == 1761));
}

/// A desk with as many jobs as there are links, numbered from 1.
fn desk(links: &[&str]) -> Desk {
    let mut desk = Desk::default();
    for (job, link) in (1..).zip(links) {
        let (kind, brief) = ("train".into(), brief(link));
        desk.run(&Errand::Begin { job, kind, brief }, 0.0, jobs::open);
    }
    desk
}

/// Gives turns until the desk has nothing to do, and reads what it answers.
fn turns(desk: &mut Desk, clock: &Clock, most: usize) -> Vec<Answer> {
    let mut answers = Vec::new();
    for _ in 0..most {
        let due = desk.due(clock.now.get());
        if due.is_infinite() {
            break;
        }
        clock.now.set(clock.now.get() + due);
        let before = answers.len();
        desk.turn(&|| clock.look(), &mut |answer| answers.push(answer));
        answers[before..].iter().for_each(|answer| desk.read(answer.job));
    }
    answers
}

#[test]
fn the_jobs_of_a_desk_take_turns_and_say_when_they_are_done() {
    let mut desk = desk(&["#train?seed=1", "#train?seed=2"]);
    let clock = Clock::new(1.0);
    let first = turns(&mut desk, &clock, 1000);
    assert!([1, 2].iter().all(|job| first.iter().any(|answer| answer.job == *job)));
    assert_eq!(first.last().map(|answer| answer.state), Some(State::Idle));
    for job in [1, 2] {
        desk.run(
            &Errand::Tell(job, Order::Go(Pace::Full).to_parcel()),
            clock.now.get(),
            jobs::open,
        );
    }
    let many = turns(&mut desk, &clock, 60);
    assert!(many.iter().all(|answer| answer.state == State::Busy));
    let made = |job: u32| {
        let last = many.iter().rfind(|answer| answer.job == job).expect("it answers");
        Report::from_parcel(&last.parcel).expect("it reports").meta_steps
    };
    assert!(made(1) > 0 && made(2) > 0);
    desk.run(&Errand::End(1), clock.now.get(), jobs::open);
    assert!(turns(&mut desk, &clock, 20).iter().all(|answer| answer.job == 2));
}

#[test]
fn a_desk_at_rest_wants_nothing_and_goes_on_when_it_is_woken() {
    let mut desk = desk(&["#train"]);
    let clock = Clock::new(1.0);
    desk.run(&Errand::Tell(1, Order::Go(Pace::Full).to_parcel()), 0.0, jobs::open);
    turns(&mut desk, &clock, 10);
    desk.rest();
    assert_eq!(desk.due(clock.now.get()), f64::INFINITY);
    desk.turn(&|| clock.look(), &mut |answer| panic!("at rest it said {answer:?}"));
    desk.wake(clock.now.get());
    assert!(!turns(&mut desk, &clock, 10).is_empty());
}

#[test]
fn errands_that_make_no_sense_are_left_out() {
    let mut desk = Desk::default();
    let parcel = Parcel::of_words("nobody #train");
    for kind in ["train", "no such kind"] {
        desk.run(
            &Errand::Begin { job: 1, kind: kind.into(), brief: parcel.clone() },
            0.0,
            jobs::open,
        );
    }
    desk.run(&Errand::Tell(1, parcel.clone()), 0.0, jobs::open);
    desk.run(&Errand::End(1), 0.0, jobs::open);
    desk.read(1);
    assert_eq!(desk.due(0.0), f64::INFINITY);
}
