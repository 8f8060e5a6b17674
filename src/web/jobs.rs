//! The parts of the program with what workers do: one for each job of the list, so that no
//! reader fetches the work of figures that they do not see. See [`super::parts`].

#![allow(
    unsafe_code,
    reason = "the macro declares each part's function as one that is imported, and as one \
              that is exported, which to the compiler are two; the build joins them"
)]

use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::figures::jobs::for_all_jobs;
use crate::work::{Job, Parcel};

/// A job, as its part makes it; none if the brief makes no sense.
type Made = Result<Option<Box<dyn Job>>, SplitLoaderError>;

macro_rules! jobs {
    ($($part:ident $figure:ident;)*) => {
        /// Makes a job of a kind from its brief, once its part is there; none if there is no
        /// such kind, or the brief makes no sense.
        ///
        /// # Errors
        /// When the part did not come.
        pub(super) async fn open(kind: &str, brief: Parcel) -> Made {
            match kind {
                $(crate::figures::$figure::job::KIND => $part(brief).await,)*
                _ => Ok(None),
            }
        }

        $(
            #[wasm_split($part, fallible)]
            fn $part(brief: Parcel) -> Made {
                Ok(crate::figures::$figure::job::open(&brief))
            }
        )*
    };
}

for_all_jobs!(jobs);
