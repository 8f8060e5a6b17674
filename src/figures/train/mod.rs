//! `train`: watch an initialisation being learned, method against method.
//!
//! The figure decides what shall be trained and shows what came of it. The training
//! itself is the work of [`job`]s, in workers that the page lends: the figure sends
//! [`Order`](protocol::Order)s and reads [`Report`]s, and knows no more of them.

mod controls;
mod curves;
pub mod entrant;
mod errors;
pub mod job;
mod naming;
mod numbers;
pub mod plan;
pub mod protocol;
mod racer;
mod state;
mod view;
mod words;

use crate::contract::{
    Button, Changed, Exchange, Failure, Figure, Look, Panel, Readout, Remote, Settings, Table,
    Weights,
};
use crate::learn::train::run::End;
use crate::plot::{Scene, Size, format};
use crate::work::{Errand, Parcel};
use controls::{CLEAR, DOWNLOAD, RESTART, START, STEP, USE};
use protocol::Report;
use racer::{Racer, Stand};
use state::State;
pub use state::Train;

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

    fn reset(&mut self) {
        self.forget();
    }

    fn pressed(&mut self, button: Button) -> Changed {
        match button {
            START if self.state == State::Running => self.pause(),
            START => self.start(),
            STEP => self.step(),
            RESTART => self.restart(),
            CLEAR => self.clear_ghosts(),
            _ => Changed::Nothing,
        }
    }

    fn look(&self, button: Button) -> Look {
        let look = button.look();
        match button {
            START => self.main_look(),
            STEP => Look { works: self.state != State::Running && !self.is_over(), ..look },
            RESTART => Look { works: self.has_begun() && !self.is_over(), ..look },
            CLEAR => Look { works: !self.ghosts.is_empty(), ..look },
            USE | DOWNLOAD => Look { works: self.network().is_some(), ..look },
            _ => look,
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
            view::CURVES => curves::scene(self, size),
            _ => errors::scene(self, size),
        }
    }

    fn readouts(&self) -> Vec<Readout> {
        numbers::readouts(self)
    }

    fn table(&self) -> Option<Table> {
        Some(numbers::table(self))
    }

    fn describe(&self) -> String {
        words::describe(self)
    }

    fn notice(&self) -> Option<String> {
        words::notice(self)
    }
}

impl Remote for Train {
    fn errands(&mut self) -> Vec<Errand> {
        self.jobs.errands()
    }

    fn hear(&mut self, job: u32, parcel: &Parcel) -> Changed {
        Report::from_parcel(parcel).map_or(Changed::Nothing, |report| self.take(job, report))
    }

    fn fail(&mut self, failure: Failure) -> Changed {
        self.jobs.fail(failure);
        if failure != Failure::Late {
            self.lose_jobs();
        }
        Changed::Picture
    }
}

impl Train {
    /// Whose network is seen, and how it stands.
    fn network(&self) -> Option<(&Racer, &Stand)> {
        let at = self.looked_back_to();
        let racer = self.main_racer()?;
        // What was before it diverged is sound.
        let sound = at.is_some() || racer.end != Some(End::Diverged);
        sound.then(|| (racer, racer.stand(at)))
    }
}

impl Exchange for Train {
    fn give(&self) -> Option<Weights> {
        let (racer, stand) = self.network()?;
        Some(Weights {
            values: stand.theta.clone(),
            activation: racer.plan.problem.activation,
            rates: Vec::new(),
            origin: [
                "the network that ",
                racer.plan.entrant.name(),
                " trained on ",
                &format::counted(stand.tasks_seen, "task"),
                " in the figure below",
            ]
            .concat(),
        })
    }
}
