//! What a method is: a direction for θ, and what a trainer has to know to follow it.

use std::fmt::Debug;

use super::batch::{Batch, batch_mean};
use super::workspace::Workspace;
use crate::learn::adapt::Inner;
use crate::learn::check::{Checked, check_finite, check_length, check_rate};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::descend;

/// A method: which direction the meta-parameters ω are moved in.
///
/// ω is θ, and behind it the inner rates, where the method learns them. A method is a small plain
/// value that holds its settings. Whatever implements this can be given to [`meta_gradient`],
/// [`batch_gradient`], [`update`] and a [`Trainer`](crate::learn::train::Trainer).
pub trait Learner: Copy + PartialEq + Debug {
    /// Whether the samples of a task are divided between fine-tuning and judging.
    fn split(&self) -> Split;

    /// The inner rate α, at its start if it is learned, and the number m of inner steps; `None`
    /// for a method that does not fine-tune.
    fn inner(&self) -> Option<Inner>;

    /// How many inner rates of a model are learned: none, one for all parameters, one for each
    /// of its [tensors](Model::tensors), or one for each parameter.
    fn learned_rates<M: Model>(&self, model: &M) -> usize {
        let _ = model;
        0
    }

    /// By what learned rates are moved.
    fn moves(&self) -> Moves {
        Moves::Sums
    }

    /// Writes one task's direction at `omega` to `direction`, and returns the loss that the method
    /// reports: L_q(φ) as a rule.
    ///
    /// `omega` and `direction` have as many entries as [`initial`] makes, else this may panic;
    /// the functions of this module see to it. [`Error::Diverged`] if a number leaves the bounds.
    fn direction<M: Model>(
        &self,
        model: &M,
        omega: Checked<'_, M::Real>,
        task: Task<'_, M::Data>,
        workspace: &mut Workspace<M>,
        direction: &mut [M::Real],
    ) -> Result<M::Real, Error>;
}

/// What the list of methods, [`Method`](super::Method), has to know of one besides.
pub trait Listed: Learner {
    /// What the method is called in links.
    const WORD: &'static str;
    /// What the method is called in text, tables and legends.
    const NAME: &'static str;
    /// The outer rate that suits it in the [recipe of the
    /// page](crate::learn::train::presets::page_for), where it was tuned.
    const PEAK: f64;
    /// The method with the inner loop that suits it.
    const USUAL: Self;

    /// The method with the inner rate of a reader, and their number of steps where that is a
    /// choice and not part of how the method approximates.
    fn with_inner(self, inner: Inner) -> Self;
}

/// By what the outer optimiser moves learned rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moves {
    /// It adds steps that are measured by the rate at the start.
    Sums,
    /// It multiplies by factors: steps are added to the logarithm. A rate stays positive, and
    /// may go far from where it started.
    Factors,
}

/// How a method looks at the samples of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// It fine-tunes on some and judges by the others: K support points and Q query points.
    SupportAndQuery,
    /// It has no use for the division and is given all of them as one set.
    Pooled,
}

/// The meta-parameters ω of `model` to start from: `theta`, and behind it the rates to be learned.
pub fn initial<M: Model>(model: &M, learner: &impl Learner, theta: &[M::Real]) -> Vec<M::Real> {
    let rates = learner.learned_rates(model);
    let rate = learner.inner().map_or(0.0, |inner| inner.rate());
    let mut omega = theta.to_vec();
    omega.resize(theta.len() + rates, M::Real::of(rate));
    omega
}

/// Writes one task's direction to `direction` and returns the loss that the method reports.
///
/// `omega` and `direction` have as many entries as [`initial`] makes, else [`Error::Length`];
/// those of `omega` are finite, else [`Error::NotFinite`].
pub fn meta_gradient<M: Model>(
    model: &M,
    learner: &impl Learner,
    omega: &[M::Real],
    task: Task<'_, M::Data>,
    workspace: &mut Workspace<M>,
    direction: &mut [M::Real],
) -> Result<M::Real, Error> {
    let omega = checked(model, learner, omega)?;
    check_length(omega.len(), direction)?;
    learner.direction(model, omega, task, workspace, direction)
}

/// Writes the mean of [`meta_gradient`] over a batch to `mean`.
///
/// Tasks that diverge are left out and counted; if all do, `mean` is zero.
pub fn batch_gradient<'a, M: Model<Data: 'a>>(
    model: &M,
    learner: &impl Learner,
    omega: &[M::Real],
    batch: impl IntoIterator<Item = Task<'a, M::Data>>,
    workspace: &mut Workspace<M>,
    mean: &mut [M::Real],
) -> Result<Batch, Error> {
    let omega = checked(model, learner, omega)?;
    check_length(omega.len(), mean)?;
    batch_mean(batch, workspace, mean, |task, workspace, direction| {
        learner.direction(model, omega, task, workspace, direction)
    })
}

/// One update by any method: ω ← ω − β · mean of its directions over the batch.
///
/// `omega` is as [`initial`] makes it, and β finite and ≥ 0. Learned rates move by the same β,
/// which is much for them: a [`Trainer`](crate::learn::train::Trainer) is gentler.
pub fn update<M: Model>(
    model: &M,
    learner: &impl Learner,
    omega: &mut [M::Real],
    batch: &[Task<'_, M::Data>],
    beta: f64,
    workspace: &mut Workspace<M>,
) -> Result<Batch, Error> {
    check_rate(beta)?;
    let mut mean = workspace.lend_mean(omega.len());
    let tasks = batch.iter().copied();
    let outcome = batch_gradient(model, learner, omega, tasks, workspace, &mut mean);
    if outcome.is_ok() {
        descend(omega, M::Real::of(beta), &mean);
    }
    workspace.take_back(mean);
    check_finite(omega, 0).and(outcome)
}

fn checked<'a, M: Model>(
    model: &M,
    learner: &impl Learner,
    omega: &'a [M::Real],
) -> Result<Checked<'a, M::Real>, Error> {
    let count = model.parameter_count();
    Checked::new(count + learner.learned_rates(model), omega)
}
