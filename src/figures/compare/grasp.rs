//! What is in a hand, and where it finds it: what the hands and the eyes of `compare` share.

use crate::figures::kit::square;
use crate::plot::{Plot, Px, Size};

/// Room for the colour bar beside the terrain.
const RIGHT: f64 = 74.0;

/// The plot of the terrain.
pub fn plot(size: Size) -> Plot {
    square::plot(size, RIGHT)
}

/// What is in the hand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hand {
    /// Whether, and how, θ is.
    pub theta: square::Drag,
    /// A task's truth, if one is.
    pub task: Option<Held>,
}

/// A task's truth that is being dragged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// Which one.
    pub index: usize,
    /// Where it was, for when the system takes the pointer away.
    pub before: [f64; 2],
    /// From the pointer to the cross, in CSS pixels.
    pub offset: Px,
}
