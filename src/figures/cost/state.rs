//! What `cost` knows: what was measured, what was counted, and what a worker is at.

use super::job::{self, CELLS, ROUNDS, Report};
use super::trial::{Entrant, MOST_STEPS, Problem, Trials};
use crate::contract::{Button, Changed, Choice, Control, Count, Look, Settings};
use crate::figures::kit::jobs::Excuses;
use crate::figures::kit::single_job::SingleJob;
use crate::work::Parcel;

pub(super) const STEPS: Count = Count::slider("inner-steps", "Inner steps", (1, MOST_STEPS as u32))
    .default(5)
    .help("For how many inner steps the numbers are read off.")
    .lead();
pub(super) const PROBLEM: Choice<Problem> = Choice::new(
    "model",
    "Model",
    &[("network", "network, 1761 parameters"), ("toy", "bent line, 2 parameters")],
    &[Problem::Network, Problem::Toy],
)
.help("Whose meta-gradient is taken: that of the sinusoid network, or of the toy problem.");
pub(super) const MEASURE: Button = Button::new("measure", "▶ Measure on this machine").lead();

const CONTROLS: [Control; 3] = [STEPS.control(), MEASURE.control(), PROBLEM.control()];

const EXCUSES: Excuses = Excuses {
    none: "Measuring needs a worker, and your browser started none. The memory was counted \
           without one.",
    died: "The worker that measured has died. Measure begins again.",
};

/// The figure: measurements and counts of both problems, and what a worker is at.
pub struct Cost {
    pub(super) settings: Settings,
    /// What each problem's meta-gradients take in memory, in bytes, as in a [`Report`].
    bytes: [Vec<f64>; 2],
    reports: [Option<Report>; 2],
    pub(super) job: SingleJob,
    /// The problem that it measures, or measured last.
    measured: Problem,
}

impl Default for Cost {
    fn default() -> Self {
        let mut trials = Trials::default();
        let mut count = |problem| {
            let all = Entrant::ALL.into_iter();
            let cells = all.flat_map(|entrant| (1..=MOST_STEPS).map(move |steps| (entrant, steps)));
            cells.map(|(entrant, steps)| trials.bytes(problem, entrant, steps) as f64).collect()
        };
        Self {
            settings: Settings::new(&CONTROLS),
            bytes: [count(Problem::Network), count(Problem::Toy)],
            reports: [None, None],
            job: SingleJob::new(job::KIND, EXCUSES),
            measured: Problem::Network,
        }
    }
}

impl Cost {
    pub(super) fn problem(&self) -> Problem {
        self.settings.get(PROBLEM)
    }

    pub(super) fn steps(&self) -> usize {
        self.settings.get(STEPS)
    }

    /// The microseconds of an entrant's meta-gradient, by the number of inner steps from 1.
    pub(super) fn times(&self, entrant: Entrant) -> Option<&[f64]> {
        let report = self.reports[self.problem() as usize].as_ref()?;
        of(entrant, &report.times)
    }

    /// The same in bytes.
    pub(super) fn bytes(&self, entrant: Entrant) -> Option<&[f64]> {
        of(entrant, &self.bytes[self.problem() as usize])
    }

    /// The rounds made of a measurement that goes on, of the problem that is shown.
    pub(super) fn progress(&self) -> Option<usize> {
        let goes_on = self.job.is_at_work() && self.measured == self.problem();
        let report = self.reports[self.problem() as usize].as_ref();
        goes_on.then(|| report.map_or(0, |report| report.rounds))
    }

    pub(super) fn look(&self, button: Button) -> Look {
        match (self.job.is_at_work(), &self.reports[self.problem() as usize]) {
            (true, _) => Look { label: "Measuring …", works: false },
            (false, Some(_)) => Look { label: "▶ Measure again", works: true },
            (false, None) => button.look(),
        }
    }

    pub(super) fn measure(&mut self) -> Changed {
        let word = match self.problem() {
            Problem::Network => "network",
            Problem::Toy => "toy",
        };
        self.job.begin(Parcel::of_words(word));
        self.measured = self.problem();
        self.reports[self.measured as usize] = None;
        Changed::Picture
    }

    pub(super) fn take(&mut self, job: u32, parcel: &Parcel) -> Changed {
        let Some(report) = Report::from_parcel(parcel).filter(|_| self.job.hears(job)) else {
            return Changed::Nothing;
        };
        if report.rounds >= ROUNDS {
            self.job.end();
        }
        self.reports[self.measured as usize] = Some(report);
        Changed::Picture
    }

    pub(super) fn choose(&mut self, steps: f64) -> Changed {
        let steps = crate::number::held(steps.round(), 1.0, MOST_STEPS as f64) as usize;
        if steps == self.steps() {
            return Changed::Nothing;
        }
        self.settings.set(STEPS, steps);
        Changed::Settings
    }
}

/// The numbers of one entrant among those of all.
fn of(entrant: Entrant, cells: &[f64]) -> Option<&[f64]> {
    debug_assert_eq!(cells.len(), CELLS);
    cells.chunks(MOST_STEPS).nth(entrant as usize)
}
