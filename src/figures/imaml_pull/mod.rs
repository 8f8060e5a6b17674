//! `imaml-pull`: a task's loss, with a spring that ties φ to θ.

mod state;
mod view;

use crate::contract::{Button, Changed, Figure, Grip, Key, Panel, Pointer, Readout, Settings, Tip};
use crate::figures::kit::{controls, square};
use crate::plot::{Px, Scene, Size};
pub use state::ImamlPull;

impl Figure for ImamlPull {
    fn name(&self) -> &'static str {
        "imaml-pull"
    }

    fn title(&self) -> &'static str {
        "Where a task’s gradient and the pull towards θ cancel, and the implicit gradient there"
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

    fn pressed(&mut self, button: Button) -> Changed {
        if button != controls::NEW_POINTS {
            return Changed::Nothing;
        }
        controls::draw_points(&mut self.settings);
        self.refresh();
        Changed::Settings
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        if pointer.panel != view::SQUARE {
            return Changed::Nothing;
        }
        let plot = square::plot(pointer.size, view::RIGHT);
        let before = self.hand;
        match self.hand.moved(&plot, self.theta(), pointer) {
            Some(theta) => self.move_theta(theta),
            None if self.hand != before => Changed::Picture,
            None => Changed::Nothing,
        }
    }

    fn key(&mut self, panel: usize, key: Key) -> Changed {
        match square::walked(self.theta(), key).filter(|_| panel == view::SQUARE) {
            Some(theta) => self.move_theta(theta),
            None => Changed::Nothing,
        }
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        if panel == view::SQUARE { view::square(self, size) } else { view::gradients(self, size) }
    }

    fn grip(&self, panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        if panel != view::SQUARE {
            return Grip::Nothing;
        }
        square::grip(&square::plot(size, view::RIGHT), &self.hand, self.theta(), at, tip)
    }

    fn readouts(&self) -> Vec<Readout> {
        view::readouts(self)
    }

    fn describe(&self) -> String {
        view::describe(self)
    }

    fn notice(&self) -> Option<String> {
        view::notice(self)
    }
}
