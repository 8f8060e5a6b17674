//! `two-tasks`: where would MAML put θ?

mod drive;
mod hands;
mod state;
mod view;

use crate::contract::{
    Action, Button, Changed, Complaint, Figure, Grip, Key, Look, Panel, Pointer, Readout, Settings,
    Tip,
};
use crate::figures::kit::{controls, square};
use crate::plot::{Px, Scene, Size};
use state::THETA;
pub use state::TwoTasks;

impl Figure for TwoTasks {
    fn name(&self) -> &'static str {
        "two-tasks"
    }

    fn title(&self) -> &'static str {
        "The losses of two tasks, and where one step of fine-tuning takes θ"
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

    fn set(&mut self, key: &str, text: &str) -> Result<Option<Complaint>, Complaint> {
        let outcome = self.settings.read(key, text)?;
        // By hand θ is the reader's, as in the picture.
        if key == THETA.key() {
            self.take_wheel();
        }
        self.refresh();
        Ok(outcome)
    }

    fn pressed(&mut self, button: Button) -> Changed {
        match self.wheel_of(button) {
            Some(wheel) => self.drive(wheel),
            // The only other button.
            None => controls::draw_points(self),
        }
    }

    fn look(&self, button: Button) -> Look {
        self.look_of(button)
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let plot = square::plot(pointer.size, view::RIGHT);
        let before = self.hand;
        let moved = self.hand.moved(&plot, self.theta, pointer);
        if self.hand != before && self.hand.grip() == Grip::Held {
            self.grab();
        }
        match moved {
            Some(_) if pointer.action == Action::Cancel => self.let_go(),
            Some(theta) => self.move_theta(theta),
            None if self.hand != before => Changed::Settings,
            None => Changed::Nothing,
        }
    }

    fn key(&mut self, _panel: usize, key: Key) -> Changed {
        square::walked(self.theta, key).map_or(Changed::Nothing, |theta| self.move_theta(theta))
    }

    fn tick(&mut self, milliseconds: f64) -> Changed {
        self.advance(milliseconds)
    }

    fn animating(&self) -> bool {
        self.is_driving()
    }

    fn next_still(&mut self) -> Changed {
        self.advance_to_next_still()
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        view::task(self, panel.min(1), size)
    }

    fn grip(&self, _panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        square::grip(&square::plot(size, view::RIGHT), &self.hand, self.theta, at, tip)
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

    fn notice(&self) -> Option<String> {
        self.notice.clone().or_else(|| view::trouble(self))
    }
}
