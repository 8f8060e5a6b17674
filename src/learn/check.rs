//! What inputs must be, and what results must be before they travel on.

use super::error::Error;
use super::real::Real;
use super::vector::all_finite;

/// The loss beyond which descent counts as diverged, as does an infinite or NaN loss.
///
/// Any loss that means something is many orders of magnitude below; and in `f32`, whose range
/// ends near 1e38, its square roots and gradients are still finite, so that as a rule both
/// precisions notice at the same step.
pub const LOSS_LIMIT: f64 = 1e20;

/// A learning rate must be finite and not negative.
pub const fn check_rate(rate: f64) -> Result<(), Error> {
    if rate.is_finite() && rate >= 0.0 { Ok(()) } else { Err(Error::Rate(rate)) }
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

/// Parameters to start from must be `count`, as many as the model has, and finite.
pub fn check_parameters<R: Real>(count: usize, theta: &[R]) -> Result<(), Error> {
    check_length(count, theta)?;
    if all_finite(theta) { Ok(()) } else { Err(Error::NotFinite) }
}

/// A vector must have `expected` entries.
pub fn check_length<R>(expected: usize, vector: &[R]) -> Result<(), Error> {
    let found = vector.len();
    if found == expected { Ok(()) } else { Err(Error::Length { expected, found }) }
}
