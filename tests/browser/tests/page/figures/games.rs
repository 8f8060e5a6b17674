//! `average` and `beat-maml` in the hands of a reader: mouse, finger and keyboard.

use browser::{Hand, Page, Visit};
use maml_live::contract::Figure;
use serde_json::json;

use super::{demand_native, fraction, shown};

fn drawing(figure: &dyn Figure) -> Vec<f64> {
    figure.settings().numbers("drawing").to_vec()
}

fn scrolled(page: &Page) -> f64 {
    page.number("return document.scrollingElement.scrollTop", json!([]))
}

#[track_caller]
fn demand_answer(figure: &dyn Figure, x: f64, y: f64) {
    let found = ["x", "answer"].map(|key| figure.settings().number(key));
    assert!((found[0] - x).abs() < 0.1 && (found[1] - y).abs() < 0.1, "{found:?}");
}

#[test]
fn the_answer_follows_mouse_and_keys() {
    Visit::new().run("index.html#average", |page| {
        let name = "average";
        page.wait_ready(name);
        let at = |point| fraction(page, name, "curves", point);
        page.drag(Hand::Mouse, name, "curves", at((0.6, 0.7)), at((-2.0, 1.5)));
        demand_answer(demand_native(page, name).as_ref(), -2.0, 1.5);
        page.keys(name, "curves", &["ArrowRight", "ArrowUp", "Enter"]);
        let figure = demand_native(page, name);
        assert_eq!(page.output(name, "answer-error").len(), 1);
        let [error, least] = ["answer-error", "least-error"].map(|key| page.output(name, key)[0]);
        assert!((error - least).abs() < 1e-5, "{error}, {least}");
        assert!((figure.settings().number("x") + 1.8).abs() < 0.1);
        // A hand on the slider of two tasks brings them.
        page.set_slider(name, "distance", 1.0);
        assert_eq!(demand_native(page, name).settings().word("phases"), "opposed");
        page.press(name, "others");
        assert_eq!(demand_native(page, name).settings().word("phases"), "drawn");
    });
}

#[test]
fn the_answer_follows_a_finger_while_the_page_stays() {
    Visit::new().phone().run("index.html#average", |page| {
        let name = "average";
        page.wait_ready(name);
        let at = |point| fraction(page, name, "curves", point);
        let (from, to) = (at((0.6, 0.7)), at((1.0, -1.5)));
        let [from, to] = [from, to].map(|at| page.point(name, "curves", at));
        let before = scrolled(page);
        page.drag_between(Hand::Finger, from, to);
        page.settle(name);
        assert_eq!(scrolled(page), before, "the page scrolled under the finger");
        demand_answer(demand_native(page, name).as_ref(), 1.0, -1.5);
    });
}

#[test]
fn a_round_is_played_by_mouse() {
    Visit::new().run("index.html#beat-maml", |page| {
        let name = "beat-maml";
        page.wait_ready(name);
        let disabled = "return document.querySelector('#beat-maml [name=compare]').disabled";
        assert_eq!(page.script(disabled, json!([])), true, "there is nothing to compare yet");
        let at = |point| fraction(page, name, "curves", point);
        page.drag(Hand::Mouse, name, "curves", at((-5.0, -2.0)), at((5.0, 3.0)));
        let figure = demand_native(page, name);
        let kept = drawing(figure.as_ref());
        assert!((kept[0] + 2.0).abs() < 0.1 && (kept[5] - 0.5).abs() < 0.1, "{kept:?}");
        assert_eq!(page.output_text(name, "error-you"), "–");
        page.press(name, "compare");
        let open = "return document.querySelector('#beat-maml output[name=error-you]').dataset.value !== ''";
        page.wait_until(open, json!([]));
        page.settle(name);
        let figure = shown(page, name);
        assert!(figure.settings().is_on("revealed"));
        for key in ["error-you", "error-maml-1", "error-maml-10", "error-pretrained-10"] {
            let (found, wanted) = (page.output(name, key)[0], value(figure.as_ref(), key));
            assert!((found - wanted).abs() < 1e-3 * wanted.max(1.0), "{key}: {found}, {wanted}");
        }
        assert_eq!(page.output(name, "score").iter().sum::<f64>(), 1.0);
        page.press(name, "next");
        let figure = shown(page, name);
        assert_eq!(figure.settings().number("seed"), 15.0);
        assert!(drawing(figure.as_ref()).is_empty());
        // A challenge goes into the address.
        page.drag(Hand::Mouse, name, "curves", at((-5.0, 1.0)), at((5.0, 1.0)));
        page.press(name, "seal");
        assert!(page.message(name).contains("Copy link"), "{}", page.message(name));
        page.wait_until("return location.hash.includes('challenge=')", json!([]));
        assert!(!page.fragment().contains("drawing"), "{}", page.fragment());
    });
}

/// A number of a figure, computed natively.
fn value(figure: &dyn Figure, key: &str) -> f64 {
    let readouts = figure.readouts();
    let found = readouts.iter().find(|readout| readout.key == key);
    found.and_then(|readout| readout.values.first()).copied().expect("a number")
}

#[test]
fn a_finger_draws_on_the_plot_and_scrolls_beside_it() {
    Visit::new().phone().run("index.html#beat-maml", |page| {
        let name = "beat-maml";
        page.wait_ready(name);
        let at = |point| fraction(page, name, "curves", point);
        let (from, to) = (at((-4.9, 5.0)), at((4.9, -5.0)));
        let [from, to] = [from, to].map(|at| page.point(name, "curves", at));
        let before = scrolled(page);
        page.drag_between(Hand::Finger, from, to);
        page.settle(name);
        assert_eq!(scrolled(page), before, "the page scrolled under the finger");
        let kept = drawing(demand_native(page, name).as_ref());
        assert!(kept[1] > 3.0 && kept[9] < -3.0, "{kept:?}");
        // Straight upwards too: a finger that draws is not asked whether it scrolls.
        let (from, to) = (at((2.0, -6.0)), at((2.0, 5.0)));
        let [from, to] = [from, to].map(|at| page.point(name, "curves", at));
        let before = scrolled(page);
        page.drag_between(Hand::Finger, from, to);
        page.settle(name);
        assert_eq!(scrolled(page), before, "the page scrolled under the finger");
        let kept = drawing(demand_native(page, name).as_ref());
        assert!((kept[7] - 5.0).abs() < 0.3, "{kept:?}");
        // In the margin the page is the reader's.
        let beside = page.point(name, "curves", (0.03, 0.5));
        page.drag_between(Hand::Finger, beside, (beside.0, beside.1 - 250.0));
        super::still(page);
        assert!(scrolled(page) > before + 100.0, "the page did not scroll");
        assert_eq!(drawing(shown(page, name).as_ref()), kept);
    });
}

#[test]
fn a_round_is_played_by_keys_alone() {
    Visit::new().run("index.html#beat-maml", |page| {
        let name = "beat-maml";
        page.wait_ready(name);
        page.keys(name, "curves", &["ArrowRight", "ArrowUp", "ArrowRight", "Shift+ArrowDown"]);
        let kept = drawing(demand_native(page, name).as_ref());
        assert_eq!((kept[0], kept[1], kept[10]), (0.25, 0.23, 0.23));
        assert!(page.message(name).contains("2 handles of eleven"), "{}", page.message(name));
        page.keys(name, "curves", &["End", "PageUp", "Enter"]);
        let open = "return document.querySelector('#beat-maml output[name=error-you]').dataset.value !== ''";
        page.wait_until(open, json!([]));
        page.keys(name, "curves", &["Enter"]);
        assert_eq!(shown(page, name).settings().number("seed"), 15.0);
    });
}
