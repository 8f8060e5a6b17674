//! Errands: what the page asks of whoever does its jobs.

use super::job::Parcel;

/// What is to be done with one job. Jobs are called by numbers; no two jobs of the one
/// who asks share one.
#[derive(Clone, Debug, PartialEq)]
pub enum Errand {
    /// Make a job, and let it wait.
    Begin {
        /// Its number.
        job: u32,
        /// What kind of job, as the list of jobs calls it.
        kind: String,
        /// What it must know to begin.
        brief: Parcel,
    },
    /// Tell the job something.
    Tell(u32, Parcel),
    /// Forget the job.
    End(u32),
}

impl Errand {
    /// The number of the job.
    pub fn job(&self) -> u32 {
        match self {
            Errand::Begin { job, .. } | Errand::Tell(job, _) | Errand::End(job) => *job,
        }
    }
}
