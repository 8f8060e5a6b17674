//! What is said of the two networks over many tasks.

use maml_live::learn::train::evaluate;
use maml_live::learn::weights::{self, Trained};
use maml_live::learn::{Distribution, Model, Network, Samples, Sinusoid};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// The mean errors over the held-out tasks, at the rate of the training.
fn errors(trained: &Trained, shots: usize, after: &[usize]) -> Vec<f64> {
    let network = Network::new(trained.activation);
    let rates = [trained.alpha as f32];
    let all = Distribution::default();
    let errors = evaluate::errors(&network, &all, shots, &trained.values(), &rates, after);
    errors.into_iter().map(|error| error.mean).collect()
}

/// What a step of MAML's network brings over many tasks of ten samples: the error before it,
/// after it, and where the first-order formula would have led.
fn one_step() -> [f64; 3] {
    let maml = weights::maml();
    let network = Network::<f64>::new(maml.activation);
    let theta: Vec<f64> = maml.values().iter().map(|&value| f64::from(value)).collect();
    let points: Vec<f64> = (0..=100).map(|i| -5.0 + f64::from(i) / 10.0).collect();
    let predict = |theta: &[f64]| {
        let mut curve = vec![0.0; points.len()];
        network.predict(theta, &points, &mut curve);
        curve
    };
    let start = predict(&theta);
    let (mut tape, mut gradient) = (network.tape(), vec![0.0; theta.len()]);
    let mut sums = [0.0; 3];
    let mut dice = ChaCha8Rng::seed_from_u64(57);
    for i in 0..600 {
        // Roberts' R₂ sequence fills the ranges evenly; samples lie anywhere.
        let part = |step: f64| (0.5 + step * f64::from(i)).fract();
        let amplitude = 0.1 + 4.9 * part(0.754_877_666_246_693);
        let phase = std::f64::consts::PI * part(0.569_840_290_998_053);
        let task = Sinusoid { amplitude, phase };
        let mut support = Samples::default();
        let xs: [f64; 10] = std::array::from_fn(|_| dice.random_range(-5.0..=5.0));
        task.sample(xs, &mut support);
        network.gradient(&theta, &support, &mut tape, &mut gradient);
        let moved = |by: f64| -> Vec<f64> {
            theta.iter().zip(&gradient).map(|(theta, slope)| theta - by * slope).collect()
        };
        let after = predict(&moved(maml.alpha));
        // The formula is the derivative of the prediction along the step.
        let small = 1e-6;
        let nearby = predict(&moved(small * maml.alpha));
        let linear: Vec<f64> =
            start.iter().zip(&nearby).map(|(from, to)| from + (to - from) / small).collect();
        for (sum, curve) in sums.iter_mut().zip([&start, &after, &linear]) {
            let squares = curve.iter().zip(&points).map(|(y, &x)| (y - task.at(x)).powi(2));
            *sum += squares.sum::<f64>() / points.len() as f64 / 600.0;
        }
    }
    sums
}

claims! {
    the_best_single_answer_costs_three
    "For squared error, that best single answer still costs about 3.0 on average."
    |_said| {
        let formula = 0.5 * (0.1_f64.powi(2) + 0.1 * 5.0 + 5.0_f64.powi(2)) / 3.0
            - (5.1 / std::f64::consts::PI).powi(2) * 0.5 * (1.0 + 10.0_f64.sin() / 10.0);
        let found = errors(weights::pretrained(), 10, &[0])[0];
        assert!((formula - 3.0).abs() < 0.05 && (found - formula).abs() < 0.1, "{formula}, {found}");
    }

    patience_does_not_replace_a_start
    "From the start that MAML will find for the same network they end with {{weights.maml.k5.1000}}, and ten steps come most of the way to that."
    |_said| {
        let [maml, pretrained] =
            [weights::maml(), weights::pretrained()].map(|t| errors(t, 5, &[0, 10, 1000]));
        let share = (maml[0] - maml[1]) / (maml[0] - maml[2]);
        assert!(share > 0.9, "{share} of the way");
        assert!(pretrained[2] > 5.0 * maml[2], "{pretrained:?}, {maml:?}");
        // What the sentences quote is the record of the same measurement.
        for (trained, found) in [(weights::maml(), maml), (weights::pretrained(), pretrained)] {
            for (steps, error) in [(10, found[1]), (1000, found[2])] {
                let record = trained.error(5, steps).expect("it is in the record").mean;
                assert!((record - error).abs() < 1e-3 * error, "{steps} steps: {record}, {error}");
            }
        }
    }

    the_linear_picture_explains_more_than_half
    "With ten samples the two part the other way. A step that followed the formula to the letter would bring a little more than half of what the real step brings; the rest comes from how the gradients themselves change on the way, as units of the network switch on and off, and MAML has learned to use this too."
    |_said| {
        let [before, after, linear] = one_step();
        let share = (before - linear) / (before - after);
        assert!((0.5..0.65).contains(&share), "{before} to {after}, linearly {linear}: {share}");
    }
}
