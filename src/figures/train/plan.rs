//! A plan: all that decides a run, taken from the figure's settings.

use super::controls::METHODS;
use crate::contract::Settings;
use crate::learn::adapt::Inner;
use crate::learn::meta::Method;
use crate::learn::meta::conjugate_gradient;
use crate::learn::meta::imaml::Proximal;
use crate::learn::task::sinusoid::Interval;
use crate::learn::train::Recipe;
use crate::learn::train::presets;
use crate::learn::train::schedule::Schedule;
use crate::learn::{Activation, Distribution, Error};
use crate::plot::Ink;

/// Reptile looks at where fine-tuning leads, so it needs more steps than MAML does.
const REPTILE_STEPS: usize = 10;

/// iMAML's proximal problem: many small steps, or it does not settle.
const IMAML: (f64, usize, f64) = (0.002, 16, 2.0);

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
        let page = presets::page();
        let slow = Schedule { peak: 0.003, ..page.schedule };
        let (method, schedule) = match entrant.word() {
            "pretrained" => (Method::Pretrained, slow),
            "fomaml" => (Method::Fomaml(inner), page.schedule),
            "reptile" => (Method::Reptile(Inner::new(inner.rate(), REPTILE_STEPS)?), slow),
            "imaml" => (Method::Imaml(proximal()?), slow),
            "learned-rate" => (Method::LearnedRate(inner), page.schedule),
            _ => (Method::Maml(inner), page.schedule),
        };
        let activation = match settings.word("network") {
            "tanh" => Activation::Tanh,
            _ => Activation::Relu,
        };
        let recipe = Recipe {
            activation,
            method,
            schedule,
            distribution: distribution(settings),
            shots: settings.count("shots"),
            queries: 10,
            tasks: settings.count("tasks"),
            ..page
        };
        let seed = settings.count("seed") as u64;
        Ok(Self { entrant, recipe, seed, eval_steps: settings.count("eval-steps") })
    }

    /// The inner rate that the run is measured with.
    pub fn rate(&self) -> f64 {
        presets::inner_rate(self.recipe.method)
    }
}

fn proximal() -> Result<Proximal, Error> {
    let (rate, steps, lambda) = IMAML;
    Proximal::new(Inner::new(rate, steps)?, lambda, conjugate_gradient::Settings::new(5, 1e-6)?)
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
