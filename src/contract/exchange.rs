//! The side of a figure that gives a network away, or takes one from elsewhere.

use super::event::Changed;
use crate::learn::weights::Weights;

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
