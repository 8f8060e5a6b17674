//! The list of all jobs that figures have done in workers.

use super::{angle, cost, four_models, train};
use crate::work::{Job, Parcel};

/// Makes a job of a kind from its brief; none if there is no such kind, or the brief
/// makes no sense.
pub fn open(kind: &str, brief: &Parcel) -> Option<Box<dyn Job>> {
    match kind {
        train::job::KIND => train::job::open(brief),
        angle::job::KIND => angle::job::open(brief),
        cost::job::KIND => cost::job::open(brief),
        four_models::job::KIND => four_models::job::open(brief),
        _ => None,
    }
}
