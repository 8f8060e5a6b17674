//! `?embed=NAME`: one figure alone, for other people's pages and slides.
//!
//! Whether the page shows one is decided before the first paint, long before this program is
//! there: by `page.js`, or by the build for a page that has but one figure.

use web_sys::Element;

use super::dom;
use super::stage::Stage;

/// The name of the figure that the page shows alone; none if it shows all of them. Where
/// one was asked for that the page does not have, it says so.
pub(super) fn alone(stage: &Stage) -> Option<String> {
    let name = stage.document.document_element()?.get_attribute("data-embed")?;
    if name.is_empty() {
        apologise(stage);
        return None;
    }
    Some(name)
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
