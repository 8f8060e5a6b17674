//! Brings an inset to life, and lets the reader move the numbers of its sentence: by a drag to
//! the side, by keys, by typing, and by buttons under a finger.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, PointerEvent};

use super::host::Host;
use super::hosts::{Inset, Page, Part};
use super::stage::Stage;
use super::{dom, waiting};
use crate::contract::link::{self, Link};
use crate::contract::{Control, Figure, Kind, Value};
use crate::number::decimal;

/// How far to the side, in CSS pixels, a pointer goes for one step.
const STRIDE: f64 = 8.0;

/// How far it may go and yet have only pressed.
const SLOP: f64 = 3.0;

/// How many steps the keys for pages take.
const PAGE: i32 = 10;

/// What is said of each number to those who do not know yet.
const HOW: &str = "Drag to the side, type, or use the up and down arrow keys.";

/// Has the figure of `inset` come, which from then on keeps its numbers right.
pub(super) fn wake(page: Rc<Page>, inset: Rc<Inset>) {
    waiting::run(async move {
        let made = match inset.part {
            Part::Main(make) => Ok((make(), None)),
            Part::Own(load) => load().await,
        };
        match made {
            Ok((figure, _)) => enter(&page, &inset, figure),
            Err(_) => inset.called.set(false),
        }
    });
}

/// Lets `figure` keep the numbers of `inset` right.
fn enter(page: &Page, inset: &Inset, mut figure: Box<dyn Figure>) {
    // The build has seen to it that nothing of the link is left out.
    link::apply(figure.as_mut(), &inset.link);
    let (stage, element) = (&page.stage, &inset.element);
    let settings = figure.settings();
    let inputs: Vec<(HtmlInputElement, &'static Control)> = dom::find_all(element, ".scrub")
        .into_iter()
        .filter_map(|number| {
            let key = number.get_attribute("data-key")?;
            let (control, value) = settings.iter().find(|(control, _)| control.key == key)?;
            Some((field(stage, &number, control, value)?, control))
        })
        .collect();
    let host = Host::mount(stage, element.clone(), figure);
    host.listen();
    let link = Rc::new(inset.link.clone());
    for (input, control) in inputs {
        let (host, link) = (Rc::clone(&host), Rc::clone(&link));
        Scrub { host, input, control, link, hold: Cell::new(Hold::Free) }.listen();
    }
    page.attend(&host);
    // It is called once.
    let _ = inset.host.set(host);
}

/// A native element in the place of a number.
fn field(
    stage: &Stage,
    number: &Element,
    control: &Control,
    value: &Value,
) -> Option<HtmlInputElement> {
    let input: HtmlInputElement = stage.document.create_element("input").ok()?.dyn_into().ok()?;
    let ends = match control.kind {
        Kind::Slider(slider) => slider.range,
        Kind::Whole { range: (least, greatest), .. } => (least.into(), greatest.into()),
        _ => return None,
    };
    let [least, greatest] = [ends.0, ends.1].map(decimal::shortest);
    for (name, value) in [
        ("type", "number"),
        ("name", control.key),
        ("aria-label", control.label),
        ("title", HOW),
        ("min", &least),
        ("max", &greatest),
        ("step", "any"),
        ("autocomplete", "off"),
    ] {
        dom::set_attribute(&input, name, value);
    }
    input.set_value(&control.written(value));
    number.set_text_content(None);
    number.append_child(&input).ok()?;
    Some(input)
}

/// A number that can be moved.
struct Scrub {
    host: Rc<Host>,
    input: HtmlInputElement,
    control: &'static Control,
    /// The state in which the sentence was written.
    link: Rc<Link>,
    hold: Cell<Hold>,
}

/// What a pointer does with a number.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Hold {
    /// None is down.
    Free,
    /// It came down there, in CSS pixels across the window, and may only press.
    Pressed(f64),
    /// It moves the number, which was that when it came down there.
    Moves(f64, f64),
}

/// What it does upon an event.
type Act = fn(&Rc<Scrub>, &Event);

impl Scrub {
    fn listen(self) {
        let scrub = Rc::new(self);
        let acts: [(&str, Act); 8] = [
            ("mousedown", Scrub::keep_focus),
            ("pointerdown", Scrub::down),
            ("pointermove", Scrub::moved),
            ("pointerup", Scrub::up),
            ("pointercancel", Scrub::cancelled),
            ("keydown", Scrub::key),
            ("blur", Scrub::left),
            ("dragstart", |_, event| event.prevent_default()),
        ];
        for (kind, act) in acts {
            let acting = Rc::clone(&scrub);
            dom::listen(&scrub.input, kind, move |event| act(&acting, &event));
        }
    }

    fn is_focused(&self) -> bool {
        let focused = self.host.stage.document.active_element();
        focused.as_ref() == Some(self.input.as_ref())
    }

    /// A press that may become a drag neither selects nor takes the focus yet; in a number that
    /// is being typed it does what it does in any text.
    fn keep_focus(self: &Rc<Self>, event: &Event) {
        if !self.is_focused() {
            event.prevent_default();
        }
    }

    fn down(self: &Rc<Self>, event: &Event) {
        let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
        if event.is_primary() && event.button() == 0 {
            // As in `hand`.
            let _ = self.input.set_pointer_capture(event.pointer_id());
            self.hold.set(Hold::Pressed(f64::from(event.client_x())));
        }
    }

    fn moved(self: &Rc<Self>, event: &Event) {
        let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
        let at = f64::from(event.client_x());
        if let Hold::Pressed(from) = self.hold.get()
            && (at - from).abs() > SLOP
            && let Some(value) = self.value()
        {
            self.hold.set(Hold::Moves(from, value));
        }
        if let Hold::Moves(from, value) = self.hold.get() {
            self.nudge(value, ((at - from) / STRIDE).round() as i32);
        }
    }

    fn up(self: &Rc<Self>, event: &Event) {
        let Hold::Pressed(_) = self.hold.replace(Hold::Free) else { return };
        let touch =
            event.dyn_ref::<PointerEvent>().is_some_and(|event| event.pointer_type() == "touch");
        if touch {
            // A keyboard would lie on the picture. Who wants one presses once more.
            dom::set_attribute(
                &self.input,
                "inputmode",
                if self.is_focused() { "decimal" } else { "none" },
            );
            self.offer_buttons();
        }
        if !self.is_focused() {
            let _ = self.input.focus();
            self.input.select();
        }
    }

    fn cancelled(self: &Rc<Self>, _: &Event) {
        self.hold.set(Hold::Free);
    }

    fn key(self: &Rc<Self>, event: &Event) {
        let Some(key) = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key) else { return };
        let steps = match key.as_str() {
            "ArrowUp" => 1,
            "ArrowDown" => -1,
            "PageUp" => PAGE,
            "PageDown" => -PAGE,
            "Escape" => {
                self.host.open(&self.link);
                return event.prevent_default();
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(value) = self.value() {
            self.nudge(value, steps);
        }
    }

    fn left(self: &Rc<Self>, _: &Event) {
        if let Some(buttons) = self.buttons() {
            buttons.remove();
        }
    }

    /// What the number is now.
    fn value(&self) -> Option<f64> {
        let key = self.control.key;
        self.host.with(|figure| match figure.settings().value(key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        })?
    }

    /// Sets the number so many steps from `value`.
    fn nudge(&self, value: f64, steps: i32) {
        let control = self.control;
        let number = match control.kind {
            Kind::Slider(slider) => {
                let offered =
                    self.host.with(|figure| figure.settings().offered(control.key, &slider));
                slider.nudged(value, steps, offered.unwrap_or(slider.range))
            }
            Kind::Whole { range: (least, greatest), .. } => {
                (value + f64::from(steps)).max(least.into()).min(greatest.into())
            }
            _ => return,
        };
        self.host.set(control, &control.written(&Value::Number(number)));
    }

    fn buttons(&self) -> Option<Element> {
        dom::find(&self.input.parent_element()?, ".nudge")
    }

    /// Puts buttons for one step less and one more under the number, until it is left.
    fn offer_buttons(self: &Rc<Self>) -> Option<()> {
        if self.buttons().is_some() {
            return None;
        }
        let document = &self.host.stage.document;
        let buttons = document.create_element("span").ok()?;
        buttons.set_class_name("nudge");
        for (sign, name, steps) in [("−", "One step less", -1), ("+", "One step more", 1)] {
            let button: HtmlElement = document.create_element("button").ok()?.dyn_into().ok()?;
            dom::set_text(&button, sign);
            for (name, value) in [("type", "button"), ("aria-label", name), ("tabindex", "-1")] {
                dom::set_attribute(&button, name, value);
            }
            // The number keeps the focus, or the buttons would go.
            dom::listen(&button, "mousedown", |event| event.prevent_default());
            let scrub = Rc::clone(self);
            dom::listen(&button, "click", move |_| {
                if let Some(value) = scrub.value() {
                    scrub.nudge(value, steps);
                }
            });
            buttons.append_child(&button).ok()?;
        }
        self.input.parent_element()?.append_child(&buttons).ok()?;
        Some(())
    }
}
