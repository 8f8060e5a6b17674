//! What the updates of `compare` depend on.

use super::contender::{COUNT, Contender};
use super::controls as own;
use crate::contract::{List, Settings};
use crate::figures::kit::controls;
use crate::learn::adapt::Inner;
use crate::learn::meta::rule::Rule;

/// What updates depend on.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditions {
    /// Where θ is.
    pub theta: [f64; 2],
    /// The fine-tuning that the accumulated loss is of.
    pub inner: Inner,
    /// How each method moves θ.
    pub rules: [Rule; COUNT],
    /// The truths of the tasks.
    pub truths: Vec<[f64; 2]>,
    /// The points x_j at which the tasks are measured.
    pub points: Vec<f64>,
}

impl Conditions {
    /// Those that `settings` make.
    pub fn of(settings: &Settings) -> Self {
        let inner = Inner::new(settings.get(own::RATE), settings.get(own::STEPS));
        let (pairs, _half) = settings.get(own::TASKS).as_chunks::<2>();
        Self {
            theta: controls::theta(settings),
            inner: inner.unwrap_or(Inner::usual(0)),
            rules: Contender::ALL.map(|who| rule(who, settings)),
            truths: pairs.to_vec(),
            points: settings.get(controls::POINTS).to_vec(),
        }
    }
}

/// How a method moves θ: by the settings that all share, unless it has its own.
fn rule(who: Contender, settings: &Settings) -> Rule {
    let or = |list: List, common: f64| settings.get(list).first().copied().unwrap_or(common);
    let beta = |list: List| or(list, settings.get(own::BETA));
    let inner = |rate: List, steps: List| {
        let rate = or(rate, settings.get(own::RATE));
        // Both are held within what fine-tuning allows.
        Inner::new(rate, or(steps, settings.get(own::STEPS) as f64) as usize)
            .unwrap_or(Inner::usual(0))
    };
    match who {
        Contender::Maml => {
            Rule::Maml { inner: inner(own::MAML_RATE, own::MAML_STEPS), beta: beta(own::MAML_BETA) }
        }
        Contender::Fomaml => Rule::Fomaml {
            inner: inner(own::FOMAML_RATE, own::FOMAML_STEPS),
            beta: beta(own::FOMAML_BETA),
        },
        Contender::Reptile => Rule::Reptile {
            inner: inner(own::REPTILE_RATE, own::REPTILE_STEPS),
            epsilon: or(own::REPTILE_EPSILON, settings.get(own::EPSILON)),
        },
        Contender::Imaml => Rule::Imaml {
            lambda: or(own::IMAML_LAMBDA, settings.get(own::LAMBDA)),
            beta: beta(own::IMAML_BETA),
        },
        Contender::Descent => Rule::Descent { beta: beta(own::DESCENT_BETA) },
    }
}
