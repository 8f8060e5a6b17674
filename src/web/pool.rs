//! The part of the program that deals with a figure's workers, which only figures with
//! work for them need; see [`super::parts`].

#![allow(
    unsafe_code,
    reason = "the macro declares each part's function as one that is imported, and as one \
              that is exported, which to the compiler are two; the build joins them"
)]

use std::rc::Rc;

use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::Window;

use super::workers::{Ears, WorkerPool, Workers};

/// Workers that will run `script`, and of whom `ears` hear.
#[wasm_split(workers, fallible)]
pub(super) fn hire(
    window: Window,
    script: String,
    ears: Ears,
) -> Result<Rc<dyn WorkerPool>, SplitLoaderError> {
    Ok(Workers::new(&window, &script, ears))
}
