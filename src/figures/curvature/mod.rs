//! `curvature`: what a first-order method does not see.

mod state;
mod view;

use crate::contract::{Button, Changed, Figure, Grip, Key, Panel, Pointer, Readout, Settings, Tip};
use crate::figures::kit::square;
use crate::plot::{Px, Scene, Size};
pub use state::Curvature;
use state::{BOWL, PLANE, SADDLE, VALLEY};

impl Figure for Curvature {
    fn name(&self) -> &'static str {
        "curvature"
    }

    fn title(&self) -> &'static str {
        "A curved surface, the way downhill, and the way that a first-order method takes"
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
        match button {
            PLANE => self.bend([0.0, 0.0, 0.0]),
            BOWL => self.bend([0.4, 0.0, 0.4]),
            VALLEY => self.bend([0.25, -0.25, 0.25]),
            SADDLE => self.bend([0.4, 0.0, -0.4]),
            _ => Changed::Nothing,
        }
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let plot = square::plot(pointer.size, view::RIGHT);
        let before = self.hand;
        match self.hand.moved(&plot, self.at(), pointer) {
            Some(at) => self.move_to(at),
            None if self.hand != before => Changed::Picture,
            None => Changed::Nothing,
        }
    }

    fn key(&mut self, _panel: usize, key: Key) -> Changed {
        square::walked(self.at(), key).map_or(Changed::Nothing, |at| self.move_to(at))
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        if panel == 0 { view::surface(self, size) } else { view::angles(self, size) }
    }

    fn grip(&self, _panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        square::grip(&square::plot(size, view::RIGHT), &self.hand, self.at(), at, tip)
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
