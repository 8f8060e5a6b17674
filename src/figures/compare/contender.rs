//! Who is compared: five methods, each with the settings that it shares or has of its own.

use super::controls as own;
use crate::contract::{List, Settings};
use crate::learn::adapt::Inner;
use crate::learn::meta::rule::Rule;
use crate::plot::Ink;

/// One of the methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contender {
    /// Down the true meta-gradient.
    Maml,
    /// Down the gradients where fine-tuning ended.
    Fomaml,
    /// Towards where fine-tuning ended.
    Reptile,
    /// Down the implicit gradient at the proximal solutions.
    Imaml,
    /// Down the tasks' own gradients.
    Descent,
}

/// How many there are.
pub const COUNT: usize = 5;

impl Contender {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; COUNT] =
        [Self::Maml, Self::Fomaml, Self::Reptile, Self::Imaml, Self::Descent];

    /// Its place in [`ALL`](Self::ALL).
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its name beside its marks.
    pub const fn name(self) -> &'static str {
        ["MAML", "FOMAML", "Reptile", "iMAML", "descent"][self.index()]
    }

    /// Its ink. Plain descent is how the pretrained model is trained.
    pub const fn ink(self) -> Ink {
        [Ink::Maml, Ink::Fomaml, Ink::Reptile, Ink::Imaml, Ink::Pretrained][self.index()]
    }

    /// How it moves θ under `settings`.
    pub fn rule(self, settings: &Settings) -> Rule {
        let or = |list: List, common: f64| settings.get(list).first().copied().unwrap_or(common);
        let beta = |list: List| or(list, settings.get(own::BETA));
        let inner = |rate: List, steps: List| {
            let rate = or(rate, settings.get(own::RATE));
            // Both are held within what fine-tuning allows.
            Inner::new(rate, or(steps, settings.get(own::STEPS) as f64) as usize)
                .unwrap_or(Inner::usual(0))
        };
        match self {
            Self::Maml => Rule::Maml {
                inner: inner(own::MAML_RATE, own::MAML_STEPS),
                beta: beta(own::MAML_BETA),
            },
            Self::Fomaml => Rule::Fomaml {
                inner: inner(own::FOMAML_RATE, own::FOMAML_STEPS),
                beta: beta(own::FOMAML_BETA),
            },
            Self::Reptile => Rule::Reptile {
                inner: inner(own::REPTILE_RATE, own::REPTILE_STEPS),
                epsilon: or(own::REPTILE_EPSILON, settings.get(own::EPSILON)),
            },
            Self::Imaml => Rule::Imaml {
                lambda: or(own::IMAML_LAMBDA, settings.get(own::LAMBDA)),
                beta: beta(own::IMAML_BETA),
            },
            Self::Descent => Rule::Descent { beta: beta(own::DESCENT_BETA) },
        }
    }
}
