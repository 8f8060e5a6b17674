//! The figures of the first chapter in the page: every hand, every way in, every mishap.

mod dock;
mod drawings;
mod everywhere;
mod faults;
mod games;
mod layout;
mod links;
mod looks;
mod motion;
mod moves;
mod said;
mod touch;
mod variants;

use browser::Page;
use browser::figure::native;
use maml_live::contract::link;
use maml_live::contract::{Figure, Kind};
use maml_live::plot::{Anchor, Mark, Scene, Size};
use serde_json::json;

/// The figures, in the order of the page.
pub const FIGURES: [&str; 4] = ["fit-pretrained", "meta-loss", "two-tasks", "fit-maml"];

/// Below a panel: the picture that came with the page, laid out for a wide screen.
pub const PICTURE: &str = ":is(.wide svg, picture img)";

/// How far, relative to their size, the page's numbers may be from those that the library
/// computes natively: `sin` and `exp` differ in their last bits, and ten steps of descent
/// in single precision make a little more of that.
pub const TOLERANCE: f64 = 1e-4;

/// Waits until all figures answer.
#[track_caller]
pub fn wait_all(page: &Page) {
    FIGURES.iter().for_each(|figure| page.wait_ready(figure));
}

/// A figure in the state that its controls in the page show, computed natively.
#[track_caller]
pub fn shown(page: &Page, name: &str) -> Box<dyn Figure> {
    let read = "const [figure, key] = arguments;
        const e = document.querySelector(`#${figure} [name=\"${key}\"]:not(output)`);
        if (e.type === 'radio') return document.querySelector(`#${figure} [name=\"${key}\"]:checked`).value;
        if (e.type === 'checkbox') return e.checked ? 'on' : 'off';
        if (e.type === 'range') return document.querySelector(`#${figure} output[for=\"${e.id}\"]`).dataset.value;
        return e.value";
    let figure = native(name);
    let pairs: Vec<String> = figure
        .settings()
        .controls()
        .iter()
        .filter(|control| !matches!(control.kind, Kind::Button(_) | Kind::File { .. }))
        .map(|control| {
            let value = page.string(read, json!([name, control.key]));
            format!("{}={value}", control.key)
        })
        .collect();
    native(&format!("{name}?{}", pairs.join("&")))
}

/// Panics unless the figure shows the numbers of the state that its controls show, and, once
/// it is at rest, has that state in the address. Returns the state.
#[track_caller]
pub fn demand_native(page: &Page, name: &str) -> Box<dyn Figure> {
    let figure = shown(page, name);
    page.demand_readouts(figure.as_ref(), TOLERANCE);
    page.wait_until("return location.hash === arguments[0]", json!([link::write(figure.as_ref())]));
    figure
}

/// Where a data point lies in a panel, as fractions of its width and height: read off the
/// tick labels that the figure draws at the panel's size.
#[track_caller]
pub fn fraction(page: &Page, name: &str, panel: &str, (x, y): (f64, f64)) -> (f64, f64) {
    let figure = native(name);
    let index = figure.panels().iter().position(|other| other.key == panel);
    let index = index.unwrap_or_else(|| panic!("{name} has no panel `{panel}`"));
    let [_, _, width, height] = rect(page, &canvas(name, panel));
    let scene = figure.scene(index, Size::new(width, height));
    let along = |anchor, value: f64| {
        let [(v0, p0), (v1, p1)] = ticks(&scene, anchor);
        p0 + (value - v0) / (v1 - v0) * (p1 - p0)
    };
    (along(Anchor::Top, x) / width, along(Anchor::Right, y) / height)
}

/// The first and the last tick of an axis: its value and its pixel.
pub fn ticks(scene: &Scene, anchor: Anchor) -> [(f64, f64); 2] {
    let tick = |mark: &Mark| match mark {
        Mark::Text(text) if text.anchor == anchor => {
            let value: f64 = text.text.replace('−', "-").parse().ok()?;
            Some((value, if anchor == Anchor::Top { text.at.0 } else { text.at.1 }))
        }
        _ => None,
    };
    let ticks: Vec<(f64, f64)> = scene.marks.iter().filter_map(tick).collect();
    [ticks[0], ticks[ticks.len() - 1]]
}

/// The left, top, width and height of an element in the window.
#[track_caller]
pub fn rect(page: &Page, selector: &str) -> [f64; 4] {
    let script = "const r = document.querySelector(arguments[0]).getBoundingClientRect();
        return [r.left, r.top, r.width, r.height]";
    let numbers = page.script(script, json!([selector]));
    [0, 1, 2, 3].map(|index| numbers[index].as_f64().expect("four numbers"))
}

/// The canvas of a panel.
pub fn canvas(figure: &str, panel: &str) -> String {
    format!("#{figure} .panel[data-panel=\"{panel}\"] canvas")
}

/// θ as the figure has it; where a driver has taken it, that is not what its control says.
#[track_caller]
pub fn theta(figure: &dyn Figure) -> [f64; 2] {
    let readout = figure.readouts().into_iter().find(|readout| readout.key == "theta");
    let theta = readout.map_or_else(|| figure.settings().numbers("theta").to_vec(), |it| it.values);
    theta.try_into().expect("θ has two entries")
}

/// Panics unless θ is at `expected`, to within two pixels of a small panel.
#[track_caller]
pub fn demand_theta(figure: &dyn Figure, expected: [f64; 2]) {
    let found = theta(figure);
    let distance = (found[0] - expected[0]).hypot(found[1] - expected[1]);
    assert!(distance < 0.008, "θ is at {found:?} instead of {expected:?}");
}

/// The samples as the figure's control shows them.
pub fn samples(figure: &dyn Figure) -> Vec<f64> {
    figure.settings().numbers("samples").to_vec()
}

/// The colour of the canvas at a fraction of a panel: red, green, blue and opacity.
#[track_caller]
pub fn pixel(page: &Page, figure: &str, panel: &str, at: (f64, f64)) -> [u8; 4] {
    // By way of a canvas of our own: Chromium warns of canvases that are often read.
    let script = "const c = document.querySelector(arguments[0]);
        const [x, y] = [arguments[1] * c.width, arguments[2] * c.height].map(Math.floor);
        const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        copy.drawImage(c, x, y, 1, 1, 0, 0, 1, 1);
        return [...copy.getImageData(0, 0, 1, 1).data]";
    let found = page.script(script, json!([canvas(figure, panel), at.0, at.1]));
    [0, 1, 2, 3].map(|index| found[index].as_u64().expect("four bytes") as u8)
}

/// Opens a fragment, as typed into the address, and waits until the page has scrolled there.
#[track_caller]
pub fn go(page: &Page, fragment: &str) {
    page.script("location.hash = arguments[0]", json!([fragment]));
    still(page);
}

/// Waits until the page does not scroll any more.
#[track_caller]
pub fn still(page: &Page) {
    let script = "const done = arguments[0]; let [last, rests] = [NaN, 0];
        const look = () => {
          rests = scrollY === last ? rests + 1 : 0;
          last = scrollY;
          if (rests >= 5) done(true); else requestAnimationFrame(look);
        };
        look()";
    page.session().script_async(script, json!([])).expect("the page comes to rest");
}
