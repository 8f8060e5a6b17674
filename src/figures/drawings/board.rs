//! The board: a pad to ask with, and pads for each class; what is drawn on each.

use super::example::Example;
use super::sketch::Sketch;
use super::spot::{PADS, Spot};

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
