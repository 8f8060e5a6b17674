//! Points (x, y) of a one-dimensional regression problem.

use std::fmt;

use crate::learn::lanes::{LANES, Lanes as _};
use crate::learn::real::Real;

/// A support or query set: K points (x_k, y_k), the inputs in one array and the
/// targets in another.
///
/// An empty set is allowed. The loss on it is 0 and so is its gradient, as for any
/// empty sum: fine-tuning on no samples leaves a network as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples<R> {
    x: Vec<R>,
    y: Vec<R>,
}

impl<R: Real> Samples<R> {
    /// The points (x_k, y_k).
    ///
    /// # Errors
    /// When there are not as many targets as inputs.
    pub fn new(x: Vec<R>, y: Vec<R>) -> Result<Self, UnequalLengths> {
        if x.len() == y.len() {
            Ok(Self { x, y })
        } else {
            Err(UnequalLengths { x: x.len(), y: y.len() })
        }
    }

    /// Adds one point.
    pub fn push(&mut self, x: R, y: R) {
        self.x.push(x);
        self.y.push(y);
    }

    /// Removes all points and keeps the memory.
    pub fn clear(&mut self) {
        self.x.clear();
        self.y.clear();
    }

    /// The inputs x_1 … x_K.
    pub fn x(&self) -> &[R] {
        &self.x
    }

    /// The targets y_1 … y_K.
    pub fn y(&self) -> &[R] {
        &self.y
    }

    /// The number K of points.
    pub fn len(&self) -> usize {
        self.x.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.x.is_empty()
    }
}

impl<R: Real> Samples<R> {
    /// Replaces all points: sorts the inputs, none of which is NaN, and has `targets` write one
    /// target for each.
    pub(super) fn replace(
        &mut self,
        inputs: impl Iterator<Item = R>,
        targets: impl FnOnce(&[R], &mut [R]),
    ) {
        self.y.clear();
        self.y.extend(inputs);
        sort_into(&self.y, &mut self.x);
        targets(&self.x, &mut self.y);
    }
}

/// Writes `values`, none of which is NaN, to `sorted` in ascending order.
///
/// Each value finds its place by counting who is smaller, eight of them at a time. That is
/// quadratic, but a set has ten values or a hundred, and no branch that a processor would
/// mispredict: three times as fast as sorting ten by comparing and swapping.
fn sort_into<R: Real>(values: &[R], sorted: &mut Vec<R>) {
    sorted.clear();
    sorted.resize(values.len(), R::nan());
    for eight in values.chunks(LANES) {
        let mut own = [R::zero(); LANES];
        own[..eight.len()].copy_from_slice(eight);
        let own = R::Lanes::from(own);
        let mut smaller = R::Lanes::splat(R::zero());
        for &other in values {
            smaller = smaller + own.above(R::Lanes::splat(other));
        }
        let places: [R; LANES] = smaller.into();
        for (&value, place) in eight.iter().zip(places) {
            sorted[place.into_f64() as usize] = value;
        }
    }
    // Equals have counted to the same place, and left free those behind it.
    for place in 1..sorted.len() {
        if sorted[place].is_nan() {
            sorted[place] = sorted[place - 1];
        }
    }
}

/// The numbers of inputs and targets that should have been the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnequalLengths {
    /// The number of inputs.
    pub x: usize,
    /// The number of targets.
    pub y: usize,
}

impl fmt::Display for UnequalLengths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} inputs but {} targets", self.x, self.y)
    }
}

impl std::error::Error for UnequalLengths {}

#[cfg(test)]
mod tests {
    use super::*;

    /// In room that other points were in, of numbers of which some are the same.
    #[test]
    fn inputs_are_sorted_and_equals_stay() {
        let mut samples = Samples::<f32>::default();
        for count in [0, 1, 10, 8, 100, 3, 17] {
            let inputs: Vec<f32> =
                (0..count).map(|n| ((n * 37 % 23) as f32 - 11.0) / 3.0).collect();
            samples.replace(inputs.iter().copied(), |x, y| y.copy_from_slice(x));
            let mut sorted = inputs;
            sorted.sort_by(f32::total_cmp);
            assert_eq!((samples.x(), samples.y()), (&sorted[..], &sorted[..]));
        }
    }
}
