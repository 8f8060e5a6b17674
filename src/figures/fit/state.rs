//! What the fitting figures know: the reader's samples, and the model fine-tuned to them.

use std::rc::Rc;

use super::bend::Bend;
use super::controls::{AMPLITUDE, COMPARE, PHASE, RATE, SAMPLES, START, STEP_COUNT, Start};
use super::fitting::{self, Cause, Fitting, STEPS};
use super::{controls, samples};
use crate::contract::{Changed, Settings, Weights};
use crate::learn::weights;
use crate::learn::{Network, Sinusoid};
use crate::plot::{Ink, Px};

/// Where a network starts that is fine-tuned in this figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Initialisation {
    Pretrained,
    Maml,
}

impl Initialisation {
    pub(super) fn ink(self) -> Ink {
        match self {
            Initialisation::Pretrained => Ink::Pretrained,
            Initialisation::Maml => Ink::Maml,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Initialisation::Pretrained => "pretrained model",
            Initialisation::Maml => "MAML model",
        }
    }

    pub(super) fn short_name(self) -> &'static str {
        match self {
            Initialisation::Pretrained => "pretrained",
            Initialisation::Maml => "MAML",
        }
    }

    /// The article's own network, and its parameters.
    fn start(self) -> (Network<f32>, Vec<f32>) {
        let trained = match self {
            Initialisation::Pretrained => weights::pretrained(),
            Initialisation::Maml => weights::maml(),
        };
        (Network::new(trained.activation), trained.values())
    }
}

/// A network and its fit to the reader's samples.
pub(super) struct Fitted {
    pub(super) network: Initialisation,
    /// Shared with whom it is the same for after settings changed that it does not follow from.
    pub(super) fitting: Rc<Fitting>,
}

/// What keys act on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Selected {
    /// The cursor.
    #[default]
    Nothing,
    /// The sample with this index.
    Sample(usize),
    /// The task's curve.
    Curve,
}

impl Selected {
    /// The index of the sample, if it is one.
    pub(super) fn sample(self) -> Option<usize> {
        match self {
            Selected::Sample(index) => Some(index),
            _ => None,
        }
    }
}

/// What is to blame for a fit that gets worse instead of better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blame {
    /// The inner rate: a smaller one helps.
    Rate,
    /// The network: it fails at the least rate of the slider too.
    Weights,
}

/// The figure: the reader's task and samples, and one or two networks fine-tuned to them.
pub struct Fit {
    /// The network that gives the figure its name.
    pub(super) role: Initialisation,
    pub(super) settings: Settings,
    /// The numbers of steps at which fits are known.
    pub(super) ladder: Vec<usize>,
    /// The network that most numbers are about.
    pub(super) own: Fitted,
    /// A network from elsewhere that stands in for MAML's.
    pub(super) guest: Option<Weights>,
    /// What is to blame if the fit fails.
    pub(super) blame: Blame,
    /// The network beside it, fine-tuned to the same samples.
    pub(super) other: Option<Fitted>,
    pub(super) selected: Selected,
    pub(super) hand: Gesture,
    /// Where a sample would be placed: under the pointer, or moved by keys.
    pub(super) cursor: Option<f64>,
    /// Whether the pointer would take the curve.
    pub(super) on_curve: bool,
    /// Whether the reader has dragged the curve before, and needs no hint.
    pub(super) bent: bool,
    /// For how long the play button has been at work, in milliseconds.
    pub(super) played: Option<f64>,
    /// Whether what it shows waits where it is.
    pub(super) paused: bool,
    pub(super) notice: Option<String>,
}

/// What the pointer is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Gesture {
    /// Nothing.
    #[default]
    Free,
    /// Holding a sample.
    Sample(Held),
    /// Holding the curve.
    Curve(Bend),
    /// Choosing the number of steps in the panel of errors; so many there were before.
    Steps(usize),
}

/// A sample in a hand.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Held {
    /// Which one.
    pub(super) index: usize,
    /// Whether it was placed by the same hand; one that was there before goes when it
    /// is clicked.
    pub(super) fresh: bool,
    /// Where the pointer came down.
    pub(super) from: Px,
    /// From the pointer to the sample, in CSS pixels to the right.
    pub(super) offset: f64,
    /// Whether it is a drag by now.
    pub(super) moved: bool,
    /// All samples before, for when the system takes the pointer away.
    pub(super) before: Vec<f64>,
}

impl Fit {
    /// Computes anew what follows from the settings.
    pub(super) fn follow_settings(&mut self) {
        self.notice = None;
        (self.played, self.paused) = (None, false);
        let count = self.samples().len();
        if self.selected.sample().is_some_and(|index| index >= count) {
            self.selected = Selected::Nothing;
        }
        self.ladder = ladder(&self.settings);
        (self.own, self.other) = self.cast();
        self.blame = self.find_blame();
    }

    /// The networks that are shown, fine-tuned as the settings say; the guest stands in
    /// for MAML's.
    fn cast(&self) -> (Fitted, Option<Fitted>) {
        let fitted = |network: Initialisation| {
            let (start, theta) = match &self.guest {
                Some(guest) if network == Initialisation::Maml => {
                    (Network::new(guest.activation), guest.values.clone())
                }
                _ => network.start(),
            };
            let (cause, steps) = (cause(&self.settings, &self.ladder), self.steps());
            let before = self.shown().find(|fitted| fitted.network == network);
            let same = before.filter(|fit| fit.fitting.serves(start, &theta, &cause, steps));
            let fitting = match same {
                Some(same) => Rc::clone(&same.fitting),
                None => Rc::new(Fitting::new(start, &theta, cause, steps)),
            };
            Fitted { network, fitting }
        };
        let (own, other) = parts(self.role, &self.settings);
        (fitted(own), other.map(fitted))
    }

    /// The networks that are shown: the one that most numbers are about, and the one beside it.
    pub(super) fn shown(&self) -> impl Iterator<Item = &Fitted> {
        [&self.own].into_iter().chain(&self.other)
    }

    /// The fit of a network, if it is shown.
    pub(super) fn fit_of(&self, network: Initialisation) -> Option<&Fitting> {
        self.shown().find(|fitted| fitted.network == network).map(|fitted| &*fitted.fitting)
    }

    /// Whom a failure of the fit is to be put down to. Our own networks can be fitted at any
    /// rate that is small enough; a reader's is tried.
    fn find_blame(&self) -> Blame {
        let Some(guest) = &self.guest else { return Blame::Rate };
        if !self.own.fitting.fails_within(self.steps()) {
            return Blame::Rate;
        }
        let mut gentle = self.settings.clone();
        gentle.set(RATE, controls::LEAST_RATE);
        let cause = cause(&gentle, &self.ladder[..=self.chosen()]);
        let network = Network::new(guest.activation);
        let gentle = Fitting::new(network, &guest.values, cause, self.steps());
        if gentle.fails_within(self.steps()) { Blame::Weights } else { Blame::Rate }
    }

    /// `fit-pretrained`: first the network trained on all tasks at once; the reader chooses.
    pub fn pretrained() -> Self {
        Self::new(Initialisation::Pretrained)
    }

    /// `fit-maml`: the network meta-trained with MAML, and the pretrained one beside it.
    pub fn maml() -> Self {
        Self::new(Initialisation::Maml)
    }

    fn new(role: Initialisation) -> Self {
        let settings = Settings::new(match role {
            Initialisation::Pretrained => &controls::PRETRAINED,
            Initialisation::Maml => &controls::MAML,
        });
        let ladder = ladder(&settings);
        let fitted = |network: Initialisation| {
            let (start, theta) = network.start();
            let fitting = Fitting::new(start, &theta, cause(&settings, &ladder), steps(&settings));
            Fitted { network, fitting: Rc::new(fitting) }
        };
        let (own, other) = (fitted(role), parts(role, &settings).1.map(fitted));
        Self {
            role,
            own,
            ladder,
            settings,
            guest: None,
            blame: Blame::Rate,
            other,
            selected: Selected::Nothing,
            hand: Gesture::Free,
            cursor: None,
            on_curve: false,
            bent: false,
            played: None,
            paused: false,
            notice: None,
        }
    }

    pub(super) fn task(&self) -> Sinusoid {
        task(&self.settings)
    }

    pub(super) fn samples(&self) -> &[f64] {
        self.settings.get(SAMPLES)
    }

    pub(super) fn steps(&self) -> usize {
        steps(&self.settings)
    }

    /// The index in the ladder of the chosen steps, or of none without samples.
    pub(super) fn chosen(&self) -> usize {
        let steps = if self.samples().is_empty() { 0 } else { self.steps() };
        self.ladder.binary_search(&steps).unwrap_or(0)
    }

    pub(super) fn set_samples(&mut self, samples: Vec<f64>) -> Changed {
        self.settings.set(SAMPLES, samples);
        self.follow_settings();
        Changed::Settings
    }

    pub(super) fn set_steps(&mut self, steps: usize) -> Changed {
        self.settings.set(STEP_COUNT, steps);
        self.follow_settings();
        Changed::Settings
    }

    pub(super) fn set_task(&mut self, task: Sinusoid) -> Changed {
        self.settings.set(AMPLITUDE, task.amplitude);
        self.settings.set(PHASE, task.phase);
        self.follow_settings();
        Changed::Settings
    }

    /// Places a sample at `x` and says so if it replaced another; returns its index.
    pub(super) fn place(&mut self, x: f64) -> usize {
        let mut samples = self.samples().to_vec();
        let oldest = samples::place(&mut samples, x);
        let newest = samples.len() - 1;
        self.set_samples(samples);
        self.notice = oldest.map(|x| {
            format!(
                "Five samples are the most; the new one took the place of the oldest, at x = {}.",
                crate::plot::format::tick(x)
            )
        });
        newest
    }

    pub(super) fn remove(&mut self, index: usize) -> Changed {
        let mut samples = self.samples().to_vec();
        if index < samples.len() {
            samples.remove(index);
        }
        self.selected = Selected::Nothing;
        self.set_samples(samples)
    }

    pub(super) fn move_sample(&mut self, index: usize, x: f64) -> Changed {
        let mut samples = self.samples().to_vec();
        if let Some(sample) = samples.get_mut(index) {
            *sample = samples::LIST.admit(x);
        }
        self.set_samples(samples)
    }
}

/// The networks that a figure with these settings shows: the one that most numbers are about,
/// and the one beside it.
fn parts(role: Initialisation, settings: &Settings) -> (Initialisation, Option<Initialisation>) {
    use Initialisation::{Maml, Pretrained};
    match (role, settings.get(START)) {
        (Maml, _) => (Maml, settings.get(COMPARE).then_some(Pretrained)),
        (Pretrained, Start::Pretrained) => (Pretrained, None),
        (Pretrained, Start::Maml) => (Maml, None),
        (Pretrained, Start::Both) => (Pretrained, Some(Maml)),
    }
}

pub(super) fn task(settings: &Settings) -> Sinusoid {
    Sinusoid { amplitude: settings.get(AMPLITUDE), phase: settings.get(PHASE) }
}

pub(super) fn steps(settings: &Settings) -> usize {
    settings.get(STEP_COUNT).min(STEPS)
}

pub(super) fn ladder(settings: &Settings) -> Vec<usize> {
    fitting::ladder(steps(settings))
}

/// What `settings` say that a network is fine-tuned to, and how.
fn cause(settings: &Settings, ladder: &[usize]) -> Cause {
    Cause {
        task: task(settings),
        xs: settings.get(SAMPLES).to_vec(),
        rate: settings.get(RATE),
        ladder: ladder.to_vec(),
    }
}
