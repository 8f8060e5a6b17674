//! `imaml-loss`: a task's loss, with a spring that ties φ to θ.

mod state;
mod view;

use crate::contract::{Button, Changed, Figure, Grip, Key, Panel, Pointer, Readout, Settings, Tip};
use crate::figures::kit::dragged::{self, Dragged};
use crate::figures::kit::square::{self, Drag};
use crate::figures::kit::{controls, proximal};
use crate::plot::{Plot, Px, Scene, Size};
pub use state::ImamlLoss;

impl Figure for ImamlLoss {
    fn name(&self) -> &'static str {
        "imaml-loss"
    }

    fn title(&self) -> &'static str {
        "A task’s loss with a spring between φ and θ, and where both together are lowest"
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
        if button == controls::NEW_POINTS { controls::draw_points(self) } else { Changed::Nothing }
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        dragged::pointer(self, pointer)
    }

    fn key(&mut self, panel: usize, key: Key) -> Changed {
        dragged::key(self, panel, key)
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        if panel == view::SQUARE { view::square(self, size) } else { view::losses(self, size) }
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
        (self.lambda() == 0.0).then(|| proximal::NO_SPRING.to_string())
    }
}

impl Dragged for ImamlLoss {
    fn is_in(panel: usize) -> bool {
        panel == view::SQUARE
    }

    fn plot(_panel: usize, size: Size) -> Plot {
        square::plot(size, view::RIGHT)
    }

    fn place(&self) -> [f64; 2] {
        self.theta()
    }

    fn hand(&self) -> &Drag {
        &self.hand
    }

    fn hand_mut(&mut self) -> &mut Drag {
        &mut self.hand
    }

    fn move_to(&mut self, theta: [f64; 2]) -> Changed {
        self.move_theta(theta)
    }
}
