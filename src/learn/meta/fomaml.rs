//! FOMAML: MAML without its second derivatives.
//!
//! Finn, Abbeel and Levine (2017, section 5.2). The Jacobian of fine-tuning is taken for the
//! identity, as if ∇²L_s were zero, and what is left of MAML's gradient is
//!
//! ∇L_q(φ_m), φ_m = U^(m)(θ):
//!
//! the query gradient where fine-tuning ended, applied where it began.
//!
//! Cost for one task: m + 1 gradients, no Hessian-vector product. Memory: constant.
//!
//! ```
//! use maml_live::learn::adapt::Inner;
//! use maml_live::learn::task::Task;
//! use maml_live::learn::meta::{Workspace, fomaml};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let line = SoftplusLine::<f64>::default();
//! let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
//! let (room, mut gradient) = (&mut Workspace::new(&line), [0.0; 2]);
//! let inner = Inner::new(0.04, 5)?;
//! fomaml::meta_gradient(&line, &[0.6, 0.5], Task::unsplit(&task), inner, room, &mut gradient)?;
//! assert!(gradient[1] > 0.0); // b is still too high after five steps
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use super::workspace::Workspace;
use crate::learn::adapt::{Inner, fine_tune};
use crate::learn::check::{check_finite, check_length, check_loss, check_parameters};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::task::Task;

/// Writes ∇L_q(φ), φ = U(θ), to `gradient` and returns L_q(φ).
///
/// `theta` and `gradient` have P entries. [`Error::Diverged`] if fine-tuning leaves the bounds.
pub fn meta_gradient<M: Model>(
    model: &M,
    theta: &[M::Real],
    task: Task<'_, M::Data>,
    inner: Inner,
    workspace: &mut Workspace<M>,
    gradient: &mut [M::Real],
) -> Result<M::Real, Error> {
    check_parameters(model.parameter_count(), theta)?;
    check_length(theta.len(), gradient)?;
    let Workspace { scratch, phi, .. } = workspace;

    phi.copy_from_slice(theta);
    fine_tune(model, phi, task.support, inner, scratch)?;
    let loss = model.gradient(phi, task.query, &mut scratch.tape, gradient);

    check_loss(loss, inner.steps())?;
    check_finite(gradient, inner.steps())?;
    Ok(loss)
}
