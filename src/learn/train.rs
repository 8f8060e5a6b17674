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
//! use maml_live::learn::train::{Recipe, Trainer};
//!
//! let mut trainer = Trainer::new(Recipe::default(), 1)?;
//! for _ in 0..3 {
//!     trainer.step()?;
//! }
//! assert_eq!(trainer.tasks_seen(), 3 * trainer.recipe().tasks as u64);
//! # Ok::<(), maml_live::learn::train::TrainError>(())
//! ```

use std::fmt;

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::adapt::check_parameters;
use super::initialise::Initialisation;
use super::meta::{Batch, Method, Task, Workspace, batch_gradient};
use super::network::PARAMETERS;
use super::optimiser::{Optimiser, Rule, clip_norm};
use super::schedule::Schedule;
use super::vector::all_finite;
use super::{Activation, Distribution, Error, Network, Samples};

/// All that decides how a network is meta-trained, apart from the seed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// The activation of the network.
    pub activation: Activation,
    /// Where θ starts.
    pub initialisation: Initialisation,
    /// The direction θ is moved in; contains the inner rate and steps.
    pub method: Method,
    /// Where tasks come from.
    pub distribution: Distribution,
    /// The number K of support points of a task.
    pub shots: usize,
    /// The number Q of query points of a task.
    pub queries: usize,
    /// The number of tasks in a batch, that is, for one meta-step.
    pub tasks: usize,
    /// The number of meta-steps of the whole run; the schedule ends here.
    pub steps: u64,
    /// The outer optimiser.
    pub rule: Rule,
    /// The outer learning rate β.
    pub schedule: Schedule,
    /// The longest direction, in the Euclidean norm, that reaches the optimiser;
    /// infinity for no limit.
    pub clip: f64,
    /// The decay of the moving average of θ that is reported instead of θ itself, per
    /// meta-step; 0 for no average.
    ///
    /// Late meta-steps jump about the minimum; their average lies nearer to it than
    /// any of them, which does the work of a decaying rate without knowing when the
    /// run will end.
    pub averaging: f64,
}

impl Default for Recipe {
    /// [`recipes::fit_maml`](super::recipes::fit_maml).
    fn default() -> Self {
        super::recipes::fit_maml()
    }
}

impl Recipe {
    /// The largest number of shots, queries, or tasks of a batch.
    pub const MAX_COUNT: usize = 1000;

    /// Whether a trainer can follow this recipe.
    ///
    /// # Errors
    /// [`TrainError::Recipe`] with the name of the first field that makes no sense.
    pub fn check(&self) -> Result<(), TrainError> {
        let count = |n: usize| (1..=Self::MAX_COUNT).contains(&n);
        let size = |x: f64| x.is_finite() && x >= 0.0;
        let fields = [
            ("shots", self.shots <= Self::MAX_COUNT),
            ("queries", count(self.queries)),
            ("tasks", count(self.tasks)),
            ("schedule", size(self.schedule.peak)),
            ("clip", self.clip > 0.0),
            ("averaging", (0.0..1.0).contains(&self.averaging)),
        ];
        match fields.iter().find(|(_, fine)| !fine) {
            Some((field, _)) => Err(TrainError::Recipe(field)),
            None => Ok(()),
        }
    }

    /// The 32-bit random words that one batch of tasks takes.
    fn words_per_batch(&self) -> u64 {
        (self.tasks * (2 + self.shots + self.queries)) as u64
    }
}

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
        check_parameters(&Network::<f32>::new(recipe.activation), theta)?;
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

/// What a seed is used for; each has random numbers of its own.
pub(super) enum Stream {
    /// The first θ.
    Start,
    /// The training tasks.
    Tasks,
    /// One held-out task, by its number.
    HeldOut(u32),
}

/// The random numbers of `seed` for one purpose.
pub(super) fn random(seed: u64, stream: Stream) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(match stream {
        Stream::Start => 0,
        Stream::Tasks => 1,
        Stream::HeldOut(task) => 1 << 32 | u64::from(task),
    });
    rng
}

/// Why a run cannot begin, or go on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TrainError {
    /// The field of a recipe that makes no sense.
    Recipe(&'static str),
    /// What went wrong in a meta-step.
    Learning(Error),
}

impl From<Error> for TrainError {
    fn from(error: Error) -> Self {
        Self::Learning(error)
    }
}

impl fmt::Display for TrainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recipe(field) => write!(f, "the recipe's field `{field}` makes no sense"),
            Self::Learning(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TrainError {}
