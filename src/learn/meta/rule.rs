//! Rules: by how much a method moves θ for some tasks, written out as the article compares them.
//!
//! | rule | Δθ |
//! |---|---|
//! | [`Rule::Maml`] | −β Σ_i ∇_θ L_i(U_i^(m)(θ)) |
//! | [`Rule::Fomaml`] | −β Σ_i ∇L_i(φ_i), φ_i = U_i^(m)(θ) |
//! | [`Rule::Reptile`] | ε times the mean of φ_i − θ |
//! | [`Rule::Imaml`] | −β Σ_i (I + ∇²L_i(φ\*_i)/λ)⁻¹ ∇L_i(φ\*_i), φ\*_i the proximal solution |
//! | [`Rule::Descent`] | −β Σ_i ∇L_i(θ) |
//!
//! The directions are those of the methods' own files; this one only says what is summed and
//! what is averaged, which the others leave to whoever trains.
//!
//! ```
//! use maml_live::learn::adapt::Inner;
//! use maml_live::learn::meta::{Workspace, rule::{Rule, numeric_meta_gradient}};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//! use maml_live::learn::task::Task;
//!
//! let line = SoftplusLine::<f64>::default();
//! let tasks = softplus_line::TASKS.map(|truth| ToyTask::new(&Points::default(), truth));
//! let (batch, room) = (tasks.each_ref().map(Task::unsplit), &mut Workspace::new(&line));
//! let (inner, theta, mut change) = (Inner::new(0.04, 3)?, [0.35, 0.55], [0.0; 2]);
//! Rule::Maml { inner, beta: 1.0 }.change(&line, &theta, &batch, room, &mut change)?;
//! let numeric = numeric_meta_gradient(&line, &theta, &batch, inner, room)?;
//! assert!((change[0] + numeric[0]).abs() < 1e-7 && (change[1] + numeric[1]).abs() < 1e-7);
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use super::fomaml::Fomaml;
use super::learner::{Learner, batch_gradient};
use super::maml::Maml;
use super::pretrained::Pretrained;
use super::proximal::AtRest;
use super::reptile::Reptile;
use super::workspace::Workspace;
use crate::learn::adapt::{Inner, descend};
use crate::learn::check::{Checked, check_loss, check_rate};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::scale;

/// How a method moves θ, with all that it depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Down the meta-gradient.
    Maml {
        /// The fine-tuning.
        inner: Inner,
        /// The outer rate β.
        beta: f64,
    },
    /// Down the gradients where fine-tuning ended.
    Fomaml {
        /// The fine-tuning.
        inner: Inner,
        /// The outer rate β.
        beta: f64,
    },
    /// Towards where fine-tuning ended.
    Reptile {
        /// The fine-tuning.
        inner: Inner,
        /// The share ε of the way there.
        epsilon: f64,
    },
    /// Down the implicit gradient at the proximal solution, both solved to rest.
    Imaml {
        /// The strength λ of the pull towards θ; 0 for none.
        lambda: f64,
        /// The outer rate β.
        beta: f64,
    },
    /// Down the tasks' own gradients, as if there were no fine-tuning.
    Descent {
        /// The outer rate β.
        beta: f64,
    },
}

impl Rule {
    /// Writes Δθ for the tasks of `batch` at `theta` to `change`.
    ///
    /// `theta` and `change` have P entries, rates are finite and ≥ 0, there is a task; else an
    /// [`Error`] says which is not so. [`Error::Diverged`] if a single task diverges: a sum
    /// that leaves one out would be another sum.
    pub fn change<M: Model>(
        &self,
        model: &M,
        theta: &[M::Real],
        batch: &[Task<'_, M::Data>],
        workspace: &mut Workspace<M>,
        change: &mut [M::Real],
    ) -> Result<(), Error> {
        let count = batch.len() as f64;
        match *self {
            Rule::Maml { inner, beta } => {
                along(model, &Maml(inner), theta, batch, [beta, count], workspace, change)
            }
            Rule::Fomaml { inner, beta } => {
                along(model, &Fomaml(inner), theta, batch, [beta, count], workspace, change)
            }
            Rule::Reptile { inner, epsilon } => {
                along(model, &Reptile(inner), theta, batch, [epsilon, 1.0], workspace, change)
            }
            Rule::Imaml { lambda, beta } => {
                let at_rest = AtRest::new(lambda)?;
                along(model, &at_rest, theta, batch, [beta, count], workspace, change)
            }
            Rule::Descent { beta } => {
                along(model, &Pretrained, theta, batch, [beta, count], workspace, change)
            }
        }
    }
}

/// Writes −`rate` · `times` · the mean direction of `learner` to `change`.
fn along<M: Model>(
    model: &M,
    learner: &impl Learner,
    theta: &[M::Real],
    batch: &[Task<'_, M::Data>],
    [rate, times]: [f64; 2],
    workspace: &mut Workspace<M>,
    change: &mut [M::Real],
) -> Result<(), Error> {
    check_rate(rate)?;
    let tasks = batch.iter().copied();
    let outcome = batch_gradient(model, learner, theta, tasks, workspace, change)?;
    if outcome.diverged > 0 {
        return Err(Error::Diverged { step: 0 });
    }
    scale(change, M::Real::of(-rate * times));
    Ok(())
}

/// Σ_i L_i,query(U_i^(m)(θ)): what MAML makes small.
///
/// [`Error::Diverged`] if a task diverges.
pub fn accumulated_loss<M: Model>(
    model: &M,
    theta: &[M::Real],
    batch: &[Task<'_, M::Data>],
    inner: Inner,
    workspace: &mut Workspace<M>,
) -> Result<f64, Error> {
    let theta = Checked::new(model.parameter_count(), theta)?;
    workspace.for_descent(model);
    let (Workspace { scratch, phi, .. }, alpha) = (workspace, [M::Real::of(inner.rate())]);
    let mut sum = 0.0;
    for task in batch {
        phi.copy_from_slice(&theta);
        descend(model, phi, task.support, &alpha, inner.steps(), scratch)?;
        let loss = model.loss(phi, task.query, &mut scratch.tape);
        check_loss(loss, inner.steps())?;
        sum += loss.into_f64();
    }
    Ok(sum)
}

/// The meta-gradient Σ_i ∇_θ L_i(U_i^(m)(θ)) by central differences of the loss alone, along each
/// of the P parameters: slow, and known to seven digits or so in `f64`, but it shares nothing
/// with MAML's way back through the optimiser.
pub fn numeric_meta_gradient<M: Model>(
    model: &M,
    theta: &[M::Real],
    batch: &[Task<'_, M::Data>],
    inner: Inner,
    workspace: &mut Workspace<M>,
) -> Result<Vec<f64>, Error> {
    // Balances rounding, which grows as 1/h, with curvature, which grows as h².
    let h = M::Real::PRECISION.cbrt();
    let mut moved = theta.to_vec();
    let mut gradient = Vec::with_capacity(theta.len());
    for (entry, &middle) in theta.iter().enumerate() {
        let mut loss_at = |place: f64| {
            moved[entry] = M::Real::of(place);
            accumulated_loss(model, &moved, batch, inner, workspace)
        };
        let middle_place = middle.into_f64();
        let rise = loss_at(middle_place + h)? - loss_at(middle_place - h)?;
        gradient.push(rise / (2.0 * h));
        moved[entry] = middle;
    }
    Ok(gradient)
}
