//! The board: a pad to ask with, and pads for each class; what is drawn on each.

use std::fmt;

use super::example::Example;
use super::sketch::Sketch;

/// The most classes.
pub const WAYS: usize = 5;

/// The most drawings of a class.
pub const SHOTS: usize = 5;

/// All pads that there can be.
pub const PADS: usize = 1 + WAYS * SHOTS;

/// The classes' names.
pub const NAMES: [&str; WAYS] = ["A", "B", "C", "D", "E"];

/// A pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The one that asks.
    Query,
    /// One for a drawing of a class.
    Support {
        /// The class, from 0.
        class: usize,
        /// The number of the drawing, from 0.
        shot: usize,
    },
}

impl Spot {
    /// Its place among all pads that there can be.
    pub fn index(self) -> usize {
        match self {
            Spot::Query => 0,
            Spot::Support { class, shot } => 1 + class * SHOTS + shot,
        }
    }

    /// Its name in the page.
    pub fn key(self) -> String {
        match self {
            Spot::Query => "query".into(),
            Spot::Support { class, shot } => {
                ["support-", &class.to_string(), "-", &shot.to_string()].concat()
            }
        }
    }
}

/// How people call it.
impl fmt::Display for Spot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spot::Query => formatter.write_str("the pad that asks"),
            Spot::Support { class, .. } => write!(formatter, "a pad of {}", NAMES[*class]),
        }
    }
}

/// What is on a pad.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// What the example has there.
    #[default]
    Example,
    /// Nothing.
    Empty,
    /// What the reader drew.
    Own(Sketch),
}

/// What is on all pads, those too that are not shown now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// By [`Spot::index`].
    pub pads: [Content; PADS],
}

impl Default for Board {
    /// The example's board.
    fn default() -> Self {
        Self { pads: std::array::from_fn(|_| Content::Example) }
    }
}

impl Board {
    /// A board with nothing on it.
    pub fn empty() -> Self {
        Self { pads: std::array::from_fn(|_| Content::Empty) }
    }

    /// What is on a pad.
    pub fn content(&self, spot: Spot) -> &Content {
        &self.pads[spot.index()]
    }

    /// What is on a pad, to be changed.
    pub fn content_mut(&mut self, spot: Spot) -> &mut Content {
        &mut self.pads[spot.index()]
    }

    /// What is drawn on a pad, if anything is.
    pub fn sketch<'s>(
        &'s self,
        spot: Spot,
        example: &'s Example,
        ways: usize,
    ) -> Option<&'s Sketch> {
        match self.content(spot) {
            Content::Example => Some(example.sketch(spot, ways)),
            Content::Empty => None,
            Content::Own(sketch) => Some(sketch),
        }
    }
}

/// All pads of so many classes and drawings of each, in reading order: the one that asks first.
pub fn spots(ways: usize, shots: usize) -> impl Iterator<Item = Spot> {
    let supports =
        (0..ways).flat_map(move |class| (0..shots).map(move |shot| Spot::Support { class, shot }));
    std::iter::once(Spot::Query).chain(supports)
}
