//! What `train` knows: who trains, how far each has come, what workers shall do.

use super::controls::race_of;
use super::controls::{AXIS, EVAL_STEPS, METHOD, SPEED};
use super::entrant::Entrant;
use super::pace::Pace;
use super::plan::Plan;
use super::protocol::{Brief, Order, Report};
use super::{controls, job};
use crate::contract::{Changed, Settings};
use crate::learn::train::evaluate::HeldOutError;
use crate::learn::train::run::End;
use crate::work::Errand;
use std::iter;

/// What is said while a worker keeps silent.
pub(super) const LATE: &str = "The worker has not answered for a while; the machine may be busy.";

/// The figure: who trains, how far each has come, and what is to be said to workers.
pub struct Train {
    pub(super) settings: Settings,
    /// The settings that the runs were begun with.
    basis: Settings,
    pub(super) racers: Vec<Racer>,
    pub(super) state: State,
    /// The number of the next job.
    next_job: u32,
    pub(super) outbox: Vec<Errand>,
    pub(super) notice: Option<String>,
}

/// Whether the runs go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// At the start; no worker has been asked for anything.
    Fresh,
    Running,
    Paused,
}

/// One method's run.
#[derive(Clone, Debug)]
pub(super) struct Racer {
    pub(super) plan: Plan,
    /// The number of its job; `None` before workers know of it.
    pub(super) job: Option<u32>,
    pub(super) meta_steps: u64,
    pub(super) tasks_seen: u64,
    pub(super) seconds: f64,
    /// The inner rate to fine-tune with, as the worker says.
    pub(super) rate: f64,
    pub(super) theta: Vec<f32>,
    pub(super) curve: Vec<Measured>,
    pub(super) end: Option<End>,
}

/// A measurement on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measured {
    pub(super) tasks_seen: u64,
    pub(super) seconds: f64,
    pub(super) error: HeldOutError,
}

impl Racer {
    /// A racer before its start, its θ drawn as the run will draw it.
    pub(super) fn new(plan: Plan) -> Self {
        let theta = plan.problem.start(plan.seed);
        let rate = plan.rate;
        Self {
            plan,
            job: None,
            meta_steps: 0,
            tasks_seen: 0,
            seconds: 0.0,
            rate,
            theta,
            curve: Vec::new(),
            end: None,
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.end.is_some()
    }

    pub(super) fn take(&mut self, report: Report) {
        self.meta_steps = report.meta_steps;
        self.tasks_seen = report.tasks_seen;
        self.seconds = report.seconds;
        self.rate = report.rate;
        self.end = report.end;
        if report.theta.iter().all(|value| value.is_finite()) {
            self.theta = report.theta;
        }
        if let Some(error) = report.error {
            let (tasks_seen, seconds) = (report.tasks_seen, report.seconds);
            // What is measured again, after single steps or a pause, is not drawn twice.
            self.curve.retain(|earlier| earlier.tasks_seen != tasks_seen);
            self.curve.push(Measured { tasks_seen, seconds, error });
        }
    }
}

impl Default for Train {
    fn default() -> Self {
        let settings = Settings::new(&controls::CONTROLS);
        Self {
            racers: racers(&settings),
            basis: settings.clone(),
            settings,
            state: State::Fresh,
            next_job: 1,
            outbox: Vec::new(),
            notice: None,
        }
    }
}

impl Train {
    /// Computes anew what follows from the settings.
    pub(super) fn follow_settings(&mut self) {
        self.notice = None;
        let changed = self.settings.changed_from(&self.basis);
        let goes_on = [SPEED.key(), AXIS.key(), EVAL_STEPS.key()];
        if changed.iter().any(|key| !goes_on.contains(key)) {
            self.restart_with_new_settings();
            return;
        }
        if changed.contains(&EVAL_STEPS.key()) {
            self.measure_anew();
        }
        if changed.contains(&SPEED.key()) && self.state == State::Running {
            self.order_all(Order::Go(self.pace()));
        }
        self.basis = self.settings.clone();
    }

    /// The racer whose curves are shown and whose numbers are read out.
    pub(super) fn main_racer(&self) -> Option<&Racer> {
        self.racers.first()
    }

    pub(super) fn pace(&self) -> Pace {
        self.settings.get(SPEED)
    }

    /// Orders the same of all runs that workers know of and that are not over.
    fn order_all(&mut self, order: Order) {
        for job in self.racers.iter().filter(|racer| !racer.is_over()).filter_map(|racer| racer.job)
        {
            self.outbox.push(Errand::Tell(job, order.to_parcel()));
        }
    }

    /// Has workers begin the runs that they do not know of yet.
    pub(super) fn begin(&mut self) {
        let link = self.link();
        for index in 0..self.racers.len() {
            if self.racers[index].job.is_none() {
                let job = self.next_job;
                self.next_job = self.next_job.wrapping_add(1).max(1);
                self.racers[index].job = Some(job);
                let brief = Brief { entrant: self.racers[index].plan.entrant, link: link.clone() };
                let (kind, brief) = (job::KIND.into(), brief.to_parcel());
                self.outbox.push(Errand::Begin { job, kind, brief });
            }
        }
    }

    pub(super) fn link(&self) -> String {
        crate::contract::link::write(self)
    }

    pub(super) fn start(&mut self) -> Changed {
        if self.is_over() {
            self.start_again();
        }
        self.begin();
        self.order_all(Order::Go(self.pace()));
        self.state = State::Running;
        self.notice = None;
        Changed::Picture
    }

    pub(super) fn pause(&mut self) -> Changed {
        if self.state != State::Running {
            return Changed::Nothing;
        }
        self.order_all(Order::Pause);
        self.state = State::Paused;
        Changed::Picture
    }

    pub(super) fn step(&mut self) -> Changed {
        self.begin();
        self.order_all(Order::Pause);
        self.order_all(Order::Step);
        self.state = State::Paused;
        self.notice = None;
        Changed::Picture
    }

    /// Forgets all runs and goes back to the start of the same plan.
    pub(super) fn start_again(&mut self) {
        self.outbox.extend(self.racers.iter().filter_map(|racer| racer.job).map(Errand::End));
        self.racers = racers(&self.settings);
        self.basis = self.settings.clone();
        self.state = State::Fresh;
    }

    /// All runs are over.
    pub(super) fn is_over(&self) -> bool {
        self.racers.iter().all(Racer::is_over)
    }

    /// What the reader changed asks for new runs; those that were running go on
    /// running from the start.
    fn restart_with_new_settings(&mut self) {
        let (state, begun) = (self.state, self.racers.iter().any(|racer| racer.meta_steps > 0));
        self.start_again();
        if state == State::Running {
            self.start();
        }
        self.notice = begun.then(|| "New settings: the run begins again at its start.".into());
    }

    fn measure_anew(&mut self) {
        let eval_steps = self.settings.get(EVAL_STEPS);
        for racer in &mut self.racers {
            racer.curve.clear();
            racer.plan.eval_steps = eval_steps;
        }
        // Runs that are over can still be measured.
        for job in self.racers.iter().filter_map(|racer| racer.job) {
            self.outbox.push(Errand::Tell(job, Order::Measure(eval_steps).to_parcel()));
        }
    }
}

/// The racers that `settings` ask for: the chosen method first, then its rivals.
pub(super) fn racers(settings: &Settings) -> Vec<Racer> {
    let chosen = settings.get(METHOD);
    let races = |entrant: &Entrant| *entrant != chosen && settings.get(race_of(*entrant));
    let rivals = Entrant::ALL.into_iter().filter(races);
    iter::once(chosen)
        .chain(rivals)
        .filter_map(|entrant| Plan::new(settings, entrant).ok())
        .map(Racer::new)
        .collect()
}
