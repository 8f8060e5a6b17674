//! What `cost` knows: what was measured, what was counted, and what a worker is at.

use super::job::{self, CELLS, ROUNDS, Report};
use super::trial::{Entrant, MOST_STEPS, Problem, Trials};
use crate::contract::{Button, Changed, Choice, Control, Count, Failure, Look, Settings};
use crate::work::{Errand, Parcel};

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

/// What is said while a worker keeps silent.
const LATE: &str = "The worker has not answered for a while; the machine may be busy.";

/// The figure: measurements and counts of both problems, and what a worker is at.
pub struct Cost {
    pub(super) settings: Settings,
    /// What each problem's meta-gradients take in memory, in bytes, as in a [`Report`].
    bytes: [Vec<f64>; 2],
    reports: [Option<Report>; 2],
    /// The job that a worker is at.
    at_work: Option<AtWork>,
    /// The number of the next job.
    next_job: u32,
    pub(super) outbox: Vec<Errand>,
    pub(super) notice: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct AtWork {
    job: u32,
    problem: Problem,
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
            at_work: None,
            next_job: 1,
            outbox: Vec::new(),
            notice: None,
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
        self.at_work.filter(|at_work| at_work.problem == self.problem())?;
        Some(self.reports[self.problem() as usize].as_ref().map_or(0, |report| report.rounds))
    }

    pub(super) fn look(&self, button: Button) -> Look {
        match (self.at_work, &self.reports[self.problem() as usize]) {
            (Some(_), _) => Look { label: "Measuring …", works: false },
            (None, Some(_)) => Look { label: "▶ Measure again", works: true },
            (None, None) => button.look(),
        }
    }

    pub(super) fn measure(&mut self) -> Changed {
        let (problem, job) = (self.problem(), self.next_job);
        self.next_job = self.next_job.wrapping_add(1).max(1);
        let word = match problem {
            Problem::Network => "network",
            Problem::Toy => "toy",
        };
        let (kind, brief) = (job::KIND.to_string(), Parcel::of_words(word));
        self.outbox.push(Errand::Begin { job, kind, brief });
        self.outbox.push(Errand::Tell(job, Parcel::of_words("begin")));
        self.reports[problem as usize] = None;
        self.at_work = Some(AtWork { job, problem });
        self.notice = None;
        Changed::Picture
    }

    pub(super) fn take(&mut self, job: u32, parcel: &Parcel) -> Changed {
        let at_work = self.at_work.filter(|at_work| at_work.job == job);
        let (Some(at_work), Some(report)) = (at_work, Report::from_parcel(parcel)) else {
            return Changed::Nothing;
        };
        if report.rounds >= ROUNDS {
            self.at_work = None;
            self.outbox.push(Errand::End(job));
        }
        self.reports[at_work.problem as usize] = Some(report);
        // Late is better than never.
        self.notice = self.notice.take().filter(|notice| notice != LATE);
        Changed::Picture
    }

    pub(super) fn lose(&mut self, failure: Failure) -> Changed {
        let text = match failure {
            Failure::NoWorker => {
                "Measuring needs a worker, and your browser started none. The memory was counted \
                 without one."
            }
            Failure::Died => "The worker that measured has died. Measure begins again.",
            Failure::Late => LATE,
        };
        self.notice = Some(text.to_string());
        if failure != Failure::Late {
            self.at_work = None;
            self.outbox.clear();
        }
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
