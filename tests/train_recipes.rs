//! The training figure's recipes at work: every method learns, and every measurement on the
//! way is one of the same tasks.

use maml_live::figures::train::protocol::Brief;
use maml_live::learn::meta::Method;
use maml_live::learn::train::SinusoidRun;
use maml_live::learn::train::evaluate::{self, HeldOutError};
use maml_live::learn::train::presets;
use maml_live::learn::train::run::{End, Outcome};
use maml_live::learn::{Activation, Distribution, Network};
use maml_live::work::Parcel;

/// The run that the figure orders of a worker for `word` when it is in the state `query`.
fn run(word: &str, query: &str) -> SinusoidRun {
    let parcel = Parcel::of_words(format!("{word} #train?{query}"));
    let brief = Brief::from_parcel(&parcel).expect("a brief");
    brief.begin().expect("the settings make a run")
}

/// Trains up to `steps` meta-steps and returns what was measured on the way.
fn train(run: &mut SinusoidRun, steps: u64) -> Vec<HeldOutError> {
    let mut curve = Vec::new();
    while run.meta_steps() < steps || run.is_measuring() {
        match run.advance(steps - run.meta_steps().min(steps)) {
            Outcome::Measured(error) => curve.push(error),
            Outcome::Ended(_) => break,
            _ => {}
        }
    }
    curve
}

/// Measures a run where it stands.
fn measured(run: &mut SinusoidRun, eval_steps: usize) -> HeldOutError {
    run.measure_after(eval_steps);
    loop {
        if let Outcome::Measured(error) = run.advance(1) {
            return error;
        }
    }
}

#[test]
fn every_method_of_the_figure_learns_from_three_seeds() {
    const STEPS: u64 = 4_000;
    for seed in 1..=3 {
        let query = format!("seed={seed}&eval-steps=5");
        let mut pretrained = run("pretrained", &query);
        train(&mut pretrained, STEPS);
        let pretrained = measured(&mut pretrained, 5).mean;
        for word in ["maml", "fomaml", "reptile", "imaml", "learned-rate"] {
            let mut run = run(word, &query);
            let start = train(&mut run, 0).first().expect("the start is measured").mean;
            train(&mut run, STEPS);
            assert_eq!(run.end(), None, "{word}, seed {seed}");
            let end = measured(&mut run, 5);
            let what = format!("{word}, seed {seed}: {start} to {end:?}; pretrained {pretrained}");
            assert_eq!(end.diverged, 0, "{what}");
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
    let middle = measured(&mut run, 1);
    let mut curve = train(&mut run, u64::MAX);
    assert_eq!(run.end(), Some(End::Finished));
    let last = curve.pop().expect("the end is measured");
    // The library's own measure, of the same θ: the table's and the article's.
    let network = Network::new(Activation::Relu);
    let (theta, rates) = (run.parameters().to_vec(), [presets::ALPHA as f32]);
    let errors = evaluate::errors(&network, &Distribution::default(), 10, &theta, &rates, &[1]);
    assert_eq!(last, errors[0]);
    assert_eq!(last, measured(&mut run, 1), "measured again");
    assert!(curve.iter().chain([&middle]).all(|error| error.tasks == last.tasks));
    // And so nothing but training moves the curve: the last two points are a tenth of the run
    // apart, and lie nearer to each other than tasks drawn anew would.
    let before = curve.last().expect("more than one point").mean;
    assert!((last.mean - before).abs() < 0.05 * last.mean, "{before} to {}", last.mean);
}
