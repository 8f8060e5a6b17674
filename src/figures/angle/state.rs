//! What `angle` knows: the run that was asked for, and what was seen of it.

use super::job::{self, Brief, Look, MOMENTS};
use crate::contract::{self, Button, Changed, Control, Count, Failure, Number, Settings};
use crate::figures::kit::controls::{LAST_SEED, next_seed};
use crate::work::{Errand, Parcel};

pub(super) const STEPS: Count = Count::slider("inner-steps", "Inner steps", (1, 10))
    .default(1)
    .help("How many steps MAML is trained with, and differentiates through.")
    .lead();
pub(super) const RATE: Number = Number::log("alpha", "Inner rate α", (0.001, 0.03))
    .default(0.01)
    .help("How far each inner step goes, in training and where both gradients are taken.");
pub(super) const SEED: Count = Count::typed("seed", "Seed", (0, LAST_SEED))
    .help("The first weights, and all tasks, are drawn from it.");
pub(super) const RUN: Button = Button::new("run", "▶ Train and compare").lead();
pub(super) const AGAIN: Button = Button::new("new-seed", "⚄ Another start");

const CONTROLS: [Control; 5] =
    [STEPS.control(), RUN.control(), AGAIN.control(), RATE.control(), SEED.control()];

/// What is said while a worker keeps silent.
const LATE: &str = "The worker has not answered for a while; the machine may be busy.";

/// The figure: a run, and both gradients at some of its moments.
pub struct Angle {
    pub(super) settings: Settings,
    /// The run that is shown, or was asked for.
    shown: Option<Brief>,
    pub(super) looks: Vec<Look>,
    /// The job that a worker is at.
    job: Option<u32>,
    /// The number of the next job.
    next_job: u32,
    pub(super) outbox: Vec<Errand>,
    pub(super) notice: Option<String>,
}

impl Default for Angle {
    fn default() -> Self {
        Self {
            settings: Settings::new(&CONTROLS),
            shown: None,
            looks: Vec::new(),
            job: None,
            next_job: 1,
            outbox: Vec::new(),
            notice: None,
        }
    }
}

impl Angle {
    fn wanted(&self) -> Brief {
        Brief {
            steps: self.settings.get(STEPS),
            rate: self.settings.get(RATE),
            seed: self.settings.get(SEED) as u64,
        }
    }

    /// A run that was asked for follows what it was asked with.
    pub(super) fn follow_settings(&mut self) {
        if self.shown.is_some_and(|shown| shown != self.wanted()) {
            self.run();
        }
    }

    pub(super) fn run(&mut self) -> Changed {
        self.outbox.extend(self.job.take().map(Errand::End));
        let (brief, job) = (self.wanted(), self.next_job);
        self.next_job = self.next_job.wrapping_add(1).max(1);
        let kind = job::KIND.to_string();
        self.outbox.push(Errand::Begin { job, kind, brief: brief.to_parcel() });
        self.outbox.push(Errand::Tell(job, Parcel::of_words("begin")));
        self.shown = Some(brief);
        self.job = Some(job);
        self.looks.clear();
        self.notice = None;
        Changed::Picture
    }

    pub(super) fn run_from_another_start(&mut self) -> Changed {
        self.settings.set(SEED, next_seed(self.settings.get(SEED), LAST_SEED));
        self.run();
        Changed::Settings
    }

    pub(super) fn is_running(&self) -> bool {
        self.job.is_some()
    }

    pub(super) fn look(&self, button: Button) -> contract::Look {
        if button == RUN && self.is_running() {
            return contract::Look { label: "Training …", works: false };
        }
        button.look()
    }

    pub(super) fn take(&mut self, job: u32, parcel: &Parcel) -> Changed {
        if self.job != Some(job) {
            return Changed::Nothing;
        }
        // Late is better than never.
        self.notice = self.notice.take().filter(|notice| notice != LATE);
        match Look::from_parcel(parcel) {
            Some(look) => self.looks.push(look),
            None => {
                self.outbox.push(Errand::End(job));
                self.job = None;
                let whole =
                    self.looks.last().map(|look| look.meta_steps) == MOMENTS.last().copied();
                self.notice =
                    (!whole).then(|| "The run diverged: its inner rate is too large.".into());
            }
        }
        Changed::Picture
    }

    pub(super) fn lose(&mut self, failure: Failure) -> Changed {
        let text = match failure {
            Failure::NoWorker => "Training needs a worker, and your browser started none.",
            Failure::Died => "The worker that trained has died, and its run with it.",
            Failure::Late => LATE,
        };
        self.notice = Some(text.to_string());
        if failure != Failure::Late {
            (self.job, self.shown) = (None, None);
            self.outbox.clear();
        }
        Changed::Picture
    }
}
