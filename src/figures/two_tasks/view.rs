//! What `two-tasks` looks like, and what it says.

use super::drive::{Driver, Wheel};
use super::state::{REVEAL, TwoTasks};
use crate::contract::{Panel, Readout, is_small};
use crate::figures::kit::readouts::{self, pair};
use crate::figures::kit::square;
use crate::plot::{Dash, Ink, Placer, Plot, Scene, Size, Stroke, distance, format, marks};

/// The room on the right of each plot, in CSS pixels.
pub const RIGHT: f64 = 14.0;

const KEYS: &str = "Arrow keys move θ, with shift in small steps.";

/// One panel for each task.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "task-0",
        label: "The loss of task 0 over a and b, with θ and the step of fine-tuning",
        wide: Size::new(468.0, 482.0),
        narrow: Size::new(358.0, 372.0),
        keys: KEYS,
    },
    Panel {
        key: "task-1",
        label: "The loss of task 1 over a and b, with θ and the step of fine-tuning",
        wide: Size::new(468.0, 482.0),
        narrow: Size::new(358.0, 372.0),
        keys: KEYS,
    },
];

const TITLES: [&str; 2] = ["Task 0: its loss L₀", "Task 1: its loss L₁"];
const PHI: [&str; 2] = ["ϕ₀", "ϕ₁"];

/// The panel of task `index`.
pub fn task(figure: &TwoTasks, index: usize, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = square::plot(size, RIGHT);
    figure.surfaces[index].draw(&mut scene, &plot);
    square::axes(&mut scene, &plot);
    marks::title(&mut scene, &plot, TITLES[index], square::INKS[index]);
    let mut labels = square::placer(&plot);
    let [a, b] = figure.theta;
    let theta = plot.px(a, b);
    labels.avoid(theta, 14.0);
    let known = figure.touched || figure.wheel() != Wheel::Reader || is_small(size);
    let name = if known { "θ" } else { "drag θ" };
    labels.label(marks::map_label(name, theta, Ink::Accent), 17.0);

    ways(figure, &mut scene, &plot, &mut labels);
    target(figure, index, &mut scene, &plot, &mut labels);
    if figure.settings.get(REVEAL) {
        revealed(figure, &mut scene, &plot, &mut labels);
    }
    step(figure, 1 - index, &mut scene, &plot, &mut labels, 0.45);
    step(figure, index, &mut scene, &plot, &mut labels, 1.0);
    square::handle(&mut scene, theta, figure.hand.grip());
    labels.finish(&mut scene);
    scene
}

/// The task's own optimum, where its loss is zero.
fn target(figure: &TwoTasks, index: usize, scene: &mut Scene, plot: &Plot, labels: &mut Placer) {
    let [a, b] = figure.tasks[index].truth();
    let at = plot.px(a, b);
    marks::cross(scene, at, square::INKS[index]);
    labels.avoid(at, 9.0);
    labels.label(marks::map_label("best here", at, square::INKS[index]), 12.0);
}

/// The arrow of task `index`'s step, from θ to ϕ.
fn step(
    figure: &TwoTasks,
    index: usize,
    scene: &mut Scene,
    plot: &Plot,
    labels: &mut Placer,
    strength: f64,
) {
    let Some(adapted) = figure.adapted[index] else { return };
    let [a, b] = figure.theta;
    let (from, to) = (plot.px(a, b), plot.px(adapted.phi[0], adapted.phi[1]));
    // A step far out of the plot is shown as far as the frame.
    let end = if plot.rect.contains(to) { to } else { leaving(plot, from, to) };
    let width = if strength < 1.0 { 2.0 } else { 3.5 };
    let stroke = Stroke::new(square::INKS[index], width).faded(strength);
    marks::haloed_arrow(scene, from, end, stroke);
    labels.avoid_line(from, end);
    if distance(end, from) > 16.0 {
        let label = marks::map_label(PHI[index], end, square::INKS[index]);
        labels.label(label, 9.0);
    }
}

/// Where the way from `from` to `to` leaves the plot.
fn leaving(plot: &Plot, from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    crate::plot::clip::polyline([from, to], &plot.rect)
        .first()
        .and_then(|part| part.last().copied())
        .unwrap_or(from)
}

fn revealed(figure: &TwoTasks, scene: &mut Scene, plot: &Plot, labels: &mut Placer) {
    let lowest = figure.best.first().map_or(0.0, |best| best.loss);
    for best in figure.best.iter().filter(|best| best.loss <= 1.05 * lowest + 1e-9) {
        let at = plot.px(best.theta[0], best.theta[1]);
        scene.dot(at, 9.0, Ink::Halo);
        scene.dot(at, 6.5, Ink::Maml);
        labels.avoid(at, 10.0);
        labels.label(marks::map_label("MAML’s optimum", at, Ink::Maml), 12.0);
    }
}

/// The ways of the drivers: as far as they are, and at rest, faintly, the remainder too.
fn ways(figure: &TwoTasks, scene: &mut Scene, plot: &Plot, labels: &mut Placer) {
    for (driver, ink) in Driver::ALL.into_iter().zip([Ink::Maml, Ink::Pretrained]) {
        let Some(way) = &figure.ways[driver.index()] else { continue };
        let dash = if driver == Driver::Maml { Dash::Solid } else { Dash::Dashed };
        let stroke = Stroke::new(ink, 2.0).dashed(dash);
        let steps = figure.steps_of(driver);
        let [gone, ahead] = way.parted(steps);
        if !figure.is_driving() {
            plot.curve(scene, ahead, stroke.faded(0.4));
        }
        marks::haloed_path(scene, plot, &gone, stroke);
        let [a, b] = way.at(steps);
        let at = plot.px(a, b);
        scene.dot(at, 6.5, Ink::Halo);
        scene.dot(at, 4.5, ink);
        labels.avoid(at, 7.0);
        // A label would hop about while its mark moves.
        if let (Some((_, sum)), false) = (figure.place_of(driver), figure.is_driving()) {
            let name = match sum {
                Some(sum) => [driver.name(), ": ", &format::number(sum)].concat(),
                None => driver.name().into(),
            };
            labels.label(marks::map_label(name, at, ink), 10.0);
        }
    }
}

/// The numbers under the figure.
pub fn readouts(figure: &TwoTasks) -> Vec<Readout> {
    let loss = |key, label, value, ink| readouts::number(key, label, value, "diverged", ink);
    let phi = |key, label, index: usize| {
        let phi = figure.adapted[index].map(|adapted| adapted.phi);
        readouts::point(key, label, phi, "diverged", square::INKS[index])
    };
    let losses = figure.adapted.map(|adapted| adapted.map(|adapted| adapted.loss));
    let sum = figure.loss_sum();
    let above = sum.zip(figure.best.first()).map(|(sum, best)| (sum - best.loss).max(0.0));
    vec![
        loss("loss-0", "L₀(ϕ₀)", losses[0], Ink::Task0),
        loss("loss-1", "L₁(ϕ₁)", losses[1], Ink::Task1),
        loss("loss-sum", "Sum of both", sum, Ink::Text),
        loss("above-best", "Above the best", above, Ink::Maml),
        readouts::point("theta", "θ = (a, b)", Some(figure.theta), "", Ink::Accent),
        phi("phi-0", "ϕ₀", 0),
        phi("phi-1", "ϕ₁", 1),
    ]
}

/// Where θ is, and what it costs there.
pub fn at_hand(figure: &TwoTasks) -> String {
    let theta = pair(figure.theta);
    match figure.loss_sum() {
        Some(sum) => format!("θ = {theta}, sum of losses {}.", format::number(sum)),
        None => format!("θ = {theta}, where a step overflows."),
    }
}

/// What is seen now, in words.
pub fn describe(figure: &TwoTasks) -> String {
    if let Some(leader) = figure.wheel().leader() {
        return driven(figure, leader);
    }
    let theta = pair(figure.theta);
    match (figure.adapted, figure.loss_sum()) {
        ([Some(first), Some(second)], Some(sum)) => format!(
            "θ is at {theta}. One step takes it to {} for task 0 and to {} for task 1, where the \
             losses add up to {}.",
            pair(first.phi),
            pair(second.phi),
            format::number(sum)
        ),
        _ => format!("θ is at {theta}. With this inner rate a step overflows."),
    }
}

/// Where the `leader` is, and where the other, if it is shown, and what that costs each.
fn driven(figure: &TwoTasks, leader: Driver) -> String {
    let verb = |driver| match (figure.has_arrived(driver), figure.diverged() == Some(driver)) {
        (true, false) => "came to rest at",
        (true, true) => "could get no further than",
        (false, _) => "is at",
    };
    let cost = |sum: Option<f64>| sum.map_or_else(|| "infinity".into(), format::number);
    let Some((theta, sum)) = figure.place_of(leader) else { return String::new() };
    let first = format!(
        "{} {} {}, where the losses after one step add up to {}",
        leader.name(),
        verb(leader),
        pair(theta),
        cost(sum)
    );
    let other = leader.other();
    match figure.place_of(other) {
        Some((theta, sum)) => format!(
            "{first}; {} {} {}, with {}.",
            other.name_within(),
            verb(other),
            pair(theta),
            cost(sum)
        ),
        None => format!("{first}."),
    }
}

/// What went wrong, if something did.
pub fn trouble(figure: &TwoTasks) -> Option<String> {
    let driver = figure.diverged()?;
    Some(format!("{} diverged: the inner rate α is too large for these tasks.", driver.name()))
}
