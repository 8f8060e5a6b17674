//! Real characters, written by people: `tests/omniglot/strokes.bin`. To measure on, never to
//! train on.

use std::io;
use std::ops::Range;
use std::path::Path;

use maml_live::learn::random::part;
use maml_live::learn::task::drawing::{Drawing, Image};
use maml_live::learn::task::images::Images;
use maml_live::learn::train::evaluate::HeldOut;
use maml_live::rand::rngs::ChaCha8Rng;
use maml_live::rand::{Rng, SeedableRng};

/// The people who wrote each character.
const WRITERS: usize = 20;

/// The drawings of each class that a task is judged by.
pub const QUERIES: usize = 5;

/// The seed of all tasks.
const SEED: u64 = 2015;

/// The characters of some alphabets, each as the images of its drawings.
#[derive(Debug)]
pub struct Handwriting {
    characters: Vec<Vec<Image>>,
    /// The places of each alphabet's characters.
    alphabets: Vec<Range<usize>>,
}

/// Which characters are to be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    /// Any of all alphabets.
    Any,
    /// Look-alikes: all of one alphabet, which may be any.
    Alike,
    /// Each of another alphabet.
    Apart,
}

impl Handwriting {
    /// Reads them from the repository at `root`.
    ///
    /// # Errors
    /// When the file cannot be read, or ends too soon.
    pub fn read(root: &Path) -> io::Result<Self> {
        let bytes = std::fs::read(root.join("tests/omniglot/strokes.bin"))?;
        let mut bytes = bytes.into_iter();
        let whole = Self::parse(&mut bytes).filter(|_| bytes.next().is_none());
        Ok(whole.ok_or(io::ErrorKind::InvalidData)?)
    }

    /// The characters of a file; `None` if it ends too soon.
    fn parse(bytes: &mut impl Iterator<Item = u8>) -> Option<Self> {
        let (mut characters, mut alphabets) = (Vec::new(), Vec::new());
        for _ in 0..bytes.next()? {
            let first = characters.len();
            for _ in 0..bytes.next()? {
                let images: Option<Vec<Image>> =
                    (0..WRITERS).map(|_| drawing(bytes)?.render()).collect();
                characters.push(images?);
            }
            alphabets.push(first..characters.len());
        }
        Some(Self { characters, alphabets })
    }

    /// The number of characters.
    pub fn len(&self) -> usize {
        self.characters.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }

    /// `count` tasks, each of `ways` random characters, `shots` drawings of each to learn from
    /// and [`QUERIES`] others to be judged by. The same for every call.
    pub fn tasks(&self, kin: Kin, ways: usize, shots: usize, count: usize) -> HeldOut<Images<f32>> {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        HeldOut::given((0..count).map(|_| self.task(kin, ways, shots, &mut rng)).collect())
    }

    fn task(&self, kin: Kin, ways: usize, shots: usize, rng: &mut impl Rng) -> [Images<f32>; 2] {
        let [mut support, mut query] = [Images::new(ways), Images::new(ways)];
        for (class, character) in self.choose(kin, ways, rng).into_iter().enumerate() {
            let drawings = some_of(WRITERS, shots + QUERIES, rng);
            for (number, drawing) in drawings.into_iter().enumerate() {
                let set = if number < shots { &mut support } else { &mut query };
                set.push(&self.characters[character][drawing], class);
            }
        }
        [support, query]
    }

    /// The places of the characters of a task.
    fn choose(&self, kin: Kin, ways: usize, rng: &mut impl Rng) -> Vec<usize> {
        let of_alphabet = |number: usize, count: usize, rng: &mut _| {
            let places = self.alphabets[number].clone();
            some_of(places.len(), count, rng).into_iter().map(move |place| places.start + place)
        };
        match kin {
            Kin::Any => some_of(self.len(), ways, rng),
            Kin::Alike => {
                let number = some_of(self.alphabets.len(), 1, rng)[0];
                of_alphabet(number, ways, rng).collect()
            }
            Kin::Apart => {
                let numbers = some_of(self.alphabets.len(), ways, rng);
                numbers.into_iter().flat_map(|number| of_alphabet(number, 1, rng)).collect()
            }
        }
    }
}

/// `count` different numbers below `all`, in random order.
fn some_of(all: usize, count: usize, rng: &mut impl Rng) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..all).collect();
    for place in 0..count.min(all) {
        numbers.swap(place, place + (part(rng) * (all - place) as f64) as usize);
    }
    numbers.truncate(count);
    numbers
}

fn drawing(bytes: &mut impl Iterator<Item = u8>) -> Option<Drawing> {
    let mut strokes = Vec::new();
    for _ in 0..bytes.next()? {
        let points = (0..bytes.next()?).map(|_| Some([bytes.next()?.into(), bytes.next()?.into()]));
        strokes.push(points.collect::<Option<Vec<_>>>()?);
    }
    Some(Drawing { strokes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn characters_of_one_alphabet_are_of_one_and_those_apart_of_five() {
        let handwriting = Handwriting::read(Workspace::find().root()).expect("it is there");
        let sizes: Vec<usize> = handwriting.alphabets.iter().map(Range::len).collect();
        assert_eq!((sizes, handwriting.len()), (vec![24, 22, 24, 40, 26], 136));
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let alphabet = |place: &usize| {
            handwriting.alphabets.iter().position(|places| places.contains(place)).expect("in one")
        };
        for _ in 0..200 {
            for (kin, most) in [(Kin::Alike, 1), (Kin::Apart, 5), (Kin::Any, 5)] {
                let mut chosen = handwriting.choose(kin, 5, &mut rng);
                let mut found: Vec<usize> = chosen.iter().map(alphabet).collect();
                found.sort_unstable();
                found.dedup();
                assert!(found.len() == most || kin == Kin::Any, "{kin:?}: {found:?}");
                chosen.sort_unstable();
                chosen.dedup();
                assert_eq!(chosen.len(), 5, "no character twice");
            }
        }
    }
}
