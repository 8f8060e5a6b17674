//! The job behind the figure: every method with every number of inner steps, in turns.
//!
//! A machine that does something else for a while slows down whatever is measured then.
//! So nothing is measured for long: each round gives every one of the eighty combinations a
//! few milliseconds, and what is reported is the median over rounds.

use super::trial::{Entrant, MOST_STEPS, Problem, Trials};
use crate::number::sort_by_number;
use crate::work::{Job, Parcel, SLICE, Urgency};

/// The kind of this job.
pub const KIND: &str = "cost";

/// How often each combination is measured.
pub const ROUNDS: usize = 9;

/// The combinations: every entrant with 1 to [`MOST_STEPS`] inner steps.
pub const CELLS: usize = Entrant::ALL.len() * MOST_STEPS;

/// A measurement shall last so many milliseconds: many times what a coarse clock can tell.
const LONG_ENOUGH: f64 = 3.0;

/// One that lasted less than this is made again, with more repetitions.
const TOO_SHORT: f64 = 1.0;

/// The most repetitions in one measurement, for a clock that stands still.
const MOST_REPETITIONS: usize = 1 << 16;

/// The job that a brief asks for: the word of a problem.
pub fn open(brief: &Parcel) -> Option<Box<dyn Job>> {
    let problem = match brief.words.as_str() {
        "network" => Problem::Network,
        "toy" => Problem::Toy,
        _ => return None,
    };
    Some(Box::new(Measuring::new(problem)))
}

/// How far a measurement has come, and what it found.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The rounds made, of [`ROUNDS`].
    pub rounds: usize,
    /// The microseconds of one meta-gradient: of each entrant, by the number of inner steps.
    pub times: Vec<f64>,
}

impl Report {
    /// The report as a parcel.
    pub fn to_parcel(&self) -> Parcel {
        let rounds = std::iter::once(self.rounds as f64);
        Parcel::of_numbers(rounds.chain(self.times.iter().copied()).collect())
    }

    /// Reads [`Report::to_parcel`]; `None` for anything else.
    pub fn from_parcel(parcel: &Parcel) -> Option<Self> {
        let (&rounds, times) = parcel.numbers.split_first()?;
        let fits = (0.0..=ROUNDS as f64).contains(&rounds)
            && times.len() == CELLS
            && times.iter().all(|time| time.is_finite() && *time >= 0.0);
        fits.then(|| Self { rounds: rounds as usize, times: times.to_vec() })
    }
}

/// The measurements so far.
pub struct Measuring {
    problem: Problem,
    trials: Trials,
    cells: Vec<Cell>,
    /// Which of them is next.
    next: usize,
    rounds: usize,
    started: bool,
}

/// One combination.
#[derive(Clone, Debug)]
struct Cell {
    /// How many meta-gradients make a measurement.
    repetitions: usize,
    /// The microseconds of one, in each round.
    times: Vec<f64>,
}

impl Measuring {
    /// A measurement of `problem`, not yet begun.
    pub fn new(problem: Problem) -> Self {
        let cell = Cell { repetitions: 1, times: Vec::new() };
        let cells = vec![cell; CELLS];
        Self { problem, trials: Trials::default(), cells, next: 0, rounds: 0, started: false }
    }

    fn is_over(&self) -> bool {
        self.rounds >= ROUNDS
    }

    /// Measures the next combination once. Whether that ended a round.
    fn measure(&mut self, clock: &dyn Fn() -> f64) -> bool {
        // The four methods one after the other: what slows down one slows down all.
        let (entrant, steps) = (Entrant::ALL[self.next % 4], self.next / 4 + 1);
        let cell = &mut self.cells[entrant as usize * MOST_STEPS + steps - 1];
        let start = clock();
        for _ in 0..cell.repetitions {
            self.trials.run(self.problem, entrant, steps);
        }
        let lasted = clock() - start;
        let repetitions = cell.repetitions;
        cell.repetitions = fitting(repetitions, lasted);
        if lasted < TOO_SHORT && repetitions < MOST_REPETITIONS {
            return false;
        }
        cell.times.push(1e3 * lasted / repetitions as f64);
        self.next = (self.next + 1) % CELLS;
        self.rounds += usize::from(self.next == 0);
        self.next == 0
    }

    fn report(&self) -> Report {
        let times = self.cells.iter().map(|cell| median(&cell.times)).collect();
        Report { rounds: self.rounds, times }
    }
}

impl Job for Measuring {
    /// Whatever it is told, it begins.
    fn hear(&mut self, _: &Parcel, _: f64) {
        self.started = true;
    }

    fn due(&self, _: f64) -> f64 {
        if self.started && !self.is_over() { 0.0 } else { f64::INFINITY }
    }

    fn slice(&mut self, clock: &dyn Fn() -> f64, say: &mut dyn FnMut(Urgency, Parcel)) {
        let start = clock();
        while !self.is_over() && clock() - start < SLICE {
            if self.measure(clock) {
                say(Urgency::Now, self.report().to_parcel());
            }
        }
    }
}

/// How many repetitions last long enough, when so many `lasted` so long.
fn fitting(repetitions: usize, lasted: f64) -> usize {
    let wanted = repetitions as f64 * LONG_ENOUGH / lasted.max(LONG_ENOUGH / 16.0);
    (wanted.ceil() as usize).clamp(1, MOST_REPETITIONS)
}

/// The middle one of `values`; 0 for none.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sort_by_number(&mut sorted, |&value| value);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}
