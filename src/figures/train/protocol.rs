//! What the figure and its workers say to each other: orders as text, reports as
//! numbers. A page may send both between threads as they are.

use super::plan::{Entrant, Plan};
use super::run::{End, Run};
use crate::contract::Settings;
use crate::contract::link;
use crate::learn::PARAMETERS;
use crate::learn::train::evaluate::HeldOutError;

/// How fast a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Slow at first; see [`watchable`](super::run::watchable).
    Watch,
    /// As fast as the machine goes.
    Full,
}

/// What a worker shall do with one of its runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Make a run from the settings in this link, and wait.
    Begin {
        /// Whose run it is.
        entrant: Entrant,
        /// A link with the figure's settings.
        link: String,
    },
    /// Go on.
    Go(Pace),
    /// Wait.
    Pause,
    /// Make one meta-step.
    Step,
    /// Take the error after another number of fine-tuning steps.
    Measure(usize),
    /// Forget the run.
    End,
}

/// An order from the figure: a task for one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The number of the run; no two runs of a page share one.
    pub run: u32,
    /// What to do with it.
    pub task: Task,
}

impl Order {
    /// The order as text.
    pub fn to_text(&self) -> String {
        let run = self.run;
        match &self.task {
            Task::Begin { entrant, link } => format!("{run} begin {} {link}", entrant.word()),
            Task::Go(Pace::Watch) => format!("{run} go watch"),
            Task::Go(Pace::Full) => format!("{run} go full"),
            Task::Pause => format!("{run} pause"),
            Task::Step => format!("{run} step"),
            Task::Measure(after) => format!("{run} measure {after}"),
            Task::End => format!("{run} end"),
        }
    }

    /// Reads [`Order::to_text`]; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut words = text.splitn(4, ' ');
        let run = words.next()?.parse().ok()?;
        let task = match (words.next()?, words.next(), words.next()) {
            ("begin", Some(word), Some(link)) => {
                Task::Begin { entrant: Entrant::named(word)?, link: link.to_string() }
            }
            ("go", Some("watch"), None) => Task::Go(Pace::Watch),
            ("go", Some("full"), None) => Task::Go(Pace::Full),
            ("pause", None, None) => Task::Pause,
            ("step", None, None) => Task::Step,
            ("measure", Some(after), None) => Task::Measure(after.parse().ok()?),
            ("end", None, None) => Task::End,
            _ => return None,
        };
        Some(Self { run, task })
    }
}

/// The run that a link asks for; `None` when its settings make no plan.
pub fn begin(entrant: Entrant, link: &str) -> Option<Run> {
    let mut settings = Settings::new(&super::controls::CONTROLS);
    for (key, value) in &link::parse(link).pairs {
        // What cannot be read keeps its default, as everywhere.
        let _ = settings.read(key, value);
    }
    Run::new(Plan::new(&settings, entrant).ok()?).ok()
}

/// How a run stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The number of the run.
    pub run: u32,
    /// The meta-steps made.
    pub meta_steps: u64,
    /// The tasks seen.
    pub tasks_seen: u64,
    /// The seconds spent on training, measuring apart.
    pub seconds: f64,
    /// A new measurement at this meta-step, if there is one.
    pub error: Option<HeldOutError>,
    /// Why the run does not go on, if it does not.
    pub end: Option<End>,
    /// The inner rate to fine-tune with.
    pub rate: f64,
    /// θ as it stands.
    pub theta: Vec<f32>,
}

/// The numbers before θ in a report.
const HEAD: usize = 11;

impl Report {
    /// How `run` stands.
    pub fn of(number: u32, run: &Run, seconds: f64, error: Option<HeldOutError>) -> Self {
        Self {
            run: number,
            meta_steps: run.meta_steps(),
            tasks_seen: run.tasks_seen(),
            seconds,
            error,
            end: run.end(),
            rate: run.rate(),
            theta: run.parameters().to_vec(),
        }
    }

    /// The report as numbers.
    pub fn to_numbers(&self) -> Vec<f64> {
        let error = self.error.unwrap_or(HeldOutError {
            mean: f64::NAN,
            interval: f64::NAN,
            tasks: 0,
            diverged: 0,
        });
        let end = match self.end {
            None => 0.0,
            Some(End::Finished) => 1.0,
            Some(End::Diverged) => 2.0,
        };
        let head: [f64; HEAD] = [
            f64::from(self.run),
            self.meta_steps as f64,
            self.tasks_seen as f64,
            self.seconds,
            f64::from(u8::from(self.error.is_some())),
            error.mean,
            error.interval,
            error.tasks as f64,
            error.diverged as f64,
            end,
            self.rate,
        ];
        head.into_iter().chain(self.theta.iter().map(|&value| f64::from(value))).collect()
    }

    /// Reads [`Report::to_numbers`]; `None` for anything else.
    pub fn from_numbers(numbers: &[f64]) -> Option<Self> {
        let (head, theta) = numbers.split_first_chunk::<HEAD>()?;
        let &[run, meta_steps, tasks_seen, seconds, measured, mean, interval, ..] = head;
        let &[.., tasks, diverged, end, rate] = head;
        (theta.len() == PARAMETERS).then(|| Self {
            run: run as u32,
            meta_steps: meta_steps as u64,
            tasks_seen: tasks_seen as u64,
            seconds,
            error: (measured > 0.0).then_some(HeldOutError {
                mean,
                interval,
                tasks: tasks as usize,
                diverged: diverged as usize,
            }),
            end: match end as u8 {
                0 => None,
                1 => Some(End::Finished),
                _ => Some(End::Diverged),
            },
            rate,
            theta: theta.iter().map(|&value| value as f32).collect(),
        })
    }
}
