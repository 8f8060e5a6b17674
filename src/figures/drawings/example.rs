//! Examples: boards full of invented characters, one for each seed.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::sketch::Sketch;
use super::spot::{PADS, SHOTS, Spot, WAYS};
use crate::learn::task::character::Character;

/// An alphabet of invented characters, and drawings of them.
pub struct Example {
    /// Its seed.
    pub seed: usize,
    characters: Vec<Character>,
    /// By [`Spot::index`]; the first is not used.
    supports: Vec<Sketch>,
    /// A drawing of each class to ask with.
    queries: Vec<Sketch>,
}

impl Example {
    /// The example of this seed.
    pub fn new(seed: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed as u64);
        let characters: Vec<Character> = (0..WAYS).map(|_| Character::random(&mut rng)).collect();
        let mut draw = |class: usize| Sketch::of(&characters[class].draw(&mut rng));
        let queries = (0..WAYS).map(&mut draw).collect();
        let mut supports = vec![Sketch::default(); PADS];
        // First one of each class, then another of each: as many as are shown.
        for shot in 0..SHOTS {
            for class in 0..WAYS {
                supports[Spot::Support { class, shot }.index()] = draw(class);
            }
        }
        Self { seed, characters, supports, queries }
    }

    /// What it has on a pad of a board with so many classes.
    pub fn sketch(&self, spot: Spot, ways: usize) -> &Sketch {
        match spot {
            Spot::Query => &self.queries[self.asked(ways)],
            Spot::Support { .. } => &self.supports[spot.index()],
        }
    }

    /// The class that it asks about on a board with so many.
    pub fn asked(&self, ways: usize) -> usize {
        // Any of them, another one with the next seed.
        (self.seed * 7 + 1) % ways.clamp(1, WAYS)
    }

    /// One more drawing of one of its characters; each `turn` has its own.
    pub fn another(&self, class: usize, turn: usize) -> Sketch {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed as u64);
        rng.set_stream(1 + turn as u64);
        Sketch::of(&self.characters[class.min(WAYS - 1)].draw(&mut rng))
    }
}
