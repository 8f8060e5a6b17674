//! The list of all jobs that figures have done in workers.

use crate::work::{Job, Parcel};

/// Hands the list to a macro: of each job a word for its part of the program, and the figure
/// in whose folder it is.
///
/// A macro and no table, for the reason that the list of figures gives: a worker has the part
/// of the one job that it is asked for.
macro_rules! for_all_jobs {
    ($then:ident) => {
        $then! {
            train_job train;
            angle_job angle;
            cost_job cost;
            four_models_job four_models;
            train_drawings_job train_drawings;
        }
    };
}

macro_rules! open {
    ($($part:ident $figure:ident;)*) => {
        /// Makes a job of a kind from its brief; none if there is no such kind, or the brief
        /// makes no sense.
        pub fn open(kind: &str, brief: &Parcel) -> Option<Box<dyn Job>> {
            match kind {
                $(super::$figure::job::KIND => super::$figure::job::open(brief),)*
                _ => None,
            }
        }
    };
}

for_all_jobs!(open);

#[cfg(target_arch = "wasm32")]
pub(crate) use for_all_jobs;
