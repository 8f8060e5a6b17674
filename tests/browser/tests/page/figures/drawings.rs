//! `drawings` in the hands of a reader: mouse, finger, pen and keyboard, and what comes of links.

use browser::{Hand, Page, Visit};
use maml_live::contract::Figure;
use serde_json::json;

use super::{demand_native, rect, shown, still};

const NAME: &str = "drawings";
const ADDRESS: &str = "model-agnostic.html#drawings";

/// A character: strokes through points in shares of a pad.
type Character = &'static [&'static [(f64, f64)]];

const BAR: Character = &[&[(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]];
const ZIGZAG: Character = &[&[(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)]];
const CROSS: Character = &[&[(0.2, 0.2), (0.8, 0.8)], &[(0.8, 0.2), (0.2, 0.8)]];

fn pad(key: &str) -> String {
    format!("#{NAME} [data-pad=\"{key}\"]")
}

/// Draws a character on a pad, as a script would: at the box of its element.
#[track_caller]
fn draw(page: &Page, hand: Hand, key: &str, character: Character) {
    for stroke in character {
        let (left, top, width, height) = page.bring_into_view(&pad(key));
        let at = |&(x, y): &(f64, f64)| (left + x * width, top + y * height);
        page.trace(hand, &stroke.iter().map(at).collect::<Vec<_>>());
    }
    page.settle(NAME);
}

/// Draws three characters, and asks about one of them.
#[track_caller]
fn draw_all(page: &Page, hand: Hand) {
    page.wait_ready(NAME);
    page.press_with(if hand == Hand::Finger { hand } else { Hand::Mouse }, NAME, "clear");
    assert!(page.output(NAME, "prediction").is_empty());
    for (class, character) in [BAR, ZIGZAG, CROSS].into_iter().enumerate() {
        draw(page, hand, &format!("support-{class}-0"), character);
    }
    draw(page, hand, "query", CROSS);
    let figure = demand_native(page, NAME);
    for key in ["prediction", "prediction-pretrained", "prediction-nearest"] {
        let shares = page.output(NAME, key);
        assert!(shares[2] > shares[0].max(shares[1]), "{key} by {hand:?}: {shares:?}");
    }
    assert_eq!(page.description(NAME), figure.describe());
    assert_eq!(page.message(NAME), figure.notice().unwrap_or_default());
}

fn labels(page: &Page) -> Vec<(String, String)> {
    let script = "return [...document.querySelectorAll('#drawings [data-pad]')]
        .map((pad) => [pad.dataset.pad, pad.getAttribute('aria-label')])";
    let pads = page.script(script, json!([]));
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    pads.as_array().expect("a list").iter().map(|pad| (text(&pad[0]), text(&pad[1]))).collect()
}

fn native_labels(figure: &dyn Figure) -> Vec<(String, String)> {
    let pads = figure.pads(0, figure.panels()[0].wide);
    pads.into_iter().map(|pad| (pad.key, pad.label)).collect()
}

#[test]
fn a_mouse_draws_an_alphabet_of_its_own() {
    Visit::new().run(ADDRESS, |page| draw_all(page, Hand::Mouse));
}

#[test]
fn a_pen_without_pressure_draws_one_too() {
    Visit::new().run(ADDRESS, |page| draw_all(page, Hand::Pen));
}

#[test]
fn a_finger_draws_one_on_a_phone_while_the_page_stays() {
    Visit::new().phone().run(ADDRESS, |page| {
        draw_all(page, Hand::Finger);
        let scrolled = "return document.scrollingElement.scrollTop";
        let (left, top, width, height) = page.bring_into_view(&pad("support-1-0"));
        let before = page.number(scrolled, json!([]));
        // Straight upwards, as a swipe would be.
        let middle = left + width / 2.0;
        page.trace(Hand::Finger, &[(middle, top + 0.9 * height), (middle, top + 4.0)]);
        page.settle(NAME);
        assert_eq!(page.number(scrolled, json!([])), before, "the page scrolled under the finger");
        // Beside the pads the page is the reader's.
        let beside = (left + width + 60.0, top + height / 2.0);
        page.drag_between(Hand::Finger, beside, (beside.0, beside.1 - 250.0));
        still(page);
        assert!(page.number(scrolled, json!([])) > before + 100.0, "the page did not scroll");
    });
}

#[test]
fn a_message_that_grows_or_shrinks_moves_nothing_under_a_finger() {
    Visit::new().phone().run(ADDRESS, |page| {
        page.wait_ready(NAME);
        page.press_with(Hand::Finger, NAME, "clear");
        // The figure's top is at the screen's, and its second panel in sight: below the message.
        let to_the_top =
            "document.getElementById(arguments[0]).scrollIntoView({ behavior: 'instant' })";
        let mut heights = Vec::new();
        for key in ["support-0-0", "support-1-0", "query"] {
            page.script(to_the_top, json!([NAME]));
            still(page);
            let before @ [left, top, width, height] = rect(page, &pad(key));
            let at = |x: f64, y: f64| (left + x * width, top + y * height);
            page.trace(Hand::Finger, &[at(0.2, 0.2), at(0.5, 0.8), at(0.8, 0.2)]);
            page.settle(NAME);
            still(page);
            assert_eq!(rect(page, &pad(key)), before, "{key} moved");
            heights.push(rect(page, "#drawings .message")[3]);
        }
        assert!(heights[0] != heights[1], "the message is as high as before: {heights:?}");
    });
}

#[test]
fn every_pad_is_where_it_is_seen_and_says_what_it_holds() {
    for (phone, least) in [(false, 60.0), (true, 44.0)] {
        let visit = if phone { Visit::new().phone() } else { Visit::new() };
        visit.run("model-agnostic.html#drawings?ways=5&shots=5", |page| {
            page.wait_ready(NAME);
            let figure = demand_native(page, NAME);
            assert_eq!(labels(page), native_labels(figure.as_ref()));
            assert_eq!(labels(page).len(), 26);
            let [left, top, width, height] = rect(page, "#drawings .panel canvas");
            let size = maml_live::plot::Size::new(width, height);
            for found in figure.pads(0, size) {
                let [x, y, w, h] = rect(page, &pad(&found.key));
                let expected = found.rect;
                let near = |a: f64, b: f64| (a - b).abs() < 1.0;
                assert!(near(x - left, expected.left) && near(y - top, expected.top), "{found:?}");
                assert!(near(w, expected.width()) && near(h, expected.height()), "{found:?}");
                // Give or take what is rounded.
                assert!(w.min(h) > least - 0.1, "{}: {w} × {h}", found.key);
            }
            // Fewer classes have fewer pads.
            page.set_slider(NAME, "ways", 2.0);
            page.set_slider(NAME, "shots", 1.0);
            assert_eq!(labels(page), native_labels(demand_native(page, NAME).as_ref()));
            assert_eq!(labels(page).len(), 3);
        });
    }
}

#[test]
fn a_pointer_that_leaves_its_pad_and_comes_back_draws_on() {
    Visit::new().run(ADDRESS, |page| {
        page.wait_ready(NAME);
        page.press(NAME, "clear");
        let (left, top, width, height) = page.bring_into_view(&pad("support-0-0"));
        let inside = (left + 0.2 * width, top + 0.2 * height);
        let away = (left + 3.0 * width, top + 2.0 * height);
        let back = (left + 0.8 * width, top + 0.3 * height);
        page.trace(Hand::Mouse, &[inside, away, back]);
        page.settle(NAME);
        assert!(page.message(NAME).contains("held at the edge"), "{}", page.message(NAME));
        let drawn = labels(page).into_iter().filter(|(_, label)| label.contains("drawn"));
        let drawn: Vec<String> = drawn.map(|(key, _)| key).collect();
        assert_eq!(drawn, ["support-0-0"]);
        demand_native(page, NAME);
    });
}

#[test]
fn by_keys_alone_a_board_is_filled_asked_and_judged() {
    Visit::new().run(ADDRESS, |page| {
        page.wait_ready(NAME);
        page.keys_in_control(NAME, "clear", &["Enter"]);
        assert!(page.output(NAME, "prediction").is_empty());
        page.keys(NAME, "pads", &["ArrowRight", "Enter"]);
        for _ in 0..3 {
            page.keys(NAME, "pads", &["ArrowRight", "Enter"]);
        }
        let figure = demand_native(page, NAME);
        assert_eq!(page.output(NAME, "prediction").len(), 3);
        assert_eq!(labels(page), native_labels(figure.as_ref()));
        let said = "return document.querySelector('#drawings .announce').textContent";
        page.wait_until(
            "return document.querySelector('#drawings .announce').textContent !== ''",
            json!([]),
        );
        assert!(!page.string(said, json!([])).is_empty());
        page.keys(NAME, "trajectory", &["ArrowRight", "ArrowRight"]);
        assert_eq!(demand_native(page, NAME).settings().count("steps"), 3);
        page.keys_in_control(NAME, "undo", &["Enter"]);
        assert!(labels(page)[3].1.contains("empty"), "{:?}", labels(page));
        page.keys_in_control(NAME, "example", &["Enter"]);
        assert_eq!(demand_native(page, NAME).settings().count("seed"), 79);
    });
}

#[test]
fn a_round_is_judged_and_a_challenge_is_a_link() {
    Visit::new().run(ADDRESS, |page| {
        draw_all(page, Hand::Mouse);
        page.script("document.querySelector('#drawings [name=was][value=c]').click()", json!([]));
        page.settle(NAME);
        assert_eq!(page.output(NAME, "score"), [1.0, 1.0, 1.0, 1.0]);
        let figure = demand_native(page, NAME);
        let link = maml_live::contract::link::write(figure.as_ref());
        assert!(link.len() < 400, "{link}");
        // Somebody else opens it.
        let shares = page.output(NAME, "prediction");
        page.goto("index.html");
        page.goto(&format!("model-agnostic.html{link}"));
        page.wait_ready(NAME);
        page.settle(NAME);
        assert_eq!(page.output(NAME, "prediction"), shares);
        assert_eq!(labels(page), native_labels(figure.as_ref()));
    });
}

#[test]
fn a_hostile_board_is_refused_with_a_sentence() {
    for board in ["1AAAA____", "%3Cscript%3E", "-"] {
        Visit::new().run(&format!("{ADDRESS}?board={board}"), |page| {
            page.wait_ready(NAME);
            assert_ne!(page.message(NAME), "", "{board}");
            assert_eq!(page.output(NAME, "prediction").len(), 3);
            assert!(labels(page).iter().all(|(_, label)| label.contains("invented")));
        });
    }
}

/// A program that has no browser's hands sends events to the elements themselves.
#[test]
fn events_sent_to_a_pad_draw_on_it() {
    Visit::new().run(ADDRESS, |page| {
        page.wait_ready(NAME);
        page.press(NAME, "clear");
        let send =
            "const pad = document.querySelector(arguments[0]), box = pad.getBoundingClientRect();
            const send = (kind, x, y) => pad.dispatchEvent(new PointerEvent(kind, {
              bubbles: true, pointerId: 7, pointerType: arguments[1], isPrimary: true, button: 0,
              buttons: 1, clientX: box.left + x * box.width, clientY: box.top + y * box.height }));
            send('pointerdown', 0.2, 0.2);
            for (let i = 1; i <= 20; i++) send('pointermove', 0.2 + 0.03 * i, 0.2 + 0.02 * i);
            send('pointerup', 0.8, 0.6)";
        for (key, kind) in [("support-0-0", "mouse"), ("support-1-0", "touch"), ("query", "pen")] {
            page.script(send, json!([pad(key), kind]));
            page.settle(NAME);
            let label = labels(page).into_iter().find(|(other, _)| other == key);
            assert!(label.is_some_and(|(_, label)| label.contains("1 stroke")), "{key}");
        }
        demand_native(page, NAME);
    });
}

/// A class that is not on the board cannot be what was drawn.
#[test]
fn only_a_class_on_the_board_can_be_chosen() {
    Visit::new().run(ADDRESS, |page| {
        page.wait_ready(NAME);
        let closed = "return [...document.querySelectorAll('#drawings [name=was]:disabled')]
            .map((input) => input.value).join()";
        assert_eq!(page.string(closed, json!([])), "d,e");
        page.set_slider(NAME, "ways", 5.0);
        assert_eq!(page.string(closed, json!([])), "");
        let choose = |class: &str| {
            let script = "const input = document.getElementById(`drawings-was-${arguments[0]}`);
                input.focus();
                input.click()";
            page.script(script, json!([class]));
            page.settle(NAME);
            assert_eq!(shown(page, NAME).settings().word("was"), class);
        };
        choose("e");
        page.set_slider(NAME, "ways", 2.0);
        assert_eq!(page.string(closed, json!([])), "c,d,e");
        assert!(page.message(NAME).contains("no class E"), "{}", page.message(NAME));
        // The arrow keys go round among those that there are.
        choose("b");
        page.type_keys(&["ArrowRight"]);
        page.settle(NAME);
        assert_eq!(shown(page, NAME).settings().word("was"), "unsaid");
    });
}
