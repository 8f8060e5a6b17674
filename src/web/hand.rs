//! Hands on a panel: mouse, pen, finger and keyboard, turned into a figure's events.
//!
//! A mouse acts at once. A finger may want to scroll the page instead, and only the
//! browser knows: so one that comes down on a handle, or where one draws, takes it and
//! keeps the page still, and one that comes down anywhere else waits until it is lifted (a tap)
//! or moves sideways (a drag); if the browser scrolls, nothing has happened.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent, PointerEvent, TouchEvent};

use super::dom;
use super::host::Host;
use super::panel::Panel;
use crate::contract::{Action, Changed, Grip, Key, Pointer, Stride, Tip};
use crate::plot::Px;

/// How far, in CSS pixels, a finger that waits must move sideways to drag.
const SLOP: f64 = 8.0;

/// What the pointer of a panel is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Hold {
    /// None is down.
    Free,
    /// The pointer with this number is down and may yet become a scroll of the page.
    Waiting(i32, Px),
    /// The pointer with this number is down, and the figure knows.
    Down(i32),
}

/// The hand on one panel of a figure.
struct Hand {
    host: Rc<Host>,
    /// The place of the panel among those of the host.
    place: usize,
    hold: Cell<Hold>,
}

/// What a hand does upon an event of the pointer.
type Act = fn(&Hand, &Panel, &PointerEvent);

/// Listens to hands on all panels of `host`.
pub(super) fn listen(host: &Rc<Host>) {
    for (place, panel) in host.panels().iter().enumerate() {
        let hand = Rc::new(Hand { host: Rc::clone(host), place, hold: Cell::new(Hold::Free) });
        // The canvas lies in it, and what lies over the canvas.
        let Some(picture) = panel.canvas().parent_element() else { continue };
        let kinds: [(&str, Act); 6] = [
            ("pointerdown", Hand::down),
            ("pointermove", Hand::moved),
            ("pointerup", Hand::up),
            ("pointercancel", Hand::cancelled),
            // Comes after an up too, and finds nothing to do then.
            ("lostpointercapture", Hand::cancelled),
            ("pointerleave", Hand::left),
        ];
        for (kind, act) in kinds {
            let hand = Rc::clone(&hand);
            dom::listen(&picture, kind, move |event| {
                if let (Some(event), Some(panel)) = (event.dyn_ref(), hand.panel()) {
                    act(&hand, panel, event);
                }
            });
        }
        let touching = Rc::clone(&hand);
        dom::listen_before_scrolling(&picture, "touchstart", move |event| touching.touched(&event));
        dom::listen(&picture, "keydown", move |event| hand.key(&event));
    }
}

impl Hand {
    fn panel(&self) -> Option<&Panel> {
        self.host.panels().get(self.place)
    }

    fn down(&self, panel: &Panel, event: &PointerEvent) {
        let at = panel.locate(client(event));
        let grip = self.host.grip(panel, at, tip(event));
        // The heel of a hand that draws may have come down before its finger.
        let comes_first = event.is_primary() || grip == Grip::Paper;
        if !comes_first || event.button() != 0 {
            return;
        }
        // A pointer that we hold and that comes down again was lost in between.
        self.cancelled(panel, event);
        if self.hold.get() != Hold::Free {
            return;
        }
        // A pointer that is gone already cannot be captured; then it ends where it leaves.
        let _ = panel.canvas().set_pointer_capture(event.pointer_id());
        if event.pointer_type() == "mouse" || grip.takes_fingers() {
            self.hold.set(Hold::Down(event.pointer_id()));
            self.act(panel, event, at, Action::Down);
        } else {
            self.hold.set(Hold::Waiting(event.pointer_id(), at));
        }
    }

    fn moved(&self, panel: &Panel, event: &PointerEvent) {
        let at = panel.locate(client(event));
        match self.hold.get() {
            Hold::Down(pointer) if pointer == event.pointer_id() => {
                self.act(panel, event, at, Action::Drag);
            }
            Hold::Waiting(pointer, from) if pointer == event.pointer_id() => {
                let (across, along) = ((at.0 - from.0).abs(), (at.1 - from.1).abs());
                if across > SLOP && across > along {
                    self.hold.set(Hold::Down(pointer));
                    self.act(panel, event, from, Action::Down);
                    self.act(panel, event, at, Action::Drag);
                }
            }
            Hold::Free if event.pointer_type() != "touch" => {
                self.act(panel, event, at, Action::Hover);
            }
            _ => {}
        }
    }

    fn up(&self, panel: &Panel, event: &PointerEvent) {
        let at = panel.locate(client(event));
        match self.hold.get() {
            Hold::Down(pointer) if pointer == event.pointer_id() => {
                self.hold.set(Hold::Free);
                self.act(panel, event, at, Action::Up);
            }
            Hold::Waiting(pointer, from) if pointer == event.pointer_id() => {
                self.hold.set(Hold::Free);
                self.act(panel, event, from, Action::Down);
                self.act(panel, event, from, Action::Up);
            }
            _ => {}
        }
    }

    fn cancelled(&self, panel: &Panel, event: &PointerEvent) {
        match self.hold.get() {
            Hold::Down(pointer) if pointer == event.pointer_id() => {
                self.hold.set(Hold::Free);
                let at = panel.locate(client(event));
                self.act(panel, event, at, Action::Cancel);
            }
            Hold::Waiting(pointer, _) if pointer == event.pointer_id() => {
                self.hold.set(Hold::Free);
            }
            _ => {}
        }
    }

    fn left(&self, panel: &Panel, event: &PointerEvent) {
        let at = panel.locate(client(event));
        match self.hold.get() {
            Hold::Free => self.act(panel, event, at, Action::Leave),
            Hold::Down(pointer) if !panel.canvas().has_pointer_capture(pointer) => {
                self.up(panel, event);
            }
            _ => {}
        }
    }

    fn act(&self, panel: &Panel, event: &PointerEvent, at: Px, action: Action) {
        let tip = tip(event);
        self.host.pointer(&Pointer { panel: panel.index, size: panel.size(), at, action, tip });
        panel.show_grip(self.host.grip(panel, at, tip));
    }

    /// Keeps the page still under a finger on a handle. `pointerdown` came before,
    /// so the figure may hold it already.
    fn touched(&self, event: &Event) {
        let touch = event
            .dyn_ref::<TouchEvent>()
            .filter(|event| event.touches().length() == 1)
            .and_then(|event| event.touches().item(0));
        if let (Some(touch), Some(panel)) = (touch, self.panel()) {
            let client = (f64::from(touch.client_x()), f64::from(touch.client_y()));
            let grip = self.host.grip(panel, panel.locate(client), Tip::Coarse);
            if matches!(self.hold.get(), Hold::Down(_)) || grip.takes_fingers() {
                event.prevent_default();
            }
        }
    }

    fn key(&self, event: &Event) {
        let (Some(event), Some(panel)) = (event.dyn_ref::<KeyboardEvent>(), self.panel()) else {
            return;
        };
        // With these, keys are the browser's.
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let stride = match event.shift_key() {
            true => Stride::Fine,
            false => Stride::Normal,
        };
        if let Some(key) = meaning(&event.key(), stride)
            && self.host.key(panel, key) != Changed::Nothing
        {
            event.prevent_default();
        }
    }
}

/// The figures' key for the browser's name of it.
fn meaning(name: &str, stride: Stride) -> Option<Key> {
    Some(match name {
        "ArrowLeft" => Key::Left(stride),
        "ArrowRight" => Key::Right(stride),
        "ArrowUp" => Key::Up(stride),
        "ArrowDown" => Key::Down(stride),
        "Home" => Key::Home,
        "End" => Key::End,
        "PageDown" => Key::PageDown,
        "PageUp" => Key::PageUp,
        "Enter" | " " => Key::Enter,
        "Delete" | "Backspace" => Key::Delete,
        "Escape" => Key::Escape,
        _ => return None,
    })
}

fn tip(event: &PointerEvent) -> Tip {
    match event.pointer_type().as_str() {
        "touch" => Tip::Coarse,
        _ => Tip::Fine,
    }
}

fn client(event: &PointerEvent) -> Px {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}
