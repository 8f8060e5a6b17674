//! Hands on the fitting figures: samples placed, dragged and removed, steps chosen.

use super::fitting::{self, STEPS};
use super::state::{Fit, Gesture, Held};
use super::{layout, samples};
use crate::contract::{Changed, Key, Tip};
use crate::number::held;
use crate::plot::{Px, Size};

/// How far an arrow key moves a sample or the cursor.
const KEY_STEP: f64 = 0.2;

/// How far, in CSS pixels, a pointer moves before a click becomes a drag: no hand is
/// perfectly still.
const SLOP: f64 = 3.0;

/// The pointer.
impl Fit {
    /// A pointer comes down in the panel of curves.
    pub(super) fn grab(&mut self, at: Px, size: Size, tip: Tip) -> Changed {
        self.selected = None;
        let plot = layout::curve_plot(size);
        let before = self.samples().to_vec();
        let held = |index, fresh, offset| {
            Gesture::Sample(Held { index, fresh, from: at, offset, moved: false, before })
        };
        if let Some(index) = layout::sample_at(&plot, self.task(), self.samples(), at, tip) {
            let x = self.samples().get(index).copied().unwrap_or_default();
            self.hand = held(index, false, plot.x.px(x) - at.0);
            return Changed::Picture;
        }
        if !plot.rect.contains(at) {
            return Changed::Nothing;
        }
        let index = self.place(plot.x.value(at.0));
        self.hand = held(index, true, 0.0);
        Changed::Settings
    }

    /// A pointer moves while it is down.
    pub(super) fn drag(&mut self, at: Px, size: Size) -> Changed {
        let mut held = match std::mem::take(&mut self.hand) {
            Gesture::Sample(held) => held,
            Gesture::Steps(before) => return self.choose_steps(before, at, size),
            Gesture::Free => return Changed::Nothing,
        };
        let Held { index, fresh, from, offset, .. } = held;
        held.moved |= (at.0 - from.0).hypot(at.1 - from.1) > SLOP;
        let moved = held.moved;
        self.hand = Gesture::Sample(held);
        if !moved {
            return Changed::Nothing;
        }
        // What was said when the sample was placed holds as long as it is in the hand.
        let notice = self.notice.take().filter(|_| fresh);
        let changed = self.move_sample(index, layout::curve_plot(size).x.value(at.0 + offset));
        self.notice = notice;
        changed
    }

    /// A pointer is lifted.
    pub(super) fn release(&mut self) -> Changed {
        match std::mem::take(&mut self.hand) {
            Gesture::Sample(Held { index, fresh: false, moved: false, .. }) => self.remove(index),
            _ => Changed::Picture,
        }
    }

    /// The system took the pointer away.
    pub(super) fn cancel(&mut self) -> Changed {
        match std::mem::take(&mut self.hand) {
            Gesture::Sample(held) => self.set_samples(held.before),
            Gesture::Steps(before) => self.set_steps(before),
            Gesture::Free => Changed::Nothing,
        }
    }

    /// A pointer in the panel of errors chooses the number of steps, which was `before`.
    pub(super) fn choose_steps(&mut self, before: usize, at: Px, size: Size) -> Changed {
        let step = held(layout::error_plot(size).x.value(at.0).round(), 0.0, STEPS as f64);
        self.hand = Gesture::Steps(before);
        self.set_steps(step as usize)
    }

    /// A pointer moves over the panel of curves without being down.
    pub(super) fn hover(&mut self, at: Px, size: Size) -> Changed {
        let plot = layout::curve_plot(size);
        let inside = plot.rect.contains(at);
        let taken = layout::sample_at(&plot, self.task(), self.samples(), at, Tip::Fine).is_some();
        let cursor = (inside && !taken).then(|| samples::LIST.admit(plot.x.value(at.0)));
        let changed = cursor != self.cursor;
        self.cursor = cursor;
        if changed { Changed::Picture } else { Changed::Nothing }
    }
}

/// The keyboard.
impl Fit {
    fn walk(&mut self, by: f64) -> Changed {
        if let Some(index) = self.selected {
            let x = self.samples().get(index).copied().unwrap_or(0.0);
            return self.move_sample(index, x + by);
        }
        self.cursor = Some(samples::LIST.admit(self.cursor.unwrap_or(0.0) + by));
        Changed::Picture
    }

    fn enter(&mut self) -> Changed {
        if self.selected.take().is_some() {
            return Changed::Picture;
        }
        let x = self.cursor.unwrap_or(0.0);
        self.selected = Some(self.place(x));
        Changed::Settings
    }

    fn select(&mut self, which: Option<usize>) -> Changed {
        self.selected = which;
        if let Some(&x) = which.and_then(|index| self.samples().get(index)) {
            self.cursor = Some(x);
        }
        Changed::Picture
    }

    /// A key in the panel of curves.
    pub(super) fn key_in_curves(&mut self, key: Key) -> Changed {
        match key {
            Key::Left(stride) => self.walk(-KEY_STEP * stride.factor()),
            Key::Right(stride) => self.walk(KEY_STEP * stride.factor()),
            Key::Up(_) | Key::PageUp => self.select(samples::next(self.samples(), self.selected)),
            Key::Down(_) | Key::PageDown => {
                self.select(samples::previous(self.samples(), self.selected))
            }
            Key::Enter => self.enter(),
            Key::Delete => match self.selected {
                Some(index) => self.remove(index),
                None => Changed::Nothing,
            },
            Key::Escape if self.selected.is_some() || self.cursor.is_some() => {
                (self.selected, self.cursor) = (None, None);
                Changed::Picture
            }
            _ => Changed::Nothing,
        }
    }

    /// A key in the panel of errors.
    pub(super) fn key_in_errors(&mut self, key: Key) -> Changed {
        let steps = self.steps();
        let chosen = match key {
            Key::Left(_) | Key::Down(_) => fitting::previous(steps),
            Key::Right(_) | Key::Up(_) => fitting::next(steps),
            Key::Home => 0,
            Key::End => STEPS,
            _ => return Changed::Nothing,
        };
        self.set_steps(chosen)
    }
}
