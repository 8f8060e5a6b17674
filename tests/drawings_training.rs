//! Meta-training on invented alphabets: that it learns, that its learned rates behave, and that a
//! run goes on where it was left.

use maml_live::learn::adapt::Inner;
use maml_live::learn::meta::Method;
use maml_live::learn::meta::fomaml::Fomaml;
use maml_live::learn::meta::maml::Maml;
use maml_live::learn::meta::reptile::Reptile;
use maml_live::learn::model::conv::ConvNet;
use maml_live::learn::task::alphabet::Alphabet;
use maml_live::learn::task::images::Images;
use maml_live::learn::train::drawings::{
    accuracies_on, nearest_on, pretraining, start, trainer, with_new_head,
};
use maml_live::learn::train::evaluate::HeldOut;
use maml_live::learn::train::{Recipe, Trainer, presets};

fn short(steps: u64) -> Recipe {
    Recipe { tasks: 8, steps, ..presets::drawings_maml() }
}

fn held_out() -> HeldOut<Images<f32>> {
    HeldOut::new(&Alphabet::default(), 1, 60)
}

fn right(theta: &[f32], rates: &[f32]) -> f64 {
    accuracies_on(&ConvNet::default(), &held_out(), theta, rates, &[1])[0].mean
}

/// A minute's worth of it, in the page, is the shipped network; this is a second's.
#[test]
fn a_hundred_meta_steps_learn_a_good_deal() {
    let mut run = trainer(short(100), 1).unwrap();
    while !run.is_finished() {
        run.meta_step().unwrap();
    }
    let (before, after) = (right(&start(1), &[0.1]), right(run.parameters(), run.rates()));
    assert!(after > 0.68 && after > before + 0.1, "{before} → {after}");
    // The last layer is to step further than the first.
    let rates = run.rates();
    assert_eq!(rates.len(), 8);
    assert!(rates.iter().all(|rate| *rate > 0.0) && rates[6] > rates[0], "{rates:?}");
}

#[test]
fn a_run_goes_on_where_it_was_left() {
    let mut whole = trainer(short(6), 2).unwrap();
    for _ in 0..3 {
        whole.meta_step().unwrap();
    }
    let state = whole.checkpoint();
    let mut rest =
        Trainer::resume(ConvNet::default(), Alphabet::default(), short(6), state).unwrap();
    for _ in 0..3 {
        assert_eq!(whole.meta_step(), rest.meta_step());
    }
    assert_eq!(whole.parameters(), rest.parameters());
    assert_eq!(whole.rates(), rest.rates());
}

/// Every method goes through the general trainer.
#[test]
fn the_other_methods_take_their_steps_too() {
    let inner = Inner::new(0.05, 2).unwrap();
    let methods: [Method; 3] = [Maml(inner).into(), Fomaml(inner).into(), Reptile(inner).into()];
    for method in methods {
        let mut run = trainer(Recipe { method, ..short(4) }, 3).unwrap();
        while !run.is_finished() {
            let batch = run.meta_step().unwrap();
            assert_eq!((batch.tasks, batch.diverged), (8, 0), "{}", method.name());
            assert!(batch.loss.is_finite() && batch.loss > 0.0);
        }
        assert_ne!(run.parameters(), start(3), "{}", method.name());
    }
}

#[test]
fn pretraining_tells_its_characters_apart_and_leaves_room_for_others() {
    let recipe = Recipe { steps: 120, ..presets::drawings_pretrained() };
    let mut run = pretraining(recipe, 20, 4).unwrap();
    let mut losses = Vec::new();
    while !run.is_finished() {
        losses.push(run.pool_step().unwrap().loss);
    }
    assert!(losses[119] < 0.5 * losses[0], "{} → {}", losses[0], losses[119]);
    let theta = with_new_head(run.parameters(), 20);
    assert_eq!(theta.len(), start(4).len());
    assert!(theta[theta.len() - 965..].iter().all(|&weight| weight == 0.0));
    // With no opinion yet it is never right, for a tie is no answer; fine-tuned it often is.
    let network = ConvNet::default();
    let found = accuracies_on(&network, &held_out(), &theta, &[0.01], &[0, 20]);
    assert!(found[0].mean == 0.0 && found[1].mean > 0.5, "{found:?}");
}

#[test]
fn nearest_neighbour_is_a_strong_rival() {
    let tasks = held_out();
    let (pixels, features) = (nearest_on(&tasks, None), nearest_on(&tasks, Some(&start(5))));
    assert_eq!((pixels.tasks, features.tasks), (60, 60));
    assert!(pixels.mean > 0.6 && features.mean > 0.5, "{pixels:?} {features:?}");
}
