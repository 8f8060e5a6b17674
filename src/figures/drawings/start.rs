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
    let network = ConvNet::<f32>::default();
    let mut rates = Vec::new();
    for (length, &rate) in network.tensors().zip(&trained.rates) {
        rates.resize(rates.len() + length, rate);
    }
    Pupil::new(trained.values(), rates)
}
