//! `train`: watch an initialisation being learned, method against method.
//!
//! The figure decides what shall be trained and shows what came of it. The training
//! itself is the work of [`run::Run`], in workers that the page lends: the figure
//! writes [`Order`]s and reads [`Report`]s, and knows no more of them.

mod controls;
pub mod file;
mod plan;
pub mod protocol;
pub mod run;
pub mod session;
mod view;

use crate::contract::{
    Changed, Fault, Figure, Key, Panel, Pointer, Readout, Settings, Value, Weights,
};
use crate::learn::train::evaluate::HeldOutError;
use crate::plot::{Scene, Size, format};
use plan::{Entrant, Plan};
use protocol::{Order, Pace, Report, Task};
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
    /// The number of the next run.
    next_run: u32,
    outbox: Vec<Order>,
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
    /// The number of its run; `None` before workers know of it.
    run: Option<u32>,
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
        let rate = plan.rate;
        Self {
            plan,
            run: None,
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
            lanes: lanes(&settings),
            basis: settings.clone(),
            settings,
            state: State::Fresh,
            next_run: 1,
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
        if self.settings.word("speed") == "full" { Pace::Full } else { Pace::Watch }
    }

    fn order(&mut self, run: u32, task: Task) {
        self.outbox.push(Order { run, task });
    }

    /// Orders the same of all runs that workers know of and that are not over.
    fn order_all(&mut self, task: &Task) {
        for run in self.lanes.iter().filter(|lane| !lane.is_over()).filter_map(|lane| lane.run) {
            self.outbox.push(Order { run, task: task.clone() });
        }
    }

    /// Has workers begin the runs that they do not know of yet.
    fn begin(&mut self) {
        let link = self.link();
        for index in 0..self.lanes.len() {
            if self.lanes[index].run.is_none() {
                let run = self.next_run;
                self.next_run = self.next_run.wrapping_add(1).max(1);
                self.lanes[index].run = Some(run);
                let entrant = self.lanes[index].plan.entrant;
                self.order(run, Task::Begin { entrant, link: link.clone() });
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
        self.order_all(&Task::Go(self.pace()));
        self.state = State::Running;
        self.notice = None;
        Changed::Picture
    }

    fn pause(&mut self) -> Changed {
        if self.state != State::Running {
            return Changed::Nothing;
        }
        self.order_all(&Task::Pause);
        self.state = State::Paused;
        Changed::Picture
    }

    fn step(&mut self) -> Changed {
        self.begin();
        self.order_all(&Task::Pause);
        self.order_all(&Task::Step);
        self.state = State::Paused;
        self.notice = None;
        Changed::Picture
    }

    /// Forgets all runs and goes back to the start of the same plan.
    fn start_again(&mut self) {
        for run in self.lanes.iter().filter_map(|lane| lane.run).collect::<Vec<_>>() {
            self.order(run, Task::End);
        }
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
        let eval_steps = self.settings.count("eval-steps");
        for lane in &mut self.lanes {
            lane.curve.clear();
            lane.plan.eval_steps = eval_steps;
        }
        // Runs that are over can still be measured.
        for run in self.lanes.iter().filter_map(|lane| lane.run).collect::<Vec<_>>() {
            self.order(run, Task::Measure(eval_steps));
        }
        self.basis.set("eval-steps", Value::Number(eval_steps as f64));
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
        let differs = |key: &str| {
            let both = [&self.settings, &self.basis];
            let [now, then] = both.map(|settings| settings.iter().find(|entry| entry.0.key == key));
            now.map(|entry| entry.1) != then.map(|entry| entry.1)
        };
        let changed: Vec<&str> = self
            .settings
            .controls()
            .iter()
            .map(|control| control.key)
            .filter(|key| differs(key))
            .collect();
        if changed.iter().any(|key| !matches!(*key, "speed" | "axis" | "eval-steps")) {
            self.restart_with_new_settings();
            return;
        }
        if changed.contains(&"eval-steps") {
            self.measure_anew();
        }
        if changed.contains(&"speed") && self.state == State::Running {
            self.order_all(&Task::Go(self.pace()));
        }
        for key in ["speed", "axis"] {
            self.basis.set(key, Value::Word(self.settings.word(key)));
        }
    }

    fn press(&mut self, key: &str) -> Changed {
        match key {
            "start" => self.start(),
            "pause" => self.pause(),
            "step" => self.step(),
            "restart" => {
                self.start_again();
                self.start()
            }
            _ => Changed::Nothing,
        }
    }

    fn pointer(&mut self, _pointer: &Pointer) -> Changed {
        Changed::Nothing
    }

    fn key(&mut self, _panel: usize, _key: Key) -> Changed {
        Changed::Nothing
    }

    fn orders(&mut self) -> Vec<Order> {
        std::mem::take(&mut self.outbox)
    }

    fn report(&mut self, report: Report) -> Changed {
        let lane = self.lanes.iter_mut().find(|lane| lane.run == Some(report.run));
        // A report of a run that is forgotten comes too late.
        let Some(lane) = lane else { return Changed::Nothing };
        lane.take(report);
        // Late is better than never.
        self.notice = self.notice.take().filter(|notice| notice != LATE);
        if self.state == State::Running && self.is_over() {
            self.state = State::Paused;
        }
        Changed::Picture
    }

    fn fault(&mut self, fault: Fault) -> Changed {
        self.notice = Some(
            match fault {
                Fault::NoWorker => {
                    "Training needs a worker, and your browser started none. The other figures \
                     work without."
                }
                Fault::Died => {
                    "The worker that trained has died, and its run with it. Start begins again."
                }
                Fault::Late => LATE,
            }
            .into(),
        );
        if fault != Fault::Late {
            self.start_again();
            self.outbox.clear();
        }
        Changed::Picture
    }

    fn weights(&self) -> Option<Weights> {
        let lane = self.main_lane().filter(|lane| lane.end != Some(End::Diverged))?;
        Some(Weights {
            values: lane.theta.clone(),
            activation: lane.plan.recipe.activation,
            origin: format!(
                "the network that {} trained on {} in the figure below",
                lane.plan.entrant.name(),
                format::counted(lane.tasks_seen, "task")
            ),
        })
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

/// The lanes that `settings` ask for: the chosen method first, then its rivals.
fn lanes(settings: &Settings) -> Vec<Lane> {
    let chosen = Entrant::named(settings.word("method"));
    let rivals = Entrant::all().filter(|&entrant| {
        Some(entrant) != chosen && settings.is_on(&["race-", entrant.word()].concat())
    });
    chosen
        .into_iter()
        .chain(rivals)
        .filter_map(|entrant| Plan::new(settings, entrant).ok())
        .map(Lane::new)
        .collect()
}
