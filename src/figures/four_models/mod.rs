//! `four-models`: MAML teaches one model after the other, by the same few lines.

pub mod job;
mod losses;
pub mod run;
mod state;
pub mod subject;
mod task;
mod view;

use crate::contract::{Button, Changed, Failure, Figure, Look, Panel, Readout, Remote, Settings};
use crate::plot::{Scene, Size};
use crate::work::{Errand, Parcel};
pub use state::FourModels;
use state::{AGAIN, RUN};

impl Figure for FourModels {
    fn name(&self) -> &'static str {
        "four-models"
    }

    fn title(&self) -> &'static str {
        "MAML on a model of your choice: one of its tasks, and its losses before and after a step"
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

    fn reset(&mut self) {
        self.begin_anew();
    }

    fn pressed(&mut self, button: Button) -> Changed {
        match button {
            RUN => self.run(),
            AGAIN => self.run_from_another_start(),
            _ => Changed::Nothing,
        }
    }

    fn look(&self, button: Button) -> Look {
        self.look(button)
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        match panel {
            view::TASK => task::scene(self, size),
            _ => losses::scene(self, size),
        }
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

    fn remote(&mut self) -> Option<&mut dyn Remote> {
        Some(self)
    }
}

impl Remote for FourModels {
    fn errands(&mut self) -> Vec<Errand> {
        self.jobs.errands()
    }

    fn hear(&mut self, job: u32, parcel: &Parcel) -> Changed {
        self.take(job, parcel)
    }

    fn fail(&mut self, failure: Failure) -> Changed {
        self.lose(failure)
    }
}
