//! Sentences whose numbers can be moved.

use browser::figure::native;
use browser::{Hand, Page, Visit};
use maml_live::contract::Figure;
use serde_json::{Value, json};

use crate::figures::TOLERANCE;

/// An inset of the text: its element, and the state in which it is written.
struct Inset {
    selector: String,
    link: String,
}

/// The insets of the page.
#[track_caller]
fn insets(page: &Page) -> Vec<Inset> {
    let script = "return [...document.querySelectorAll('.inset')].map((e) => e.dataset.inset)";
    let links = page.script(script, json!([]));
    let links = links.as_array().into_iter().flatten().filter_map(Value::as_str);
    let insets: Vec<Inset> = links
        .map(|link| Inset { selector: format!("[data-inset=\"{link}\"]"), link: link.to_owned() })
        .collect();
    assert!(!insets.is_empty(), "the text has insets");
    insets
}

impl Inset {
    /// A number of it.
    fn number(&self, key: &str) -> String {
        format!("{} input[name=\"{key}\"]", self.selector)
    }

    /// Goes there and waits until it answers.
    #[track_caller]
    fn come(&self, page: &Page) {
        page.bring_into_view(&self.selector);
        let ready = "return document.querySelector(arguments[0]).dataset.state === 'ready'";
        page.wait_until(ready, json!([self.selector]));
    }

    /// The keys of its numbers.
    #[track_caller]
    fn keys(&self, page: &Page) -> Vec<String> {
        let script = "return [...document.querySelectorAll(`${arguments[0]} .scrub`)]
            .map((e) => e.dataset.key)";
        let keys = page.script(script, json!([self.selector]));
        keys.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The figure in the state that its numbers show.
    #[track_caller]
    fn shown(&self, page: &Page) -> Box<dyn Figure> {
        let mut figure = native(&self.link);
        for key in self.keys(page) {
            let value = page.string(
                "return document.querySelector(arguments[0]).value",
                json!([self.number(&key)]),
            );
            assert_eq!(figure.set(&key, &value), Ok(None), "{}: {key} = {value}", self.link);
        }
        figure
    }

    /// Panics unless the numbers that follow are those of the state that the others show, once
    /// no sketch is left.
    #[track_caller]
    fn demand_right(&self, page: &Page) -> Box<dyn Figure> {
        let rests = "const e = document.querySelector(arguments[0]), frame = e.dataset.frame;
            return e.ariaBusy !== 'true' && e.dataset.frame === (self.rested ??= {})[arguments[0]]
                || ((self.rested[arguments[0]] = frame), false)";
        page.wait_until(rests, json!([self.selector]));
        let figure = self.shown(page);
        let said = page.script(
            "return [...document.querySelectorAll(`${arguments[0]} output`)]
                .map((e) => [e.name, e.dataset.value, e.textContent])",
            json!([self.selector]),
        );
        for said in said.as_array().into_iter().flatten() {
            let readouts = figure.readouts();
            let found = readouts.iter().find(|readout| said[0] == readout.key);
            let readout = found.unwrap_or_else(|| panic!("{said} is no readout of {}", self.link));
            let numbers = said[1].as_str().unwrap_or_default().split(',');
            let numbers: Vec<f64> = numbers.filter_map(|number| number.parse().ok()).collect();
            assert_eq!(numbers.len(), readout.values.len(), "{said}");
            for (number, value) in numbers.iter().zip(&readout.values) {
                assert!(
                    (number - value).abs() <= TOLERANCE * value.abs().max(1.0),
                    "{said}, not {value}"
                );
            }
        }
        figure
    }
}

/// What the page says first is what the live figure says.
#[test]
fn every_sentence_reads_as_the_build_wrote_it_once_it_answers() {
    Visit::new().run("index.html", |page| {
        let read = "return [...document.querySelectorAll(`${arguments[0]} :is(.scrub, .live)`)]
            .map((e) => e.querySelector('input')?.value ?? e.textContent)";
        for inset in insets(page) {
            let before = page.script(read, json!([inset.selector]));
            inset.come(page);
            assert_eq!(page.script(read, json!([inset.selector])), before, "{}", inset.link);
            inset.demand_right(page);
            assert!(page.is_visible(&format!("{} canvas", inset.selector)));
            assert_eq!(page.text(&format!("{} .message", inset.selector)), "");
        }
        // None of it moved anything, nor is any of it the address's.
        let shift = page.layout_shift();
        assert!(shift < 0.01, "the page moved by {shift}");
        assert_eq!(page.fragment(), "");
    });
}

#[test]
fn without_scripts_every_sentence_reads_with_its_first_numbers() {
    Visit::new().without_scripts().run("index.html", |page| {
        for inset in insets(page) {
            let figure = native(&inset.link);
            let text = page.text(&format!("{} > p:not(.announce, .message)", inset.selector));
            for key in inset.keys(page) {
                let settings = figure.settings().iter();
                let mut found = settings.into_iter().filter(|(control, _)| control.key == key);
                let (control, value) = found.next().expect("the build has looked for it");
                assert!(text.contains(&control.written(value)), "{key} is not in {text}");
            }
            assert!(page.is_visible(&format!("{} .panel img", inset.selector)));
        }
    });
}

#[test]
fn a_number_is_moved_by_a_drag_to_the_side() {
    Visit::new().run("index.html", |page| {
        for inset in insets(page) {
            inset.come(page);
            for key in inset.keys(page) {
                let number = inset.number(&key);
                let before = inset.demand_right(page).settings().number(&key);
                let (left, top, width, height) = page.bring_into_view(&number);
                let from = (left + width / 2.0, top + height / 2.0);
                let scrolled = page.number("return scrollY", json!([]));
                // To the side that has room: a number may stand at the end of its range.
                let drag = |by: f64| page.drag_between(Hand::Mouse, from, (from.0 + by, from.1));
                drag(-24.0);
                let mut after = inset.demand_right(page).settings().number(&key);
                assert!(after <= before, "{key}: {before} to {after}");
                if after == before {
                    drag(24.0);
                    after = inset.demand_right(page).settings().number(&key);
                }
                assert_ne!(after, before, "{}: {key}", inset.link);
                assert_eq!(page.number("return scrollY", json!([])), scrolled);
                let focused =
                    "return document.activeElement === document.querySelector(arguments[0])";
                assert_eq!(page.script(focused, json!([number])), false, "a drag types nothing");
            }
        }
        assert_eq!(page.fragment(), "", "its state is no address's");
    });
}

#[test]
fn a_number_is_moved_by_keys_and_typed() {
    Visit::new().run("index.html", |page| {
        let inset = &insets(page)[0];
        inset.come(page);
        let m = || inset.demand_right(page).settings().number("m");
        let first = m();
        page.focus(&inset.number("m"));
        for (keys, expected) in [
            (vec!["ArrowUp"], first + 1.0),
            (vec!["ArrowDown", "ArrowDown"], first - 1.0),
            (vec!["PageDown", "PageDown"], 0.0),
            (vec!["ArrowDown"], 0.0),
            (vec!["PageUp"], 10.0),
            (vec!["Escape"], first),
        ] {
            page.type_keys(&keys);
            assert_eq!(m(), expected, "{keys:?}");
        }
        // A press selects all of it, to be typed over.
        page.script("document.activeElement.blur()", json!([]));
        page.tap(Hand::Mouse, &inset.number("m"));
        page.type_keys(&["1", "7", "Enter"]);
        assert_eq!(m(), 17.0);
        assert_eq!(page.text(&format!("{} .message", inset.selector)), "");
    });
}

#[test]
fn what_is_no_number_is_refused_with_a_sentence() {
    Visit::new().run("index.html", |page| {
        let inset = &insets(page)[0];
        inset.come(page);
        let first = inset.demand_right(page).settings().number("m");
        let message = || page.text(&format!("{} .message", inset.selector));
        for (typed, kept) in [("", first), ("-3", 0.0), ("1e9", 20.0), ("2.4", 2.0)] {
            let script = "const e = document.querySelector(arguments[0]);
                e.focus({ preventScroll: true });
                e.value = arguments[1];
                for (const kind of ['input', 'change']) e.dispatchEvent(new Event(kind, { bubbles: true }));
                e.blur()";
            page.script(script, json!([inset.number("m"), typed]));
            assert_eq!(inset.demand_right(page).settings().number("m"), kept, "{typed}");
            assert_eq!(message().is_empty(), typed == "2.4", "{typed}: {}", message());
        }
        // A field for numbers that is made one for texts.
        let script = "const e = document.querySelector(arguments[0]);
            e.type = 'text';
            e.value = '<script>alert(1)</script>';
            for (const kind of ['input', 'change']) e.dispatchEvent(new Event(kind, { bubbles: true }));
            e.type = 'number'";
        page.script(script, json!([inset.number("m")]));
        page.wait_until("return document.querySelector(arguments[0]).textContent !== ''", json!([format!("{} .message", inset.selector)]));
        assert!(!message().contains('<'), "{}", message());
        assert_eq!(inset.demand_right(page).settings().number("m"), 2.0);
    });
}

#[test]
fn a_finger_drags_a_number_and_taps_it_a_step_further() {
    Visit::new().phone().run("index.html", |page| {
        let inset = &insets(page)[0];
        inset.come(page);
        let m = || inset.demand_right(page).settings().number("m");
        let first = m();
        let number = inset.number("m");
        let (left, top, width, height) = page.bring_into_view(&number);
        assert!(width >= 24.0 && height >= 24.0, "{width} by {height} px are no target");
        let from = (left + width / 2.0, top + height / 2.0);
        page.drag_between(Hand::Finger, from, (from.0 - 33.0, from.1));
        let dragged = m();
        assert!(dragged < first - 2.0, "{first} to {dragged}");
        page.tap_at(Hand::Finger, from);
        let buttons = format!("{} .nudge button", inset.selector);
        page.wait_until(
            "return document.querySelectorAll(arguments[0]).length === 2",
            json!([buttons]),
        );
        let [_, _, width, height] = crate::figures::rect(page, &buttons);
        assert!(width >= 44.0 && height >= 44.0, "{width} by {height} px");
        for _ in 0..2 {
            page.tap(Hand::Finger, &format!("{buttons}:last-child"));
        }
        assert_eq!(m(), dragged + 2.0);
        page.tap(Hand::Finger, &format!("{buttons}:first-child"));
        assert_eq!(m(), dragged + 1.0);
        assert_eq!(page.sideways_scroll(), 0.0);
        page.tap(Hand::Finger, "h2");
        page.wait_until("return !document.querySelector('.nudge')", json!([]));
        // An up and down swipe over it scrolls.
        let (left, top, width, height) = page.bring_into_view(&number);
        let from = (left + width / 2.0, top + height / 2.0);
        let scrolled = page.number("return scrollY", json!([]));
        page.drag_between(Hand::Finger, from, (from.0, from.1 - 200.0));
        crate::figures::still(page);
        assert!(page.number("return scrollY", json!([])) > scrolled + 100.0);
        assert_eq!(m(), dragged + 1.0);
    });
}

/// It shares nothing with the figure of the same name.
#[test]
fn the_figure_and_its_inset_are_two() {
    Visit::new().run("index.html", |page| {
        let inset = &insets(page)[0];
        let name = native(&inset.link).name();
        page.wait_ready(name);
        inset.come(page);
        page.focus(&inset.number("m"));
        page.type_keys(&["ArrowUp"]);
        let moved = inset.demand_right(page);
        page.demand_readouts(native(name).as_ref(), TOLERANCE);
        page.set_slider(name, "m", 4.0);
        assert_eq!(inset.demand_right(page).settings(), moved.settings());
        // The address follows when the hand has rested for a moment.
        page.wait_until("return location.hash === '#meta-loss?m=4'", json!([]));
    });
}

#[test]
fn a_figure_alone_has_no_insets_and_calls_none() {
    Visit::new().run("index.html?embed=fit-pretrained", |page| {
        page.wait_ready("fit-pretrained");
        page.settle("fit-pretrained");
        assert!(!page.is_visible(".inset"));
        assert!(!page.served().iter().any(|file| file.contains("split_inset")));
    });
}

#[test]
fn an_inset_whose_part_lacks_reads_as_it_did() {
    Visit::new().without_file("split_inset.wasm").run("index.html", |page| {
        page.wait_ready("fit-pretrained");
        let inset = &insets(page)[0];
        page.bring_into_view(&inset.selector);
        page.wait_ready(native(&inset.link).name());
        assert_eq!(page.count(".scrub input"), 0);
        assert!(page.is_visible(&format!("{} .panel img", inset.selector)));
    });
}
