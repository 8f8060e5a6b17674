//! The network of the MAML paper's regression experiment: 1 → 40 → 40 → 1.
//!
//! h₁ = act(x W₁ + b₁), h₂ = act(h₁ W₂ + b₂), f(x) = h₂ W₃ + b₃, with the mean squared
//! error L(θ; x, y) = (1/K) Σ_k (f(x_k) − y_k)² (no factor ½).
//!
//! θ is one flat vector of [`PARAMETERS`] = 1761 numbers, row-major: `W1[1][40]`,
//! `b1[40]`, `W2[40][40]` (indexed `[in][out]`), `b2[40]`, `W3[40][1]`, `b3[1]`.
//!
//! [`Network`] computes with the [`kernels`]; [`Textbook`] is the same network
//! written as one would on a blackboard, the reference that the fast one is tested
//! against.

mod activation;
mod by_kink;
mod by_point;
mod by_unit;
pub mod kernels;
pub mod lanes;
mod passes;
mod textbook;
mod weights;

use std::marker::PhantomData;

use ndarray::{ArrayView1, ArrayView2};

pub use activation::Activation;
pub use kernels::WIDTH;
pub use lanes::Vectorised;
pub use passes::Tape;
pub use textbook::Textbook;

use super::{Model, Samples};
use activation::{Relu, Tanh};
use weights::Weights;

/// The number P of parameters: 40 + 40 + 40·40 + 40 + 40 + 1.
pub const PARAMETERS: usize = 4 * WIDTH + WIDTH * WIDTH + 1;

/// The shapes of the six arrays that θ is made of, in order.
pub const SHAPES: [&[usize]; 6] =
    [&[1, WIDTH], &[WIDTH], &[WIDTH, WIDTH], &[WIDTH], &[WIDTH, 1], &[1]];

/// The 1-40-40-1 network, computing in `R` = `f32` or `f64`.
///
/// # Panics
/// All methods panic when a slice of parameters does not have [`PARAMETERS`]
/// entries: that is a mistake in the program, never a matter of input.
///
/// ```
/// use maml_live::learn::{Activation, Model, Network, PARAMETERS, Samples};
///
/// let network = Network::<f64>::new(Activation::Relu);
/// let theta = vec![0.0; PARAMETERS];
/// let samples = Samples::new(vec![-1.0, 1.0], vec![3.0, 1.0])?;
/// let loss = network.loss(&theta, &samples, &mut network.tape());
/// assert_eq!(loss, 5.0); // (3² + 1²) / 2
/// # Ok::<(), maml_live::learn::UnequalLengths>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Network<R> {
    activation: Activation,
    real: PhantomData<R>,
}

impl<R: Vectorised> Network<R> {
    /// A network with this activation in both hidden layers.
    pub fn new(activation: Activation) -> Self {
        Self { activation, real: PhantomData }
    }

    /// The activation of both hidden layers.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// Writes f(x; θ) for every x of `xs` into `out`, without allocating.
    ///
    /// `xs` and `out` have the same length; surplus entries of either are ignored.
    pub fn predict(&self, theta: &[R], xs: &[R], out: &mut [R]) {
        let weights = Weights::of(theta);
        match self.activation {
            Activation::Relu => passes::predict::<Relu, R>(&weights, xs, out),
            Activation::Tanh => passes::predict::<Tanh, R>(&weights, xs, out),
        }
    }
}

impl<R: Vectorised> Model for Network<R> {
    type Real = R;
    type Data = Samples<R>;
    type Tape = Tape<R>;

    fn parameter_count(&self) -> usize {
        PARAMETERS
    }

    fn tape(&self) -> Tape<R> {
        Tape::default()
    }

    fn loss(&self, theta: &[R], data: &Samples<R>, tape: &mut Tape<R>) -> R {
        let weights = Weights::of(theta);
        match self.activation {
            Activation::Relu => tape.loss::<Relu>(&weights, data),
            Activation::Tanh => tape.loss::<Tanh>(&weights, data),
        }
    }

    fn gradient(
        &self,
        theta: &[R],
        data: &Samples<R>,
        tape: &mut Tape<R>,
        gradient: &mut [R],
    ) -> R {
        let weights = Weights::of(theta);
        match self.activation {
            Activation::Relu => tape.gradient::<Relu>(&weights, data, gradient),
            Activation::Tanh => tape.gradient::<Tanh>(&weights, data, gradient),
        }
    }

    fn hessian_vector(
        &self,
        theta: &[R],
        _: &Samples<R>,
        tape: &mut Tape<R>,
        vector: &[R],
        product: &mut [R],
    ) {
        let (weights, vector) = (Weights::of(theta), Weights::of(vector));
        match self.activation {
            Activation::Relu => tape.hessian_vector::<Relu>(&weights, &vector, product),
            Activation::Tanh => tape.hessian_vector::<Tanh>(&weights, &vector, product),
        }
    }
}

/// The six arrays of a flat θ, for code that thinks in matrices.
#[derive(Clone, Copy, Debug)]
pub struct Views<'a, R> {
    /// The first layer's weights, 1 × 40.
    pub w1: ArrayView2<'a, R>,
    /// The first layer's biases, 40.
    pub b1: ArrayView1<'a, R>,
    /// The second layer's weights, 40 × 40, indexed `[in, out]`.
    pub w2: ArrayView2<'a, R>,
    /// The second layer's biases, 40.
    pub b2: ArrayView1<'a, R>,
    /// The output layer's weights, 40 × 1.
    pub w3: ArrayView2<'a, R>,
    /// The output layer's bias.
    pub b3: R,
}

/// Views `theta` as the six arrays it is made of.
///
/// # Panics
/// When `theta` does not have [`PARAMETERS`] entries.
pub fn views<R: Vectorised>(theta: &[R]) -> Views<'_, R> {
    let Weights { w1, b1, w2, b2, w3, b3 } = Weights::of(theta);
    Views {
        w1: ArrayView2::from(std::array::from_ref(w1)),
        b1: ArrayView1::from(b1.as_slice()),
        w2: ArrayView2::from(w2),
        b2: ArrayView1::from(b2.as_slice()),
        w3: ArrayView2::from(w3.as_chunks::<1>().0),
        b3,
    }
}
