//! The page's address: links that open a figure in a state, and the address that
//! follows what the reader does.

use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, Event, FocusOptions, HashChangeEvent, HtmlElement, MouseEvent, ScrollBehavior,
    ScrollIntoViewOptions, ScrollLogicalPosition,
};

use super::dom;
use super::hosts::{Page, Place};
use super::stage::{Motion, Stage};
use crate::contract::link;

/// From so many screens away a figure is shown at once: to scroll past half the
/// article makes dizzy.
const FAR: f64 = 2.0;

/// What separates the states that an entry of the history remembers; no fragment holds one.
/// A letter and no text: to search for a text within a text weighs some kilobytes.
const BETWEEN: char = ' ';

/// Opens the figure that the address names, and listens to links from now on.
pub(super) fn follow(page: &Rc<Page>) {
    if let Some(place) = open(page, &fragment(&page.stage)) {
        // After a reload the browser brings the reader back to where they were.
        if !is_return(&page.stage) {
            scroll_to(place, &page.stage, ScrollBehavior::Instant);
        }
    }
    remember(page);
    let arriving = Rc::clone(page);
    dom::listen(&page.stage.window, "hashchange", move |event| {
        let left = event.dyn_ref().map(HashChangeEvent::old_url).unwrap_or_default();
        arrive(&arriving, left.split_once('#').map_or("", |(_, fragment)| fragment));
    });
    let clicking = Rc::clone(page);
    dom::listen(&page.stage.document, "click", move |event| {
        click(&clicking, &event);
    });
}

/// The reader came to another entry of the history, from one with the fragment `left`.
fn arrive(page: &Rc<Page>, left: &str) {
    let place = open(page, &fragment(&page.stage));
    match memory(&page.stage) {
        // Back and forward lead to where the reader was, and the browser scrolls there. What
        // the other entry had done to its own figure is undone.
        Some(memory) => {
            let name = link::parse(left).figure;
            let other = page.place(&name).filter(|_| place.is_none_or(|place| place.name != name));
            let then = memory.split(BETWEEN).find(|state| link::parse(state).figure == name);
            if let (Some(other), Some(then)) = (other, then)
                && state(other) != then
            {
                open(page, then);
            }
        }
        None => place.into_iter().for_each(|place| go_to(place, &page.stage)),
    }
    remember(page);
}

/// The state of a figure, as a fragment; the first state of one that is not there yet.
fn state(place: &Place) -> String {
    let state = place.host().and_then(|host| host.fragment());
    state.unwrap_or_else(|| ["#", &place.name].concat())
}

/// Makes `fragment` that of the address, without a new entry in the history.
pub(super) fn replace(stage: &Stage, fragment: &str) {
    if self::fragment(stage) == fragment {
        return;
    }
    let name = link::parse(fragment).figure;
    let memory = memory(stage).unwrap_or_default();
    let others = memory.split(BETWEEN).filter(|state| link::parse(state).figure != name);
    let memory: Vec<&str> = others.chain([fragment]).collect();
    // A browser may refuse: in some frames, or when asked too often. The figures do
    // not need it.
    let _ = stage.window.history().and_then(|history| {
        let memory = JsValue::from_str(&memory.join(BETWEEN.encode_utf8(&mut [0; 4])));
        history.replace_state_with_url(&memory, "", Some(&relative(stage, fragment)))
    });
}

/// Has the present entry of the history remember the states of all figures, as fragments.
/// By that it is also known as one that the reader has seen.
fn remember(page: &Page) {
    let states: Vec<String> = page.places.iter().map(|place| state(place)).collect();
    let memory = JsValue::from_str(&states.join(BETWEEN.encode_utf8(&mut [0; 4])));
    let _ = page.stage.window.history().and_then(|history| history.replace_state(&memory, ""));
}

/// What the present entry of the history remembers; none if the reader is there for the
/// first time.
fn memory(stage: &Stage) -> Option<String> {
    stage.window.history().and_then(|history| history.state()).ok()?.as_string()
}

/// The page's address with `fragment`.
pub(super) fn link(stage: &Stage, fragment: &str) -> String {
    let href = stage.window.location().href().unwrap_or_default();
    [href.split('#').next().unwrap_or_default(), fragment].concat()
}

/// The code with which somebody else's page shows the figure of `place` alone, in the state
/// that `fragment` says.
pub(super) fn frame(stage: &Stage, place: &HtmlElement, fragment: &str) -> String {
    let href = stage.window.location().href().unwrap_or_default();
    let page = href.split(['#', '?']).next().unwrap_or_default();
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let height = place.offset_height().to_string();
    let title = place.get_attribute("aria-label").unwrap_or_default();
    let (name, end) = (place.id(), "\"></iframe>");
    let file = [folder, "/embed-", &name, ".html", fragment].concat();
    ["<iframe src=\"", &file, "\" width=\"100%\" height=\"", &height, "\" title=\"", &title, end]
        .concat()
}

/// Copies `text`, and says how that went: `done`, or that it must be done by hand.
pub(super) fn copy(
    stage: &Stage,
    text: String,
    done: &'static str,
    say: impl FnOnce(String) + 'static,
) {
    let Ok(copying) = write_to_clipboard(stage, &text) else {
        return say(uncopied(&text));
    };
    dom::when_settled(&copying, move |copied| {
        say(match copied {
            Ok(_) => done.into(),
            Err(_) => uncopied(&text),
        });
    });
}

/// The promise to put a text on the clipboard.
///
/// By the name of the function: only pages from a safe place have a clipboard, and one that
/// throws where it should promise would take the program down with it.
fn write_to_clipboard(stage: &Stage, text: &str) -> Result<Promise, JsValue> {
    let clipboard = Reflect::get(&stage.window.navigator(), &"clipboard".into())?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
    write.call1(&clipboard, &text.into())?.dyn_into()
}

fn uncopied(text: &str) -> String {
    ["It could not be copied by itself; here it is: ", text].concat()
}

/// The fragment of the address, with its `#` if it has one.
fn fragment(stage: &Stage) -> String {
    stage.window.location().hash().unwrap_or_default()
}

/// `fragment` after the present query, which a bare fragment keeps; an empty
/// address would do so too, but not in a page with a base.
fn relative(stage: &Stage, fragment: &str) -> String {
    let location = stage.window.location();
    let path = location.pathname().unwrap_or_default();
    let query = location.search().unwrap_or_default();
    [path.as_str(), &query, fragment].concat()
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
    let plain = event.dyn_ref::<MouseEvent>().is_some_and(|event| {
        let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        event.button() == 0 && !modified
    });
    if !plain || event.default_prevented() {
        return;
    }
    let link = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest("a[href^=\"#\"]").ok().flatten());
    let Some(href) = link.and_then(|link| link.get_attribute("href")) else {
        return;
    };
    let Some(place) = page.place(&link::parse(&href).figure) else {
        return;
    };
    event.prevent_default();
    page.hosts().for_each(|host| host.settle());
    // A link that sets nothing only leads to the figure, as it is.
    let sets = href.contains('?');
    let address = match sets {
        true => Some(href.clone()),
        false => place.host().and_then(|host| host.fragment()),
    };
    let address = relative(&page.stage, &address.unwrap_or(href.clone()));
    let _ = page
        .stage
        .window
        .history()
        .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&address)));
    if sets {
        open(page, &href);
    }
    remember(page);
    go_to(place, &page.stage);
}

/// Brings the reader to a figure: their eyes, and the keyboard.
pub(super) fn go_to(place: &Place, stage: &Stage) {
    let top = place.element().get_bounding_client_rect().top();
    let far = room(stage).is_none_or(|room| top.abs() > FAR * room);
    scroll_to(
        place,
        stage,
        match stage.motion() {
            Motion::Full if !far => ScrollBehavior::Smooth,
            _ => ScrollBehavior::Instant,
        },
    );
    let element = place.element();
    dom::set_attribute(element, "tabindex", "-1");
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Scrolls no farther than it needs to see the whole figure, so that the sentence
/// with the link stays where it is if it can; one that is too tall, from its top.
fn scroll_to(place: &Place, stage: &Stage, behaviour: ScrollBehavior) {
    let height = place.element().get_bounding_client_rect().height();
    let options = ScrollIntoViewOptions::new();
    options.set_behavior(behaviour);
    options.set_block(match room(stage).is_some_and(|room| height <= room) {
        true => ScrollLogicalPosition::Nearest,
        false => ScrollLogicalPosition::Start,
    });
    place.element().scroll_into_view_with_scroll_into_view_options(&options);
}

/// The height of what the reader sees of the page, in CSS pixels.
fn room(stage: &Stage) -> Option<f64> {
    stage.window.inner_height().ok()?.as_f64()
}

/// Whether the reader comes back to the page, by a reload or through the history.
fn is_return(stage: &Stage) -> bool {
    let navigation = stage.window.performance().map(|clock| clock.navigation());
    navigation.is_some_and(|navigation| matches!(navigation.type_(), 1 | 2))
}
