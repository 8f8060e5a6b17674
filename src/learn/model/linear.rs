//! A model that is linear in fixed features: a constant, and waves of two lengths.
//!
//! f(x) = θ · ψ(x) with ψ(x) = (1, cos x, sin x, cos 2x, sin 2x), and the mean squared error
//!
//! L(θ) = 1/K Σ_k (θ · ψ(x_k) − y_k)².
//!
//! Every sinusoid A sin(x + φ) is one of its functions, for it is A sin φ · cos x + A cos φ · sin x.
//! The loss is a parabola: its Hessian 2/K Σ ψ ψᵀ depends on the points alone and not on θ, so
//! how the model responds to a step is settled by its features, whatever the start.
//!
//! ```
//! use maml_live::learn::model::Model;
//! use maml_live::learn::model::linear::Linear;
//! use maml_live::learn::{Samples, Sinusoid};
//!
//! let (model, mut samples) = (Linear::<f64>::default(), Samples::default());
//! Sinusoid { amplitude: 2.0, phase: 0.3 }.sample([-4.0, -1.0, 0.5, 3.0], &mut samples);
//! let truth = [0.0, 2.0 * 0.3_f64.sin(), 2.0 * 0.3_f64.cos(), 0.0, 0.0];
//! assert!(model.loss(&truth, &samples, &mut model.tape()) < 1e-30);
//! ```

use std::marker::PhantomData;

use super::Model;
use crate::learn::footprint::Footprint;
use crate::learn::real::Real;
use crate::learn::task::samples::Samples;
use crate::number::turn;

/// The number of features, and so of parameters.
pub const FEATURES: usize = 5;

/// The model f(x) = θ · ψ(x).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Linear<R> {
    real: PhantomData<R>,
}

/// The features of every point, left behind by the gradient.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LinearTape<R> {
    features: Vec<[R; FEATURES]>,
}

impl<R> Footprint for LinearTape<R> {
    fn bytes(&self) -> usize {
        self.features.capacity() * size_of::<[R; FEATURES]>()
    }
}

impl<R: Real> Linear<R> {
    /// ψ(x).
    pub fn features(x: R) -> [R; FEATURES] {
        let x = x.into_f64();
        [1.0, turn::cos(x), turn::sin(x), turn::cos(2.0 * x), turn::sin(2.0 * x)].map(R::of)
    }

    /// f(x; θ).
    ///
    /// # Panics
    /// If `theta` has not [`FEATURES`] entries.
    pub fn predict(&self, theta: &[R], x: R) -> R {
        product(theta, &Self::features(x))
    }
}

impl<R: Real> Model for Linear<R> {
    type Real = R;
    type Data = Samples<R>;
    type Tape = LinearTape<R>;

    fn parameter_count(&self) -> usize {
        FEATURES
    }

    fn tape(&self) -> LinearTape<R> {
        LinearTape::default()
    }

    // listing: linear
    /// L = 1/K Σ (θ · ψ(x_k) − y_k)².
    fn loss(&self, theta: &[R], samples: &Samples<R>, _: &mut LinearTape<R>) -> R {
        let points = samples.x().iter().zip(samples.y());
        let square = |(&x, &y): (&R, &R)| (self.predict(theta, x) - y).powi(2);
        points.map(square).sum::<R>() * share(samples.len())
    }

    /// ∇L = 2/K Σ (θ · ψ(x_k) − y_k) ψ(x_k).
    fn gradient(
        &self,
        theta: &[R],
        samples: &Samples<R>,
        tape: &mut LinearTape<R>,
        gradient: &mut [R],
    ) -> R {
        let (weight, mut squares) = (share::<R>(samples.len()), R::zero());
        tape.features.clear();
        gradient.fill(R::zero());
        for (&x, &y) in samples.x().iter().zip(samples.y()) {
            let features = Self::features(x);
            let residual = product(theta, &features) - y;
            squares += residual * residual;
            add(gradient, R::of(2.0) * weight * residual, &features);
            tape.features.push(features);
        }
        squares * weight
    }

    /// ∇²L v = 2/K Σ (v · ψ(x_k)) ψ(x_k), the same for every θ.
    fn hessian_vector(
        &self,
        _: &[R],
        samples: &Samples<R>,
        tape: &mut LinearTape<R>,
        vector: &[R],
        product_with: &mut [R],
    ) {
        let weight = R::of(2.0) * share::<R>(samples.len());
        product_with.fill(R::zero());
        for features in &tape.features {
            add(product_with, weight * product(vector, features), features);
        }
    }
    // end listing
}

/// What each of `count` points counts in a mean; nothing, where there is none.
fn share<R: Real>(count: usize) -> R {
    if count == 0 { R::zero() } else { R::of(1.0 / count as f64) }
}

fn product<R: Real>(left: &[R], right: &[R; FEATURES]) -> R {
    left.iter().zip(right).map(|(&a, &b)| a * b).sum()
}

fn add<R: Real>(sum: &mut [R], scale: R, term: &[R; FEATURES]) {
    for (total, &value) in sum.iter_mut().zip(term) {
        *total += scale * value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::model::derivatives::check;
    use crate::learn::task::sinusoid::Sinusoid;

    fn samples(xs: &[f64]) -> Samples<f64> {
        let mut samples = Samples::default();
        Sinusoid { amplitude: 3.0, phase: 0.4 }.sample(xs.iter().copied(), &mut samples);
        samples
    }

    #[test]
    fn derivatives_are_those_of_finite_differences() {
        let model = Linear::<f64>::default();
        for xs in [&[0.0][..], &[-4.9, 1.3, 1.3], &[-5.0, -2.0, 0.1, 3.7, 4.4, 5.0]] {
            for theta in [[0.0; FEATURES], [0.3, -1.2, 2.0, 0.7, -0.1]] {
                let errors = check(&model, &theta, &samples(xs)).expect("finite");
                assert!(errors.largest() < 1e-7, "{xs:?} {theta:?}: {errors:?}");
            }
        }
    }

    /// A tape that has seen more points, or none, leaves no trace of them.
    #[test]
    fn what_a_tape_has_seen_before_does_not_matter() {
        let (model, theta) = (Linear::<f64>::default(), [0.3, -1.2, 2.0, 0.7, -0.1]);
        let product = |tape: &mut LinearTape<f64>, samples: &Samples<f64>| {
            let [mut gradient, mut product] = [[f64::NAN; FEATURES]; 2];
            let loss = model.gradient(&theta, samples, tape, &mut gradient);
            model.hessian_vector(&theta, samples, tape, &theta, &mut product);
            (loss, gradient, product)
        };
        let tape = &mut model.tape();
        for xs in [&[1.0, 2.0, 3.0, 4.0][..], &[], &[0.5], &[-1.0, 1.0]] {
            let samples = samples(xs);
            assert_eq!(product(tape, &samples), product(&mut model.tape(), &samples), "{xs:?}");
        }
        assert_eq!(product(tape, &samples(&[])), (0.0, [0.0; FEATURES], [0.0; FEATURES]));
    }

    #[test]
    fn the_hessian_is_the_same_everywhere() {
        let (model, samples) = (Linear::<f64>::default(), samples(&[-3.0, 0.2, 2.5]));
        let product = |theta: [f64; FEATURES]| {
            let (mut tape, [mut gradient, mut product]) = (model.tape(), [[0.0; FEATURES]; 2]);
            model.gradient(&theta, &samples, &mut tape, &mut gradient);
            model.hessian_vector(&theta, &samples, &mut tape, &[1.0; FEATURES], &mut product);
            product
        };
        assert_eq!(product([0.0; FEATURES]), product([9.0, -7.0, 5.0, 3.0, 1.0]));
    }
}
