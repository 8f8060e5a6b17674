//! What `angle` knows: the run that was asked for, and what was seen of it.

use super::job::{self, Brief, Look, MOMENTS};
use crate::contract::{self, Button, Changed, Control, Count, Failure, Number, Settings};
use crate::figures::kit::controls::{LAST_SEED, next_seed};
use crate::figures::kit::jobs::Excuses;
use crate::figures::kit::single_job::SingleJob;
use crate::work::Parcel;

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

const EXCUSES: Excuses = Excuses {
    none: "Training needs a worker, and your browser started none.",
    died: "The worker that trained has died, and its run with it.",
};

/// The figure: a run, and both gradients at some of its moments.
pub struct Angle {
    pub(super) settings: Settings,
    /// The run that is shown, or was asked for.
    shown: Option<Brief>,
    pub(super) looks: Vec<Look>,
    pub(super) job: SingleJob,
}

impl Default for Angle {
    fn default() -> Self {
        Self {
            settings: Settings::new(&CONTROLS),
            shown: None,
            looks: Vec::new(),
            job: SingleJob::new(job::KIND, EXCUSES),
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
        let brief = self.wanted();
        self.job.begin(brief.to_parcel());
        self.shown = Some(brief);
        self.looks.clear();
        Changed::Picture
    }

    pub(super) fn run_from_another_start(&mut self) -> Changed {
        self.settings.set(SEED, next_seed(self.settings.get(SEED), LAST_SEED));
        self.run();
        Changed::Settings
    }

    pub(super) fn look(&self, button: Button) -> contract::Look {
        if button == RUN && self.job.is_at_work() {
            return contract::Look { label: "Training …", works: false };
        }
        button.look()
    }

    pub(super) fn take(&mut self, job: u32, parcel: &Parcel) -> Changed {
        if !self.job.hears(job) {
            return Changed::Nothing;
        }
        match Look::from_parcel(parcel) {
            Some(look) => self.looks.push(look),
            None => {
                self.job.end();
                if self.looks.last().map(|look| look.meta_steps) != MOMENTS.last().copied() {
                    self.job.say("The run diverged: its inner rate is too large.");
                }
            }
        }
        Changed::Picture
    }

    pub(super) fn lose(&mut self, failure: Failure) -> Changed {
        if failure != Failure::Late {
            self.shown = None;
        }
        self.job.fail(failure)
    }
}
