//! What `train-drawings` knows: how far its run is, and what was measured on the way.

use super::job;
use super::look::{Accuracies, Look, Network};
use super::trial::Trial;
use crate::contract::{
    self, Button, Changed, Control, Count, Failure, Kind, Place, Press, Settings,
};
use crate::figures::kit::controls::{LAST_SEED, next_seed};
use crate::figures::kit::jobs::Excuses;
use crate::figures::kit::single_job::SingleJob;
use crate::work::Parcel;

pub(super) const RUN: Button = Button::new("run", "▶ Train").lead();
pub(super) const AGAIN: Button = Button::new("new-seed", "⚄ Another start").lead();
pub(super) const USE: Button =
    Button::of_page("use-weights", "Use it on the board", Press::HandOver).lead();
pub(super) const SEED: Count = Count::typed("seed", "Seed", (0, LAST_SEED))
    .default(SHIPPED)
    .help("The first weights, and all alphabets, are drawn from it.")
    .group(NETWORK);
pub(super) const DOWNLOAD: Button =
    Button::of_page("download", "Download the network", Press::Save).group(NETWORK);
const UPLOAD: Control = Control {
    key: "upload",
    label: "A network from a file",
    help: "A JSON file as the download writes it; it goes to the board.",
    place: Place::Group(NETWORK),
    kind: Kind::File { accept: ".json,application/json" },
};

/// The seed of the network that the board begins with.
const SHIPPED: u32 = 2017;

/// The fold of what is done with a network.
const NETWORK: &str = "The network";

const CONTROLS: [Control; 6] =
    [RUN.control(), USE.control(), AGAIN.control(), SEED.control(), DOWNLOAD.control(), UPLOAD];

/// What is said when workers fail.
const EXCUSES: Excuses = Excuses {
    none: "Training needs a worker, and your browser started none.",
    died: "The worker that trained has died, and its run with it. Train begins again.",
};

/// The figure: a run as the page knows it.
pub struct TrainDrawings {
    pub(super) settings: Settings,
    /// The seed that the run was begun with.
    seed: usize,
    pub(super) job: SingleJob,
    /// Whether the run goes on.
    goes: bool,
    pub(super) meta_steps: u64,
    pub(super) seconds: f64,
    /// How often the nearest neighbour in pixels is right, once that was measured.
    pub(super) pixels: Option<f64>,
    /// What was measured after so many meta-steps.
    pub(super) measured: Vec<(f64, Accuracies)>,
    /// The network as it was last sent.
    pub(super) network: Option<Network>,
    /// The meta-steps that had been made then.
    pub(super) sent: u64,
    /// The task that is shown.
    pub(super) trial: Trial,
    diverged: bool,
}

impl Default for TrainDrawings {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let seed = settings.get(SEED);
        let mut figure = Self {
            settings,
            seed,
            job: SingleJob::new(job::KIND, EXCUSES),
            goes: false,
            meta_steps: 0,
            seconds: 0.0,
            pixels: None,
            measured: Vec::new(),
            network: None,
            sent: 0,
            trial: Trial::new(),
            diverged: false,
        };
        figure.begin_anew();
        figure
    }
}

impl TrainDrawings {
    /// Forgets the run and stands at the start of the one that the settings ask for.
    fn begin_anew(&mut self) {
        self.job.end();
        self.seed = self.settings.get(SEED);
        (self.goes, self.diverged) = (false, false);
        (self.meta_steps, self.seconds) = (0, 0.0);
        (self.pixels, self.network) = (None, None);
        self.measured.clear();
        self.trial.begin(self.seed as u64);
    }

    /// Another seed is another run; one that was going on goes on from the start.
    pub(super) fn follow_settings(&mut self) {
        if self.settings.get(SEED) == self.seed {
            return;
        }
        let goes = self.goes;
        self.begin_anew();
        if goes {
            self.go();
        }
    }

    /// Goes back to the first state.
    pub(super) fn forget(&mut self) {
        self.settings.reset();
        self.begin_anew();
        self.job.excuse();
    }

    pub(super) const fn is_running(&self) -> bool {
        self.goes
    }

    /// Whether all meta-steps are made and measured, or there is no way on.
    pub(super) fn is_over(&self) -> bool {
        let last = self.measured.last().map(|(meta_steps, _)| *meta_steps);
        self.diverged || last == Some(job::STEPS as f64)
    }

    pub(super) fn look(&self, button: Button) -> contract::Look {
        let label = match button {
            RUN if self.is_over() => "↻ Train again",
            RUN if self.goes => "❚❚ Pause",
            RUN if self.meta_steps > 0 => "▶ Go on",
            _ => button.look().label,
        };
        let works = !matches!(button, USE | DOWNLOAD) || self.network.is_some();
        contract::Look { label, works }
    }

    fn go(&mut self) {
        if !self.job.is_at_work() {
            self.job.begin(Parcel::of_numbers(vec![self.seed as f64]));
        }
        self.job.tell(job::GO);
        self.goes = true;
    }

    /// Trains, pauses, goes on, or trains again.
    pub(super) fn run(&mut self) -> Changed {
        if self.is_over() {
            self.begin_anew();
        }
        if self.goes {
            self.job.tell("wait");
            self.goes = false;
        } else {
            self.go();
        }
        Changed::Picture
    }

    pub(super) fn run_from_another_start(&mut self) -> Changed {
        self.settings.set(SEED, next_seed(self.settings.get(SEED), LAST_SEED));
        self.follow_settings();
        Changed::Settings
    }

    pub(super) fn take(&mut self, job: u32, parcel: &Parcel) -> Changed {
        if !self.job.hears(job) {
            return Changed::Nothing;
        }
        if *parcel == Parcel::default() {
            (self.diverged, self.goes) = (true, false);
            self.job.end();
            self.job.say("The run has diverged. Another start may do better.");
            return Changed::Picture;
        }
        let Some(Look { meta_steps, seconds, pixels, measured, network }) =
            Look::from_parcel(parcel)
        else {
            return Changed::Nothing;
        };
        (self.meta_steps, self.seconds, self.pixels) = (meta_steps, seconds, Some(pixels));
        self.measured.extend(measured.map(|accuracies| (meta_steps as f64, accuracies)));
        if let Some(network) = network {
            self.trial.hold(&network);
            (self.network, self.sent) = (Some(network), meta_steps);
        }
        if self.is_over() {
            self.goes = false;
            self.job.end();
        }
        Changed::Picture
    }

    pub(super) fn lose(&mut self, failure: Failure) -> Changed {
        let changed = self.job.fail(failure);
        if failure != Failure::Late {
            self.goes = false;
            // What it has learned is not lost, but there is nobody to go on with it.
            self.diverged = self.meta_steps > 0;
        }
        changed
    }
}
