//! `curvature`: what a first-order method does not see.

mod state;
mod view;

use crate::contract::{Button, Changed, Figure, Grip, Key, Panel, Pointer, Readout, Settings, Tip};
use crate::figures::kit::dragged::{self, Dragged};
use crate::figures::kit::square::{self, Drag};
use crate::plot::{Plot, Px, Scene, Size};
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
        dragged::pointer(self, pointer)
    }

    fn key(&mut self, panel: usize, key: Key) -> Changed {
        dragged::key(self, panel, key)
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        if panel == 0 { view::surface(self, size) } else { view::angles(self, size) }
    }

    fn grip(&self, panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        dragged::grip(self, panel, size, at, tip)
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

impl Dragged for Curvature {
    fn plot(_panel: usize, size: Size) -> Plot {
        square::plot(size, view::RIGHT)
    }

    fn place(&self) -> [f64; 2] {
        self.at()
    }

    fn hand(&self) -> &Drag {
        &self.hand
    }

    fn hand_mut(&mut self) -> &mut Drag {
        &mut self.hand
    }

    fn move_to(&mut self, place: [f64; 2]) -> Changed {
        self.put(place)
    }
}
