//! The fast network against the plain textbook form, for any number of points.

use maml_live::learn::{Activation, Model, Network, PARAMETERS, Samples};
use maml_live::learn::{Real, model::mlp::Textbook};
use proptest::prelude::*;
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};

fn numbers<R: Real>(rng: &mut ChaCha8Rng, count: usize, scale: f64) -> Vec<R> {
    let mut draw = || f64::from(rng.next_u32() as i32) / f64::from(i32::MAX);
    (0..count).map(|_| R::of(scale * draw())).collect()
}

/// The largest difference, relative to the largest entry.
fn difference<R: Real>(a: &[R], b: &[R]) -> f64 {
    let largest = |values: &mut dyn Iterator<Item = R>| {
        values.map(|v| v.into_f64().abs()).fold(0.0, f64::max)
    };
    largest(&mut a.iter().zip(b).map(|(&a, &b)| a - b)) / (1e-30 + largest(&mut b.iter().copied()))
}

fn forms_agree<R: Real>(seed: u64, points: usize, activation: Activation, tolerance: f64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let theta = numbers::<R>(&mut rng, PARAMETERS, 0.3);
    let vector = numbers::<R>(&mut rng, PARAMETERS, 1.0);
    let x = numbers::<R>(&mut rng, points, 5.0);
    let data = Samples::new(x, numbers(&mut rng, points, 5.0)).unwrap();

    let (fast, plain) = (Network::<R>::new(activation), Textbook::<R>::new(activation));
    let mut tape = fast.tape();
    let [mut g, mut h, mut hv, mut pv] = [(); 4].map(|()| vec![R::of(f64::NAN); PARAMETERS]);
    let loss = fast.gradient(&theta, &data, &mut tape, &mut g);
    let expected = plain.gradient(&theta, &data, &mut (), &mut h);
    fast.hessian_vector(&theta, &data, &mut tape, &vector, &mut hv);
    plain.hessian_vector(&theta, &data, &mut (), &vector, &mut pv);

    let mut f = vec![R::zero(); points];
    fast.predict(&theta, data.x(), &mut f);
    let residuals = f.iter().zip(data.y()).map(|(&f, &y)| f - y);
    let from_predictions = residuals.map(|r| r * r).sum::<R>() / R::of(points.max(1) as f64);

    // Of the same points in another order.
    let alone = fast.loss(&theta, &data, &mut tape);
    assert!(difference(&[alone], &[loss]) <= tolerance, "loss alone");
    assert!(difference(&[loss], &[expected]) <= tolerance, "loss");
    assert!(difference(&[loss], &[from_predictions]) <= tolerance, "predictions");
    assert!(difference(&g, &h) <= tolerance, "gradient {:e}", difference(&g, &h));
    assert!(difference(&hv, &pv) <= tolerance, "product {:e}", difference(&hv, &pv));
}

/// The loss at points in ascending order, as many as held-out tasks have.
fn losses_agree<R: Real>(seed: u64, points: usize, tolerance: f64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut theta = numbers::<R>(&mut rng, PARAMETERS, 0.3);
    // Units without a kink: always on, never on, and at the edge between.
    (theta[0], theta[1], theta[2]) = (R::zero(), R::zero(), R::zero());
    (theta[40], theta[41], theta[42]) = (R::of(0.5), R::of(-0.5), R::zero());
    let mut x = numbers::<R>(&mut rng, points, 5.0);
    x.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    // A point that is there twice.
    x[points / 2] = x[points / 2 - 1];
    let data = Samples::new(x, numbers(&mut rng, points, 5.0)).unwrap();
    let (fast, plain) = (Network::<R>::new(Activation::Relu), Textbook::new(Activation::Relu));
    let loss = fast.loss(&theta, &data, &mut fast.tape());
    let expected = plain.loss(&theta, &data, &mut ());
    assert!(difference(&[loss], &[expected]) <= tolerance, "{loss:?}, not {expected:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]
    #[test]
    fn fast_and_textbook_forms_agree(seed: u64, points in 0_usize..24, tanh: bool) {
        let activation = if tanh { Activation::Tanh } else { Activation::Relu };
        forms_agree::<f64>(seed, points, activation, 1e-12);
        // 1e-4: sums of a few hundred f32 terms that partly cancel.
        forms_agree::<f32>(seed, points, activation, 1e-4);
    }

    #[test]
    fn the_loss_at_many_points_agrees_too(seed: u64, points in 2_usize..150) {
        losses_agree::<f64>(seed, points, 1e-12);
        losses_agree::<f32>(seed, points, 1e-5);
    }
}

#[test]
fn no_samples_mean_no_loss_and_no_gradient() {
    let network = Network::<f32>::new(Activation::Relu);
    let theta = vec![0.1; PARAMETERS];
    let mut gradient = vec![f32::NAN; PARAMETERS];
    let data = Samples::default();
    assert_eq!(network.gradient(&theta, &data, &mut network.tape(), &mut gradient), 0.0);
    assert!(gradient.iter().all(|&g| g == 0.0));
}

#[test]
fn a_diverged_network_does_not_look_healthy() {
    let network = Network::<f32>::new(Activation::Relu);
    let data = Samples::new(vec![1.0], vec![1.0]).unwrap();
    for index in [0, 40, 80, 1680, 1720, 1760] {
        let mut theta = vec![0.1; PARAMETERS];
        theta[index] = f32::NAN;
        let loss = network.loss(&theta, &data, &mut network.tape());
        assert!(loss.is_nan(), "a NaN at {index} was swallowed");
    }
}

#[test]
fn the_vectors_of_single_precision_know_tanh_and_sine() {
    let check = |x: f32| {
        let lanes = <f32 as Real>::Lanes::splat(x);
        let [tanh, sin] = [lanes.tanh(), lanes.sin()].map(|lanes| <[f32; 8]>::from(lanes)[3]);
        let wide = f64::from(x);
        assert!((f64::from(tanh) - wide.tanh()).abs() <= 4e-7 * wide.tanh().abs(), "tanh {x}");
        assert!((f64::from(sin) - wide.sin()).abs() <= 2e-7, "sin {x}");
    };
    (-4000..=4000).for_each(|n| check(n as f32 / 400.0));
    for x in [f32::INFINITY, f32::NEG_INFINITY, 1e30, -1e30] {
        let tanh: [f32; 8] = <f32 as Real>::Lanes::splat(x).tanh().into();
        assert!((tanh[0] - x.signum()).abs() < 1e-6, "tanh {x} = {}", tanh[0]);
    }
    let nan: [f32; 8] = <f32 as Real>::Lanes::splat(f32::NAN).tanh().into();
    assert!(nan[0].is_nan());
}
