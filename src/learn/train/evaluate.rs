//! How good an initialisation is: its error after fine-tuning on tasks it has never seen.
//!
//! The measure of the MAML paper: fine-tune on K support points of a held-out task,
//! then take the mean squared error on many other points of the same task; average
//! over tasks. The tasks are fixed, so that two initialisations are compared on the
//! same ones.
//!
//! ```
//! use maml_live::learn::train::evaluate::{Evaluation, HeldOut};
//! use maml_live::learn::{Activation, Distribution, Network, PARAMETERS};
//!
//! let tasks = HeldOut::new(&Distribution::default(), 10, 60);
//! let network = Network::<f32>::new(Activation::Relu);
//! let mut evaluation = Evaluation::new(&network, &[0, 1]);
//! evaluation.advance(&network, &tasks, &[0.0; PARAMETERS], &[0.01], 60);
//! let before = evaluation.error(0); // of f = 0: the mean of A² sin²
//! assert!((before.mean - 4.3).abs() < 3.0 * before.interval);
//! ```

use std::ops::Range;

use super::stream::{Stream, random};
use crate::learn::adapt::{LOSS_LIMIT, Scratch, spread, step};
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::source::Source;

/// The number of held-out tasks that errors in the article are a mean over.
pub const TASKS: usize = 600;

/// The number of query points of a held-out task of the article's regression.
pub const QUERIES: usize = 100;

/// The seed of the held-out tasks. Training seeds have other random streams, so even
/// this very seed trains on other tasks.
const SEED: u64 = 600;

/// Held-out tasks, the same for every call with the same arguments.
///
/// The support sets of two sizes K are nested, and the query sets the same, where a source draws
/// its samples one after the other.
#[derive(Clone, Debug)]
pub struct HeldOut<D> {
    /// Support set and query set of each.
    tasks: Vec<[D; 2]>,
    diverged_from: f64,
}

impl<D: Default> HeldOut<D> {
    /// `count` tasks with `shots` support points and as many query points as the source
    /// [asks for](Source::queries).
    pub fn new(source: &impl Source<D>, shots: usize, count: usize) -> Self {
        Self::numbered(source, shots, 0..count as u32)
    }

    /// `count` tasks to choose recipes by: those that follow the first [`TASKS`] in the
    /// same sequence, spread as evenly, so that no number of a recipe was chosen by a task
    /// that the article's errors are taken from.
    pub fn for_tuning(source: &impl Source<D>, shots: usize, count: usize) -> Self {
        let first = TASKS as u32;
        Self::numbered(source, shots, first..first + count as u32)
    }

    fn numbered(source: &impl Source<D>, shots: usize, numbers: Range<u32>) -> Self {
        let task = |number| {
            let mut rng = random(SEED, Stream::HeldOut(number));
            let task = source.held_out(number, &mut rng);
            let [mut support, mut query] = [D::default(), D::default()];
            source.sample(&task, source.queries(), &mut rng, &mut query);
            source.sample(&task, shots, &mut rng, &mut support);
            [support, query]
        };
        let tasks = numbers.map(task).collect();
        Self { tasks, diverged_from: source.diverged_from() }
    }
}

impl<D> HeldOut<D> {
    /// Tasks from elsewhere: the support and the query set of each.
    pub fn given(tasks: Vec<[D; 2]>) -> Self {
        Self { tasks, diverged_from: LOSS_LIMIT }
    }

    /// The support and the query set of each task.
    pub fn tasks(&self) -> impl Iterator<Item = &[D; 2]> {
        self.tasks.iter()
    }

    /// The number of tasks.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Whether there is no task.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }
}

/// An evaluation under way, task by task.
pub struct Evaluation<M: Model> {
    /// The numbers of inner steps after which errors are taken, ascending.
    after: Vec<usize>,
    /// For each of those, the sums over tasks.
    sums: Vec<Sums>,
    done: usize,
    measure: Measure<M>,
    phi: Vec<M::Real>,
    scratch: Scratch<M>,
}

/// What is measured of φ on a query set: the loss, or how often it is right.
pub type Measure<M> =
    fn(&M, &[<M as Model>::Real], &<M as Model>::Data, &mut <M as Model>::Tape) -> f64;

#[derive(Clone, Copy, Default)]
struct Sums {
    tasks: usize,
    diverged: usize,
    error: f64,
    square: f64,
}

impl<M: Model<Data: Sized>> Evaluation<M> {
    /// An evaluation that will take the error after each of these numbers of inner
    /// steps, which must ascend.
    pub fn new(model: &M, after: &[usize]) -> Self {
        Self::measuring(model, after, |model, phi, query, tape| {
            model.loss(phi, query, tape).into_f64()
        })
    }

    /// An evaluation that measures something else than the loss.
    pub fn measuring(model: &M, after: &[usize], measure: Measure<M>) -> Self {
        Self {
            measure,
            after: after.to_vec(),
            sums: vec![Sums::default(); after.len()],
            done: 0,
            phi: vec![M::Real::default(); model.parameter_count()],
            scratch: Scratch::new(model),
        }
    }

    /// Evaluates `theta` on the next `count` tasks, or as many as are left, and
    /// returns whether none is left.
    ///
    /// `rates` holds the inner rate α, or one for each tensor, or one for each parameter. All
    /// calls of one evaluation should be given the same `model`, `theta` and `rates`.
    ///
    /// # Panics
    /// If `theta` or `rates` has not as many entries as that.
    pub fn advance(
        &mut self,
        model: &M,
        on: &HeldOut<M::Data>,
        theta: &[M::Real],
        rates: &[M::Real],
        count: usize,
    ) -> bool {
        let end = on.len().min(self.done + count);
        let mut each = Vec::new();
        let rates = if rates.len() == 1 {
            rates
        } else {
            each.resize(theta.len(), M::Real::default());
            let fits = spread(model, rates, &mut each).is_ok();
            assert!(fits, "as many rates as tensors or parameters");
            &each
        };
        for task in &on.tasks[self.done..end] {
            self.task(model, task, theta, rates, on.diverged_from);
        }
        self.done = end;
        end == on.len()
    }

    fn task(
        &mut self,
        model: &M,
        [support, query]: &[M::Data; 2],
        theta: &[M::Real],
        rates: &[M::Real],
        diverged_from: f64,
    ) {
        let Self { phi, scratch, measure, .. } = self;
        phi.copy_from_slice(theta);
        let (mut done, mut sound) = (0, true);
        for (&after, sums) in self.after.iter().zip(&mut self.sums) {
            while sound && done < after {
                sound = step(model, phi, support, rates, done, scratch).is_ok();
                done += 1;
            }
            if sound {
                sums.add(measure(model, phi, query, &mut scratch.tape), diverged_from);
            } else {
                sums.diverged += 1;
            }
        }
    }

    /// The number of tasks evaluated so far.
    pub fn done(&self) -> usize {
        self.done
    }

    /// The error after the `index`-th of the numbers of inner steps, over the tasks so far.
    pub fn error(&self, index: usize) -> HeldOutError {
        self.sums[index].error()
    }
}

impl HeldOutError {
    /// What was measured of each task, as a mean with its interval.
    pub fn of(each: impl Iterator<Item = f64>) -> Self {
        let mut sums = Sums::default();
        each.for_each(|measured| sums.add(measured, LOSS_LIMIT));
        sums.error()
    }
}

impl Sums {
    fn error(self) -> HeldOutError {
        let Self { tasks, diverged, error, square } = self;
        let count = tasks as f64;
        let mean = error / count;
        let variance = (square / count - mean * mean) * count / (count - 1.0);
        HeldOutError { mean, interval: 1.96 * (variance / count).sqrt(), tasks, diverged }
    }

    fn add(&mut self, error: f64, diverged_from: f64) {
        if error < diverged_from {
            self.tasks += 1;
            self.error += error;
            self.square += error * error;
        } else {
            self.diverged += 1;
        }
    }
}

/// The mean squared error over held-out tasks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldOutError {
    /// The mean over the tasks that did not diverge; NaN if there is none.
    pub mean: f64,
    /// Half the width of the 95 % confidence interval of a mean over random tasks. Since
    /// the tasks are spread evenly, the error is nearer to that over all tasks than this says.
    pub interval: f64,
    /// The number of tasks that the mean is over.
    pub tasks: usize,
    /// The number of tasks left out because fine-tuning diverged, or their error is
    /// [too large](Source::diverged_from).
    pub diverged: usize,
}

/// The errors of `theta` on [`TASKS`] held-out tasks, after each of these numbers of
/// inner steps.
pub fn errors<M: Model<Data: Default + Sized>>(
    model: &M,
    source: &impl Source<M::Data>,
    shots: usize,
    theta: &[M::Real],
    rates: &[M::Real],
    after: &[usize],
) -> Vec<HeldOutError> {
    let mut evaluation = Evaluation::new(model, after);
    evaluation.advance(model, &HeldOut::new(source, shots, TASKS), theta, rates, TASKS);
    (0..after.len()).map(|index| evaluation.error(index)).collect()
}
