//! The side of a figure that gives a network away, or takes one from elsewhere.

use super::event::Changed;
use crate::learn::Activation;

/// A figure with a network.
pub trait Exchange {
    /// The network that the figure has to give away, if it has one.
    fn give(&self) -> Option<Weights> {
        None
    }

    /// Takes a network from elsewhere. [`Changed::Nothing`] from a figure that has no
    /// use for one.
    fn take(&mut self, weights: Weights) -> Changed {
        let _ = weights;
        Changed::Nothing
    }
}

/// A network that one figure hands to another, or a reader brings.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// θ in the flat layout of [`network`](crate::learn::model::mlp): 1761 finite numbers.
    pub values: Vec<f32>,
    /// The activation of the network.
    pub activation: Activation,
    /// Where it comes from, to stand in a sentence: “trained in the figure below”.
    pub origin: String,
}
