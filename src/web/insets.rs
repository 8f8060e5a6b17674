//! The insets of the text: sentences whose numbers can be moved. Each stays text and a picture
//! until the reader comes near it, and reads the same then.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Element;

use super::hosts::{Inset, Page};
use super::{dom, late, parts, waiting};
use crate::contract::link;

/// The insets below `root`.
pub(super) fn find(root: &Element) -> Vec<Rc<Inset>> {
    dom::find_all(root, "[data-inset]").into_iter().filter_map(of).map(Rc::new).collect()
}

/// The inset that `element` is, if it is one.
fn of(element: Element) -> Option<Inset> {
    let link = link::parse(&element.get_attribute("data-inset")?);
    let part = parts::of(&link.figure)?;
    Some(Inset::new(element.dyn_into().ok()?, link, part))
}

/// The reader may soon see `element`: if it is an inset, its figure is called. One that did not
/// come is called again the next time; until then the sentence is as right as it was.
pub(super) fn call(page: &Rc<Page>, element: &Element) {
    let Some(inset) = page.inset(element).filter(|inset| !inset.called.get()) else { return };
    inset.called.set(true);
    let (page, inset) = (Rc::clone(page), Rc::clone(inset));
    waiting::run(async move {
        if late::inset(page, Rc::clone(&inset)).await.is_err() {
            inset.called.set(false);
        }
    });
}
