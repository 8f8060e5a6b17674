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
//! use maml_live::learn::meta::fomaml::Fomaml;
//! use maml_live::learn::meta::{Workspace, meta_gradient};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let line = SoftplusLine::<f64>::default();
//! let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
//! let (room, mut gradient) = (&mut Workspace::new(&line), [0.0; 2]);
//! let method = Fomaml(Inner::new(0.04, 5)?);
//! meta_gradient(&line, &method, &[0.6, 0.5], Task::unsplit(&task), room, &mut gradient)?;
//! assert!(gradient[1] > 0.0); // b is still too high after five steps
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use super::learner::{Learner, Listed, Split};
use super::workspace::Workspace;
use crate::learn::adapt::{Inner, descend};
use crate::learn::check::{Checked, check_finite, check_loss};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;

/// FOMAML with this inner loop. It reports L_q(φ).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fomaml(pub Inner);

impl Learner for Fomaml {
    fn split(&self) -> Split {
        Split::SupportAndQuery
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
        let loss = model.gradient(phi, task.query, &mut scratch.tape, direction); // ∇L_q(φ)

        check_loss(loss, steps)?;
        check_finite(direction, steps)?;
        Ok(loss)
    }
}

impl Listed for Fomaml {
    const WORD: &'static str = "fomaml";
    const NAME: &'static str = "FOMAML";
    const PEAK: f64 = 0.0086;
    const USUAL: Self = Self(Inner::usual(1));

    fn with_inner(self, inner: Inner) -> Self {
        Self(inner)
    }
}
