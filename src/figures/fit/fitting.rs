//! One model, fine-tuned to the reader's samples: every step's curve and errors.

use crate::learn::adapt::{self, Inner};
use crate::learn::{Network, Samples, Sinusoid};

use super::samples::DOMAIN;

/// The most fine-tuning steps that the figure shows; all are always computed, so
/// that the slider of steps only chooses among them.
pub const STEPS: usize = 10;

/// The even points of the domain at which curves are computed and errors averaged.
pub const POINTS: usize = 1001;

/// A model before fine-tuning and after each of [`STEPS`] steps.
#[derive(Clone, Debug)]
pub struct Fitting {
    /// The fitted function at the [`POINTS`] even points, by number of steps.
    /// Ends early if the fit diverged.
    pub curves: Vec<Vec<f32>>,
    /// The mean squared error over the whole curve, by number of steps.
    pub curve_errors: Vec<f64>,
    /// The mean squared error on the samples, by number of steps; empty if there
    /// are no samples.
    pub support_errors: Vec<f64>,
}

impl Fitting {
    /// Fine-tunes the `network` with parameters `theta` (flat, 1761 numbers) to `task`
    /// at the sample positions `xs` with the inner rate `rate`. Without samples the
    /// model stays as it is.
    pub fn new(
        network: Network<f32>,
        theta: &[f32],
        task: Sinusoid,
        xs: &[f64],
        rate: f64,
    ) -> Self {
        let mut support = Samples::default();
        task.sample(xs.iter().copied(), &mut support);
        let steps = if xs.is_empty() { 0 } else { STEPS };
        let way = Inner::new(rate, steps)
            .and_then(|inner| adapt::trajectory(&network, theta, &support, inner));
        let mut fitting =
            Self { curves: Vec::new(), curve_errors: Vec::new(), support_errors: Vec::new() };
        let Ok(way) = way else { return fitting };
        let points = even_points();
        for (parameters, loss) in way.path().rows().into_iter().zip(&way.losses) {
            let mut curve = vec![0.0; POINTS];
            if let Some(parameters) = parameters.as_slice() {
                network.predict(parameters, &points, &mut curve);
            }
            let error = mean_squared_error(&curve, &points, task);
            if !error.is_finite() {
                break;
            }
            fitting.curves.push(curve);
            fitting.curve_errors.push(error);
            if steps > 0 {
                fitting.support_errors.push(f64::from(*loss));
            }
        }
        fitting
    }

    /// The first step that diverged, if one did: its numbers overflowed.
    pub fn diverged_at(&self) -> Option<usize> {
        let wanted = if self.support_errors.is_empty() { 1 } else { STEPS + 1 };
        (self.curves.len() < wanted).then_some(self.curves.len())
    }

    /// Whether it diverges, or the error on the samples grows, within `steps` steps.
    pub fn fails_within(&self, steps: usize) -> bool {
        self.diverged_at().is_some_and(|step| step <= steps) || self.grows_until(steps)
    }

    /// Whether the error on the samples is larger after `steps` steps than before them.
    pub fn grows_until(&self, steps: usize) -> bool {
        let errors = &self.support_errors;
        errors.first().zip(errors.get(steps)).is_some_and(|(before, after)| after > before)
    }

    /// The curve after `progress` steps, for an in-between moment of an animation
    /// the blend of its two neighbours. `None` beyond divergence.
    pub fn curve(&self, progress: f64) -> Option<Vec<(f64, f64)>> {
        let (step, blend) = (progress.floor() as usize, progress.fract());
        let from = self.curves.get(step)?;
        let to = if blend > 0.0 { self.curves.get(step + 1)? } else { from };
        let mixed = from
            .iter()
            .zip(to)
            .map(|(&a, &b)| f64::from(a) + blend * (f64::from(b) - f64::from(a)));
        Some(positions().zip(mixed).collect())
    }
}

/// The positions of the even points, in f64.
pub fn positions() -> impl Iterator<Item = f64> {
    let (from, to) = DOMAIN;
    (0..POINTS).map(move |i| from + (to - from) * i as f64 / (POINTS - 1) as f64)
}

fn even_points() -> Vec<f32> {
    positions().map(|x| x as f32).collect()
}

fn mean_squared_error(curve: &[f32], points: &[f32], task: Sinusoid) -> f64 {
    let squares = curve.iter().zip(points).map(|(&value, &x)| {
        let error = f64::from(value) - task.at(f64::from(x));
        error * error
    });
    squares.sum::<f64>() / POINTS as f64
}
