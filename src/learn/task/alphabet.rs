//! Invented alphabets as a distribution of tasks: tell a few characters apart that nobody ever
//! saw, after having seen each of them once or a few times.
//!
//! ```
//! use maml_live::learn::task::{alphabet::Alphabet, images::Images, source::Source};
//! use maml_live::rand::{SeedableRng, rngs::ChaCha8Rng};
//!
//! let (mut rng, mut support) = (ChaCha8Rng::seed_from_u64(1), Images::<f32>::default());
//! let alphabet = Alphabet { ways: 3 };
//! let characters = Source::<Images<f32>>::task(&alphabet, &mut rng);
//! alphabet.sample(&characters, 2, &mut rng, &mut support);
//! assert_eq!(support.labels(), [0, 0, 1, 1, 2, 2]);
//! ```

use rand::Rng;

use super::character::Character;
use super::drawing::{Image, PEN, PIXELS};
use super::images::Images;
use super::source::Source;
use crate::learn::random::normal;
use crate::learn::real::Real;
use crate::number::growth;

/// The most classes of a task.
pub const MAX_WAYS: usize = 5;

/// How much the logarithm of the pen's width varies.
const PEN_NOISE: f64 = 0.15;

/// The tasks whose classes are so many invented characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alphabet {
    /// The number of classes.
    pub ways: usize,
}

impl Default for Alphabet {
    /// Five classes.
    fn default() -> Self {
        Self { ways: MAX_WAYS }
    }
}

/// The drawings of each class that a held-out task is judged by.
const QUERIES: usize = 5;

impl<R: Real> Source<Images<R>> for Alphabet {
    type Task = Vec<Character>;

    fn task(&self, rng: &mut impl Rng) -> Vec<Character> {
        (0..self.ways).map(|_| Character::random(rng)).collect()
    }

    /// `count` drawings of each character, class by class.
    fn sample(
        &self,
        task: &Vec<Character>,
        count: usize,
        rng: &mut impl Rng,
        samples: &mut Images<R>,
    ) {
        samples.clear(task.len());
        for (class, character) in task.iter().enumerate() {
            for _ in 0..count {
                samples.push(&image(character, rng), class);
            }
        }
    }

    fn queries(&self) -> usize {
        QUERIES
    }
}

/// A drawing of a character as a network sees it, by a pen of any width.
pub fn image(character: &Character, rng: &mut impl Rng) -> Image {
    let drawing = character.draw(rng);
    let pen = PEN * growth::exp(PEN_NOISE * normal(rng));
    // Every character has ink.
    drawing.render_with(pen).unwrap_or(Image { pixels: [0.0; PIXELS] })
}
