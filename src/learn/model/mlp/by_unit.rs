//! The lower half of the backward pass for ReLU: unit by unit instead of point by point.
//!
//! # Why it is less work
//!
//! A unit of the first layer has one input, so it has one kink: among points in
//! ascending order those at which it is active are the first few or the last few. And
//! where it is active it is linear, h₁ = x w + b. So all that its gradients need of the errors δ₂
//! are two sums over such a run of points,
//!
//! A = Σ_k x_k δ₂ₖ and B = Σ_k δ₂ₖ,
//!
//! which are running sums from one of the two ends, made once for all units. With them,
//! for the unit's weight w, bias b and its row W of the weights to the second layer,
//!
//! ∂L/∂W = w A + b B, ∂L/∂w = A · W, ∂L/∂b = B · W:
//!
//! four operations on rows for a unit where the outer product and the product with W₂ᵀ
//! have one for every point each; and W₂ need not be transposed. Along a direction (a dot
//! marks a rate of change, v, c and V the unit's part of it) the same holds of
//!
//! w Ȧ + b Ḃ + v A + c B, Ȧ · W + A · V and Ḃ · W + B · V.
//!
//! Rounding keeps the order that this rests on: x w + b is a monotonic function of x in
//! floating point too.

use super::kernels::{Row, WIDTH, fill, load, nonzero, ones, reduce};
use super::layout::Weights;
use crate::learn::footprint::Footprint;
use crate::learn::lanes::Lanes;
use crate::learn::real::Real;

/// Room for the sums.
#[derive(Clone, Debug, Default)]
pub(super) struct ByUnit<R> {
    sums: RunningSums<R>,
    sums_dot: RunningSums<R>,
}

/// Σ x_k δ_k and Σ δ_k over the first and over the last so many points.
///
/// Row c has the sum over the first c points, row K + 1 + c that over the last c.
#[derive(Clone, Debug, Default)]
struct RunningSums<R> {
    by_x: Vec<Row<R>>,
    plain: Vec<Row<R>>,
}

/// The three arrays below the second layer: ∂/∂W₁, ∂/∂b₁ and ∂/∂W₂.
pub(super) type Lower<'a, R> = (&'a mut Row<R>, &'a mut Row<R>, &'a mut [Row<R>; WIDTH]);

impl<R: Copy> Footprint for ByUnit<R> {
    fn bytes(&self) -> usize {
        let sums = [&self.sums, &self.sums_dot].into_iter();
        sums.map(|sums| sums.by_x.bytes() + sums.plain.bytes()).sum()
    }
}

impl<R: Real> ByUnit<R> {
    /// The gradient from ∂L/∂z₂ = `delta2`, for points `x` in ascending order.
    pub(super) fn gradient(
        &mut self,
        x: &[R],
        h1: &[Row<R>],
        delta2: &[Row<R>],
        weights: &Weights<'_, R>,
        (w1, b1, w2): Lower<'_, R>,
    ) {
        self.sums.fill(x, delta2);
        for (i, run) in active_runs(h1).into_iter().enumerate() {
            if run == NOWHERE {
                (w1[i], b1[i], w2[i]) = (R::zero(), R::zero(), [R::zero(); WIDTH]);
                continue;
            }
            let (a, b) = self.sums.of(run);
            let (w, c) = (R::Lanes::splat(weights.w1[i]), R::Lanes::splat(weights.b1[i]));
            let row = &weights.w2[i];
            // In one go, so that what they share is loaded once.
            let mut along = [R::Lanes::splat(R::zero()); 2];
            fill(&mut w2[i], |chunk| {
                let (a, b, row) = (load::<R>(a, chunk), load::<R>(b, chunk), load(row, chunk));
                along = [along[0] + a * row, along[1] + b * row];
                w.mul_add(a, c * b)
            });
            [w1[i], b1[i]] = along.map(Lanes::sum);
        }
    }

    /// The Hessian-vector product from the rate of change `delta2_dot` along `vector`, after a
    /// gradient at the same points.
    pub(super) fn hessian_vector(
        &mut self,
        x: &[R],
        h1: &[Row<R>],
        delta2_dot: &[Row<R>],
        weights: &Weights<'_, R>,
        vector: &Weights<'_, R>,
        (w1, b1, w2): Lower<'_, R>,
    ) {
        self.sums_dot.fill(x, delta2_dot);
        for (i, run) in active_runs(h1).into_iter().enumerate() {
            let ((a, b), (a_dot, b_dot)) = (self.sums.of(run), self.sums_dot.of(run));
            let (w, c) = (R::Lanes::splat(weights.w1[i]), R::Lanes::splat(weights.b1[i]));
            let (w_dot, c_dot) = (R::Lanes::splat(vector.w1[i]), R::Lanes::splat(vector.b1[i]));
            fill(&mut w2[i], |chunk| {
                let own = w.mul_add(load(a_dot, chunk), c * load(b_dot, chunk));
                w_dot.mul_add(load(a, chunk), c_dot.mul_add(load(b, chunk), own))
            });
            let (row, row_dot) = (&weights.w2[i], &vector.w2[i]);
            let along = |sum, sum_dot| {
                reduce::<R>(|chunk| {
                    let own = load::<R>(sum_dot, chunk) * load(row, chunk);
                    load::<R>(sum, chunk).mul_add(load(row_dot, chunk), own)
                })
            };
            (w1[i], b1[i]) = (along(a, a_dot), along(b, b_dot));
        }
    }
}

impl<R: Real> RunningSums<R> {
    fn fill(&mut self, x: &[R], delta: &[Row<R>]) {
        let points = delta.len();
        for sums in [&mut self.by_x, &mut self.plain] {
            sums.resize(2 * (points + 1), [R::zero(); WIDTH]);
        }
        let ascending = x.iter().zip(delta);
        let descending = x.iter().zip(delta).rev();
        let by_x = self.by_x.split_at_mut(points + 1);
        let plain = self.plain.split_at_mut(points + 1);
        run(ascending, by_x.0, plain.0);
        run(descending, by_x.1, plain.1);
    }

    fn of(&self, run: usize) -> (&Row<R>, &Row<R>) {
        (&self.by_x[run], &self.plain[run])
    }
}

/// Running sums in the order that the points come in, the first of them zero.
///
/// All rows are written: where the last run had another number of points, they hold its sums.
#[inline(always)]
fn run<'a, R: Real>(
    points: impl Iterator<Item = (&'a R, &'a Row<R>)>,
    by_x: &mut [Row<R>],
    plain: &mut [Row<R>],
) {
    by_x[0] = [R::zero(); WIDTH];
    plain[0] = [R::zero(); WIDTH];
    for (c, (&x, delta)) in points.enumerate() {
        let x = R::Lanes::splat(x);
        let [before, after] = &mut by_x[c..c + 2] else { return };
        fill(after, |chunk| x.mul_add(load(delta, chunk), load(before, chunk)));
        let [before, after] = &mut plain[c..c + 2] else { return };
        fill(after, |chunk| load::<R>(delta, chunk) + load(before, chunk));
    }
}

/// The row of [`RunningSums`] that is the sum over no points.
const NOWHERE: usize = 0;

/// For each unit the row of [`RunningSums`] that is the sum over the points at which it is active.
///
/// From one point to the next few units switch on or off, and a mask tells which.
fn active_runs<R: Real>(h1: &[Row<R>]) -> [usize; WIDTH] {
    let (points, mut runs) = (h1.len(), [NOWHERE; WIDTH]);
    let mut before = h1.first().map_or(0, nonzero);
    for unit in ones(before) {
        runs[unit] = points + 1 + points;
    }
    for (k, h1) in h1.iter().enumerate().skip(1) {
        let now = nonzero(h1);
        for unit in ones(now ^ before) {
            // On from here, it is active at the last points; off, it was at the first.
            runs[unit] = if now >> unit & 1 == 1 { points + 1 + points - k } else { k };
        }
        before = now;
    }
    runs
}
