//! `two-tasks`: where would MAML put θ?

mod drive;
mod state;
mod view;

use crate::contract::{Button, Changed, Figure, Grip, Key, Panel, Pointer, Readout, Settings, Tip};
use crate::figures::kit::{controls, square};
use crate::plot::{Px, Scene, Size};
use drive::Driver;
pub use state::TwoTasks;
use state::{DRIVE_MAML, DRIVE_PRETRAINING};

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

    fn pressed(&mut self, button: Button) -> Changed {
        match button {
            DRIVE_MAML => self.start(Driver::Maml),
            DRIVE_PRETRAINING => self.start(Driver::Pretraining),
            controls::NEW_POINTS => {
                controls::draw_points(&mut self.settings);
                self.refresh();
                Changed::Settings
            }
            _ => Changed::Nothing,
        }
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let plot = square::plot(pointer.size, view::RIGHT);
        let before = self.hand;
        match self.hand.moved(&plot, self.theta(), pointer) {
            Some(theta) => {
                self.stop();
                self.move_theta(theta)
            }
            None if self.hand != before => {
                self.stop();
                Changed::Picture
            }
            None => Changed::Nothing,
        }
    }

    fn key(&mut self, _panel: usize, key: Key) -> Changed {
        match square::walked(self.theta(), key) {
            Some(theta) => {
                self.stop();
                self.move_theta(theta)
            }
            None => Changed::Nothing,
        }
    }

    fn tick(&mut self, milliseconds: f64) -> Changed {
        self.advance(milliseconds)
    }

    fn animating(&self) -> bool {
        self.drive.is_some()
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        view::task(self, panel.min(1), size)
    }

    fn grip(&self, _panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        square::grip(&square::plot(size, view::RIGHT), &self.hand, self.theta(), at, tip)
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
        self.notice.clone()
    }
}
