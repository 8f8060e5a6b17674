//! What `reptile` looks like, and what it says.

use super::run::Order;
use super::state::{EPSILON, ReptileFigure, STEPS, TASKS, Trail};
use crate::contract::{Panel, Readout};
use crate::figures::kit::readouts::{self, pair};
use crate::figures::kit::square;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{
    Anchor, Axis, Dash, Ink, Margins, Placer, Plot, Scene, Size, Stroke, Text, clip, distance,
    format, marks,
};

/// The room on the right of the square, in CSS pixels.
pub const RIGHT: f64 = 14.0;

/// The index of the panel with θ in it.
pub const SQUARE: usize = 0;

/// The square with θ, and the losses along the runs.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "square",
        label: "The accumulated loss over a and b, with θ, the ways of fine-tuning and the update",
        wide: Size::new(468.0, 482.0),
        narrow: Size::new(358.0, 372.0),
        keys: "Arrow keys move θ, with shift in small steps.",
    },
    Panel {
        key: "losses",
        label: "The sum of both losses after fine-tuning, against the updates of each run",
        wide: Size::new(468.0, 482.0),
        narrow: Size::new(358.0, 280.0),
        keys: "",
    },
];

const PHI: [&str; 2] = ["ϕ₀", "ϕ₁"];

/// The panel of the square.
pub fn square(figure: &ReptileFigure, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = square::plot(size, RIGHT);
    figure.surface.draw(&mut scene, &plot);
    plot.axes(&mut scene, &square::A, &square::B);
    marks::title(&mut scene, &plot, "The sum of both losses after fine-tuning", Ink::Text);
    let mut labels = square::placer(&plot);
    let [a, b] = figure.theta();
    let theta = plot.px(a, b);
    labels.avoid(theta, 14.0);
    let name = if figure.touched { "θ" } else { "drag θ" };
    labels.label(marks::map_label(name, theta, Ink::Accent), 17.0);
    for trail in &figure.trails {
        let places: Vec<(f64, f64)> = trail.places.iter().map(|&[a, b]| (a, b)).collect();
        marks::haloed_path(&mut scene, &plot, &places, stroke(trail.order));
    }
    for index in 0..2 {
        solution(figure, index, &mut scene, &plot, &mut labels);
        way(figure, index, &mut scene, &plot, &mut labels);
    }
    if let Some([da, db]) = figure.update {
        let to = plot.px(a + da, b + db);
        let inside = clip::polyline([theta, to], &plot.rect);
        let end = inside.first().and_then(|part| part.last().copied()).unwrap_or(theta);
        marks::haloed_arrow(&mut scene, theta, end, Stroke::new(Ink::Reptile, 4.0));
        labels.avoid_line(theta, end);
        if distance(end, theta) > 18.0 {
            labels.label(marks::map_label("update", end, Ink::Reptile), 10.0);
        }
    }
    square::handle(&mut scene, theta, figure.hand.grip());
    labels.finish(&mut scene);
    scene
}

/// The solution of one task.
fn solution(
    figure: &ReptileFigure,
    index: usize,
    scene: &mut Scene,
    plot: &Plot,
    labels: &mut Placer,
) {
    let [a, b] = figure.tasks[index].truth();
    let at = plot.px(a, b);
    marks::cross(scene, at, square::INKS[index]);
    labels.avoid(at, 9.0);
    let text = ["best for task 0", "best for task 1"][index];
    labels.label(marks::map_label(text, at, square::INKS[index]), 12.0);
}

/// The way of one task's fine-tuning, with a dot at each step.
fn way(figure: &ReptileFigure, index: usize, scene: &mut Scene, plot: &Plot, labels: &mut Placer) {
    let Some(path) = &figure.paths[index] else { return };
    let chosen = figure.settings.get(TASKS).contains(&index);
    let ink = square::INKS[index];
    let strength = if chosen { 1.0 } else { 0.4 };
    let places: Vec<(f64, f64)> = path.iter().map(|&[a, b]| (a, b)).collect();
    marks::haloed_path(scene, plot, &places, Stroke::new(ink, 2.0).faded(strength));
    let inside = |at: &&(f64, f64)| plot.rect.contains(plot.px(at.0, at.1));
    for at in places.iter().skip(1).filter(inside) {
        scene.dot(plot.px(at.0, at.1), 3.0, ink);
    }
    if let Some(end) = places.last().filter(inside) {
        let at = plot.px(end.0, end.1);
        labels.avoid(at, 6.0);
        labels.label(marks::map_label(PHI[index], at, ink), 9.0);
    }
}

/// How the way of a run is drawn.
fn stroke(order: Order) -> Stroke {
    let dash = match order {
        Order::Together => Dash::Solid,
        Order::Turns => Dash::Dashed,
        Order::TurnsFromOne => Dash::Dotted,
    };
    Stroke::new(Ink::Reptile, 2.0).dashed(dash)
}

/// The panel of the losses along the runs.
pub fn losses(figure: &ReptileFigure, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let margins = Margins { left: 58.0, top: 30.0, right: 118.0, bottom: 42.0 };
    let longest = figure.trails.iter().map(|trail| trail.places.len()).max().unwrap_or(0);
    let x = Axis::counts("updates", (longest as f64 - 1.0).max(10.0));
    let all = figure.trails.iter().flat_map(|trail| trail.losses.iter().copied());
    let here = figure.loss(figure.theta()).unwrap_or(1.0);
    let most = all.chain([here]).fold(0.0, f64::max).max(1e-6);
    let y = Axis::linear("losses after fine-tuning", (0.0, 1.1 * most));
    let plot = Plot::new(size, margins, &x, &y);
    marks::title(&mut scene, &plot, "Along the runs", Ink::Text);
    plot.grid(&mut scene, &x, &y);
    plot.axes(&mut scene, &x, &y);
    if figure.trails.is_empty() {
        let centre =
            ((plot.rect.left + plot.rect.right) / 2.0, (plot.rect.top + plot.rect.bottom) / 2.0);
        let text = Text::new("let it run, and see", centre, 13.0, Ink::Muted, Anchor::Middle);
        scene.text(text);
    }
    let mut ends = Vec::new();
    for trail in &figure.trails {
        let points = trail.losses.iter().enumerate().map(|(index, &loss)| (index as f64, loss));
        plot.curve(&mut scene, points, stroke(trail.order));
        ends.extend(ending(trail, &plot));
    }
    labels::column(&mut scene, &ends, plot.rect.right + 8.0, &plot.rect);
    scene
}

/// The label at the end of a run's line.
fn ending(trail: &Trail, plot: &Plot) -> Option<EndLabel> {
    let text = match trail.order {
        Order::Together => "together",
        Order::Turns => "in turns,\ntask 0 first",
        Order::TurnsFromOne => "in turns,\ntask 1 first",
    };
    let y = plot.px(0.0, *trail.losses.last()?).1;
    Some(EndLabel { text: text.to_string(), y, ink: Ink::Reptile })
}

/// The numbers under the figure.
pub fn readouts(figure: &ReptileFigure) -> Vec<Readout> {
    let phi = |key, label, index: usize| {
        let end = figure.paths[index].as_ref().and_then(|path| path.last().copied());
        readouts::point(key, label, end, "diverged", square::INKS[index])
    };
    vec![
        phi("phi-0", "ϕ₀", 0),
        phi("phi-1", "ϕ₁", 1),
        readouts::point("update", "Update of θ", figure.update, "diverged", Ink::Reptile),
        readouts::number(
            "loss-sum",
            "Losses after fine-tuning",
            figure.loss(figure.theta()),
            "diverged",
            Ink::Text,
        ),
    ]
}

/// What is seen now, in words.
pub fn describe(figure: &ReptileFigure) -> String {
    let theta = pair(figure.theta());
    let steps = format::counted(figure.settings.get(STEPS) as u64, "step");
    let share = format::fixed(figure.settings.get(EPSILON), 2);
    match (&figure.paths, figure.update) {
        ([Some(first), Some(second)], Some(update)) => {
            let [first, second] =
                [first, second].map(|path| pair(path.last().copied().unwrap_or([f64::NAN; 2])));
            [
                "From θ = ",
                &*theta,
                " fine-tuning takes ",
                &*steps,
                " to ",
                &*first,
                " for task 0 and to ",
                &*second,
                " for task 1. With ε = ",
                &*share,
                " θ moves by ",
                &*pair(update),
                ".",
            ]
            .concat()
        }
        _ => ["θ is at ", &*theta, ". With this inner rate fine-tuning overflows."].concat(),
    }
}
