//! The network as a [`Model`], and what figures ask of it.

use std::marker::PhantomData;

use rand::Rng;

use super::head::Row;
use super::layout::{C1, C2, C3, FEATURES, P1, P2, P3, Weights, lengths, parameter_count};
use super::passes::Tape;
use crate::learn::model::Model;
use crate::learn::random::normal;
use crate::learn::real::Real;
use crate::learn::task::alphabet::MAX_WAYS;
use crate::learn::task::images::Images;

/// The convolutional network, computing in `R` = `f32` or `f64`.
///
/// # Panics
/// All methods panic when a slice of parameters does not have
/// [`parameter_count`](Model::parameter_count) entries, or images are of more classes than the
/// network has outputs: those are mistakes in the program, never a matter of input.
///
/// ```
/// use maml_live::learn::Model;
/// use maml_live::learn::model::conv::ConvNet;
/// use maml_live::learn::task::drawing::Drawing;
/// use maml_live::learn::task::images::Images;
///
/// let network = ConvNet::<f64>::default();
/// let theta = vec![0.0; network.parameter_count()];
/// let stroke = Drawing { strokes: vec![vec![[0.0, 0.0], [1.0, 1.0]]] };
/// let mut images = Images::new(2);
/// images.push(&stroke.render().expect("there is ink"), 1);
/// assert_eq!(network.probabilities(&theta, &images, &mut network.tape()), [0.5, 0.5]);
/// ```
#[derive(Clone, Debug)]
pub struct ConvNet<R> {
    outputs: usize,
    real: PhantomData<R>,
}

impl<R: Real> Default for ConvNet<R> {
    /// A network with five outputs: 9653 parameters.
    fn default() -> Self {
        Self::new(MAX_WAYS)
    }
}

impl<R: Real> ConvNet<R> {
    /// A network with so many outputs, at least one.
    pub fn new(outputs: usize) -> Self {
        Self { outputs: outputs.max(1), real: PhantomData }
    }

    /// The number of outputs: the most classes that it can tell apart.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// A random start: He's normal distribution for the convolutions, 0.3 times Glorot's for the
    /// last layer, zero biases.
    pub fn start(&self, rng: &mut impl Rng) -> Vec<R> {
        let layers = [
            (P1 * C1, C1, (2.0 / P1 as f64).sqrt()),
            (P2 * C2, C2, (2.0 / P2 as f64).sqrt()),
            (P3 * C3, C3, (2.0 / P3 as f64).sqrt()),
            (FEATURES * self.outputs, self.outputs, 0.3 / (FEATURES as f64).sqrt()),
        ];
        let mut theta = Vec::with_capacity(self.parameter_count());
        for (weights, biases, deviation) in layers {
            theta.extend((0..weights).map(|_| R::of(deviation * normal(rng))));
            theta.extend((0..biases).map(|_| R::zero()));
        }
        theta
    }

    /// The probability of each of the images' classes, for one image after the other: as many
    /// numbers as there are images times [`ways`](Images::ways).
    pub fn probabilities<'t>(
        &self,
        theta: &[R],
        images: &Images<R>,
        tape: &'t mut Tape<R>,
    ) -> &'t [R] {
        self.loss(theta, images, tape);
        tape.probabilities()
    }

    /// What the last layer sees of each image.
    pub fn features<'t>(
        &self,
        theta: &[R],
        images: &Images<R>,
        tape: &'t mut Tape<R>,
    ) -> &'t [Row<R>] {
        self.loss(theta, images, tape);
        tape.features()
    }
}

impl<R: Real> Model for ConvNet<R> {
    type Real = R;
    type Data = Images<R>;
    type Tape = Tape<R>;

    fn parameter_count(&self) -> usize {
        parameter_count(self.outputs)
    }

    fn tensors(&self) -> impl Iterator<Item = usize> {
        lengths(self.outputs).into_iter()
    }

    fn tape(&self) -> Tape<R> {
        Tape::default()
    }

    // listing: conv-net
    /// A pass forwards.
    fn loss(&self, theta: &[R], data: &Images<R>, tape: &mut Tape<R>) -> R {
        tape.loss(&Weights::of(theta, self.outputs), data)
    }

    /// A pass forwards and one back, which the tape remembers.
    fn gradient(&self, theta: &[R], data: &Images<R>, tape: &mut Tape<R>, gradient: &mut [R]) -> R {
        tape.gradient(&Weights::of(theta, self.outputs), data, gradient)
    }

    /// Both passes once more, differentiated along the vector.
    fn hessian_vector(
        &self,
        theta: &[R],
        _: &Images<R>,
        tape: &mut Tape<R>,
        vector: &[R],
        product: &mut [R],
    ) {
        let [theta, vector] = [theta, vector].map(|flat| Weights::of(flat, self.outputs));
        tape.hessian_vector(&theta, &vector, product);
    }
    // end listing
}
