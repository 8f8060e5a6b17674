//! Random starts for a network's parameters.

use rand::Rng;

use crate::learn::model::mlp::{PARAMETERS, WIDTH};
use crate::learn::random::symmetric;

/// How the parameters of a network are drawn before any training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Initialisation {
    /// All weights from a normal distribution of this standard deviation, cut off at
    /// two deviations; zero biases. The MAML authors' code uses 0.01.
    TruncatedNormal(f64),
    /// Glorot and Bengio's uniform distribution, ±√(6 / (in + out)), zero biases, and
    /// the output layer scaled down, so that a fresh network is nearly flat.
    Glorot {
        /// The factor on the output layer's weights.
        output_scale: f64,
    },
    /// Glorot's distribution, but with the first layer's biases such that its kinks
    /// (or a tanh's centres) lie evenly spread over the inputs instead of all at 0.
    ///
    /// A network of one input bends only where its first units do: with zero biases
    /// all forty sit at x = 0 and have to be trained apart first.
    Spread {
        /// The steepness of the first layer: |W₁| is drawn from [½, 1] times this.
        steepness: f64,
        /// Kinks lie in [−reach, reach].
        reach: f64,
        /// The factor on the output layer's weights.
        output_scale: f64,
    },
}

impl Initialisation {
    /// Draws [`PARAMETERS`] numbers in the network's flat layout.
    pub fn draw(self, rng: &mut impl Rng) -> Vec<f32> {
        let mut theta = vec![0.0; PARAMETERS];
        let (first, rest) = theta.split_at_mut(2 * WIDTH);
        let (w1, b1) = first.split_at_mut(WIDTH);
        let (w2, rest) = rest.split_at_mut(WIDTH * WIDTH);
        let w3 = &mut rest[WIDTH..2 * WIDTH];
        let glorot = |inputs: usize, outputs: usize| (6.0 / (inputs + outputs) as f64).sqrt();
        match self {
            Self::TruncatedNormal(deviation) => {
                for weights in [w1, w2, w3] {
                    fill(weights, || deviation * truncated_normal(rng));
                }
            }
            Self::Glorot { output_scale } => {
                fill(w1, || glorot(1, WIDTH) * symmetric(rng));
                fill(w2, || glorot(WIDTH, WIDTH) * symmetric(rng));
                fill(w3, || output_scale * glorot(WIDTH, 1) * symmetric(rng));
            }
            Self::Spread { steepness, reach, output_scale } => {
                for (unit, (w, b)) in w1.iter_mut().zip(b1).enumerate() {
                    let sign = if rng.next_u32() & 1 == 0 { 1.0 } else { -1.0 };
                    let slope = sign * steepness * (0.75 + 0.25 * symmetric(rng));
                    // One kink in each of WIDTH equal parts of the interval.
                    let place = (unit as f64 + 0.5 + 0.5 * symmetric(rng)) / WIDTH as f64;
                    let kink = reach * (2.0 * place - 1.0);
                    (*w, *b) = (slope as f32, (-slope * kink) as f32);
                }
                fill(w2, || glorot(WIDTH, WIDTH) * symmetric(rng));
                fill(w3, || output_scale * glorot(WIDTH, 1) * symmetric(rng));
            }
        }
        theta
    }
}

fn fill(weights: &mut [f32], mut draw: impl FnMut() -> f64) {
    weights.iter_mut().for_each(|weight| *weight = draw() as f32);
}

/// Standard normal, redrawn until within two deviations (Marsaglia's polar method).
fn truncated_normal(rng: &mut impl Rng) -> f64 {
    loop {
        let (u, v) = (symmetric(rng), symmetric(rng));
        let square = u * u + v * v;
        let normal = u * (-2.0 * square.ln() / square).sqrt();
        if square < 1.0 && square > 0.0 && normal.abs() <= 2.0 {
            return normal;
        }
    }
}
