//! The task that is shown: what the network makes of five new characters, before one step of
//! fine-tuning and after it.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::look::{Network, TENSORS};
use crate::learn::adapt::Scratch;
use crate::learn::meta::learned_rate;
use crate::learn::model::Model;
use crate::learn::model::conv::ConvNet;
use crate::learn::task::alphabet::Alphabet;
use crate::learn::task::images::Images;
use crate::learn::task::source::Source;
use crate::learn::train::drawings;
use crate::learn::train::presets;

/// The seed of the characters that are shown; no run is trained on them.
const SHOWN: u64 = 14;

/// A task, and what is made of it.
pub struct Trial {
    network: ConvNet<f32>,
    /// A drawing of each character to learn from.
    pub support: Images<f32>,
    /// Another of each, to tell apart.
    pub query: Images<f32>,
    /// The probability of each class for each query, before the step.
    pub before: Vec<f64>,
    /// The same after it.
    pub after: Vec<f64>,
}

impl Trial {
    /// The task, of which nothing is made yet.
    pub fn new() -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(SHOWN);
        let (alphabet, mut sets) = (Alphabet::default(), [(); 2].map(|()| Images::default()));
        let characters = Source::<Images<f32>>::task(&alphabet, &mut rng);
        for set in &mut sets {
            alphabet.sample(&characters, 1, &mut rng, set);
        }
        let [support, query] = sets;
        let network = ConvNet::default();
        Self { network, support, query, before: Vec::new(), after: Vec::new() }
    }

    /// What the network at the start of the run of this seed makes of it.
    pub fn begin(&mut self, seed: u64) {
        let rate = presets::inner_rate(presets::drawings_maml().method) as f32;
        self.hold(&Network { theta: drawings::start(seed), rates: vec![rate; TENSORS] });
    }

    /// What a network makes of it.
    pub fn hold(&mut self, network: &Network) {
        let Network { theta, rates } = network;
        let (model, mut phi) = (&self.network, theta.clone());
        let scratch = &mut Scratch::new(model);
        if learned_rate::fine_tune(model, &mut phi, rates, 1, &self.support, scratch).is_err() {
            phi.clone_from(theta);
        }
        let tape = &mut model.tape();
        let mut answers = |theta: &[f32]| -> Vec<f64> {
            model.probabilities(theta, &self.query, tape).iter().map(|&p| f64::from(p)).collect()
        };
        let [before, after] = [answers(theta), answers(&phi)];
        (self.before, self.after) = (before, after);
    }
}
