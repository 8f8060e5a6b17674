//! `train`: watch an initialisation being learned, method against method.
//!
//! The figure decides what shall be trained and shows what came of it. The training
//! itself is the work of [`job`]s, in workers that the page lends: the figure sends
//! [`Order`](protocol::Order)s and reads [`Report`]s, and knows no more of them.

mod controls;
pub mod entrant;
pub mod job;
pub mod pace;
pub mod plan;
pub mod protocol;
mod state;
mod view;

use crate::contract::{
    Button, Changed, Exchange, Failure, Figure, Panel, Readout, Remote, Settings, Weights,
};
use crate::learn::train::run::End;
use crate::plot::{Scene, Size, format};
use crate::work::{Errand, Parcel};
use controls::{PAUSE, RESTART, START, STEP};
use protocol::Report;
pub use state::Train;
use state::{LATE, State};

impl Figure for Train {
    fn name(&self) -> &'static str {
        "train"
    }

    fn title(&self) -> &'static str {
        "Meta-training from a random start, and its error on held-out tasks"
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
            START => self.start(),
            PAUSE => self.pause(),
            STEP => self.step(),
            RESTART => {
                self.start_again();
                self.start()
            }
            _ => Changed::Nothing,
        }
    }

    fn remote(&mut self) -> Option<&mut dyn Remote> {
        Some(self)
    }

    fn exchange(&mut self) -> Option<&mut dyn Exchange> {
        Some(self)
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        match panel {
            view::CURVES => view::curves(self, size),
            _ => view::errors(self, size),
        }
    }

    fn readouts(&self) -> Vec<Readout> {
        view::readouts(self)
    }

    fn describe(&self) -> String {
        view::describe(self)
    }

    fn notice(&self) -> Option<String> {
        self.notice.clone().or_else(|| view::trouble(self))
    }
}

impl Remote for Train {
    fn errands(&mut self) -> Vec<Errand> {
        std::mem::take(&mut self.outbox)
    }

    fn hear(&mut self, job: u32, parcel: &Parcel) -> Changed {
        let racer = self.racers.iter_mut().find(|racer| racer.job == Some(job));
        // A report of a run that is forgotten comes too late.
        let (Some(racer), Some(report)) = (racer, Report::from_parcel(parcel)) else {
            return Changed::Nothing;
        };
        racer.take(report);
        // Late is better than never.
        self.notice = self.notice.take().filter(|notice| notice != LATE);
        if self.state == State::Running && self.is_over() {
            self.state = State::Paused;
        }
        Changed::Picture
    }

    fn fail(&mut self, failure: Failure) -> Changed {
        self.notice = Some(
            match failure {
                Failure::NoWorker => {
                    "Training needs a worker, and your browser started none. The other figures \
                     work without."
                }
                Failure::Died => {
                    "The worker that trained has died, and its run with it. Start begins again."
                }
                Failure::Late => LATE,
            }
            .into(),
        );
        if failure != Failure::Late {
            self.start_again();
            self.outbox.clear();
        }
        Changed::Picture
    }
}

impl Exchange for Train {
    fn give(&self) -> Option<Weights> {
        let racer = self.main_racer().filter(|racer| racer.end != Some(End::Diverged))?;
        Some(Weights {
            values: racer.theta.clone(),
            activation: racer.plan.problem.activation,
            origin: format!(
                "the network that {} trained on {} in the figure below",
                racer.plan.entrant.name(),
                format::counted(racer.tasks_seen, "task")
            ),
        })
    }
}
