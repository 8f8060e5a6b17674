//! The side of a figure that has work done in workers.

use super::event::Changed;
use crate::work::{Errand, Parcel};

/// A figure with workers: errands out, parcels in.
pub trait Remote {
    /// What workers shall do now; taken after each event, in order.
    fn errands(&mut self) -> Vec<Errand>;

    /// One of its jobs says something.
    fn hear(&mut self, job: u32, parcel: &Parcel) -> Changed;

    /// The workers failed, and all jobs with them, unless they are only late.
    fn fail(&mut self, failure: Failure) -> Changed;
}

/// Why a figure has no workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A worker could not be started: blocked, or the browser is too old.
    NoWorker,
    /// A worker died.
    Died,
    /// A worker has not answered for some seconds.
    Late,
}
