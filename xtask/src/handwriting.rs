//! Real characters, written by people: `tests/omniglot/strokes.bin`. To measure on, never to
//! train on.

use std::io;
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
}

impl Handwriting {
    /// Reads them from the repository at `root`.
    ///
    /// # Errors
    /// When the file cannot be read, or ends too soon.
    pub fn read(root: &Path) -> io::Result<Self> {
        let bytes = std::fs::read(root.join("tests/omniglot/strokes.bin"))?;
        let mut bytes = bytes.into_iter();
        let characters = characters(&mut bytes);
        let whole = characters.filter(|_| bytes.next().is_none());
        let characters = whole.ok_or(io::ErrorKind::InvalidData)?;
        Ok(Self { characters })
    }

    /// The number of characters.
    pub fn len(&self) -> usize {
        self.characters.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }

    /// `count` tasks, each of `ways` random characters of any alphabets, `shots` drawings of each
    /// to learn from and [`QUERIES`] others to be judged by. The same for every call.
    pub fn tasks(&self, ways: usize, shots: usize, count: usize) -> HeldOut<Images<f32>> {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        HeldOut::given((0..count).map(|_| self.task(ways, shots, &mut rng)).collect())
    }

    fn task(&self, ways: usize, shots: usize, rng: &mut impl Rng) -> [Images<f32>; 2] {
        let [mut support, mut query] = [Images::new(ways), Images::new(ways)];
        for (class, character) in some_of(self.len(), ways, rng).into_iter().enumerate() {
            let drawings = some_of(WRITERS, shots + QUERIES, rng);
            for (number, drawing) in drawings.into_iter().enumerate() {
                let set = if number < shots { &mut support } else { &mut query };
                set.push(&self.characters[character][drawing], class);
            }
        }
        [support, query]
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

/// The characters of a file; `None` if it ends too soon.
fn characters(bytes: &mut impl Iterator<Item = u8>) -> Option<Vec<Vec<Image>>> {
    let mut characters = Vec::new();
    for _ in 0..bytes.next()? {
        for _ in 0..bytes.next()? {
            let images: Option<Vec<Image>> =
                (0..WRITERS).map(|_| drawing(bytes)?.render()).collect();
            characters.push(images?);
        }
    }
    Some(characters)
}

fn drawing(bytes: &mut impl Iterator<Item = u8>) -> Option<Drawing> {
    let mut strokes = Vec::new();
    for _ in 0..bytes.next()? {
        let points = (0..bytes.next()?).map(|_| Some([bytes.next()?.into(), bytes.next()?.into()]));
        strokes.push(points.collect::<Option<Vec<_>>>()?);
    }
    Some(Drawing { strokes })
}
