//! How the figures look: colours, pixels, sizes, and nothing that jumps.

use browser::figure::native;
use browser::{Page, Visit};
use maml_live::plot::{Ink, Theme};
use serde_json::{Value, json};

use super::{FIGURES, canvas, fraction, pixel, rect, wait_all};

/// A mark whose middle has one colour: the ink of it, and where it is at first.
fn mark(page: &Page, name: &str) -> (&'static str, (f64, f64), Ink) {
    match name {
        "fit-pretrained" | "fit-maml" => {
            let figure = native(name);
            let x = figure.settings().numbers("samples")[0];
            let (amplitude, phase) =
                (figure.settings().number("amplitude"), figure.settings().number("phase"));
            let at = (x, amplitude * (x + phase).sin());
            ("curves", fraction(page, name, "curves", at), Ink::Samples)
        }
        "meta-loss" => {
            ("accumulated", fraction(page, name, "accumulated", (0.35, 0.55)), Ink::Accent)
        }
        _ => ("task-0", fraction(page, name, "task-0", (0.35, 0.55)), Ink::Accent),
    }
}

#[track_caller]
fn demand_painted_in(page: &Page, theme: Theme) {
    for name in FIGURES {
        page.bring_into_view(&format!("#{name}"));
        page.settle(name);
        let (panel, at, ink) = mark(page, name);
        let (red, green, blue) = theme.color(ink);
        assert_eq!(pixel(page, name, panel, at), [red, green, blue, 255], "{name} in {theme:?}");
    }
}

fn prefer(page: &Page, scheme: &str) {
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
    page.session().chromium("Emulation.setEmulatedMedia", media).expect("Chromium emulates it");
}

#[test]
fn figures_are_painted_in_the_readers_theme_and_follow_it() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        demand_painted_in(page, Theme::Light);
        prefer(page, "dark");
        demand_painted_in(page, Theme::Dark);
        prefer(page, "light");
        demand_painted_in(page, Theme::Light);
    });
    Visit::new().dark().run("index.html", |page| {
        wait_all(page);
        demand_painted_in(page, Theme::Dark);
    });
}

/// What lies side by side on a screen does on paper, where nothing is drawn anew: A4 is 717 px
/// wide within its margins, less than the page is laid out for as a phone.
#[test]
fn paper_is_laid_out_as_a_screen_is() {
    Visit::new().screen(717, 1000).run("index.html", |page| {
        wait_all(page);
        let display = "return [...document.querySelectorAll('article > .figure > .panels')]
            .map((panels) => getComputedStyle(panels).display)";
        let panels = page.script(display, json!([]));
        let panels = panels.as_array().expect("a list");
        assert!(panels.iter().all(|display| display == "contents"), "a phone: {panels:?}");
        let media = json!({ "media": "print" });
        page.session().chromium("Emulation.setEmulatedMedia", media).expect("Chromium prints");
        let panels = page.script(display, json!([]));
        let panels = panels.as_array().expect("a list");
        assert!(panels.iter().all(|display| display == "grid"), "paper: {panels:?}");
        let fit = "return [...document.querySelectorAll('.panel canvas')]
            .every((canvas) => getComputedStyle(canvas).objectFit === 'contain')";
        assert!(page.script(fit, json!([])) == json!(true), "a canvas is stretched");
    });
}

#[test]
fn figures_are_printed_dark_on_light() {
    Visit::new().dark().run("index.html", |page| {
        wait_all(page);
        demand_painted_in(page, Theme::Dark);
        // What the browser does around printing; a printed page cannot be asked.
        page.script("window.dispatchEvent(new Event('beforeprint'))", json!([]));
        for name in FIGURES {
            let (panel, at, ink) = mark(page, name);
            let (red, green, blue) = Theme::Light.color(ink);
            assert_eq!(pixel(page, name, panel, at), [red, green, blue, 255], "{name} on paper");
        }
        page.session()
            .chromium("Emulation.setEmulatedMedia", json!({ "media": "print" }))
            .expect("print");
        for name in FIGURES {
            assert!(page.is_visible(&format!("#{name} canvas")), "{name} is printed");
            assert!(
                page.is_visible(&format!("#{name} .readouts")),
                "{name}: its numbers are printed"
            );
            assert!(
                !page.is_visible(&format!("#{name} .controls")),
                "{name}: paper has no buttons"
            );
        }
        page.session()
            .chromium("Emulation.setEmulatedMedia", json!({ "media": "" }))
            .expect("screen");
        page.script("window.dispatchEvent(new Event('afterprint'))", json!([]));
        prefer(page, "dark");
        demand_painted_in(page, Theme::Dark);
    });
}

#[test]
fn a_canvas_has_a_pixel_for_each_of_the_screens_also_when_that_changes() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        // With the width: Chromium tells a page of an emulated ratio when its size changes too.
        for (width, ratio) in [(1280, 1.0), (1000, 1.5), (1280, 2.0), (1000, 3.0), (1280, 1.0)] {
            let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": ratio, "mobile": false });
            page.session().chromium("Emulation.setDeviceMetricsOverride", metrics).expect("a screen");
            for name in FIGURES {
                page.bring_into_view(&format!("#{name}"));
                page.settle(name);
                for panel in native(name).panels() {
                    let canvas = canvas(name, panel.key);
                    let script = "const c = document.querySelector(arguments[0]);
                        const r = c.getBoundingClientRect();
                        return Math.max(Math.abs(c.width - r.width * arguments[1]), Math.abs(c.height - r.height * arguments[1])) <= 1";
                    page.wait_until(script, json!([canvas, ratio]));
                }
                let (panel, at, ink) = mark(page, name);
                let (red, green, blue) = Theme::Light.color(ink);
                assert_eq!(pixel(page, name, panel, at), [red, green, blue, 255], "{name} at {ratio}");
            }
        }
    });
}

/// Notes where the figures and their parts are when the page stands, fonts and all, and only
/// the program is yet to come: it is kept waiting until then.
const NOTE_PLACES: &str = "
    const places = () => [...document.querySelectorAll('figure.figure, .panel, .readouts, .controls, figcaption, h2')]
      .map((e) => e.getBoundingClientRect())
      .map((r) => [r.left + scrollX, r.top + scrollY, r.width, r.height]);
    const compile = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...all) => {
      await new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', done));
      await document.fonts.ready;
      Object.assign(window, { places, before: places(), since: performance.now() });
      return compile.apply(WebAssembly, all);
    }";

#[test]
fn nothing_moves_when_the_figures_come_to_life() {
    for visit in [Visit::new(), Visit::new().screen(820, 1100), Visit::new().phone()] {
        visit.run("further-reading.html", |page| {
            let script = json!({ "source": NOTE_PLACES });
            page.session().chromium("Page.addScriptToEvaluateOnNewDocument", script).expect("a script");
            page.goto("index.html");
            wait_all(page);
            let moved = page.script(
                "const after = window.places();
                 return window.before.length < 20 ? 'too few' : window.before.map((r, i) => [i, Math.max(...r.map((v, k) => Math.abs(v - after[i][k])))]).filter((p) => p[1] > 0.5)",
                json!([]),
            );
            assert_eq!(moved, json!([]), "these have moved");
            let shifts = page.session().script_async(
                "const done = arguments[0]; let sum = 0;
                 new PerformanceObserver((list) => {
                   for (const e of list.getEntries()) if (e.startTime > window.since) sum += e.value;
                 }).observe({ type: 'layout-shift', buffered: true });
                 requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum), 50)))",
                json!([]),
            );
            assert_eq!(shifts.expect("the page answers"), 0, "layout shift");
        });
    }
}

#[test]
fn a_canvas_lies_exactly_over_the_picture_that_it_replaces() {
    for visit in [Visit::new(), Visit::new().phone()] {
        visit.run("index.html", |page| {
            wait_all(page);
            for name in FIGURES {
                for panel in native(name).panels() {
                    let canvas = rect(page, &canvas(name, panel.key));
                    let pictures = page.script(
                        "return [...document.querySelectorAll(arguments[0])].map((e) => e.getBoundingClientRect())
                            .filter((r) => r.width > 0).map((r) => [r.left, r.top, r.width, r.height])",
                        json!([format!("#{name} .panel[data-panel=\"{}\"] :is(svg, img)", panel.key)]),
                    );
                    let pictures = pictures.as_array().expect("a list");
                    assert_eq!(pictures.len(), 1, "{name}: one picture keeps the room");
                    for (side, expected) in canvas.iter().enumerate() {
                        let found = pictures[0][side].as_f64().expect("a number");
                        assert!((found - expected).abs() < 0.6, "{name} {}: {pictures:?}", panel.key);
                    }
                }
            }
        });
    }
}

#[test]
fn a_figure_without_room_waits_for_it() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        let hide =
            "document.getElementById('two-tasks').style.display = arguments[0] ? 'none' : ''";
        page.script(hide, json!([true]));
        // It still takes links, and the others still work.
        page.script("location.hash = '#two-tasks?theta=0.2,0.3'", json!([]));
        page.set_slider("meta-loss", "m", 3.0);
        super::demand_native(page, "meta-loss");
        page.script(hide, json!([false]));
        page.bring_into_view("#two-tasks");
        page.settle("two-tasks");
        page.demand_readouts(native("two-tasks?theta=0.2,0.3").as_ref(), super::TOLERANCE);
        let at = fraction(page, "two-tasks", "task-0", (0.2, 0.3));
        let (red, green, blue) = Theme::Light.color(Ink::Accent);
        assert_eq!(pixel(page, "two-tasks", "task-0", at), [red, green, blue, 255]);
    });
}

#[test]
fn panels_squeezed_to_nothing_are_survived() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        for size in ["0px", "1px", "3px", "40px", ""] {
            page.script(
                "document.querySelectorAll('.panel .picture').forEach((e) => {
                   e.style.width = e.style.height = arguments[0]; e.style.overflow = arguments[0] && 'hidden'; })",
                json!([size]),
            );
            for name in FIGURES {
                page.bring_into_view(&format!("#{name}"));
                page.settle(name);
                assert!(!page.message(name).contains("stopped"), "{name} at {size}");
            }
            page.set_slider("meta-loss", "m", size.len() as f64);
            page.set_slider("fit-maml", "amplitude", 1.5 + size.len() as f64 / 2.0);
            super::demand_native(page, "fit-maml");
        }
        demand_painted_somewhere(page);
    });
}

/// Panics unless every canvas shows something.
#[track_caller]
fn demand_painted_somewhere(page: &Page) {
    let blank = page.script(
        "return [...document.querySelectorAll('figure canvas')].filter((c) => {
           const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
           copy.drawImage(c, 0, 0, c.width, c.height, 0, 0, 300, 150);
           const data = copy.getImageData(0, 0, 300, 150).data;
           return !data.some((byte) => byte > 0);
         }).map((c) => c.getAttribute('aria-label'))",
        json!([]),
    );
    assert_eq!(blank, Value::Array(Vec::new()));
}

#[test]
fn figures_grow_and_shrink_with_the_window() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        for width in [390, 700, 1024, 1920] {
            let metrics =
                json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
            page.session()
                .chromium("Emulation.setDeviceMetricsOverride", metrics)
                .expect("a screen");
            demand_painted_in(page, Theme::Light);
            assert_eq!(page.sideways_scroll(), 0.0, "{width} px");
        }
    });
}
