//! The methods by name, and the mean of any of them over a batch.

use super::batch::{Batch, batch_mean};
use super::imaml::{self, Proximal};
use super::workspace::Workspace;
use super::{fomaml, learned_rate, maml, pretrained, reptile};
use crate::learn::adapt::Inner;
use crate::learn::check::{check_length, check_parameters};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;

/// Which direction θ is moved in, with all that has to be decided beforehand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// Empirical risk: [`pretrained`].
    Pretrained,
    /// The exact gradient through fine-tuning: [`maml`].
    Maml(Inner),
    /// Without second derivatives: [`fomaml`].
    Fomaml(Inner),
    /// Towards the fine-tuned parameters: [`reptile`].
    Reptile(Inner),
    /// The implicit gradient: [`imaml`].
    Imaml(Proximal),
    /// MAML that learns one inner rate for all parameters: [`learned_rate`]. Starts from
    /// `inner`'s rate.
    LearnedRate(Inner),
    /// MAML that learns an inner rate for every parameter: [`learned_rate`]. Starts from
    /// `inner`'s rate.
    MetaSgd(Inner),
}

impl Method {
    /// What the method is called in text, tables and legends.
    pub fn name(&self) -> &'static str {
        match self {
            Method::Pretrained => "pretrained",
            Method::Maml(_) => "MAML",
            Method::Fomaml(_) => "FOMAML",
            Method::Reptile(_) => "Reptile",
            Method::Imaml(_) => "iMAML",
            Method::LearnedRate(_) => "MAML, learned rate",
            Method::MetaSgd(_) => "Meta-SGD",
        }
    }

    /// How many numbers are learned for a model of `parameter_count` parameters.
    ///
    /// They are θ and, where rates are learned, those behind it: P, P + 1 or 2 P in all.
    pub fn meta_parameter_count(&self, parameter_count: usize) -> usize {
        parameter_count
            + match self {
                Method::LearnedRate(_) => 1,
                Method::MetaSgd(_) => parameter_count,
                _ => 0,
            }
    }

    /// The meta-parameters to start from: `theta`, and behind it the rates to be learned.
    pub fn initial<R: Real>(&self, theta: &[R]) -> Vec<R> {
        let mut omega = theta.to_vec();
        if let Method::LearnedRate(inner) | Method::MetaSgd(inner) = self {
            omega.resize(self.meta_parameter_count(theta.len()), R::of(inner.rate()));
        }
        omega
    }
}

/// Writes one task's direction by `method` to `direction` and returns the loss that the method
/// reports.
///
/// `omega` and `direction` have [`Method::meta_parameter_count`] entries: θ, and the rates
/// behind it if they are learned. The loss is L_q(φ); for the pretrained model L_q(θ), for
/// Reptile L_s(φ).
pub fn meta_gradient<M: Model>(
    model: &M,
    method: &Method,
    omega: &[M::Real],
    task: Task<'_, M::Data>,
    workspace: &mut Workspace<M>,
    direction: &mut [M::Real],
) -> Result<M::Real, Error> {
    check_omega(model, method, omega)?;
    check_length(omega.len(), direction)?;
    meta_gradient_at_checked(model, method, omega, task, workspace, direction)
}

/// `omega` must have its [`Method::meta_parameter_count`] of entries, and its θ be finite.
fn check_omega<M: Model>(model: &M, method: &Method, omega: &[M::Real]) -> Result<(), Error> {
    let count = model.parameter_count();
    check_length(method.meta_parameter_count(count), omega)?;
    check_parameters(count, &omega[..count])
}

/// [`meta_gradient`] at an `omega` that was checked, once for all tasks of a batch, and for a
/// `direction` of its length.
fn meta_gradient_at_checked<M: Model>(
    model: &M,
    method: &Method,
    omega: &[M::Real],
    task: Task<'_, M::Data>,
    workspace: &mut Workspace<M>,
    direction: &mut [M::Real],
) -> Result<M::Real, Error> {
    let count = model.parameter_count();
    match *method {
        Method::Pretrained => pretrained::gradient(model, omega, task, workspace, direction),
        Method::Maml(inner) => {
            maml::meta_gradient_at_checked(model, omega, task, inner, workspace, direction)
        }
        Method::Fomaml(inner) => {
            fomaml::meta_gradient(model, omega, task, inner, workspace, direction)
        }
        Method::Reptile(inner) => {
            reptile::meta_gradient(model, omega, task, inner, workspace, direction)
        }
        Method::Imaml(proximal) => {
            let result = imaml::meta_gradient(model, omega, task, proximal, workspace, direction);
            result.map(|(loss, _report)| loss)
        }
        Method::LearnedRate(inner) | Method::MetaSgd(inner) => {
            let (theta, rates) = omega.split_at(count);
            let directions = direction.split_at_mut(count).into();
            let steps = inner.steps();
            learned_rate::meta_gradient(model, theta, rates, steps, task, workspace, directions)
        }
    }
}

/// Writes the mean of [`meta_gradient`] over a batch to `mean`.
///
/// Tasks that diverge are left out and counted; if all do, `mean` is zero.
pub fn batch_gradient<'a, M: Model<Data: 'a>>(
    model: &M,
    method: &Method,
    omega: &[M::Real],
    batch: impl IntoIterator<Item = Task<'a, M::Data>>,
    workspace: &mut Workspace<M>,
    mean: &mut [M::Real],
) -> Result<Batch, Error> {
    check_omega(model, method, omega)?;
    check_length(omega.len(), mean)?;
    batch_mean(batch, workspace, mean, |task, workspace, direction| {
        meta_gradient_at_checked(model, method, omega, task, workspace, direction)
    })
}
