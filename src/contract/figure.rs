//! What every figure is: a state machine that can say what it looks like.

use super::event::{Changed, Grip, Key, Pointer, Tip};
use super::exchange::Exchange;
use super::handle::{Button, Look};
use super::reading::Complaint;
use super::remote::Remote;
use super::settings::Settings;
use crate::number::held;
use crate::plot::{Anchor, Face, Ink, Px, Rect, Scene, Size, Text};

/// The tick, in milliseconds, that takes any animation to its end.
const WHOLE_ANIMATION: f64 = 60_000.0;

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

    /// What the controls show: what they are set to, unless something plays and they go along.
    fn shown_settings(&self) -> Settings {
        self.settings().clone()
    }

    /// Computes anew what follows from the settings; called after they changed.
    fn refresh(&mut self);

    /// Goes back to the first state.
    fn reset(&mut self) {
        self.settings_mut().reset();
        self.refresh();
    }

    /// One of its buttons was pressed.
    fn pressed(&mut self, button: Button) -> Changed {
        let _ = button;
        Changed::Nothing
    }

    /// How one of its buttons looks now: what stands on it, and whether it works.
    fn look(&self, button: Button) -> Look {
        button.look()
    }

    /// A pointer did something in a panel.
    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let _ = pointer;
        Changed::Nothing
    }

    /// A key was pressed while the panel with index `panel` had the focus.
    /// [`Changed::Nothing`] leaves the key to the page.
    fn key(&mut self, panel: usize, key: Key) -> Changed {
        let _ = (panel, key);
        Changed::Nothing
    }

    /// Time went by; called before each frame while [`animating`](Figure::animating).
    fn tick(&mut self, milliseconds: f64) -> Changed {
        let _ = milliseconds;
        Changed::Nothing
    }

    /// Whether ticks are wanted.
    fn animating(&self) -> bool {
        false
    }

    /// Goes on to the next still of what moves by itself: for readers who want no motion, and
    /// who are shown one still each half second instead. The only one is its end, by default.
    fn next_still(&mut self) -> Changed {
        self.tick(WHOLE_ANIMATION)
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

    /// The places of a panel that have a name of their own, in reading order: those that one
    /// draws on. None, by default.
    fn pads(&self, panel: usize, size: Size) -> Vec<Pad> {
        let _ = (panel, size);
        Vec::new()
    }

    /// The numbers under the figure, always the same keys in the same order.
    fn readouts(&self) -> Vec<Readout>;

    /// Numbers in rows and columns under the figure, if it has such.
    fn table(&self) -> Option<Table> {
        None
    }

    /// One or two sentences of what is seen now: shown beside the picture in every frame, and
    /// told to those who cannot see it whenever it has come to rest.
    fn describe(&self) -> String;

    /// What a key in the panel with index `panel` has just come to, in a few words (“sample 3
    /// of 5, x = 0.3”): told at once to those who cannot see it. Nothing, by default, apart
    /// from what is then [`described`](Figure::describe).
    fn announcement(&self, panel: usize) -> Option<String> {
        let _ = panel;
        None
    }

    /// Something that the reader should know now: a sixth sample replaced the
    /// oldest, a fit diverged.
    fn notice(&self) -> Option<String> {
        None
    }

    /// The side of it that has work done in workers, if it has one.
    fn remote(&mut self) -> Option<&mut dyn Remote> {
        None
    }

    /// The side of it that gives networks away or takes them, if it has one.
    fn exchange(&mut self) -> Option<&mut dyn Exchange> {
        None
    }

    /// Presses the button called `key`; [`Changed::Nothing`] if it has none, or one that does
    /// not work now.
    fn press(&mut self, key: &str) -> Changed {
        match self.settings().button(key) {
            Some(button) if self.look(button).works => self.pressed(button),
            _ => Changed::Nothing,
        }
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

impl Panel {
    /// Its size beside a sentence, in CSS pixels: as wide as the margin of the text. Narrower
    /// than any figure, so that it is known by that; see [`is_small`].
    pub fn small(&self) -> Size {
        let height = SMALL_WIDTH * self.wide.height / self.wide.width;
        Size::new(SMALL_WIDTH, held(height.round(), 156.0, 216.0))
    }
}

/// How wide a picture beside a sentence is, in CSS pixels, as in the style sheet.
const SMALL_WIDTH: f64 = 232.0;

/// Whether a picture of this size stands beside a sentence: it then has room for what the
/// sentence speaks of, and no handles, for it cannot be touched.
pub fn is_small(size: Size) -> bool {
    size.width < 260.0
}

/// A place in a panel to draw on. A finger there draws, and scrolls the page beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pad {
    /// A name, unique within the panel: the `data-pad` of its element in the page.
    pub key: String,
    /// What it is and holds now, for people who cannot see it.
    pub label: String,
    /// Where it lies in the panel.
    pub rect: Rect,
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

/// Numbers in rows and columns under a figure: always as many rows, with the same keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What all of it is about.
    pub caption: &'static str,
    /// The heads of the columns, the first of which holds the names of the rows.
    pub heads: &'static [&'static str],
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is about; the row is not shown while this is empty.
    pub name: String,
    /// The ink of the mark that it speaks of.
    pub ink: Ink,
    /// A number for each column but the first.
    pub cells: Vec<Readout>,
}

impl Readout {
    /// How many ems wide its box is to be: as wide as the text in the widest of common
    /// typefaces, in steps of two, so that the numbers beside it stay where they are while
    /// this one changes. From 4 to 20; the page's style sheet has a rule for each. A number that
    /// is not there yet will want 6.
    pub fn room(&self) -> usize {
        // By so much the widest is wider than `Text::width` estimates.
        const WIDEST: f64 = 1.16;
        let text = Text::new(self.text.as_str(), (0.0, 0.0), WIDEST, self.ink, Anchor::Left);
        let ems = text.face(Face::Bold).width().ceil() as usize;
        let least = if self.values.is_empty() { 6 } else { 4 };
        ems.next_multiple_of(2).clamp(least, 20)
    }
}
