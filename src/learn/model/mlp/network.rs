//! The network as a [`Model`], for either activation.

use std::marker::PhantomData;

use super::activation::{Activation, Relu, Tanh};
use super::layout::{PARAMETERS, SHAPES, Weights};
use super::passes::{self, Tape};
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::samples::Samples;

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

impl<R: Real> Network<R> {
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

impl<R: Real> Model for Network<R> {
    type Real = R;
    type Data = Samples<R>;
    type Tape = Tape<R>;

    fn parameter_count(&self) -> usize {
        PARAMETERS
    }

    fn tensors(&self) -> impl Iterator<Item = usize> {
        SHAPES.into_iter().map(|shape| shape.iter().product())
    }

    fn tape(&self) -> Tape<R> {
        Tape::default()
    }

    // listing: network
    /// A pass forwards.
    fn loss(&self, theta: &[R], data: &Samples<R>, tape: &mut Tape<R>) -> R {
        let weights = Weights::of(theta);
        match self.activation {
            Activation::Relu => tape.loss::<Relu>(&weights, data),
            Activation::Tanh => tape.loss::<Tanh>(&weights, data),
        }
    }

    /// A pass forwards and one back, which the tape remembers.
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

    /// Both passes once more, differentiated along the vector.
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
    // end listing
}
