//! Sinusoids that can be added: f(x) = p sin x + q cos x.
//!
//! A sin(x + φ) is one, with p = A cos φ and q = A sin φ, and so is the average of many.
//! What is asked of them here has a formula, so a thousand tasks are as quick as two.

use crate::learn::Sinusoid;
use crate::number::turn::{cos, sin};

/// Half the length of the domain, from −5 to 5.
pub const HALF: f64 = 5.0;

/// The wave p sin x + q cos x.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wave {
    /// The factor p of the sine.
    pub sine: f64,
    /// The factor q of the cosine.
    pub cosine: f64,
}

impl Wave {
    /// The wave of a task.
    pub fn of(task: Sinusoid) -> Self {
        let (sine, cosine) = (sin(task.phase), cos(task.phase));
        Self { sine: task.amplitude * cosine, cosine: task.amplitude * sine }
    }

    /// The average of all tasks in p(τ): 5.1/π cos x, which is 1.62 cos x.
    ///
    /// The mean amplitude is 2.55, the mean of sin φ over its range 2/π, that of cos φ 0.
    pub fn expected() -> Self {
        Self { sine: 0.0, cosine: 2.55 * 2.0 / std::f64::consts::PI }
    }

    /// The average of `waves`; zero if there are none.
    pub fn mean(waves: &[Wave]) -> Self {
        let count = waves.len().max(1) as f64;
        let sum = |part: fn(&Wave) -> f64| waves.iter().map(part).sum::<f64>() / count;
        // What only rounding has left of f₁ and f₂ is nothing.
        let part = |part| Some(sum(part)).filter(|sum| sum.abs() > 1e-12).unwrap_or_default();
        Self { sine: part(|wave| wave.sine), cosine: part(|wave| wave.cosine) }
    }

    /// Its value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        self.sine * sin(x) + self.cosine * cos(x)
    }

    /// Its amplitude.
    pub fn amplitude(&self) -> f64 {
        self.sine.hypot(self.cosine)
    }

    /// The mean of (this − other)² over the domain.
    ///
    /// There sin² has the mean ½ − sin(2h)/4h, cos² the rest of 1, and their product 0.
    pub fn mean_square_from(&self, other: &Wave) -> f64 {
        let (sine, cosine) = (self.sine - other.sine, self.cosine - other.cosine);
        let share = 0.5 - sin(2.0 * HALF) / (4.0 * HALF);
        share * sine * sine + (1.0 - share) * cosine * cosine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_is_its_task() {
        let task = Sinusoid { amplitude: 3.2, phase: 2.1 };
        let wave = Wave::of(task);
        for x in [-5.0, -1.3, 0.0, 2.2, 5.0] {
            assert!((wave.at(x) - task.at(x)).abs() < 1e-12);
        }
        assert!((wave.amplitude() - 3.2).abs() < 1e-12);
    }

    #[test]
    fn the_formula_is_the_mean_over_many_points() {
        let (one, other) = (Wave { sine: 1.3, cosine: -0.4 }, Wave { sine: -2.0, cosine: 0.9 });
        let squares = (0..=200_000).map(|i| {
            let x = -HALF + 2.0 * HALF * f64::from(i) / 200_000.0;
            (one.at(x) - other.at(x)).powi(2)
        });
        let mean = squares.sum::<f64>() / 200_001.0;
        assert!((one.mean_square_from(&other) - mean).abs() < 1e-4);
    }
}
