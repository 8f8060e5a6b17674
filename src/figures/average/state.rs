//! What `average` knows: the tasks, their average, and the reader's answer.

use std::f64::consts::PI;

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::controls::{ANSWER, CONTROLS, DISTANCE, Kinds, NETWORK, PHASES, SEED, TASKS, X};
use super::layout::{POINTS, positions};
use super::wave::Wave;
use crate::contract::Settings;
use crate::learn::{Distribution, Network, Sinusoid, weights};
use crate::plot::Px;

/// The figure.
pub struct Average {
    pub(super) settings: Settings,
    /// Each task's curve.
    pub(super) tasks: Vec<Wave>,
    /// The average of them.
    pub(super) mean: Wave,
    /// The pretrained network's curve at the positions that are drawn, beside tasks that are
    /// drawn from p(τ) as its own were; empty while it is not asked for.
    pub(super) network: Vec<(f64, f64)>,
    /// The answer in the reader's hand.
    pub(super) held: Option<Held>,
    /// Whether the reader has moved the answer, and needs no hint.
    pub(super) moved: bool,
}

/// An answer in a hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Held {
    /// From the pointer to the answer, in CSS pixels.
    pub(super) offset: Px,
    /// Whether it moves sideways too; beside the curves it does not.
    pub(super) freedom: Freedom,
    /// The answer before, for when the system takes the pointer away.
    pub(super) before: (f64, f64),
}

/// Where an answer in a hand can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freedom {
    /// Anywhere.
    Plane,
    /// Up and down.
    Height,
}

impl Default for Average {
    fn default() -> Self {
        let mut figure = Self {
            settings: Settings::new(&CONTROLS),
            tasks: Vec::new(),
            mean: Wave::default(),
            network: Vec::new(),
            held: None,
            moved: false,
        };
        figure.follow_settings();
        figure
    }
}

impl Average {
    /// Computes anew what follows from the settings.
    pub(super) fn follow_settings(&mut self) {
        self.tasks = match self.kinds() {
            Kinds::Opposed => opposed(self.settings.get(DISTANCE)),
            Kinds::Drawn => drawn(self.settings.get(SEED), self.settings.get(TASKS)),
        };
        self.mean = Wave::mean(&self.tasks);
        let is_shown = !self.network.is_empty();
        if self.settings.get(NETWORK) != is_shown {
            self.network = if is_shown { Vec::new() } else { pretrained() };
        }
    }

    /// Which tasks there are.
    pub(super) fn kinds(&self) -> Kinds {
        self.settings.get(PHASES)
    }

    /// The reader's answer: where, and what.
    pub(super) fn answer(&self) -> (f64, f64) {
        (self.settings.get(X), self.settings.get(ANSWER))
    }

    /// The mean squared error over all tasks if each is answered by their average: no single
    /// curve has a smaller one.
    pub(super) fn least_error(&self) -> f64 {
        let errors = self.tasks.iter().map(|task| task.mean_square_from(&self.mean));
        errors.sum::<f64>() / self.tasks.len().max(1) as f64
    }

    /// The mean squared error over all tasks of the answer `y` at `x`.
    pub(super) fn error_at(&self, x: f64, y: f64) -> f64 {
        let errors = self.tasks.iter().map(|task| (task.at(x) - y).powi(2));
        errors.sum::<f64>() / self.tasks.len().max(1) as f64
    }
}

/// f₁ = sin(x − d/2) and f₂ = sin(x + d/2).
fn opposed(distance: f64) -> Vec<Wave> {
    [-0.5, 0.5]
        .map(|side| Wave::of(Sinusoid { amplitude: 1.0, phase: side * distance.min(PI) }))
        .to_vec()
}

/// Tasks drawn from p(τ). More tasks of the same seed are these and others.
fn drawn(seed: usize, count: usize) -> Vec<Wave> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed as u64);
    let tasks = Distribution::default();
    (0..count).map(|_| Wave::of(tasks.task(&mut rng))).collect()
}

/// The curve of the pretrained network before any fine-tuning.
fn pretrained() -> Vec<(f64, f64)> {
    let trained = weights::pretrained();
    let xs: Vec<f32> = positions().map(|x| x as f32).collect();
    let mut ys = vec![0.0; POINTS];
    Network::<f32>::new(trained.activation).predict(&trained.values(), &xs, &mut ys);
    positions().zip(ys.into_iter().map(f64::from)).collect()
}
