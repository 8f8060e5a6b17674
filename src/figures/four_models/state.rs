//! What `four-models` knows: which model is chosen, and how far each has come.

use super::job::{self, Brief, GO};
use super::run::Look;
use super::subject::{Exhibit, Subject};
use crate::contract::{self, Button, Changed, Choice, Control, Count, Failure, Settings};
use crate::figures::kit::controls::{LAST_SEED, next_seed};
use crate::figures::kit::jobs::{Excuses, Jobs};
use crate::work::Parcel;

pub(super) const MODEL: Choice<Subject> =
    Choice::new("model", "Model", &Subject::NAMES, &Subject::ALL)
        .help("Which model learns. Each keeps what it has learned.")
        .lead();
pub(super) const RUN: Button = Button::new("run", "▶ Train").lead();
pub(super) const AGAIN: Button = Button::new("new-seed", "⚄ Another start").lead();
pub(super) const SEED: Count = Count::typed("seed", "Seed", (0, LAST_SEED))
    .default(1)
    .help("The first parameters, and all tasks, are drawn from it.")
    .group("The run");

const CONTROLS: [Control; 4] = [MODEL.control(), RUN.control(), AGAIN.control(), SEED.control()];

/// What is said when workers fail.
const EXCUSES: Excuses = Excuses {
    none: "Training needs a worker, and your browser started none.",
    died: "The worker that trained has died, and its runs with it.",
};

/// The figure: what is shown of each model, and what a worker is to do.
pub struct FourModels {
    pub(super) settings: Settings,
    /// One for each model that was ever chosen.
    pupils: Vec<Pupil>,
    /// Whether the chosen model shall learn.
    plays: bool,
    pub(super) jobs: Jobs,
}

/// A model's run as the page knows it.
#[derive(Clone, Debug)]
pub(super) struct Pupil {
    brief: Brief,
    /// Its job, if a worker knows of it.
    job: Option<u32>,
    /// Whether the job goes on.
    goes: bool,
    /// The task that is shown.
    pub(super) exhibit: Exhibit,
    /// How it stands.
    pub(super) now: Look,
    /// The meta-steps of each measurement, with the losses before the inner step and after it.
    pub(super) losses: Vec<(f64, [f64; 2])>,
    pub(super) diverged: bool,
}

impl Pupil {
    fn new(brief: Brief) -> Self {
        let (mut run, exhibit) = brief.subject.open(brief.seed);
        let (now, losses) = (run.look(), Vec::new());
        Self { brief, job: None, goes: false, exhibit, now, losses, diverged: false }
    }

    /// Whether there is nothing more to come.
    pub(super) fn is_over(&self) -> bool {
        let last = self.losses.last().map(|(meta_steps, _)| *meta_steps);
        self.diverged || last == Some(self.brief.subject.plan().steps as f64)
    }

    fn take(&mut self, look: Look) {
        if let Some(losses) = look.losses {
            self.losses.push((look.meta_steps as f64, losses));
        }
        self.now = look;
    }
}

impl Default for FourModels {
    fn default() -> Self {
        let mut figure = Self {
            settings: Settings::new(&CONTROLS),
            pupils: Vec::new(),
            plays: false,
            jobs: Jobs::new(job::KIND, EXCUSES),
        };
        figure.follow_settings();
        figure
    }
}

impl FourModels {
    pub(super) fn subject(&self) -> Subject {
        self.settings.get(MODEL)
    }

    /// The chosen model's run.
    pub(super) fn pupil(&self) -> Option<&Pupil> {
        self.pupils.iter().find(|pupil| pupil.brief.subject == self.subject())
    }

    /// Whether the chosen model learns now.
    pub(super) fn is_running(&self) -> bool {
        self.pupil().is_some_and(|pupil| pupil.goes)
    }

    /// Shows the chosen model, and has it go on where the last one left.
    pub(super) fn follow_settings(&mut self) {
        let seed = self.settings.get(SEED) as u64;
        if self.pupils.iter().any(|pupil| pupil.brief.seed != seed) {
            self.forget();
        }
        let brief = Brief { subject: self.subject(), seed };
        if self.pupil().is_none() {
            self.pupils.push(Pupil::new(brief));
        }
        self.order();
    }

    fn forget(&mut self) {
        self.jobs.end(self.pupils.drain(..).filter_map(|pupil| pupil.job));
    }

    /// Goes back to the first state.
    pub(super) fn begin_anew(&mut self) {
        self.plays = false;
        self.jobs.hush();
        self.forget();
        self.settings.reset();
        self.follow_settings();
    }

    /// Has the chosen model learn, if one shall, and all others wait.
    fn order(&mut self) {
        let (subject, plays) = (self.subject(), self.plays);
        for pupil in &mut self.pupils {
            let shall = plays && pupil.brief.subject == subject && !pupil.is_over();
            if shall == pupil.goes {
                continue;
            }
            pupil.goes = shall;
            let brief = pupil.brief;
            let job = *pupil.job.get_or_insert_with(|| self.jobs.begin(brief.to_parcel()));
            self.jobs.tell([job], &Parcel::of_words(if shall { GO } else { "wait" }));
        }
    }

    pub(super) fn look(&self, button: Button) -> contract::Look {
        let over = self.pupil().is_some_and(Pupil::is_over);
        let begun = self.pupil().is_some_and(|pupil| pupil.now.meta_steps > 0);
        let label = match button {
            RUN if over => "↻ Train again",
            RUN if self.is_running() => "❚❚ Pause",
            RUN if begun => "▶ Go on",
            _ => return button.look(),
        };
        contract::Look { label, works: true }
    }

    /// Trains, pauses, goes on, or trains again.
    pub(super) fn run(&mut self) -> Changed {
        self.jobs.hush();
        let subject = self.subject();
        if let Some(place) =
            self.pupils.iter().position(|pupil| pupil.brief.subject == subject && pupil.is_over())
        {
            let over = self.pupils.remove(place);
            self.jobs.end(over.job);
            self.plays = true;
        } else {
            self.plays = !self.is_running();
        }
        self.follow_settings();
        Changed::Picture
    }

    pub(super) fn run_from_another_start(&mut self) -> Changed {
        self.settings.set(SEED, next_seed(self.settings.get(SEED), LAST_SEED));
        self.follow_settings();
        Changed::Settings
    }

    pub(super) fn take(&mut self, job: u32, parcel: &Parcel) -> Changed {
        let Some(pupil) = self.pupils.iter_mut().find(|pupil| pupil.job == Some(job)) else {
            return Changed::Nothing;
        };
        self.jobs.excuse_silence();
        match Look::from_parcel(parcel) {
            Some(look) if look.before.len() == pupil.now.before.len() => pupil.take(look),
            Some(_) => return Changed::Nothing,
            None => pupil.diverged = true,
        }
        if pupil.is_over() {
            pupil.goes = false;
            self.jobs.end(pupil.job.take());
        }
        Changed::Picture
    }

    pub(super) fn lose(&mut self, failure: Failure) -> Changed {
        self.jobs.fail(failure);
        if failure != Failure::Late {
            self.plays = false;
            self.pupils.retain(Pupil::is_over);
            self.follow_settings();
        }
        Changed::Picture
    }
}
