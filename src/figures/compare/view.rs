//! What `compare` looks like.

use super::contender::{COUNT, Contender};
use super::controls::ALIKE;
use super::grasp;
use super::race::{MOST_UPDATES, Race, Walk};
use super::said::{degrees, turn};
use super::state::Compare;
use crate::contract::Panel;
use crate::figures::kit::arrows::{self, Arrow};
use crate::figures::kit::{square, terrain};
use crate::plot::axes::TICK_SIZE;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{
    Anchor, Axis, Dash, Face, Ink, Margins, Placer, Plot, Px, Scene, Size, Stroke, Text, format,
    marks,
};

/// The index of the panel with the terrain.
pub const GROUND: usize = 0;

/// The index of the panel with the directions.
pub const DIRECTIONS: usize = 1;

const KEYS: &str = "Arrow keys move θ, with shift in small steps. Page up and page down change m.";

/// The terrain, the directions, and the losses on the way.
pub const PANELS: [Panel; 3] = [
    Panel {
        key: "ground",
        label: "The accumulated loss over a and b, θ, and an arrow for each method’s update",
        wide: Size::new(612.0, 574.0),
        narrow: Size::new(358.0, 320.0),
        keys: KEYS,
    },
    Panel {
        key: "directions",
        label: "How far each method’s update is turned from the true meta-gradient",
        wide: Size::new(324.0, 279.0),
        narrow: Size::new(358.0, 240.0),
        keys: "",
    },
    Panel {
        key: "losses",
        label: "The accumulated loss by the number of updates, a line for each method",
        wide: Size::new(324.0, 279.0),
        narrow: Size::new(358.0, 260.0),
        keys: "",
    },
];

/// How long arrows are whose directions alone matter, in data.
const LENGTH: f64 = 0.2;

/// The strength of arrows while a race has the names.
const FAINT: f64 = 0.5;

/// The terrain, with θ and all that sets off from it.
pub fn ground(figure: &Compare, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = grasp::plot(size);
    figure.ground.surface.draw(&mut scene, &plot);
    plot.axes(&mut scene, &square::A, &square::B);
    marks::title(&mut scene, &plot, &title(figure, size), Ink::Text);
    terrain::color_bar(&mut scene, &plot, &figure.ground.surface.shading);
    let mut labels = square::placer(&plot);
    let from = figure.theta();
    let theta = plot.px(from[0], from[1]);
    labels.avoid(theta, 14.0);
    let name = if figure.touched { "θ" } else { "drag θ" };

    let arrows = arrows_of(figure);
    let strength = if figure.race.is_some() { FAINT } else { 1.0 };
    truths(figure, &mut scene, &plot, &mut labels);
    // Below the arrows: some are hardly longer than it is wide.
    square::handle(&mut scene, theta, figure.hand.theta.grip());
    arrows::draw(&mut scene, &plot, &mut labels, from, &arrows, strength);
    confirmed(figure, &mut scene, &plot, &mut labels);
    match &figure.race {
        Some(race) => walks(figure, race, &mut scene, &plot, &mut labels),
        None => arrows::name(&plot, &mut labels, from, &arrows),
    }
    labels.led_label(marks::map_label(name, theta, Ink::Accent), 17.0);
    labels.finish(&mut scene);
    scene
}

fn title(figure: &Compare, size: Size) -> String {
    let (count, m) = (figure.tasks.len(), figure.conditions.inner.steps());
    if size.width < 480.0 {
        return format!("Accumulated loss, m = {m}");
    }
    format!("Accumulated loss of {count} tasks after {}", format::counted(m, "step"))
}

/// The arrows of those who are shown and have somewhere to go.
fn arrows_of(figure: &Compare) -> Vec<Arrow> {
    let [a, b] = figure.theta();
    let arrow = |who: Contender| {
        let [x, y] = figure.update(who)?;
        let stretch = stretch(figure, [x, y]);
        let to = [a + stretch * x, b + stretch * y];
        let seen = (x, y) != (0.0, 0.0) && to.iter().all(|entry| entry.is_finite());
        seen.then_some(Arrow { name: who.name(), ink: who.ink(), to })
    };
    let mut arrows: Vec<Arrow> = figure.shown().into_iter().filter_map(arrow).collect();
    // The longest lie at the bottom.
    crate::number::sort_by_number(&mut arrows, |arrow| -(arrow.to[0] - a).hypot(arrow.to[1] - b));
    arrows
}

/// By how much an update is drawn longer than it is.
fn stretch(figure: &Compare, [x, y]: [f64; 2]) -> f64 {
    let length = x.hypot(y);
    if figure.settings.get(ALIKE) && length > 0.0 { LENGTH / length } else { 1.0 }
}

/// Where each task’s own loss is zero, and where iMAML's solutions are if nothing ties them.
fn truths(figure: &Compare, scene: &mut Scene, plot: &Plot, labels: &mut Placer) {
    const NAMES: [&str; 4] = ["task 0", "task 1", "task 2", "task 3"];
    for (index, [a, b]) in figure.conditions.truths.iter().enumerate() {
        let at = plot.px(*a, *b);
        let ink = square::INKS.get(index).copied().unwrap_or(Ink::OnMap);
        marks::cross(scene, at, ink);
        labels.avoid(at, 9.0);
        labels.led_label(marks::map_label(NAMES[index.min(3)], at, ink), 12.0);
    }
    if figure.is_shown(Contender::Imaml) {
        for [a, b] in &figure.untied {
            let at = plot.px(*a, *b);
            scene.ring(at, 9.0, Stroke::new(Ink::Halo, 5.0));
            scene.ring(at, 9.0, Stroke::new(Ink::Imaml, 2.5));
        }
    }
}

/// The update by finite differences, over that of the true meta-gradient.
fn confirmed(figure: &Compare, scene: &mut Scene, plot: &Plot, labels: &mut Placer) {
    let Some([x, y]) = figure.numeric else { return };
    let [a, b] = figure.theta();
    let stretch = stretch(figure, [x, y]);
    let to = plot.px(a + stretch * x, b + stretch * y);
    let at = if plot.rect.contains(to) { to } else { arrows::leaving(plot, plot.px(a, b), to) };
    scene.ring(at, 6.0, Stroke::new(Ink::Halo, 4.0));
    scene.ring(at, 6.0, Stroke::new(Ink::OnMap, 1.75));
    labels.avoid(at, 8.0);
    labels.led_label(marks::map_label("by differences", at, Ink::OnMap), 12.0);
}

/// How the line of a method is broken.
fn dash(who: Contender) -> Dash {
    match who {
        Contender::Maml | Contender::Imaml => Dash::Solid,
        Contender::Fomaml | Contender::Descent => Dash::Dashed,
        Contender::Reptile => Dash::Dotted,
    }
}

/// Where all have been, and are.
fn walks(figure: &Compare, race: &Race, scene: &mut Scene, plot: &Plot, labels: &mut Placer) {
    for who in figure.shown() {
        let stroke = Stroke::new(who.ink(), 2.0).dashed(dash(who));
        marks::haloed_path(scene, plot, &race.walks[who.index()].trail, stroke);
    }
    for who in figure.shown() {
        let [a, b] = race.walks[who.index()].at();
        let at = plot.px(a, b);
        scene.dot(at, 6.5, Ink::Halo);
        scene.dot(at, 4.5, who.ink());
        labels.avoid(at, 7.0);
        labels.led_label(marks::map_label(who.name(), at, who.ink()), 10.0);
    }
}

/// Where the rows of the directions have their parts, in CSS pixels: the ends of the names, the
/// middles of the needles, the beginnings of the bars, and the room for a number behind them.
const NAMES_END: f64 = 78.0;
const NEEDLES: f64 = 102.0;
const BARS: f64 = 128.0;
const NUMBERS: f64 = 46.0;

/// How far each update is turned from that of the true meta-gradient: a row for each method.
pub fn directions(figure: &Compare, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let heading =
        Text::new("Angle to the true meta-gradient", (8.0, 16.0), 14.0, Ink::Text, Anchor::Left);
    scene.text(heading.face(Face::Bold));
    let (top, bottom) = (38.0, size.height - 30.0);
    let right = (size.width - NUMBERS).max(BARS + 1.0);
    let along = |angle: f64| BARS + angle / 180.0 * (right - BARS);
    let hairline = Stroke::new(Ink::Hairline, 1.0);
    for angle in [0.0, 90.0, 180.0] {
        let x = along(angle);
        let stroke = if angle == 90.0 { hairline.dashed(Dash::Dashed) } else { hairline };
        scene.segment((x, top), (x, bottom), stroke);
        let tick = Text::new(degrees(angle), (x, bottom + 5.0), TICK_SIZE, Ink::Muted, Anchor::Top);
        scene.text(tick);
    }
    let row = (bottom - top) / COUNT as f64;
    for who in Contender::ALL {
        let y = top + row * (who.index() as f64 + 0.5);
        let turn = turn(figure, who).filter(|_| figure.is_shown(who));
        let ink = if figure.is_shown(who) { who.ink() } else { Ink::Muted };
        let name = Text::new(who.name(), (NAMES_END, y), labels::SIZE, ink, Anchor::Right);
        scene.text(name.face(Face::Bold));
        let Some(turn) = turn else {
            let none = if figure.is_shown(who) { "no direction" } else { "off" };
            let at = (BARS + 4.0, y);
            scene.text(Text::new(none, at, labels::SIZE, Ink::Muted, Anchor::Left));
            continue;
        };
        needle(&mut scene, (NEEDLES, y), (0.4 * row).max(1.0), turn, ink);
        let end = along(turn.abs());
        scene.segment((BARS, y), (end, y), Stroke::new(ink, 4.0));
        scene.dot((end, y), 5.0, ink);
        let number =
            Text::new(degrees(turn.abs()), (end + 10.0, y), labels::SIZE, ink, Anchor::Left);
        scene.text(number);
    }
    scene
}

/// A small compass: the true meta-gradient points up, the update is turned by so many degrees.
fn needle(scene: &mut Scene, centre: Px, radius: f64, turn: f64, ink: Ink) {
    let tip = |degrees: f64| {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        (centre.0 + radius * sine, centre.1 - radius * cosine)
    };
    scene.segment(centre, tip(0.0), Stroke::new(Ink::Muted, 1.0));
    scene.arrow(centre, tip(turn), Stroke::new(ink, 2.0));
}

const UPDATES: Axis = Axis::counts("updates", MOST_UPDATES as f64);

/// The accumulated loss on the way, a line for each method.
pub fn losses(figure: &Compare, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let race = figure.race.as_ref();
    let loss = Axis::linear("accumulated loss", (0.0, highest(figure, race)));
    let margins = Margins { left: 56.0, top: 30.0, right: 72.0, bottom: 42.0 };
    let plot = Plot::new(size, margins, &UPDATES, &loss);
    plot.grid(&mut scene, &UPDATES, &loss);
    plot.axes(&mut scene, &UPDATES, &loss);
    marks::title(&mut scene, &plot, "The loss on the way", Ink::Text);
    let Some(race) = race else {
        let rows = ["Press “Let them run”:", "each method repeats", "its update from θ."];
        for (row, text) in rows.into_iter().enumerate() {
            let middle = (plot.rect.left + plot.rect.right) / 2.0;
            let at = (middle, (plot.rect.top + plot.rect.bottom) / 2.0 + 18.0 * (row as f64 - 1.0));
            scene.text(Text::new(text, at, labels::SIZE, Ink::Muted, Anchor::Middle));
        }
        return scene;
    };
    let mut ends = Vec::new();
    for who in figure.shown() {
        let Walk { losses, .. } = &race.walks[who.index()];
        let stroke = Stroke::new(who.ink(), 2.0).dashed(dash(who));
        plot.curve(&mut scene, losses.iter().copied(), stroke);
        if let Some(&(updates, loss)) = losses.last() {
            let at = plot.px(updates, loss);
            scene.dot(at, 3.5, who.ink());
            ends.push(EndLabel { text: who.name().into(), y: at.1, ink: who.ink() });
        }
    }
    labels::column(&mut scene, &ends, plot.rect.right + 6.0, &plot.rect);
    scene
}

/// Somewhat more than the highest of all losses on the way.
fn highest(figure: &Compare, race: Option<&Race>) -> f64 {
    let walks = race.map_or(&[][..], |race| &race.walks);
    let on_the_way = walks.iter().flat_map(|walk| &walk.losses).map(|(_, loss)| *loss);
    let highest = on_the_way.chain(figure.loss).fold(0.0, f64::max);
    if highest > 0.0 { 1.05 * highest } else { 1.0 }
}
