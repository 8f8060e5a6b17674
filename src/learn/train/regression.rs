//! The article's regression problem: which network learns from which sinusoids.

use super::evaluate::{Evaluation, HeldOut, HeldOutError};
use super::initialise::Initialisation;
use super::recipe::{Recipe, TrainError};
use super::run::Run;
use super::stream::{Stream, random};
use super::trainer::Trainer;
use crate::learn::meta::Batch;
use crate::learn::model::mlp::{Activation, Network};
use crate::learn::task::samples::Samples;
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

// A generic function is compiled where it is called, with that crate's optimisation: in the
// commands, which are built for being built quickly, a run would take a hundred times as long.
// These are not generic, and so are compiled here.

impl SinusoidTrainer {
    /// [`step`](Trainer::step), for callers in crates that are not optimised.
    ///
    /// # Errors
    /// As [`step`](Trainer::step).
    #[inline(never)]
    pub fn meta_step(&mut self) -> Result<Batch, TrainError> {
        self.step()
    }
}

/// The errors of θ on `tasks` after each of the numbers `after` of inner steps, which must
/// ascend: an [`Evaluation`] from beginning to end, for callers in crates that are not optimised.
#[inline(never)]
pub fn errors_on(
    network: &Network<f32>,
    tasks: &HeldOut<Samples<f32>>,
    theta: &[f32],
    rates: &[f32],
    after: &[usize],
) -> Vec<HeldOutError> {
    let mut evaluation = Evaluation::new(network, after);
    evaluation.advance(network, tasks, theta, rates, tasks.len());
    (0..after.len()).map(|index| evaluation.error(index)).collect()
}
