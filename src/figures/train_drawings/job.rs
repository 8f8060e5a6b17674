//! The job behind the figure: a network that tells drawings apart is meta-trained, and now and
//! then measured.

use super::look::{Accuracies, Look, Network};
use crate::learn::adapt::Scratch;
use crate::learn::meta::learned_rate::{self, TensorRates};
use crate::learn::model::Model;
use crate::learn::model::conv::ConvNet;
use crate::learn::task::images::Images;
use crate::learn::train::drawings::{self, DrawingTrainer, accuracy, nearest_accuracy};
use crate::learn::train::evaluate::HeldOut;
use crate::learn::train::presets;
use crate::work::{Job, Parcel, SLICE, Urgency};

/// The kind of this job.
pub const KIND: &str = "train-drawings";

/// The meta-steps of a run.
pub const STEPS: u64 = 4000;

/// The held-out tasks that accuracies are taken on.
pub const TASKS: usize = 100;

/// Two measurements are this factor of meta-steps apart.
const SPACING: f64 = 1.2;

/// What a job is told to go on; anything else has it wait.
pub const GO: &str = "go";

/// The job that a brief, which is a seed, asks for; `None` if it makes no sense.
pub fn open(brief: &Parcel) -> Option<Box<dyn Job>> {
    let &[seed] = brief.numbers.as_slice() else { return None };
    Some(Box::new(Training::new(seed as u64)?))
}

/// A run, and what it is at.
pub struct Training {
    trainer: DrawingTrainer<TensorRates>,
    held_out: HeldOut<Images<f32>>,
    /// How often the nearest neighbour in pixels is right.
    pixels: f64,
    scratch: Scratch<ConvNet<f32>>,
    goes: bool,
    /// The seconds spent in meta-steps.
    seconds: f64,
    /// The meta-steps at which it is measured next.
    next: u64,
    /// A measurement under way.
    measuring: Option<Measuring>,
    /// Something was asked and is not yet answered.
    asked: bool,
}

/// A measurement, as far as it is.
#[derive(Clone, Copy, Debug, Default)]
struct Measuring {
    /// The tasks dealt with.
    tasks: usize,
    /// The sums over them, of the shares that were right, and of their squares.
    right: f64,
    squares: f64,
    /// The same of the nearest neighbour in the features of θ.
    features: f64,
}

impl Training {
    /// A run at its start, which waits; none if the recipe makes no sense.
    pub fn new(seed: u64) -> Option<Self> {
        let recipe = presets::drawings_maml().of(presets::DRAWINGS);
        let trainer = drawings::trainer(recipe, seed).ok()?;
        let held_out = HeldOut::new(trainer.source(), trainer.recipe().shots, TASKS);
        let of_task = |[support, query]: &[Images<f32>; 2]| {
            nearest_accuracy([support, query], [support.inputs(), query.inputs()])
        };
        Some(Self {
            pixels: held_out.tasks().map(of_task).sum::<f64>() / TASKS as f64,
            scratch: Scratch::new(trainer.model()),
            held_out,
            trainer,
            goes: false,
            seconds: 0.0,
            next: 0,
            measuring: None,
            asked: false,
        })
    }

    /// Whether its last meta-step has been made and measured.
    fn is_over(&self) -> bool {
        self.next > STEPS
    }

    /// One piece of work; a look if there is something to be seen.
    fn piece(&mut self, clock: &dyn Fn() -> f64) -> Result<Option<Look>, ()> {
        let made = self.trainer.meta_steps();
        if made < self.next {
            let start = clock();
            self.trainer.step().map_err(|_| ())?;
            self.seconds += (clock() - start) / 1e3;
            return Ok(None);
        }
        let measuring = self.measuring.take().unwrap_or_default();
        let measuring = self.measure(measuring);
        if measuring.tasks < self.held_out.len() {
            self.measuring = Some(measuring);
            return Ok(None);
        }
        let next = ((made as f64 * SPACING).ceil() as u64).max(made + 1);
        self.next = if made < STEPS { next.min(STEPS) } else { made + 1 };
        Ok(Some(Look { measured: Some(measuring.accuracies()), ..self.look() }))
    }

    /// Measures on one task more.
    fn measure(&mut self, so_far: Measuring) -> Measuring {
        let Some([support, query]) = self.held_out.tasks().nth(so_far.tasks) else {
            return so_far;
        };
        let (model, theta) = (self.trainer.model(), self.trainer.parameters());
        let tape = &mut model.tape();
        let given = model.features(theta, support, tape).to_vec();
        let asked = model.features(theta, query, tape);
        let features = nearest_accuracy([support, query], [&given, asked]);
        let mut phi = theta.to_vec();
        let (rates, scratch) = (self.trainer.rates(), &mut self.scratch);
        let stepped = learned_rate::fine_tune(model, &mut phi, rates, 1, support, scratch);
        let right = if stepped.is_ok() { accuracy(model, &phi, query, tape) } else { 0.0 };
        Measuring {
            tasks: so_far.tasks + 1,
            right: so_far.right + right,
            squares: so_far.squares + right * right,
            features: so_far.features + features,
        }
    }

    /// What is seen of the run now.
    fn look(&mut self) -> Look {
        Look {
            meta_steps: self.trainer.meta_steps(),
            seconds: self.seconds,
            pixels: self.pixels,
            measured: None,
            network: Some(Network {
                theta: self.trainer.parameters().to_vec(),
                rates: self.trainer.rates().to_vec(),
            }),
        }
    }
}

impl Measuring {
    fn accuracies(self) -> Accuracies {
        let count = self.tasks.max(1) as f64;
        let mean = self.right / count;
        let variance = (self.squares / count - mean * mean).max(0.0);
        Accuracies {
            maml: mean,
            interval: 1.96 * (variance / (count - 1.0).max(1.0)).sqrt(),
            features: self.features / count,
        }
    }
}

impl Job for Training {
    fn hear(&mut self, told: &Parcel, _: f64) {
        self.goes = told.words == GO;
        self.asked = true;
    }

    fn due(&self, _: f64) -> f64 {
        if self.asked || (self.goes && !self.is_over()) { 0.0 } else { f64::INFINITY }
    }

    fn slice(&mut self, clock: &dyn Fn() -> f64, say: &mut dyn FnMut(Urgency, Parcel)) {
        let start = clock();
        let (mut seen, asked) = (false, std::mem::take(&mut self.asked));
        let before = self.trainer.meta_steps();
        while self.goes && !self.is_over() && clock() - start < SLICE {
            match self.piece(clock) {
                Ok(None) => {}
                Ok(Some(look)) => {
                    say(Urgency::Now, look.to_parcel());
                    seen = true;
                }
                Err(()) => {
                    // An empty parcel says that there is no way on.
                    self.next = u64::MAX;
                    say(Urgency::Now, Parcel::default());
                    return;
                }
            }
        }
        if seen {
            return;
        }
        if asked {
            say(Urgency::Now, self.look().to_parcel());
        } else if self.trainer.meta_steps() > before {
            // Between two measurements only how far it is.
            say(Urgency::Newest, Look { network: None, ..self.look() }.to_parcel());
        }
    }
}
