//! `reptile`: θ moves towards where fine-tuning ends.

pub mod run;
mod state;
mod view;

use crate::contract::{
    Button, Changed, Figure, Grip, Key, Look, Panel, Pointer, Readout, Settings, Tip,
};
use crate::figures::kit::controls;
use crate::figures::kit::dragged::{self, Dragged};
use crate::figures::kit::square::{self, Drag};
use crate::plot::{Plot, Px, Scene, Size};
use state::RUN;
pub use state::ReptileFigure;

impl Figure for ReptileFigure {
    fn name(&self) -> &'static str {
        "reptile"
    }

    fn title(&self) -> &'static str {
        "Reptile: where fine-tuning leads, and how far the start follows"
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
            RUN => self.start_or_stop(),
            controls::NEW_POINTS => controls::draw_points(self),
            _ => Changed::Nothing,
        }
    }

    fn look(&self, button: Button) -> Look {
        if button == RUN { self.look(button) } else { button.look() }
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        dragged::pointer(self, pointer)
    }

    fn key(&mut self, panel: usize, key: Key) -> Changed {
        dragged::key(self, panel, key)
    }

    fn tick(&mut self, milliseconds: f64) -> Changed {
        self.advance(milliseconds)
    }

    fn animating(&self) -> bool {
        self.is_running()
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
        self.notice.clone()
    }
}

impl Dragged for ReptileFigure {
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
