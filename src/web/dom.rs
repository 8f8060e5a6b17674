//! Small helpers around the DOM: listening, and writing only what changes.
//!
//! Closures are `Fn`, never `FnMut`: should one of them ever be cut short by a
//! panic, wasm-bindgen would refuse to call an `FnMut` again, for any figure.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AddEventListenerOptions, Element, Event, EventTarget, Node, NodeList};

/// Calls `action` with every `kind` of event at `target`, for as long as the page lives.
pub(super) fn listen(target: &EventTarget, kind: &str, action: impl Fn(Event) + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(action);
    // Fails only for a missing callback.
    let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// As [`listen`], and the browser waits for `action` before it scrolls.
pub(super) fn listen_before_scrolling(
    target: &EventTarget,
    kind: &str,
    action: impl Fn(Event) + 'static,
) {
    let closure = Closure::<dyn Fn(Event)>::new(action);
    let options = AddEventListenerOptions::new();
    options.set_passive(false);
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
        kind,
        closure.as_ref().unchecked_ref(),
        &options,
    );
    closure.forget();
}

/// Calls `action` with the first `kind` of event at `target`.
pub(super) fn listen_once(target: &EventTarget, kind: &str, action: impl FnOnce() + 'static) {
    let closure = Closure::once_into_js(action);
    let options = AddEventListenerOptions::new();
    options.set_once(true);
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
        kind,
        closure.unchecked_ref(),
        &options,
    );
}

/// Calls `action` once with what becomes of `promise`.
///
/// By callbacks: an `async` block would bring its executor, some kilobytes to load.
pub(super) fn when_settled(
    promise: &Promise,
    action: impl FnOnce(Result<JsValue, JsValue>) + 'static,
) {
    let action = Rc::new(Cell::new(Some(action)));
    let settle = |outcome: fn(JsValue) -> Result<JsValue, JsValue>| {
        let action = Rc::clone(&action);
        Closure::<dyn FnMut(JsValue)>::new(move |value| {
            if let Some(action) = action.take() {
                action(outcome(value));
            }
        })
    };
    let (kept, broken) = (settle(Ok), settle(Err));
    let _ = promise.then2(&kept, &broken);
    // The browser frees them with the promise.
    let _ = [kept.into_js_value(), broken.into_js_value()];
}

/// The first element below `root` that `selector` finds.
pub(super) fn find(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok().flatten()
}

/// All elements below `root` that `selector` finds.
pub(super) fn find_all(root: &Element, selector: &str) -> Vec<Element> {
    root.query_selector_all(selector).map_or_else(|_| Vec::new(), |list| elements(&list))
}

fn elements(list: &NodeList) -> Vec<Element> {
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect()
}

/// `number` in full, as JavaScript writes it.
pub(super) fn written(number: f64) -> String {
    // Fails only for another radix than one from 2 to 36.
    let text = js_sys::Number::from(number).to_string_with_radix(10);
    text.map_or_else(|_| String::new(), String::from)
}

/// Makes `text` the text of `node`, if it is another.
pub(super) fn set_text(node: &Node, text: &str) {
    if node.text_content().as_deref() == Some(text) {
        return;
    }
    // A text that is there already is changed rather than replaced: the browser need not
    // find out anew how what stands there looks.
    match node.first_child().filter(|child| child.node_type() == Node::TEXT_NODE) {
        Some(only) if only.next_sibling().is_none() => only.set_node_value(Some(text)),
        _ => node.set_text_content(Some(text)),
    }
}

/// Sets an attribute, if it is another.
pub(super) fn set_attribute(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        // Fails only for a name that is none.
        let _ = element.set_attribute(name, value);
    }
}
