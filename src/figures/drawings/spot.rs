//! The pads that a board can have, and how they are called.

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

    /// How people call it.
    pub fn name(self) -> String {
        match self {
            Spot::Query => "the pad that asks".into(),
            Spot::Support { class, .. } => ["a pad of ", NAMES[class]].concat(),
        }
    }
}

/// All pads of so many classes and drawings of each, in reading order: the one that asks first.
pub fn spots(ways: usize, shots: usize) -> impl Iterator<Item = Spot> {
    let supports =
        (0..ways).flat_map(move |class| (0..shots).map(move |shot| Spot::Support { class, shot }));
    std::iter::once(Spot::Query).chain(supports)
}
