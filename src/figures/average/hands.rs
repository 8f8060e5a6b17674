//! Hands on `average`: the answer is dragged over the curves, or up and down beside them.

use super::controls::{ANSWER, X};
use super::layout::{Axes, Plots};
use super::state::{Average, Freedom, Held};
use crate::contract::{Changed, Grip, Key, Tip};
use crate::number::held;
use crate::plot::{Px, Size, distance};

/// How far an arrow key moves the answer along x.
const KEY_STEP: f64 = 0.2;

/// How far, of the height of the plot, an arrow key moves it up or down.
const KEY_SHARE: f64 = 0.02;

impl Average {
    fn plots(&self, size: Size) -> Plots {
        Plots::new(size, &Axes::of(self.kinds()))
    }

    /// What a hand would find.
    pub(super) fn found_at(&self, at: Px, size: Size, tip: Tip) -> Grip {
        let plots = self.plots(size);
        if self.held.is_some() {
            Grip::Held
        } else if self.is_reached(&plots, at, tip) {
            Grip::Handle
        } else if freedom(&plots, at).is_some() {
            Grip::Place
        } else {
            Grip::Nothing
        }
    }

    fn is_reached(&self, plots: &Plots, at: Px, tip: Tip) -> bool {
        let handle = self.handle(plots);
        distance(handle, at) <= tip.reach()
    }

    /// Where the answer is drawn: at the edge of the plot if it lies beyond.
    pub(super) fn handle(&self, plots: &Plots) -> Px {
        let (x, y) = self.answer();
        plots.curves.rect.nearest(plots.curves.px(x, y))
    }

    /// A pointer comes down.
    pub(super) fn grab(&mut self, at: Px, size: Size, tip: Tip) -> Changed {
        let plots = self.plots(size);
        let before = self.answer();
        if self.is_reached(&plots, at, tip) {
            let handle = self.handle(&plots);
            let offset = (handle.0 - at.0, handle.1 - at.1);
            self.held = Some(Held { offset, freedom: Freedom::Plane, before });
            return Changed::Picture;
        }
        let Some(freedom) = freedom(&plots, at) else { return Changed::Nothing };
        self.held = Some(Held { offset: (0.0, 0.0), freedom, before });
        self.drag(at, size)
    }

    /// A pointer moves while it is down.
    pub(super) fn drag(&mut self, at: Px, size: Size) -> Changed {
        let Some(Held { offset, freedom, .. }) = self.held else { return Changed::Nothing };
        let at = (at.0 + offset.0, at.1 + offset.1);
        let (x, y) = self.plots(size).curves.value(at);
        let x = if freedom == Freedom::Plane { x } else { self.answer().0 };
        self.put((x, y))
    }

    /// A pointer is lifted.
    pub(super) fn release(&mut self) -> Changed {
        match self.held.take() {
            Some(_) => Changed::Picture,
            None => Changed::Nothing,
        }
    }

    /// The system took the pointer away.
    pub(super) fn cancel(&mut self) -> Changed {
        self.held.take().map_or(Changed::Nothing, |held| self.put(held.before))
    }

    /// A key in the panel.
    pub(super) fn press_key(&mut self, key: Key) -> Changed {
        let (x, y) = self.answer();
        let (low, high) = Axes::of(self.kinds()).y.domain;
        let rise = KEY_SHARE * (high - low);
        self.put(match key {
            Key::Left(stride) => (x - KEY_STEP * stride.factor(), y),
            Key::Right(stride) => (x + KEY_STEP * stride.factor(), y),
            Key::Up(stride) => (x, y + rise * stride.factor()),
            Key::Down(stride) => (x, y - rise * stride.factor()),
            Key::Enter => (x, self.mean.at(x)),
            _ => return Changed::Nothing,
        })
    }

    /// Puts the answer somewhere within what is shown, kept to thousandths so that a link
    /// stays short.
    fn put(&mut self, (x, y): (f64, f64)) -> Changed {
        let kept = |value: f64, (low, high): (f64, f64)| {
            (held(value, low, high) * 1000.0).round() / 1000.0 + 0.0
        };
        let shown = Axes::of(self.kinds()).y.domain;
        self.settings.set(X, kept(x, super::layout::X.domain));
        self.settings.set(ANSWER, kept(y, shown));
        self.moved = true;
        Changed::Settings
    }
}

/// How free an answer is that is grabbed at this place; none beside the plots.
fn freedom(plots: &Plots, at: Px) -> Option<Freedom> {
    if plots.curves.rect.contains(at) {
        Some(Freedom::Plane)
    } else if plots.values.rect.contains(at) || plots.errors.rect.contains(at) {
        Some(Freedom::Height)
    } else {
        None
    }
}
