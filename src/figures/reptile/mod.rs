//! `reptile`: θ moves towards where fine-tuning ends.

pub mod run;
mod state;
mod view;

use crate::contract::{
    Button, Changed, Figure, Grip, Key, Look, Panel, Pointer, Readout, Settings, Tip,
};
use crate::figures::kit::{controls, square};
use crate::plot::{Px, Scene, Size};
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
            controls::NEW_POINTS => {
                controls::draw_points(&mut self.settings);
                self.refresh();
                Changed::Settings
            }
            _ => Changed::Nothing,
        }
    }

    fn look(&self, button: Button) -> Look {
        if button == RUN { self.look(button) } else { button.look() }
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
        self.notice.clone()
    }
}
