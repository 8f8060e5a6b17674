//! The task that is shown: what the network makes of five new characters, before one step of
//! fine-tuning and after it.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::look::{Network, TENSORS};
use crate::learn::adapt::Scratch;
use crate::learn::meta::learned_rate;
use crate::learn::model::Model;
use crate::learn::model::conv::ConvNet;
use crate::learn::task::alphabet::MAX_WAYS;
use crate::learn::task::character::Character;
use crate::learn::task::drawing::Drawing;
use crate::learn::task::images::Images;
use crate::learn::train::drawings;
use crate::learn::train::presets;

/// The seed of the characters that are shown; no run is trained on them.
const SHOWN: u64 = 14;

/// A task, and what is made of it.
pub struct Trial {
    network: ConvNet<f32>,
    /// A drawing of each character to learn from, and another of each, to tell apart.
    pub drawn: [Vec<Drawing>; 2],
    support: Images<f32>,
    query: Images<f32>,
    /// The probability of each class for each query, before the step.
    pub before: Vec<f64>,
    /// The same after it.
    pub after: Vec<f64>,
}

impl Trial {
    /// The task, of which nothing is made yet.
    pub fn new() -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(SHOWN);
        let characters: Vec<Character> =
            (0..MAX_WAYS).map(|_| Character::random(&mut rng)).collect();
        let drawn = [(); 2].map(|()| -> Vec<Drawing> {
            characters.iter().map(|character| character.draw(&mut rng)).collect()
        });
        let [support, query] = drawn.each_ref().map(|drawings| {
            let mut images = Images::new(MAX_WAYS);
            let rendered = drawings.iter().map(Drawing::render).enumerate();
            // Every character has ink.
            for (class, image) in rendered.filter_map(|(class, image)| Some((class, image?))) {
                images.push(&image, class);
            }
            images
        });
        let (network, [before, after]) = (ConvNet::default(), [Vec::new(), Vec::new()]);
        Self { network, drawn, support, query, before, after }
    }

    /// What the network at the start of the run of this seed makes of it.
    pub fn begin(&mut self, seed: u64) {
        let rate = presets::DRAWINGS.0.rate() as f32;
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
