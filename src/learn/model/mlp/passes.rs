//! The network's three passes: forward (loss), backward (gradient), and forward and
//! backward along a direction (Hessian-vector product).

use super::activation::Unit;
use super::by_kink;
use super::by_point::ByPoint;
use super::by_unit::ByUnit;
use super::kernels::{Row, WIDTH, Zeros, add_product, dot, fill, load, product, update};
use super::layout::{Weights, WeightsMut};
use crate::learn::footprint::Footprint;
use crate::learn::lanes::Lanes;
use crate::learn::real::Real;
use crate::learn::task::samples::Samples;

/// What a gradient remembers for Hessian-vector products at the same θ and data:
/// activations and back-propagated errors, one row of 40 a point, and what the lower half
/// of the way back needs; further, room to work in. For K points about 2 kB · K + 13 kB in `f32`.
#[derive(Clone, Debug)]
pub struct Tape<R> {
    /// The points, the inputs in ascending order.
    x: Vec<R>,
    y: Vec<R>,
    /// h₁ and h₂, K rows each.
    h1: Vec<Row<R>>,
    h2: Vec<Row<R>>,
    /// ∂L/∂f, K numbers.
    error: Vec<R>,
    /// ∂L/∂z₂, where z₂ is the second layer's input.
    delta2: Vec<Row<R>>,
    /// The rates of change of h₁, and of h₂ and then ∂L/∂z₂, along the direction of a
    /// Hessian-vector product.
    h1_dot: Vec<Row<R>>,
    h2_dot: Vec<Row<R>>,
    /// The lower half of the backward pass, for ReLU and in general.
    by_unit: ByUnit<R>,
    by_point: ByPoint<R>,
}

impl<R: Real> Default for Tape<R> {
    fn default() -> Self {
        Self {
            x: Vec::new(),
            y: Vec::new(),
            h1: Vec::new(),
            h2: Vec::new(),
            error: Vec::new(),
            delta2: Vec::new(),
            h1_dot: Vec::new(),
            h2_dot: Vec::new(),
            by_unit: ByUnit::default(),
            by_point: ByPoint::default(),
        }
    }
}

impl<R: Copy> Footprint for Tape<R> {
    fn bytes(&self) -> usize {
        let Self { x, y, h1, h2, error, delta2, h1_dot, h2_dot, by_unit, by_point } = self;
        let numbers: usize = [x, y, error].into_iter().map(Footprint::bytes).sum();
        let rows: usize = [h1, h2, delta2, h1_dot, h2_dot].into_iter().map(Footprint::bytes).sum();
        numbers + rows + by_unit.bytes() + by_point.bytes()
    }
}

impl<R: Real> Tape<R> {
    /// L = (1/K) Σ_k (f(x_k) − y_k)².
    pub(super) fn loss<A: Unit>(&mut self, weights: &Weights<'_, R>, data: &Samples<R>) -> R {
        let x = data.x();
        if A::ZEROS == Zeros::Many && x.len() >= by_kink::MANY && x.is_sorted() {
            self.error.resize(x.len(), R::zero());
            by_kink::outputs(x, weights, &mut self.error);
        } else {
            self.forward::<A>(weights, x);
        }
        output_errors(&mut self.error, data.y())
    }

    fn forward<A: Unit>(&mut self, weights: &Weights<'_, R>, x: &[R]) {
        resize(&mut self.h1, x.len());
        resize(&mut self.h2, x.len());
        self.error.resize(x.len(), R::zero());
        forward::<A, R>(weights, x, &mut self.h1, &mut self.h2, &mut self.error);
    }

    /// Back-propagation.
    pub(super) fn gradient<A: Unit>(
        &mut self,
        weights: &Weights<'_, R>,
        data: &Samples<R>,
        gradient: &mut [R],
    ) -> R {
        self.take_in_order(data);
        let x = std::mem::take(&mut self.x);
        self.forward::<A>(weights, &x);
        self.x = x;
        let loss = output_errors(&mut self.error, &self.y);
        resize(&mut self.delta2, data.len());
        let Self { x, h1, h2, error, delta2, by_unit, by_point, .. } = self;
        for ((delta2, h2), &error) in delta2.iter_mut().zip(&*h2).zip(&*error) {
            let error = R::Lanes::splat(error);
            fill(delta2, |c| A::slope::<R>(load(h2, c), error * load(weights.w3, c)));
        }

        let WeightsMut { w1, b1, w2, b2, w3, b3 } = WeightsMut::of(gradient);
        let zero = R::Lanes::splat(R::zero());
        fill(b2, |c| delta2.iter().fold(zero, |sum, delta2| sum + load(delta2, c)));
        fill(w3, |c| {
            let points = error.iter().zip(&*h2);
            points.fold(zero, |sum, (&error, h2)| R::Lanes::splat(error).mul_add(load(h2, c), sum))
        });
        *b3 = error.iter().copied().sum();
        match A::ZEROS {
            Zeros::Many => by_unit.gradient(x, h1, delta2, weights, (w1, b1, w2)),
            Zeros::Few => by_point.gradient::<A>(x, h1, delta2, weights, (w1, b1, w2)),
        }
        loss
    }

    /// Pearlmutter's R-operator: the gradient's own pass, differentiated along
    /// `vector`. A dot marks a rate of change along it.
    pub(super) fn hessian_vector<A: Unit>(
        &mut self,
        weights: &Weights<'_, R>,
        vector: &Weights<'_, R>,
        out: &mut [R],
    ) {
        let points = self.x.len();
        resize(&mut self.h1_dot, points);
        resize(&mut self.h2_dot, points);
        let Self { x, h1, h2, error, delta2, h1_dot, h2_dot, by_unit, by_point, .. } = self;
        let WeightsMut { w1, b1, w2, b2, w3, b3 } = WeightsMut::of(out);

        // Forward: ḣ₁ = act'(z₁) (x V₁ + v₁), then ż₂.
        for ((h1_dot, h1), &x) in h1_dot.iter_mut().zip(&*h1).zip(&*x) {
            let x = R::Lanes::splat(x);
            fill(h1_dot, |c| {
                A::slope::<R>(load(h1, c), x.mul_add(load(vector.w1, c), load(vector.b1, c)))
            });
        }
        product(A::ZEROS, h1, vector.w2, vector.b2, h2_dot);
        add_product(A::ZEROS, h1_dot, weights.w2, h2_dot);

        // Through the output, where ḟ gives the error's rate 2 ḟ / K; then h2_dot
        // becomes the rate of change of ∂L/∂z₂.
        w3.fill(R::zero());
        *b3 = R::zero();
        let scale = R::of(2.0 / points.max(1) as f64);
        for ((h2_dot, h2), &error) in h2_dot.iter_mut().zip(&*h2).zip(&*error) {
            update(h2_dot, |c, z_dot| A::slope::<R>(load(h2, c), z_dot));
            let f_dot = dot(h2, vector.w3) + dot(h2_dot, weights.w3) + vector.b3;
            let error_dot = scale * f_dot;
            *b3 += error_dot;
            let (error, error_dot) = (R::Lanes::splat(error), R::Lanes::splat(error_dot));
            update(w3, |c, sum| {
                let sum = error_dot.mul_add(load(h2, c), sum);
                error.mul_add(load(h2_dot, c), sum)
            });
            update(h2_dot, |c, h2_dot| {
                let (h2, w3) = (load(h2, c), load(weights.w3, c));
                let back = error_dot.mul_add(w3, error * load(vector.w3, c));
                A::slope::<R>(h2, back) + A::bend::<R>(h2, error * w3, h2_dot)
            });
        }

        // Backward.
        let delta2_dot = &*h2_dot;
        let zero = R::Lanes::splat(R::zero());
        fill(b2, |c| delta2_dot.iter().fold(zero, |sum, delta2_dot| sum + load(delta2_dot, c)));
        let lower = (w1, b1, w2);
        match A::ZEROS {
            Zeros::Many => by_unit.hessian_vector(x, h1, delta2_dot, weights, vector, lower),
            Zeros::Few => {
                by_point.hessian_vector::<A>(x, [h1, h1_dot, delta2, delta2_dot], vector, lower);
            }
        }
    }

    /// Copies the points, in ascending order of their inputs.
    ///
    /// Those of training are in order already; the sets that are not are a reader's few
    /// samples, hence by insertion.
    fn take_in_order(&mut self, data: &Samples<R>) {
        self.x.clear();
        self.y.clear();
        if data.x().is_sorted() {
            self.x.extend_from_slice(data.x());
            self.y.extend_from_slice(data.y());
            return;
        }
        for (&x, &y) in data.x().iter().zip(data.y()) {
            let before = |&other: &R| other.into_f64().total_cmp(&x.into_f64()).is_le();
            let place = self.x.iter().rposition(before).map_or(0, |last| last + 1);
            self.x.insert(place, x);
            self.y.insert(place, y);
        }
    }
}

/// f(x) for every x, without a tape.
pub(super) fn predict<A: Unit, R: Real>(weights: &Weights<'_, R>, xs: &[R], out: &mut [R]) {
    match A::ZEROS {
        Zeros::Many => predict_by_kink(weights, xs, out),
        Zeros::Few => predict_by_block::<A, R>(weights, xs, out),
    }
}

/// Those of ReLU: as many at once as ascend, which most often is all.
fn predict_by_kink<R: Real>(weights: &Weights<'_, R>, xs: &[R], out: &mut [R]) {
    let mut rest = out;
    for xs in xs.chunk_by(|one, next| one <= next) {
        let (out, others) = rest.split_at_mut(xs.len().min(rest.len()));
        by_kink::outputs(&xs[..out.len()], weights, out);
        rest = others;
    }
}

/// Block by block on the stack.
fn predict_by_block<A: Unit, R: Real>(weights: &Weights<'_, R>, xs: &[R], out: &mut [R]) {
    const POINTS: usize = 20;
    let mut h1 = [[R::zero(); WIDTH]; POINTS];
    let mut h2 = h1;
    for (xs, out) in xs.chunks(POINTS).zip(out.chunks_mut(POINTS)) {
        let points = xs.len().min(out.len());
        forward::<A, R>(weights, xs, &mut h1[..points], &mut h2[..points], out);
    }
}

/// The forward pass: fills `h1`, `h2` (one row a point) and the outputs `f`.
#[inline]
fn forward<A: Unit, R: Real>(
    weights: &Weights<'_, R>,
    xs: &[R],
    h1: &mut [Row<R>],
    h2: &mut [Row<R>],
    f: &mut [R],
) {
    first_layer::<A, R>(weights.w1, weights.b1, xs, h1);
    product(A::ZEROS, h1, weights.w2, weights.b2, h2);
    output_layer::<A, R>(weights.w3, weights.b3, h2, f);
}

/// h₁ = act(x W₁ + b₁).
#[inline]
fn first_layer<A: Unit, R: Real>(w1: &Row<R>, b1: &Row<R>, xs: &[R], h1: &mut [Row<R>]) {
    for (h1, &x) in h1.iter_mut().zip(xs) {
        let x = R::Lanes::splat(x);
        fill(h1, |c| A::value::<R>(x.mul_add(load(w1, c), load(b1, c))));
    }
}

/// h₂ = act(z₂), in place of z₂, and f = h₂ W₃ + b₃.
#[inline]
fn output_layer<A: Unit, R: Real>(w3: &Row<R>, b3: R, h2: &mut [Row<R>], f: &mut [R]) {
    for (h2, f) in h2.iter_mut().zip(f) {
        update(h2, |_, z| A::value::<R>(z));
        *f = dot(h2, w3) + b3;
    }
}

/// Turns outputs f into ∂L/∂f = 2 (f − y) / K and returns the loss; 0 for no points.
#[inline]
fn output_errors<R: Real>(f: &mut [R], y: &[R]) -> R {
    let mut sum = R::zero();
    let points = R::of(f.len().max(1) as f64);
    let scale = R::of(2.0) / points;
    for (f, &y) in f.iter_mut().zip(y) {
        let residual = *f - y;
        sum += residual * residual;
        *f = scale * residual;
    }
    sum / points
}

fn resize<R: Real>(rows: &mut Vec<Row<R>>, points: usize) {
    rows.resize(points, [R::zero(); WIDTH]);
}
