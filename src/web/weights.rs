//! The buttons and files that move weights; what they ask for is done in a part of the
//! program that is there for it.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement};

use super::exchange::Deed;
use super::host::Host;
use super::hosts::Page;
use super::{dom, late, parts};
use crate::contract::{Complaint, Press};

/// What is said when that part did not come.
const MISSING: &str = "The part of the program that does this did not load.";

/// Listens to the buttons and files that move weights.
pub(super) fn follow(page: &Rc<Page>) {
    let clicking = Rc::clone(page);
    dom::listen(&page.stage.document, "click", move |event| {
        let button = target(&event).and_then(|target| target.closest("button").ok().flatten());
        let pressed = button.and_then(|button| {
            let host = owner(&clicking, &button)?;
            let press = host.button(&name(&button))?.press();
            Some((host, press))
        });
        match pressed {
            Some((host, Press::HandOver)) => ask(&clicking, host, Deed::HandOver),
            Some((host, Press::Save)) => ask(&clicking, host, Deed::Download),
            _ => {}
        }
    });
    let choosing = Rc::clone(page);
    dom::listen(&page.stage.document, "change", move |event| {
        let input = target(&event).and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input.filter(|input| input.type_() == "file")
            && let Some(file) = input.files().and_then(|files| files.get(0))
            && let Some(host) = owner(&choosing, &input)
        {
            // So that the same file can be chosen again.
            input.set_value("");
            ask(&choosing, host, Deed::Upload(file));
        }
    });
}

/// Does what the reader asked of the figure that `host` holds.
fn ask(page: &Rc<Page>, host: Rc<Host>, deed: Deed) {
    let page = Rc::clone(page);
    parts::run(async move {
        if late::exchange(page, Rc::clone(&host), deed).await.is_err() {
            host.say([Complaint(MISSING.into())]);
        }
    });
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn name(element: &Element) -> String {
    element.get_attribute("name").unwrap_or_default()
}

/// The figure that an element belongs to.
fn owner(page: &Page, element: &Element) -> Option<Rc<Host>> {
    let figure = element.closest("figure").ok().flatten()?;
    page.place(&figure.id())?.host().cloned()
}
