//! What `cargo xtask bench` measures, for the host and for the browser alike.
//!
//! Only with the feature `bench`: the page's module does not carry it. Times are taken
//! by whoever calls; nothing here knows a clock.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

use rand::Rng;

use crate::learn::Samples;
use crate::learn::adapt::Inner;
use crate::learn::meta::maml::Maml;
use crate::learn::model::conv::ConvNet;
use crate::learn::task::alphabet::Alphabet;
use crate::learn::task::images::Images;
use crate::learn::task::source::Source;
use crate::learn::train::drawings;
use crate::learn::train::evaluate::{Evaluation, HeldOut, TASKS};
use crate::learn::train::presets;
use crate::learn::train::{Recipe, Regression, SinusoidTrainer, Trainer};

/// Meta-iterations to be timed: sampling, meta-gradient, clipping and Adam.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
#[allow(missing_debug_implementations, reason = "only ever timed")]
pub struct Iterations(SinusoidTrainer);

#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
impl Iterations {
    /// Exact MAML on the ReLU network, K = Q = 10. `None` if the numbers make no sense.
    pub fn of(tasks: usize, inner_steps: usize) -> Option<Iterations> {
        let recipe = Recipe {
            method: Maml(Inner::new(0.01, inner_steps).ok()?).into(),
            tasks,
            ..presets::fit_maml()
        };
        Regression::default().trainer(recipe, 1).ok().map(Self)
    }

    /// Makes so many meta-iterations; returns the last batch's loss, NaN once diverged.
    pub fn run(&mut self, count: usize) -> f64 {
        let mut loss = f64::NAN;
        for _ in 0..count {
            loss = self.0.step().map_or(f64::NAN, |batch| batch.loss);
        }
        loss
    }
}

/// The same for the network that tells drawings apart.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
#[allow(missing_debug_implementations, reason = "only ever timed")]
pub struct DrawingIterations(Trainer<ConvNet<f32>, Drawn>);

/// Tasks that were drawn beforehand, for that is not what is measured.
struct Drawn(Vec<[Images<f32>; 2]>);

impl Source<Images<f32>> for Drawn {
    type Task = usize;

    fn task(&self, rng: &mut impl Rng) -> usize {
        rng.next_u32() as usize % self.0.len()
    }

    fn sample(&self, task: &usize, count: usize, _: &mut impl Rng, samples: &mut Images<f32>) {
        let [support, query] = &self.0[*task];
        samples.clone_from(if count == presets::drawings_maml().shots { support } else { query });
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
impl DrawingIterations {
    /// Exact MAML at a fixed rate, five characters, one drawing of each to learn from and five to
    /// be judged by; the drawings were made beforehand. `None` if the numbers make no sense.
    pub fn of(tasks: usize, inner_steps: usize) -> Option<DrawingIterations> {
        let recipe = Recipe {
            method: Maml(Inner::new(0.1, inner_steps).ok()?).into(),
            tasks,
            ..presets::drawings_maml()
        };
        let drawn = HeldOut::new(&Alphabet::default(), recipe.shots, 10 * tasks);
        let drawn = Drawn(drawn.tasks().cloned().collect());
        let network = ConvNet::default();
        Trainer::new(network, drawn, recipe, &drawings::start(1), 1).ok().map(Self)
    }

    /// Makes so many meta-iterations; returns the last batch's loss, NaN once diverged.
    pub fn run(&mut self, count: usize) -> f64 {
        let mut loss = f64::NAN;
        for _ in 0..count {
            loss = self.0.step().map_or(f64::NAN, |batch| batch.loss);
        }
        loss
    }
}

/// A run by the page's recipe, from a random start to a good initialisation.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
#[allow(missing_debug_implementations, reason = "only ever timed")]
pub struct Learning {
    trainer: SinusoidTrainer,
    held_out: HeldOut<Samples<f32>>,
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
impl Learning {
    /// A run at its start.
    pub fn from_seed(seed: u32) -> Option<Learning> {
        let trainer = Regression::default().trainer(presets::page(), seed.into()).ok()?;
        let held_out = HeldOut::new(trainer.source(), trainer.recipe().shots, TASKS);
        Some(Self { trainer, held_out })
    }

    /// Makes so many meta-steps and returns the tasks seen since the start.
    pub fn run(&mut self, steps: usize) -> f64 {
        for _ in 0..steps {
            // A diverged step leaves θ as it was; the error will tell.
            let _ = self.trainer.step();
        }
        self.trainer.tasks_seen() as f64
    }

    /// The mean error after one fine-tuning step on 600 held-out tasks, K = 10.
    pub fn error(&self) -> f64 {
        let mut evaluation = Evaluation::new(self.trainer.model(), &[1]);
        let rate = presets::inner_rate(self.trainer.recipe().method) as f32;
        let Self { trainer, held_out } = self;
        evaluation.advance(trainer.model(), held_out, trainer.parameters(), &[rate], TASKS);
        evaluation.error(0).mean
    }
}

/// Multiplies and adds at the speed of the machine's 128-bit vectors, from registers:
/// what any kernel's speed is to be compared with. A unit is 64 · 80 floating-point operations.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
pub fn calibrate(units: usize) -> f32 {
    use wide::f32x4;
    // Ten independent chains hide the latency of both operations.
    let mut sums: [f32x4; 10] = std::array::from_fn(|i| f32x4::splat(i as f32));
    let factor = f32x4::splat(0.999);
    let summand = f32x4::splat(1e-3);
    for _ in 0..units {
        for _ in 0..64 {
            sums = sums.map(|sum| sum * factor + summand);
        }
    }
    sums.iter().map(|sum| sum.reduce_add()).sum()
}
