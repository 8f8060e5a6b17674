//! What a move leaves alone: the picture below, the numbers beside, the page around.

use browser::figure::native;
use browser::{Page, Visit};
use maml_live::contract::Kind;
use serde_json::{Value, json};

use super::{FIGURES, go, wait_all};

/// A hash of what is on each canvas of a figure, by way of a canvas of our own.
const PIXELS: &str = "
    return [...document.querySelectorAll(`#${arguments[0]} canvas`)].map((c) => {
      const copy = new OffscreenCanvas(c.width, c.height).getContext('2d', { willReadFrequently: true });
      copy.drawImage(c, 0, 0);
      let hash = 0;
      for (const byte of copy.getImageData(0, 0, c.width, c.height).data) hash = (31 * hash + byte) | 0;
      return hash;
    })";

/// Has every canvas of a figure painted anew, as if the browser had lost them.
const LOSE: &str = "
    for (const c of document.querySelectorAll(`#${arguments[0]} canvas`)) {
      c.dispatchEvent(new Event('contextrestored'));
    }";

fn pixels(page: &Page, name: &str) -> Value {
    page.script(PIXELS, json!([name]))
}

/// Panics unless the figure shows what it would show had it never been painted before.
#[track_caller]
fn demand_painted_as_new(page: &Page, name: &str, after: &str) {
    page.settle(name);
    let before = pixels(page, name);
    page.script(LOSE, json!([name]));
    page.settle(name);
    assert_eq!(before, pixels(page, name), "{name} after {after}");
}

/// Moves that change much, little, nothing at all, and first this, then that.
fn play(page: &Page, name: &str) {
    let arrows = ["ArrowLeft", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight"];
    let (panel, slider, values) = match name {
        "two-tasks" => ("task-1", "alpha", [0.02, 0.03, 0.05]),
        "meta-loss" => ("task-0", "m", [3.0, 4.0, 7.0]),
        _ => ("curves", "amplitude", [1.5, 2.5, 4.5]),
    };
    for key in arrows {
        page.keys(name, panel, &[key]);
    }
    demand_painted_as_new(page, name, "keys in a panel");
    for value in values {
        page.set_slider(name, slider, value);
    }
    demand_painted_as_new(page, name, "a slider");
    for key in arrows {
        page.keys(name, panel, &[key]);
        page.set_slider(name, slider, values[0]);
        page.set_slider(name, slider, values[1]);
    }
    demand_painted_as_new(page, name, "both in turn");
}

#[test]
fn what_is_drawn_bit_by_bit_looks_as_if_drawn_at_once() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        for (width, scheme) in [(1280, "light"), (390, "light"), (390, "dark"), (1280, "dark")] {
            let metrics =
                json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
            let session = page.session();
            session.chromium("Emulation.setDeviceMetricsOverride", metrics).expect("a screen");
            let media =
                json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
            session.chromium("Emulation.setEmulatedMedia", media).expect("a theme");
            for name in FIGURES {
                page.bring_into_view(&format!("#{name}"));
                demand_painted_as_new(page, name, scheme);
                play(page, name);
            }
        }
    });
}

/// What sticks out of its box, or lies on another: a slider's name and its value, and the
/// numbers under the figure.
const CROWDED: &str = "
    const figure = document.getElementById(arguments[0]), found = [];
    const extent = (element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect();
    };
    const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
    const whole = figure.getBoundingClientRect();
    for (const output of figure.querySelectorAll('.control.slider output')) {
      const value = extent(output), name = extent(output.parentElement.querySelector('label'));
      if (value.right > output.getBoundingClientRect().right + 0.5 || meet(value, name)) {
        found.push(`${output.htmlFor}: ${output.textContent}`);
      }
    }
    const numbers = [...figure.querySelectorAll('.readouts dd')].map((e) => [e, extent(e)]);
    for (const [element, box] of numbers) {
      const crossed = numbers.some(([other, its]) => other !== element && meet(box, its));
      if (crossed || box.right > whole.right + 0.5) found.push(element.textContent);
    }
    return found";

#[test]
fn no_number_leaves_its_box_or_covers_another() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        page.wait_ready("train");
        for width in [390, 820, 1280] {
            let metrics =
                json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
            let session = page.session();
            session.chromium("Emulation.setDeviceMetricsOverride", metrics).expect("a screen");
            for name in FIGURES.into_iter().chain(["train"]) {
                let open = "for (const more of document.querySelectorAll(`#${arguments[0]} details`)) more.open = true";
                page.script(open, json!([name]));
                let crowded = page.script(CROWDED, json!([name]));
                assert_eq!(crowded, json!([]), "{name} at {width}, at first");
                for control in native(name).settings().controls() {
                    let Kind::Slider(slider) = control.kind else { continue };
                    for value in [slider.at_first.0, slider.at_first.1, slider.default] {
                        page.set_slider(name, control.key, value);
                        let crowded = page.script(CROWDED, json!([name]));
                        assert_eq!(crowded, json!([]), "{name} at {width}, {}: {value}", control.key);
                    }
                }
            }
            // Where fine-tuning diverges, numbers are long or none.
            for fragment in ["two-tasks?alpha=0.2&theta=0,1", "meta-loss?alpha=0.2&m=3&theta=0,1"] {
                go(page, &format!("#{fragment}"));
                let name = fragment.split('?').next().expect("a name");
                page.settle(name);
                assert_eq!(page.script(CROWDED, json!([name])), json!([]), "{fragment} at {width}");
            }
        }
    });
}

/// Where everything stands that a number might push about.
const PLACES: &str = "
    return [...document.getElementById(arguments[0]).querySelectorAll('.readouts > div, .readouts dd, .control, .control input, .control output, .tools, figcaption')]
      .map((e) => e.getBoundingClientRect())
      .map((r) => [r.left + scrollX, r.top + scrollY, r.width, r.height].map(Math.round).join(' '))";

#[test]
fn nothing_twitches_while_numbers_change() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        for (name, key, values) in [
            ("two-tasks", "alpha", [0.01, 0.023, 0.05]),
            ("meta-loss", "m", [0.0, 1.0, 20.0]),
            ("fit-maml", "amplitude", [0.1, 3.3, 5.0]),
        ] {
            page.bring_into_view(&format!("#{name}"));
            let before = page.script(PLACES, json!([name]));
            for value in values {
                page.set_slider(name, key, value);
                assert_eq!(before, page.script(PLACES, json!([name])), "{name}, {key} = {value}");
            }
        }
    });
}
