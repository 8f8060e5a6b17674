//! What `imaml-pull` looks like, and what it says.

use super::state::{CG, Found, ImamlPull, STEPS};
use crate::contract::{Panel, Readout};
use crate::figures::kit::proximal::{NO_SPRING, TASK};
use crate::figures::kit::readouts::{self, pair};
use crate::figures::kit::square;
use crate::learn::meta::conjugate_gradient::Stop;
use crate::plot::{
    Axis, Dash, Ink, Margins, Placer, Plot, Px, Scene, Size, Stroke, clip, distance, format, marks,
};

/// The room on the right of the square, in CSS pixels.
pub const RIGHT: f64 = 14.0;

/// The index of the panel with θ in it.
pub const SQUARE: usize = 0;

/// The square with the two pulls, and the gradients that follow.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "square",
        label: "The task’s loss over a and b, with θ, φ* and the two pulls that cancel there",
        wide: Size::new(468.0, 482.0),
        narrow: Size::new(358.0, 372.0),
        keys: "Arrow keys move θ, with shift in small steps.",
    },
    Panel {
        key: "gradients",
        label: "The implicit gradient, exact and as roughly as chosen, and the task’s gradient",
        wide: Size::new(468.0, 482.0),
        narrow: Size::new(358.0, 358.0),
        keys: "",
    },
];

/// What is said where gradient descent does not settle.
const OVERSHOT: &str = "The steps overshoot: with this spring the inner rate α is too large.";

/// The longest arrow of a pull, as a part of the square's side.
const LONGEST: f64 = 0.3;

/// The panel of the square.
pub fn square(figure: &ImamlPull, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = square::plot(size, RIGHT);
    let ink = square::INKS[figure.settings.get(TASK)];
    figure.surface.draw(&mut scene, &plot);
    plot.axes(&mut scene, &square::A, &square::B);
    marks::title(&mut scene, &plot, "The task’s loss, and what pulls at ϕ", ink);
    let mut labels = square::placer(&plot);
    let [a, b] = figure.theta();
    let theta = plot.px(a, b);
    labels.avoid(theta, 14.0);
    let name = if figure.touched { "θ" } else { "drag θ" };
    labels.label(marks::map_label(name, theta, Ink::Accent), 17.0);
    if let Some(found) = &figure.found {
        for line in &found.level {
            plot.curve(&mut scene, line.iter().copied(), Stroke::new(ink, 2.0));
        }
        rough_way(found, &mut scene, &plot, &mut labels);
        pulls(found, figure, &mut scene, &plot, &mut labels);
    }
    square::handle(&mut scene, theta, figure.hand.grip());
    labels.finish(&mut scene);
    scene
}

/// The way of gradient descent, and where it ends.
fn rough_way(found: &Found, scene: &mut Scene, plot: &Plot, labels: &mut Placer) {
    let way: Vec<(f64, f64)> = found.way.iter().map(|&[a, b]| (a, b)).collect();
    let stroke = Stroke::new(Ink::Accent, 2.0).dashed(Dash::Dashed);
    marks::haloed_path(scene, plot, &way, stroke);
    let Some(&(a, b)) = way.last() else { return };
    let at = plot.px(a, b);
    if way.len() > 1 && plot.rect.contains(at) {
        scene.dot(at, 4.0, Ink::Accent);
        labels.avoid(at, 6.0);
        labels.label(marks::map_label("after the steps", at, Ink::Accent), 9.0);
    }
}

/// The two arrows at φ* that cancel.
fn pulls(found: &Found, figure: &ImamlPull, scene: &mut Scene, plot: &Plot, labels: &mut Placer) {
    let ink = square::INKS[figure.settings.get(TASK)];
    let [a, b] = found.rest.phi;
    let at = plot.px(a, b);
    let size = found.slope[0].hypot(found.slope[1]);
    // Long pulls are shown shorter than they are; both by the same factor.
    let scale = LONGEST / (size + 0.5);
    let [u, v] = found.slope.map(|slope| slope * scale);
    for (to, ink, name) in
        [([a - u, b - v], ink, "downhill"), ([a + u, b + v], Ink::Imaml, "spring")]
    {
        let end = inside(plot, at, plot.px(to[0], to[1]));
        marks::haloed_arrow(scene, at, end, Stroke::new(ink, 3.5));
        labels.avoid_line(at, end);
        if distance(end, at) > 14.0 {
            labels.label(marks::map_label(name, end, ink), 9.0);
        }
    }
    scene.dot(at, 7.5, Ink::Halo);
    scene.dot(at, 5.5, Ink::Imaml);
    labels.avoid(at, 9.0);
    labels.label(marks::map_label("ϕ*", at, Ink::Imaml), 10.0);
}

/// Where the way from `from` to `to` ends, or leaves the plot.
fn inside(plot: &Plot, from: Px, to: Px) -> Px {
    let parts = clip::polyline([from, to], &plot.rect);
    parts.first().and_then(|part| part.last().copied()).unwrap_or(from)
}

/// The panel of the gradients: arrows from the origin.
pub fn gradients(figure: &ImamlPull, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let arrows = arrows(figure);
    let longest = arrows.iter().flat_map(|(to, ..)| *to).map(f64::abs).fold(1e-3, f64::max);
    let reach = 1.15 * longest;
    let x = Axis::linear("∂/∂a", (-reach, reach));
    let y = Axis::linear("∂/∂b", (-reach, reach));
    let margins = Margins { left: 50.0, top: 30.0, right: RIGHT, bottom: 42.0 };
    let plot = Plot::new(size, margins, &x, &y);
    marks::title(&mut scene, &plot, "The gradient for θ", Ink::Text);
    plot.grid(&mut scene, &x, &y);
    plot.axes(&mut scene, &x, &y);
    let origin = plot.px(0.0, 0.0);
    let mut labels = square::placer(&plot);
    scene.dot(origin, 3.5, Ink::Text);
    labels.avoid(origin, 5.0);
    for (index, (to, ink, name)) in arrows.into_iter().enumerate() {
        let end = plot.px(to[0], to[1]);
        let width = [5.0, 3.5, 2.5][index.min(2)];
        scene.arrow(origin, end, Stroke::new(ink, width));
        labels.avoid_line(origin, end);
        labels.label(marks::map_label(name, end, ink), 9.0);
    }
    labels.finish(&mut scene);
    scene
}

/// Exact, rough, and without the bracket.
fn arrows(figure: &ImamlPull) -> Vec<([f64; 2], Ink, &'static str)> {
    let Some(found) = &figure.found else { return Vec::new() };
    let exact = found.exact.map(|exact| (exact, Ink::Imaml, "exact"));
    let Some((rough, _)) = found.rough else { return exact.into_iter().collect() };
    let others = [
        (rough, Ink::Accent, "as solved"),
        (found.first_order, Ink::Fomaml, "without the bracket"),
    ];
    exact.into_iter().chain(others).collect()
}

/// The numbers under the figure.
pub fn readouts(figure: &ImamlPull) -> Vec<Readout> {
    let found = figure.found.as_ref();
    let point = |key, label, value, ink| readouts::point(key, label, value, readouts::ABSENT, ink);
    let error = figure.error();
    let mut implicit_error =
        readouts::number("implicit-error", "Relative error", error, readouts::ABSENT, Ink::Accent);
    if let Some(error) = error {
        implicit_error.text = format::number(100.0 * error) + " %";
    }
    vec![
        point("minimiser", "Minimum ϕ*", found.map(|found| found.rest.phi), Ink::Imaml),
        point("exact", "Exact gradient", found.and_then(|found| found.exact), Ink::Imaml),
        point(
            "rough",
            "As solved",
            found.and_then(|found| found.rough).map(|(rough, _)| rough),
            Ink::Accent,
        ),
        implicit_error,
    ]
}

/// What is seen now, in words.
pub fn describe(figure: &ImamlPull) -> String {
    let Some(found) = &figure.found else {
        return "At these points the loss is too large to be minimised.".to_string();
    };
    let steps = format::counted(figure.settings.get(STEPS) as u64, "inner step");
    let cg = format::counted(figure.settings.get(CG) as u64, "step");
    let rest = pair(found.rest.phi);
    let error = match figure.error() {
        Some(error) => ["is off by ", &*format::number(100.0 * error), " % of its length"].concat(),
        None => "has nothing to be compared with".to_string(),
    };
    [
        "At ϕ* = ",
        &*rest,
        " the task’s gradient and the spring cancel. After ",
        &*steps,
        " and with ",
        &*cg,
        " for the linear system the implicit gradient ",
        &*error,
        ".",
    ]
    .concat()
}

/// What should be known of an odd spring or an odd system.
pub fn notice(figure: &ImamlPull) -> Option<String> {
    if figure.lambda() == 0.0 {
        return Some(NO_SPRING.to_string());
    }
    let found = figure.found.as_ref()?;
    let text = match found.rough {
        None => OVERSHOT,
        Some((_, Stop::NegativeCurvature | Stop::Indefinite | Stop::Singular)) => {
            "Where the steps ended the loss curves downwards more than the spring holds: conjugate \
             gradients find no solution there, and what they had is shown."
        }
        _ if found.exact.is_none() => {
            "At ϕ* the spring and the curvature cancel: there is no implicit gradient."
        }
        _ if found.way.len() <= figure.settings.get(STEPS) => OVERSHOT,
        _ => return None,
    };
    Some(text.to_string())
}
