//! `?embed=NAME`: one figure alone, for other people's pages and slides.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom;
use super::stage::Stage;
use crate::link;

/// Shows the figure that the address asks for alone, and returns its name; none if
/// it asks for none. If the page does not have it, it says so and stays whole.
pub(super) fn single_out(stage: &Stage) -> Option<String> {
    let query = stage.window.location().search().unwrap_or_default();
    let name = asked_for(&query)?;
    let root = stage.document.document_element()?;
    let figure =
        stage.document.get_element_by_id(&name).filter(|element| element.local_name() == "figure");
    let Some(figure) = figure else {
        apologise(stage);
        return None;
    };
    let _ = root.class_list().add_1("embed");
    hide_around(&figure);
    Some(name)
}

/// The figure that a query asks to embed.
fn asked_for(query: &str) -> Option<String> {
    // A query's pairs are written as those of our links are.
    let pairs = link::parse(&["#", query].concat()).pairs;
    let embed = pairs.into_iter().find(|(key, _)| key == "embed");
    embed.map(|(_, name)| name)
}

/// Hides everything but `figure` and what it lies in.
fn hide_around(figure: &Element) {
    let mut inner = figure.clone();
    while let Some(outer) = inner.parent_element() {
        if outer.local_name() == "html" {
            return;
        }
        let children = outer.children();
        for child in (0..children.length()).filter_map(|index| children.item(index)) {
            if child != inner
                && let Some(child) = child.dyn_ref::<HtmlElement>()
            {
                // Stronger than any stylesheet's idea of how to display it.
                let style = child.style();
                let _ = style.set_property_with_priority("display", "none", "important");
            }
        }
        inner = outer;
    }
}

/// Says at the top of the page that the figure asked for is not there.
fn apologise(stage: &Stage) {
    let place = dom_top(stage);
    let sentence = stage.document.create_element("p").ok();
    if let (Some(place), Some(sentence)) = (place, sentence) {
        dom::set_attribute(&sentence, "class", "message");
        dom::set_attribute(&sentence, "role", "status");
        dom::set_text(&sentence, "This chapter has no figure of that name, so here is all of it.");
        let _ = place.insert_before(&sentence, place.first_child().as_ref());
    }
}

/// The element at whose top a sentence is seen first.
fn dom_top(stage: &Stage) -> Option<Element> {
    let main = stage.document.query_selector("main article, main").ok()?;
    main.or_else(|| stage.document.body().map(Into::into))
}
