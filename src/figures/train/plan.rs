//! A plan: all that decides a run, taken from the figure's settings.

use super::controls::{AMPLITUDES, INNER_STEPS, NETWORK, PHASES, RATE, SEED, SHOTS, TASKS};
use super::entrant::Entrant;
use crate::contract::{Number, Settings};
use crate::learn::Distribution;
use crate::learn::adapt::Inner;
use crate::learn::meta::Learner;
use crate::learn::task::sinusoid::Interval;
use crate::learn::train::{Recipe, Regression, TrainError, presets};

/// All that decides a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Who trains.
    pub entrant: Entrant,
    /// Which network, and what it learns from.
    pub problem: Regression,
    /// How.
    pub recipe: Recipe,
    /// The seed of the first θ and of all tasks.
    pub seed: u64,
    /// The inner rate that the run is measured with, unless it learns its own.
    pub rate: f64,
}

/// After how many fine-tuning steps errors are always taken: they stand in the table.
pub const TABLE: [usize; 3] = [0, 1, 5];

/// After how many they are taken when the reader asks for those after `eval_steps`, ascending.
pub fn measured_after(eval_steps: usize) -> Vec<usize> {
    let mut after = TABLE.to_vec();
    if let Err(place) = after.binary_search(&eval_steps) {
        after.insert(place, eval_steps);
    }
    after
}

impl Plan {
    /// The plan of `settings` for one entrant.
    ///
    /// # Errors
    /// When the settings make no recipe; those that were clamped always do.
    pub fn new(settings: &Settings, entrant: Entrant) -> Result<Self, TrainError> {
        let inner = Inner::new(settings.get(RATE), settings.get(INNER_STEPS))?;
        let problem = Regression {
            activation: settings.get(NETWORK),
            distribution: distribution(settings),
            ..Default::default()
        };
        let recipe = Recipe {
            shots: settings.get(SHOTS),
            tasks: settings.get(TASKS),
            ..presets::page_for(entrant.method().with_inner(inner))
        };
        let seed = settings.get(SEED) as u64;
        Ok(Self { entrant, problem, recipe, seed, rate: inner.rate() })
    }

    /// How many inner steps the method takes, whatever the settings say; `None` if it takes none.
    pub fn own_steps(&self) -> Option<usize> {
        self.recipe.method.inner().map(|inner| inner.steps())
    }
}

/// Where tasks come from; the two ends of a range may be given either way round.
pub fn distribution(settings: &Settings) -> Distribution {
    let usual = Distribution::default();
    let range = |ends: [Number; 2], usual| {
        let [a, b] = ends.map(|end| settings.get(end));
        Interval::new(a.min(b), a.max(b)).unwrap_or(usual)
    };
    Distribution {
        amplitude: range(AMPLITUDES, usual.amplitude),
        phase: range(PHASES, usual.phase),
        ..usual
    }
}
