//! `?embed=NAME`: one figure alone, for other people's pages and slides.

use web_sys::Element;

use super::dom;
use super::stage::Stage;
use crate::contract::link;

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
    // The stylesheet hides all parts of the article but the one with the figure.
    let part = figure.closest("article > *").ok().flatten().unwrap_or(figure);
    let _ = root.class_list().add_1("embed");
    let _ = part.class_list().add_1("embedded");
    Some(name)
}

/// The figure that a query asks to embed.
fn asked_for(query: &str) -> Option<String> {
    // A query's pairs are written as those of our links are.
    let pairs = link::parse(&["#", query].concat()).pairs;
    let embed = pairs.into_iter().find(|(key, _)| key == "embed");
    embed.map(|(_, name)| name)
}

/// Says at the top of the page that the figure asked for is not there.
fn apologise(stage: &Stage) {
    let place = top(stage);
    let sentence = stage.document.create_element("p").ok();
    if let (Some(place), Some(sentence)) = (place, sentence) {
        dom::set_attribute(&sentence, "class", "message");
        dom::set_attribute(&sentence, "role", "status");
        dom::set_text(&sentence, "This chapter has no figure of that name, so here is all of it.");
        let _ = place.insert_before(&sentence, place.first_child().as_ref());
    }
}

/// The element at whose top a sentence is seen first.
fn top(stage: &Stage) -> Option<Element> {
    let main = stage.document.query_selector("main article, main").ok()?;
    main.or_else(|| stage.document.body().map(Into::into))
}
