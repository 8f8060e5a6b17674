//! The page's address and its history: they follow what the reader does, and remember it. Where
//! they lead is in [`super::links`].

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    FocusOptions, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition,
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

/// What the name of the figure that is beside the text begins with among these states.
const BESIDE: char = '>';

/// The state of a figure, as a fragment; the first state of one that is not there yet.
pub(super) fn state(place: &Place) -> String {
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
    let mut states = String::new();
    for state in memory.split(BETWEEN).filter(|state| link::parse(state).figure != name) {
        states.extend([state, &*BETWEEN.encode_utf8(&mut [0; 4])]);
    }
    states.push_str(fragment);
    // A browser may refuse: in some frames, or when asked too often. The figures do
    // not need it.
    let _ = stage.window.history().and_then(|history| {
        let memory = JsValue::from_str(&states);
        history.replace_state_with_url(&memory, "", Some(&relative(stage, fragment)))
    });
}

/// Has the present entry of the history remember the states of all figures, as fragments, and
/// which of them is beside the text. By that it is also known as one that the reader has seen.
pub(super) fn remember(page: &Page) {
    let mut states: Vec<String> = page.places.iter().map(|place| state(place)).collect();
    if let Some(docked) = page.docked.borrow().as_ref() {
        states.push([&*BESIDE.encode_utf8(&mut [0; 4]), &docked.place.name].concat());
    }
    let memory = JsValue::from_str(&states.join(BETWEEN.encode_utf8(&mut [0; 4])));
    let _ = page.stage.window.history().and_then(|history| history.replace_state(&memory, ""));
}

/// What the present entry of the history remembers: the states of the figures, as fragments;
/// none if the reader is there for the first time.
pub(super) fn memory(stage: &Stage) -> Option<String> {
    stage.window.history().and_then(|history| history.state()).ok()?.as_string()
}

/// The state of the figure called `name` among those of a `memory`, as a fragment.
pub(super) fn then<'m>(memory: &'m str, name: &str) -> Option<&'m str> {
    memory.split(BETWEEN).find(|state| link::parse(state).figure == name)
}

/// The name of the figure that was beside the text when the present entry was left.
pub(super) fn beside(stage: &Stage) -> Option<String> {
    let memory = memory(stage)?;
    let (_, name) = memory.split_once(BESIDE)?;
    Some(name.split(BETWEEN).next().unwrap_or_default().to_owned())
}

/// Makes a new entry of the history, for `fragment`.
pub(super) fn push(stage: &Stage, fragment: &str) {
    // As in `replace`.
    let _ = stage.window.history().and_then(|history| {
        let address = relative(stage, fragment);
        history.push_state_with_url(&JsValue::NULL, "", Some(&address))
    });
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
    // What looks for a letter from the end weighs more than this.
    let folder = page.split_inclusive('/').filter(|name| name.ends_with('/')).collect::<String>();
    let height = place.offset_height().to_string();
    let title = place.get_attribute("aria-label").unwrap_or_default();
    let (name, end) = (place.id(), "\"></iframe>");
    let file = [&folder, "embed-", &name, ".html", fragment].concat();
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
pub(super) fn fragment(stage: &Stage) -> String {
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
    focus(place.element());
}

/// Brings the keyboard to an element, and nothing else.
pub(super) fn focus(element: &HtmlElement) {
    if element.tab_index() < 0 {
        dom::set_attribute(element, "tabindex", "-1");
    }
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Scrolls no farther than it needs to see the whole figure, so that the sentence
/// with the link stays where it is if it can; one that is too tall, from its top.
pub(super) fn scroll_to(place: &Place, stage: &Stage, behaviour: ScrollBehavior) {
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
pub(super) fn room(stage: &Stage) -> Option<f64> {
    stage.window.inner_height().ok()?.as_f64()
}

/// Whether the reader comes back to the page, by a reload or through the history.
pub(super) fn is_return(stage: &Stage) -> bool {
    let navigation = stage.window.performance().map(|clock| clock.navigation());
    navigation.is_some_and(|navigation| matches!(navigation.type_(), 1 | 2))
}
