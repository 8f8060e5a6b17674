//! What the job says of its run.

use crate::learn::model::conv;
use crate::learn::task::alphabet::MAX_WAYS;
use crate::work::Parcel;

/// How a run stands at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The meta-steps made.
    pub meta_steps: u64,
    /// The seconds spent on them.
    pub seconds: f64,
    /// How often the nearest neighbour in pixels is right on the held-out tasks.
    pub pixels: f64,
    /// How often the network is, if it was measured.
    pub measured: Option<Accuracies>,
    /// The network, if it was sent along.
    pub network: Option<Network>,
}

/// How often a network is right on held-out tasks, as shares of 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracies {
    /// After one step of fine-tuning.
    pub maml: f64,
    /// Half the width of the 95 % confidence interval of that.
    pub interval: f64,
    /// Without any step: the nearest neighbour in the features of θ.
    pub features: f64,
}

/// A network with the inner rates that were learned for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// θ.
    pub theta: Vec<f32>,
    /// A rate for each tensor.
    pub rates: Vec<f32>,
}

/// The numbers at the head of a parcel.
const HEAD: usize = 6;

/// The number of parameters of the network.
pub const PARAMETERS: usize = conv::parameter_count(MAX_WAYS);

/// The number of its tensors, and so of its rates.
pub const TENSORS: usize = 8;

impl Look {
    /// The look as a parcel.
    pub fn to_parcel(&self) -> Parcel {
        let none = Accuracies { maml: f64::NAN, interval: f64::NAN, features: f64::NAN };
        let Accuracies { maml, interval, features } = self.measured.unwrap_or(none);
        let head: [f64; HEAD] =
            [self.meta_steps as f64, self.seconds, self.pixels, maml, interval, features];
        let mut numbers = head.to_vec();
        if let Some(Network { theta, rates }) = &self.network {
            for values in [theta, rates] {
                numbers.extend(values.iter().map(|&value| f64::from(value)));
            }
        }
        Parcel::of_numbers(numbers)
    }

    /// Reads [`Look::to_parcel`]; `None` for anything else.
    pub fn from_parcel(parcel: &Parcel) -> Option<Self> {
        let (head, numbers) = parcel.numbers.split_first_chunk::<HEAD>()?;
        let &[meta_steps, seconds, pixels, maml, interval, features] = head;
        let share = |share: f64| (0.0..=1.0).contains(&share);
        let sound = meta_steps >= 0.0 && seconds >= 0.0 && share(pixels);
        let measured =
            (share(maml) && share(features)).then_some(Accuracies { maml, interval, features });
        let network = match numbers.len() {
            0 => None,
            length if length == PARAMETERS + TENSORS => {
                let numbers: Vec<f32> = numbers.iter().map(|&number| number as f32).collect();
                if !numbers.iter().all(|number| number.is_finite()) {
                    return None;
                }
                let (theta, rates) = numbers.split_at(PARAMETERS);
                Some(Network { theta: theta.to_vec(), rates: rates.to_vec() })
            }
            _ => return None,
        };
        let meta_steps = meta_steps as u64;
        sound.then_some(Self { meta_steps, seconds, pixels, measured, network })
    }
}
