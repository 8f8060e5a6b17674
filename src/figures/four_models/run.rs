//! A model while it learns to learn. These lines are the same for each of them.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use crate::learn::adapt::{Inner, Scratch, fine_tune};
use crate::learn::error::Error;
use crate::learn::meta::maml::Maml;
use crate::learn::meta::{Workspace, batch_gradient};
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::task::source::Source;
use crate::learn::train::optimiser::{Optimiser, Rule, clip_norm};
use crate::learn::train::schedule::Schedule;
use crate::work::Parcel;

/// The numbers by which a model is taught.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Fine-tuning, in training and when it is measured.
    pub inner: Inner,
    /// The tasks of a meta-step.
    pub tasks: usize,
    /// The samples of a support set, or of each of its classes.
    pub shots: usize,
    /// The same of a query set.
    pub queries: usize,
    /// The meta-steps of a run.
    pub steps: u64,
    /// The outer rate.
    pub schedule: Schedule,
    /// The tasks that losses are a mean over.
    pub held_out: usize,
}

/// The random numbers of a seed, for each purpose their own.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// The first θ.
    Start,
    /// The tasks to learn from.
    Tasks,
    /// Those to measure on.
    HeldOut,
}

/// The random numbers of `seed` for one purpose.
pub fn random(seed: u64, purpose: Purpose) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(1 + purpose as u64);
    rng
}

/// The longest meta-gradient that reaches the optimiser.
const CLIP: f64 = 10.0;

/// A run, whichever model it is of.
pub trait Learning {
    /// The meta-steps made.
    fn made(&self) -> u64;

    /// Makes one more.
    ///
    /// # Errors
    /// When the numbers have left all bounds.
    fn step(&mut self) -> Result<(), Error>;

    /// What is seen now.
    fn look(&mut self) -> Look;

    /// The same with the losses on held-out tasks.
    fn measure(&mut self) -> Look;
}

/// What is seen of a run at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The meta-steps made until then.
    pub meta_steps: u64,
    /// The mean loss on the query sets of held-out tasks before the inner step and after it.
    pub losses: Option<[f64; 2]>,
    /// What the model answers in the task that is shown, before the inner step.
    pub before: Vec<f64>,
    /// The same after it.
    pub after: Vec<f64>,
}

impl Look {
    /// The look as a parcel.
    pub fn to_parcel(&self) -> Parcel {
        let [before, after] = self.losses.unwrap_or([f64::NAN; 2]);
        let mut numbers = vec![self.meta_steps as f64, before, after];
        numbers.extend(&self.before);
        numbers.extend(&self.after);
        Parcel::of_numbers(numbers)
    }

    /// Reads [`Look::to_parcel`]; `None` for anything else.
    pub fn from_parcel(parcel: &Parcel) -> Option<Self> {
        let (&[meta_steps, before, after], answers) = parcel.numbers.split_first_chunk()?;
        let losses = (before.is_finite() && after.is_finite()).then_some([before, after]);
        let (before, after) = answers.split_at(answers.len() / 2);
        let fits = meta_steps >= 0.0
            && before.len() == after.len()
            && answers.iter().all(|answer| answer.is_finite());
        let [before, after] = [before, after].map(<[f64]>::to_vec);
        fits.then_some(Self { meta_steps: meta_steps as u64, losses, before, after })
    }
}

/// A model, its tasks, and how far it has come.
pub struct Run<M: Model<Data: Sized>, S: Source<M::Data>, A> {
    model: M,
    source: S,
    plan: Plan,
    theta: Vec<M::Real>,
    optimiser: Optimiser<M::Real>,
    made: u64,
    rng: ChaCha8Rng,
    /// Support set and query set of each task of a meta-step.
    batch: Vec<[M::Data; 2]>,
    held_out: Vec<[M::Data; 2]>,
    /// The first of the held-out tasks.
    shown: S::Task,
    /// What the model answers with some parameters, in the task whose query set this is.
    answers: A,
    direction: Vec<M::Real>,
    room: Workspace<M>,
    scratch: Scratch<M>,
    /// For losses that are only measured.
    tape: M::Tape,
}

impl<M, S, A> Run<M, S, A>
where
    M: Model<Data: Default + Sized>,
    S: Source<M::Data>,
    A: Fn(&M, &[M::Real], &M::Data) -> Vec<f64>,
{
    /// A run at its start θ.
    pub fn new(model: M, source: S, plan: Plan, theta: &[M::Real], seed: u64, answers: A) -> Self {
        let mut rng = random(seed, Purpose::HeldOut);
        let shown = source.task(&mut rng);
        let mut held_out = vec![sampled(&source, &shown, &plan, &mut rng)];
        while held_out.len() < plan.held_out {
            let task = source.task(&mut rng);
            held_out.push(sampled(&source, &task, &plan, &mut rng));
        }
        Self {
            theta: theta.to_vec(),
            optimiser: Optimiser::new(Rule::adam(0.99), theta.len()),
            made: 0,
            rng: random(seed, Purpose::Tasks),
            batch: (0..plan.tasks).map(|_| Default::default()).collect(),
            held_out,
            shown,
            answers,
            direction: theta.to_vec(),
            room: Workspace::new(&model),
            scratch: Scratch::new(&model),
            tape: model.tape(),
            model,
            source,
            plan,
        }
    }

    /// The samples of the task that is shown, and the task.
    pub fn shown(&self) -> (&[M::Data; 2], &S::Task) {
        (&self.held_out[0], &self.shown)
    }

    /// φ after the inner step on `support`; θ itself where that diverges.
    fn adapted(&mut self, task: usize) -> Vec<M::Real> {
        let mut phi = self.theta.clone();
        let support = &self.held_out[task][0];
        match fine_tune(&self.model, &mut phi, support, self.plan.inner, &mut self.scratch) {
            Ok(()) => phi,
            Err(_) => self.theta.clone(),
        }
    }
}

/// A support set and a query set of a task.
fn sampled<D: Default, S: Source<D>>(
    source: &S,
    task: &S::Task,
    plan: &Plan,
    rng: &mut ChaCha8Rng,
) -> [D; 2] {
    [plan.shots, plan.queries].map(|count| {
        let mut set = D::default();
        source.sample(task, count, rng, &mut set);
        set
    })
}

impl<M, S, A> Learning for Run<M, S, A>
where
    M: Model<Data: Default + Sized>,
    S: Source<M::Data>,
    A: Fn(&M, &[M::Real], &M::Data) -> Vec<f64>,
{
    fn made(&self) -> u64 {
        self.made
    }

    fn step(&mut self) -> Result<(), Error> {
        let Self { model, source, plan, theta, rng, batch, direction, room, .. } = self;
        for [support, query] in batch.iter_mut() {
            let task = source.task(rng);
            source.sample(&task, plan.shots, rng, support);
            source.sample(&task, plan.queries, rng, query);
        }
        let tasks = batch.iter().map(|[support, query]| Task { support, query });
        batch_gradient(model, &Maml(plan.inner), theta, tasks, room, direction)?;
        clip_norm(direction, CLIP);
        self.optimiser.step(theta, direction, plan.schedule.rate(self.made, plan.steps));
        self.made += 1;
        Ok(())
    }

    fn look(&mut self) -> Look {
        let phi = self.adapted(0);
        let query = &self.held_out[0][1];
        let [before, after] =
            [&self.theta, &phi].map(|theta| (self.answers)(&self.model, theta, query));
        Look { meta_steps: self.made, losses: None, before, after }
    }

    fn measure(&mut self) -> Look {
        let mut sums = [0.0; 2];
        for task in 0..self.held_out.len() {
            let phi = self.adapted(task);
            let query = &self.held_out[task][1];
            for (sum, theta) in sums.iter_mut().zip([&self.theta, &phi]) {
                *sum += self.model.loss(theta, query, &mut self.tape).into_f64();
            }
        }
        let losses = Some(sums.map(|sum| sum / self.held_out.len() as f64));
        Look { losses, ..self.look() }
    }
}
