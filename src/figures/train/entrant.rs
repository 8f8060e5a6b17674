//! Who can be trained: the methods, by their words in links, their names and their inks.

use crate::learn::meta::fomaml::Fomaml;
use crate::learn::meta::imaml::Imaml;
use crate::learn::meta::learned_rate::LearnedRate;
use crate::learn::meta::maml::Maml;
use crate::learn::meta::pretrained::Pretrained;
use crate::learn::meta::reptile::Reptile;
use crate::learn::meta::{Listed, Method};
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
    pub fn method(self) -> Method {
        Self::METHODS[self as usize]
    }
}
