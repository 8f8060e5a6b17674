//! Fitting a sinusoid from at most five samples: `fit-pretrained` and `fit-maml`.
//!
//! One component, two models. Everything refits at once whenever anything changes.

mod controls;
mod fitting;
mod samples;
mod view;

use super::{
    Action, Changed, Figure, Grip, Key, Pace, Panel, Pointer, Readout, Settings, Tip, Value,
    Weights,
};
use crate::lean::held;
use crate::learn::weights::{self, Trained};
use crate::learn::{Network, Sinusoid};
use crate::plot::{Ink, Px, Scene, Size};
use fitting::{Fitting, STEPS};

/// How long the play button shows one step, in milliseconds.
const STEP_TIME: f64 = 450.0;

/// How far an arrow key moves a sample or the cursor.
const KEY_STEP: f64 = 0.2;

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

/// The figure: the reader's task and samples, and the model fine-tuned to them.
pub struct Fit {
    model: Model,
    settings: Settings,
    own: Fitting,
    /// A network from elsewhere that stands in for the model's own.
    guest: Option<Weights>,
    /// The pretrained model's fit to the same samples, while it is compared.
    other: Option<Fitting>,
    /// The sample that keys act on.
    selected: Option<usize>,
    hand: Hand,
    /// Where a sample would be placed: under the pointer, or moved by keys.
    cursor: Option<f64>,
    /// How many steps the play button has shown so far.
    played: Option<f64>,
    notice: Option<String>,
}

/// What the pointer is doing.
#[derive(Clone, Debug, PartialEq)]
enum Hand {
    Free,
    /// Holding the sample of this index.
    Sample {
        index: usize,
        fresh: bool,
        moved: bool,
        before: Vec<f64>,
    },
    /// Choosing the number of steps in the panel of errors.
    Steps,
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
        let mut figure = Self {
            model,
            own: fit_trained(model, &settings),
            settings,
            guest: None,
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

    fn samples(&self) -> &[f64] {
        self.settings.numbers("samples")
    }

    fn steps(&self) -> usize {
        self.settings.count("steps").min(STEPS)
    }

    /// How many steps are shown just now: all, unless the play button is at work.
    fn progress(&self) -> f64 {
        let most = if self.samples().is_empty() { 0 } else { self.steps() };
        self.played.unwrap_or(most as f64).min(most as f64)
    }

    fn set_samples(&mut self, samples: Vec<f64>) -> Changed {
        self.settings.set("samples", Value::Numbers(samples));
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

    fn release(&mut self) -> Changed {
        match std::mem::replace(&mut self.hand, Hand::Free) {
            Hand::Sample { index, fresh: false, moved: false, .. } => self.remove(index),
            _ => Changed::Picture,
        }
    }

    fn grab(&mut self, at: Px, size: Size, tip: Tip) -> Changed {
        self.selected = None;
        let plot = view::curve_plot(size);
        let before = self.samples().to_vec();
        if let Some(index) = view::sample_at(&plot, self.task(), &before, at, tip) {
            self.hand = Hand::Sample { index, fresh: false, moved: false, before };
            return Changed::Picture;
        }
        if !plot.rect.contains(at) {
            return Changed::Nothing;
        }
        let index = self.place(plot.x.value(at.0));
        self.hand = Hand::Sample { index, fresh: true, moved: false, before };
        Changed::Settings
    }

    fn drag(&mut self, at: Px, size: Size) -> Changed {
        match self.hand.clone() {
            Hand::Sample { index, fresh, before, .. } => {
                let x = view::curve_plot(size).x.value(at.0);
                self.hand = Hand::Sample { index, fresh, moved: true, before };
                self.move_sample(index, x)
            }
            Hand::Steps => self.choose_steps(at, size),
            Hand::Free => Changed::Nothing,
        }
    }

    fn cancel(&mut self) -> Changed {
        match std::mem::replace(&mut self.hand, Hand::Free) {
            Hand::Sample { before, .. } => self.set_samples(before),
            _ => Changed::Picture,
        }
    }

    fn choose_steps(&mut self, at: Px, size: Size) -> Changed {
        let step = held(view::error_plot(size).x.value(at.0).round(), 0.0, STEPS as f64);
        self.hand = Hand::Steps;
        self.settings.set("steps", Value::Number(step));
        self.refresh();
        Changed::Settings
    }

    fn hover(&mut self, at: Px, size: Size) -> Changed {
        let plot = view::curve_plot(size);
        let inside = plot.rect.contains(at);
        let taken = view::sample_at(&plot, self.task(), self.samples(), at, Tip::Fine).is_some();
        let cursor = (inside && !taken).then(|| samples::LIST.admit(plot.x.value(at.0)));
        let changed = cursor != self.cursor;
        self.cursor = cursor;
        if changed { Changed::Picture } else { Changed::Nothing }
    }

    fn walk(&mut self, by: f64) -> Changed {
        if let Some(index) = self.selected {
            let x = self.samples().get(index).copied().unwrap_or(0.0);
            return self.move_sample(index, x + by);
        }
        self.cursor = Some(samples::LIST.admit(self.cursor.unwrap_or(0.0) + by));
        Changed::Picture
    }

    fn enter(&mut self) -> Changed {
        if self.selected.take().is_some() {
            return Changed::Picture;
        }
        let x = self.cursor.unwrap_or(0.0);
        self.selected = Some(self.place(x));
        Changed::Settings
    }

    fn select(&mut self, which: Option<usize>) -> Changed {
        self.selected = which;
        if let Some(&x) = which.and_then(|index| self.samples().get(index)) {
            self.cursor = Some(x);
        }
        Changed::Picture
    }

    fn key_in_curves(&mut self, key: Key) -> Changed {
        match key {
            Key::Left(pace) => self.walk(-KEY_STEP * pace.factor()),
            Key::Right(pace) => self.walk(KEY_STEP * pace.factor()),
            Key::Up(_) | Key::PageUp => self.select(samples::next(self.samples(), self.selected)),
            Key::Down(_) | Key::PageDown => {
                self.select(samples::previous(self.samples(), self.selected))
            }
            Key::Enter => self.enter(),
            Key::Delete => match self.selected {
                Some(index) => self.remove(index),
                None => Changed::Nothing,
            },
            Key::Escape if self.selected.is_some() || self.cursor.is_some() => {
                (self.selected, self.cursor) = (None, None);
                Changed::Picture
            }
            _ => Changed::Nothing,
        }
    }

    fn key_in_errors(&mut self, key: Key) -> Changed {
        let steps = self.steps();
        let chosen = match key {
            Key::Left(Pace::Normal | Pace::Fine) | Key::Down(_) => steps.saturating_sub(1),
            Key::Right(_) | Key::Up(_) => (steps + 1).min(STEPS),
            Key::Home => 0,
            Key::End => STEPS,
            _ => return Changed::Nothing,
        };
        self.settings.set("steps", Value::Number(chosen as f64));
        self.refresh();
        Changed::Settings
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
        self.own = match &self.guest {
            Some(guest) => fit(Network::new(guest.activation), &guest.values, &self.settings),
            None => fit_trained(self.model, &self.settings),
        };
        let compared = self.settings.is_on("compare");
        self.other = compared.then(|| fit_trained(Model::Pretrained, &self.settings));
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
            (Action::Down, _) => self.choose_steps(at, size),
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
        let most = if self.samples().is_empty() { 0 } else { self.steps() };
        let played = played + milliseconds.max(0.0) / STEP_TIME;
        self.played = (played < most as f64).then_some(played);
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
        if matches!(self.hand, Hand::Sample { .. }) {
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
        self.notice.clone().or_else(|| view::trouble(self)).or_else(|| view::origin(self))
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

/// One of the article's own models, fine-tuned as `settings` say.
fn fit_trained(model: Model, settings: &Settings) -> Fitting {
    let trained = model.trained();
    fit(Network::new(trained.activation), &trained.values, settings)
}

fn fit(network: Network<f32>, theta: &[f32], settings: &Settings) -> Fitting {
    let (samples, rate) = (settings.numbers("samples"), settings.number("alpha"));
    Fitting::new(network, theta, task(settings), samples, rate)
}
