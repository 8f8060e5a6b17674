//! Images of a few classes: the support or the query set of a classification problem.

use super::drawing::{Image, PIXELS};
use crate::learn::real::Real;

/// The numbers that one image is to a network.
pub type Input<R> = [R; PIXELS];

/// n images, each of one of so many classes.
///
/// An empty set is allowed: the loss on it is 0, and so is its gradient.
#[derive(Clone, Debug, PartialEq)]
pub struct Images<R> {
    inputs: Vec<Input<R>>,
    labels: Vec<usize>,
    ways: usize,
}

impl<R> Default for Images<R> {
    /// No image of one class.
    fn default() -> Self {
        Self { inputs: Vec::new(), labels: Vec::new(), ways: 1 }
    }
}

impl<R: Real> Images<R> {
    /// No image yet of so many classes, at least one.
    pub fn new(ways: usize) -> Self {
        Self { ways: ways.max(1), ..Self::default() }
    }

    /// Adds an image of the class `label`, counted from 0.
    ///
    /// # Panics
    /// When there is no such class: that is a mistake in the program, never a matter of input.
    pub fn push(&mut self, image: &Image, label: usize) {
        self.push_input(image.pixels.map(|ink| input(f64::from(ink))), label);
    }

    /// Adds what a network is to be given of an image, which [`input`] makes of each pixel.
    ///
    /// # Panics
    /// As [`push`](Images::push).
    pub fn push_input(&mut self, numbers: Input<R>, label: usize) {
        assert!(label < self.ways, "there are fewer classes");
        self.inputs.push(numbers);
        self.labels.push(label);
    }

    /// Removes all images, for others of so many classes, and keeps the memory.
    pub fn clear(&mut self, ways: usize) {
        self.inputs.clear();
        self.labels.clear();
        self.ways = ways.max(1);
    }

    /// What a network is given of each image: its pixels, such that an empty image is nearly 0.
    pub fn inputs(&self) -> &[Input<R>] {
        &self.inputs
    }

    /// The class of each image, counted from 0.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// The number of classes. A network's outputs beyond it take no part.
    pub fn ways(&self) -> usize {
        self.ways
    }

    /// The number n of images.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }
}

/// The ink of a pixel, 0 to 1, that a network is given as this number.
pub fn ink<R: Real>(input: R) -> f32 {
    (input.into_f64() / 2.0 + 0.15) as f32
}

/// A pixel's ink, 0 to 1, as a network's input: such that most of them are near 0.
pub fn input<R: Real>(ink: f64) -> R {
    R::of((ink - 0.15) * 2.0)
}
