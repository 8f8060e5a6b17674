//! Where tasks come from: the distribution p(τ), as meta-training and evaluation see it.

use rand::Rng;

use crate::learn::check::LOSS_LIMIT;

/// A distribution of tasks, each of which can be sampled into a `D`: the data that a model
/// measures its loss on.
///
/// All randomness comes from the generator that is given: the same one makes the same tasks.
///
/// ```
/// use maml_live::learn::task::source::Source;
/// use maml_live::rand::{Rng, RngExt};
///
/// /// Biased coins, each to be known from a few tosses.
/// struct Coins;
///
/// impl Source<Vec<bool>> for Coins {
///     type Task = f64;
///
///     fn task(&self, rng: &mut impl Rng) -> f64 {
///         rng.random()
///     }
///
///     fn sample(&self, coin: &f64, count: usize, rng: &mut impl Rng, tosses: &mut Vec<bool>) {
///         tosses.clear();
///         tosses.extend((0..count).map(|_| rng.random_bool(*coin)));
///     }
/// }
/// ```
pub trait Source<D> {
    /// A task τ, which can be sampled as often as one likes.
    type Task;

    /// Draws a task τ ~ p(τ).
    fn task(&self, rng: &mut impl Rng) -> Self::Task;

    /// Replaces `samples` by `count` random samples of `task`: a support or a query set.
    ///
    /// Called for every task of every batch: best without allocating, once `samples` has held as
    /// many.
    fn sample(&self, task: &Self::Task, count: usize, rng: &mut impl Rng, samples: &mut D);

    /// The held-out task of this number, the same for ever.
    ///
    /// A random one, unless the source knows how to spread the first so many of them more evenly.
    fn held_out(&self, number: u32, rng: &mut impl Rng) -> Self::Task {
        let _ = number;
        self.task(rng)
    }

    /// How many samples a held-out task is judged by.
    fn queries(&self) -> usize {
        100
    }

    /// The loss from which a held-out task counts as diverged and is left out of a mean.
    fn diverged_from(&self) -> f64 {
        LOSS_LIMIT
    }
}
