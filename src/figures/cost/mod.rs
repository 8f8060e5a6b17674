//! `cost`: what one meta-gradient costs, measured on the reader's own machine.

pub mod job;
mod state;
pub mod trial;
mod view;

use crate::contract::{
    Action, Button, Changed, Failure, Figure, Grip, Key, Look, Panel, Pointer, Readout, Remote,
    Settings, Tip,
};
use crate::plot::{Px, Scene, Size};
use crate::work::{Errand, Parcel};
pub use state::Cost;
use state::MEASURE;

impl Figure for Cost {
    fn name(&self) -> &'static str {
        "cost"
    }

    fn title(&self) -> &'static str {
        "The time and the memory of one meta-gradient, by the number of inner steps"
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

    /// What was measured stays; the settings only say what of it is shown.
    fn refresh(&mut self) {}

    fn pressed(&mut self, button: Button) -> Changed {
        match button {
            MEASURE => self.measure(),
            _ => Changed::Nothing,
        }
    }

    fn look(&self, button: Button) -> Look {
        self.look(button)
    }

    /// The number of inner steps follows the pointer.
    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        match pointer.action {
            Action::Down | Action::Drag => {
                self.choose(view::plot(self, pointer.panel, pointer.size).value(pointer.at).0)
            }
            _ => Changed::Nothing,
        }
    }

    fn key(&mut self, _panel: usize, key: Key) -> Changed {
        match key {
            Key::Left(_) => self.choose(self.steps() as f64 - 1.0),
            Key::Right(_) => self.choose(self.steps() as f64 + 1.0),
            _ => Changed::Nothing,
        }
    }

    fn grip(&self, panel: usize, size: Size, at: Px, _tip: Tip) -> Grip {
        if view::plot(self, panel, size).rect.contains(at) { Grip::Place } else { Grip::Nothing }
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        view::scene(self, panel, size)
    }

    fn readouts(&self) -> Vec<Readout> {
        view::readouts(self)
    }

    fn describe(&self) -> String {
        view::describe(self)
    }

    fn notice(&self) -> Option<String> {
        self.job.notice()
    }

    fn remote(&mut self) -> Option<&mut dyn Remote> {
        Some(self)
    }
}

impl Remote for Cost {
    fn errands(&mut self) -> Vec<Errand> {
        self.job.errands()
    }

    fn hear(&mut self, job: u32, parcel: &Parcel) -> Changed {
        self.take(job, parcel)
    }

    fn fail(&mut self, failure: Failure) -> Changed {
        self.job.fail(failure)
    }
}
