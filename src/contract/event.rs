//! What happens to a figure, and whether that changed anything.

use crate::plot::{Px, Size};

/// Whether an event changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Nothing; the event is the page's to handle.
    Nothing,
    /// What is seen.
    Picture,
    /// The settings too: controls and the link follow.
    Settings,
}

/// A pointer (mouse, pen or finger) in a panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointer {
    /// The index of the panel.
    pub panel: usize,
    /// The panel's size in CSS pixels.
    pub size: Size,
    /// Where it is, in CSS pixels; while it is held it may lie outside the panel.
    pub at: Px,
    /// What it did.
    pub action: Action,
    /// How precise it is.
    pub tip: Tip,
}

/// What a pointer did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It went down.
    Down,
    /// It moved while held down.
    Drag,
    /// It was lifted.
    Up,
    /// The system took it away; undo what is half done.
    Cancel,
    /// It moved without being held down.
    Hover,
    /// It left the panel.
    Leave,
}

/// How precise a pointer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tip {
    /// A mouse or a pen.
    Fine,
    /// A finger.
    Coarse,
}

impl Tip {
    /// How far from a mark, in CSS pixels, the pointer still reaches it.
    pub const fn reach(self) -> f64 {
        match self {
            Tip::Fine => 12.0,
            Tip::Coarse => 24.0,
        }
    }
}

/// A key that figures may answer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Arrow to the left.
    Left(Stride),
    /// Arrow to the right.
    Right(Stride),
    /// Arrow up.
    Up(Stride),
    /// Arrow down.
    Down(Stride),
    /// To the first of several things.
    Home,
    /// To the last of several things.
    End,
    /// To the next of several things.
    PageDown,
    /// To the one before.
    PageUp,
    /// Enter or the space bar.
    Enter,
    /// Delete or backspace.
    Delete,
    /// Escape.
    Escape,
}

/// How far one press of an arrow goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stride {
    /// A usual step.
    Normal,
    /// A tenth of it, with shift held down.
    Fine,
}

impl Stride {
    /// The factor for a usual step.
    pub const fn factor(self) -> f64 {
        match self {
            Stride::Normal => 1.0,
            Stride::Fine => 0.1,
        }
    }
}

/// What a hand would find under the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// Nothing to do here.
    Nothing,
    /// A place to put something.
    Place,
    /// A place to draw on: a finger there draws, and does not scroll the page.
    Paper,
    /// Something that can be dragged.
    Handle,
    /// Something that is being dragged.
    Held,
}

impl Grip {
    /// Whether a finger that comes down here is the figure's at once, and not the page's to
    /// scroll with.
    pub const fn takes_fingers(self) -> bool {
        matches!(self, Grip::Paper | Grip::Handle | Grip::Held)
    }
}
