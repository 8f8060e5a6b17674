//! Where both networks begin, and at which rates they are fine-tuned.

use super::pupil::Pupil;
use crate::learn::Model;
use crate::learn::model::conv::ConvNet;
use crate::learn::weights::drawings::{self, Classifier};

/// The network that was meta-trained by MAML, with the rates that it learned.
pub fn maml() -> Pupil {
    pupil(drawings::maml())
}

/// The network that was pretrained, with rates that were chosen for it.
pub fn pretrained() -> Pupil {
    pupil(drawings::pretrained())
}

fn pupil(trained: &Classifier) -> Pupil {
    guest(trained.values(), &trained.rates)
}

/// A network from elsewhere, with a rate for each of its tensors.
pub fn guest(theta: Vec<f32>, of_tensors: &[f32]) -> Pupil {
    let network = ConvNet::<f32>::default();
    let mut rates = Vec::new();
    for (length, &rate) in network.tensors().zip(of_tensors) {
        rates.resize(rates.len() + length, rate);
    }
    Pupil::new(theta, rates)
}
