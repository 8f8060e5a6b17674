//! The figures with mouse and keyboard, in every browser.

use browser::{Hand, Visit};
use maml_live::plot::{Spread, format};
use serde_json::json;

use super::{
    FIGURES, PICTURE, canvas, demand_native, demand_theta, dock, fraction, samples, shown, wait_all,
};

#[test]
fn every_figure_is_ready_with_the_numbers_that_the_library_computes() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        for name in FIGURES {
            let figure = shown(page, name);
            page.demand_readouts(figure.as_ref(), super::TOLERANCE);
            for readout in figure.readouts() {
                assert_eq!(page.output_text(name, readout.key), readout.text, "{name}");
            }
            assert_eq!(page.description(name), figure.describe());
            assert_eq!(page.message(name), figure.notice().unwrap_or_default());
            assert!(page.frame(name) >= 1);
            assert_eq!(page.count(&format!("#{name} :disabled")), 0, "{name} takes input");
            for panel in figure.panels() {
                let canvas = canvas(name, panel.key);
                assert!(page.is_visible(&canvas), "{canvas}");
                let label =
                    "return document.querySelector(arguments[0]).getAttribute('aria-label')";
                assert_eq!(page.string(label, json!([canvas])), panel.label);
                // The picture that came with the page keeps the room, unseen.
                let picture = format!("#{name} .panel[data-panel=\"{}\"] {PICTURE}", panel.key);
                assert!(!page.is_visible(&picture), "{picture}");
            }
        }
    });
}

/// JavaScript, which writes the page's numbers, goes up from the middle of two; natively
/// it is the even one.
#[test]
fn a_number_in_the_middle_of_two_is_written_as_natively() {
    for (phase, written) in [(0.125, "0.12"), (0.375, "0.38")] {
        assert_eq!(format::fixed(phase, 2), written);
        Visit::new().run(&format!("index.html#fit-pretrained?phase={phase}"), |page| {
            page.wait_ready("fit-pretrained");
            let output = "#fit-pretrained output[for=\"fit-pretrained-phase\"]";
            assert_eq!(page.text(output), written);
        });
    }
}

#[test]
fn two_tasks_by_mouse() {
    Visit::new().run("index.html", |page| {
        let name = "two-tasks";
        page.wait_ready(name);
        let at = |panel, theta| fraction(page, name, panel, theta);
        page.drag(
            Hand::Mouse,
            name,
            "task-0",
            at("task-0", (0.35, 0.55)),
            at("task-0", (0.6, 0.3)),
        );
        demand_theta(demand_native(page, name).as_ref(), [0.6, 0.3]);
        page.drag(Hand::Mouse, name, "task-1", at("task-1", (0.6, 0.3)), at("task-1", (0.2, 0.9)));
        demand_theta(demand_native(page, name).as_ref(), [0.2, 0.9]);
        // A click anywhere brings θ there.
        page.tap_panel(Hand::Mouse, name, "task-1", at("task-1", (0.75, 0.5)));
        demand_theta(demand_native(page, name).as_ref(), [0.75, 0.5]);
        page.set_slider(name, "alpha", 0.03);
        assert_eq!(demand_native(page, name).settings().number("alpha"), 0.03);
        page.press(name, "reveal");
        assert!(demand_native(page, name).settings().is_on("reveal"));
        assert_eq!(page.description(name), shown(page, name).describe());
    });
}

#[test]
fn fit_maml_by_mouse() {
    Visit::new().run("index.html#fit-maml?samples=", |page| {
        let name = "fit-maml";
        page.wait_ready(name);
        assert_eq!(page.output_text(name, "support-mse"), "no samples");
        let at = |x| fraction(page, name, "curves", (x, 0.0));
        for x in [-4.0, -1.0, 2.0] {
            page.tap_panel(Hand::Mouse, name, "curves", at(x));
        }
        let placed = samples(demand_native(page, name).as_ref());
        assert_eq!(placed.len(), 3);
        assert!((placed[1] + 1.0).abs() < 0.03, "{placed:?}");
        // Samples stand on the curve 4 sin(x + 0.2): the second is dragged to 1.
        let on_curve = |x: f64| fraction(page, name, "curves", (x, 4.0 * (x + 0.2).sin()));
        page.drag(Hand::Mouse, name, "curves", on_curve(-1.0), on_curve(1.0));
        let dragged = samples(demand_native(page, name).as_ref());
        assert!((dragged[1] - 1.0).abs() < 0.03, "{dragged:?}");
        // A click removes one.
        page.tap_panel(Hand::Mouse, name, "curves", on_curve(2.0));
        assert_eq!(samples(demand_native(page, name).as_ref()).len(), 2);
        page.press(name, "even");
        assert_eq!(samples(demand_native(page, name).as_ref()).len(), 5);
        page.press(name, "random");
        let drawn = demand_native(page, name);
        assert_eq!(drawn.settings().number("seed"), 2.0);
        // It opens with both networks.
        assert_eq!(page.output(name, "curve-mse-pretrained").len(), 1);
        page.press(name, "compare");
        assert!(!demand_native(page, name).settings().is_on("compare"));
        assert!(page.fragment().contains("compare=off"), "{}", page.fragment());
        assert!(page.output(name, "curve-mse-pretrained").is_empty());
        page.press(name, "compare");
        assert_eq!(page.output(name, "curve-mse-pretrained").len(), 1);
        for (key, value) in [("amplitude", 2.5), ("phase", 1.5), ("alpha", 0.004), ("steps", 3.0)] {
            page.set_slider(name, key, value);
            let found = demand_native(page, name).settings().number(key);
            // The slider of α has a step of a hundredth of a power of ten.
            assert!((found - value).abs() < 0.012 * value, "{key} is {found}");
        }
        // The panel of errors sets the steps too.
        // Its axis is no ruler: equal differences of positions take equal room.
        let along = Spread::Symlog.position(6.0) / Spread::Symlog.position(1000.0);
        let six = fraction(page, name, "errors", (1000.0 * along, 0.1));
        page.tap_panel(Hand::Mouse, name, "errors", (six.0, 0.5));
        assert_eq!(demand_native(page, name).settings().number("steps"), 6.0);
        page.press(name, "clear");
        assert!(samples(demand_native(page, name).as_ref()).is_empty());
    });
}

#[test]
fn fit_pretrained_by_mouse_says_when_a_sixth_sample_replaces_the_oldest() {
    Visit::new().run("index.html#fit-pretrained?samples=1,2,3,-4,-3", |page| {
        let name = "fit-pretrained";
        page.wait_ready(name);
        // High above the curve, where there is no other sample.
        let at = fraction(page, name, "curves", (-1.0, 5.5));
        page.tap_panel(Hand::Mouse, name, "curves", at);
        let placed = samples(demand_native(page, name).as_ref());
        assert_eq!(placed[..4], [2.0, 3.0, -4.0, -3.0]);
        assert!((placed[4] + 1.0).abs() < 0.03, "{placed:?}");
        let message = page.message(name);
        assert!(message.contains("oldest, at x = 1."), "{message}");
        page.set_slider(name, "amplitude", 3.0);
        demand_native(page, name);
        assert_eq!(page.message(name), "");
    });
}

#[test]
fn meta_loss_by_mouse() {
    Visit::new().run("index.html", |page| {
        let name = "meta-loss";
        page.wait_ready(name);
        page.set_slider(name, "m", 20.0);
        demand_native(page, name);
        page.set_slider(name, "alpha", 0.03);
        page.set_slider(name, "m", 4.0);
        demand_native(page, name);
        page.choose(name, "scale", "all");
        page.choose(name, "shade", "linear");
        let figure = demand_native(page, name);
        assert_eq!(
            (figure.settings().word("scale"), figure.settings().word("shade")),
            ("all", "linear")
        );
        let mut from = (0.35, 0.55);
        for (panel, to) in
            [("accumulated", (0.7, 0.4)), ("task-0", (0.3, 0.8)), ("task-1", (0.5, 0.1))]
        {
            let at = |theta| fraction(page, name, panel, theta);
            page.drag(Hand::Mouse, name, panel, at(from), at(to));
            demand_theta(demand_native(page, name).as_ref(), [to.0, to.1]);
            from = to;
        }
        page.script("document.querySelectorAll('#meta-loss details').forEach((fold) => { fold.open = true })", json!([]));
        page.press(name, "new-points");
        let figure = demand_native(page, name);
        assert_eq!(figure.settings().number("seed"), 1.0);
        page.enter(name, "x", "-2,-1,0,1,2");
        assert_eq!(demand_native(page, name).settings().numbers("x"), [-2.0, -1.0, 0.0, 1.0, 2.0]);
    });
}

#[test]
fn two_tasks_and_meta_loss_by_keyboard() {
    Visit::new().run("index.html#two-tasks?theta=0.5,0.5", |page| {
        page.wait_ready("two-tasks");
        let keys = ["ArrowLeft", "ArrowLeft", "ArrowUp", "Shift+ArrowRight"];
        page.keys("two-tasks", "task-0", &keys);
        assert_eq!(super::theta(demand_native(page, "two-tasks").as_ref()), [0.481, 0.51]);
        page.keys("two-tasks", "task-1", &["ArrowDown"]);
        assert_eq!(super::theta(demand_native(page, "two-tasks").as_ref()), [0.481, 0.5]);
        page.keys_in_control("two-tasks", "alpha", &["ArrowRight", "ArrowRight"]);
        assert_eq!(demand_native(page, "two-tasks").settings().number("alpha"), 0.042);
        page.keys_in_control("two-tasks", "reveal", &["Space"]);
        assert!(demand_native(page, "two-tasks").settings().is_on("reveal"));

        page.wait_ready("meta-loss");
        page.keys("meta-loss", "accumulated", &["PageUp", "PageUp", "ArrowRight"]);
        let figure = demand_native(page, "meta-loss");
        assert_eq!(figure.settings().number("m"), 2.0);
        assert_eq!(super::theta(figure.as_ref()), [0.36, 0.55]);
        page.keys_in_control("meta-loss", "m", &["End"]);
        assert_eq!(demand_native(page, "meta-loss").settings().number("m"), 20.0);
        page.keys_in_control("meta-loss", "m", &["Home"]);
        assert_eq!(demand_native(page, "meta-loss").settings().number("m"), 0.0);
    });
}

#[test]
fn the_fits_by_keyboard() {
    for name in ["fit-pretrained", "fit-maml"] {
        Visit::new().run(&format!("index.html#{name}?samples=3,-3"), |page| {
            page.wait_ready(name);
            page.keys(name, "curves", &["ArrowRight", "ArrowRight", "Shift+ArrowLeft", "Enter"]);
            assert_eq!(samples(demand_native(page, name).as_ref()), [3.0, -3.0, 0.38]);
            // The one that was placed is chosen; up goes to the next on the right.
            page.keys(name, "curves", &["ArrowUp", "ArrowLeft"]);
            assert_eq!(samples(demand_native(page, name).as_ref()), [2.8, -3.0, 0.38]);
            page.keys(name, "curves", &["Delete"]);
            assert_eq!(samples(demand_native(page, name).as_ref()), [-3.0, 0.38]);
            page.keys(name, "errors", &["Home", "ArrowRight", "ArrowRight"]);
            assert_eq!(demand_native(page, name).settings().number("steps"), 2.0);
            page.keys_in_control(name, "amplitude", &["ArrowLeft"]);
            assert_eq!(demand_native(page, name).settings().number("amplitude"), 3.9);
            page.keys_in_control(name, "squeeze", &["Enter"]);
            assert_eq!(samples(demand_native(page, name).as_ref()).len(), 5);
        });
    }
}

/// A figure repaints when something changed, and rests otherwise.
#[test]
fn frames_grow_by_repaints_alone() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        for name in FIGURES {
            page.bring_into_view(&format!("#{name}"));
            page.settle(name);
        }
        let frames = || FIGURES.map(|name| page.frame(name));
        let before = frames();
        // A dozen frames of the browser in which nobody does anything.
        let wait = "const done = arguments[0]; let left = 12;
            const next = () => left-- > 0 ? requestAnimationFrame(next) : done(true); next()";
        page.session().script_async(wait, json!([])).expect("the page answers");
        assert_eq!(frames(), before, "a figure paints without a reason");
        page.set_slider("two-tasks", "alpha", 0.02);
        let after = frames();
        assert!(after[2] > before[2], "two-tasks has painted");
        assert_eq!((after[0], after[1], after[3]), (before[0], before[1], before[3]));
    });
}

/// The first figure starts where the reader says, by mouse and by keyboard, and its numbers are in
/// the ink of the network that they are about.
#[test]
fn the_first_figure_starts_from_either_network() {
    Visit::new().run("index.html#fit-pretrained?steps=9", |page| {
        let name = "fit-pretrained";
        page.wait_ready(name);
        let ink = || {
            let script = "return document.querySelector('#fit-pretrained output[name=curve-mse]')
                .closest('dl > div').className";
            page.string(script, json!([]))
        };
        assert_eq!(ink(), "ink-pretrained");
        let failing = page.output(name, "curve-mse");
        page.tap(Hand::Mouse, "#fit-pretrained input[value=maml]");
        page.settle(name);
        demand_native(page, name);
        assert_eq!(ink(), "ink-maml");
        assert!(page.output(name, "curve-mse")[0] < failing[0]);
        assert!(page.fragment().contains("start=maml"), "{}", page.fragment());
        // Arrow keys go from one to the next.
        page.focus("#fit-pretrained input[value=maml]");
        page.type_keys(&["ArrowRight"]);
        page.settle(name);
        demand_native(page, name);
        assert!(page.fragment().contains("start=both"), "{}", page.fragment());
        assert_eq!(ink(), "ink-pretrained");
        assert_eq!(page.output(name, "curve-mse-maml").len(), 1);
    });
}

#[test]
fn the_curve_is_bent_by_mouse_and_by_keys() {
    for name in ["fit-pretrained", "fit-maml"] {
        Visit::new().run(&format!("index.html#{name}?samples=-3,3&amplitude=2&phase=1"), |page| {
            page.wait_ready(name);
            let at = |x: f64, y: f64| fraction(page, name, "curves", (x, y));
            page.drag(Hand::Mouse, name, "curves", at(1.5, 2.0 * 2.5_f64.sin()), at(1.2, 2.1));
            let task = || {
                let figure = demand_native(page, name);
                ["amplitude", "phase"].map(|key| figure.settings().number(key))
            };
            let [amplitude, phase] = task();
            assert!((phase - 1.3).abs() < 0.03 && amplitude > 3.0, "{amplitude}, {phase}");
            assert_eq!(samples(demand_native(page, name).as_ref()), [-3.0, 3.0]);
            page.keys(name, "curves", &["Home", "ArrowLeft"]);
            assert!((task()[1] - phase - 0.1).abs() < 1e-6, "{:?}", task());
        });
    }
}

#[test]
fn a_reload_keeps_the_figure_beside_the_text_and_the_reader_at_the_sentence() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        dock::follow(page, Hand::Mouse, dock::AFTER_ONE);
        dock::demand_place_kept(page, dock::AFTER_ONE);
    });
}
