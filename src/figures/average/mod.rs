//! `average`: the best single answer to many tasks is the average of their curves.
//!
//! Two tasks that contradict each other, or many drawn from p(τ); their average, and an
//! answer in the reader's hand, whose squared error is least where it lies on the average.

mod controls;
mod hands;
mod layout;
mod state;
mod view;
mod wave;

use crate::contract::{
    Action, Button, Changed, Complaint, Figure, Grip, Key, Panel, Pointer, Readout, Settings, Tip,
};
use crate::figures::kit::controls::next_seed;
use crate::plot::{Px, Scene, Size};
use controls::{DISTANCE, Kinds, LAST_SEED, NETWORK, OTHERS, PHASES, SEED, TASKS};
pub use state::Average;

impl Figure for Average {
    fn name(&self) -> &'static str {
        "average"
    }

    fn title(&self) -> &'static str {
        "The average of many tasks, the best single answer to them"
    }

    fn panels(&self) -> &'static [Panel] {
        &layout::PANELS
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

    /// A hand on what only one kind of tasks has brings tasks of that kind.
    fn set(&mut self, key: &str, text: &str) -> Result<Option<Complaint>, Complaint> {
        let outcome = self.settings.read(key, text)?;
        if key == DISTANCE.key() {
            self.settings.set(PHASES, Kinds::Opposed);
        } else if [TASKS.key(), SEED.key(), NETWORK.key()].contains(&key) {
            self.settings.set(PHASES, Kinds::Drawn);
        }
        self.refresh();
        Ok(outcome)
    }

    fn pressed(&mut self, button: Button) -> Changed {
        if button != OTHERS {
            return Changed::Nothing;
        }
        let seed = next_seed(self.settings.get(SEED), LAST_SEED);
        self.settings.set(SEED, seed);
        self.settings.set(PHASES, Kinds::Drawn);
        self.refresh();
        Changed::Settings
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let Pointer { size, at, action, tip, .. } = *pointer;
        match action {
            Action::Down => self.grab(at, size, tip),
            Action::Drag => self.drag(at, size),
            Action::Up => self.release(),
            Action::Cancel => self.cancel(),
            Action::Hover | Action::Leave => Changed::Nothing,
        }
    }

    fn key(&mut self, _panel: usize, key: Key) -> Changed {
        self.press_key(key)
    }

    fn scene(&self, _panel: usize, size: Size) -> Scene {
        view::curves(self, size)
    }

    fn grip(&self, _panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        self.found_at(at, size, tip)
    }

    fn readouts(&self) -> Vec<Readout> {
        view::readouts(self)
    }

    fn describe(&self) -> String {
        view::describe(self)
    }

    fn announcement(&self, _panel: usize) -> Option<String> {
        Some(view::announcement(self))
    }
}
