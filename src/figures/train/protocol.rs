//! What the figure and its runs say to each other, as parcels: orders in words,
//! reports in numbers.

use super::entrant::Entrant;
use super::pace::Pace;
use super::plan::Plan;
use crate::contract::{Settings, link};
use crate::learn::PARAMETERS;
use crate::learn::train::SinusoidRun;
use crate::learn::train::evaluate::HeldOutError;
use crate::learn::train::run::{End, Run};
use crate::work::Parcel;

/// What a run must know to begin.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// Whose run it is.
    pub entrant: Entrant,
    /// A link with the figure's settings.
    pub link: String,
}

impl Brief {
    /// The brief as a parcel.
    pub fn to_parcel(&self) -> Parcel {
        Parcel::of_words([self.entrant.word(), " ", &self.link].concat())
    }

    /// Reads [`Brief::to_parcel`]; `None` for anything else.
    pub fn from_parcel(parcel: &Parcel) -> Option<Self> {
        let (word, link) = parcel.words.split_once(' ')?;
        Some(Self { entrant: Entrant::named(word)?, link: link.into() })
    }

    /// The run that it asks for; `None` when its settings make no plan.
    pub fn begin(&self) -> Option<SinusoidRun> {
        let mut settings = Settings::new(&super::controls::CONTROLS);
        for (key, value) in &link::parse(&self.link).pairs {
            // What cannot be read keeps its default, as everywhere.
            let _ = settings.read(key, value);
        }
        let plan = Plan::new(&settings, self.entrant).ok()?;
        let trainer = plan.problem.trainer(plan.recipe, plan.seed).ok()?;
        Some(Run::new(trainer, plan.rate, plan.eval_steps))
    }
}

/// What a run shall do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Go on.
    Go(Pace),
    /// Wait.
    Pause,
    /// Make one meta-step.
    Step,
    /// Take the error after another number of fine-tuning steps.
    Measure(usize),
}

impl Order {
    /// The order as a parcel.
    pub fn to_parcel(self) -> Parcel {
        Parcel::of_words(match self {
            Order::Go(Pace::Watch) => "go watch".into(),
            Order::Go(Pace::Full) => "go full".into(),
            Order::Pause => "pause".into(),
            Order::Step => "step".into(),
            Order::Measure(after) => ["measure ", &after.to_string()].concat(),
        })
    }

    /// Reads [`Order::to_parcel`]; `None` for anything else.
    pub fn from_parcel(parcel: &Parcel) -> Option<Self> {
        Some(match parcel.words.as_str() {
            "go watch" => Order::Go(Pace::Watch),
            "go full" => Order::Go(Pace::Full),
            "pause" => Order::Pause,
            "step" => Order::Step,
            words => Order::Measure(words.strip_prefix("measure ")?.parse().ok()?),
        })
    }
}

/// How a run stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
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
const HEAD: usize = 10;

impl Report {
    /// How `run` stands.
    pub fn of(run: &SinusoidRun, seconds: f64, error: Option<HeldOutError>) -> Self {
        Self {
            meta_steps: run.meta_steps(),
            tasks_seen: run.tasks_seen(),
            seconds,
            error,
            end: run.end(),
            rate: run.rate(),
            theta: run.parameters().to_vec(),
        }
    }

    /// The report as a parcel.
    pub fn to_parcel(&self) -> Parcel {
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
        let theta = self.theta.iter().map(|&value| f64::from(value));
        Parcel::of_numbers(head.into_iter().chain(theta).collect())
    }

    /// Reads [`Report::to_parcel`]; `None` for anything else.
    pub fn from_parcel(parcel: &Parcel) -> Option<Self> {
        let (head, theta) = parcel.numbers.split_first_chunk::<HEAD>()?;
        let &[meta_steps, tasks_seen, seconds, measured, mean, interval, ..] = head;
        let &[.., tasks, diverged, end, rate] = head;
        (theta.len() == PARAMETERS).then(|| Self {
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
