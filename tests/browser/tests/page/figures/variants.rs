//! The figures of the chapters on the variants, in the hands of a reader and with real workers.

use browser::figure::home;
use browser::{Hand, Page, Visit};
use serde_json::json;

use super::{demand_native, fraction};

/// The figures with a place to drag: name, panel, and the key that follows.
const DRAGGED: [(&str, &str, &str); 5] = [
    ("curvature", "surface", "at"),
    ("reptile", "square", "theta"),
    ("imaml-loss", "square", "theta"),
    ("imaml-pull", "square", "theta"),
    ("compare", "ground", "theta"),
];

fn address(name: &str) -> String {
    format!("{}#{name}", home(name))
}

/// Where the figure has its handle.
fn handle(page: &Page, name: &str, key: &str) -> (f64, f64) {
    let figure = demand_native(page, name);
    match figure.settings().numbers(key) {
        [x, y] => (*x, *y),
        other => panic!("`{key}` of {name} is {other:?}"),
    }
}

#[test]
fn their_handles_follow_the_mouse_and_the_keys() {
    for (name, panel, key) in DRAGGED {
        Visit::new().run(&address(name), |page| {
            page.wait_ready(name);
            let at = |point| fraction(page, name, panel, point);
            page.drag(Hand::Mouse, name, panel, at(handle(page, name, key)), at((0.4, 0.7)));
            page.settle(name);
            let dragged = handle(page, name, key);
            assert!((dragged.0 - 0.4).hypot(dragged.1 - 0.7) < 0.03, "{name}: {dragged:?}");
            page.keys(name, panel, &["ArrowRight", "ArrowUp"]);
            page.settle(name);
            let walked = handle(page, name, key);
            let moved = (walked.0 - dragged.0, walked.1 - dragged.1);
            assert!((moved.0 - 0.01).hypot(moved.1 - 0.01) < 1e-9, "{name}: {moved:?}");
        });
    }
}

#[test]
fn their_handles_follow_a_finger_and_the_page_stays() {
    for (name, panel, key) in DRAGGED {
        Visit::new().phone().run(&address(name), |page| {
            page.wait_ready(name);
            let at = |point| fraction(page, name, panel, point);
            let points = [at(handle(page, name, key)), at((0.6, 0.4))];
            let [from, to] = points.map(|at| page.point(name, panel, at));
            let scrolled = "return document.scrollingElement.scrollTop";
            let before = page.number(scrolled, json!([]));
            page.drag_between(Hand::Finger, from, to);
            page.settle(name);
            assert_eq!(page.number(scrolled, json!([])), before, "{name} scrolled");
            let dragged = handle(page, name, key);
            assert!((dragged.0 - 0.6).hypot(dragged.1 - 0.4) < 0.04, "{name}: {dragged:?}");
        });
    }
}

/// All rounds, by the clock of this machine, and again.
#[test]
fn a_worker_measures_what_meta_gradients_cost() {
    Visit::new().run(&address("cost"), |page| {
        page.wait_ready("cost");
        page.choose("cost", "model", "toy");
        for _ in 0..2 {
            page.press("cost", "measure");
            // The button says so while it measures, and can be pressed when it is over.
            page.wait_until(
                "const button = document.querySelector('#cost [name=measure]');
                 const time = document.querySelector('#cost output[name=time-maml]').dataset.value;
                 return time !== '' && button.textContent.includes('again')",
                json!([]),
            );
            for key in ["time-maml", "time-fomaml", "time-reptile", "time-imaml"] {
                let time = page.output("cost", key)[0];
                assert!(time > 0.0 && time.is_finite(), "{key}: {time}");
            }
        }
        assert_eq!(page.message("cost"), "");
    });
}

#[test]
fn a_worker_follows_the_angle_through_a_whole_run() {
    Visit::new().run(&address("angle"), |page| {
        page.wait_ready("angle");
        page.press("angle", "run");
        let over = "return document.querySelector('#angle output[name=meta-steps]').dataset.value === '10000'";
        page.wait_until(over, json!([]));
        let [start, end] = ["angle-start", "angle"].map(|key| page.output("angle", key)[0]);
        assert!(start < 10.0 && end > 45.0, "{start} {end}");
    });
}

#[test]
fn reptile_runs_to_its_rest() {
    Visit::new().run("reptile.html#reptile?m=1&epsilon=1&alpha=0.05", |page| {
        page.wait_ready("reptile");
        page.press("reptile", "run");
        let rests = "return document.querySelector('#reptile > .message').textContent.includes('came to rest')";
        page.wait_until(rests, json!([]));
        let [a, b] = <[f64; 2]>::try_from(page.output("reptile", "update")).expect("two numbers");
        assert!(a.hypot(b) < 2e-3, "{a} {b}");
        assert!(page.message("reptile").contains("(0.579, 0.435)"), "{}", page.message("reptile"));
    });
}

/// A worker that cannot start is told of beside the figure, which goes on as it was: what needs
/// no worker answers, and the button may be tried again.
#[test]
fn without_a_worker_a_figure_says_so_and_lives() {
    for (name, button, says) in [
        ("cost", "measure", "The memory was counted without one."),
        ("angle", "run", "your browser started none"),
    ] {
        Visit::new().without_file("worker.js").run(&address(name), |page| {
            page.wait_ready(name);
            for _ in 0..2 {
                page.press(name, button);
                page.wait_until(
                    "const [name, button, says] = arguments, figure = document.getElementById(name);
                     return figure.querySelector(':scope > .message').textContent.includes(says)
                         && !figure.querySelector(`[name=${button}]`).disabled",
                    json!([name, button, says]),
                );
            }
            let memory = || page.output("cost", "memory-maml")[0];
            let before = if name == "cost" { memory() } else { 0.0 };
            page.set_slider(name, "inner-steps", 7.0);
            page.settle(name);
            assert_eq!(super::shown(page, name).settings().count("inner-steps"), 7);
            if name == "cost" {
                assert!(memory() > before && before > 0.0, "{before} to {}", memory());
            }
        });
    }
}

/// Each model learns in a worker, the next one without being asked again.
#[test]
fn a_worker_teaches_one_model_after_the_other() {
    Visit::new().run("model-agnostic.html#four-models", |page| {
        page.wait_ready("four-models");
        page.press("four-models", "run");
        let made = "const made = document.querySelector('#four-models output[name=meta-steps]');
            return Number(made.dataset.value) >= arguments[0]";
        page.wait_until(made, json!([500]));
        let linear = page.output("four-models", "loss-after")[0];
        assert!(linear > 0.5 && linear < 2.0, "{linear}");
        page.script("document.getElementById('four-models-model-drawings').click()", json!([]));
        page.wait_until(made, json!([2]));
        assert_eq!(page.output("four-models", "parameters"), [9653.0]);
        assert_eq!(page.message("four-models"), "");
    });
}

/// A network is trained for a moment, and is on the board then.
#[test]
fn a_worker_trains_a_network_that_goes_to_the_board() {
    Visit::new().run("model-agnostic.html#train-drawings", |page| {
        page.wait_ready("train-drawings");
        page.press("train-drawings", "run");
        page.wait_until(
            "const made = document.querySelector('#train-drawings output[name=meta-steps]');
             const right = document.querySelector('#train-drawings output[name=accuracy]');
             return Number(made.dataset.value) >= 3 && right.dataset.value !== ''",
            json!([]),
        );
        page.press("train-drawings", "run");
        page.press("train-drawings", "use-weights");
        page.wait_until(
            "return document.querySelector('#drawings > .message').textContent
                 .includes('the figure below trained')",
            json!([]),
        );
        let said = page.message("train-drawings");
        assert!(said.contains("on the board now"), "{said}");
    });
}
