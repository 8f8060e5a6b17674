//! A figure that a link of the text sets is brought beside the sentence, rather than the
//! reader to the figure: it leaves its place for a corner of the window, as small as its first
//! panel and what moves it, until the reader closes it or comes to where it belongs.
//!
//! The element itself goes there, with all that it holds and knows. A hole as high as the
//! figure keeps its place, so that nothing else moves. The hole is in the page from the start,
//! hidden: a browser that comes back to a page may look for the sentence that the reader saw by
//! its number among its siblings, and that number must not depend on what is docked.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, ScrollBehavior, ScrollToOptions};

use super::hosts::{Docked, Page, Place};
use super::stage::{Motion, Stage};
use super::{address, dom};

/// How the reader calls for a figure.
pub(super) enum Call {
    /// By this link, with a mouse or a finger.
    Hand(HtmlElement),
    /// By this link, with a key.
    Key(HtmlElement),
    /// By coming back, through the history, to where it was docked.
    Return,
}

/// A figure counts as seen when so much of its first panel is.
const SEEN: f64 = 0.6;

/// A figure goes home when so much more of its place is seen than when it left, as a share of
/// the window's height.
const HOME: f64 = 0.25;

/// Between a link and the figure that would lie on it, in CSS pixels.
const GAP: f64 = 16.0;

/// What those hear who may not see it, unless the focus goes there and says so.
const BESIDE: &str = "The figure is shown beside the text.";

/// What stands where the figure was.
const AWAY: &str = "This figure is beside the text.";

/// Shows the reader the figure of `place`: where it is, if they see it there, and else beside
/// the text.
pub(super) fn bring(page: &Rc<Page>, place: &Rc<Place>, call: Call) {
    let link = match &call {
        Call::Hand(link) | Call::Key(link) => Some(link),
        Call::Return => None,
    };
    let is_docked = is_docked(page, place);
    if !is_docked {
        page.put_back();
        if link.is_some_and(|link| place.element().contains(Some(link))) {
            return address::go_to(place, &page.stage);
        }
        if let Some(link) = link.filter(|_| share_seen(place, &page.stage) >= SEEN) {
            return stay(place, link, &page.stage);
        }
        if dock(page, place).is_none() {
            return address::go_to(place, &page.stage);
        }
    }
    if let Some(link) = link {
        point_out(page, link);
        uncover(place, link, &page.stage);
    }
    match call {
        Call::Key(_) => address::focus(place.element()),
        Call::Hand(_) => announce(page),
        Call::Return => {}
    }
    address::remember(page);
}

/// Whether the figure of `place` is beside the text.
fn is_docked(page: &Page, place: &Rc<Place>) -> bool {
    page.docked.borrow().as_ref().is_some_and(|docked| Rc::ptr_eq(&docked.place, place))
}

/// The share of the first panel that is in the window.
fn share_seen(place: &Place, stage: &Stage) -> f64 {
    let Some(panel) = dom::find(place.element(), ".panel") else { return 0.0 };
    let height = panel.get_bounding_client_rect().height();
    height_seen(&panel, stage) / height.max(1.0)
}

/// How much of an element's height is in the window, in CSS pixels.
fn height_seen(element: &Element, stage: &Stage) -> f64 {
    let rect = element.get_bounding_client_rect();
    let room = address::room(stage).unwrap_or_default();
    (rect.bottom().min(room) - rect.top().max(0.0)).max(0.0)
}

/// Leaves the figure where it is: the reader sees it. What lacks of its first panel is scrolled
/// into view, unless that would take the link out of it.
fn stay(place: &Place, link: &HtmlElement, stage: &Stage) {
    let room = address::room(stage).unwrap_or_default();
    if let Some(panel) = dom::find(place.element(), ".panel") {
        let rect = panel.get_bounding_client_rect();
        // Down by what is above the window, or up by what is below it.
        let by = rect.top().min(0.0) + (rect.bottom() - room).max(0.0);
        let link = link.get_bounding_client_rect();
        if link.top() - by >= 0.0 && link.bottom() - by <= room {
            scroll_by(by, stage);
        }
    }
    address::focus(place.element());
}

fn scroll_by(pixels: f64, stage: &Stage) {
    if pixels == 0.0 {
        return;
    }
    let options = ScrollToOptions::new();
    options.set_top(pixels);
    options.set_behavior(match stage.motion() {
        Motion::Full => ScrollBehavior::Smooth,
        Motion::Reduced => ScrollBehavior::Instant,
    });
    stage.window.scroll_by_with_scroll_to_options(&options);
}

/// Takes the figure out of its place.
fn dock(page: &Rc<Page>, place: &Rc<Place>) -> Option<()> {
    // The first time that a figure is docked.
    if page.undock.replace(Some(put_back)).is_none() {
        listen(page);
    }
    let (stage, figure) = (&page.stage, place.element());
    let height = figure.get_bounding_client_rect().height();
    let hole: HtmlElement = figure.previous_element_sibling()?.dyn_into().ok()?;
    if !hole.class_list().contains("hole") {
        return None;
    }
    let words = made(stage, "p", "")?;
    dom::set_text(&words, AWAY);
    hole.append_child(&words).ok()?;
    hole.style().set_property("height", &[&dom::written(height), "px"].concat()).ok()?;
    let bar = bar(page)?;
    figure.append_child(&bar).ok()?;
    hole.set_hidden(false);
    figure.class_list().add_1("docked").ok()?;
    let seen = Cell::new(height_seen(&hole, stage));
    let place = Rc::clone(place);
    page.docked.replace(Some(Docked { place, hole, bar, seen, link: RefCell::new(None) }));
    Some(())
}

/// The buttons of a figure that is docked.
fn bar(page: &Rc<Page>) -> Option<Element> {
    let bar = made(&page.stage, "div", "dock")?;
    for (words, act) in [("Go to the figure", go as fn(&Page)), ("Close", close)] {
        let button = made(&page.stage, "button", "")?;
        dom::set_text(&button, words);
        dom::set_attribute(&button, "type", "button");
        let page = Rc::clone(page);
        dom::listen(&button, "click", move |_| act(&page));
        bar.append_child(&button).ok()?;
    }
    Some(bar)
}

/// A new element, with a class if it is to have one.
fn made(stage: &Stage, kind: &str, class: &str) -> Option<Element> {
    let element = stage.document.create_element(kind).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Some(element)
}

/// Puts the figure back into its place.
fn put_back(_: &Page, docked: Docked) {
    let Docked { place, hole, bar, link, .. } = docked;
    // Neither is there twice, so neither can fail.
    let _ = place.element().class_list().remove_1("docked");
    hole.set_hidden(true);
    dom::set_text(&hole, "");
    bar.remove();
    forget(link.take());
}

/// Marks `link` as the one whose state is seen beside the text.
fn point_out(page: &Page, link: &HtmlElement) {
    if let Some(docked) = page.docked.borrow().as_ref() {
        forget(docked.link.replace(Some(link.clone())));
        dom::set_attribute(link, "aria-current", "true");
    }
}

fn forget(link: Option<HtmlElement>) {
    if let Some(link) = link {
        // It has it.
        let _ = link.remove_attribute("aria-current");
    }
}

/// Scrolls the text so far that the figure does not lie on the link.
fn uncover(place: &Place, link: &HtmlElement, stage: &Stage) {
    let (figure, link) =
        (place.element().get_bounding_client_rect(), link.get_bounding_client_rect());
    let beside = link.right() < figure.left() || figure.right() < link.left();
    let below = link.bottom() + GAP - figure.top();
    if !beside && below > 0.0 {
        // Never so far that the link leaves the window at the top.
        scroll_by(below.min(link.top() - GAP).max(0.0), stage);
    }
}

/// Says what happened to those who may not see it.
fn announce(page: &Page) {
    let Some(body) = page.stage.document.body() else { return };
    let place = dom::find(&body, "body > .announce").or_else(|| {
        let place = made(&page.stage, "p", "announce")?;
        dom::set_attribute(&place, "role", "status");
        body.append_child(&place).ok()?;
        Some(place)
    });
    // Said anew, even if it was said before.
    if let Some(place) = place {
        dom::set_text(&place, "");
        dom::set_text(&place, BESIDE);
    }
}

/// Leaves the figure for the text.
fn close(page: &Page) {
    let Some((figure, link)) = figure_and_link(page) else { return };
    let focused = page.stage.document.active_element();
    let inside = figure.contains(focused.as_deref());
    page.put_back();
    address::remember(page);
    if let Some(link) = link.filter(|_| inside) {
        address::focus(&link);
    }
}

/// Leaves the text for the figure.
fn go(page: &Page) {
    let place = page.docked.borrow().as_ref().map(|docked| Rc::clone(&docked.place));
    let Some(place) = place else { return };
    // So that *Back* leads to the sentence, with the figure beside it.
    address::push(&page.stage, &address::fragment(&page.stage));
    page.put_back();
    address::remember(page);
    address::go_to(&place, &page.stage);
}

/// The figure that is docked, and the link that set it.
fn figure_and_link(page: &Page) -> Option<(HtmlElement, Option<HtmlElement>)> {
    let docked = page.docked.borrow();
    let docked = docked.as_ref()?;
    let link = docked.link.borrow().clone();
    Some((docked.place.element().clone(), link))
}

/// Listens to what ends a figure's stay beside the text.
fn listen(page: &Rc<Page>) {
    let (document, window) = (&page.stage.document, &page.stage.window);
    let typing = Rc::clone(page);
    dom::listen(document, "keydown", move |event| {
        let escape = event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape");
        // A figure may have had a use for it: a hand that holds something lets it go.
        if escape && !event.default_prevented() {
            close(&typing);
        }
    });
    for kind in ["input", "pointerdown"] {
        let changing = Rc::clone(page);
        dom::listen(document, kind, move |event| changed(&changing, &event));
    }
    let scrolling = Rc::clone(page);
    dom::listen(window, "scroll", move |_| {
        if is_home(&scrolling) {
            scrolling.put_back();
            address::remember(&scrolling);
        }
    });
    let resizing = Rc::clone(page);
    let width = Cell::new(window.inner_width().ok());
    dom::listen(window, "resize", move |_| {
        let now = resizing.stage.window.inner_width().ok();
        // The hole has the height that the figure had. (A phone changes that of the window
        // whenever it shows or hides its bars.)
        if width.replace(now.clone()) != now {
            resizing.put_back();
        }
    });
}

/// The reader changed something: if it was in the figure that is docked, it is no longer in the
/// state of the link.
fn changed(page: &Page, event: &Event) {
    let Some((figure, _)) = figure_and_link(page) else { return };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if figure.contains(target.as_deref())
        && let Some(docked) = page.docked.borrow().as_ref()
    {
        forget(docked.link.borrow().clone());
    }
}

/// Whether the reader has come to where the docked figure belongs.
fn is_home(page: &Page) -> bool {
    let docked = page.docked.borrow();
    let Some(docked) = docked.as_ref() else { return false };
    let now = height_seen(&docked.hole, &page.stage);
    let least = docked.seen.get().min(now);
    docked.seen.set(least);
    let room = address::room(&page.stage).unwrap_or_default();
    let whole = docked.hole.get_bounding_client_rect().height();
    now > least + (HOME * room).min(0.5 * whole)
}
