//! Hands on `beat-maml`: a line drawn with mouse, pen or finger, or handle by handle with keys.

use super::drawing::{HANDLES, HEIGHTS};
use super::layout;
use super::state::{BeatMaml, Gesture};
use super::stroke::Stroke;
use crate::contract::{Changed, Grip, Key, Tip};
use crate::number::held;
use crate::plot::{Px, Size};

/// How far an arrow key moves a handle, and a page key.
const STEP: f64 = 0.25;
const PAGE: f64 = 1.0;

/// How far, in CSS pixels, a pointer moves before it is seen whether it drags or draws.
const SLOP: f64 = 6.0;

/// A pointer that comes down on a handle drags it when it goes so many times as far up or down
/// as sideways: steeper than any task is drawn, so that a line may begin there.
const STEEP: f64 = 3.0;

/// What is said to a hand that comes when all is over.
const OUT: &str = "The answers are out: go on to the next round, or start over.";

/// The pointer.
impl BeatMaml {
    /// What a hand would find.
    pub(super) fn found_at(&self, at: Px, size: Size) -> Grip {
        match self.hand {
            Gesture::Handle { .. } => return Grip::Held,
            Gesture::Stroke { .. } | Gesture::Undecided { .. } => return Grip::Paper,
            Gesture::Free => {}
        }
        let plot = layout::curve_plot(size);
        if self.is_revealed() || !layout::is_paper(&plot, at) {
            return Grip::Nothing;
        }
        Grip::Paper
    }

    /// A pointer comes down.
    pub(super) fn grab(&mut self, at: Px, size: Size, tip: Tip) -> Changed {
        let plot = layout::curve_plot(size);
        if !layout::is_paper(&plot, at) {
            return Changed::Nothing;
        }
        if self.is_revealed() {
            self.notice = Some(OUT.into());
            return Changed::Picture;
        }
        (self.selected, self.notice) = (None, None);
        let handle = self.heights().and_then(|heights| layout::handle_at(&plot, &heights, at, tip));
        match handle {
            Some(handle) => self.hand = Gesture::Undecided { handle, from: at },
            None => self.begin(at, size),
        }
        Changed::Picture
    }

    /// Puts the pencil down.
    fn begin(&mut self, at: Px, size: Size) {
        let (x, y) = layout::curve_plot(size).value(at);
        let stroke = Box::new(Stroke::new(x, y));
        self.hand = Gesture::Stroke { stroke, before: self.drawn() };
    }

    /// A pointer moves while it is down.
    pub(super) fn drag(&mut self, at: Px, size: Size) -> Changed {
        if let Gesture::Undecided { handle, from } = self.hand {
            let (across, along) = ((at.0 - from.0).abs(), (at.1 - from.1).abs());
            if across.max(along) <= SLOP {
                return Changed::Nothing;
            }
            match along > STEEP * across {
                true => self.hand = Gesture::Handle { handle, before: self.drawn() },
                false => self.begin(from, size),
            }
        }
        let (x, y) = layout::curve_plot(size).value(at);
        match &mut self.hand {
            Gesture::Stroke { stroke, .. } => {
                stroke.go_to(x, y);
                Changed::Picture
            }
            Gesture::Handle { handle, .. } => {
                let handle = *handle;
                self.set_handle(handle, Some(y))
            }
            Gesture::Free | Gesture::Undecided { .. } => Changed::Nothing,
        }
    }

    /// A pointer is lifted.
    pub(super) fn release(&mut self) -> Changed {
        match std::mem::take(&mut self.hand) {
            Gesture::Stroke { stroke, .. } => self.take(&stroke),
            Gesture::Undecided { handle, .. } => {
                self.selected = Some(handle);
                Changed::Picture
            }
            Gesture::Handle { .. } => Changed::Picture,
            Gesture::Free => Changed::Nothing,
        }
    }

    /// Takes over what a stroke has drawn.
    fn take(&mut self, stroke: &Stroke) -> Changed {
        let mut drawn = self.drawn();
        if stroke.is_dot() {
            let (handle, height) = stroke.nearest();
            drawn[handle] = Some(height);
            let is_whole = drawn.iter().all(Option::is_some);
            self.notice = (!is_whole).then(|| {
                "That was a dot: it set the nearest handle. Draw across the plot, or set the \
                 others too."
                    .into()
            });
            return self.put(&drawn);
        }
        for (handle, height) in drawn.iter_mut().enumerate() {
            *height = stroke.height(handle).or(*height);
        }
        self.notice = match (stroke.left, stroke.is_scribble()) {
            (true, _) => Some("The line left the plot; it was held at the edge.".into()),
            (_, true) => Some("Where the line ran over itself, its last pass counts.".into()),
            _ => None,
        };
        self.put(&drawn)
    }

    /// The system took the pointer away.
    pub(super) fn cancel(&mut self) -> Changed {
        match std::mem::take(&mut self.hand) {
            Gesture::Stroke { before, .. } | Gesture::Handle { before, .. } => {
                self.notice = Some("The line was broken off; all is as it was before.".into());
                self.put(&before)
            }
            Gesture::Undecided { .. } => Changed::Picture,
            Gesture::Free => Changed::Nothing,
        }
    }

    fn set_handle(&mut self, handle: usize, height: Option<f64>) -> Changed {
        let mut drawn = self.drawn();
        drawn[handle] = height.map(|height| held(height, HEIGHTS.0, HEIGHTS.1));
        self.put(&drawn)
    }
}

/// The keyboard.
impl BeatMaml {
    /// A key in the panel of curves.
    pub(super) fn press_key(&mut self, key: Key) -> Changed {
        if key == Key::Enter {
            return if self.is_revealed() { self.go_on() } else { self.compare() };
        }
        if self.is_revealed() {
            return Changed::Nothing;
        }
        match key {
            Key::Left(_) => self.select(self.selected.map_or(HANDLES - 1, |at| at.max(1) - 1)),
            Key::Right(_) => self.select(self.selected.map_or(0, |at| (at + 1).min(HANDLES - 1))),
            Key::Home => self.select(0),
            Key::End => self.select(HANDLES - 1),
            Key::Up(stride) => self.lift(STEP * stride.factor()),
            Key::Down(stride) => self.lift(-STEP * stride.factor()),
            Key::PageUp => self.lift(PAGE),
            Key::PageDown => self.lift(-PAGE),
            Key::Delete => match self.selected {
                Some(handle) => self.set_handle(handle, None),
                None => Changed::Nothing,
            },
            Key::Escape if self.selected.is_some() => {
                self.selected = None;
                Changed::Picture
            }
            _ => Changed::Nothing,
        }
    }

    fn select(&mut self, handle: usize) -> Changed {
        (self.selected, self.notice) = (Some(handle), None);
        Changed::Picture
    }

    /// Moves the selected handle, or the first; one that is not drawn yet starts where the
    /// curve is, or at 0.
    fn lift(&mut self, by: f64) -> Changed {
        let handle = self.selected.unwrap_or(0);
        (self.selected, self.notice) = (Some(handle), None);
        let height = self.heights().map_or(0.0, |heights| heights[handle]);
        self.set_handle(handle, Some(height + by))
    }
}
