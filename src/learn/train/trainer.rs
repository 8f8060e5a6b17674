//! Meta-training: a [`Recipe`] as plain data, and a [`Trainer`] that follows it one
//! meta-step at a time.
//!
//! One meta-step draws a batch of tasks, asks the recipe's [`Method`] for the mean direction over
//! the batch, clips it, and gives it to the optimiser. Nothing here knows how long a step takes or
//! who is watching: the command line, the benchmarks and a worker in the page call
//! [`Trainer::step`] as often as they like.
//!
//! The tasks of step t depend on the seed and the recipe's task settings alone, not
//! on the method or the network, so several methods can be raced on the same tasks in
//! the same order. A run is the same on every machine up to the rounding of sin, exp
//! and fused multiply-adds.
//!
//! ```
//! use maml_live::learn::train::{Regression, presets};
//!
//! let mut trainer = Regression::default().trainer(presets::fit_maml(), 1)?;
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
use crate::learn::check::Checked;
use crate::learn::error::Error;
use crate::learn::meta::{
    Batch, Learner, Method, Moves, Split, Workspace, batch_gradient, initial,
};
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::task::source::Source;
use crate::learn::vector::{all_finite, approach};

/// A meta-training run of a model on tasks from a source.
pub struct Trainer<M: Model<Data: Sized>, S, L = Method> {
    recipe: Recipe<L>,
    model: M,
    source: S,
    state: Checkpoint<M::Real>,
    tasks: ChaCha8Rng,
    batch: Vec<TaskSamples<M::Data>>,
    workspace: Workspace<M>,
    direction: Vec<M::Real>,
}

/// Where a run stands: all that [`Trainer::resume`] needs besides the recipe, the model and the
/// source.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint<R> {
    seed: u64,
    steps: u64,
    /// The random words that the tasks so far have taken.
    words: u128,
    /// The number P of the model's parameters.
    parameter_count: usize,
    /// θ, and behind it the inner rates if the method learns them.
    omega: Vec<R>,
    /// The moving average of `omega`; empty if there is none.
    average: Vec<R>,
    optimiser: Optimiser<R>,
    rate_optimiser: Optimiser<R>,
}

/// The samples of one training task.
#[derive(Clone, Default)]
struct TaskSamples<D> {
    support: D,
    query: D,
}

impl<M, S, L> Trainer<M, S, L>
where
    M: Model<Data: Default + Sized>,
    S: Source<M::Data>,
    L: Learner,
{
    /// A run at its start, from `theta`. `seed` decides all tasks.
    ///
    /// # Errors
    /// [`TrainError::Recipe`] if the recipe makes no sense, [`TrainError::Learning`]
    /// if θ does not: it must be as many finite numbers as the model has parameters.
    pub fn new(
        model: M,
        source: S,
        recipe: Recipe<L>,
        theta: &[M::Real],
        seed: u64,
    ) -> Result<Self, TrainError> {
        let parameter_count = model.parameter_count();
        Checked::new(parameter_count, theta)?;
        let omega = initial(&model, &recipe.method, theta);
        let average = if recipe.averaging > 0.0 { omega.clone() } else { Vec::new() };
        let optimiser = Optimiser::new(recipe.rule, parameter_count);
        let rate_optimiser = Optimiser::new(recipe.rule, omega.len() - parameter_count);
        let (steps, words) = (0, 0);
        let state = Checkpoint {
            seed,
            steps,
            words,
            parameter_count,
            omega,
            average,
            optimiser,
            rate_optimiser,
        };
        Self::resume(model, source, recipe, state)
    }

    /// Goes on where [`checkpoint`](Trainer::checkpoint) was taken, as if nothing had happened.
    ///
    /// # Errors
    /// [`TrainError::Recipe`] if the recipe makes no sense, or learns other numbers
    /// than the checkpoint holds.
    pub fn resume(
        model: M,
        source: S,
        recipe: Recipe<L>,
        state: Checkpoint<M::Real>,
    ) -> Result<Self, TrainError> {
        recipe.check()?;
        let count = model.parameter_count();
        let learned = count + recipe.method.learned_rates(&model);
        if state.omega.len() != learned || state.parameter_count != count {
            return Err(TrainError::Recipe("method"));
        }
        let mut tasks = random(state.seed, Stream::Tasks);
        tasks.set_word_pos(state.words);
        Ok(Self {
            recipe,
            tasks,
            batch: (0..recipe.tasks).map(|_| TaskSamples::default()).collect(),
            workspace: Workspace::new(&model),
            direction: vec![M::Real::default(); state.omega.len()],
            model,
            source,
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
        let (recipe, split) = (&self.recipe, self.recipe.method.split());
        for task in &mut self.batch {
            task.draw(&self.source, recipe, split, &mut self.tasks);
        }
        let state = &mut self.state;
        let batch = self.batch.iter().map(|task| task.view(split));
        let (workspace, mean) = (&mut self.workspace, &mut self.direction);
        let (model, method) = (&self.model, &recipe.method);
        let outcome = batch_gradient(model, method, &state.omega, batch, workspace, mean)?;
        state.steps += 1;
        state.words = self.tasks.get_word_pos();
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

    /// θ as it stands, or its moving average if the recipe asks for that.
    pub fn parameters(&self) -> &[M::Real] {
        &self.state.reported()[..self.state.parameter_count]
    }

    /// The inner rates as they stand, if the method learns them: none, one for all, one for
    /// each tensor, or one for each parameter.
    pub fn rates(&self) -> &[M::Real] {
        &self.state.reported()[self.state.parameter_count..]
    }

    /// Where the run stands. Costs a copy of all that is learned and of the optimiser's memory of it.
    pub fn checkpoint(&self) -> Checkpoint<M::Real> {
        self.state.clone()
    }

    /// The recipe that is followed.
    pub fn recipe(&self) -> &Recipe<L> {
        &self.recipe
    }

    /// The model that is trained.
    pub fn model(&self) -> &M {
        &self.model
    }

    /// Where its tasks come from.
    pub fn source(&self) -> &S {
        &self.source
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

impl<R: Real> Checkpoint<R> {
    /// Moves θ, the learned rates, and the average by the direction of step `steps − 1`.
    fn descend(&mut self, recipe: &Recipe<impl Learner>, direction: &mut [R]) {
        let beta = recipe.schedule.rate(self.steps - 1, recipe.steps);
        let (theta, rates) = self.omega.split_at_mut(self.parameter_count);
        let (by_theta, by_rates) = direction.split_at_mut(self.parameter_count);
        clip_norm(by_theta, recipe.clip);
        self.optimiser.step(theta, by_theta, beta);
        if let Some(inner) = recipe.method.inner().filter(|_| !rates.is_empty()) {
            match recipe.method.moves() {
                Moves::Sums => {
                    // β is measured in units of what it moves: an Adam step of β on a rate of
                    // 0.01 would throw it about, a step of β · 0.01 is as bold as one on θ.
                    clip_norm(by_rates, recipe.clip);
                    self.rate_optimiser.step(rates, by_rates, beta * inner.rate());
                }
                Moves::Factors => {
                    // By the logarithm of a rate, a direction is the rate times as long.
                    by_rates.iter_mut().zip(&*rates).for_each(|(by, &rate)| *by *= rate);
                    clip_norm(by_rates, recipe.clip);
                    let mut steps = vec![R::zero(); rates.len()];
                    self.rate_optimiser.step(&mut steps, by_rates, beta);
                    rates.iter_mut().zip(steps).for_each(|(rate, step)| *rate *= step.exp());
                }
            }
        }
        // The average forgets the start quickly: its memory grows with the run.
        let age = self.steps as f64;
        let keep = R::of(recipe.averaging.min(age / (age + 10.0)));
        approach(&mut self.average, R::one() - keep, &self.omega);
    }

    fn reported(&self) -> &[R] {
        if self.average.is_empty() { &self.omega } else { &self.average }
    }
}

impl<D> TaskSamples<D> {
    /// Draws a task, its support set, then its query set. Methods that do not split a
    /// task's samples are given all of them, so that every method sees as many.
    fn draw(
        &mut self,
        source: &impl Source<D>,
        recipe: &Recipe<impl Learner>,
        split: Split,
        rng: &mut ChaCha8Rng,
    ) {
        let task = source.task(rng);
        let (shots, queries) = (recipe.shots, recipe.queries);
        match split {
            Split::Pooled => source.sample(&task, shots + queries, rng, &mut self.support),
            Split::SupportAndQuery => {
                source.sample(&task, shots, rng, &mut self.support);
                source.sample(&task, queries, rng, &mut self.query);
            }
        }
    }

    fn view(&self, split: Split) -> Task<'_, D> {
        match split {
            Split::Pooled => Task::unsplit(&self.support),
            Split::SupportAndQuery => Task { support: &self.support, query: &self.query },
        }
    }
}
