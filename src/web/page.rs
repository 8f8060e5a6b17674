//! Opens the page: finds its figures, brings them to life, and listens to all that they
//! must hear of.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;

use super::hosts::{Page, Place};
use super::stage::Stage;
use super::{dom, embed, insets, links, parts, watch};

/// Brings the page to life: the figures whose program is here at once, the others when
/// the reader comes near them.
pub(super) fn open(stage: Stage) {
    let stage = Rc::new(stage);
    let alone = embed::alone(&stage);
    let places = (stage.document.document_element().iter())
        .flat_map(|root| dom::find_all(root, "figure[id]"))
        .filter_map(|element| {
            let part = parts::of(&element.id())?;
            Some(Place::new(element.dyn_into().ok()?, part))
        })
        .filter(|place| alone.as_ref().is_none_or(|name| place.name == *name))
        .collect();
    // One figure alone stands in no text.
    let root = stage.document.document_element().filter(|_| alone.is_none());
    let insets = root.map_or_else(Vec::new, |root| insets::find(&root));
    let page = Rc::new(Page {
        stage,
        places,
        insets,
        sizes: OnceCell::new(),
        docked: RefCell::new(None),
        undock: Cell::new(None),
    });
    let framing = Rc::clone(&page);
    page.stage.set_frame(move |now| framing.frame(now));
    watch::sizes(&page);
    for place in page.places.iter().filter(|place| place.is_here() || alone.is_some()) {
        place.summon(&page, |_| ());
    }
    links::follow(&page);
    watch::ratio(&page);
    watch::nearness(&page);
    watch::presence(&page);
    watch::theme(&page);
    page.stage.want_frame();
}
