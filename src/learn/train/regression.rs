//! The article's regression problem: which network learns from which sinusoids.

use super::initialise::Initialisation;
use super::recipe::{Recipe, TrainError};
use super::run::Run;
use super::stream::{Stream, random};
use super::trainer::Trainer;
use crate::learn::model::mlp::{Activation, Network};
use crate::learn::task::sinusoid::Distribution;

/// A run of the article's problem.
pub type SinusoidTrainer = Trainer<Network<f32>, Distribution>;

/// The same with its measurements.
pub type SinusoidRun = Run<Network<f32>, Distribution>;

/// A network that is to learn sinusoids: how it is made, how it starts, and what from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regression {
    /// The activation of the network.
    pub activation: Activation,
    /// Where θ starts.
    pub initialisation: Initialisation,
    /// Where tasks come from.
    pub distribution: Distribution,
}

impl Default for Regression {
    /// ReLU and the paper's distribution; Glorot's start with an output layer of 0.3 times its
    /// size.
    fn default() -> Self {
        Self {
            activation: Activation::Relu,
            initialisation: Initialisation::Glorot { output_scale: 0.3 },
            distribution: Distribution::default(),
        }
    }
}

impl Regression {
    /// The network.
    pub fn network(&self) -> Network<f32> {
        Network::new(self.activation)
    }

    /// The first θ of the run of this seed: 1761 numbers.
    pub fn start(&self, seed: u64) -> Vec<f32> {
        self.initialisation.draw(&mut random(seed, Stream::Start))
    }

    /// A run at its start. `seed` decides the first θ and all tasks.
    ///
    /// # Errors
    /// [`TrainError::Recipe`] if the recipe makes no sense.
    pub fn trainer(&self, recipe: Recipe, seed: u64) -> Result<SinusoidTrainer, TrainError> {
        Trainer::new(self.network(), self.distribution, recipe, &self.start(seed), seed)
    }
}
