//! The toy problem: two parameters, so that a whole loss can be looked at.
//!
//! The model is a softplus line g(x) = softplus(a x + b) with θ = (a, b). A task asks for the
//! line of some true (a\*, b\*), seen at a few points x_j:
//!
//! L(a, b) = ½ Σ_j (g_{a,b}(x_j) − g_{a\*,b\*}(x_j))²
//!
//! It is a sum over points, not a mean, and it is zero at (a\*, b\*).
//!
//! ```
//! use maml_live::learn::model::Model;
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let line = SoftplusLine::<f64>::default();
//! let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
//! let mut gradient = [0.0; 2];
//! let loss = line.gradient(&softplus_line::TASKS[0], &task, &mut line.tape(), &mut gradient);
//! assert_eq!((loss, gradient), (0.0, [0.0, 0.0])); // the truth is a minimum
//! ```

use std::marker::PhantomData;

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

use super::Model;
use crate::learn::error::Error;
use crate::learn::footprint::Footprint;
use crate::learn::real::Real;
use crate::number::sort_by_number;

/// The true (a\*, b\*) of the article's two tasks.
pub const TASKS: [[f64; 2]; 2] = [[0.3, 0.05], [0.83, 0.75]];

/// The model g(x) = softplus(a x + b), with parameters θ = (a, b).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SoftplusLine<R> {
    real: PhantomData<R>,
}

/// One task of the toy problem: where it is measured and what is right there. By default it is
/// measured nowhere, and its loss is 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ToyTask<R> {
    truth: [R; 2],
    points: Vec<R>,
    targets: Vec<R>,
}

impl<R: Real> ToyTask<R> {
    /// The task whose solution is `truth` = (a\*, b\*), measured at `points`.
    ///
    /// A `truth` that is not finite makes a task whose loss is nowhere finite; fine-tuning on
    /// it reports divergence at step 0.
    pub fn new(points: &Points, truth: [f64; 2]) -> Self {
        let target = |x: f64| softplus(truth[0] * x + truth[1]);
        Self {
            truth: truth.map(R::of),
            points: points.as_slice().iter().map(|&x| R::of(x)).collect(),
            targets: points.as_slice().iter().map(|&x| R::of(target(x))).collect(),
        }
    }

    /// Makes it the task whose solution is `truth`, measured at these points, in the memory that it
    /// has.
    pub fn replace(&mut self, truth: [f64; 2], points: impl Iterator<Item = f64>) {
        self.truth = truth.map(R::of);
        self.points.clear();
        self.targets.clear();
        for x in points {
            self.points.push(R::of(x));
            self.targets.push(R::of(softplus(truth[0] * x + truth[1])));
        }
    }

    /// The parameters (a\*, b\*) at which the loss is zero.
    pub fn truth(&self) -> [R; 2] {
        self.truth
    }

    /// The points x_j at which the task is measured.
    pub fn points(&self) -> &[R] {
        &self.points
    }

    /// The values g_{a\*,b\*}(x_j), one for each point.
    pub fn targets(&self) -> &[R] {
        &self.targets
    }
}

/// The Hessian of the toy loss, left behind by the gradient: ∂²L/∂a², ∂²L/∂a∂b, ∂²L/∂b².
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ToyTape<R> {
    hessian: [R; 3],
}

impl<R> Footprint for ToyTape<R> {
    fn bytes(&self) -> usize {
        size_of::<Self>()
    }
}

impl<R: Real> Model for SoftplusLine<R> {
    type Real = R;
    type Data = ToyTask<R>;
    type Tape = ToyTape<R>;

    fn parameter_count(&self) -> usize {
        2
    }

    fn tape(&self) -> ToyTape<R> {
        ToyTape::default()
    }

    // listing: softplus-line
    /// L = ½ Σ (g(x_j) − g*(x_j))².
    fn loss(&self, theta: &[R], task: &ToyTask<R>, _tape: &mut ToyTape<R>) -> R {
        let residual = |(&x, &target): (&R, &R)| softplus(theta[0] * x + theta[1]) - target;
        let squares = task.points.iter().zip(&task.targets).map(residual).map(|r| r * r);
        R::of(0.5) * squares.sum()
    }

    /// With r_j the residual and s_j = softplus'(z_j) the slope at point j, ∇L = Σ r s (x, 1)
    /// and ∇²L = Σ (s² + r s (1 − s)) (x, 1)(x, 1)ᵀ.
    fn gradient(
        &self,
        theta: &[R],
        task: &ToyTask<R>,
        tape: &mut ToyTape<R>,
        gradient: &mut [R],
    ) -> R {
        let (mut squares, mut slopes, mut hessian) = (R::zero(), [R::zero(); 2], [R::zero(); 3]);
        for (&x, &target) in task.points.iter().zip(&task.targets) {
            let (value, slope) = softplus_and_sigmoid(theta[0] * x + theta[1]);
            let residual = value - target;
            squares += residual * residual;

            let pull = residual * slope;
            slopes[0] += pull * x;
            slopes[1] += pull;

            let bend = slope * slope + pull * (R::one() - slope);
            hessian[0] += bend * x * x;
            hessian[1] += bend * x;
            hessian[2] += bend;
        }
        gradient.copy_from_slice(&slopes);
        tape.hessian = hessian;
        R::of(0.5) * squares
    }

    fn hessian_vector(
        &self,
        _theta: &[R],
        _task: &ToyTask<R>,
        tape: &mut ToyTape<R>,
        vector: &[R],
        product: &mut [R],
    ) {
        let [aa, ab, bb] = tape.hessian;
        product[0] = aa * vector[0] + ab * vector[1];
        product[1] = ab * vector[0] + bb * vector[1];
    }
    // end listing
}

/// The sample points x_j of a toy problem: 1 to [`MAX_COUNT`](Points::MAX_COUNT) numbers in
/// [−[`LIMIT`](Points::LIMIT), `LIMIT`].
#[derive(Debug, Clone, PartialEq)]
pub struct Points(Vec<f64>);

impl Points {
    /// The most points that a problem may have.
    pub const MAX_COUNT: usize = 20;
    /// How far from 0 a point may lie. The curvature of the loss, and with it the largest
    /// stable rate, goes with the square of the points.
    pub const LIMIT: f64 = 10.0;
    /// How far from 0 the default points and random ones lie.
    pub const SPREAD: f64 = 3.0;

    /// The given points, in the given order.
    pub fn new(points: &[f64]) -> Result<Self, Error> {
        if points.is_empty() || points.len() > Self::MAX_COUNT {
            return Err(Error::PointCount(points.len()));
        }
        match points.iter().find(|x| !(-Self::LIMIT..=Self::LIMIT).contains(*x)) {
            Some(&stray) => Err(Error::Point(stray)),
            None => Ok(Self(points.to_vec())),
        }
    }

    /// `count` points drawn uniformly from [−3, 3], in ascending order.
    ///
    /// They are multiples of 0.01, so that a link can carry them in full. The same seed gives
    /// the same points on every machine.
    pub fn from_seed(seed: u64, count: usize) -> Result<Self, Error> {
        if count == 0 || count > Self::MAX_COUNT {
            return Err(Error::PointCount(count));
        }
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut draw = || {
            // The upper 53 bits as a number in [0, 1): fixed here, not by a library's version.
            let unit = (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
            ((2.0 * unit - 1.0) * Self::SPREAD * 100.0).round() / 100.0
        };
        let mut points: Vec<f64> = (0..count).map(|_| draw()).collect();
        sort_by_number(&mut points, |&point| point);
        Ok(Self(points))
    }

    /// The points, in order.
    pub fn as_slice(&self) -> &[f64] {
        &self.0
    }
}

/// Ten even points from −3 to 3.
///
/// They see both the flat and the straight part of softplus, so that both parameters matter,
/// and the two tasks of [`TASKS`] stay stable up to α ≈ 0.09.
impl Default for Points {
    fn default() -> Self {
        let even = |j: usize| Self::SPREAD * (2.0 * j as f64 / 9.0 - 1.0);
        Self((0..10).map(even).collect())
    }
}

/// softplus(z) = ln(1 + eᶻ), accurate for every z: the exponential only ever sees −|z|.
pub fn softplus<R: Real>(z: R) -> R {
    z.max(R::zero()) + (-z.abs()).exp().ln_1p()
}

/// The slope of softplus, 1 / (1 + e⁻ᶻ), accurate for every z.
pub fn sigmoid<R: Real>(z: R) -> R {
    softplus_and_sigmoid(z).1
}

/// Value and slope of softplus from one exponential.
fn softplus_and_sigmoid<R: Real>(z: R) -> (R, R) {
    let small = (-z.abs()).exp();
    let slope = if z > R::zero() { R::one() } else { small } / (R::one() + small);
    // Not `max`: in wasm that is a call.
    let positive = if z > R::zero() { z } else { R::zero() };
    (positive + small.ln_1p(), slope)
}
