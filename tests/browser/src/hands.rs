//! Mouse, finger and keyboard: input as the browser itself delivers it.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::page::Page;

/// What a reader points with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// A mouse, its left button.
    Mouse,
    /// A finger on the screen.
    Finger,
    /// A pen, of which WebDriver says no pressure.
    Pen,
}

/// How many moves a drag is made of, and how long each takes: one frame.
const MOVES: u32 = 8;
const MOVE_MILLISECONDS: u32 = 16;

impl Hand {
    fn kind(self) -> &'static str {
        match self {
            Self::Mouse => "mouse",
            Self::Finger => "touch",
            Self::Pen => "pen",
        }
    }
}

impl Page {
    /// Presses at a point of the window and lets go, in CSS pixels.
    #[track_caller]
    pub fn tap_at(&self, hand: Hand, at: (f64, f64)) {
        self.pointer(
            hand,
            vec![
                move_to(at, 0),
                json!({"type": "pointerDown", "button": 0}),
                json!({"type": "pointerUp", "button": 0}),
            ],
        );
    }

    /// Presses at a point of the window, moves to another, and lets go.
    #[track_caller]
    pub fn drag_between(&self, hand: Hand, from: (f64, f64), to: (f64, f64)) {
        let mut actions = vec![move_to(from, 0), json!({"type": "pointerDown", "button": 0})];
        for step in 1..=MOVES {
            let part = f64::from(step) / f64::from(MOVES);
            let at = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            actions.push(move_to(at, MOVE_MILLISECONDS));
        }
        actions.push(json!({"type": "pointerUp", "button": 0}));
        self.pointer(hand, actions);
    }

    /// Presses at the first of some points of the window, moves through the others, and lets go
    /// at the last.
    #[track_caller]
    pub fn trace(&self, hand: Hand, points: &[(f64, f64)]) {
        let mut actions = vec![move_to(points[0], 0), json!({"type": "pointerDown", "button": 0})];
        actions.extend(points[1..].iter().map(|&at| move_to(at, MOVE_MILLISECONDS)));
        actions.push(json!({"type": "pointerUp", "button": 0}));
        self.pointer(hand, actions);
    }

    /// Moves the mouse to a point of the window without pressing.
    #[track_caller]
    pub fn hover_at(&self, at: (f64, f64)) {
        self.pointer(Hand::Mouse, vec![move_to(at, MOVE_MILLISECONDS)]);
    }

    /// Types keys into whatever has the focus, named as the DOM names them:
    /// `ArrowLeft`, `Shift+ArrowLeft`, `Tab`, `Enter`, `Delete`, `a`.
    #[track_caller]
    pub fn type_keys(&self, keys: &[&str]) {
        let mut actions = Vec::new();
        for key in keys {
            let parts: Vec<char> = key.split('+').map(code).collect();
            actions.extend(parts.iter().map(|key| json!({ "type": "keyDown", "value": key })));
            actions.extend(parts.iter().rev().map(|key| json!({ "type": "keyUp", "value": key })));
        }
        self.actions(json!({ "type": "key", "id": "keyboard", "actions": actions }));
    }

    /// Gives the focus to the first element that a CSS selector finds, once it is in view:
    /// the page would scroll there smoothly and take a second.
    #[track_caller]
    pub fn focus(&self, selector: &str) {
        self.bring_into_view(selector);
        let focused = self.script(
            "const e = document.querySelector(arguments[0]);
             e.focus({ preventScroll: true });
             return e === document.activeElement",
            json!([selector]),
        );
        assert_eq!(focused, true, "`{selector}` does not take the focus");
    }

    /// Presses the first element that a CSS selector finds, in its middle, as a reader
    /// would: it is scrolled into view, and nothing may lie on top of it.
    #[track_caller]
    pub fn tap(&self, hand: Hand, selector: &str) {
        let (left, top, width, height) = self.bring_into_view(selector);
        let middle = (left + width / 2.0, top + height / 2.0);
        let hit = self.script(
            "const e = document.querySelector(arguments[0]);
             const hit = document.elementFromPoint(arguments[1], arguments[2]);
             return e.contains(hit) || !!hit?.closest('label')?.contains(e) || hit?.outerHTML.slice(0, 200)",
            json!([selector, middle.0, middle.1]),
        );
        assert_eq!(hit, true, "something lies on `{selector}`");
        self.tap_at(hand, middle);
    }

    /// Scrolls an element into view and waits until it lies still there; returns its
    /// left, top, width and height in the window.
    #[track_caller]
    pub fn bring_into_view(&self, selector: &str) -> (f64, f64, f64, f64) {
        const LOOKS: usize = 100;
        let mut place = self.scroll_to(selector);
        for _ in 0..LOOKS {
            thread::sleep(Duration::from_millis(MOVE_MILLISECONDS.into()));
            let before = place;
            place = self.scroll_to(selector);
            if place == before {
                return place;
            }
        }
        panic!("`{selector}` does not lie still");
    }

    #[track_caller]
    fn scroll_to(&self, selector: &str) -> (f64, f64, f64, f64) {
        let place = self.script(
            "const e = document.querySelector(arguments[0]);
             if (!e) return null;
             e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
             const r = e.getBoundingClientRect();
             return [r.left, r.top, r.width, r.height]",
            json!([selector]),
        );
        let number = |index: usize| {
            place[index].as_f64().unwrap_or_else(|| panic!("nothing is `{selector}`"))
        };
        (number(0), number(1), number(2), number(3))
    }

    #[track_caller]
    fn pointer(&self, hand: Hand, actions: Vec<Value>) {
        let parameters = json!({ "pointerType": hand.kind() });
        let id = hand.kind();
        self.actions(
            json!({ "type": "pointer", "id": id, "parameters": parameters, "actions": actions }),
        );
    }

    #[track_caller]
    fn actions(&self, source: Value) {
        self.demand(self.session().post("actions", json!({ "actions": [source] })));
    }
}

fn move_to((x, y): (f64, f64), duration: u32) -> Value {
    json!({ "type": "pointerMove", "duration": duration, "x": x.round(), "y": y.round() })
}

/// A key as WebDriver writes it: special keys have code points of their own.
fn code(key: &str) -> char {
    match key {
        "Backspace" => '\u{E003}',
        "Tab" => '\u{E004}',
        "Enter" => '\u{E007}',
        "Shift" => '\u{E008}',
        "Control" => '\u{E009}',
        "Escape" => '\u{E00C}',
        "Space" => ' ',
        "PageUp" => '\u{E00E}',
        "PageDown" => '\u{E00F}',
        "End" => '\u{E010}',
        "Home" => '\u{E011}',
        "ArrowLeft" => '\u{E012}',
        "ArrowUp" => '\u{E013}',
        "ArrowRight" => '\u{E014}',
        "ArrowDown" => '\u{E015}',
        "Delete" => '\u{E017}',
        _ => key.chars().next().unwrap_or_else(|| panic!("a key without a name")),
    }
}
