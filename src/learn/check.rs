//! What inputs must be, and what results must be before they travel on.

use std::ops::Deref;

use super::error::Error;
use super::real::Real;
use super::vector::all_finite;

/// The loss beyond which descent counts as diverged, as does an infinite or NaN loss.
///
/// Any loss that means something is many orders of magnitude below; and in `f32`, whose range
/// ends near 1e38, its square roots and gradients are still finite, so that as a rule both
/// precisions notice at the same step.
pub const LOSS_LIMIT: f64 = 1e20;

/// Parameters that were checked: as many as they should be, and finite.
///
/// A batch makes one of its θ, and no task has to look again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Checked<'a, R>(&'a [R]);

impl<'a, R: Real> Checked<'a, R> {
    /// `parameters`, if they are `count` finite numbers; else [`Error::Length`] or
    /// [`Error::NotFinite`].
    pub fn new(count: usize, parameters: &'a [R]) -> Result<Self, Error> {
        check_length(count, parameters)?;
        if all_finite(parameters) { Ok(Self(parameters)) } else { Err(Error::NotFinite) }
    }

    /// The first `count` and the others, as checked as all were.
    ///
    /// # Panics
    /// If there are fewer.
    pub fn split_at(self, count: usize) -> (Self, Self) {
        let (first, others) = self.0.split_at(count);
        (Self(first), Self(others))
    }
}

impl<R> Deref for Checked<'_, R> {
    type Target = [R];

    fn deref(&self) -> &[R] {
        self.0
    }
}

/// A learning rate must be finite and not negative.
pub const fn check_rate(rate: f64) -> Result<(), Error> {
    if rate.is_finite() && rate >= 0.0 { Ok(()) } else { Err(Error::Rate(rate)) }
}

/// The weakest and the strongest pull λ towards θ. 1/λ, which multiplies Hessians, stays far
/// within the range of an `f32`.
pub const PULLS: (f64, f64) = (1e-12, 1e12);

/// The strength λ of a pull towards θ must be 0, which is none, or lie within [`PULLS`].
pub fn check_pull(lambda: f64) -> Result<(), Error> {
    // Written so that a NaN fails.
    let good = lambda == 0.0 || (lambda >= PULLS.0 && lambda <= PULLS.1);
    if good { Ok(()) } else { Err(Error::Regularisation(lambda)) }
}

/// A loss after `step` steps must be a number within [`LOSS_LIMIT`].
pub fn check_loss<R: Real>(loss: R, step: usize) -> Result<(), Error> {
    // Written so that a NaN fails.
    if loss <= R::of(LOSS_LIMIT) { Ok(()) } else { Err(Error::Diverged { step }) }
}

/// What `step` steps made must be finite.
pub fn check_finite<R: Real>(vector: &[R], step: usize) -> Result<(), Error> {
    if all_finite(vector) { Ok(()) } else { Err(Error::Diverged { step }) }
}

/// A vector must have `expected` entries.
pub fn check_length<R>(expected: usize, vector: &[R]) -> Result<(), Error> {
    let found = vector.len();
    if found == expected { Ok(()) } else { Err(Error::Length { expected, found }) }
}
