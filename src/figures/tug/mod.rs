//! `tug`: pull at one point of a curve, and see what moves.

mod response;
mod state;
mod view;

use crate::contract::{
    Action, Changed, Figure, Grip, Key, Panel, Pointer, Readout, Settings, Stride, Tip,
};
use crate::plot::{Px, Scene, Size, distance};
use state::Held;
pub use state::Tug;

/// How far an arrow key moves a pull.
const KEY_STEP: f64 = 0.5;

impl Figure for Tug {
    fn name(&self) -> &'static str {
        "tug"
    }

    fn title(&self) -> &'static str {
        "How the curves of two networks respond to a pull at one point"
    }

    fn panels(&self) -> &'static [Panel] {
        &view::PANELS
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    fn refresh(&mut self) {
        self.follow_settings();
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let Pointer { panel, size, at, action, tip } = *pointer;
        match action {
            Action::Down => self.grab(panel, size, at, tip),
            Action::Drag => match self.hand {
                Some(Held { offset, .. }) => {
                    self.bring(panel, size, (at.0 + offset.0, at.1 + offset.1))
                }
                None => Changed::Nothing,
            },
            Action::Up if self.hand.take().is_some() => Changed::Picture,
            Action::Cancel => {
                self.hand.take().map_or(Changed::Nothing, |held| self.set_pull(held.before))
            }
            Action::Up | Action::Hover | Action::Leave => Changed::Nothing,
        }
    }

    fn key(&mut self, _panel: usize, key: Key) -> Changed {
        let by = |stride: Stride| KEY_STEP * stride.factor();
        let (x, y) = self.pull();
        let pull = match key {
            Key::Left(stride) => (x - by(stride), y),
            Key::Right(stride) => (x + by(stride), y),
            Key::Up(stride) => (x, y + by(stride)),
            Key::Down(stride) => (x, y - by(stride)),
            Key::PageUp | Key::PageDown if self.pulls().len() > 1 => {
                self.chosen = 1 - self.chosen;
                return Changed::Picture;
            }
            _ => return Changed::Nothing,
        };
        self.set_pull(pull)
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        view::panel(self, panel.min(1), size)
    }

    fn grip(&self, panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        match (self.hand, self.reached(panel, size, at, tip)) {
            (Some(_), _) => Grip::Held,
            (None, Some(_)) => Grip::Handle,
            (None, None) if view::plot(size).rect.contains(at) => Grip::Place,
            (None, None) => Grip::Nothing,
        }
    }

    fn readouts(&self) -> Vec<Readout> {
        view::readouts(self)
    }

    fn describe(&self) -> String {
        view::describe(self)
    }

    fn announcement(&self, _panel: usize) -> Option<String> {
        Some(view::at_hand(self))
    }
}

/// Hands.
impl Tug {
    /// The pull whose handle a pointer reaches, and where that handle is.
    fn reached(&self, panel: usize, size: Size, at: Px, tip: Tip) -> Option<(usize, Px)> {
        let handles = view::handles(self, panel.min(1), size).into_iter().enumerate();
        let away = |handle: Px| distance(handle, at);
        handles
            .filter(|(_, handle)| away(*handle) <= tip.reach())
            .min_by(|a, b| away(a.1).total_cmp(&away(b.1)))
    }

    fn grab(&mut self, panel: usize, size: Size, at: Px, tip: Tip) -> Changed {
        if let Some((chosen, handle)) = self.reached(panel, size, at, tip) {
            self.chosen = chosen;
            let offset = (handle.0 - at.0, handle.1 - at.1);
            self.hand = Some(Held { before: self.pull(), offset });
            return Changed::Picture;
        }
        if !view::plot(size).rect.contains(at) {
            return Changed::Nothing;
        }
        // Elsewhere in the plot the pull comes to the pointer.
        self.hand = Some(Held { before: self.pull(), offset: (0.0, 0.0) });
        self.bring(panel, size, at)
    }

    /// Brings the pull in hand to a point of a panel.
    fn bring(&mut self, panel: usize, size: Size, at: Px) -> Changed {
        let (x, y) = view::plot(size).value(at);
        let x = x.clamp(-5.0, 5.0);
        self.set_pull((x, y - self.nets[panel.min(1)].at(x)))
    }
}
