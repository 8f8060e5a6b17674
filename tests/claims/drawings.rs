//! What is said of the network that learns to tell drawings apart.

use std::cell::Cell;

use maml_live::figures::train_drawings::job::{GO, Training};
use maml_live::figures::train_drawings::look::{Accuracies, Look};
use maml_live::work::{Job, Parcel};

/// What the run of `seed` is measured at first after so many meta-steps, and how often the
/// nearest neighbour in pixels is right.
fn after(meta_steps: u64, seed: u64) -> (Accuracies, f64) {
    let mut job = Training::new(seed).expect("the recipe makes sense");
    job.hear(&Parcel::of_words(GO), 0.0);
    let now = Cell::new(0.0);
    let clock = || {
        now.set(now.get() + 4.0);
        now.get()
    };
    let mut found = None;
    while found.is_none() {
        job.slice(&clock, &mut |_, parcel| {
            let look = Look::from_parcel(&parcel).expect("a look");
            let measured = look.measured.filter(|_| look.meta_steps >= meta_steps);
            found = found.or(measured.map(|accuracies| (accuracies, look.pixels)));
        });
    }
    found.expect("just measured")
}

claims! {
    features_are_as_good_as_the_step_before_long
    "It asks which of them is nearest in the features of $\\theta$, and before long it is about as good as the network after its step."
    |said| {
        let figure = said.figure("before long it is about as good as the network after its step");
        let seed = figure.settings().number("seed") as u64;
        let (accuracies, pixels) = after(300, seed);
        let Accuracies { maml, features, .. } = accuracies;
        assert!((features - maml).abs() < 0.03, "{accuracies:?}");
        assert!(maml > pixels && features > pixels, "{accuracies:?} {pixels}");
    }
}
