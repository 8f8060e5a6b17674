//! The networks that this project has trained, and the check of weights from elsewhere.
//!
//! `www/weights/*.json` are the source; `cargo xtask train` writes them, and the build
//! script turns them into the constants here, so that no JSON parser is needed in the
//! page.
//!
//! Each number is a whole count of [`UNIT`]s, in two bytes: both networks together weigh less
//! than one did in four, and for the fits that they give it makes no difference that one could
//! see. `cargo xtask train` rounds before it measures, so the records are those of
//! the numbers that are shipped, and nothing is rounded when they are read.
//!
//! ```
//! use maml_live::learn::weights;
//!
//! let maml = weights::maml();
//! assert_eq!(maml.values().len(), 1761);
//! assert!(maml.error(10, 1).is_some_and(|error| error.mean <= 0.55));
//! ```

pub mod drawings;
#[cfg(feature = "page")]
pub mod file;

use std::fmt;

use super::model::mlp::{Activation, PARAMETERS, SHAPES};

/// What the numbers of an embedded network are whole counts of.
///
/// The rounding moves no weight by more than 0.00025. Half-precision floats would take as much
/// room, round the large weights more coarsely, and compress less well.
pub const UNIT: f32 = 1.0 / 2048.0;

/// A trained network with the record of its training.
#[derive(Debug)]
pub struct Trained {
    /// θ in [`UNIT`]s; see [`values`](Trained::values).
    units: [i16; PARAMETERS],
    /// The activation of the network.
    pub activation: Activation,
    /// What the method is called.
    pub method: &'static str,
    /// The seed of the run.
    pub seed: u64,
    /// The number of tasks that it has seen.
    pub tasks_seen: u64,
    /// The inner steps of the method; 0 where it has none.
    pub inner_steps: usize,
    /// The inner rate α at which the errors were measured.
    pub alpha: f64,
    /// The errors on held-out tasks.
    pub errors: &'static [Measured],
}

/// A network that one figure hands to another, or a reader brings.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// θ in the flat layout of the [sinusoids' network](super::model::mlp), 1761 finite numbers,
    /// or of [the drawings'](super::model::conv), 9653.
    pub values: Vec<f32>,
    /// The activation of the network.
    pub activation: Activation,
    /// The inner rates that come with the drawings' network, one for each tensor; none for the
    /// other.
    pub rates: Vec<f32>,
    /// Where it comes from, to stand in a sentence: “trained in the figure below”.
    pub origin: String,
}

/// A mean squared error over held-out tasks; see [`evaluate`](super::train::evaluate).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The number K of support points.
    pub shots: usize,
    /// The number of fine-tuning steps.
    pub steps: usize,
    /// The mean.
    pub mean: f64,
    /// Half the width of its 95 % confidence interval.
    pub interval: f64,
    /// The number of tasks left out because fine-tuning diverged.
    pub diverged: usize,
}

impl Trained {
    /// θ in the flat layout of [`mlp`](super::model::mlp): exactly the numbers of the file.
    pub fn values(&self) -> Vec<f32> {
        self.units.iter().map(|&units| f32::from(units) * UNIT).collect()
    }

    /// The measured error after `steps` steps from `shots` points, if it was measured.
    pub fn error(&self, shots: usize, steps: usize) -> Option<Measured> {
        error(self.errors, shots, steps)
    }
}

/// The one of `errors` after `steps` steps from `shots` points, if it was measured.
///
/// [`MAML_ERRORS`] and [`PRETRAINED_ERRORS`] are there for those who want no more of a network:
/// they come without its weights.
pub fn error(errors: &[Measured], shots: usize, steps: usize) -> Option<Measured> {
    errors.iter().copied().find(|e| (e.shots, e.steps) == (shots, steps))
}

/// The network that MAML has trained.
pub fn maml() -> &'static Trained {
    &MAML
}

/// The network that was pretrained on all tasks pooled.
pub fn pretrained() -> &'static Trained {
    &PRETRAINED
}

include!(concat!(env!("OUT_DIR"), "/weights.rs"));

/// `values`, each rounded to a whole number of [`UNIT`]s, as an embedded network has them.
/// `None` if one of them is beyond what two bytes hold.
pub fn rounded(values: &[f32]) -> Option<Vec<f32>> {
    let round = |&value: &f32| {
        let units = (value / UNIT).round_ties_even();
        (units.abs() <= f32::from(i16::MAX)).then_some(units * UNIT)
    };
    values.iter().map(round).collect()
}

/// Checks weights that somebody offers, and converts them to what the network computes in.
///
/// `shapes` and `activation` are as the file says, `values` its numbers in order.
///
/// # Errors
/// The first thing that is wrong; see [`WeightsError`].
pub fn parse(
    shapes: &[Vec<usize>],
    activation: &str,
    values: &[f64],
) -> Result<(Activation, Vec<f32>), WeightsError> {
    if !shapes.iter().map(Vec::as_slice).eq(SHAPES) {
        return Err(WeightsError::Shapes);
    }
    let activation = Activation::from_name(activation).ok_or(WeightsError::Activation)?;
    if values.len() != PARAMETERS {
        return Err(WeightsError::Count { wanted: PARAMETERS, found: values.len() });
    }
    // What is beyond f32 becomes infinite here, and is refused as such.
    let values: Vec<f32> = values.iter().map(|&value| value as f32).collect();
    match values.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(WeightsError::NotFinite(index)),
        None => Ok((activation, values)),
    }
}

/// Why weights cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightsError {
    /// The shapes are not those of a network that is known.
    Shapes,
    /// There is not a positive rate for each tensor of the drawings' network.
    Rates,
    /// The activation is neither `relu` nor `tanh`.
    Activation,
    /// The activation is not `relu`, which is the only one of the drawings' network.
    NotRectified,
    /// There are not as many numbers as the network has.
    Count {
        /// So many it has.
        wanted: usize,
        /// So many there are.
        found: usize,
    },
    /// The number at this place is infinite, NaN, or too large.
    NotFinite(usize),
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shapes => write!(f, "the shapes are those of no network of this article"),
            Self::Rates => write!(f, "there is no positive inner rate for each of its tensors"),
            Self::Activation => write!(f, "the activation must be relu or tanh"),
            Self::NotRectified => write!(f, "the activation of this network must be relu"),
            Self::Count { wanted, found } => {
                write!(f, "{wanted} weights are needed, {found} were given")
            }
            Self::NotFinite(index) => write!(f, "weight number {} is not finite", index + 1),
        }
    }
}

impl std::error::Error for WeightsError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_numbers_are_whole_units_and_near() {
        let values = [0.0, -0.0002, 0.0003, 1.7, -15.9, UNIT];
        let found = rounded(&values).expect("all within range");
        for (value, found) in values.iter().zip(&found) {
            assert!((value - found).abs() <= UNIT / 2.0, "{value} became {found}");
            assert_eq!((found / UNIT).fract(), 0.0);
        }
        assert_eq!(rounded(&found), Some(found), "what is rounded stays");
    }

    #[test]
    fn what_two_bytes_do_not_hold_is_refused() {
        for value in [16.0, -17.0, f32::NAN, f32::INFINITY] {
            assert_eq!(rounded(&[0.5, value]), None, "{value}");
        }
    }

    #[test]
    fn the_embedded_networks_are_what_their_units_say() {
        for trained in [maml(), pretrained()] {
            assert_eq!(rounded(&trained.values()), Some(trained.values()));
        }
    }
}
