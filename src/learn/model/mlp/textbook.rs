//! The network as one would write it on a blackboard: the reference for the fast one.

use ndarray::{Array1, Array2, ArrayView1, Axis};

use super::activation::Activation;
use super::layout::{PARAMETERS, Views, views};
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::samples::Samples;

/// The 1-40-40-1 network in matrix notation, allocating freely and remembering nothing.
///
/// It shares no arithmetic with [`Network`](super::Network), obeys the same
/// equations, and may stand wherever a [`Model`] does.
#[derive(Clone, Copy, Debug)]
pub struct Textbook<R> {
    activation: Activation,
    real: std::marker::PhantomData<R>,
}

/// A forward and backward pass: rows are points, columns units.
struct Pass<R> {
    x: Array2<R>,
    h1: Array2<R>,
    h2: Array2<R>,
    /// f(x_k) − y_k.
    residual: Array1<R>,
    /// ∂L/∂f, ∂L/∂h₂, ∂L/∂z₂, ∂L/∂h₁ and ∂L/∂z₁.
    error: Array2<R>,
    back2: Array2<R>,
    delta2: Array2<R>,
    back1: Array2<R>,
    delta1: Array2<R>,
}

impl<R: Real> Textbook<R> {
    /// A network with this activation in both hidden layers.
    pub fn new(activation: Activation) -> Self {
        Self { activation, real: std::marker::PhantomData }
    }

    fn act(&self, z: &Array2<R>) -> Array2<R> {
        z.mapv(|z| match self.activation {
            Activation::Relu if z <= R::zero() => R::zero(),
            Activation::Relu => z,
            Activation::Tanh => z.tanh(),
        })
    }

    /// act'(z) as a function of h = act(z).
    fn slope(&self, h: &Array2<R>) -> Array2<R> {
        h.mapv(|h| match self.activation {
            Activation::Relu if h > R::zero() => R::one(),
            Activation::Relu => R::zero(),
            Activation::Tanh => R::one() - h * h,
        })
    }

    /// act''(z) as a function of h = act(z).
    fn curvature(&self, h: &Array2<R>) -> Array2<R> {
        h.mapv(|h| match self.activation {
            Activation::Relu => R::zero(),
            Activation::Tanh => R::of(-2.0) * h * (R::one() - h * h),
        })
    }

    fn pass(&self, w: &Views<'_, R>, data: &Samples<R>) -> Pass<R> {
        let x = ArrayView1::from(data.x()).insert_axis(Axis(1)).to_owned();
        let h1 = self.act(&(x.dot(&w.w1) + w.b1));
        let h2 = self.act(&(h1.dot(&w.w2) + w.b2));
        let f = h2.dot(&w.w3).index_axis_move(Axis(1), 0) + w.b3;
        let residual = f - ArrayView1::from(data.y());
        let error = residual.clone().insert_axis(Axis(1)) * two_over::<R>(data.len());
        let back2 = error.dot(&w.w3.t());
        let delta2 = self.slope(&h2) * &back2;
        let back1 = delta2.dot(&w.w2.t());
        let delta1 = self.slope(&h1) * &back1;
        Pass { x, h1, h2, residual, error, back2, delta2, back1, delta1 }
    }
}

impl<R: Real> Model for Textbook<R> {
    type Real = R;
    type Data = Samples<R>;
    type Tape = ();

    fn parameter_count(&self) -> usize {
        PARAMETERS
    }

    fn tape(&self) {}

    fn loss(&self, theta: &[R], data: &Samples<R>, (): &mut ()) -> R {
        let residual = self.pass(&views(theta), data).residual;
        residual.mapv(|r| r * r).sum() * two_over(data.len()) / R::of(2.0)
    }

    fn gradient(&self, theta: &[R], data: &Samples<R>, tape: &mut (), gradient: &mut [R]) -> R {
        let p = self.pass(&views(theta), data);
        flatten(
            gradient,
            [p.x.t().dot(&p.delta1), p.h1.t().dot(&p.delta2), p.h2.t().dot(&p.error)],
            [p.delta1, p.delta2, p.error],
        );
        self.loss(theta, data, tape)
    }

    fn hessian_vector(
        &self,
        theta: &[R],
        data: &Samples<R>,
        (): &mut (),
        vector: &[R],
        product: &mut [R],
    ) {
        let (w, v) = (views(theta), views(vector));
        let p = self.pass(&w, data);
        let (slope1, slope2) = (self.slope(&p.h1), self.slope(&p.h2));

        let z1_dot = p.x.dot(&v.w1) + v.b1;
        let h1_dot = slope1.clone() * &z1_dot;
        let z2_dot = p.h1.dot(&v.w2) + h1_dot.dot(&w.w2) + v.b2;
        let h2_dot = slope2.clone() * &z2_dot;
        let f_dot = p.h2.dot(&v.w3) + h2_dot.dot(&w.w3) + v.b3;

        let error_dot = f_dot * two_over::<R>(data.len());
        let back2_dot = error_dot.dot(&w.w3.t()) + p.error.dot(&v.w3.t());
        let delta2_dot = slope2 * back2_dot + self.curvature(&p.h2) * p.back2 * z2_dot;
        let back1_dot = delta2_dot.dot(&w.w2.t()) + p.delta2.dot(&v.w2.t());
        let delta1_dot = slope1 * back1_dot + self.curvature(&p.h1) * p.back1 * z1_dot;

        flatten(
            product,
            [
                p.x.t().dot(&delta1_dot),
                p.h1.t().dot(&delta2_dot) + h1_dot.t().dot(&p.delta2),
                p.h2.t().dot(&error_dot) + h2_dot.t().dot(&p.error),
            ],
            [delta1_dot, delta2_dot, error_dot],
        );
    }
}

/// 2/K, the factor of ∂L/∂f; for an empty set 2, which multiplies nothing.
fn two_over<R: Real>(points: usize) -> R {
    R::of(2.0 / points.max(1) as f64)
}

/// Lays the three layers' weights, and their biases summed over points, into one vector.
fn flatten<R: Real>(out: &mut [R], weights: [Array2<R>; 3], biases: [Array2<R>; 3]) {
    let mut at = 0;
    for (weights, biases) in weights.into_iter().zip(biases) {
        for &value in weights.iter().chain(&biases.sum_axis(Axis(0))) {
            out[at] = value;
            at += 1;
        }
    }
}
