//! `train-drawings`: watch a network learn to tell drawings apart, from random weights on.

mod accuracy;
pub mod job;
pub mod look;
mod state;
mod trial;
mod view;

use crate::contract::{Button, Changed, Failure, Figure, Look, Panel, Readout, Remote, Settings};
use crate::figures::kit::told_apart::{Glyphs, ToldApart};
use crate::plot::{Scene, Size};
use crate::work::{Errand, Parcel};
pub use state::TrainDrawings;
use state::{AGAIN, RUN};

impl Figure for TrainDrawings {
    fn name(&self) -> &'static str {
        "train-drawings"
    }

    fn title(&self) -> &'static str {
        "A network that learns to tell drawings apart, and how often it is right"
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
        self.forget();
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
            view::TASK => {
                let trial = &self.trial;
                let task = ToldApart {
                    support: Glyphs::Strokes(&trial.drawn[0]),
                    query: Glyphs::Strokes(&trial.drawn[1]),
                    before: &trial.before,
                    after: &trial.after,
                };
                let mut scene = Scene::new(size);
                task.draw(&mut scene, size);
                scene
            }
            _ => accuracy::scene(self, size),
        }
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

impl Remote for TrainDrawings {
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
