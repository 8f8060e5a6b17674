//! What `meta-loss` looks like, and what it says.

use super::state::MetaLoss;
use crate::contract::{Panel, Readout, is_small};
use crate::figures::kit::readouts::{self, pair};
use crate::figures::kit::{square, terrain};
use crate::learn::surface::{Minimum, Place};
use crate::plot::{Ink, Placer, Plot, Scene, Size, Stroke, format, marks};

/// The index of the panel with the accumulated loss.
pub const LARGE: usize = 0;

/// Room for the colour bar beside the large plot, and beside the others.
const RIGHT: [f64; 2] = [74.0, 12.0];

/// Below this width, in CSS pixels, there is no room for the colour bar.
const ROOMY: f64 = 300.0;

const KEYS: &str = "Arrow keys move θ, with shift in small steps. Page up and page down change m.";

/// The accumulated loss, then the two tasks.
pub const PANELS: [Panel; 3] = [
    Panel {
        key: "accumulated",
        label: "The accumulated loss over a and b, its minimum, and θ",
        wide: Size::new(612.0, 574.0),
        narrow: Size::new(358.0, 320.0),
        keys: KEYS,
    },
    Panel {
        key: "task-0",
        label: "The loss of task 0 over a and b, and the fine-tuning path from θ",
        wide: Size::new(324.0, 279.0),
        narrow: Size::new(358.0, 280.0),
        keys: KEYS,
    },
    Panel {
        key: "task-1",
        label: "The loss of task 1 over a and b, and the fine-tuning path from θ",
        wide: Size::new(324.0, 279.0),
        narrow: Size::new(358.0, 280.0),
        keys: KEYS,
    },
];

/// Two minima whose losses differ by less than this share are shown as near-equal.
const NEAR: f64 = 0.05;

/// The plot of the panel with index `panel`.
pub fn plot(panel: usize, size: Size) -> Plot {
    let bar = panel == LARGE && size.width >= ROOMY;
    square::plot(size, RIGHT[usize::from(!bar)])
}

/// The large panel.
pub fn accumulated(figure: &MetaLoss, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = plot(LARGE, size);
    figure.land.large.draw(&mut scene, &plot);
    square::axes(&mut scene, &plot);
    let small = is_small(size);
    let title = match figure.steps() {
        steps if size.width < 480.0 => format!("Accumulated loss, m = {steps}"),
        0 => "Accumulated loss before any fine-tuning (m = 0)".into(),
        m => format!("Accumulated loss after {} (m = {m})", format::counted(m, "step")),
    };
    marks::title(&mut scene, &plot, &title, Ink::Text);
    let mut labels = square::placer(&plot);
    let [a, b] = figure.theta();
    let theta = plot.px(a, b);
    if size.width >= ROOMY {
        terrain::color_bar(&mut scene, &plot, &figure.land.large.shading);
    }
    if !small {
        labels.avoid(theta, 14.0);
    }
    trail(figure, &mut scene, &plot, &mut labels);
    for (rank, minimum) in near_best(figure).into_iter().enumerate() {
        mark_minimum(minimum, rank, &mut scene, &plot, &mut labels);
    }
    if !small {
        square::handle(&mut scene, theta, figure.hand.grip());
        let name = if figure.touched { "θ" } else { "drag θ" };
        labels.label(marks::map_label(name, theta, Ink::Accent), 17.0);
    }
    labels.finish(&mut scene);
    scene
}

/// The best minimum at the present m, and those that are nearly as good.
fn near_best(figure: &MetaLoss) -> Vec<&Minimum> {
    let minima = figure.land.minima.get(figure.steps()).map_or(&[][..], Vec::as_slice);
    let Some(best) = minima.first() else { return Vec::new() };
    minima.iter().filter(|other| other.loss <= best.loss * (1.0 + NEAR)).take(3).collect()
}

fn mark_minimum(
    minimum: &Minimum,
    rank: usize,
    scene: &mut Scene,
    plot: &Plot,
    labels: &mut Placer,
) {
    let at = plot.px(minimum.theta[0], minimum.theta[1]);
    marks::cross(scene, at, Ink::Maml);
    labels.avoid(at, 9.0);
    let name = match (rank, minimum.place) {
        (0, Place::Interior) => "minimum",
        // The picture itself says where.
        (0, _) if scene.size.width < ROOMY => "minimum",
        (0, Place::Valley) => "one of a line of minima",
        (0, _) => "minimum, on the edge",
        _ => "nearly as low",
    };
    labels.label(marks::map_label(name, at, Ink::Maml), 12.0);
}

/// Where the minimum was for each smaller m.
fn trail(figure: &MetaLoss, scene: &mut Scene, plot: &Plot, labels: &mut Placer) {
    let places: Vec<(f64, f64)> = figure
        .land
        .minima
        .iter()
        .take(figure.steps() + 1)
        .filter_map(|minima| minima.first().map(|best| (best.theta[0], best.theta[1])))
        .collect();
    marks::haloed_path(scene, plot, &places, Stroke::new(Ink::Maml, 1.5));
    for (a, b) in places {
        let at = plot.px(a, b);
        scene.dot(at, 4.0, Ink::Halo);
        scene.dot(at, 2.75, Ink::Maml);
        labels.avoid(at, 4.0);
    }
}

/// Up to which width the panel of a task has a short title.
const SHORT_TITLE: f64 = 270.0;

/// The panel of task `index`: its own loss, and the way of its fine-tuning.
pub fn task(figure: &MetaLoss, index: usize, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = plot(1 + index, size);
    let ink = square::INKS[index];
    figure.land.small[index].draw(&mut scene, &plot);
    square::axes(&mut scene, &plot);
    let long = size.width > SHORT_TITLE;
    let title = match index {
        0 if long => "Task 0: fine-tuning from θ",
        0 => "Task 0: from θ",
        _ if long => "Task 1: fine-tuning from θ",
        _ => "Task 1: from θ",
    };
    marks::title(&mut scene, &plot, title, ink);
    let mut labels = square::placer(&plot);
    let [a, b] = figure.theta();
    let theta = plot.px(a, b);
    labels.avoid(theta, 14.0);
    let [best_a, best_b] = figure.tasks[index].truth();
    let best = plot.px(best_a, best_b);
    marks::cross(&mut scene, best, ink);
    labels.avoid(best, 9.0);

    let path = &figure.paths[index];
    marks::haloed_path(&mut scene, &plot, &path.points, Stroke::new(ink, 2.0));
    for &(a, b) in path.points.iter().skip(1) {
        let at = plot.px(a, b);
        if plot.rect.contains(at) {
            labels.avoid(at, 4.0);
            scene.dot(at, 3.25, Ink::Halo);
            scene.dot(at, 2.25, ink);
        }
    }
    if let (Some(([a, b], _)), true) = (path.end, figure.steps() > 0) {
        let at = plot.px(a, b);
        if plot.rect.contains(at) {
            scene.dot(at, 6.0, Ink::Halo);
            scene.dot(at, 4.5, ink);
            labels.avoid(at, 7.0);
            labels.label(marks::map_label(["ϕ₀", "ϕ₁"][index], at, ink), 9.0);
        }
    }
    square::handle(&mut scene, theta, figure.hand.grip());
    labels.label(marks::map_label("θ", theta, Ink::Accent), 17.0);
    labels.finish(&mut scene);
    scene
}

/// The numbers under the figure.
pub fn readouts(figure: &MetaLoss) -> Vec<Readout> {
    let best = figure.land.minima.get(figure.steps()).and_then(|minima| minima.first());
    let phi = |key, label, index: usize| {
        let end = figure.paths[index].end.map(|(phi, _)| phi);
        readouts::point(key, label, end, "diverged", square::INKS[index])
    };
    let (theta, lowest) = (best.map(|best| best.theta), best.map(|best| best.loss));
    vec![
        readouts::point("minimum", "Minimum at (a, b)", theta, readouts::ABSENT, Ink::Maml),
        readouts::number(
            "minimum-loss",
            "Loss at the minimum",
            lowest,
            readouts::ABSENT,
            Ink::Maml,
        ),
        readouts::number(
            "meta-loss",
            "Accumulated loss at θ",
            figure.loss(),
            "diverged",
            Ink::Accent,
        ),
        phi("phi-0", "ϕ₀", 0),
        phi("phi-1", "ϕ₁", 1),
    ]
}

/// What is seen now, in words.
pub fn describe(figure: &MetaLoss) -> String {
    let near = near_best(figure);
    let Some(best) = near.first() else {
        return "Fine-tuning diverges everywhere in the square.".into();
    };
    let place = match best.place {
        Place::Interior => "inside the square",
        Place::Edge => "on the edge of the square",
        Place::Corner => "in a corner of the square",
        Place::Valley => "on the level floor of a valley, one of a whole line of minima",
    };
    let others = match near.len() {
        1 => String::new(),
        2 => " Another minimum is nearly as low.".into(),
        _ => " Others are nearly as low.".into(),
    };
    format!(
        "After {} of fine-tuning the accumulated loss is lowest at {}, {place}.{others} {}",
        format::counted(figure.steps(), "step"),
        pair(best.theta),
        match figure.loss() {
            Some(loss) => {
                format!("At θ = {} it is {}.", pair(figure.theta()), format::number(loss))
            }
            None => format!("From θ = {} fine-tuning diverges.", pair(figure.theta())),
        }
    )
}

/// Where θ is, and what it costs there.
pub fn at_hand(figure: &MetaLoss) -> String {
    let theta = pair(figure.theta());
    match figure.loss() {
        Some(loss) => format!("θ = {theta}, accumulated loss {}.", format::number(loss)),
        None => format!("θ = {theta}, where fine-tuning diverges."),
    }
}

/// What went wrong, if something did.
pub fn trouble(figure: &MetaLoss) -> Option<String> {
    figure.paths.iter().any(|path| path.end.is_none()).then(|| {
        "Fine-tuning from θ diverges at this inner rate; where it does, the surface shows its \
         highest colour."
            .into()
    })
}
