//! The outer loop's optimiser: what is done with a meta-gradient.

use crate::learn::lanes::Lanes as _;
use crate::learn::real::Real;
use crate::learn::vector::{descend, norm, scale, update};

/// The update rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// Plain gradient descent, θ ← θ − β g.
    Sgd,
    /// Adam (Kingma and Ba, 2015) with bias correction.
    Adam {
        /// The decay rate β₁ of the mean gradient.
        beta1: f64,
        /// The decay rate β₂ of the mean squared gradient.
        beta2: f64,
        /// What keeps the division from blowing up.
        epsilon: f64,
    },
}

impl Rule {
    /// Adam with β₁ = 0.9, ε = 1e-8 and this β₂: 0.999 in the paper, 0.99 where a
    /// run is only a few thousand steps long and must forget its first ones.
    pub const fn adam(beta2: f64) -> Self {
        Self::Adam { beta1: 0.9, beta2, epsilon: 1e-8 }
    }
}

/// A [`Rule`] with what it remembers of past gradients.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimiser<R> {
    rule: Rule,
    steps: u64,
    /// Adam's running means of g and g²; both empty for SGD.
    mean: Vec<R>,
    square: Vec<R>,
}

impl<R: Real> Optimiser<R> {
    /// An optimiser of `parameter_count` parameters that has seen no gradient.
    pub fn new(rule: Rule, parameter_count: usize) -> Self {
        let memory = match rule {
            Rule::Sgd => 0,
            Rule::Adam { .. } => parameter_count,
        };
        Self { rule, steps: 0, mean: vec![R::zero(); memory], square: vec![R::zero(); memory] }
    }

    /// Moves `theta` one step against `gradient`, at the learning rate β = `rate`.
    ///
    /// Both have the length that the optimiser was made for.
    pub fn step(&mut self, theta: &mut [R], gradient: &[R], rate: f64) {
        self.steps += 1;
        match self.rule {
            Rule::Sgd => descend(theta, R::of(rate), gradient),
            Rule::Adam { beta1, beta2, epsilon } => {
                self.adam(theta, gradient, rate, beta1, beta2, epsilon);
            }
        }
    }

    /// θ ← θ − β m̂ / (√v̂ + ε), with the bias corrections of m̂ and v̂ moved into
    /// the rate and ε, so that the loop has one division.
    fn adam(&mut self, theta: &mut [R], gradient: &[R], rate: f64, b1: f64, b2: f64, eps: f64) {
        let (correction1, correction2) =
            (bias_correction(b1, self.steps), bias_correction(b2, self.steps));
        let lanes = |value: f64| R::Lanes::splat(R::of(value));
        let rate = lanes(rate * correction2.sqrt() / correction1);
        let epsilon = lanes(eps * correction2.sqrt());
        let [keep1, keep2, take1, take2] = [b1, b2, 1.0 - b1, 1.0 - b2].map(lanes);
        let state = [theta, &mut self.mean, &mut self.square];
        update(state, [gradient], |[theta, mean, square], [g]| {
            let mean = keep1 * mean + take1 * g;
            let square = keep2 * square + take2 * g * g;
            [theta - rate * mean / (square.sqrt() + epsilon), mean, square]
        });
    }
}

/// 1 − β^t.
fn bias_correction(beta: f64, steps: u64) -> f64 {
    1.0 - beta.powi(i32::try_from(steps).unwrap_or(i32::MAX))
}

/// Scales `gradient` down to the Euclidean norm `limit` if it is longer, and returns
/// the norm it had. A gradient with a NaN or an infinity is left as it is.
///
/// Meta-gradients through several steps near a kink are now and then a hundred times
/// longer than usual; without a limit one such step ruins a run.
pub fn clip_norm<R: Real>(gradient: &mut [R], limit: f64) -> f64 {
    let norm = norm(gradient).into_f64();
    if norm.is_finite() && norm > limit {
        scale(gradient, R::of(limit / norm));
    }
    norm
}
