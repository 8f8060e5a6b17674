//! Meta-training: a [`Recipe`] as plain data, and a [`Trainer`] that follows it one
//! meta-step at a time.
//!
//! One meta-step draws a batch of tasks, asks the recipe's [`Method`] for the mean
//! direction over the batch, clips it, and gives it to the optimiser. Nothing here
//! knows how long a step takes or who is watching: the command line, the benchmarks
//! and a worker in the page call [`Trainer::step`] as often as they like.
//!
//! The tasks of step t depend on the seed and the recipe's task settings alone, not
//! on the method or the network, so several methods can be raced on the same tasks in
//! the same order. A run is the same on every machine up to the rounding of sin, exp
//! and fused multiply-adds.
//!
//! ```
//! use maml_live::learn::train::{Trainer, presets};
//!
//! let mut trainer = Trainer::new(presets::fit_maml(), 1)?;
//! for _ in 0..3 {
//!     trainer.step()?;
//! }
//! assert_eq!(trainer.tasks_seen(), 3 * trainer.recipe().tasks as u64);
//! # Ok::<(), maml_live::learn::train::TrainError>(())
//! ```

use rand::rngs::ChaCha8Rng;

use super::optimiser::{Optimiser, clip_norm};
use super::recipe::{Recipe, TrainError};
use super::stream::{Stream, random};
use crate::learn::check::check_parameters;
use crate::learn::error::Error;
use crate::learn::meta::{Batch, Method, Workspace, batch_gradient};
use crate::learn::model::mlp::{Network, PARAMETERS};
use crate::learn::task::Task;
use crate::learn::task::samples::Samples;
use crate::learn::vector::all_finite;

/// A meta-training run.
pub struct Trainer {
    recipe: Recipe,
    network: Network<f32>,
    state: Checkpoint,
    tasks: ChaCha8Rng,
    batch: Vec<TaskSamples>,
    workspace: Workspace<Network<f32>>,
    direction: Vec<f32>,
}

/// Where a run stands: all that [`Trainer::resume`] needs besides the recipe.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    seed: u64,
    steps: u64,
    /// θ, and behind it the inner rates if the method learns them.
    omega: Vec<f32>,
    /// The moving average of `omega`; empty if there is none.
    average: Vec<f32>,
    optimiser: Optimiser<f32>,
    rate_optimiser: Optimiser<f32>,
}

/// The points of one training task.
#[derive(Clone, Default)]
struct TaskSamples {
    support: Samples<f32>,
    query: Samples<f32>,
}

impl Trainer {
    /// A run at its start. `seed` decides the first θ and all tasks.
    ///
    /// # Errors
    /// [`TrainError::Recipe`] if the recipe makes no sense.
    pub fn new(recipe: Recipe, seed: u64) -> Result<Self, TrainError> {
        let theta = recipe.initialisation.draw(&mut random(seed, Stream::Start));
        Self::starting_from(recipe, seed, &theta)
    }

    /// A run at its start, but from this θ (of 1761 finite numbers).
    ///
    /// # Errors
    /// [`TrainError::Recipe`] if the recipe makes no sense, [`TrainError::Learning`]
    /// if θ does not.
    pub fn starting_from(recipe: Recipe, seed: u64, theta: &[f32]) -> Result<Self, TrainError> {
        check_parameters(PARAMETERS, theta)?;
        let omega = recipe.method.initial(theta);
        let average = if recipe.averaging > 0.0 { omega.clone() } else { Vec::new() };
        let optimiser = Optimiser::new(recipe.rule, PARAMETERS);
        let rate_optimiser = Optimiser::new(recipe.rule, omega.len() - PARAMETERS);
        let state = Checkpoint { seed, steps: 0, omega, average, optimiser, rate_optimiser };
        Self::resume(recipe, state)
    }

    /// Goes on where [`checkpoint`](Trainer::checkpoint) was taken, as if nothing had happened.
    ///
    /// # Errors
    /// [`TrainError::Recipe`] if the recipe makes no sense, or learns other numbers
    /// than the checkpoint holds.
    pub fn resume(recipe: Recipe, state: Checkpoint) -> Result<Self, TrainError> {
        recipe.check()?;
        if state.omega.len() != recipe.method.meta_parameter_count(PARAMETERS) {
            return Err(TrainError::Recipe("method"));
        }
        let network = Network::new(recipe.activation);
        let mut tasks = random(state.seed, Stream::Tasks);
        tasks.set_word_pos(u128::from(state.steps) * u128::from(recipe.words_per_batch()));
        Ok(Self {
            recipe,
            network,
            tasks,
            batch: vec![TaskSamples::default(); recipe.tasks],
            workspace: Workspace::new(&network),
            direction: vec![0.0; state.omega.len()],
            state,
        })
    }

    /// One meta-step.
    ///
    /// # Errors
    /// [`TrainError::Learning`] with [`Error::Diverged`] when every task of the batch
    /// diverged, or θ is no longer finite. Single tasks that diverge are left out
    /// of the mean and counted in the [`Batch`].
    pub fn step(&mut self) -> Result<Batch, TrainError> {
        let recipe = &self.recipe;
        let pool = matches!(recipe.method, Method::Pretrained | Method::Reptile(_));
        for task in &mut self.batch {
            task.draw(recipe, pool, &mut self.tasks);
        }
        let state = &mut self.state;
        let batch = self.batch.iter().map(|task| task.view(pool));
        let (workspace, mean) = (&mut self.workspace, &mut self.direction);
        let (network, method) = (&self.network, &recipe.method);
        let outcome = batch_gradient(network, method, &state.omega, batch, workspace, mean)?;
        state.steps += 1;
        if outcome.tasks == 0 {
            return Err(TrainError::Learning(Error::Diverged { step: 0 }));
        }
        state.descend(recipe, &mut self.direction);
        if all_finite(&state.omega) {
            Ok(outcome)
        } else {
            Err(TrainError::Learning(Error::Diverged { step: 0 }))
        }
    }

    /// θ as it stands, or its moving average if the recipe asks for that: 1761 numbers.
    pub fn parameters(&self) -> &[f32] {
        &self.state.reported()[..PARAMETERS]
    }

    /// The inner rates as they stand, if the method learns them: none, one for all, or
    /// one for each parameter.
    pub fn rates(&self) -> &[f32] {
        &self.state.reported()[PARAMETERS..]
    }

    /// Where the run stands. Costs a copy of some 7000 numbers.
    pub fn checkpoint(&self) -> Checkpoint {
        self.state.clone()
    }

    /// The recipe that is followed.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The network that is trained.
    pub fn network(&self) -> &Network<f32> {
        &self.network
    }

    /// The number of meta-steps made.
    pub fn meta_steps(&self) -> u64 {
        self.state.steps
    }

    /// The number of tasks seen.
    pub fn tasks_seen(&self) -> u64 {
        self.state.steps * self.recipe.tasks as u64
    }

    /// Whether the recipe's last meta-step has been made. One may go on, but at the
    /// end of a cosine schedule the rate is 0.
    pub fn is_finished(&self) -> bool {
        self.state.steps >= self.recipe.steps
    }
}

impl Checkpoint {
    /// Moves θ, the learned rates, and the average by the direction of step `steps − 1`.
    fn descend(&mut self, recipe: &Recipe, direction: &mut [f32]) {
        let beta = recipe.schedule.rate(self.steps - 1, recipe.steps);
        let (theta, rates) = self.omega.split_at_mut(PARAMETERS);
        let (by_theta, by_rates) = direction.split_at_mut(PARAMETERS);
        clip_norm(by_theta, recipe.clip);
        self.optimiser.step(theta, by_theta, beta);
        if let Method::LearnedRate(inner) | Method::MetaSgd(inner) = recipe.method {
            // β is measured in units of what it moves: an Adam step of β on a rate of
            // 0.01 would throw it about, a step of β · 0.01 is as bold as one on θ.
            clip_norm(by_rates, recipe.clip);
            self.rate_optimiser.step(rates, by_rates, beta * inner.rate());
        }
        // The average forgets the start quickly: its memory grows with the run.
        let age = self.steps as f64;
        let keep = recipe.averaging.min(age / (age + 10.0)) as f32;
        for (average, &value) in self.average.iter_mut().zip(&self.omega) {
            *average += (1.0 - keep) * (value - *average);
        }
    }

    fn reported(&self) -> &[f32] {
        if self.average.is_empty() { &self.omega } else { &self.average }
    }
}

impl TaskSamples {
    /// Draws a task, its support set, then its query set. Methods that do not split a
    /// task's points are given all of them, so that every method sees as many.
    fn draw(&mut self, recipe: &Recipe, pool: bool, rng: &mut ChaCha8Rng) {
        let task = recipe.distribution.task(rng);
        let mut points = |count, samples: &mut _| {
            recipe.distribution.points(&task, count, rng, samples);
        };
        if pool {
            points(recipe.shots + recipe.queries, &mut self.support);
        } else {
            points(recipe.shots, &mut self.support);
            points(recipe.queries, &mut self.query);
        }
    }

    fn view(&self, pool: bool) -> Task<'_, Samples<f32>> {
        let query = if pool { &self.support } else { &self.query };
        Task { support: &self.support, query }
    }
}
