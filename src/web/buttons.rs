//! The buttons and files that are not a figure's own affair: what moves weights, which is done
//! in a part of the program that is there for it, and a new seed, which is the browser's.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement};

use super::exchange::Deed;
use super::host::Host;
use super::hosts::Page;
use super::{dom, late, waiting};
use crate::contract::{Changed, Complaint, Control, Kind, Press};

/// What is said when that part did not come.
const MISSING: &str = "The part of the program that does this did not load.";

/// Listens to such buttons and files of the figure that `host` holds.
pub(super) fn follow(page: &Rc<Page>, host: &Rc<Host>) {
    let clicking = (Rc::clone(page), Rc::clone(host));
    dom::listen(host.element(), "click", move |event| {
        let (page, host) = &clicking;
        let button = target(&event).and_then(|target| target.closest("button").ok().flatten());
        let key = button.and_then(|button| button.get_attribute("name"));
        match key.and_then(|key| host.button(&key)).map(|button| button.press()) {
            Some(Press::HandOver) => ask(page, host, Deed::HandOver),
            Some(Press::Save) => ask(page, host, Deed::Download),
            Some(Press::NewSeed(of)) => draw_seed(host, of),
            Some(Press::Figure) | None => {}
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

/// Draws a new seed for the control called `key`.
fn draw_seed(host: &Host, key: &str) {
    let Ok(random) = getrandom::u32() else {
        host.say([Complaint("Your browser gave no random number.".into())]);
        return;
    };
    let drawn = host.with(|figure| {
        let range = seed_range(figure.settings().controls(), key)?;
        // Out of range it would be brought to the edge, the same one each time.
        let count = (range.1 - range.0).saturating_add(1).max(1);
        let seed = range.0 + random % count;
        figure.set(key, &seed.to_string()).ok()
    });
    if let Some(Some(_)) = drawn {
        host.after(Changed::Settings);
    }
}

fn seed_range(controls: &[Control], key: &str) -> Option<(u32, u32)> {
    controls.iter().find_map(|control| match control.kind {
        Kind::Whole { range, .. } if control.key == key && range.0 <= range.1 => Some(range),
        _ => None,
    })
}
