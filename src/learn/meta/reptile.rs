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
//! use maml_live::learn::meta::reptile::Reptile;
//! use maml_live::learn::meta::{Workspace, meta_gradient};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let line = SoftplusLine::<f64>::default();
//! let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
//! let (room, mut direction) = (&mut Workspace::new(&line), [0.0; 2]);
//! let (theta, method) = ([0.6, 0.5], Reptile(Inner::new(0.04, 100)?));
//! meta_gradient(&line, &method, &theta, Task::unsplit(&task), room, &mut direction)?;
//! // Many steps reach the task's own solution, and Reptile points straight at it.
//! assert!((theta[0] - direction[0] - 0.3).abs() < 1e-3);
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use super::learner::{Learner, Listed, Split};
use super::workspace::Workspace;
use crate::learn::adapt::{Inner, descend};
use crate::learn::check::{Checked, check_loss};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::add_scaled;

/// Reptile with this inner loop. It reports L_s(φ).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reptile(pub Inner);

impl Learner for Reptile {
    fn split(&self) -> Split {
        Split::Pooled
    }

    fn inner(&self) -> Option<Inner> {
        Some(self.0)
    }

    fn direction<M: Model>(
        &self,
        model: &M,
        theta: Checked<'_, M::Real>,
        task: Task<'_, M::Data>,
        workspace: &mut Workspace<M>,
        direction: &mut [M::Real],
    ) -> Result<M::Real, Error> {
        workspace.for_descent(model);
        let Workspace { scratch, phi, .. } = workspace;
        let (alpha, steps) = (M::Real::of(self.0.rate()), self.0.steps());

        phi.copy_from_slice(&theta);
        descend(model, phi, task.support, &[alpha], steps, scratch)?;
        direction.copy_from_slice(&theta);
        add_scaled(direction, M::Real::of(-1.0), phi); // θ − φ

        let loss = model.loss(phi, task.support, &mut scratch.tape);
        check_loss(loss, steps)?;
        Ok(loss)
    }
}

impl Listed for Reptile {
    const WORD: &'static str = "reptile";
    const NAME: &'static str = "Reptile";
    const PEAK: f64 = 0.0034;
    const USUAL: Self = Self(Inner::usual(10));

    /// Keeps its own number of steps: they are how far it looks, and not what it asks for.
    fn with_inner(self, inner: Inner) -> Self {
        Self(self.0.with_rate_of(inner))
    }
}
