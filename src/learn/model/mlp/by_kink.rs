//! The lower half of the forward pass for ReLU at many points: unit by unit instead of
//! point by point.
//!
//! A unit of the first layer has one input, so among points in ascending order it is active at
//! the first few or at the last few, and linear there ([`by_unit`](super::by_unit) rests on
//! the same). So the second layer's inputs are
//!
//! z₂ = b₂ + x A + B, A = Σ w W, B = Σ b W,
//!
//! with sums over the units active at x, w and b being a unit's weight and bias and W its row of
//! the weights to the second layer. From one point to the next, A and B change by the
//! units that have their kink between the two. Units that switch on are added on a walk from
//! the left, those that switch off on a walk from the right; nothing is ever subtracted.
//!
//! That is a few operations on rows for every point and every unit, where the product has one
//! for every point and active unit: with a hundred points a fourth of the work.

use super::kernels::{Row, WIDTH, load, update};
use super::layout::Weights;
use crate::learn::lanes::{Lanes, Vectorised};

/// From so many points on it is less work than the product.
pub(super) const MANY: usize = WIDTH;

/// Writes z₂ for points `x`, which ascend, to `z2`; both of the same length.
pub(super) fn second_layer<R: Vectorised>(x: &[R], weights: &Weights<'_, R>, z2: &mut [Row<R>]) {
    z2.fill(*weights.b2);
    let units = units(x, weights);
    let falls = |active: &&Active| weights.w1[active.unit] < R::zero();
    walk(x.iter().zip(z2.iter_mut()), units.iter().filter(|unit| !falls(unit)), weights);
    walk(x.iter().zip(z2).rev(), units.iter().filter(falls), weights);
}

/// A unit, and the point of a walk from which on it is active.
#[derive(Clone, Copy, Default)]
struct Active {
    from: usize,
    unit: usize,
}

/// All units, in the order in which the walks come by them: from the right those whose weight
/// is negative, from the left all others.
fn units<R: Vectorised>(x: &[R], weights: &Weights<'_, R>) -> [Active; WIDTH] {
    let mut units = [Active::default(); WIDTH];
    for (unit, (&w, &b)) in weights.w1.iter().zip(weights.b1).enumerate() {
        let z = |&x: &R| x * w + b;
        let from = if w < R::zero() {
            x.len() - x.partition_point(|x| z(x) > R::zero())
        } else {
            // What is not a number is added everywhere, and so is seen.
            x.partition_point(|x| z(x) <= R::zero())
        };
        // By insertion: forty are few.
        let place = units[..unit].iter().rposition(|other| other.from <= from);
        let place = place.map_or(0, |last| last + 1);
        units[place..=unit].rotate_right(1);
        units[place] = Active { from, unit };
    }
    units
}

/// Adds x A + B at every point, A and B growing by the units met on the way.
fn walk<'a, R: Vectorised>(
    points: impl Iterator<Item = (&'a R, &'a mut Row<R>)>,
    units: impl Iterator<Item = &'a Active>,
    weights: &Weights<'_, R>,
) {
    let (mut a, mut b) = ([R::zero(); WIDTH], [R::zero(); WIDTH]);
    let mut units = units.peekable();
    for (k, (&x, z2)) in points.enumerate() {
        while let Some(&Active { unit, .. }) = units.next_if(|active| active.from <= k) {
            let row = &weights.w2[unit];
            let [w, c] = [weights.w1[unit], weights.b1[unit]].map(R::Lanes::splat);
            update(&mut a, |chunk, sum| w.mul_add(load(row, chunk), sum));
            update(&mut b, |chunk, sum| c.mul_add(load(row, chunk), sum));
        }
        let x = R::Lanes::splat(x);
        update(z2, |chunk, z2| z2 + x.mul_add(load(&a, chunk), load(&b, chunk)));
    }
}
