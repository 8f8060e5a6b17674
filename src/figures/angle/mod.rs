//! `angle`: how far FOMAML's direction is from MAML's while a network is meta-trained.

pub mod job;
mod state;
mod view;

use crate::contract::{Button, Changed, Failure, Figure, Look, Panel, Readout, Remote, Settings};
use crate::plot::{Scene, Size};
use crate::work::{Errand, Parcel};
pub use state::Angle;
use state::{AGAIN, RUN};

impl Figure for Angle {
    fn name(&self) -> &'static str {
        "angle"
    }

    fn title(&self) -> &'static str {
        "The angle between MAML’s and FOMAML’s meta-gradient while a network is meta-trained"
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
            RUN => self.run(),
            AGAIN => self.run_from_another_start(),
            _ => Changed::Nothing,
        }
    }

    fn look(&self, button: Button) -> Look {
        self.look(button)
    }

    fn scene(&self, _panel: usize, size: Size) -> Scene {
        view::scene(self, size)
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

impl Remote for Angle {
    fn errands(&mut self) -> Vec<Errand> {
        self.job.errands()
    }

    fn hear(&mut self, job: u32, parcel: &Parcel) -> Changed {
        self.take(job, parcel)
    }

    fn fail(&mut self, failure: Failure) -> Changed {
        self.lose(failure)
    }
}
