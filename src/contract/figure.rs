//! What every figure is: a state machine that can say what it looks like.

use super::control::Complaint;
use super::settings::Settings;
use crate::figures::train::protocol::{Order, Report};
use crate::learn::Activation;
use crate::plot::{Anchor, Face, Ink, Px, Scene, Size, Text};

/// A figure: settings and whatever follows from them; events in, scenes out.
///
/// It knows nothing of browsers and clocks. The page, the build and the tests host
/// it in the same way: they tell it what happened and draw its scenes.
pub trait Figure {
    /// The name: the element's id, and what stands before `?` in a link.
    fn name(&self) -> &'static str;

    /// A short title, for people who cannot see the picture.
    fn title(&self) -> &'static str;

    /// The panels, in reading order.
    fn panels(&self) -> &'static [Panel];

    /// What each control is set to.
    fn settings(&self) -> &Settings;

    /// The settings, to be changed; [`refresh`](Figure::refresh) must follow.
    fn settings_mut(&mut self) -> &mut Settings;

    /// Computes anew what follows from the settings; called after they changed.
    fn refresh(&mut self);

    /// A button was pressed.
    fn press(&mut self, key: &str) -> Changed;

    /// A pointer did something in a panel.
    fn pointer(&mut self, pointer: &Pointer) -> Changed;

    /// A key was pressed while the panel with index `panel` had the focus.
    /// [`Changed::Nothing`] leaves the key to the page.
    fn key(&mut self, panel: usize, key: Key) -> Changed;

    /// Time went by; called before each frame while [`animating`](Figure::animating).
    fn tick(&mut self, milliseconds: f64) -> Changed {
        let _ = milliseconds;
        Changed::Nothing
    }

    /// Whether ticks are wanted.
    fn animating(&self) -> bool {
        false
    }

    /// Whether what is shown is a sketch, made while a hand moves something.
    fn is_sketch(&self) -> bool {
        false
    }

    /// The hand has rested for a moment; called where [`is_sketch`](Figure::is_sketch), to let
    /// the figure begin with what replaces the sketch. Ticks do the rest.
    fn settle(&mut self) {}

    /// What the panel with index `panel` shows at `size`.
    fn scene(&self, panel: usize, size: Size) -> Scene;

    /// What a hand would find at this point of a panel: for the cursor, and for
    /// whether a finger there drags or scrolls the page.
    fn grip(&self, panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        let _ = (panel, size, at, tip);
        Grip::Nothing
    }

    /// The numbers under the figure, always the same keys in the same order.
    fn readouts(&self) -> Vec<Readout>;

    /// One or two sentences of what is seen now.
    fn describe(&self) -> String;

    /// Something that the reader should know now: a sixth sample replaced the
    /// oldest, a fit diverged.
    fn notice(&self) -> Option<String> {
        None
    }

    /// What workers shall do now, as text; taken after each event, in order.
    fn orders(&mut self) -> Vec<Order> {
        Vec::new()
    }

    /// A worker's report has come.
    fn report(&mut self, report: Report) -> Changed {
        let _ = report;
        Changed::Nothing
    }

    /// A worker failed.
    fn fault(&mut self, fault: Fault) -> Changed {
        let _ = fault;
        Changed::Nothing
    }

    /// The network that the figure has to give away, if it has one.
    fn weights(&self) -> Option<Weights> {
        None
    }

    /// Takes a network from elsewhere. [`Changed::Nothing`] from a figure that has
    /// no use for one.
    fn take_weights(&mut self, weights: Weights) -> Changed {
        let _ = weights;
        Changed::Nothing
    }

    /// Sets one control to what `text` says.
    ///
    /// # Errors
    /// As [`Settings::read`]; the figure is then unchanged.
    fn set(&mut self, key: &str, text: &str) -> Result<Option<Complaint>, Complaint> {
        let outcome = self.settings_mut().read(key, text)?;
        self.refresh();
        Ok(outcome)
    }
}

/// One picture of a figure, drawn on a canvas of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Panel {
    /// A name, unique within the figure.
    pub key: &'static str,
    /// What it shows, for people who cannot see it.
    pub label: &'static str,
    /// Its size in the widest layout, in CSS pixels.
    pub wide: Size,
    /// Its size on a narrow screen (358 CSS pixels for text), in CSS pixels.
    pub narrow: Size,
    /// How keys act on it, for those who reach it by keyboard; empty when they do
    /// not, and then it takes no focus.
    pub keys: &'static str,
}

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
    Left(Pace),
    /// Arrow to the right.
    Right(Pace),
    /// Arrow up.
    Up(Pace),
    /// Arrow down.
    Down(Pace),
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
pub enum Pace {
    /// A usual step.
    Normal,
    /// A tenth of it, with shift held down.
    Fine,
}

impl Pace {
    /// The factor for a usual step.
    pub const fn factor(self) -> f64 {
        match self {
            Pace::Normal => 1.0,
            Pace::Fine => 0.1,
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
    /// Something that can be dragged.
    Handle,
    /// Something that is being dragged.
    Held,
}

/// A number (or several) under a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Readout {
    /// The name of the page's `<output>`.
    pub key: &'static str,
    /// What it is.
    pub label: &'static str,
    /// Full precision; none when there is nothing to say.
    pub values: Vec<f64>,
    /// Rounded for people.
    pub text: String,
    /// The ink of the mark that it speaks of.
    pub ink: Ink,
}

impl Readout {
    /// How many ems wide its box is to be: as wide as the text in the widest of common
    /// typefaces, in steps of two, so that the numbers beside it stay where they are while
    /// this one changes. From 4 to 20; the page's style sheet has a rule for each.
    pub fn room(&self) -> usize {
        // By so much the widest is wider than `Text::width` estimates.
        const WIDEST: f64 = 1.16;
        let text = Text::new(self.text.as_str(), (0.0, 0.0), WIDEST, self.ink, Anchor::Left);
        let ems = text.face(Face::Bold).width().ceil() as usize;
        ems.next_multiple_of(2).clamp(4, 20)
    }
}

/// A network that one figure hands to another, or a reader brings.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// θ in the flat layout of [`network`](crate::learn::model::mlp): 1761 finite numbers.
    pub values: Vec<f32>,
    /// The activation of the network.
    pub activation: Activation,
    /// Where it comes from, to stand in a sentence: “trained in the figure below”.
    pub origin: String,
}

/// Why a figure has no workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A worker could not be started: blocked, or the browser is too old.
    NoWorker,
    /// A worker died.
    Died,
    /// A worker has not answered for some seconds.
    Late,
}
