//! Reptile: move θ towards where fine-tuning went.
//!
//! Nichol, Achiam and Schulman (2018), *On First-Order Meta-Learning Algorithms*. The update is
//! θ ← θ + β (φ − θ), φ = U^(m)(θ), so the direction to descend is
//!
//! θ − φ_m = α Σ_j ∇L_s(φ_j).
//!
//! It is not divided by α here; with m = 1 it is α times the plain gradient, and with m = 0 it
//! is zero. The batched form takes the mean over tasks ([`batch_mean`](super::batch_mean)); the
//! serial form of the paper is a batch of one after the other, and depends on their order.
//!
//! Cost for one task: m gradients and a loss. Memory: constant. It does not split a task's
//! samples: give it all of them, as [`Task::unsplit`]; of a split task it looks at the support
//! set only.
//!
//! ```
//! use maml_live::learn::adapt::Inner;
//! use maml_live::learn::task::Task;
//! use maml_live::learn::meta::{Workspace, reptile};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let line = SoftplusLine::<f64>::default();
//! let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
//! let (room, mut direction) = (&mut Workspace::new(&line), [0.0; 2]);
//! let (theta, inner) = ([0.6, 0.5], Inner::new(0.04, 100)?);
//! reptile::meta_gradient(&line, &theta, Task::unsplit(&task), inner, room, &mut direction)?;
//! // Many steps reach the task's own solution, and Reptile points straight at it.
//! assert!((theta[0] - direction[0] - 0.3).abs() < 1e-3);
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use super::workspace::Workspace;
use crate::learn::adapt::{Inner, fine_tune};
use crate::learn::check::{check_length, check_loss, check_parameters};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::task::Task;

/// Writes θ − U(θ) to `direction` and returns L_s(U(θ)), all on the support set.
///
/// `theta` and `direction` have P entries. [`Error::Diverged`] if fine-tuning leaves the
/// bounds.
pub fn meta_gradient<M: Model>(
    model: &M,
    theta: &[M::Real],
    task: Task<'_, M::Data>,
    inner: Inner,
    workspace: &mut Workspace<M>,
    direction: &mut [M::Real],
) -> Result<M::Real, Error> {
    check_parameters(model.parameter_count(), theta)?;
    check_length(theta.len(), direction)?;
    let Workspace { scratch, phi, .. } = workspace;

    phi.copy_from_slice(theta);
    fine_tune(model, phi, task.support, inner, scratch)?;
    for ((way, &start), &end) in direction.iter_mut().zip(theta).zip(&*phi) {
        *way = start - end;
    }

    let loss = model.loss(phi, task.support, &mut scratch.tape);
    check_loss(loss, inner.steps())?;
    Ok(loss)
}
