//! `cost`: what it counts, and what it makes of what a worker measured.

use std::cell::Cell;

use maml_live::contract::{Changed, Failure, Figure};
use maml_live::figures::cost::job::{self, CELLS, Measuring, ROUNDS, Report};
use maml_live::figures::cost::trial::{Entrant, MOST_STEPS, Problem, Trials};
use maml_live::work::{Errand, Job, Parcel};

use super::support::{Workers, number, output, readout, state};

const MEMORIES: [&str; 4] = ["memory-maml", "memory-fomaml", "memory-reptile", "memory-imaml"];
const TIMES: [&str; 4] = ["time-maml", "time-fomaml", "time-reptile", "time-imaml"];

/// The memory with so many inner steps, of all four.
fn memory(query: &str, steps: usize) -> [f64; 4] {
    let figure = state(&format!("cost?inner-steps={steps}&{query}"));
    MEMORIES.map(|key| number(figure.as_ref(), key))
}

#[test]
fn mamls_memory_grows_by_the_same_with_every_step_and_the_others_keep_theirs() {
    for query in ["model=network", "model=toy"] {
        let of = |steps| memory(query, steps);
        let step = of(2)[0] - of(1)[0];
        assert!(step > 0.0);
        for steps in 1..=MOST_STEPS {
            let now = of(steps);
            assert_eq!(now[0], of(1)[0] + step * (steps - 1) as f64, "{query} {steps}");
            assert_eq!(now[1..], of(1)[1..], "{query} {steps}");
        }
    }
}

/// What a step of MAML keeps is at least its φ and its gradient, and the tape of a gradient at
/// ten points, which is known to need two rows of forty activations a point.
#[test]
fn a_step_through_the_network_keeps_what_its_way_back_needs() {
    let step = memory("model=network", 3)[0] - memory("model=network", 2)[0];
    let least = (2 * 1761 + 10 * 2 * 40) * 4;
    assert!(step >= least as f64 && step < 8.0 * least as f64, "{step} bytes");
}

#[test]
fn the_same_room_used_again_counts_the_same() {
    let mut trials = Trials::default();
    let mut count = |problem, entrant, steps| trials.bytes(problem, entrant, steps);
    let first = count(Problem::Network, Entrant::Maml, 3);
    count(Problem::Network, Entrant::Imaml, 20);
    count(Problem::Toy, Entrant::Maml, 20);
    assert_eq!(count(Problem::Network, Entrant::Maml, 3), first);
}

#[test]
fn measured_times_are_read_off_at_the_readers_number_of_steps() {
    let mut figure = state("cost");
    for key in TIMES {
        assert!(readout(figure.as_ref(), key).values.is_empty(), "nothing is measured yet");
    }
    assert_eq!(figure.press("measure"), Changed::Picture);
    assert_eq!(figure.press("measure"), Changed::Nothing, "one at a time");
    let job = begun(figure.as_mut());
    let times = (0..CELLS).map(|cell| cell as f64 + 0.5).collect();
    let report = Report { rounds: ROUNDS, times };
    let remote = figure.remote().expect("it has workers");
    assert_eq!(remote.hear(job + 1, &report.to_parcel()), Changed::Nothing, "nobody asked");
    assert_eq!(remote.hear(job, &report.to_parcel()), Changed::Picture);
    assert_eq!(remote.errands(), [Errand::End(job)]);
    for steps in [1, 7, 20] {
        figure.set("inner-steps", &steps.to_string()).expect("it is in range");
        let found = TIMES.map(|key| number(figure.as_ref(), key));
        assert_eq!(found, [0, 20, 40, 60].map(|first| (first + steps - 1) as f64 + 0.5));
    }
    figure.set("model", "toy").expect("it is one of the words");
    assert!(output(figure.as_ref(), "time-maml").is_empty(), "the other was measured");
}

#[test]
fn what_is_no_report_changes_nothing() {
    let mut figure = state("cost");
    figure.press("measure");
    let job = begun(figure.as_mut());
    let before = figure.describe();
    for numbers in [vec![], vec![1.0], vec![f64::NAN; CELLS + 1], vec![1e9; CELLS + 1]] {
        let remote = figure.remote().expect("it has workers");
        assert_eq!(remote.hear(job, &Parcel::of_numbers(numbers)), Changed::Nothing);
    }
    assert_eq!(figure.describe(), before);
}

#[test]
fn a_worker_that_fails_is_told_of_and_can_be_asked_again() {
    let mut figure = state("cost");
    for failure in [Failure::NoWorker, Failure::Died] {
        figure.press("measure");
        figure.remote().expect("it has workers").fail(failure);
        assert!(figure.notice().is_some_and(|notice| notice.contains("worker")));
        assert_eq!(figure.remote().expect("it has workers").errands(), []);
    }
    assert_eq!(figure.press("measure"), Changed::Picture);
    assert_eq!(figure.notice(), None);
}

/// The number of the job that the figure has begun.
fn begun(figure: &mut dyn Figure) -> u32 {
    match &figure.remote().expect("it has workers").errands()[..] {
        [Errand::Begin { job, kind, .. }, Errand::Tell(..)] if kind == job::KIND => *job,
        other => panic!("{other:?}"),
    }
}

/// A machine that is a thousand times slower now and then, and a clock that tells
/// milliseconds only.
#[test]
fn the_median_over_rounds_does_not_mind_a_busy_machine() {
    let calls = Cell::new(0_u32);
    let clock = || {
        calls.set(calls.get() + 1);
        let busy = if calls.get().is_multiple_of(977) { 1000.0 } else { 0.0 };
        f64::from(calls.get()) * 2.0 + busy
    };
    let mut job = Measuring::new(Problem::Toy);
    assert!(job.due(0.0).is_infinite(), "it waits for a word");
    job.hear(&Parcel::default(), 0.0);
    let mut reports = Vec::new();
    while job.due(0.0) == 0.0 {
        job.slice(&clock, &mut |_, parcel| {
            reports.push(Report::from_parcel(&parcel).expect("a report"));
        });
    }
    assert_eq!(
        reports.iter().map(|report| report.rounds).collect::<Vec<_>>(),
        (1..=ROUNDS).collect::<Vec<_>>()
    );
    let last = reports.last().expect("it has reported");
    // By this clock two milliseconds a measurement, of at most as many repetitions as it takes.
    assert!(last.times.iter().all(|&time| time > 0.0 && time <= 2000.0), "{:?}", last.times);
}

#[test]
fn a_measurement_in_a_worker_comes_to_its_end() {
    let mut figure = state("cost?model=toy");
    let mut workers = Workers::default();
    figure.press("measure");
    workers.work(figure.as_mut(), 100_000);
    assert!(TIMES.iter().all(|key| number(figure.as_ref(), key) > 0.0));
    assert!(figure.describe().contains("times as long as FOMAML’s"), "{}", figure.describe());
}
