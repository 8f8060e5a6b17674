//! MAML: the exact gradient through fine-tuning.
//!
//! Finn, Abbeel and Levine (2017), *Model-Agnostic Meta-Learning for Fast Adaptation of Deep
//! Networks*. The direction is ∇_θ L_q(φ_m) with φ_0 = θ and φ_{j+1} = φ_j − α ∇L_s(φ_j). By
//! the chain rule each step contributes its Jacobian,
//!
//! ∇_θ L_q(φ_m) = (I − α ∇²L_s(φ_0)) ⋯ (I − α ∇²L_s(φ_{m−1})) ∇L_q(φ_m).
//!
//! No Jacobian is ever formed. Read from the right, the product is a recursion on one vector,
//!
//! u_m = ∇L_q(φ_m),  u_j = u_{j+1} − α ∇²L_s(φ_j) u_{j+1},
//!
//! and u_0 is the meta-gradient, exact for any number of steps.
//!
//! Cost for one task: m + 1 gradients and m Hessian-vector products. Memory: linear in m, since
//! every φ_j and its tape is kept for the way back.
//!
//! ```
//! use maml_live::learn::adapt::Inner;
//! use maml_live::learn::task::Task;
//! use maml_live::learn::meta::{Workspace, maml};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let line = SoftplusLine::<f64>::default();
//! let tasks = softplus_line::TASKS.map(|truth| ToyTask::new(&Points::default(), truth));
//! let batch = [Task::unsplit(&tasks[0]), Task::unsplit(&tasks[1])];
//! let (mut theta, inner) = ([0.5, 0.5], Inner::new(0.04, 1)?);
//! for _ in 0..500 {
//!     maml::update(&line, &mut theta, &batch, inner, 0.2, &mut Workspace::new(&line))?;
//! }
//! // One step of fine-tuning from here serves both tasks best.
//! assert!((theta[0] - 0.6695).abs() < 1e-3 && (theta[1] - 0.4632).abs() < 1e-3);
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use super::batch::{Batch, batch_mean};
use super::learner::{Learner, Listed, Split};
use super::workspace::{Workspace, fine_tune_recorded};
use crate::learn::adapt::Inner;
use crate::learn::check::{Checked, check_finite, check_loss, check_rate};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::descend;

/// MAML through this inner loop. It reports L_q(φ).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Maml(pub Inner);

// listing: maml-update
/// One update of MAML: θ ← θ − β · mean of ∇_θ L_i,query(U_i(θ)) over the batch.
pub fn update<M: Model>(
    model: &M,
    theta: &mut [M::Real],
    batch: &[Task<'_, M::Data>],
    inner: Inner,
    beta: f64,
    workspace: &mut Workspace<M>,
) -> Result<Batch, Error> {
    // fold: checks, and room for the mean
    check_rate(beta)?;
    let mut mean = workspace.lend_mean(theta.len());
    let (at, tasks) = (Checked::new(model.parameter_count(), theta)?, batch.iter().copied());
    // end fold
    let outcome = batch_mean(tasks, workspace, &mut mean, |task, workspace, gradient| {
        Maml(inner).direction(model, at, task, workspace, gradient) // ∇_θ L_i,query(U_i(θ))
    })?;
    descend(theta, M::Real::of(beta), &mean); // θ ← θ − β · mean
    // fold: room given back, and a check
    workspace.take_back(mean);
    check_finite(theta, 0).and(Ok(outcome))
    // end fold
}
// end listing

impl Learner for Maml {
    fn split(&self) -> Split {
        Split::SupportAndQuery
    }

    fn inner(&self) -> Option<Inner> {
        Some(self.0)
    }

    // listing: maml-gradient
    fn direction<M: Model>(
        &self,
        model: &M,
        theta: Checked<'_, M::Real>,
        task: Task<'_, M::Data>,
        workspace: &mut Workspace<M>,
        u: &mut [M::Real],
    ) -> Result<M::Real, Error> {
        // fold: room for the path
        let steps = self.0.steps();
        workspace.for_path(model, steps);
        let Workspace { path, query_tape, phi, product, .. } = workspace;
        let path = &mut path[..steps];
        let alpha = M::Real::of(self.0.rate());
        // end fold

        // φ = U(θ), keeping every φ_j and its tape.
        phi.copy_from_slice(&theta);
        fine_tune_recorded(model, phi, task.support, &[alpha], path)?;

        // u = ∇L_q(φ), the gradient by the fine-tuned parameters …
        let loss = model.gradient(phi, task.query, query_tape, u);
        check_loss(loss, steps)?;

        // … carried back through every step of the optimiser.
        for at in path.iter_mut().rev() {
            model.hessian_vector(&at.parameters, task.support, &mut at.scratch.tape, u, product);
            descend(u, alpha, product); // u ← u − α ∇²L_s(φ_j) u
        }
        check_finite(u, steps)?;
        Ok(loss)
    }
    // end listing
}

impl Listed for Maml {
    const WORD: &'static str = "maml";
    const NAME: &'static str = "MAML";
    const PEAK: f64 = 0.0062;
    const USUAL: Self = Self(Inner::usual(1));

    fn with_inner(self, inner: Inner) -> Self {
        Self(inner)
    }
}
