//! The part of the program that deals with a figure's workers, which only figures with
//! work for them need; see [`super::parts`].

#![allow(
    unsafe_code,
    reason = "the macro declares each part's function as one that is imported, and as one \
              that is exported, which to the compiler are two; the build joins them"
)]

use std::rc::Rc;

use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::host::Host;
use super::workers::WorkerPool;
use super::{labour, waiting};

/// Has workers come for the figure that `host` holds, if it has work for any.
pub(super) fn call(host: &Rc<Host>) {
    if host.with(|figure| figure.remote().is_some()) != Some(true) {
        return;
    }
    let host = Rc::clone(host);
    waiting::run(async move {
        let pool = hire(Rc::clone(&host)).await.ok();
        host.employ(pool);
    });
}

#[wasm_split(workers, fallible)]
fn hire(host: Rc<Host>) -> Result<Rc<dyn WorkerPool>, SplitLoaderError> {
    Ok(labour::workers(&host))
}
