//! What `curvature` looks like, and what it says.

use super::state::{CENTRE, Curvature};
use crate::contract::{Panel, Readout};
use crate::figures::kit::readouts::{self, pair};
use crate::figures::kit::square;
use crate::plot::{Axis, Ink, Placer, Plot, Px, Scene, Size, Stroke, distance, format, marks};

/// The room on the right of each plot, in CSS pixels.
pub const RIGHT: f64 = 14.0;

const KEYS: &str = "Arrow keys move x, with shift in small steps.";

/// The surface, and how far the first-order direction is off, everywhere.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "surface",
        label: "The surface f, with the exact direction of descent at x and the first-order one",
        wide: Size::new(468.0, 482.0),
        narrow: Size::new(358.0, 372.0),
        keys: KEYS,
    },
    Panel {
        key: "angles",
        label: "The angle between the two directions, wherever x may be",
        wide: Size::new(468.0, 482.0),
        narrow: Size::new(358.0, 372.0),
        keys: KEYS,
    },
];

const FIRST: Axis = Axis::linear("x₁", (0.0, 1.0));
const SECOND: Axis = Axis::linear("x₂", (0.0, 1.0));

/// The exact direction is what MAML follows, the other what FOMAML does.
const EXACT: Ink = Ink::Maml;
const STAND_IN: Ink = Ink::Fomaml;

/// The panel of f.
pub fn surface(figure: &Curvature, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = square::plot(size, RIGHT);
    figure.surface.draw(&mut scene, &plot);
    plot.axes(&mut scene, &FIRST, &SECOND);
    marks::title(&mut scene, &plot, "The surface f; darker is lower", Ink::Text);
    field(figure, &mut scene, &plot);
    let mut labels = square::placer(&plot);
    let at = announce(figure, &plot, &mut labels);
    let stand_in = (figure.first_order(), STAND_IN, "first order");
    for (direction, ink, name) in [stand_in, (figure.descent(), EXACT, "exact")] {
        let end = tip(&plot, figure.at(), direction);
        marks::haloed_arrow(&mut scene, at, end, Stroke::new(ink, 3.5));
        labels.avoid_line(at, end);
        if distance(end, at) > 10.0 {
            labels.label(marks::map_label(name, end, ink), 9.0);
        }
    }
    square::handle(&mut scene, at, figure.hand.grip());
    labels.finish(&mut scene);
    scene
}

/// The panel of the angles.
pub fn angles(figure: &Curvature, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = square::plot(size, RIGHT);
    figure.angles.draw(&mut scene, &plot);
    plot.axes(&mut scene, &FIRST, &SECOND);
    let narrow = size.width < 400.0;
    let title = if narrow {
        "Between both; a line every 30°"
    } else {
        "The angle between both; a line every 30°"
    };
    marks::title(&mut scene, &plot, title, Ink::Text);
    let mut labels = square::placer(&plot);
    let at = announce(figure, &plot, &mut labels);
    let centre = plot.px(CENTRE[0], CENTRE[1]);
    marks::cross(&mut scene, centre, STAND_IN);
    labels.avoid(centre, 9.0);
    labels.label(marks::map_label("0°: here they agree", centre, STAND_IN), 12.0);
    if let Some(angle) = figure.angle() {
        labels.label(marks::map_label(degrees(angle), at, EXACT), 17.0);
    }
    square::handle(&mut scene, at, figure.hand.grip());
    labels.finish(&mut scene);
    scene
}

/// Where x's handle is, with its label announced.
fn announce(figure: &Curvature, plot: &Plot, labels: &mut Placer) -> Px {
    let [x, y] = figure.at();
    let at = plot.px(x, y);
    labels.avoid(at, 14.0);
    let name = if figure.touched { "x" } else { "drag x" };
    labels.label(marks::map_label(name, at, Ink::Accent), 17.0);
    at
}

/// Where the arrow of `direction` ends, or leaves the plot.
fn tip(plot: &Plot, [x, y]: [f64; 2], direction: [f64; 2]) -> Px {
    let (from, to) = (plot.px(x, y), plot.px(x + direction[0], y + direction[1]));
    let inside = crate::plot::clip::polyline([from, to], &plot.rect);
    inside.first().and_then(|part| part.last().copied()).unwrap_or(from)
}

/// The exact directions all over the square, faintly, each a third as long.
fn field(figure: &Curvature, scene: &mut Scene, plot: &Plot) {
    for row in 0..6 {
        for column in 0..6 {
            let x = [column, row].map(|index| (f64::from(index) + 0.5) / 6.0);
            let [u, v] = figure.quadratic.gradient(x).map(|slope| slope / -3.0);
            let (from, to) = (plot.px(x[0], x[1]), plot.px(x[0] + u, x[1] + v));
            if plot.rect.contains(to) && distance(to, from) > 3.0 {
                scene.arrow(from, to, Stroke::new(Ink::Halo, 1.5).faded(0.55));
            }
        }
    }
}

/// The numbers under the figure.
pub fn readouts(figure: &Curvature) -> Vec<Readout> {
    let point = |key, label, value, ink| readouts::point(key, label, Some(value), "", ink);
    let angle = figure.angle();
    let eigenvalues = figure.quadratic.eigenvalues();
    let mut angle_readout =
        readouts::number("angle", "Angle between them", angle, readouts::ABSENT, Ink::Text);
    if let Some(angle) = angle {
        angle_readout.text = degrees(angle);
    }
    vec![
        point("descent", "Exact", figure.descent(), EXACT),
        point("first-order", "First order", figure.first_order(), STAND_IN),
        angle_readout,
        point("eigenvalues", "Eigenvalues of H", eigenvalues, Ink::Muted),
    ]
}

fn degrees(angle: f64) -> String {
    format::fixed(angle, 1) + "°"
}

/// What is seen now, in words.
pub fn describe(figure: &Curvature) -> String {
    let shape = shape(figure.quadratic.eigenvalues());
    let [x, exact, first] = [figure.at(), figure.descent(), figure.first_order()].map(pair);
    let between = match figure.angle() {
        Some(angle) => [&*degrees(angle), " apart"].concat(),
        None => "with no angle between them, for one of them is zero".to_string(),
    };
    [
        "At x = ",
        &x,
        " on this ",
        shape,
        " the exact direction is ",
        &exact,
        ", the first-order one ",
        &first,
        ": ",
        &between,
        ".",
    ]
    .concat()
}

/// An eigenvalue so small is none.
const FLAT: f64 = 1e-9;

/// What a surface with these eigenvalues looks like.
fn shape([low, high]: [f64; 2]) -> &'static str {
    match (low.abs() <= FLAT, high.abs() <= FLAT) {
        (true, true) => "plane",
        (true, false) => "valley",
        (false, true) => "ridge",
        _ if low > 0.0 => "bowl",
        _ if high < 0.0 => "dome",
        _ => "saddle",
    }
}

/// What should be known of an odd place or an odd surface.
pub fn notice(figure: &Curvature) -> Option<String> {
    let is_zero = |direction: [f64; 2]| direction == [0.0, 0.0];
    let [low, high] = figure.quadratic.eigenvalues();
    let text = if is_zero(figure.first_order()) {
        "g is zero: without H the surface is level, and a first-order method stands still."
    } else if is_zero(figure.descent()) {
        "Here the surface is level: the exact direction is zero, and only the first-order one moves on."
    } else if low < -FLAT && high > FLAT {
        "H has eigenvalues of both signs: a saddle, which has no lowest point to go to."
    } else if (low.abs() <= FLAT) != (high.abs() <= FLAT) {
        "H has an eigenvalue of zero: one direction is flat, the slope never changes along it, and \
         a first-order method misses nothing there."
    } else {
        return None;
    };
    Some(text.to_string())
}
