//! The networks that tell drawings apart, as `cargo xtask train` made them.
//!
//! Each number is a byte: a whole count, from −127 to 127, of the unit of its tensor. That is a
//! quarter of what `f32` takes, and as good at telling characters apart; the records are those of
//! the rounded networks. Each comes with the inner rates that it is fine-tuned with, one for each
//! tensor.
//!
//! ```
//! use maml_live::learn::Model;
//! use maml_live::learn::model::conv::ConvNet;
//! use maml_live::learn::weights::drawings::{self, Characters};
//!
//! let maml = drawings::maml();
//! assert_eq!(maml.values().len(), ConvNet::<f32>::default().parameter_count());
//! // Five real characters, one drawing of each to learn from, one step: per cent of the others.
//! let right = maml.accuracy(Characters::Handwritten, 5, 1, 1);
//! assert!(right.is_some_and(|right| right.mean >= 93.0));
//! ```

use super::WeightsError;
use crate::learn::model::conv::parameter_count;
use crate::learn::model::mlp::Activation;
use crate::learn::task::alphabet::MAX_WAYS;

/// The number of parameters of a shipped network.
pub const PARAMETERS: usize = parameter_count(MAX_WAYS);

/// The number of its tensors, and of its inner rates.
pub const TENSORS: usize = 8;

/// The shapes of its tensors, as a file has them.
pub const SHAPES: [&[usize]; TENSORS] =
    [&[25, 16], &[16], &[64, 32], &[32], &[128, 48], &[48], &[192, 5], &[5]];

/// Checks a network that somebody offers, and the rates that come with it, and converts both.
/// Its units are rectified, whatever others may be.
///
/// # Errors
/// The first thing that is wrong; see [`WeightsError`].
pub fn parse(
    activation: &str,
    values: &[f64],
    rates: &[f64],
) -> Result<(Vec<f32>, Vec<f32>), WeightsError> {
    if activation != Activation::Relu.name() {
        return Err(WeightsError::NotRectified);
    }
    if values.len() != PARAMETERS {
        return Err(WeightsError::Count { wanted: PARAMETERS, found: values.len() });
    }
    // What is beyond f32 becomes infinite here, and is refused as such.
    let [values, rates] =
        [values, rates].map(|numbers| numbers.iter().map(|&n| n as f32).collect::<Vec<f32>>());
    let sound = |rate: &f32| rate.is_finite() && *rate > 0.0;
    match values.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(WeightsError::NotFinite(index)),
        None if rates.len() != TENSORS || !rates.iter().all(sound) => Err(WeightsError::Rates),
        None => Ok((values, rates)),
    }
}

/// A network that was trained on invented characters, with the record of its training.
#[derive(Debug)]
pub struct Classifier {
    /// θ in units of each tensor; see [`values`](Classifier::values).
    units: [i8; PARAMETERS],
    /// Where each tensor ends, and its unit.
    tensors: [(usize, f32); TENSORS],
    /// The inner rates to fine-tune with, one for each tensor.
    pub rates: [f32; TENSORS],
    /// What the method is called.
    pub method: &'static str,
    /// The seed of the run.
    pub seed: u64,
    /// The number of meta-steps.
    pub meta_steps: u64,
    /// How often it is right.
    pub accuracies: &'static [Accuracy],
}

/// Whose characters accuracies were measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters {
    /// Invented ones, as those that it was trained on, but others.
    Invented,
    /// Real ones, of alphabets that it never saw, written by twenty people each.
    Handwritten,
}

/// How often a network is right about held-out characters, in per cent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// Whose characters they are.
    pub characters: Characters,
    /// The number of classes.
    pub ways: usize,
    /// The drawings of each class that it is fine-tuned on.
    pub shots: usize,
    /// The number of fine-tuning steps.
    pub steps: usize,
    /// The mean over tasks.
    pub mean: f64,
    /// Half the width of its 95 % confidence interval.
    pub interval: f64,
}

impl Classifier {
    /// θ in the flat layout of [`conv`](crate::learn::model::conv).
    pub fn values(&self) -> Vec<f32> {
        restored(&self.units, &self.tensors)
    }

    /// The measured accuracy, if it was measured.
    pub fn accuracy(
        &self,
        characters: Characters,
        ways: usize,
        shots: usize,
        steps: usize,
    ) -> Option<Accuracy> {
        let wanted = (characters, ways, shots, steps);
        let is = |a: &&Accuracy| (a.characters, a.ways, a.shots, a.steps) == wanted;
        self.accuracies.iter().find(is).copied()
    }
}

/// The network that MAML has trained, with the rates that it learned.
pub fn maml() -> &'static Classifier {
    &MAML
}

/// The network that learned a thousand characters at once, its last layer set to zero, with
/// rates that were chosen for it.
pub fn pretrained() -> &'static Classifier {
    &PRETRAINED
}

include!(concat!(env!("OUT_DIR"), "/drawings.rs"));

/// Numbers in whole units of their tensor, and where each tensor ends, with its unit.
pub type Rounded = (Vec<i8>, Vec<(usize, f32)>);

/// θ as a shipped network has it. `None` if a number of it is none.
pub fn rounded(theta: &[f32], lengths: impl Iterator<Item = usize>) -> Option<Rounded> {
    let (mut units, mut tensors) = (Vec::with_capacity(theta.len()), Vec::new());
    for length in lengths {
        let tensor = theta.get(units.len()..units.len() + length)?;
        if !tensor.iter().all(|value| value.is_finite()) {
            return None;
        }
        let largest = tensor.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let unit = if largest > 0.0 { largest / f32::from(i8::MAX) } else { 1.0 };
        units.extend(tensor.iter().map(|value| (value / unit).round_ties_even() as i8));
        tensors.push((units.len(), unit));
    }
    Some((units, tensors))
}

/// The numbers that whole units of tensors stand for.
pub fn restored(units: &[i8], tensors: &[(usize, f32)]) -> Vec<f32> {
    let mut values = Vec::with_capacity(units.len());
    for &(end, unit) in tensors {
        values.extend(units[values.len()..end].iter().map(|&count| f32::from(count) * unit));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::model::Model;
    use crate::learn::model::conv::ConvNet;

    #[test]
    fn rounding_moves_no_number_by_more_than_half_a_unit() {
        let theta = [0.5, -1.0, 0.25, 0.0, 0.0, -3e-3];
        let (units, tensors) = rounded(&theta, [3, 2, 1].into_iter()).expect("finite numbers");
        assert_eq!((tensors[0].0, tensors[1], tensors[2].0), (3, (5, 1.0), 6));
        for ((value, found), unit) in
            theta.iter().zip(restored(&units, &tensors)).zip([1.0, 1.0, 1.0, 0.0, 0.0, 3e-3])
        {
            assert!((value - found).abs() <= 0.5 * unit / 127.0 + 1e-9, "{value} became {found}");
        }
        assert_eq!(rounded(&[f32::NAN], [1].into_iter()), None);
    }

    #[test]
    fn the_embedded_networks_are_what_their_units_say() {
        for classifier in [maml(), pretrained()] {
            let values = classifier.values();
            let lengths = ConvNet::<f32>::default().tensors().collect::<Vec<_>>();
            assert_eq!(lengths.iter().sum::<usize>(), values.len());
            let (units, _) = rounded(&values, lengths.into_iter()).expect("finite numbers");
            assert_eq!(units, classifier.units);
        }
    }
}
