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
//! evaluation.advance(&tasks, &[0.0; PARAMETERS], &[0.01], 60);
//! let before = evaluation.error(0); // of f = 0: the mean of A² sin²
//! assert!((before.mean - 4.3).abs() < 3.0 * before.interval);
//! ```

use std::ops::Range;

use super::stream::{Stream, random};
use crate::learn::model::Model;
use crate::learn::model::mlp::{Network, PARAMETERS};
use crate::learn::task::samples::Samples;
use crate::learn::task::sinusoid::Distribution;
use crate::learn::vector::{descend, descend_by};

/// The number of held-out tasks that errors in the article are a mean over.
pub const TASKS: usize = 600;

/// The number of query points of a held-out task.
pub const QUERIES: usize = 100;

/// The mean squared error from which a task counts as diverged: far more than any
/// constant can miss a sinusoid of amplitude 5 by.
pub const DIVERGED: f64 = 1000.0;

/// The seed of the held-out tasks. Training seeds have other random streams, so even
/// this very seed trains on other tasks.
const SEED: u64 = 600;

/// The steps of the R₂ sequence: 1/p and 1/p² for the real root of p³ = p + 1.
const R2: [f64; 2] = [0.754_877_666_246_693, 0.569_840_290_998_053];

/// Held-out tasks, the same for every call with the same arguments.
///
/// Amplitudes and phases fill their ranges evenly instead of at random, and do so for the
/// first n tasks of any n: 600 random tasks may be ten per cent harder or easier
/// than the distribution, which is as much as good methods differ. (The sequence is
/// Roberts' R₂, the plane's relative of the golden ratio.) Points are random. The support
/// sets of two sizes K are nested, and the query sets the same.
#[derive(Clone, Debug)]
pub struct HeldOut {
    tasks: Vec<(Samples<f32>, Samples<f32>)>,
}

impl HeldOut {
    /// `count` tasks with `shots` support points and [`QUERIES`] query points each.
    pub fn new(distribution: &Distribution, shots: usize, count: usize) -> Self {
        Self::numbered(distribution, shots, 0..count as u32)
    }

    /// `count` tasks to choose recipes by: those that follow the first [`TASKS`] in the
    /// same sequence, spread as evenly, so that no number of a recipe was chosen by a task
    /// that the article's errors are taken from.
    pub fn for_tuning(distribution: &Distribution, shots: usize, count: usize) -> Self {
        let first = TASKS as u32;
        Self::numbered(distribution, shots, first..first + count as u32)
    }

    fn numbered(distribution: &Distribution, shots: usize, numbers: Range<u32>) -> Self {
        let task = |number| {
            let mut rng = random(SEED, Stream::HeldOut(number));
            let part = |step: f64| (0.5 + step * f64::from(number)).fract();
            let task = distribution.task_at(part(R2[0]), part(R2[1]));
            let (mut support, mut query) = (Samples::default(), Samples::default());
            distribution.points(&task, QUERIES, &mut rng, &mut query);
            distribution.points(&task, shots, &mut rng, &mut support);
            (support, query)
        };
        Self { tasks: numbers.map(task).collect() }
    }

    /// The support and the query set of each task.
    pub fn tasks(&self) -> impl Iterator<Item = (&Samples<f32>, &Samples<f32>)> {
        self.tasks.iter().map(|(support, query)| (support, query))
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
pub struct Evaluation {
    network: Network<f32>,
    /// The numbers of inner steps after which errors are taken, ascending.
    after: Vec<usize>,
    /// For each of those, the sums over tasks.
    sums: Vec<Sums>,
    done: usize,
    tape: <Network<f32> as Model>::Tape,
    phi: Vec<f32>,
    gradient: Vec<f32>,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    tasks: usize,
    diverged: usize,
    error: f64,
    square: f64,
}

impl Evaluation {
    /// An evaluation that will take the error after each of these numbers of inner
    /// steps, which must ascend.
    pub fn new(network: &Network<f32>, after: &[usize]) -> Self {
        Self {
            network: *network,
            after: after.to_vec(),
            sums: vec![Sums::default(); after.len()],
            done: 0,
            tape: network.tape(),
            phi: vec![0.0; PARAMETERS],
            gradient: vec![0.0; PARAMETERS],
        }
    }

    /// Evaluates `theta` on the next `count` tasks, or as many as are left, and
    /// returns whether none is left.
    ///
    /// `rates` holds the inner rate α, or one for each parameter. All calls of one
    /// evaluation should be given the same `theta` and `rates`.
    pub fn advance(&mut self, on: &HeldOut, theta: &[f32], rates: &[f32], count: usize) -> bool {
        let end = on.len().min(self.done + count);
        for (support, query) in &on.tasks[self.done..end] {
            self.task(support, query, theta, rates);
        }
        self.done = end;
        end == on.len()
    }

    fn task(&mut self, support: &Samples<f32>, query: &Samples<f32>, theta: &[f32], rates: &[f32]) {
        self.phi.copy_from_slice(theta);
        let mut step = 0;
        for (&after, sums) in self.after.iter().zip(&mut self.sums) {
            while step < after {
                self.network.gradient(&self.phi, support, &mut self.tape, &mut self.gradient);
                match rates {
                    &[rate] => descend(&mut self.phi, rate, &self.gradient),
                    _ => descend_by(&mut self.phi, rates, &self.gradient),
                }
                step += 1;
            }
            sums.add(self.network.loss(&self.phi, query, &mut self.tape).into());
        }
    }

    /// The number of tasks evaluated so far.
    pub fn done(&self) -> usize {
        self.done
    }

    /// The error after the `index`-th of the numbers of inner steps, over the tasks so far.
    pub fn error(&self, index: usize) -> HeldOutError {
        let Sums { tasks, diverged, error, square } = self.sums[index];
        let count = tasks as f64;
        let mean = error / count;
        let variance = (square / count - mean * mean) * count / (count - 1.0);
        HeldOutError { mean, interval: 1.96 * (variance / count).sqrt(), tasks, diverged }
    }
}

impl Sums {
    fn add(&mut self, error: f64) {
        if error < DIVERGED {
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
    /// The number of tasks left out because their error is [`DIVERGED`] or more.
    pub diverged: usize,
}

/// The errors of `theta` on [`TASKS`] held-out tasks, after each of these numbers of
/// inner steps.
pub fn errors(
    network: &Network<f32>,
    distribution: &Distribution,
    shots: usize,
    theta: &[f32],
    rates: &[f32],
    after: &[usize],
) -> Vec<HeldOutError> {
    let mut evaluation = Evaluation::new(network, after);
    evaluation.advance(&HeldOut::new(distribution, shots, TASKS), theta, rates, TASKS);
    (0..after.len()).map(|index| evaluation.error(index)).collect()
}
