//! The elements of a figure's pads: places in its panels that have a name, and that one draws
//! on.
//!
//! They lie over the canvas, which shows what is drawn. To those who cannot see it they say
//! what is there; to a finger, that here it does not scroll the page; and programs find by
//! them where to draw. What a hand does on one goes up to the picture, as what it does on the
//! canvas: see [`super::hand`].

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};

use super::dom;
use super::host::Host;
use super::hosts::Page;
use super::panel::{self, Panel};
use crate::contract::Pad;
use crate::number::decimal;
use crate::plot::Size;

/// What every pad is styled with.
const STYLE: [(&str, &str); 5] = [
    ("position", "absolute"),
    ("touch-action", "none"),
    ("cursor", "crosshair"),
    ("-webkit-touch-callout", "none"),
    ("-webkit-tap-highlight-color", "transparent"),
];

/// The pads of one panel, as the page has them.
#[derive(Default)]
struct Laid {
    pads: Vec<Pad>,
    /// The size of the panel that they were laid for.
    size: Option<Size>,
    elements: Vec<HtmlElement>,
}

/// Has the pads of the figure that `host` holds follow every painting.
pub(super) fn lay(_: &Rc<Page>, host: &Rc<Host>) {
    let laid: Vec<RefCell<Laid>> = host.panels().iter().map(|_| RefCell::default()).collect();
    // A figure is given its outfit once.
    let _ = host.following.set(Box::new(move |host| {
        for (panel, laid) in host.panels().iter().zip(&laid) {
            let size = panel.size();
            let pads = host.with(|figure| figure.pads(panel.index, size));
            if let (Some(pads), Ok(mut laid)) = (pads, laid.try_borrow_mut()) {
                laid.follow(panel, pads, size);
            }
        }
    }));
}

impl Laid {
    /// Brings the elements in line with `pads`.
    fn follow(&mut self, panel: &Panel, pads: Vec<Pad>, size: Size) {
        if self.pads == pads && self.size == Some(size) {
            return;
        }
        for element in self.elements.drain(pads.len().min(self.elements.len())..) {
            element.remove();
        }
        let Some(picture) = panel.canvas().parent_element() else { return };
        while self.elements.len() < pads.len() {
            let document = picture.owner_document();
            let Some(element) = document.as_ref().and_then(element) else { return };
            if picture.append_child(&element).is_err() {
                return;
            }
            self.elements.push(element);
        }
        for (place, (element, pad)) in self.elements.iter().zip(&pads).enumerate() {
            if self.size == Some(size) && self.pads.get(place) == Some(pad) {
                continue;
            }
            dom::set_attribute(element, "data-pad", &pad.key);
            dom::set_attribute(element, "aria-label", &pad.label);
            put(element, pad, size);
        }
        (self.pads, self.size) = (pads, Some(size));
    }
}

/// An element for a pad.
fn element(document: &Document) -> Option<HtmlElement> {
    let element: Element = document.create_element("div").ok()?;
    let element: HtmlElement = element.dyn_into().ok()?;
    dom::set_attribute(&element, "role", "img");
    panel::style(&element.style(), &STYLE);
    Some(element)
}

/// Puts an element where its pad is: in shares of the panel, which the page may enlarge.
fn put(element: &HtmlElement, pad: &Pad, size: Size) {
    let percent = |part: f64, whole: f64| {
        [&decimal::shortest((1e6 * part / whole.max(1.0)).round() / 1e4), "%"].concat()
    };
    let rect = pad.rect;
    panel::style(
        &element.style(),
        &[
            ("left", &percent(rect.left, size.width)),
            ("top", &percent(rect.top, size.height)),
            ("width", &percent(rect.width(), size.width)),
            ("height", &percent(rect.height(), size.height)),
        ],
    );
}
