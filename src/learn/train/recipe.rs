//! A recipe: all that decides a run apart from its seed, as plain data.

use std::fmt;

use super::optimiser::Rule;
use super::schedule::Schedule;
use crate::learn::error::Error;
use crate::learn::meta::Method;

/// All that decides how a model is meta-trained, apart from the model, its start, its tasks and
/// the seed.
///
/// The method is any of the list, or, for who wants the code of no other, a single one: see
/// [`of`](Recipe::of).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe<L = Method> {
    /// The direction θ is moved in; contains the inner rate and steps.
    pub method: L,
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

impl Recipe {
    /// The largest number of shots, queries, or tasks of a batch.
    pub const MAX_COUNT: usize = 1000;
}

impl<L> Recipe<L> {
    /// The same recipe for this method.
    pub fn of<T>(self, method: T) -> Recipe<T> {
        let Self { shots, queries, tasks, steps, rule, schedule, clip, averaging, .. } = self;
        Recipe { method, shots, queries, tasks, steps, rule, schedule, clip, averaging }
    }

    /// Whether a trainer can follow this recipe.
    ///
    /// # Errors
    /// [`TrainError::Recipe`] with the name of the first field that makes no sense.
    pub fn check(&self) -> Result<(), TrainError> {
        let count = |n: usize| (1..=Recipe::MAX_COUNT).contains(&n);
        let size = |x: f64| x.is_finite() && x >= 0.0;
        let fields = [
            ("shots", self.shots <= Recipe::MAX_COUNT),
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
