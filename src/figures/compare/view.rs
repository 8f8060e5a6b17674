//! What `compare` looks like.

use super::contender::Contender;
use super::controls::{LENGTHS, Lengths};
use super::race::{MOST_UPDATES, Race, Walk};
use super::said::{degrees, turn};
use super::state::Compare;
use crate::contract::Panel;
use crate::figures::kit::arrows::{self, Arrow};
use crate::figures::kit::{square, terrain};
use crate::plot::labels::{self, EndLabel};
use crate::plot::{
    Anchor, Axis, Dash, Ink, Margins, Placer, Plot, Px, Rect, Scene, Size, Spread, Stroke, Text,
    format, marks,
};

/// The index of the panel with the terrain.
pub const GROUND: usize = 0;

/// The index of the panel with the directions.
pub const COMPASS: usize = 1;

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
        key: "compass",
        label: "The directions of the updates, the true meta-gradient’s pointing up",
        wide: Size::new(324.0, 279.0),
        narrow: Size::new(358.0, 280.0),
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

/// Room for the colour bar beside the terrain.
const RIGHT: f64 = 74.0;

/// How long arrows are whose directions alone matter, in data.
const ALIKE: f64 = 0.2;

/// The strength of arrows while a race has the names.
const FAINT: f64 = 0.5;

/// The plot of the terrain.
pub fn plot(size: Size) -> Plot {
    square::plot(size, RIGHT)
}

/// The terrain, with θ and all that sets off from it.
pub fn ground(figure: &Compare, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = plot(size);
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
    arrows::draw(&mut scene, &plot, &mut labels, from, &arrows, strength);
    confirmed(figure, &mut scene, &plot, &mut labels);
    match &figure.race {
        Some(race) => walks(figure, race, &mut scene, &plot, &mut labels),
        None => arrows::name(&plot, &mut labels, from, &arrows),
    }
    labels.led_label(marks::map_label(name, theta, Ink::Accent), 17.0);
    square::handle(&mut scene, theta, figure.hand.theta_grip());
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
        let stretch = match figure.settings.get(LENGTHS) {
            Lengths::True => 1.0,
            Lengths::Alike => ALIKE / x.hypot(y),
        };
        let to = [a + stretch * x, b + stretch * y];
        let seen = (x, y) != (0.0, 0.0) && to.iter().all(|entry| entry.is_finite());
        seen.then_some(Arrow { name: who.name(), ink: who.ink(), to })
    };
    let mut arrows: Vec<Arrow> = figure.shown().into_iter().filter_map(arrow).collect();
    // The longest lie at the bottom.
    crate::number::sort_by_number(&mut arrows, |arrow| {
        -(arrow.to[0] - a).hypot(arrow.to[1] - b)
    });
    arrows
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
    let stretch = match figure.settings.get(LENGTHS) {
        Lengths::True => 1.0,
        Lengths::Alike if x.hypot(y) > 0.0 => ALIKE / x.hypot(y),
        Lengths::Alike => 0.0,
    };
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

/// The directions of all updates, that of the true meta-gradient pointing up.
pub fn compass(figure: &Compare, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let bounds = Rect { left: 0.0, top: 0.0, right: size.width, bottom: size.height };
    let centre = (size.width / 2.0, size.height / 2.0 + 16.0);
    let radius = (size.height / 2.0 - 66.0).min(size.width / 2.0 - 66.0).max(1.0);
    let heading = "Angles to the true meta-gradient";
    let heading = Text::new(heading, (10.0, 16.0), 14.0, Ink::Text, Anchor::Left);
    scene.text(heading.face(crate::plot::Face::Bold));
    let mut labels = Placer::new(bounds.shrunk(2.0));
    labels.avoid((size.width / 2.0, 4.0), size.width / 2.0);

    let hairline = Stroke::new(Ink::Hairline, 1.0);
    scene.ring(centre, radius, hairline);
    for eighth in 0..8 {
        let angle = f64::from(eighth) * 45.0;
        scene.line(vec![centre, around(centre, radius, angle)], hairline);
        let away = if angle <= 180.0 { angle } else { 360.0 - angle };
        let label = Text::new(
            degrees(away), around(centre, radius + 13.0, angle), 11.0, Ink::Muted, Anchor::Middle,
        );
        let bounds = label.bounds();
        labels.avoid(((bounds.left + bounds.right) / 2.0, (bounds.top + bounds.bottom) / 2.0), 9.0);
        scene.text(label);
    }
    let shown = figure.shown();
    for (rank, who) in shown.iter().enumerate() {
        if let Some(angle) = turn(figure, *who) {
            let tip = around(centre, radius, angle);
            let width = (5.0 - 0.8 * rank as f64).max(1.5);
            scene.arrow(centre, tip, Stroke::new(who.ink(), width));
            labels.avoid_line(centre, tip);
        }
    }
    for who in shown {
        if let Some(angle) = turn(figure, who) {
            let at = around(centre, radius + 4.0, angle);
            let name = [who.name(), " ", &degrees(angle.abs())].concat();
            labels.led_label(Text::new(name, at, labels::SIZE, who.ink(), Anchor::Left), 18.0);
        }
    }
    labels.finish(&mut scene);
    scene
}

/// The point at `radius` from `centre`, so many degrees clockwise from straight up.
fn around(centre: Px, radius: f64, degrees: f64) -> Px {
    let (sine, cosine) = degrees.to_radians().sin_cos();
    (centre.0 + radius * sine, centre.1 - radius * cosine)
}

const UPDATES: Axis = Axis::counts("updates", MOST_UPDATES as f64);

/// The accumulated loss on the way, a line for each method.
pub fn losses(figure: &Compare, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let race = figure.race.as_ref();
    let loss = Axis {
        name: "accumulated loss",
        domain: span(figure, race),
        spread: Spread::Log,
        ticks: 6,
    };
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

/// The powers of ten around all losses on the way.
fn span(figure: &Compare, race: Option<&Race>) -> (f64, f64) {
    let walks = race.map_or(&[][..], |race| &race.walks);
    let on_the_way = walks.iter().flat_map(|walk| &walk.losses).map(|(_, loss)| *loss);
    let losses = on_the_way.chain(figure.loss).filter(|loss| *loss > 0.0);
    let (low, high) =
        losses.fold((f64::INFINITY, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));
    if !(low.is_finite() && high > 0.0) {
        return (0.1, 10.0);
    }
    let power = |exponent: f64| 10_f64.powf(exponent.clamp(-12.0, 20.0));
    let (floor, ceiling) = (low.log10().floor(), high.log10().ceil());
    (power(floor), power(ceiling.max(floor + 1.0)))
}
