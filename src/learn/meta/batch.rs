//! The mean of a direction over a batch of tasks.

use super::workspace::Workspace;
use crate::learn::check::check_finite;
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::{add_scaled, scale};

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
                outcome.loss += loss.into_f64();
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
