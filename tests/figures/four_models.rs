//! `four-models`: the runs behind it, and what it makes of them.

use maml_live::contract::{Changed, Failure, Figure};
use maml_live::figures::four_models::job::{self, Brief, GO, Teaching};
use maml_live::figures::four_models::run::Look;
use maml_live::figures::four_models::subject::{Exhibit, Subject};
use maml_live::learn::adapt::{Inner, Scratch, fine_tune};
use maml_live::learn::model::Model;
use maml_live::learn::model::linear::{FEATURES, Linear};
use maml_live::learn::{Samples, Sinusoid};
use maml_live::work::{Errand, Job, Parcel};

use super::support::{Workers, number, readout, state};

/// More turns than any run takes.
const PATIENCE: usize = 100_000;

/// All that a run says, by a clock that is far enough between two slices for any pace.
fn said(brief: Brief) -> Vec<Look> {
    let mut job = Teaching::new(brief);
    job.hear(&Parcel::of_words(GO), 0.0);
    let (mut looks, mut now) = (Vec::new(), 0.0);
    while job.due(now).is_finite() {
        now += 200.0;
        job.slice(&|| now, &mut |_, parcel| {
            looks.push(Look::from_parcel(&parcel).expect("a look"));
        });
    }
    looks
}

/// The samples and the truth of a task whose answers are numbers.
fn curve(exhibit: Exhibit) -> (Vec<(f64, f64)>, Vec<f64>) {
    match exhibit {
        Exhibit::Curve { support, truth } => (support, truth),
        Exhibit::Drawings { .. } => panic!("these are drawings"),
    }
}

/// The models that draw curves.
fn curves() -> impl Iterator<Item = Subject> {
    Subject::ALL.into_iter().filter(|&subject| subject != Subject::Drawings)
}

/// The losses of the last look that has any.
fn last(looks: &[Look]) -> [f64; 2] {
    looks.iter().rev().find_map(|look| look.losses).expect("it was measured")
}

#[test]
fn every_model_learns_and_the_same_seed_learns_the_same() {
    for subject in Subject::ALL {
        let brief = Brief { subject, seed: 2 };
        let looks = said(brief);
        let first = looks.iter().find_map(|look| look.losses).expect("it was measured");
        assert_eq!(looks.first().map(|look| look.meta_steps), Some(0), "{subject:?}");
        assert_eq!(looks.last().map(|look| look.meta_steps), Some(subject.plan().steps));
        let after = last(&looks)[1];
        assert!(after < 0.6 * first[1], "{subject:?}: {first:?} {after}");
        assert!(
            looks.iter().all(|look| Look::from_parcel(&look.to_parcel()).as_ref() == Some(look))
        );
        let measured = |looks: &[Look]| -> Vec<Look> {
            looks.iter().filter(|look| look.losses.is_some()).cloned().collect()
        };
        assert_eq!(measured(&said(brief)), measured(&looks), "{subject:?}");
    }
}

/// What is drawn after the step is what a step of gradient descent makes of what is drawn before
/// it: of the model that is linear in features, which can be told from its curve.
#[test]
fn the_curve_after_the_step_is_one_step_from_the_curve_before_it() {
    let (mut run, exhibit) = Subject::Linear.open(5);
    let look = run.look();
    let xs: Vec<f64> = Subject::Linear.xs().collect();
    // The weights of five places tell those of all.
    let model = Linear::<f64>::default();
    let fit = |curve: &[f64]| {
        let samples = Samples::new(xs.clone(), curve.to_vec()).expect("as many");
        let mut theta = vec![0.0; FEATURES];
        let inner = Inner::new(0.5, 1000).expect("in range");
        fine_tune(&model, &mut theta, &samples, inner, &mut Scratch::new(&model)).expect("stable");
        assert!(model.loss(&theta, &samples, &mut model.tape()) < 1e-9);
        theta
    };
    let (x, y) = curve(exhibit).0.into_iter().unzip();
    let support = Samples::new(x, y).expect("as many");
    let mut phi = fit(&look.before);
    let inner = Subject::Linear.plan().inner;
    fine_tune(&model, &mut phi, &support, inner, &mut Scratch::new(&model)).expect("stable");
    for (&x, after) in xs.iter().zip(&look.after) {
        assert!((model.predict(&phi, x) - after).abs() < 1e-3, "{x}");
    }
}

#[test]
fn the_samples_lie_on_the_truth() {
    for subject in curves() {
        for seed in [0, 1, 9999] {
            let (support, truth) = curve(subject.open(seed).1);
            let (low, high) = subject.places();
            let far = truth.len() as f64 - 1.0;
            for &(x, y) in &support {
                let place = (x - low) / (high - low) * far;
                let (before, after) = (place.floor(), place.ceil());
                let [left, right] = [before, after].map(|at| truth[at as usize]);
                let on_it = left + (right - left) * (place - before);
                assert!((on_it - y).abs() < 0.01, "{subject:?} {seed}: {y} instead of {on_it}");
            }
        }
    }
}

/// The sinusoids are those of the first chapter.
#[test]
fn a_sinusoid_is_one() {
    let (_, truth) = curve(Subject::Relu.open(3).1);
    let xs: Vec<f64> = Subject::Relu.xs().collect();
    // A sin(x + φ) from its values at 0 and at π/2, which are A sin φ and A cos φ.
    let near = |x: f64| {
        let place = xs.iter().position(|&at| at >= x).expect("within");
        (xs[place], truth[place])
    };
    let ((x1, y1), (x2, y2)) = (near(0.0), near(1.5));
    let determinant = x1.cos() * x2.sin() - x1.sin() * x2.cos();
    let sine = (y1 * x2.sin() - y2 * x1.sin()) / determinant;
    let cosine = (x1.cos() * y2 - x2.cos() * y1) / determinant;
    let wave = Sinusoid { amplitude: sine.hypot(cosine), phase: sine.atan2(cosine) };
    assert!(
        (0.1..=5.0).contains(&wave.amplitude) && (0.0..=3.15).contains(&wave.phase),
        "{wave:?}"
    );
    for (x, y) in xs.iter().zip(&truth) {
        assert!((wave.at(*x) - y).abs() < 1e-3);
    }
}

/// Before the inner step nothing is known of a new alphabet; after it the right answers are likelier.
#[test]
fn drawings_are_told_apart_after_the_step() {
    let looks = said(Brief { subject: Subject::Drawings, seed: 1 });
    let last = looks.iter().rev().find(|look| look.losses.is_some()).expect("it was measured");
    for answers in [&last.before, &last.after] {
        assert_eq!(answers.len(), 25, "five probabilities for each of five drawings");
        for drawing in answers.chunks(5) {
            assert!((drawing.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{drawing:?}");
        }
    }
    let [before, after] = last.losses.expect("it was measured");
    assert!(before > 1.55 && after < 0.9, "{before} {after}");
    let own = |answers: &[f64]| -> f64 { (0..5).map(|class| answers[6 * class]).sum() };
    assert!(own(&last.after) > own(&last.before) + 1.0);
}

#[test]
fn each_model_keeps_what_it_has_learned() {
    let mut figure = state("four-models");
    let mut workers = Workers::default();
    assert!(readout(figure.as_ref(), "loss-after").values.is_empty(), "nothing is measured yet");
    assert_eq!(number(figure.as_ref(), "parameters"), 5.0);
    figure.press("run");
    workers.work(figure.as_mut(), PATIENCE);
    let learned = number(figure.as_ref(), "loss-after");
    assert_eq!(number(figure.as_ref(), "meta-steps"), 500.0);
    // Whoever has asked one to learn need not ask the next.
    figure.set("model", "line").expect("one of the words");
    workers.work(figure.as_mut(), PATIENCE);
    assert_eq!(number(figure.as_ref(), "meta-steps"), 500.0);
    assert_eq!(number(figure.as_ref(), "parameters"), 2.0);
    assert_ne!(number(figure.as_ref(), "loss-after"), learned);
    figure.set("model", "linear").expect("one of the words");
    assert_eq!(number(figure.as_ref(), "loss-after"), learned);
    assert!(figure.describe().contains("500 meta-steps"), "{}", figure.describe());
}

#[test]
fn a_run_pauses_and_goes_on_and_another_model_waits_meanwhile() {
    let mut figure = state("four-models?model=relu");
    let mut workers = Workers::default();
    figure.press("run");
    workers.work(figure.as_mut(), 30);
    let made = number(figure.as_ref(), "meta-steps");
    assert!(made > 0.0 && made < 8000.0, "{made}");
    figure.press("run");
    workers.work(figure.as_mut(), PATIENCE);
    let paused = number(figure.as_ref(), "meta-steps");
    assert!(paused < 8000.0, "it has paused");
    figure.set("model", "tanh").expect("one of the words");
    workers.work(figure.as_mut(), PATIENCE);
    assert_eq!(number(figure.as_ref(), "meta-steps"), 0.0, "nobody asked this one");
    figure.set("model", "relu").expect("one of the words");
    assert_eq!(number(figure.as_ref(), "meta-steps"), paused);
    figure.press("run");
    workers.work(figure.as_mut(), PATIENCE);
    assert_eq!(number(figure.as_ref(), "meta-steps"), 8000.0);
}

#[test]
fn a_run_that_is_over_is_trained_again_and_another_seed_is_another_run() {
    let mut figure = state("four-models");
    let mut workers = Workers::default();
    figure.press("run");
    workers.work(figure.as_mut(), PATIENCE);
    let first = number(figure.as_ref(), "loss-after");
    figure.press("run");
    assert!(readout(figure.as_ref(), "loss-after").values.is_empty(), "it begins again");
    workers.work(figure.as_mut(), PATIENCE);
    assert_eq!(number(figure.as_ref(), "loss-after"), first);
    assert_eq!(figure.press("new-seed"), Changed::Settings);
    workers.work(figure.as_mut(), PATIENCE);
    assert_ne!(number(figure.as_ref(), "loss-after"), first);
    figure.reset();
    workers.work(figure.as_mut(), PATIENCE);
    assert!(readout(figure.as_ref(), "loss-after").values.is_empty());
    assert_eq!(figure.describe(), state("four-models").describe());
}

#[test]
fn what_is_no_look_changes_nothing_and_an_empty_parcel_is_a_run_that_diverged() {
    let mut figure = state("four-models");
    figure.press("run");
    let job = begun(figure.as_mut());
    let before = figure.describe();
    let remote = figure.remote().expect("it has workers");
    for numbers in [vec![1.0, 2.0, 3.0], vec![1.0, 2.0, 3.0, 4.0, 5.0]] {
        assert_eq!(remote.hear(job, &Parcel::of_numbers(numbers)), Changed::Nothing);
    }
    assert_eq!(remote.hear(job + 1, &Parcel::default()), Changed::Nothing, "nobody asked it");
    assert_eq!(figure.describe(), before);
    figure.remote().expect("it has workers").hear(job, &Parcel::default());
    assert!(figure.notice().is_some_and(|notice| notice.contains("diverged")));
}

#[test]
fn a_worker_that_fails_is_told_of_and_can_be_asked_again() {
    let mut figure = state("four-models");
    for failure in [Failure::NoWorker, Failure::Died] {
        figure.press("run");
        figure.remote().expect("it has workers").fail(failure);
        assert!(figure.notice().is_some_and(|notice| notice.contains("worker")));
        assert_eq!(figure.remote().expect("it has workers").errands(), []);
    }
    figure.press("run");
    begun(figure.as_mut());
    assert_eq!(figure.notice(), None);
    figure.remote().expect("it has workers").fail(Failure::Late);
    assert!(figure.notice().is_some_and(|notice| notice.contains("busy")));
}

/// The number of the job that the figure has begun.
fn begun(figure: &mut dyn Figure) -> u32 {
    match &figure.remote().expect("it has workers").errands()[..] {
        [Errand::Begin { job, kind, .. }, Errand::Tell(..)] if kind == job::KIND => *job,
        other => panic!("{other:?}"),
    }
}
