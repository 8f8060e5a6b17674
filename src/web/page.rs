//! Opens the page: finds its figures, brings them to life, and listens to all that they
//! must hear of.

use std::cell::OnceCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;

use super::hosts::{Page, Place};
use super::stage::Stage;
use super::{address, dom, embed, watch, weights};

/// Brings the page to life: the figures whose program is here at once, the others when
/// the reader comes near them.
pub(super) fn open(stage: Stage) {
    let stage = Rc::new(stage);
    let alone = embed::alone(&stage);
    let places = (stage.document.document_element().iter())
        .flat_map(|root| dom::find_all(root, "figure[id]"))
        .filter_map(|element| Place::find(element.dyn_into().ok()?))
        .filter(|place| alone.as_ref().is_none_or(|name| place.name == *name))
        .collect();
    let page = Rc::new(Page { stage, places, sizes: OnceCell::new() });
    let framing = Rc::clone(&page);
    page.stage.set_frame(move |now| framing.frame(now));
    watch::sizes(&page);
    for place in page.places.iter().filter(|place| place.is_here() || alone.is_some()) {
        place.summon(&page, |_| ());
    }
    address::follow(&page);
    weights::follow(&page);
    watch::ratio(&page);
    watch::nearness(&page);
    watch::presence(&page);
    watch::theme(&page);
    page.stage.want_frame();
}
