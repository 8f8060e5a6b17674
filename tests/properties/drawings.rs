//! The convolutional network: that its derivatives are right, that what is used again gives what
//! a new one gives, and that nothing panics or hides what is no number.

use maml_live::learn::Model;
use maml_live::learn::adapt::Inner;
use maml_live::learn::meta::learned_rate::{MetaSgd, TensorRates};
use maml_live::learn::meta::{Method, initial};
use maml_live::learn::model::conv::ConvNet;
use maml_live::learn::model::derivatives;
use maml_live::learn::real::Real;
use maml_live::learn::task::alphabet::Alphabet;
use maml_live::learn::task::images::Images;
use maml_live::learn::task::source::Source;
use maml_live::learn::vector::{dot, norm};
use proptest::prelude::*;
use rand::{SeedableRng, rngs::ChaCha8Rng};

use crate::again;
use crate::problems::direction;

/// `shots` drawings of each of so many characters.
fn images<R: Real>(seed: u64, ways: usize, shots: usize) -> Images<R> {
    let (alphabet, mut images) = (Alphabet { ways }, Images::default());
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let task = Source::<Images<R>>::task(&alphabet, &mut rng);
    alphabet.sample(&task, shots, &mut rng, &mut images);
    images
}

fn start<R: Real>(network: &ConvNet<R>, seed: u64) -> Vec<R> {
    let mut theta = network.start(&mut ChaCha8Rng::seed_from_u64(seed));
    // Biases too, or their part would go unseen.
    theta.iter_mut().enumerate().for_each(|(k, value)| {
        *value += R::of(0.02 * ((k * 7 % 13) as f64 - 6.0) / 6.0);
    });
    theta
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// The Hessian is symmetric, and its product with a sum is the sum of its products: true of
    /// the exact one wherever there is one, and of few wrong ones.
    #[test]
    fn the_hessian_is_symmetric_and_linear(seed: u64, ways in 1..=7_usize, shots in 0..4_usize) {
        let (network, data) = (ConvNet::<f64>::new(7), images(seed, ways, shots));
        let theta = start(&network, seed);
        let [u, v] = [1, 2].map(|other| start(&network, seed.wrapping_add(other)));
        let both: Vec<f64> = u.iter().zip(&v).map(|(u, v)| u - 2.0 * v).collect();
        let (mut tape, mut gradient) = (network.tape(), theta.clone());
        network.gradient(&theta, &data, &mut tape, &mut gradient);
        let [hu, hv, h_both] = [&u, &v, &both].map(|direction| {
            let mut product = theta.clone();
            network.hessian_vector(&theta, &data, &mut tape, direction, &mut product);
            product
        });
        let size = norm(&hu) * norm(&v) + norm(&hv) * norm(&u) + 1e-9;
        prop_assert!((dot(&hu, &v) - dot(&hv, &u)).abs() < 1e-12 * size);
        for ((both, u), v) in h_both.iter().zip(&hu).zip(&hv) {
            prop_assert!((both - (u - 2.0 * v)).abs() < 1e-11 * (norm(&hu) + norm(&hv) + 1e-9));
        }
    }

    #[test]
    fn what_is_used_again_gives_what_a_new_one_gives(
        sizes in prop::collection::vec((1..=5_usize, 0..4_usize, 0..4_usize), 2..4),
        seed in 0..1000_u64,
    ) {
        let network = ConvNet::<f32>::default();
        let sets: Vec<_> = sizes
            .iter()
            .map(|&(ways, s, q)| [images(seed, ways, s), images(seed + 1, ways, q)])
            .collect();
        again::check(&network, &start(&network, seed), &sets);
    }

    #[test]
    fn probabilities_are_probabilities(seed: u64, ways in 1..=5_usize, shots in 1..4_usize) {
        let network = ConvNet::<f32>::default();
        let (theta, images) = (start(&network, seed), images(seed, ways, shots));
        let mut tape = network.tape();
        let loss = network.loss(&theta, &images, &mut tape);
        let probabilities = network.probabilities(&theta, &images, &mut tape);
        prop_assert_eq!(probabilities.len(), ways * images.len());
        let mut expected = 0.0;
        for (row, &label) in probabilities.chunks(ways).zip(images.labels()) {
            prop_assert!(row.iter().all(|p| (0.0..=1.0).contains(p)));
            prop_assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            expected -= row[label].ln() / images.len() as f32;
        }
        prop_assert!((loss - expected).abs() < 1e-4 * (1.0 + loss));
        prop_assert_eq!(network.features(&theta, &images, &mut tape).len(), images.len());
    }
}

/// By finite differences, with more outputs than classes and with as many. Near a kink there is no
/// difference to compare with, and thousands of units have one each: of four θ, one is far enough
/// from all of them. No θ would be, were a derivative wrong.
#[test]
fn derivatives_are_right() {
    for (ways, shots, outputs) in [(1, 1, 1), (2, 1, 5), (3, 1, 3), (5, 0, 5)] {
        let network = ConvNet::<f64>::new(outputs);
        let errors = (0..4).map(|seed| {
            let data = images(seed, ways, shots);
            derivatives::check(&network, &start(&network, seed), &data).unwrap().largest()
        });
        let least = errors.fold(f64::INFINITY, f64::min);
        assert!(least < 1e-5, "{ways} ways, {shots} shots, {outputs} outputs: {least:e}");
    }
}

/// The derivative by a tensor's rate is the sum of those by its parameters' rates.
#[test]
fn rates_of_tensors_are_shared_rates() {
    let network = ConvNet::<f64>::default();
    let (theta, sets) = (start(&network, 2), [images(2, 5, 1), images(3, 5, 2)]);
    let inner = Inner::new(0.05, 2).unwrap();
    let gradient = |method: Method| {
        let omega = initial(&network, &method, &theta);
        direction(&network, method, &omega, sets.each_ref()).1
    };
    let (by_tensor, by_each) =
        (gradient(TensorRates(inner).into()), gradient(MetaSgd(inner).into()));
    let (shared, mut each) = (&by_tensor[theta.len()..], &by_each[theta.len()..]);
    assert_eq!(shared.len(), 8);
    for (length, &shared) in network.tensors().zip(shared) {
        let (own, others) = each.split_at(length);
        let sum: f64 = own.iter().sum();
        assert!((sum - shared).abs() < 1e-12 * (1.0 + sum.abs()), "{sum} {shared}");
        each = others;
    }
}

#[test]
fn no_images_mean_no_loss_and_no_gradient() {
    let network = ConvNet::<f32>::default();
    let (theta, none) = (start(&network, 1), Images::default());
    let mut gradient = vec![f32::NAN; theta.len()];
    assert_eq!(network.gradient(&theta, &none, &mut network.tape(), &mut gradient), 0.0);
    assert!(gradient.iter().all(|&g| g == 0.0));
    let mut product = vec![f32::NAN; theta.len()];
    let mut tape = network.tape();
    network.gradient(&theta, &none, &mut tape, &mut gradient);
    network.hessian_vector(&theta, &none, &mut tape, &theta, &mut product);
    assert!(product.iter().all(|&g| g == 0.0));
}

/// A NaN anywhere in θ shows in the loss: a diverged network must not look healthy.
#[test]
fn a_diverged_network_does_not_look_healthy() {
    let network = ConvNet::<f32>::default();
    let images = images(3, 5, 2);
    let mut at = 0;
    for length in network.tensors() {
        let mut theta = start(&network, 3);
        theta[at] = f32::NAN;
        assert!(network.loss(&theta, &images, &mut network.tape()).is_nan(), "NaN at {at}");
        at += length;
    }
    assert_eq!(at, network.parameter_count());
}

/// Outputs too large for their exponentials are no trouble: only their differences count.
#[test]
fn large_outputs_do_not_overflow() {
    let network = ConvNet::<f32>::default();
    let images = images(4, 5, 1);
    let theta: Vec<f32> = start(&network, 4).iter().map(|value| 30.0 * value).collect();
    let loss = network.loss(&theta, &images, &mut network.tape());
    assert!(loss.is_finite() && loss > 10.0, "{loss}");
}
