//! The figures under a finger, on a screen 390 px wide.

use browser::{Hand, Page, Visit};
use serde_json::json;

use super::{FIGURES, demand_native, demand_theta, fraction, rect, samples, still, wait_all};

fn scrolled(page: &Page) -> f64 {
    page.number("return document.scrollingElement.scrollTop", json!([]))
}

#[test]
fn theta_follows_a_finger_while_the_page_stays() {
    for (name, panel) in
        [("two-tasks", "task-0"), ("two-tasks", "task-1"), ("meta-loss", "accumulated")]
    {
        Visit::new().phone().run(&format!("index.html#{name}?theta=0.5,0.7"), |page| {
            page.wait_ready(name);
            let at = |theta| fraction(page, name, panel, theta);
            let to = page.point(name, panel, at((0.4, 0.3)));
            let from = page.point(name, panel, at((0.5, 0.7)));
            let before = scrolled(page);
            // Mostly upwards and downwards, as a swipe would be.
            page.drag_between(Hand::Finger, from, to);
            page.settle(name);
            assert_eq!(scrolled(page), before, "the page scrolled under the finger");
            demand_theta(demand_native(page, name).as_ref(), [0.4, 0.3]);
        });
    }
}

#[test]
fn the_curve_follows_a_finger_while_the_page_stays() {
    for name in ["fit-pretrained", "fit-maml"] {
        let address = format!("index.html#{name}?samples=-3,4&amplitude=2&phase=1");
        Visit::new().phone().run(&address, |page| {
            page.wait_ready(name);
            // Taken at its crest and dragged upwards, as a swipe would be.
            let crest = std::f64::consts::FRAC_PI_2 - 1.0;
            let to = page.point(name, "curves", fraction(page, name, "curves", (crest, 4.0)));
            let from = page.point(name, "curves", fraction(page, name, "curves", (crest, 2.0)));
            let before = scrolled(page);
            page.drag_between(Hand::Finger, from, to);
            page.settle(name);
            assert_eq!(scrolled(page), before, "the page scrolled under the finger");
            let figure = demand_native(page, name);
            assert!((figure.settings().number("amplitude") - 4.0).abs() < 0.2);
            assert_eq!(samples(figure.as_ref()), [-3.0, 4.0]);
        });
    }
}

#[test]
fn a_pull_follows_a_finger_in_either_panel() {
    for panel in ["maml", "pretrained"] {
        Visit::new().phone().run("index.html#tug?x=0&y=2", |page| {
            let name = "tug";
            page.wait_ready(name);
            // Both curves are at about 1.6 there.
            let at = |y: f64| fraction(page, name, panel, (0.0, y));
            let to = page.point(name, panel, at(0.0));
            let from = page.point(name, panel, at(3.6));
            let before = scrolled(page);
            page.drag_between(Hand::Finger, from, to);
            page.settle(name);
            assert_eq!(scrolled(page), before, "the page scrolled under the finger");
            let figure = demand_native(page, name);
            let pull = figure.settings().number("y");
            assert!((pull + 1.6).abs() < 0.3, "{panel}: {pull}");
        });
    }
}

#[test]
fn a_swipe_beside_the_handle_scrolls_the_page_and_changes_nothing() {
    for (name, panel) in [("two-tasks", "task-0"), ("meta-loss", "task-0"), ("fit-maml", "curves")]
    {
        Visit::new().phone().run("index.html", |page| {
            page.wait_ready(name);
            let start = page.point(name, panel, (0.85, 0.5));
            let (before, frame) = (scrolled(page), page.frame(name));
            page.drag_between(Hand::Finger, start, (start.0, start.1 - 250.0));
            still(page);
            page.settle(name);
            assert!(scrolled(page) > before + 150.0, "{name}: the page did not scroll");
            assert_eq!(page.fragment(), "", "{name}: the swipe changed a setting");
            assert!(page.frame(name) <= frame + 1, "{name}: painted at all is enough");
        });
    }
}

#[test]
fn a_tap_brings_theta_and_a_drag_moves_it() {
    Visit::new().phone().run("index.html", |page| {
        let name = "two-tasks";
        page.wait_ready(name);
        let at = |theta| fraction(page, name, "task-0", theta);
        page.tap_panel(Hand::Finger, name, "task-0", at((0.7, 0.4)));
        demand_theta(demand_native(page, name).as_ref(), [0.7, 0.4]);
        page.drag(Hand::Finger, name, "task-0", at((0.7, 0.4)), at((0.2, 0.5)));
        demand_theta(demand_native(page, name).as_ref(), [0.2, 0.5]);
        page.press_with(Hand::Finger, name, "reveal");
        assert!(demand_native(page, name).settings().is_on("reveal"));
    });
}

#[test]
fn samples_are_placed_moved_and_removed_by_finger() {
    for name in ["fit-pretrained", "fit-maml"] {
        Visit::new().phone().run(&format!("index.html#{name}?samples="), |page| {
            page.wait_ready(name);
            let on_curve = |x: f64| fraction(page, name, "curves", (x, 4.0 * (x + 0.2).sin()));
            for x in [-3.5, 0.0, 3.0] {
                page.tap_panel(Hand::Finger, name, "curves", on_curve(x));
            }
            let placed = samples(demand_native(page, name).as_ref());
            // A pixel of this screen is a thirtieth.
            assert!(placed.len() == 3 && (placed[2] - 3.0).abs() < 0.05, "{placed:?}");
            page.drag(Hand::Finger, name, "curves", on_curve(0.0), on_curve(1.2));
            let dragged = samples(demand_native(page, name).as_ref());
            assert!((dragged[1] - 1.2).abs() < 0.06, "{dragged:?}");
            page.tap_panel(Hand::Finger, name, "curves", on_curve(-3.5));
            assert_eq!(samples(demand_native(page, name).as_ref()).len(), 2);
            page.press_with(Hand::Finger, name, "squeeze");
            // The samples lie left of −3.6; a sixth one goes to the right.
            page.tap_panel(
                Hand::Finger,
                name,
                "curves",
                fraction(page, name, "curves", (2.0, -5.0)),
            );
            let message = page.message(name);
            assert!(message.contains("oldest, at x = −4.8."), "{message}");
        });
    }
}

#[test]
fn meta_loss_by_finger() {
    Visit::new().phone().run("index.html", |page| {
        let name = "meta-loss";
        page.wait_ready(name);
        let at = |panel, theta| fraction(page, name, panel, theta);
        page.tap_panel(Hand::Finger, name, "accumulated", at("accumulated", (0.8, 0.2)));
        demand_theta(demand_native(page, name).as_ref(), [0.8, 0.2]);
        page.drag(Hand::Finger, name, "task-1", at("task-1", (0.8, 0.2)), at("task-1", (0.3, 0.3)));
        demand_theta(demand_native(page, name).as_ref(), [0.3, 0.3]);
        // A finger on the slider, three quarters along.
        let slider = "#meta-loss input[name=m]";
        let (left, top, width, height) = page.bring_into_view(slider);
        page.tap_at(Hand::Finger, (left + 0.75 * width, top + height / 2.0));
        page.settle(name);
        let steps = demand_native(page, name).settings().number("m");
        assert!((14.0..=16.0).contains(&steps), "{steps}");
    });
}

#[test]
fn nothing_is_wider_than_a_phone_even_with_everything_open() {
    Visit::new().phone().run("index.html", |page| {
        wait_all(page);
        page.script(
            "document.querySelectorAll('details').forEach((d) => { d.open = true })",
            json!([]),
        );
        for name in FIGURES {
            page.bring_into_view(&format!("#{name}"));
            page.settle(name);
            for part in ["", " .panel", " .readouts", " .lead", " .folds", " figcaption"] {
                let [left, _, width, _] = rect(page, &format!("#{name}{part}"));
                assert!(
                    left >= 0.0 && left + width <= 390.0,
                    "{name}{part}: {left} to {}",
                    left + width
                );
            }
        }
        assert_eq!(page.sideways_scroll(), 0.0);
    });
}
