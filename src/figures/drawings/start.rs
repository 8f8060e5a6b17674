//! Where both networks begin, and at which rates they are fine-tuned.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::pupil::Pupil;
use crate::learn::Model;
use crate::learn::model::conv::ConvNet;

/// The network that was meta-trained by MAML.
pub fn maml() -> Pupil {
    start(1)
}

/// The network that was pretrained.
pub fn pretrained() -> Pupil {
    start(2)
}

fn start(seed: u64) -> Pupil {
    let network = ConvNet::<f32>::default();
    let theta = network.start(&mut ChaCha8Rng::seed_from_u64(seed));
    Pupil::new(theta, vec![0.1; network.parameter_count()])
}
