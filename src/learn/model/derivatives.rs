//! Are a model's derivatives right? A check by finite differences, for whoever writes a
//! [`Model`].
//!
//! Nothing else will tell: with a wrong Hessian-vector product MAML learns all the same, only
//! less.
//!
//! ```
//! use maml_live::learn::model::derivatives::check;
//! use maml_live::learn::model::softplus_line::{Points, SoftplusLine, ToyTask};
//!
//! let task = ToyTask::new(&Points::default(), [0.3, 0.05]);
//! let errors = check(&SoftplusLine::<f64>::default(), &[0.6, 0.4], &task)?;
//! assert!(errors.largest() < 1e-7, "{errors:?}");
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use super::Model;
use crate::learn::check::Checked;
use crate::learn::error::Error;
use crate::learn::real::Real;
use crate::learn::vector::{add_scaled, dot, norm};

/// How far a model's answers are from what they should be, each relative to its size or to 1,
/// whichever is larger. NaN if an answer is.
///
/// In `f64` a right and smooth model has errors of 1e-8 or so, a wrong one of 1e-3 or more. In
/// `f32` differences are too coarse to tell; write the model for any
/// [`Real`] and check it in `f64`. Near a kink, as of ReLU, differences do not exist: choose
/// another θ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DerivativeErrors {
    /// The difference between the loss that the gradient returns and the loss.
    pub loss: f64,
    /// The difference between ⟨∇L, v⟩ and the slope of the loss along v.
    pub gradient: f64,
    /// The difference between ∇²L · v and the rate of change of ∇L along v.
    pub hessian_vector: f64,
}

impl DerivativeErrors {
    /// The largest of them; NaN if one is.
    pub fn largest(&self) -> f64 {
        worse(worse(self.loss, self.gradient), self.hessian_vector)
    }
}

/// Compares the loss, the gradient and the Hessian-vector product of `model` with each other at
/// `theta`, along every parameter, or along a dozen mixed directions if there are more of them.
///
/// One tape serves all, as it does in training. [`Error::Length`] or [`Error::NotFinite`] if
/// `theta` is not P finite numbers.
pub fn check<M: Model>(
    model: &M,
    theta: &[M::Real],
    data: &M::Data,
) -> Result<DerivativeErrors, Error> {
    let count = model.parameter_count();
    Checked::new(count, theta)?;
    let (mut tape, zero) = (model.tape(), vec![M::Real::of(0.0); count]);
    let [mut gradient, mut product] = [zero.clone(), zero];

    let loss = model.gradient(theta, data, &mut tape, &mut gradient);
    let again = model.loss(theta, data, &mut tape);
    let mut errors = DerivativeErrors {
        loss: relative(loss.into_f64() - again.into_f64(), again.into_f64()),
        gradient: 0.0,
        hessian_vector: 0.0,
    };
    for direction in directions(count) {
        let slope = dot(&gradient, &direction).into_f64();
        let difference = closest(|h| {
            let expected = slope_along(model, theta, data, &mut tape, &direction, h);
            relative(slope - expected, norm(&gradient).into_f64())
        });
        errors.gradient = worse(errors.gradient, difference);

        // The tape has seen other places by now, and must be of this one again.
        model.gradient(theta, data, &mut tape, &mut gradient);
        model.hessian_vector(theta, data, &mut tape, &direction, &mut product);
        let difference = closest(|h| {
            let mut expected = change_along(model, theta, data, &mut tape, &direction, h);
            add_scaled(&mut expected, M::Real::of(-1.0), &product);
            relative(norm(&expected).into_f64(), norm(&product).into_f64())
        });
        errors.hessian_vector = worse(errors.hessian_vector, difference);
    }
    Ok(errors)
}

/// Unit vectors along every parameter, or a dozen waves that mix all of them.
fn directions<R: Real>(count: usize) -> Vec<Vec<R>> {
    const MOST: usize = 12;
    if count <= MOST {
        let along = |k: usize| (0..count).map(|j| R::of(f64::from(u8::from(j == k)))).collect();
        return (0..count).map(along).collect();
    }
    let size = (2.0 / count as f64).sqrt();
    let wave = |k: usize| {
        let frequency = 0.7 + 0.618 * k as f64;
        (0..count).map(|j| R::of(size * (frequency * (j + 1) as f64).sin())).collect()
    };
    (0..MOST).map(wave).collect()
}

/// The smallest of what `difference` makes of three widths: a wide one suffers from curvature, a
/// narrow one from rounding, and a wrong derivative agrees with none.
fn closest(difference: impl FnMut(f64) -> f64) -> f64 {
    let differences = [1e-3, 1e-4, 1e-5].map(difference);
    // A minimum passes over a NaN; only if all are, it is one.
    differences.into_iter().fold(f64::NAN, f64::min)
}

/// The slope of the loss along `direction`, by central differences of fourth order.
fn slope_along<M: Model>(
    model: &M,
    theta: &[M::Real],
    data: &M::Data,
    tape: &mut M::Tape,
    direction: &[M::Real],
    h: f64,
) -> f64 {
    let mut loss = |t: f64| model.loss(&moved(theta, t, direction), data, tape).into_f64();
    let (near, far) = (loss(h) - loss(-h), loss(2.0 * h) - loss(-2.0 * h));
    (8.0 * near - far) / (12.0 * h)
}

/// The rate of change of the gradient along `direction`, by the same differences.
fn change_along<M: Model>(
    model: &M,
    theta: &[M::Real],
    data: &M::Data,
    tape: &mut M::Tape,
    direction: &[M::Real],
    h: f64,
) -> Vec<M::Real> {
    let mut change = vec![M::Real::of(0.0); theta.len()];
    let mut gradient = change.clone();
    for (t, weight) in [(h, 8.0), (-h, -8.0), (2.0 * h, -1.0), (-2.0 * h, 1.0)] {
        model.gradient(&moved(theta, t, direction), data, tape, &mut gradient);
        add_scaled(&mut change, M::Real::of(weight / (12.0 * h)), &gradient);
    }
    change
}

/// θ + t · direction.
fn moved<R: Real>(theta: &[R], t: f64, direction: &[R]) -> Vec<R> {
    let mut there = theta.to_vec();
    add_scaled(&mut there, R::of(t), direction);
    there
}

fn relative(difference: f64, size: f64) -> f64 {
    difference.abs() / size.abs().max(1.0)
}

/// The larger of two errors, and NaN if one of them is.
fn worse(one: f64, other: f64) -> f64 {
    if one.is_nan() || one > other { one } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::model::mlp::{Activation, Network, PARAMETERS};
    use crate::learn::task::samples::Samples;

    #[test]
    fn a_network_of_many_parameters_passes() {
        let theta: Vec<f64> = (0..PARAMETERS).map(|k| 0.3 * (1.7 * k as f64).sin()).collect();
        let samples = Samples::new(vec![-2.0, 0.5, 3.0], vec![1.0, -1.0, 0.0]).unwrap();
        let errors = check(&Network::<f64>::new(Activation::Tanh), &theta, &samples).unwrap();
        assert!(errors.largest() < 1e-6, "{errors:?}");
    }

    /// L = Σ θ⁴ with one of its derivatives off by so much.
    struct Quartic {
        gradient: f64,
        hessian: f64,
    }

    impl Model for Quartic {
        type Real = f64;
        type Data = ();
        type Tape = ();

        fn parameter_count(&self) -> usize {
            2
        }

        fn tape(&self) {}

        fn loss(&self, theta: &[f64], (): &(), (): &mut ()) -> f64 {
            theta.iter().map(|t| t.powi(4)).sum()
        }

        fn gradient(&self, theta: &[f64], (): &(), (): &mut (), gradient: &mut [f64]) -> f64 {
            for (slope, t) in gradient.iter_mut().zip(theta) {
                *slope = 4.0 * t.powi(3) + self.gradient;
            }
            self.loss(theta, &(), &mut ())
        }

        fn hessian_vector(
            &self,
            theta: &[f64],
            (): &(),
            (): &mut (),
            vector: &[f64],
            product: &mut [f64],
        ) {
            for ((out, t), v) in product.iter_mut().zip(theta).zip(vector) {
                *out = (12.0 * t * t + self.hessian) * v;
            }
        }
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        let check =
            |gradient, hessian| check(&Quartic { gradient, hessian }, &[0.4, -0.7], &()).unwrap();
        assert!(check(0.0, 0.0).largest() < 1e-8);
        let wrong = check(1e-2, 0.0);
        assert!(wrong.gradient > 1e-3 && wrong.hessian_vector < 1e-8, "{wrong:?}");
        let wrong = check(0.0, 1e-2);
        assert!(wrong.gradient < 1e-8 && wrong.hessian_vector > 1e-3, "{wrong:?}");
        assert!(check(f64::NAN, 0.0).largest().is_nan());
        assert!(check(0.0, f64::NAN).largest().is_nan());
        let short = super::check(&Quartic { gradient: 0.0, hessian: 0.0 }, &[0.4], &());
        assert_eq!(short, Err(Error::Length { expected: 2, found: 1 }));
    }
}
