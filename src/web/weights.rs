//! The buttons and files that move weights; what they ask for is done in a part of the
//! program that is there for it.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement};

use super::exchange::Deed;
use super::host::Host;
use super::hosts::Page;
use super::{dom, late, waiting};
use crate::contract::{Complaint, Press};

/// What is said when that part did not come.
const MISSING: &str = "The part of the program that does this did not load.";

/// Listens to the buttons and files that move the weights of the figure that `host` holds.
pub(super) fn follow(page: &Rc<Page>, host: &Rc<Host>) {
    let clicking = (Rc::clone(page), Rc::clone(host));
    dom::listen(host.element(), "click", move |event| {
        let (page, host) = &clicking;
        let button = target(&event).and_then(|target| target.closest("button").ok().flatten());
        let key = button.and_then(|button| button.get_attribute("name"));
        match key.and_then(|key| host.button(&key)).map(|button| button.press()) {
            Some(Press::HandOver) => ask(page, host, Deed::HandOver),
            Some(Press::Save) => ask(page, host, Deed::Download),
            _ => {}
        }
    });
    let choosing = (Rc::clone(page), Rc::clone(host));
    dom::listen(host.element(), "change", move |event| {
        let (page, host) = &choosing;
        let input = target(&event).and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input.filter(|input| input.type_() == "file")
            && let Some(file) = input.files().and_then(|files| files.get(0))
        {
            // So that the same file can be chosen again.
            input.set_value("");
            ask(page, host, Deed::Upload(file));
        }
    });
}

/// Does what the reader asked of the figure that `host` holds.
fn ask(page: &Rc<Page>, host: &Rc<Host>, deed: Deed) {
    let (page, host) = (Rc::clone(page), Rc::clone(host));
    waiting::run(async move {
        if late::exchange(page, Rc::clone(&host), deed).await.is_err() {
            host.say([Complaint(MISSING.into())]);
        }
    });
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}
