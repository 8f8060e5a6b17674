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
use super::workspace::Workspace;
use crate::learn::check::{check_finite, check_length, check_loss, check_parameters, check_rate};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::descend;

// listing: pretrained-update
/// One update of the pretrained model: θ ← θ − β · mean of ∇L_i(θ) over the batch.
pub fn update<M: Model>(
    model: &M,
    theta: &mut [M::Real],
    batch: &[Task<'_, M::Data>],
    beta: f64,
    workspace: &mut Workspace<M>,
) -> Result<Batch, Error> {
    check_rate(beta)?;
    let mut mean = workspace.lend_mean(theta.len());
    let tasks = batch.iter().copied();
    let outcome = batch_mean(tasks, workspace, &mut mean, |task, workspace, gradient| {
        self::gradient(model, theta, task, workspace, gradient)
    })?;
    descend(theta, M::Real::of(beta), &mean); // θ ← θ − β · mean
    workspace.take_back(mean);
    check_finite(theta, 0).and(Ok(outcome))
}
// end listing

/// Writes ∇L(θ) to `gradient` and returns L(θ), on the task's query set.
///
/// `theta` and `gradient` have P entries. [`Error::Diverged`] if the loss or gradient is out of
/// bounds.
pub fn gradient<M: Model>(
    model: &M,
    theta: &[M::Real],
    task: Task<'_, M::Data>,
    workspace: &mut Workspace<M>,
    gradient: &mut [M::Real],
) -> Result<M::Real, Error> {
    check_parameters(model.parameter_count(), theta)?;
    check_length(theta.len(), gradient)?;
    let loss = model.gradient(theta, task.query, &mut workspace.scratch.tape, gradient);
    check_loss(loss, 0)?;
    check_finite(gradient, 0)?;
    Ok(loss)
}
