//! A plan: all that decides a run, taken from the figure's settings.

use super::controls::{
    AMPLITUDES, EVAL_STEPS, INNER_STEPS, NETWORK, PHASES, RACE, RATE, SEED, SHOTS, TASKS,
};
use crate::contract::{Number, Settings, Switch};
use crate::learn::Distribution;
use crate::learn::adapt::Inner;
use crate::learn::meta::fomaml::Fomaml;
use crate::learn::meta::imaml::Imaml;
use crate::learn::meta::learned_rate::LearnedRate;
use crate::learn::meta::maml::Maml;
use crate::learn::meta::pretrained::Pretrained;
use crate::learn::meta::reptile::Reptile;
use crate::learn::meta::{Learner, Listed, Method};
use crate::learn::task::sinusoid::Interval;
use crate::learn::train::{Recipe, Regression, TrainError, presets};
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

    /// Their methods, in the same order, each with the inner loop that suits it.
    const METHODS: [Method; Self::ALL.len()] = [
        Method::Maml(Maml::USUAL),
        Method::Pretrained(Pretrained::USUAL),
        Method::Fomaml(Fomaml::USUAL),
        Method::Reptile(Reptile::USUAL),
        Method::Imaml(Imaml::USUAL),
        Method::LearnedRate(LearnedRate::USUAL),
    ];

    /// Their words in links and their names, in the same order.
    pub const NAMES: [(&'static str, &'static str); Self::ALL.len()] = {
        let mut names = [("", ""); Self::ALL.len()];
        let mut index = 0;
        while index < names.len() {
            names[index] = (Self::METHODS[index].word(), Self::METHODS[index].name());
            index += 1;
        }
        names
    };

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

    /// Its method, with the inner loop that suits it.
    fn method(self) -> Method {
        Self::METHODS[self as usize]
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
        let (seed, eval_steps) = (settings.get(SEED) as u64, settings.get(EVAL_STEPS));
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
