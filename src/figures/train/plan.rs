//! A plan: all that decides a run, taken from the figure's settings.

use super::controls::{
    AMPLITUDES, EVAL_STEPS, INNER_STEPS, NETWORK, PHASES, RACE, RATE, SEED, SHOTS, TASKS,
};
use crate::contract::{Number, Settings, Switch};
use crate::learn::adapt::Inner;
use crate::learn::meta::Method;
use crate::learn::task::sinusoid::Interval;
use crate::learn::train::Recipe;
use crate::learn::train::presets;
use crate::learn::{Distribution, Error};
use crate::plot::Ink;

/// The methods that can be trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrant {
    /// Through the inner steps, exactly.
    Maml,
    /// All tasks at once.
    Pretrained,
    /// Without second derivatives.
    Fomaml,
    /// Towards where fine-tuning leads.
    Reptile,
    /// Through the proximal problem.
    Imaml,
    /// MAML that learns its inner rate too.
    LearnedRate,
}

impl Entrant {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Maml, Self::Pretrained, Self::Fomaml, Self::Reptile, Self::Imaml, Self::LearnedRate];

    /// Their words in links and their names, in the same order.
    pub const NAMES: [(&'static str, &'static str); 6] = [
        ("maml", "MAML"),
        ("pretrained", "pretrained"),
        ("fomaml", "FOMAML"),
        ("reptile", "Reptile"),
        ("imaml", "iMAML"),
        ("learned-rate", "MAML with learned α"),
    ];

    /// The one that links call `word`.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entrant| entrant.word() == word)
    }

    /// Its word in links.
    pub fn word(self) -> &'static str {
        Self::NAMES[self as usize].0
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }

    /// The switch with which it races the chosen method.
    pub fn race(self) -> Switch {
        RACE[self as usize]
    }

    /// Its ink, the same in every figure.
    pub fn ink(self) -> Ink {
        match self {
            Self::Maml => Ink::Maml,
            Self::Pretrained => Ink::Pretrained,
            Self::Fomaml => Ink::Fomaml,
            Self::Reptile => Ink::Reptile,
            Self::Imaml => Ink::Imaml,
            Self::LearnedRate => Ink::LearnedRate,
        }
    }

    /// Its method, with the inner loop of the recipes.
    fn method(self) -> Method {
        match self {
            Self::Maml => presets::MAML,
            Self::Pretrained => Method::Pretrained,
            Self::Fomaml => presets::FOMAML,
            Self::Reptile => presets::REPTILE,
            Self::Imaml => presets::IMAML,
            Self::LearnedRate => presets::LEARNED_RATE,
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
        let inner = Inner::new(settings.get(RATE), settings.get(INNER_STEPS))?;
        let method = presets::with_inner(entrant.method(), inner);
        let recipe = Recipe {
            activation: settings.get(NETWORK),
            distribution: distribution(settings),
            shots: settings.get(SHOTS),
            tasks: settings.get(TASKS),
            ..presets::page_for(method)
        };
        let (seed, eval_steps) = (settings.get(SEED) as u64, settings.get(EVAL_STEPS));
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
