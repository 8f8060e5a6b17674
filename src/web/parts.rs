//! The parts of the program that are loaded when they are needed: one for each figure
//! but the first; those of other things are in [`super::pool`] and [`super::late`].
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

use wasm_bindgen::JsCast;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::EventTarget;

use super::host::Host;
use super::hosts::Page;
use super::{dom, pads, weights};
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
    go_on(Box::pin(work));
}

/// Work that waits for parts: of one type, so that what goes on with it is there but once.
type Work = Pin<Box<dyn Future<Output = ()>>>;

fn go_on(mut work: Work) {
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

fn is_done(work: Pin<&mut dyn Future<Output = ()>>) -> bool {
    work.poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

/// A figure in its first state with its outfit, unless its part did not come.
pub(super) type Made = Result<(Box<dyn Figure>, Outfit), SplitLoaderError>;

/// What the page does for a figure besides what it does for all, once it is in its place: of
/// use to few, and so in their parts.
pub(super) type Outfit = Option<fn(&Rc<Page>, &Rc<Host>)>;

/// The outfit that the list of figures asks for.
macro_rules! outfit {
    () => {
        None
    };
    (pads) => {
        Some(pads::lay)
    };
    (weights) => {
        Some(weights::follow)
    };
}

/// Where a figure's program is.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// In the main part.
    Main(fn() -> Box<dyn Figure>),
    /// In a part of its own, which is asked for by what this returns.
    Own(fn() -> Pin<Box<dyn Future<Output = Made>>>),
}

macro_rules! parts {
    (
        $first:ident $first_name:literal $make_first:path;
        $($part:ident $name:literal $make:path $(, $outfit:ident)?;)*
    ) => {
        /// The part with the figure called `name`; none if there is no such figure. The
        /// first figure of the list is in the main part.
        pub(super) fn of(name: &str) -> Option<Part> {
            // A table, which takes less room than as many comparisons: each of these
            // functions only asks for a part.
            const PARTS: &[(&str, Part)] = &[
                ($first_name, Part::Main(|| Box::new($make_first()))),
                $(($name, Part::Own(|| Box::pin($part()))),)*
            ];
            PARTS.iter().find(|(known, _)| *known == name).map(|(_, part)| *part)
        }

        $(
            #[wasm_split($part, fallible)]
            fn $part() -> Made {
                Ok((Box::new($make()), outfit!($($outfit)?)))
            }
        )*
    };
}

for_all_figures!(parts);
