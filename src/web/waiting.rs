//! Work that waits for parts of the program; which there are is in [`super::parts`].

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Waker};

use wasm_bindgen::JsCast;
use web_sys::EventTarget;

use super::dom;

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
