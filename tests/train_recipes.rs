//! The training figure's recipes at work: every method learns, and every measurement on the
//! way is one of the same tasks.

use maml_live::figures::train::protocol::Brief;
use maml_live::learn::meta::Method;
use maml_live::learn::train::SinusoidRun;
use maml_live::learn::train::evaluate::{self, HeldOutError};
use maml_live::learn::train::presets;
use maml_live::learn::train::run::{End, Measurement, Outcome};
use maml_live::learn::{Activation, Distribution, Network};
use maml_live::work::Parcel;

/// The run that the figure orders of a worker for `word` when it is in the state `query`.
fn run(word: &str, query: &str) -> SinusoidRun {
    let parcel = Parcel::of_words(format!("{word} #train?{query}"));
    let brief = Brief::from_parcel(&parcel).expect("a brief");
    brief.begin().expect("the settings make a run")
}

/// Trains up to `steps` meta-steps and returns what was measured on the way.
fn train(run: &mut SinusoidRun, steps: u64) -> Vec<Measurement> {
    let mut curve = Vec::new();
    while run.meta_steps() < steps || run.is_measuring() {
        match run.advance(steps - run.meta_steps().min(steps)) {
            Outcome::Measured(measurement) => curve.push(measurement),
            Outcome::Ended(_) => break,
            _ => {}
        }
    }
    curve
}

/// The error of a run where it stands, after a number of fine-tuning steps that was not asked
/// for before.
fn measured(run: &mut SinusoidRun, eval_steps: usize) -> HeldOutError {
    run.measure_after(&[eval_steps]);
    let here = run.meta_steps();
    let measurements = train(run, here);
    let now = measurements.iter().find(|measurement| measurement.meta_steps == here);
    now.and_then(|now| now.after(eval_steps)).expect("it is measured where it stands")
}

/// The errors of a curve after so many fine-tuning steps.
fn errors(curve: &[Measurement], after: usize) -> Vec<HeldOutError> {
    curve.iter().map(|moment| moment.after(after).expect("measured at each moment")).collect()
}

#[test]
fn every_method_of_the_figure_learns_from_three_seeds() {
    // iMAML is slow to settle; until then some tasks respond wildly.
    const STEPS: [(&str, u64); 5] = [
        ("maml", 3_000),
        ("fomaml", 3_000),
        ("reptile", 3_000),
        ("imaml", 10_000),
        ("learned-rate", 3_000),
    ];
    for seed in 1..=3 {
        let query = format!("seed={seed}");
        let mut pretrained = run("pretrained", &query);
        train(&mut pretrained, 10_000);
        let pretrained = measured(&mut pretrained, 6).mean;
        for (word, steps) in STEPS {
            let mut run = run(word, &query);
            let start = errors(&train(&mut run, 0), 5)[0].mean;
            train(&mut run, steps);
            assert_eq!(run.end(), None, "{word}, seed {seed}");
            let end = measured(&mut run, 6);
            let what = format!("{word}, seed {seed}: {start} to {end:?}; pretrained {pretrained}");
            assert!(100 * end.diverged <= end.tasks, "{what}");
            assert!(end.mean < 0.5 * start, "{what}");
            assert!(end.mean < 0.5 * pretrained, "{what}");
        }
    }
}

/// The figure's recipe is the table's, to the last number, when nothing was set.
#[test]
fn the_figure_trains_by_the_recipes() {
    for word in ["pretrained", "maml", "fomaml", "reptile", "imaml", "learned-rate"] {
        let method = Method::from_word(word).expect("a method of this word");
        assert!(presets::methods().any(|other| other == method), "{word} is in the table");
        assert_eq!(*run(word, "").recipe(), presets::page_for(method), "{word}");
    }
}

#[test]
fn the_curve_has_no_seam_at_its_end() {
    let mut run = run("fomaml", "");
    let half = presets::page().steps / 2;
    train(&mut run, half);
    run.measure_here();
    let middle = errors(&train(&mut run, half), 1);
    let mut curve = errors(&train(&mut run, u64::MAX), 1);
    assert_eq!(run.end(), Some(End::Finished));
    let last = curve.pop().expect("the end is measured");
    // The library's own measure, of the same θ: the table's and the article's.
    let network = Network::new(Activation::Relu);
    let (theta, rates) = (run.parameters().to_vec(), [presets::ALPHA as f32]);
    let errors = evaluate::errors(&network, &Distribution::default(), 10, &theta, &rates, &[1]);
    assert_eq!(last, errors[0]);
    assert_eq!(middle.len(), 1, "it is measured where it rests");
    assert!(curve.iter().chain(&middle).all(|error| error.tasks == last.tasks));
    // And so nothing but training moves the curve: the last two points are a fifth of the run
    // apart, and lie nearer to each other than tasks drawn anew would.
    let before = curve.last().expect("more than one point").mean;
    assert!((last.mean - before).abs() < 0.05 * last.mean, "{before} to {}", last.mean);
}

/// What is asked for late is measured of all that went before, as if it had been asked for then.
#[test]
fn earlier_moments_can_be_measured_again() {
    let mut late = run("learned-rate", "alpha=0.002");
    let curve = train(&mut late, 62);
    late.measure_after(&[0, 1, 3, 5]);
    let mut again = train(&mut late, 62);
    assert!(!late.is_measuring() && late.meta_steps() == 62);
    let mut early = run("learned-rate", "alpha=0.002&eval-steps=3");
    let asked = train(&mut early, 62);
    again.sort_by_key(|moment| moment.meta_steps);
    // The last of them is where it rests, between two of the fixed places.
    let here = again.pop().expect("it is measured where it rests");
    assert_eq!((here.meta_steps, here.errors.len()), (62, 4));
    assert_eq!(errors(&again, 3), errors(&asked, 3));
    assert_eq!(errors(&curve, 1), errors(&asked, 1));
    assert!(again.iter().all(|moment| moment.errors.len() == 1), "nothing is measured twice");
    // And the run goes on as if nothing had happened.
    let [one, other] = [&mut late, &mut early].map(|run| errors(&train(run, 90), 3));
    assert_eq!(one, other);
}
