//! Links to figures: those in the text, those by which the page was opened, and the ways back
//! through the history.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HashChangeEvent, HtmlElement, MouseEvent, ScrollBehavior};

use super::dock::Call;
use super::hosts::{Page, Place};
use super::{address, dom, late, waiting};
use crate::contract::link;

/// Opens the figure that the address names, and listens to links from now on.
pub(super) fn follow(page: &Rc<Page>) {
    if let Some(place) = open(page, &address::fragment(&page.stage)) {
        // After a reload the browser brings the reader back to where they were.
        if !address::is_return(&page.stage) {
            address::scroll_to(place, &page.stage, ScrollBehavior::Instant);
        }
    }
    if address::is_return(&page.stage) {
        dock_again(page);
    }
    address::remember(page);
    let arriving = Rc::clone(page);
    dom::listen(&page.stage.window, "hashchange", move |event| {
        let left = event.dyn_ref().map(HashChangeEvent::old_url).unwrap_or_default();
        arrive(&arriving, left.split_once('#').map_or("", |(_, fragment)| fragment));
    });
    let returning = Rc::clone(page);
    dom::listen(&page.stage.window, "popstate", move |_| dock_again(&returning));
    let clicking = Rc::clone(page);
    dom::listen(&page.stage.document, "click", move |event| {
        click(&clicking, &event);
    });
}

/// The reader came to another entry of the history, from one with the fragment `left`.
fn arrive(page: &Rc<Page>, left: &str) {
    let place = open(page, &address::fragment(&page.stage));
    match address::memory(&page.stage) {
        // Back and forward lead to where the reader was, and the browser scrolls there. What
        // the other entry had done to its own figure is undone.
        Some(memory) => {
            let name = link::parse(left).figure;
            let other = page.place(&name).filter(|_| place.is_none_or(|place| place.name != name));
            if let (Some(other), Some(then)) = (other, address::then(&memory, &name))
                && address::state(other) != then
            {
                open(page, then);
            }
        }
        None => {
            page.put_back();
            place.into_iter().for_each(|place| address::go_to(place, &page.stage));
        }
    }
    address::remember(page);
}

/// Docks the figure that was docked when the present entry of the history was left, or none.
fn dock_again(page: &Rc<Page>) {
    let name = address::beside(&page.stage);
    match name.and_then(|name| page.place(&name)) {
        Some(place) => bring(page, place, Call::Return),
        None => page.put_back(),
    }
}

/// Shows the reader a figure, in its place or beside the text; if the part of the program that
/// does so is not there, in its place.
fn bring(page: &Rc<Page>, place: &Rc<Place>, call: Call) {
    let (page, place) = (Rc::clone(page), Rc::clone(place));
    waiting::run(async move {
        let returns = matches!(call, Call::Return);
        let brought = late::dock(Rc::clone(&page), Rc::clone(&place), call).await;
        if brought.is_err() && !returns {
            address::go_to(&place, &page.stage);
        }
    });
}

/// Opens the figure that `fragment` names, as soon as it is there, and returns its place;
/// none if it names another thing.
fn open<'a>(page: &'a Rc<Page>, fragment: &str) -> Option<&'a Rc<Place>> {
    let link = link::parse(fragment);
    let place = page.place(&link.figure)?;
    place.summon(page, move |host| {
        if let Some(host) = host {
            host.open(&link);
        }
    });
    Some(place)
}

/// A click on a link to a figure of this page. The browser would not know the
/// element, nor act on a link to where it thinks it is already.
fn click(page: &Rc<Page>, event: &Event) {
    let Some(press) = event.dyn_ref::<MouseEvent>() else { return };
    let modified = press.ctrl_key() || press.meta_key() || press.shift_key() || press.alt_key();
    if press.button() != 0 || modified || event.default_prevented() {
        return;
    }
    let link = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest("a[href^=\"#\"]").ok().flatten())
        .and_then(|link| link.dyn_into::<HtmlElement>().ok());
    let Some((link, href)) =
        link.and_then(|link| link.get_attribute("href").map(|href| (link, href)))
    else {
        return;
    };
    let Some(place) = page.place(&link::parse(&href).figure) else {
        return;
    };
    event.prevent_default();
    page.hosts().into_iter().for_each(|host| host.settle());
    // A link that sets nothing only leads to the figure, as it is.
    if !href.contains('?') {
        address::push(&page.stage, &address::state(place));
        page.put_back();
        address::remember(page);
        return address::go_to(place, &page.stage);
    }
    address::push(&page.stage, &href);
    open(page, &href);
    address::remember(page);
    // A key that follows a link makes a click, too: one that was pressed no times.
    let call = match press.detail() {
        0 => Call::Key(link),
        _ => Call::Hand(link),
    };
    bring(page, place, call);
}
