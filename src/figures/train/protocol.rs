//! What the figure and its runs say to each other, as parcels: orders in words,
//! reports in numbers.

use super::controls::EVAL_STEPS;
use super::entrant::Entrant;
use super::plan::{self, Plan};
use crate::contract::{Settings, link};
use crate::figures::kit::pace::Pace;
use crate::learn::PARAMETERS;
use crate::learn::train::SinusoidRun;
use crate::learn::train::evaluate::HeldOutError;
use crate::learn::train::run::{End, Measurement, Run};
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
        Some(Run::new(trainer, plan.rate, &plan::measured_after(settings.get(EVAL_STEPS))))
    }
}

/// What a run shall do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Go on.
    Go(Pace),
    /// Go on at full speed until so many meta-steps are made, and wait there.
    GoTo(u64),
    /// Wait.
    Pause,
    /// Make one meta-step.
    Step,
    /// Take the error after another number of fine-tuning steps, of earlier moments too.
    Measure(usize),
}

impl Order {
    /// The order as a parcel.
    pub fn to_parcel(self) -> Parcel {
        Parcel::of_words(match self {
            Order::Go(Pace::Watch) => "go watch".into(),
            Order::Go(Pace::Full) => "go full".into(),
            Order::GoTo(meta_steps) => ["go to ", &meta_steps.to_string()].concat(),
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
            words => match words.strip_prefix("measure ") {
                Some(after) => Order::Measure(after.parse().ok()?),
                None => Order::GoTo(words.strip_prefix("go to ")?.parse().ok()?),
            },
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
    /// A new measurement, if there is one: of how the run stands, or of an earlier moment.
    pub measured: Option<Measurement>,
    /// Why the run does not go on, if it does not.
    pub end: Option<End>,
    /// The inner rate to fine-tune with.
    pub rate: f64,
    /// θ as it stands.
    pub theta: Vec<f32>,
}

/// The numbers at the head of a report.
const HEAD: usize = 7;

/// The numbers of each error behind it; θ comes last.
const ERROR: usize = 5;

impl Report {
    /// How `run` stands.
    pub fn of(run: &SinusoidRun, seconds: f64, measured: Option<Measurement>) -> Self {
        Self {
            meta_steps: run.meta_steps(),
            tasks_seen: run.tasks_seen(),
            seconds,
            measured,
            end: run.end(),
            rate: run.rate(),
            theta: run.parameters().to_vec(),
        }
    }

    /// The report as a parcel.
    pub fn to_parcel(&self) -> Parcel {
        let end = match self.end {
            None => 0.0,
            Some(End::Finished) => 1.0,
            Some(End::Diverged) => 2.0,
        };
        let (at, errors) = match &self.measured {
            None => (0.0, &[][..]),
            Some(measured) => (measured.meta_steps as f64, &measured.errors[..]),
        };
        let head: [f64; HEAD] = [
            self.meta_steps as f64,
            self.tasks_seen as f64,
            self.seconds,
            end,
            self.rate,
            at,
            errors.len() as f64,
        ];
        let errors = errors.iter().flat_map(|&(after, error)| -> [f64; ERROR] {
            let HeldOutError { mean, interval, tasks, diverged } = error;
            [after as f64, mean, interval, tasks as f64, diverged as f64]
        });
        let theta = self.theta.iter().map(|&value| f64::from(value));
        Parcel::of_numbers(head.into_iter().chain(errors).chain(theta).collect())
    }

    /// Reads [`Report::to_parcel`]; `None` for anything else.
    pub fn from_parcel(parcel: &Parcel) -> Option<Self> {
        let (head, rest) = parcel.numbers.split_first_chunk::<HEAD>()?;
        let &[meta_steps, tasks_seen, seconds, end, rate, at, count] = head;
        let (errors, theta) = rest.split_at_checked((count as usize).checked_mul(ERROR)?)?;
        let error = |numbers: &[f64; ERROR]| {
            let &[after, mean, interval, tasks, diverged] = numbers;
            let (tasks, diverged) = (tasks as usize, diverged as usize);
            (after as usize, HeldOutError { mean, interval, tasks, diverged })
        };
        let errors: Vec<_> = errors.as_chunks().0.iter().map(error).collect();
        let measured = Measurement { meta_steps: at as u64, errors };
        (theta.len() == PARAMETERS).then(|| Self {
            meta_steps: meta_steps as u64,
            tasks_seen: tasks_seen as u64,
            seconds,
            measured: (count > 0.0).then_some(measured),
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
