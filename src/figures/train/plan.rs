//! A plan: all that decides a run, taken from the figure's settings.

use super::controls::METHODS;
use crate::contract::Settings;
use crate::learn::adapt::Inner;
use crate::learn::meta::{Learner, Method};
use crate::learn::task::sinusoid::Interval;
use crate::learn::train::{Recipe, Regression, TrainError, presets};
use crate::learn::{Activation, Distribution};
use crate::plot::Ink;

/// One of the methods that can be trained, by its place in [`METHODS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrant(usize);

impl Entrant {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..METHODS.len()).map(Self)
    }

    /// The one that links call `word`.
    pub fn named(word: &str) -> Option<Self> {
        METHODS.iter().position(|method| method.0 == word).map(Self)
    }

    /// Its word in links.
    pub fn word(self) -> &'static str {
        METHODS.get(self.0).map_or("", |method| method.0)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        METHODS.get(self.0).map_or("", |method| method.1)
    }

    /// Its ink, the same in every figure.
    pub fn ink(self) -> Ink {
        match self.word() {
            "pretrained" => Ink::Pretrained,
            "fomaml" => Ink::Fomaml,
            "reptile" => Ink::Reptile,
            "imaml" => Ink::Imaml,
            "learned-rate" => Ink::LearnedRate,
            _ => Ink::Maml,
        }
    }

    /// Its method, with the inner loop that suits it.
    pub fn method(self) -> Option<Method> {
        Method::from_word(self.word())
    }
}

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
    /// After how many fine-tuning steps the error is taken.
    pub eval_steps: usize,
}

impl Plan {
    /// The plan of `settings` for one entrant.
    ///
    /// # Errors
    /// When the settings make no recipe; those that were clamped always do.
    pub fn new(settings: &Settings, entrant: Entrant) -> Result<Self, TrainError> {
        let inner = Inner::new(settings.number("alpha"), settings.count("inner-steps"))?;
        let method = entrant.method().ok_or(TrainError::Recipe("method"))?.with_inner(inner);
        let activation = match settings.word("network") {
            "tanh" => Activation::Tanh,
            _ => Activation::Relu,
        };
        let problem =
            Regression { activation, distribution: distribution(settings), ..Default::default() };
        let recipe = Recipe {
            shots: settings.count("shots"),
            tasks: settings.count("tasks"),
            ..presets::page_for(method)
        };
        let (seed, eval_steps) = (settings.count("seed") as u64, settings.count("eval-steps"));
        Ok(Self { entrant, problem, recipe, seed, rate: inner.rate(), eval_steps })
    }

    /// How many inner steps the method takes, whatever the settings say; `None` if it takes none.
    pub fn own_steps(&self) -> Option<usize> {
        self.recipe.method.inner().map(|inner| inner.steps())
    }
}

/// Where tasks come from; the two ends of a range may be given either way round.
pub fn distribution(settings: &Settings) -> Distribution {
    let usual = Distribution::default();
    let range = |low: &str, high: &str, usual| {
        let (a, b) = (settings.number(low), settings.number(high));
        Interval::new(a.min(b), a.max(b)).unwrap_or(usual)
    };
    Distribution {
        amplitude: range("amplitude-min", "amplitude-max", usual.amplitude),
        phase: range("phase-min", "phase-max", usual.phase),
        ..usual
    }
}
