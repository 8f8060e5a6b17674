//! The parts of the program that are loaded when they are needed: one for each figure
//! but the first, one for the desk of a worker, one for the
//! page's side of it, and one for what is done with weights.
//!
//! The build cuts the compiled library at the functions that are marked here. What only
//! one of them needs goes into its part, what several need into pieces that they share,
//! and all else into the main part, which the page begins with. To call a marked function
//! is to wait for its part, which may not come.
//!
//! So a figure's state, drawings and weights must be reached by its own function alone.
//! A list of makers, or a `match` over two figures' weights, would pull all of them into
//! the main part; `cargo xtask build` weighs the parts and says when they have grown.

#![allow(
    unsafe_code,
    reason = "the macro declares each part's function as one that is imported, and as one \
              that is exported, which to the compiler are two; the build joins them"
)]

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::EventTarget;

use super::dom;
use super::exchange::{self, Deed};
use super::host::Host;
use super::labour;
use super::page::Page;
use super::worker;
use super::workers::WorkerPool;
use crate::contract::Figure;
use crate::figures::list::for_all_figures;

/// The event by which `parts.js` says that a part has come, or will not.
const SETTLED: &str = "part-settled";

/// Lets `work`, which waits for parts, go on until it is done: at once, and whenever a part
/// has come or will not.
///
/// There is nothing else that anything here waits for, so this takes the place of an
/// executor, which would weigh more than all that it is for.
pub(super) fn run(work: impl Future<Output = ()> + 'static) {
    let mut work = Box::pin(work);
    if is_done(work.as_mut()) {
        return;
    }
    let work = RefCell::new(Some(work));
    let scope: EventTarget = js_sys::global().unchecked_into();
    dom::listen(&scope, SETTLED, move |_| {
        let mut work = work.borrow_mut();
        if work.as_mut().is_some_and(|work| is_done(work.as_mut())) {
            *work = None;
        }
    });
}

fn is_done(work: Pin<&mut impl Future<Output = ()>>) -> bool {
    work.poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

/// A figure in its first state, unless its part did not come.
pub(super) type Made = Result<Box<dyn Figure>, SplitLoaderError>;

/// Where a figure's program is.
pub(super) enum Part {
    /// In the main part.
    Main(fn() -> Box<dyn Figure>),
    /// In a part of its own, which is asked for by what this returns.
    Own(fn() -> Pin<Box<dyn Future<Output = Made>>>),
}

macro_rules! parts {
    (
        $first:ident $first_name:literal $make_first:path;
        $($part:ident $name:literal $make:path;)*
    ) => {
        /// The part with the figure called `name`; none if there is no such figure. The
        /// first figure of the list is in the main part.
        pub(super) fn of(name: &str) -> Option<Part> {
            Some(match name {
                $first_name => Part::Main(|| Box::new($make_first())),
                $($name => Part::Own(|| Box::pin($part())),)*
                _ => return None,
            })
        }

        $(
            #[wasm_split($part, fallible)]
            fn $part() -> Made {
                Ok(Box::new($make()))
            }
        )*
    };
}

for_all_figures!(parts);

/// Why a worker has no desk.
pub(super) struct NoDesk(pub(super) JsValue);

impl From<SplitLoaderError> for NoDesk {
    fn from(_: SplitLoaderError) -> Self {
        Self(JsValue::from_str("the part with the worker's desk did not load"))
    }
}

/// Opens the desk of the worker that runs us.
#[wasm_split(desk, fallible)]
pub(super) fn desk(early: Array) -> Result<(), NoDesk> {
    worker::open_desk(&early).map_err(NoDesk)
}

/// Workers for the figure that `host` holds.
#[wasm_split(workers, fallible)]
pub(super) fn workers(host: Rc<Host>) -> Result<Rc<dyn WorkerPool>, SplitLoaderError> {
    Ok(labour::workers(&host))
}

/// Does something with the weights of a figure.
#[wasm_split(exchange, fallible)]
pub(super) fn exchange(page: Rc<Page>, host: Rc<Host>, deed: Deed) -> Result<(), SplitLoaderError> {
    exchange::perform(page, host, deed);
    Ok(())
}
