//! What moves by itself: the play button and the two drives, fast and slow.

use browser::figure::native;
use browser::{Page, Visit};
use serde_json::{Value, json};

use super::{demand_theta, go, shown, theta};

/// As a reader who asked the system for less motion.
fn prefer_less_motion(page: &Page) {
    let features = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    page.session().chromium("Emulation.setEmulatedMedia", features).expect("Chromium emulates it");
}

/// Notes every value that a readout takes from now on.
fn watch(page: &Page, figure: &str, key: &str) {
    let script = "const output = document.querySelector(`#${arguments[0]} output[name=\"${arguments[1]}\"]`);
        window.seen = [Number(output.dataset.value)];
        new MutationObserver(() => window.seen.push(Number(output.dataset.value)))
          .observe(output, { attributes: true, attributeFilter: ['data-value'] })";
    page.script(script, json!([figure, key]));
}

fn seen(page: &Page) -> Vec<f64> {
    let seen = page.script("return window.seen", json!([]));
    seen.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

#[test]
fn play_shows_every_step_once_and_in_order() {
    for name in ["fit-pretrained", "fit-maml"] {
        Visit::new().run(&format!("index.html#{name}?steps=4"), |page| {
            page.wait_ready(name);
            let of_steps: Vec<f64> = (0..=4)
                .map(|steps| native(&format!("{name}?steps={steps}")).readouts())
                .map(|readouts| readouts.into_iter().find(|readout| readout.key == "curve-mse"))
                .map(|readout| readout.expect("it is there").values[0])
                .collect();
            page.bring_into_view(&format!("#{name} [name=play]"));
            watch(page, name, "curve-mse");
            let before = page.frame(name);
            page.press(name, "play");
            let last = of_steps[4];
            let over = "return window.seen.length >= 6 && Math.abs(window.seen.at(-1) - arguments[0]) < 1e-4";
            page.wait_until(over, json!([last]));
            let seen = seen(page);
            // It stood at the end, and then goes through all from the first on.
            assert_eq!(seen.len(), 6, "{seen:?}");
            for (shown, expected) in seen[1..].iter().zip(&of_steps) {
                assert!((shown - expected).abs() < 1e-4 * expected, "{seen:?}, {of_steps:?}");
            }
            assert!(page.frame(name) > before + 10, "the curve bends, it does not jump");
            assert_eq!(shown(page, name).settings().number("steps"), 4.0);
        });
    }
}

/// What stands on a button, as it is read out too, and whether the keyboard is still on it.
fn on_the_button(page: &Page, figure: &str, button: &str) -> Value {
    let script = "const button = document.querySelector(`#${arguments[0]} [name=${arguments[1]}]`);
        const named = button.getAttribute('aria-label') ?? button.innerText;
        return [button.innerText, named, document.activeElement === button]";
    page.script(script, json!([figure, button]))
}

/// By keyboard: the button says what its next press does, and keeps the focus and its place.
#[test]
fn play_is_paused_and_goes_on() {
    Visit::new().run("index.html#fit-maml?steps=1000", |page| {
        let name = "fit-maml";
        page.wait_ready(name);
        page.bring_into_view("#fit-maml [name=play]");
        page.script("document.querySelector('#fit-maml [name=play]').focus()", json!([]));
        let before = super::rect(page, "#fit-maml [name=play]");
        let (at_rest, goes) = ("▶ Play the steps", "❚❚ Pause");
        assert_eq!(on_the_button(page, name, "play"), json!([at_rest, at_rest, true]));
        watch(page, name, "curve-mse");

        page.type_keys(&["Space"]);
        page.wait_until("return window.seen.length > 2", json!([]));
        assert_eq!(on_the_button(page, name, "play"), json!([goes, goes, true]));
        assert_eq!(super::rect(page, "#fit-maml [name=play]"), before);
        page.type_keys(&["Space"]);
        page.settle(name);
        assert_eq!(on_the_button(page, name, "play"), json!([at_rest, at_rest, true]));
        let waits = (page.frame(name), seen(page).len());
        let steps = page.script(
            "return document.querySelector('#fit-maml input[name=steps]').getAttribute('aria-valuetext')",
            json!([]),
        );
        assert!(page.description(name).contains(&format!("After {}", steps.as_str().unwrap_or("?"))));
        page.settle(name);
        assert_eq!((page.frame(name), seen(page).len()), waits, "nothing moves meanwhile");

        page.type_keys(&["Space"]);
        page.wait_until("return window.seen.length > arguments[0]", json!([waits.1]));
        assert_eq!(on_the_button(page, name, "play"), json!([goes, goes, true]));
        let errors = seen(page);
        assert!(errors.windows(2).skip(1).all(|pair| pair[0] != pair[1]), "none came twice");
    });
}

#[test]
fn a_drive_goes_step_by_step_and_stops_when_asked() {
    Visit::new().run("index.html#two-tasks?theta=0.05,0.95", |page| {
        let name = "two-tasks";
        page.wait_ready(name);
        watch(page, name, "loss-sum");
        page.script("document.querySelector('#two-tasks [name=drive-maml]').click()", json!([]));
        page.wait_until("return window.seen.length > 12", json!([]));
        assert_eq!(on_the_button(page, name, "drive-maml")[0], json!("Stop"));
        assert_eq!(on_the_button(page, name, "drive-both")[0], json!("Let both drive"));
        page.press(name, "drive-maml");
        assert_eq!(on_the_button(page, name, "drive-maml")[0], json!("Let MAML drive"));
        assert_eq!(page.message(name), "MAML stopped.");
        let seen = seen(page);
        assert!(seen.windows(2).all(|pair| pair[1] <= pair[0]), "uphill: {seen:?}");
        // θ moves the controls and the address with it.
        let figure = super::demand_native(page, name);
        assert!(theta(figure.as_ref())[1] < 0.95, "{:?}", theta(figure.as_ref()));
    });
}

/// Each still is one frame: nothing moves on the way to the next.
#[test]
fn with_less_motion_play_goes_from_still_to_still() {
    Visit::new().run("index.html#fit-maml?steps=3", |page| {
        prefer_less_motion(page);
        page.wait_ready("fit-maml");
        let end = page.output("fit-maml", "curve-mse")[0];
        watch(page, "fit-maml", "curve-mse");
        let before = page.frame("fit-maml");
        page.script("document.querySelector('#fit-maml [name=play]').click()", json!([]));
        let over =
            "return window.seen.length >= 5 && Math.abs(window.seen.at(-1) - arguments[0]) < 1e-9";
        page.wait_until(over, json!([end]));
        let expected: Vec<f64> = [3, 0, 1, 2, 3]
            .map(|steps| native(&format!("fit-maml?steps={steps}")).readouts())
            .into_iter()
            .filter_map(|readouts| readouts.into_iter().find(|readout| readout.key == "curve-mse"))
            .map(|readout| readout.values[0])
            .collect();
        let seen = seen(page);
        assert_eq!(seen.len(), expected.len(), "{seen:?}");
        for (shown, expected) in seen.iter().zip(&expected) {
            assert!((shown - expected).abs() < 1e-4 * expected, "{seen:?}, {expected:?}");
        }
        // One for the press, one for each step, and what a hovering pointer may add.
        assert!(page.frame("fit-maml") <= before + 6, "it moved all the same");
    });
}

#[test]
fn with_less_motion_drives_go_from_still_to_still() {
    Visit::new().run("index.html", |page| {
        prefer_less_motion(page);
        page.wait_ready("two-tasks");
        for drive in ["drive-maml", "drive-pretraining", "drive-both"] {
            let mut expected = native("two-tasks?theta=0.1,0.9");
            expected.press(drive);
            expected.tick(60_000.0);
            go(page, "two-tasks?theta=0.1,0.9");
            page.settle("two-tasks");
            let before = page.frame("two-tasks");
            let press = format!("document.querySelector('#two-tasks [name={drive}]').click()");
            page.script(&press, json!([]));
            page.wait_until(
                "return document.querySelector('#two-tasks .describe').textContent.includes('came to rest')",
                json!([]),
            );
            // One for the press, one for each tenth of the way.
            assert!(page.frame("two-tasks") <= before + 12, "{drive}: it moved all the same");
            assert!(page.frame("two-tasks") >= before + 10, "{drive}: it jumped");
            assert_eq!(page.description("two-tasks"), expected.describe());
            demand_theta(
                super::demand_native(page, "two-tasks").as_ref(),
                theta(expected.as_ref()),
            );
        }
    });
}

#[test]
fn whatever_the_reader_does_ends_the_play() {
    Visit::new().run("index.html#fit-maml", |page| {
        page.wait_ready("fit-maml");
        watch(page, "fit-maml", "curve-mse");
        page.script("document.querySelector('#fit-maml [name=play]').click()", json!([]));
        // The ten steps take some seconds; this is the first of them.
        page.wait_until("return window.seen.length > 1", json!([]));
        page.set_slider("fit-maml", "amplitude", 3.0);
        super::demand_native(page, "fit-maml");
    });
}
