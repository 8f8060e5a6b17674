//! Fitting a sinusoid from at most five samples: `fit-pretrained` and `fit-maml`.
//!
//! One component, two models. Everything refits at once whenever anything changes.

mod controls;
mod fitting;
mod hands;
mod samples;
mod view;

use crate::contract::{
    Action, Changed, Figure, Grip, Key, Panel, Pointer, Readout, Settings, Tip, Value, Weights,
};
use crate::learn::weights::{self, Trained};
use crate::learn::{Network, Sinusoid};
use crate::plot::{Ink, Px, Scene, Size};
use fitting::{Fitting, STEPS};
use hands::Hand;

/// How long the play button shows each of the first ten steps, and then each rung of the
/// ladder, in milliseconds: a thousand steps take nine seconds and not eight minutes.
const STEP_TIME: f64 = 450.0;
const RUNG_TIME: f64 = 225.0;

/// So many steps are shown one by one.
const SLOW_STEPS: f64 = 10.0;

/// A model that can be fine-tuned in this figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Model {
    Pretrained,
    Maml,
}

impl Model {
    fn trained(self) -> &'static Trained {
        match self {
            Model::Pretrained => weights::pretrained(),
            Model::Maml => weights::maml(),
        }
    }

    fn ink(self) -> Ink {
        match self {
            Model::Pretrained => Ink::Pretrained,
            Model::Maml => Ink::Maml,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Model::Pretrained => "pretrained model",
            Model::Maml => "MAML model",
        }
    }
}

/// What is to blame for a fit that gets worse instead of better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blame {
    /// The inner rate: a smaller one helps.
    Rate,
    /// The network: it fails at the least rate of the slider too.
    Weights,
}

/// The figure: the reader's task and samples, and the model fine-tuned to them.
pub struct Fit {
    model: Model,
    settings: Settings,
    /// The numbers of steps at which fits are known.
    ladder: Vec<usize>,
    own: Fitting,
    /// A network from elsewhere that stands in for the model's own.
    guest: Option<Weights>,
    /// What is to blame if the fit fails.
    blame: Blame,
    /// The pretrained model's fit to the same samples, while it is compared.
    other: Option<Fitting>,
    /// The sample that keys act on.
    selected: Option<usize>,
    hand: Hand,
    /// Where a sample would be placed: under the pointer, or moved by keys.
    cursor: Option<f64>,
    /// For how long the play button has been at work, in milliseconds.
    played: Option<f64>,
    notice: Option<String>,
}

impl Fit {
    /// `fit-pretrained`: the network trained on all tasks at once.
    pub fn pretrained() -> Self {
        Self::new(Model::Pretrained)
    }

    /// `fit-maml`: the network meta-trained with MAML.
    pub fn maml() -> Self {
        Self::new(Model::Maml)
    }

    fn new(model: Model) -> Self {
        let settings = Settings::new(match model {
            Model::Pretrained => &controls::PRETRAINED,
            Model::Maml => &controls::MAML,
        });
        let ladder = ladder(&settings);
        let mut figure = Self {
            model,
            own: fit_trained(model, &settings, &ladder),
            ladder,
            settings,
            guest: None,
            blame: Blame::Rate,
            other: None,
            selected: None,
            hand: Hand::Free,
            cursor: None,
            played: None,
            notice: None,
        };
        figure.refresh();
        figure
    }

    fn task(&self) -> Sinusoid {
        task(&self.settings)
    }

    /// Whom a failure of the fit is to be put down to. Our own networks can be fitted at any
    /// rate that is small enough; a reader's is tried.
    fn blame(&self) -> Blame {
        let Some(guest) = &self.guest else { return Blame::Rate };
        if !self.own.fails_within(self.steps()) {
            return Blame::Rate;
        }
        let mut gentle = self.settings.clone();
        gentle.set("alpha", Value::Number(controls::LEAST_RATE));
        let ladder = &self.ladder[..=self.chosen()];
        let gentle = fit(Network::new(guest.activation), &guest.values, &gentle, ladder);
        if gentle.fails_within(self.steps()) { Blame::Weights } else { Blame::Rate }
    }

    fn samples(&self) -> &[f64] {
        self.settings.numbers("samples")
    }

    fn steps(&self) -> usize {
        steps(&self.settings)
    }

    /// The index in the ladder of the chosen steps, or of none without samples.
    fn chosen(&self) -> usize {
        let steps = if self.samples().is_empty() { 0 } else { self.steps() };
        self.ladder.binary_search(&steps).unwrap_or(0)
    }

    /// How far up the ladder is shown just now: to the chosen steps, unless the play
    /// button is at work and between two of its rungs.
    fn progress(&self) -> f64 {
        let most = self.chosen() as f64;
        let Some(played) = self.played else { return most };
        let slow = (played / STEP_TIME).min(SLOW_STEPS);
        let fast = (played - SLOW_STEPS * STEP_TIME).max(0.0) / RUNG_TIME;
        (slow + fast).min(most)
    }

    /// The number of steps at the rung that is shown, or is nearest.
    fn steps_shown(&self) -> usize {
        self.ladder.get(self.progress().round() as usize).copied().unwrap_or_default()
    }

    fn set_samples(&mut self, samples: Vec<f64>) -> Changed {
        self.settings.set("samples", Value::Numbers(samples));
        self.refresh();
        Changed::Settings
    }

    fn set_steps(&mut self, steps: usize) -> Changed {
        self.settings.set("steps", Value::Number(steps as f64));
        self.refresh();
        Changed::Settings
    }

    /// Places a sample at `x` and says so if it replaced another; returns its index.
    fn place(&mut self, x: f64) -> usize {
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

    fn remove(&mut self, index: usize) -> Changed {
        let mut samples = self.samples().to_vec();
        if index < samples.len() {
            samples.remove(index);
        }
        self.selected = None;
        self.set_samples(samples)
    }

    fn move_sample(&mut self, index: usize, x: f64) -> Changed {
        let mut samples = self.samples().to_vec();
        if let Some(sample) = samples.get_mut(index) {
            *sample = samples::LIST.admit(x);
        }
        self.set_samples(samples)
    }
}

impl Figure for Fit {
    fn name(&self) -> &'static str {
        match self.model {
            Model::Pretrained => "fit-pretrained",
            Model::Maml => "fit-maml",
        }
    }

    fn title(&self) -> &'static str {
        match self.model {
            Model::Pretrained => "The pretrained model, fine-tuned to your samples",
            Model::Maml => "The MAML model, fine-tuned to your samples",
        }
    }

    fn panels(&self) -> &'static [Panel] {
        &view::PANELS
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    fn refresh(&mut self) {
        self.notice = None;
        self.played = None;
        let count = self.samples().len();
        self.selected = self.selected.filter(|&index| index < count);
        self.ladder = ladder(&self.settings);
        let (settings, ladder) = (&self.settings, &self.ladder);
        self.own = match &self.guest {
            Some(guest) => fit(Network::new(guest.activation), &guest.values, settings, ladder),
            None => fit_trained(self.model, settings, ladder),
        };
        let compared = settings.is_on("compare");
        self.other = compared.then(|| fit_trained(Model::Pretrained, settings, ladder));
        self.blame = self.blame();
    }

    fn reset(&mut self) {
        self.guest = None;
        self.settings.reset();
        self.refresh();
    }

    fn press(&mut self, key: &str) -> Changed {
        self.selected = None;
        match key {
            "play" => {
                self.played = Some(0.0);
                Changed::Picture
            }
            "random" => {
                let seed = (self.settings.count("seed") + 1) % (controls::LAST_SEED as usize + 1);
                self.settings.set("seed", Value::Number(seed as f64));
                self.set_samples(samples::drawn(seed as u64))
            }
            "even" => self.set_samples(samples::EVEN.to_vec()),
            "squeeze" => self.set_samples(samples::SQUEEZED.to_vec()),
            "clear" => self.set_samples(Vec::new()),
            "original-weights" if self.guest.take().is_some() => {
                self.refresh();
                Changed::Picture
            }
            _ => Changed::Nothing,
        }
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let Pointer { panel, size, at, action, tip } = *pointer;
        match (action, panel) {
            (Action::Down, view::CURVES) => self.grab(at, size, tip),
            (Action::Down, _) => self.choose_steps(self.steps(), at, size),
            (Action::Drag, _) => self.drag(at, size),
            (Action::Up, _) => self.release(),
            (Action::Cancel, _) => self.cancel(),
            (Action::Hover, view::CURVES) => self.hover(at, size),
            (Action::Leave, _) if self.cursor.take().is_some() => Changed::Picture,
            (Action::Hover | Action::Leave, _) => Changed::Nothing,
        }
    }

    fn key(&mut self, panel: usize, key: Key) -> Changed {
        match panel {
            view::CURVES => self.key_in_curves(key),
            _ => self.key_in_errors(key),
        }
    }

    fn tick(&mut self, milliseconds: f64) -> Changed {
        let Some(played) = self.played else { return Changed::Nothing };
        self.played = Some(played + milliseconds.max(0.0));
        if self.progress() >= self.chosen() as f64 {
            self.played = None;
        }
        Changed::Picture
    }

    fn animating(&self) -> bool {
        self.played.is_some()
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        match panel {
            view::CURVES => view::curves(self, size),
            _ => view::errors(self, size),
        }
    }

    fn grip(&self, panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        if matches!(self.hand, Hand::Sample(_)) {
            return Grip::Held;
        }
        if panel != view::CURVES {
            return Grip::Place;
        }
        let plot = view::curve_plot(size);
        match view::sample_at(&plot, self.task(), self.samples(), at, tip) {
            Some(_) => Grip::Handle,
            None if plot.rect.contains(at) => Grip::Place,
            None => Grip::Nothing,
        }
    }

    fn readouts(&self) -> Vec<Readout> {
        view::readouts(self)
    }

    fn describe(&self) -> String {
        view::describe(self)
    }

    fn notice(&self) -> Option<String> {
        let news = self.notice.clone().or_else(|| view::trouble(self));
        let sentences: Vec<String> = news.into_iter().chain(view::origin(self)).collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    fn take_weights(&mut self, weights: Weights) -> Changed {
        if self.model != Model::Maml {
            return Changed::Nothing;
        }
        self.guest = Some(weights);
        self.refresh();
        Changed::Picture
    }
}

fn task(settings: &Settings) -> Sinusoid {
    Sinusoid { amplitude: settings.number("amplitude"), phase: settings.number("phase") }
}

fn steps(settings: &Settings) -> usize {
    settings.count("steps").min(STEPS)
}

fn ladder(settings: &Settings) -> Vec<usize> {
    fitting::ladder(steps(settings))
}

/// One of the article's own models, fine-tuned as `settings` say.
fn fit_trained(model: Model, settings: &Settings, ladder: &[usize]) -> Fitting {
    let trained = model.trained();
    fit(Network::new(trained.activation), &trained.values, settings, ladder)
}

fn fit(network: Network<f32>, theta: &[f32], settings: &Settings, ladder: &[usize]) -> Fitting {
    let (samples, rate) = (settings.numbers("samples"), settings.number("alpha"));
    Fitting::new(network, theta, task(settings), samples, rate, (ladder, steps(settings)))
}
