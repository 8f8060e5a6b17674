//! Many invented characters as one problem: which of them all is this?
//!
//! What a network is pretrained on that is to know drawings without being told of few-shot tasks.

use rand::Rng;

use super::alphabet::image;
use super::character::Character;
use super::images::Images;
use super::source::Source;
use crate::learn::random::part;
use crate::learn::real::Real;

/// A fixed set of characters. Its only task is to tell all of them apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    characters: Vec<Character>,
}

impl Pool {
    /// So many characters, invented by `rng`.
    pub fn random(count: usize, rng: &mut impl Rng) -> Self {
        Self { characters: (0..count).map(|_| Character::random(rng)).collect() }
    }

    /// The number of characters.
    pub fn len(&self) -> usize {
        self.characters.len()
    }

    /// Whether there is no character.
    pub fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }
}

impl<R: Real> Source<Images<R>> for Pool {
    type Task = ();

    fn task(&self, _: &mut impl Rng) {}

    /// `count` drawings, each of any of the characters.
    fn sample(&self, (): &(), count: usize, rng: &mut impl Rng, samples: &mut Images<R>) {
        samples.clear(self.len());
        for _ in 0..count {
            let class = (part(rng) * self.len() as f64) as usize;
            if let Some(character) = self.characters.get(class) {
                samples.push(&image(character, rng), class);
            }
        }
    }
}
