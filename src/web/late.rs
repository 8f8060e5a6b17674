//! What else is loaded when it is needed, as [`super::parts`] says of the figures: the desk
//! of a worker, what is done with weights, what brings a figure beside the text, and
//! what moves the numbers of a sentence.

#![allow(
    unsafe_code,
    reason = "the macro declares each part's function as one that is imported, and as one \
              that is exported, which to the compiler are two; the build joins them"
)]

use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::JsValue;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::dock::{self, Call};
use super::exchange::{self, Deed};
use super::host::Host;
use super::hosts::{Inset, Page, Place};
use super::{scrub, worker};

/// Why a worker has no desk.
pub(super) struct NoDesk(pub(super) JsValue);

impl From<SplitLoaderError> for NoDesk {
    fn from(_: SplitLoaderError) -> Self {
        Self(JsValue::from_str("the part with the worker's desk did not load"))
    }
}

/// Opens the desk of the worker that runs us.
#[wasm_split(desk, fallible)]
pub(super) fn desk(early: Array, fail: Function) -> Result<(), NoDesk> {
    worker::open_desk(&early, fail).map_err(NoDesk)
}

/// Does something with the weights of a figure.
#[wasm_split(exchange, fallible)]
pub(super) fn exchange(page: Rc<Page>, host: Rc<Host>, deed: Deed) -> Result<(), SplitLoaderError> {
    exchange::perform(page, host, deed);
    Ok(())
}

/// Brings an inset to life.
#[wasm_split(inset, fallible)]
pub(super) fn inset(page: Rc<Page>, inset: Rc<Inset>) -> Result<(), SplitLoaderError> {
    scrub::wake(page, inset);
    Ok(())
}

/// Shows the reader a figure, in its place or beside the text.
#[wasm_split(dock, fallible)]
pub(super) fn dock(page: Rc<Page>, place: Rc<Place>, call: Call) -> Result<(), SplitLoaderError> {
    dock::bring(&page, &place, call);
    Ok(())
}
