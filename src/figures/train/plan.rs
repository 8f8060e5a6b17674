//! A plan: all that decides a run, taken from the figure's settings.

use super::controls::METHODS;
use crate::contract::Settings;
use crate::learn::adapt::Inner;
use crate::learn::meta::Method;
use crate::learn::task::sinusoid::Interval;
use crate::learn::train::Recipe;
use crate::learn::train::presets;
use crate::learn::{Activation, Distribution, Error};
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

    /// Its method, with the inner loop of the recipes.
    fn method(self) -> Method {
        match self.word() {
            "pretrained" => Method::Pretrained,
            "fomaml" => presets::FOMAML,
            "reptile" => presets::REPTILE,
            "imaml" => presets::IMAML,
            "learned-rate" => presets::LEARNED_RATE,
            _ => presets::MAML,
        }
    }
}

/// All that decides a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Who trains.
    pub entrant: Entrant,
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
    pub fn new(settings: &Settings, entrant: Entrant) -> Result<Self, Error> {
        let inner = Inner::new(settings.number("alpha"), settings.count("inner-steps"))?;
        let method = presets::with_inner(entrant.method(), inner);
        let activation = match settings.word("network") {
            "tanh" => Activation::Tanh,
            _ => Activation::Relu,
        };
        let recipe = Recipe {
            activation,
            distribution: distribution(settings),
            shots: settings.count("shots"),
            tasks: settings.count("tasks"),
            ..presets::page_for(method)
        };
        let (seed, eval_steps) = (settings.count("seed") as u64, settings.count("eval-steps"));
        Ok(Self { entrant, recipe, seed, rate: inner.rate(), eval_steps })
    }

    /// How many inner steps the method takes by its recipe, whatever the settings say.
    pub fn own_steps(&self) -> Option<usize> {
        match self.recipe.method {
            Method::Reptile(inner) => Some(inner.steps()),
            Method::Imaml(proximal) => Some(proximal.inner().steps()),
            _ => None,
        }
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
