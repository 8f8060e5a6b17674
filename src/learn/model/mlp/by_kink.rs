//! The forward pass for ReLU at many points: from kink to kink instead of point by point.
//!
//! A unit of the first layer has one input, so among points in ascending order it is active at
//! the first few or at the last few, and linear there ([`by_unit`](super::by_unit) rests on
//! the same). So the second layer's inputs are
//!
//! z₂ = x A + B, A = Σ w W, B = b₂ + Σ b W,
//!
//! with sums over the units active at x, w and b being a unit's weight and bias and W its row of
//! the weights to the second layer. Between two kinks, A and B stay as they are. Units that
//! switch on are added on the way from the left; of those that switch off there are sums made
//! beforehand, on the way from the right. Nothing is ever subtracted.
//!
//! That is a few operations on rows for every point and every unit, where the product has one
//! for every point and active unit: with a hundred points an eighth of the work.

use super::activation::{Relu, Unit};
use super::kernels::{Row, WIDTH, load, reduce, update};
use super::layout::Weights;
use crate::learn::lanes::Lanes;
use crate::learn::real::Real;

/// From so many points on it is less work than the product.
pub(super) const MANY: usize = WIDTH;

/// Writes f(x) for points `x`, which ascend, to `f`; both of the same length.
pub(super) fn outputs<R: Real>(x: &[R], weights: &Weights<'_, R>, f: &mut [R]) {
    let units = units(x, weights);
    // What the last units from the right come to, by how many they are.
    let mut falling = [Line::zero(); WIDTH + 1];
    let mut ends = [0; WIDTH];
    let mut on = 0;
    for active in units.iter().filter(|active| active.falls) {
        falling[on + 1] = falling[on];
        falling[on + 1].add(active.unit, weights);
        ends[on] = x.len() - active.from;
        on += 1;
    }
    let mut rising = units.iter().filter(|active| !active.falls).peekable();
    let mut risen = Line { b: *weights.b2, ..Line::zero() };
    let mut at = 0;
    while at < x.len() {
        while on > 0 && ends[on - 1] <= at {
            on -= 1;
        }
        while let Some(active) = rising.next_if(|active| active.from <= at) {
            risen.add(active.unit, weights);
        }
        let switched_on = rising.peek().map_or(x.len(), |active| active.from);
        let switched_off = if on > 0 { ends[on - 1] } else { x.len() };
        let next = switched_on.min(switched_off);
        let line = risen.plus(&falling[on]);
        for (&x, f) in x[at..next].iter().zip(&mut f[at..next]) {
            *f = line.output(x, weights.w3) + weights.b3;
        }
        at = next;
    }
}

/// The second layer's inputs x A + B, linear from one kink to the next.
#[derive(Clone, Copy)]
struct Line<R> {
    a: Row<R>,
    b: Row<R>,
}

impl<R: Real> Line<R> {
    fn zero() -> Self {
        Self { a: [R::zero(); WIDTH], b: [R::zero(); WIDTH] }
    }

    /// Adds what an active unit contributes. Called from two places, and too long to be there twice.
    #[inline(never)]
    fn add(&mut self, unit: usize, weights: &Weights<'_, R>) {
        let row = &weights.w2[unit];
        let [w, c] = [weights.w1[unit], weights.b1[unit]].map(R::Lanes::splat);
        update(&mut self.a, |chunk, sum| w.mul_add(load(row, chunk), sum));
        update(&mut self.b, |chunk, sum| c.mul_add(load(row, chunk), sum));
    }

    fn plus(mut self, other: &Self) -> Self {
        update(&mut self.a, |chunk, a| a + load(&other.a, chunk));
        update(&mut self.b, |chunk, b| b + load(&other.b, chunk));
        self
    }

    /// h₂ W₃ at `x`.
    fn output(&self, x: R, w3: &Row<R>) -> R {
        let x = R::Lanes::splat(x);
        reduce::<R>(|chunk| {
            let z = x.mul_add(load(&self.a, chunk), load(&self.b, chunk));
            Relu::value::<R>(z) * load(w3, chunk)
        })
    }
}

/// A unit, and from which point on it is active, counted from the left or, if it falls, from
/// the right.
#[derive(Clone, Copy, Default)]
struct Active {
    from: usize,
    unit: usize,
    falls: bool,
}

/// All units, in the order in which one comes by them: from the right those whose weight
/// is negative, from the left all others.
fn units<R: Real>(x: &[R], weights: &Weights<'_, R>) -> [Active; WIDTH] {
    let mut units = [Active::default(); WIDTH];
    for (unit, (&w, &b)) in weights.w1.iter().zip(weights.b1).enumerate() {
        let falls = w < R::zero();
        // What is not a number is off nowhere, and so is seen.
        let kink = x.partition_point(|&x| (x * w + b <= R::zero()) != falls);
        let from = if falls { x.len() - kink } else { kink };
        // By insertion: forty are few.
        let place = units[..unit].iter().rposition(|other| other.from <= from);
        let place = place.map_or(0, |last| last + 1);
        units[place..=unit].rotate_right(1);
        units[place] = Active { from, unit, falls };
    }
    units
}
