//! Hands on the fitting figures: samples placed, dragged and removed, the curve bent, steps
//! chosen.

use super::bend::Bend;
use super::fitting::{self, STEPS};
use super::state::{Fit, Gesture, Held, Selected};
use super::{bend, layout, samples};
use crate::contract::{Changed, Key, Tip};
use crate::number::held;
use crate::plot::{Px, Size, distance};

/// How far an arrow key moves a sample or the cursor.
const KEY_STEP: f64 = 0.2;

/// How far, in CSS pixels, a pointer moves before a click becomes a drag: no hand is
/// perfectly still.
const SLOP: f64 = 3.0;

/// The pointer.
impl Fit {
    /// A pointer comes down in the panel of curves.
    pub(super) fn grab(&mut self, at: Px, size: Size, tip: Tip) -> Changed {
        self.selected = Selected::Nothing;
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
        if bend::reaches(&plot, self.task(), at, tip) {
            // A click places a sample here too, but only when it is over: until then it may
            // become a drag.
            self.hand = Gesture::Curve(Bend { from: at, before: self.task(), moved: false });
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
            Gesture::Curve(bend) => return self.bend(bend, at, size),
            Gesture::Steps(before) => return self.choose_steps(before, at, size),
            Gesture::Free => return Changed::Nothing,
        };
        let Held { index, fresh, from, offset, .. } = held;
        held.moved |= is_drag(from, at);
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

    /// A pointer drags the curve.
    fn bend(&mut self, mut bend: Bend, at: Px, size: Size) -> Changed {
        bend.moved |= is_drag(bend.from, at);
        self.hand = Gesture::Curve(bend);
        if !bend.moved {
            return Changed::Nothing;
        }
        self.bent = true;
        let task = bend.to(&layout::curve_plot(size), at);
        if task == self.task() { Changed::Nothing } else { self.set_task(task) }
    }

    /// A pointer is lifted.
    pub(super) fn release(&mut self, size: Size) -> Changed {
        match std::mem::take(&mut self.hand) {
            Gesture::Curve(Bend { from, moved: false, .. }) => {
                self.place(layout::curve_plot(size).x.value(from.0));
                Changed::Settings
            }
            Gesture::Sample(Held { index, fresh: false, moved: false, .. }) => self.remove(index),
            _ => Changed::Picture,
        }
    }

    /// The system took the pointer away.
    pub(super) fn cancel(&mut self) -> Changed {
        match std::mem::take(&mut self.hand) {
            Gesture::Sample(held) => self.set_samples(held.before),
            Gesture::Curve(bend) => self.set_task(bend.before),
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
        let on_curve = !taken && bend::reaches(&plot, self.task(), at, Tip::Fine);
        let changed = (cursor, on_curve) != (self.cursor, self.on_curve);
        (self.cursor, self.on_curve) = (cursor, on_curve);
        if changed { Changed::Picture } else { Changed::Nothing }
    }

    /// A pointer leaves the panel.
    pub(super) fn leave(&mut self) -> Changed {
        let shown = self.cursor.take().is_some() || self.on_curve;
        self.on_curve = false;
        if shown { Changed::Picture } else { Changed::Nothing }
    }
}

/// Whether a pointer that came down at `from` drags by now.
fn is_drag(from: Px, at: Px) -> bool {
    distance(at, from) > SLOP
}

/// The keyboard.
impl Fit {
    fn walk(&mut self, by: f64) -> Changed {
        if let Some(index) = self.selected.sample() {
            let x = self.samples().get(index).copied().unwrap_or(0.0);
            return self.move_sample(index, x + by);
        }
        self.cursor = Some(samples::LIST.admit(self.cursor.unwrap_or(0.0) + by));
        Changed::Picture
    }

    fn enter(&mut self) -> Changed {
        if std::mem::take(&mut self.selected) != Selected::Nothing {
            return Changed::Picture;
        }
        let x = self.cursor.unwrap_or(0.0);
        self.selected = Selected::Sample(self.place(x));
        Changed::Settings
    }

    fn select(&mut self, which: Option<usize>) -> Changed {
        self.selected = which.map_or(Selected::Nothing, Selected::Sample);
        if let Some(&x) = which.and_then(|index| self.samples().get(index)) {
            self.cursor = Some(x);
        }
        Changed::Picture
    }

    /// A key in the panel of curves.
    pub(super) fn key_in_curves(&mut self, key: Key) -> Changed {
        if self.selected == Selected::Curve
            && let Some(task) = bend::nudged(self.task(), key)
        {
            self.bent = true;
            return self.set_task(task);
        }
        let sample = self.selected.sample();
        match key {
            Key::Left(stride) => self.walk(-KEY_STEP * stride.factor()),
            Key::Right(stride) => self.walk(KEY_STEP * stride.factor()),
            Key::Up(_) | Key::PageUp => self.select(samples::next(self.samples(), sample)),
            Key::Down(_) | Key::PageDown => self.select(samples::previous(self.samples(), sample)),
            Key::Home => {
                self.selected = Selected::Curve;
                Changed::Picture
            }
            Key::Enter => self.enter(),
            Key::Delete => sample.map_or(Changed::Nothing, |index| self.remove(index)),
            Key::Escape if self.selected != Selected::Nothing || self.cursor.is_some() => {
                (self.selected, self.cursor) = (Selected::Nothing, None);
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
