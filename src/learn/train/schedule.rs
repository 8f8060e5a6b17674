//! The outer learning rate β as a function of the meta-step.

use std::f64::consts::PI;

/// What follows the warm-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decay {
    /// The peak rate for ever.
    Constant,
    /// Half a period of a cosine, from the peak to 0 at the last step.
    Cosine,
}

/// A linear warm-up to a peak, then a [`Decay`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    /// The highest rate.
    pub peak: f64,
    /// The number of steps until the peak; 0 begins there.
    pub warm_up: u64,
    /// What follows.
    pub decay: Decay,
}

impl Schedule {
    /// The rate of step `step` (0-based) of `total`.
    ///
    /// From step `total` on, a cosine schedule stays at 0.
    pub fn rate(&self, step: u64, total: u64) -> f64 {
        if step < self.warm_up {
            return self.peak * (step + 1) as f64 / self.warm_up as f64;
        }
        match self.decay {
            Decay::Constant => self.peak,
            Decay::Cosine if step >= total => 0.0,
            Decay::Cosine => {
                let progress = (step - self.warm_up) as f64 / (total - self.warm_up) as f64;
                self.peak * 0.5 * (1.0 + (PI * progress).cos())
            }
        }
    }
}
