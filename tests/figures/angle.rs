//! `angle`: the run behind it, and what it says of one.

use maml_live::contract::{Changed, Failure, Figure};
use maml_live::figures::angle::job::{self, Brief, Look, Looking, MOMENTS, TASKS};
use maml_live::learn::adapt::Inner;
use maml_live::learn::meta::{Workspace, fomaml::Fomaml, maml::Maml, meta_gradient};
use maml_live::learn::train::Regression;
use maml_live::learn::train::evaluate::HeldOut;
use maml_live::learn::{Distribution, Samples, Task};
use maml_live::work::{Errand, Job, Parcel};

use super::support::{Workers, number, readout, state};

const BRIEF: Brief = Brief { steps: 2, rate: 0.02, seed: 5 };

/// What a run says until it has nothing more to say.
fn said(brief: Brief) -> Vec<Parcel> {
    let mut job = Looking::new(brief).expect("a good brief");
    job.hear(&Parcel::default(), 0.0);
    let mut parcels = Vec::new();
    while job.due(0.0) == 0.0 {
        job.slice(&|| 0.0, &mut |_, parcel| parcels.push(parcel));
    }
    parcels
}

#[test]
fn the_first_look_is_at_the_random_start() {
    let first = Look::from_parcel(&said(BRIEF)[0]).expect("a look");
    let problem = Regression::default();
    let (network, theta) = (problem.network(), problem.start(BRIEF.seed));
    let inner = Inner::new(BRIEF.rate, BRIEF.steps).expect("in range");
    let tasks = HeldOut::<Samples<f32>>::new(&Distribution::default(), 10, TASKS);
    let mut cosines: Vec<f64> = tasks
        .tasks()
        .map(|[support, query]| {
            let (mut exact, mut other) = (vec![0.0; theta.len()], vec![0.0; theta.len()]);
            let task = Task { support, query };
            let room = &mut Workspace::new(&network);
            meta_gradient(&network, &Maml(inner), &theta, task, room, &mut exact).expect("MAML");
            meta_gradient(&network, &Fomaml(inner), &theta, task, room, &mut other)
                .expect("FOMAML");
            let dot = |a: &[f32], b: &[f32]| -> f64 {
                a.iter().zip(b).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum()
            };
            dot(&exact, &other) / (dot(&exact, &exact) * dot(&other, &other)).sqrt()
        })
        .collect();
    // The larger the cosine, the smaller the angle.
    cosines.sort_by(|a, b| b.total_cmp(a));
    for (quartile, angle) in [25, 50, 75].into_iter().zip(first.quartiles) {
        let expected = cosines[quartile].acos().to_degrees();
        assert!((angle - expected).abs() < 0.05, "{quartile}: {angle} {expected}");
    }
    assert_eq!(first.meta_steps, 0);
}

#[test]
fn a_run_is_looked_at_at_every_moment_and_then_says_that_it_is_over() {
    let parcels = said(BRIEF);
    let looks: Vec<Look> = parcels.iter().filter_map(Look::from_parcel).collect();
    assert_eq!(looks.iter().map(|look| look.meta_steps).collect::<Vec<_>>(), MOMENTS);
    assert_eq!(parcels.last(), Some(&Parcel::default()));
    assert_eq!(parcels.len(), MOMENTS.len() + 1);
    for look in looks {
        assert_eq!(Look::from_parcel(&look.to_parcel()), Some(look));
        assert!(look.quartiles.is_sorted(), "{look:?}");
    }
    assert_eq!(said(BRIEF), parcels, "the same seed, the same run");
}

#[test]
fn with_a_rate_of_almost_nothing_both_are_the_same() {
    let looks = said(Brief { rate: 1e-9, ..BRIEF });
    let first = Look::from_parcel(&looks[0]).expect("a look");
    assert!(first.quartiles[2] < 0.05 && first.of_means < 0.05, "{first:?}");
}

#[test]
fn the_figure_shows_what_its_run_says() {
    let mut figure = state("angle");
    assert!(readout(figure.as_ref(), "angle").values.is_empty());
    figure.press("run");
    assert_eq!(figure.press("run"), Changed::Nothing, "one at a time");
    let job = begun(figure.as_mut());
    let look =
        |meta_steps, median| Look { meta_steps, quartiles: [1.0, median, 60.0], of_means: 2.0 };
    let mut hear = |parcel| figure.remote().expect("it has workers").hear(job, &parcel);
    for (steps, median) in [(0, 10.0), (1, 20.0), (10_000, 30.0)] {
        assert_eq!(hear(look(steps, median).to_parcel()), Changed::Picture);
    }
    hear(Parcel::default());
    assert_eq!(number(figure.as_ref(), "angle-start"), 10.0);
    assert_eq!(number(figure.as_ref(), "angle"), 30.0);
    assert_eq!(number(figure.as_ref(), "meta-steps"), 10_000.0);
    assert_eq!(figure.notice(), None, "it came to its end");
    assert!(figure.describe().contains("30.0°"), "{}", figure.describe());
}

#[test]
fn a_changed_setting_asks_for_another_run_and_forgets_the_first() {
    let mut figure = state("angle");
    figure.set("inner-steps", "3").expect("in range");
    assert_eq!(figure.remote().expect("workers").errands(), [], "nobody has asked for a run yet");
    figure.press("run");
    let first = begun(figure.as_mut());
    figure.set("inner-steps", "5").expect("in range");
    let errands = figure.remote().expect("workers").errands();
    assert_eq!(errands[0], Errand::End(first));
    assert!(matches!(&errands[1], Errand::Begin { kind, .. } if kind == job::KIND));
    // What the first still had to say comes too late.
    let late = Parcel::default();
    assert_eq!(figure.remote().expect("workers").hear(first, &late), Changed::Nothing);
}

#[test]
fn a_worker_that_fails_and_a_run_that_ends_early_are_told_of() {
    let mut figure = state("angle");
    figure.press("run");
    figure.remote().expect("workers").fail(Failure::NoWorker);
    assert!(figure.notice().is_some_and(|notice| notice.contains("worker")));
    figure.remote().expect("workers").errands();
    assert_eq!(figure.press("run"), Changed::Picture);
    let job = begun(figure.as_mut());
    figure.remote().expect("workers").hear(job, &Parcel::default());
    assert!(figure.notice().is_some_and(|notice| notice.contains("diverged")));
}

#[test]
fn whole_runs_come_to_their_end_in_workers_however_often() {
    let mut figure = state("angle?inner-steps=1&seed=3");
    let mut workers = Workers::default();
    for _ in 0..2 {
        figure.press("run");
        workers.work(figure.as_mut(), 100_000);
        assert_eq!(number(figure.as_ref(), "meta-steps"), 10_000.0);
    }
}

/// The number of the job that the figure has begun.
fn begun(figure: &mut dyn Figure) -> u32 {
    match &figure.remote().expect("it has workers").errands()[..] {
        [Errand::Begin { job, kind, .. }, Errand::Tell(..)] if kind == job::KIND => *job,
        other => panic!("{other:?}"),
    }
}
