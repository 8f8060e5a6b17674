//! Meta-gradients: how θ should move so that fine-tuning from it does better.
//!
//! MAML and its relatives look for a θ from which a few steps of fine-tuning U solve any task
//! of a distribution: min_θ E_τ[L_τ(U_τ(θ))]. They differ in the direction that they take for
//! one task; the mean over a batch of tasks then goes to an optimiser. Each is one function in
//! a file of its own, written against [`Model`] and so for the toy problem and the networks
//! alike.
//!
//! | method | direction for one task | gradients | Hessian-vector products | memory |
//! |---|---|---|---|---|
//! | [`pretrained`] | ∇L(θ) | 1 | 0 | O(1) |
//! | [`maml`] | ∇_θ L_q(U(θ)), exact | m + 1 | m | O(m) |
//! | [`fomaml`] | ∇L_q(φ), φ = U(θ) | m + 1 | 0 | O(1) |
//! | [`reptile`] | θ − φ | m | 0 | O(1) |
//! | [`imaml`] | (I + ∇²L_s(φ)/λ)⁻¹ ∇L_q(φ) | m + 1 (+ 1 for a tape) | one per iteration of CG | O(1) |
//! | [`learned_rate`] | ∇ of L_q(U_α(θ)) by θ and by α | m + 1 | m | O(m) |
//!
//! L_s and L_q are a task's losses on its support set and its query set, m the number of inner
//! steps. Memory is counted in vectors of P numbers and tapes.
//!
//! [`meta_gradient`] picks the method by its name, [`Method`]; [`batch_gradient`] takes the
//! mean over a batch.
//!
//! # What can go wrong, and what happens then
//!
//! - θ of the wrong length or not finite, an empty batch, rates that are negative or NaN, λ ≤
//!   0: an [`Error`] that says which.
//! - A task on which fine-tuning diverges: [`Error::Diverged`] for that task. In a batch it is
//!   left out of the mean and counted; the others go on.
//! - No inner steps, or α = 0: fine-tuning is the identity, and MAML is pretraining on the
//!   query set.
//!
//! No result ever holds a NaN or an infinity.

pub mod conjugate_gradient;
pub mod fomaml;
pub mod imaml;
pub mod learned_rate;
pub mod maml;
mod method;
pub mod pretrained;
pub mod reptile;
mod workspace;

pub use method::{Method, batch_gradient, meta_gradient};
pub use workspace::Workspace;

use super::adapt::{check_finite, check_length, check_loss, check_parameters};
use super::vector::{add_scaled, scale};
use super::{Error, Model, Real};

/// One task as a meta-learner sees it.
///
/// The support set is what fine-tuning learns from, the query set what the result is judged by.
#[derive(Debug)]
pub struct Task<'a, D: ?Sized> {
    /// The data to fine-tune on.
    pub support: &'a D,
    /// The data to judge by.
    pub query: &'a D,
}

impl<'a, D: ?Sized> Task<'a, D> {
    /// A task that is judged by the very data that it is fine-tuned on, as in the toy problem;
    /// and what pretraining and Reptile, which do not split, should be given.
    pub fn unsplit(data: &'a D) -> Self {
        Self { support: data, query: data }
    }
}

// By hand, for a derive would ask the same of D.
impl<D: ?Sized> Clone for Task<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: ?Sized> Copy for Task<'_, D> {}

/// What a batch of tasks came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Batch {
    /// The mean over the tasks that did not diverge of the loss that the method reports; +∞ if
    /// all diverged.
    pub loss: f64,
    /// How many tasks the mean is over.
    pub tasks: usize,
    /// How many tasks diverged and were left out.
    pub diverged: usize,
}

/// Takes the mean of `each` task's direction over a batch.
///
/// `each` writes one task's direction into its last argument and returns its loss. The mean
/// over those that do not diverge is written to `mean`; all zeros if every task diverged. Any
/// other error ends the batch, as does an empty one; `mean` then holds nothing of use.
pub fn batch_mean<'a, M: Model<Data: 'a>>(
    batch: impl IntoIterator<Item = Task<'a, M::Data>>,
    workspace: &mut Workspace<M>,
    mean: &mut [M::Real],
    mut each: impl FnMut(Task<'a, M::Data>, &mut Workspace<M>, &mut [M::Real]) -> Result<M::Real, Error>,
) -> Result<Batch, Error> {
    // Taken out for the time being, so that `each` may borrow the rest.
    let mut direction = std::mem::take(&mut workspace.direction);
    direction.resize(mean.len(), M::Real::default());

    mean.fill(M::Real::of(0.0));
    let (mut outcome, mut failure) = (Batch { loss: 0.0, tasks: 0, diverged: 0 }, None);
    for task in batch {
        match each(task, workspace, &mut direction) {
            Ok(loss) => {
                add_scaled(mean, M::Real::of(1.0), &direction);
                outcome.loss += loss.to_f64();
                outcome.tasks += 1;
            }
            Err(Error::Diverged { .. }) => outcome.diverged += 1,
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    workspace.direction = direction;

    if let Some(error) = failure {
        return Err(error);
    }
    if outcome.tasks + outcome.diverged == 0 {
        return Err(Error::EmptyBatch);
    }
    if outcome.tasks == 0 {
        return Ok(Batch { loss: f64::INFINITY, ..outcome });
    }
    let count = outcome.tasks as f64;
    scale(mean, M::Real::of(1.0 / count));
    check_finite(mean, 0)?;
    Ok(Batch { loss: outcome.loss / count, ..outcome })
}
