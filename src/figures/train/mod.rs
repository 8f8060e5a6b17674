//! `train`: watch an initialisation being learned, method against method.
//!
//! The figure decides what shall be trained and shows what came of it. The training
//! itself is the work of [`job`]s, in workers that the page lends: the figure sends
//! [`Order`]s and reads [`Report`]s, and knows no more of them.

mod controls;
pub mod file;
pub mod job;
pub mod pace;
mod plan;
pub mod protocol;
pub mod run;
mod view;

use std::iter;

use crate::contract::{
    Button, Changed, Exchange, Failure, Figure, Panel, Readout, Remote, Settings, Weights,
};
use crate::learn::train::evaluate::HeldOutError;
use crate::plot::{Scene, Size};
use crate::work::{Errand, Parcel};
use controls::{AXIS, EVAL_STEPS, METHOD, PAUSE, RESTART, SPEED, START, STEP};
use pace::Pace;
use plan::{Entrant, Plan};
use protocol::{Brief, Order, Report};
use run::End;

/// What is said while a worker keeps silent.
const LATE: &str = "The worker has not answered for a while; the machine may be busy.";

/// The figure: who trains, how far each has come, and what is to be said to workers.
pub struct Train {
    settings: Settings,
    /// The settings that the runs were begun with.
    basis: Settings,
    lanes: Vec<Lane>,
    state: State,
    /// The number of the next job.
    next_job: u32,
    outbox: Vec<Errand>,
    notice: Option<String>,
}

/// Whether the runs go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the start; no worker has been asked for anything.
    Fresh,
    Running,
    Paused,
}

/// One method's run.
#[derive(Clone, Debug)]
struct Lane {
    plan: Plan,
    /// The number of its job; `None` before workers know of it.
    job: Option<u32>,
    meta_steps: u64,
    tasks_seen: u64,
    seconds: f64,
    /// The inner rate to fine-tune with, as the worker says.
    rate: f64,
    theta: Vec<f32>,
    curve: Vec<Measured>,
    end: Option<End>,
}

/// A measurement on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Measured {
    tasks_seen: u64,
    seconds: f64,
    error: HeldOutError,
}

impl Lane {
    /// A lane before its start, its θ drawn as the run will draw it.
    fn new(plan: Plan) -> Self {
        let theta = run::first_parameters(&plan);
        let rate = plan.rate();
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

    fn is_over(&self) -> bool {
        self.end.is_some()
    }

    fn take(&mut self, report: Report) {
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
            // The last measurement is of more tasks and takes the place of a quick one.
            self.curve.retain(|earlier| earlier.tasks_seen != tasks_seen);
            self.curve.push(Measured { tasks_seen, seconds, error });
        }
    }
}

impl Default for Train {
    fn default() -> Self {
        let settings = Settings::new(&controls::CONTROLS);
        Self {
            lanes: lanes(&settings),
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
    /// The lane whose curves are shown and whose numbers are read out.
    fn main_lane(&self) -> Option<&Lane> {
        self.lanes.first()
    }

    fn pace(&self) -> Pace {
        self.settings.get(SPEED)
    }

    /// Orders the same of all runs that workers know of and that are not over.
    fn order_all(&mut self, order: Order) {
        for job in self.lanes.iter().filter(|lane| !lane.is_over()).filter_map(|lane| lane.job) {
            self.outbox.push(Errand::Tell(job, order.to_parcel()));
        }
    }

    /// Has workers begin the runs that they do not know of yet.
    fn begin(&mut self) {
        let link = self.link();
        for index in 0..self.lanes.len() {
            if self.lanes[index].job.is_none() {
                let job = self.next_job;
                self.next_job = self.next_job.wrapping_add(1).max(1);
                self.lanes[index].job = Some(job);
                let brief = Brief { entrant: self.lanes[index].plan.entrant, link: link.clone() };
                let (kind, brief) = (job::KIND.into(), brief.to_parcel());
                self.outbox.push(Errand::Begin { job, kind, brief });
            }
        }
    }

    fn link(&self) -> String {
        crate::contract::link::write(self)
    }

    fn start(&mut self) -> Changed {
        if self.is_over() {
            self.start_again();
        }
        self.begin();
        self.order_all(Order::Go(self.pace()));
        self.state = State::Running;
        self.notice = None;
        Changed::Picture
    }

    fn pause(&mut self) -> Changed {
        if self.state != State::Running {
            return Changed::Nothing;
        }
        self.order_all(Order::Pause);
        self.state = State::Paused;
        Changed::Picture
    }

    fn step(&mut self) -> Changed {
        self.begin();
        self.order_all(Order::Pause);
        self.order_all(Order::Step);
        self.state = State::Paused;
        self.notice = None;
        Changed::Picture
    }

    /// Forgets all runs and goes back to the start of the same plan.
    fn start_again(&mut self) {
        self.outbox.extend(self.lanes.iter().filter_map(|lane| lane.job).map(Errand::End));
        self.lanes = lanes(&self.settings);
        self.basis = self.settings.clone();
        self.state = State::Fresh;
    }

    /// All runs are over.
    fn is_over(&self) -> bool {
        self.lanes.iter().all(Lane::is_over)
    }

    /// What the reader changed asks for new runs; those that were running go on
    /// running from the start.
    fn restart_with_new_settings(&mut self) {
        let (state, begun) = (self.state, self.lanes.iter().any(|lane| lane.meta_steps > 0));
        self.start_again();
        if state == State::Running {
            self.start();
        }
        self.notice = begun.then(|| "New settings: the run begins again at its start.".into());
    }

    fn measure_anew(&mut self) {
        let eval_steps = self.settings.get(EVAL_STEPS);
        for lane in &mut self.lanes {
            lane.curve.clear();
            lane.plan.eval_steps = eval_steps;
        }
        // Runs that are over can still be measured.
        for job in self.lanes.iter().filter_map(|lane| lane.job) {
            self.outbox.push(Errand::Tell(job, Order::Measure(eval_steps).to_parcel()));
        }
    }
}

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
        let lane = self.lanes.iter_mut().find(|lane| lane.job == Some(job));
        // A report of a run that is forgotten comes too late.
        let (Some(lane), Some(report)) = (lane, Report::from_parcel(parcel)) else {
            return Changed::Nothing;
        };
        lane.take(report);
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
        let lane = self.main_lane().filter(|lane| lane.end != Some(End::Diverged))?;
        Some(Weights {
            values: lane.theta.clone(),
            activation: lane.plan.recipe.activation,
            origin: format!(
                "the network that {} trained on {} tasks in the figure below",
                lane.plan.entrant.name(),
                lane.tasks_seen
            ),
        })
    }
}

/// The lanes that `settings` ask for: the chosen method first, then its rivals.
fn lanes(settings: &Settings) -> Vec<Lane> {
    let chosen = settings.get(METHOD);
    let races = |entrant: &Entrant| *entrant != chosen && settings.get(entrant.race());
    let rivals = Entrant::ALL.into_iter().filter(races);
    iter::once(chosen)
        .chain(rivals)
        .filter_map(|entrant| Plan::new(settings, entrant).ok())
        .map(Lane::new)
        .collect()
}
