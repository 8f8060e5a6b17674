//! The network's three passes: forward (loss), backward (gradient), and forward and
//! backward along a direction (Hessian-vector product).

use super::activation::Unit;
use super::kernels::{
    Matrix, Row, WIDTH, add_outer, add_product, dot, fill, load, product, sum_points, transpose,
    update,
};
use super::lanes::{Lanes, Vectorised};
use super::weights::{Weights, WeightsMut};
use crate::learn::Samples;

/// What a gradient remembers for Hessian-vector products at the same θ and data:
/// activations and back-propagated errors, one row of 40 a point, and a transposed
/// copy of W₂; further, room to work in. For K points about 7·160·K + 13 000 bytes in
/// `f32`.
#[derive(Clone, Debug)]
pub struct Tape<R> {
    /// h₁ and h₂, K rows each.
    h1: Vec<Row<R>>,
    h2: Vec<Row<R>>,
    /// ∂L/∂f, K numbers.
    error: Vec<R>,
    /// ∂L/∂z₂, where z₂ is the second layer's input.
    delta2: Vec<Row<R>>,
    /// ∂L/∂h₁. The slope is not yet applied, because its own derivative needs this form.
    back1: Vec<Row<R>>,
    /// W₂ transposed.
    w2_transposed: Box<Matrix<R>>,
    /// V₂ transposed, V being the direction of a Hessian-vector product.
    v2_transposed: Box<Matrix<R>>,
    /// Rates of change along that direction: of h₁, then h₂ and ∂L/∂z₂, then ∂L/∂h₁.
    h1_dot: Vec<Row<R>>,
    h2_dot: Vec<Row<R>>,
    back1_dot: Vec<Row<R>>,
}

impl<R: Vectorised> Default for Tape<R> {
    fn default() -> Self {
        let matrix = || Box::new([[R::zero(); WIDTH]; WIDTH]);
        Self {
            h1: Vec::new(),
            h2: Vec::new(),
            error: Vec::new(),
            delta2: Vec::new(),
            back1: Vec::new(),
            w2_transposed: matrix(),
            v2_transposed: matrix(),
            h1_dot: Vec::new(),
            h2_dot: Vec::new(),
            back1_dot: Vec::new(),
        }
    }
}

impl<R: Vectorised> Tape<R> {
    /// L = (1/K) Σ_k (f(x_k) − y_k)², leaving ∂L/∂f in `error`.
    pub(super) fn loss<A: Unit>(&mut self, weights: &Weights<'_, R>, data: &Samples<R>) -> R {
        let points = data.len();
        resize(&mut self.h1, points);
        resize(&mut self.h2, points);
        self.error.resize(points, R::zero());
        forward::<A, R>(weights, data.x(), &mut self.h1, &mut self.h2, &mut self.error);
        output_errors(&mut self.error, data.y())
    }

    /// Back-propagation.
    pub(super) fn gradient<A: Unit>(
        &mut self,
        weights: &Weights<'_, R>,
        data: &Samples<R>,
        gradient: &mut [R],
    ) -> R {
        let loss = self.loss::<A>(weights, data);
        let points = data.len();
        resize(&mut self.delta2, points);
        resize(&mut self.back1, points);
        let Self { h1, h2, error, delta2, back1, w2_transposed, .. } = self;
        deltas::<A, R>(h2, error, weights.w3, delta2);
        transpose(weights.w2, w2_transposed);
        product(A::ZEROS, delta2, &w2_transposed[..], &[R::zero(); WIDTH], back1);

        let out = WeightsMut::of(gradient);
        let delta1 = |k: usize, c| A::slope::<R>(load(&h1[k], c), load(&back1[k], c));
        sum_first_layer::<R>(data.x(), delta1, [out.w1, out.b1]);
        out.w2.fill([R::zero(); WIDTH]);
        add_outer(A::ZEROS, h1, delta2, out.w2);
        sum_rows(delta2, out.b2);
        sum_output_layer(error, h2, out.w3);
        *out.b3 = error.iter().copied().sum();
        loss
    }

    /// Pearlmutter's R-operator: the gradient's own pass, differentiated along
    /// `vector`. A dot marks a rate of change along it.
    pub(super) fn hessian_vector<A: Unit>(
        &mut self,
        weights: &Weights<'_, R>,
        data: &Samples<R>,
        vector: &Weights<'_, R>,
        product_out: &mut [R],
    ) {
        let points = data.len();
        for rows in [&mut self.h1_dot, &mut self.h2_dot, &mut self.back1_dot] {
            resize(rows, points);
        }
        transpose(vector.w2, &mut self.v2_transposed);
        let Self { h1, h2, error, delta2, back1, h1_dot, h2_dot, back1_dot, .. } = self;
        let out = WeightsMut::of(product_out);

        // Forward: ḣ₁, ż₂, and from it ḣ₂ and the output's ḟ.
        first_layer_dot::<A, R>(vector.w1, vector.b1, data.x(), h1, h1_dot);
        product(A::ZEROS, h1, vector.w2, vector.b2, h2_dot);
        add_product(A::ZEROS, h1_dot, weights.w2, h2_dot);

        // Backward: h2_dot becomes the rate of change of ∂L/∂z₂.
        out.w3.fill(R::zero());
        *out.b3 = R::zero();
        let scale = R::of(2.0 / points.max(1) as f64);
        for ((h2_dot, h2), &error) in h2_dot.iter_mut().zip(&*h2).zip(&*error) {
            update(h2_dot, |c, z_dot| A::slope::<R>(load(h2, c), z_dot));
            let f_dot = dot(h2, vector.w3) + dot(h2_dot, weights.w3) + vector.b3;
            let error_dot = scale * f_dot;
            *out.b3 += error_dot;
            let (error, error_dot) = (R::Lanes::splat(error), R::Lanes::splat(error_dot));
            update(out.w3, |c, sum| {
                let sum = error_dot.mul_add(load(h2, c), sum);
                error.mul_add(load(h2_dot, c), sum)
            });
            update(h2_dot, |c, h2_dot| {
                let (h2, w3) = (load(h2, c), load(weights.w3, c));
                let back = error_dot.mul_add(w3, error * load(vector.w3, c));
                A::slope::<R>(h2, back) + A::bend::<R>(h2, error * w3, h2_dot)
            });
        }
        let delta2_dot = h2_dot;
        let zero = [R::zero(); WIDTH];
        product(A::ZEROS, delta2_dot, &self.w2_transposed[..], &zero, back1_dot);
        add_product(A::ZEROS, delta2, &self.v2_transposed[..], back1_dot);

        let delta1_dot = |k: usize, c| {
            let h1 = load(&h1[k], c);
            A::slope::<R>(h1, load(&back1_dot[k], c))
                + A::bend::<R>(h1, load(&back1[k], c), load(&h1_dot[k], c))
        };
        sum_first_layer::<R>(data.x(), delta1_dot, [out.w1, out.b1]);
        out.w2.fill(zero);
        add_outer(A::ZEROS, h1, delta2_dot, out.w2);
        add_outer(A::ZEROS, h1_dot, delta2, out.w2);
        sum_rows(delta2_dot, out.b2);
    }
}

/// f(x) for every x, without a tape: block by block on the stack.
pub(super) fn predict<A: Unit, R: Vectorised>(weights: &Weights<'_, R>, xs: &[R], out: &mut [R]) {
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
pub(super) fn forward<A: Unit, R: Vectorised>(
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
pub(super) fn first_layer<A: Unit, R: Vectorised>(
    w1: &Row<R>,
    b1: &Row<R>,
    xs: &[R],
    h1: &mut [Row<R>],
) {
    for (h1, &x) in h1.iter_mut().zip(xs) {
        let x = R::Lanes::splat(x);
        fill(h1, |c| A::value::<R>(x.mul_add(load(w1, c), load(b1, c))));
    }
}

/// ḣ₁ = act'(z₁) (x V₁ + v₁): how h₁ changes when W₁ and b₁ change along V₁ and v₁.
#[inline]
pub(super) fn first_layer_dot<A: Unit, R: Vectorised>(
    v1: &Row<R>,
    vb1: &Row<R>,
    xs: &[R],
    h1: &[Row<R>],
    h1_dot: &mut [Row<R>],
) {
    for ((h1_dot, h1), &x) in h1_dot.iter_mut().zip(h1).zip(xs) {
        let x = R::Lanes::splat(x);
        fill(h1_dot, |c| A::slope::<R>(load(h1, c), x.mul_add(load(v1, c), load(vb1, c))));
    }
}

/// h₂ = act(z₂), in place of z₂, and f = h₂ W₃ + b₃.
#[inline]
pub(super) fn output_layer<A: Unit, R: Vectorised>(
    w3: &Row<R>,
    b3: R,
    h2: &mut [Row<R>],
    f: &mut [R],
) {
    for (h2, f) in h2.iter_mut().zip(f) {
        update(h2, |_, z| A::value::<R>(z));
        *f = dot(h2, w3) + b3;
    }
}

/// Turns outputs f into ∂L/∂f = 2 (f − y) / K and returns the loss; 0 for no points.
#[inline]
pub(super) fn output_errors<R: Vectorised>(f: &mut [R], y: &[R]) -> R {
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

/// ∂L/∂z₂ from ∂L/∂f.
#[inline]
pub(super) fn deltas<A: Unit, R: Vectorised>(
    h2: &[Row<R>],
    error: &[R],
    w3: &Row<R>,
    delta2: &mut [Row<R>],
) {
    for ((delta2, h2), &error) in delta2.iter_mut().zip(h2).zip(error) {
        let error = R::Lanes::splat(error);
        fill(delta2, |c| A::slope::<R>(load(h2, c), error * load(w3, c)));
    }
}

/// ∂L/∂W₁ = Σ_k x_k δ₁ and ∂L/∂b₁ = Σ_k δ₁, `delta1(k, c)` being eight columns of δ₁ at point k.
#[inline]
pub(super) fn sum_first_layer<R: Vectorised>(
    xs: &[R],
    delta1: impl Fn(usize, usize) -> R::Lanes,
    [w1, b1]: [&mut Row<R>; 2],
) {
    let zero = R::Lanes::splat(R::zero());
    fill(w1, |c| sum_points::<R>(xs.len(), zero, |k| R::Lanes::splat(xs[k]) * delta1(k, c)));
    fill(b1, |c| sum_points::<R>(xs.len(), zero, |k| delta1(k, c)));
}

/// ∂L/∂W₃ = Σ_k ∂L/∂f h₂.
#[inline]
pub(super) fn sum_output_layer<R: Vectorised>(error: &[R], h2: &[Row<R>], w3: &mut Row<R>) {
    let zero = R::Lanes::splat(R::zero());
    fill(w3, |c| sum_points::<R>(h2.len(), zero, |k| R::Lanes::splat(error[k]) * load(&h2[k], c)));
}

/// The sum of rows, such as ∂L/∂b₂ = Σ_k δ₂.
#[inline]
pub(super) fn sum_rows<R: Vectorised>(rows: &[Row<R>], out: &mut Row<R>) {
    let zero = R::Lanes::splat(R::zero());
    fill(out, |c| sum_points::<R>(rows.len(), zero, |k| load(&rows[k], c)));
}

fn resize<R: Vectorised>(rows: &mut Vec<Row<R>>, points: usize) {
    rows.resize(points, [R::zero(); WIDTH]);
}
