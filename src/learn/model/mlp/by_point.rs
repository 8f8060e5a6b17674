//! The lower half of the backward pass for any activation: point by point, as in the
//! textbook. (ReLU has a shorter way, [`by_unit`](super::by_unit).)

use super::activation::Unit;
use super::by_unit::Lower;
use super::kernels::{
    Matrix, Row, WIDTH, Zeros, add_outer, add_product, fill, load, product, transpose,
};
use super::layout::Weights;
use crate::learn::footprint::Footprint;
use crate::learn::lanes::Lanes;
use crate::learn::real::Real;

/// Room for errors and transposed weights.
#[derive(Clone, Debug)]
pub(super) struct ByPoint<R> {
    /// ∂L/∂h₁ and its rate of change, K rows. The slope is not yet applied, because its
    /// own derivative needs this form.
    back1: Vec<Row<R>>,
    back1_dot: Vec<Row<R>>,
    /// W₂ transposed, and V₂, V being the direction of a Hessian-vector product.
    w2_transposed: Box<Matrix<R>>,
    v2_transposed: Box<Matrix<R>>,
}

impl<R: Copy> Footprint for ByPoint<R> {
    fn bytes(&self) -> usize {
        let matrices = [&self.w2_transposed, &self.v2_transposed];
        self.back1.bytes()
            + self.back1_dot.bytes()
            + matrices.map(|m| size_of_val(&**m)).iter().sum::<usize>()
    }
}

impl<R: Real> Default for ByPoint<R> {
    fn default() -> Self {
        let matrix = || Box::new([[R::zero(); WIDTH]; WIDTH]);
        let (w2_transposed, v2_transposed) = (matrix(), matrix());
        Self { back1: Vec::new(), back1_dot: Vec::new(), w2_transposed, v2_transposed }
    }
}

impl<R: Real> ByPoint<R> {
    /// The gradient from ∂L/∂z₂ = `delta2`.
    pub(super) fn gradient<A: Unit>(
        &mut self,
        x: &[R],
        h1: &[Row<R>],
        delta2: &[Row<R>],
        weights: &Weights<'_, R>,
        (w1, b1, w2): Lower<'_, R>,
    ) {
        let zero = [R::zero(); WIDTH];
        self.back1.resize(x.len(), zero);
        transpose(weights.w2, &mut self.w2_transposed);
        product(Zeros::Few, delta2, &self.w2_transposed[..], &zero, &mut self.back1);
        let back1 = &self.back1;
        let delta1 = |k: usize, c| A::slope::<R>(load(&h1[k], c), load(&back1[k], c));
        sum_points(x, delta1, w1, b1);
        w2.fill(zero);
        add_outer(h1, delta2, w2);
    }

    /// The Hessian-vector product along `vector`, after a gradient at the same points, from
    /// ∂L/∂z₂ and the rates of change of h₁ and of it.
    pub(super) fn hessian_vector<A: Unit>(
        &mut self,
        x: &[R],
        [h1, h1_dot, delta2, delta2_dot]: [&[Row<R>]; 4],
        vector: &Weights<'_, R>,
        (w1, b1, w2): Lower<'_, R>,
    ) {
        let zero = [R::zero(); WIDTH];
        self.back1_dot.resize(x.len(), zero);
        transpose(vector.w2, &mut self.v2_transposed);
        product(Zeros::Few, delta2_dot, &self.w2_transposed[..], &zero, &mut self.back1_dot);
        add_product(Zeros::Few, delta2, &self.v2_transposed[..], &mut self.back1_dot);
        let (back1, back1_dot) = (&self.back1, &self.back1_dot);
        let delta1_dot = |k: usize, c| {
            let h1 = load(&h1[k], c);
            A::slope::<R>(h1, load(&back1_dot[k], c))
                + A::bend::<R>(h1, load(&back1[k], c), load(&h1_dot[k], c))
        };
        sum_points(x, delta1_dot, w1, b1);
        w2.fill(zero);
        add_outer(h1, delta2_dot, w2);
        add_outer(h1_dot, delta2, w2);
    }
}

/// Σ_k x_k δ₁ and Σ_k δ₁, `delta1(k, c)` being eight columns of δ₁ at point k.
#[inline]
fn sum_points<R: Real>(
    x: &[R],
    delta1: impl Fn(usize, usize) -> R::Lanes,
    w1: &mut Row<R>,
    b1: &mut Row<R>,
) {
    let zero = R::Lanes::splat(R::zero());
    fill(w1, |c| {
        (0..x.len()).fold(zero, |sum, k| R::Lanes::splat(x[k]).mul_add(delta1(k, c), sum))
    });
    fill(b1, |c| (0..x.len()).fold(zero, |sum, k| sum + delta1(k, c)));
}
