//! The pretrained model: empirical risk, as if there were no fine-tuning.
//!
//! min_θ E_τ[L_τ(θ)], hence the direction ∇L_τ(θ). All tasks pull at one θ, and it settles
//! where they balance, which need not be a good place to start from. Finn et al. (2017, section
//! 5.1) use it as the baseline.
//!
//! Cost: one gradient a task. It does not split a task's samples: give it all of them, as
//! [`Task::unsplit`]; of a split task it looks at the query set only.
//!
//! ```
//! use maml_live::learn::task::Task;
//! use maml_live::learn::meta::{Workspace, pretrained};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let line = SoftplusLine::<f64>::default();
//! let tasks = softplus_line::TASKS.map(|truth| ToyTask::new(&Points::default(), truth));
//! let batch = [Task::unsplit(&tasks[0]), Task::unsplit(&tasks[1])];
//! let mut theta = [0.0, 0.0];
//! for _ in 0..100 {
//!     pretrained::update(&line, &mut theta, &batch, 0.1, &mut Workspace::new(&line))?;
//! }
//! assert!((theta[0] - 0.579).abs() < 1e-3 && (theta[1] - 0.435).abs() < 1e-3);
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use super::batch::{Batch, batch_mean};
use super::learner::{Learner, Listed, Split};
use super::workspace::Workspace;
use crate::learn::adapt::Inner;
use crate::learn::check::{Checked, check_finite, check_loss, check_rate};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::descend;

/// Pretraining, as a method. It reports L(θ).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pretrained;

// listing: pretrained-update
/// One update of the pretrained model: θ ← θ − β · mean of ∇L_i(θ) over the batch.
pub fn update<M: Model>(
    model: &M,
    theta: &mut [M::Real],
    batch: &[Task<'_, M::Data>],
    beta: f64,
    workspace: &mut Workspace<M>,
) -> Result<Batch, Error> {
    // fold: checks, and room for the mean
    check_rate(beta)?;
    let mut mean = workspace.lend_mean(theta.len());
    let (at, tasks) = (Checked::new(model.parameter_count(), theta)?, batch.iter().copied());
    // end fold
    let outcome = batch_mean(tasks, workspace, &mut mean, |task, workspace, gradient| {
        Pretrained.direction(model, at, task, workspace, gradient) // ∇L_i(θ)
    })?;
    descend(theta, M::Real::of(beta), &mean); // θ ← θ − β · mean
    // fold: room given back, and a check
    workspace.take_back(mean);
    check_finite(theta, 0).and(Ok(outcome))
    // end fold
}
// end listing

impl Learner for Pretrained {
    fn split(&self) -> Split {
        Split::Pooled
    }

    fn inner(&self) -> Option<Inner> {
        None
    }

    fn direction<M: Model>(
        &self,
        model: &M,
        theta: Checked<'_, M::Real>,
        task: Task<'_, M::Data>,
        workspace: &mut Workspace<M>,
        direction: &mut [M::Real],
    ) -> Result<M::Real, Error> {
        let loss = model.gradient(&theta, task.query, &mut workspace.scratch.tape, direction);
        check_loss(loss, 0)?;
        check_finite(direction, 0)?;
        Ok(loss)
    }
}

impl Listed for Pretrained {
    const WORD: &'static str = "pretrained";
    const NAME: &'static str = "pretrained";
    const PEAK: f64 = 0.0015;
    const USUAL: Self = Self;

    fn with_inner(self, _: Inner) -> Self {
        self
    }
}
