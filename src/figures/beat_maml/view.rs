//! What `beat-maml` looks like.

use super::drawing::{HANDLES, Heights, line_at, position};
use super::layout::{ERROR, ROOMY, X, Y, curve_plot};
use super::round::{self, Guess};
use super::state::{BeatMaml, Gesture, Player};
use crate::number::held;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{
    Anchor, Axis, Dash, Face, Ink, Margins, Plot, Scene, Size, Stroke, Text, format, marks,
};

const YOU: Stroke = Stroke::new(Ink::Accent, 3.0);
const CHALLENGER: Stroke = Stroke::new(Ink::Task1, 2.25).dashed(Dash::Dashed);
const TRUTH: Stroke = Stroke::new(Ink::Truth, 1.75);

/// How a network's curve is drawn after its first and after its last step.
fn strokes(player: Player) -> [Stroke; 2] {
    let dash = if player == Player::Maml { Dash::Solid } else { Dash::Dashed };
    let ink = player.ink();
    [Stroke::new(ink, 1.5).faded(0.6).dashed(dash), Stroke::new(ink, 2.5).dashed(dash)]
}

/// From this height on, the panel of errors has room for a name above each error.
const TALL: f64 = 300.0;

/// A curve with its name.
struct Named {
    name: &'static str,
    /// What it is drawn with.
    stroke: Stroke,
    /// Its height at the right edge, if it comes so far.
    end: Option<f64>,
}

/// The panel of curves.
pub fn curves(figure: &BeatMaml, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = curve_plot(size);
    plot.grid(&mut scene, &X, &Y);
    plot.axes(&mut scene, &X, &Y);
    let mut names = answers(figure, &mut scene, &plot);
    names.extend(yours(figure, &mut scene, &plot));
    for &(x, y) in &figure.round.points {
        let at = plot.px(x, y);
        scene.dot(at, 7.0, Ink::Halo);
        scene.dot(at, 5.5, Ink::Samples);
    }
    handles(figure, &mut scene, &plot);
    match size.width >= ROOMY {
        true => beside(&mut scene, &plot, &names),
        false => above(figure, &mut scene, &plot, &names),
    }
    hint(figure, &mut scene, &plot);
    scene
}

/// What the networks draw and the task, as far as the comparison is: each is drawn from left to
/// right.
fn answers(figure: &BeatMaml, scene: &mut Scene, plot: &Plot) -> Vec<Named> {
    let acts = figure.acts();
    let mut names = Vec::new();
    let mut draw = |name, stroke, mut points: Vec<(f64, f64)>, act: f64| {
        let part = held(acts - act, 0.0, 1.0);
        if part <= 0.0 {
            return;
        }
        points.truncate((part * points.len() as f64) as usize);
        let end = points.last().filter(|_| part >= 1.0).map(|last| last.1);
        plot.curve(scene, points, stroke);
        names.push(Named { name, stroke, end });
    };
    let guesses = [
        (
            Player::Pretrained,
            &figure.round.pretrained,
            ["pretrained, 1 step", "pretrained, 10 steps"],
        ),
        (Player::Maml, &figure.round.maml, ["MAML, 1 step", "MAML, 10 steps"]),
    ];
    for (player, guesses, names) in guesses {
        for (act, (guess, name)) in guesses.iter().zip(names).enumerate() {
            if let Some(Guess { curve, .. }) = guess {
                let stroke = strokes(player)[act];
                draw(name, stroke, curve.clone(), act as f64);
            }
        }
    }
    let task = figure.round.task;
    draw("the task", TRUTH, round::drawn().map(|x| (x, task.at(x))).collect(), 2.0);
    if let Some(heights) = figure.challenge() {
        draw("challenger", CHALLENGER, line(&heights, X.domain), 2.0);
    }
    names
}

/// The part of a curve of handles between two x. A list, as all curves here are: every kind of
/// iterator would bring a way to be drawn of its own into the page.
fn line(heights: &Heights, (from, to): (f64, f64)) -> Vec<(f64, f64)> {
    let inside = round::drawn().filter(|x| (from..=to).contains(x));
    inside.map(|x| (x, line_at(heights, x))).collect()
}

/// The reader's curve, what is carried on of it dashed, and the line that is being drawn.
fn yours(figure: &BeatMaml, scene: &mut Scene, plot: &Plot) -> Option<Named> {
    let drawing = match &figure.hand {
        Gesture::Stroke { stroke, .. } => {
            plot.curve(scene, stroke.points().collect::<Vec<_>>(), YOU);
            true
        }
        _ => false,
    };
    let heights = figure.heights()?;
    let shade = if drawing { 0.35 } else { 1.0 };
    let all_given = figure.given.iter().all(|given| *given);
    if all_given || figure.is_revealed() {
        plot.curve(scene, line(&heights, X.domain), YOU.faded(shade));
    } else {
        for left in 0..HANDLES - 1 {
            let given = figure.given[left] && figure.given[left + 1];
            let stroke = match given {
                true => YOU.faded(shade),
                false => YOU.dashed(Dash::Dotted).faded(0.7 * shade),
            };
            let part = (position(left), position(left + 1));
            plot.curve(scene, line(&heights, part), stroke);
        }
    }
    Some(Named { name: "you", stroke: YOU, end: Some(heights[HANDLES - 1]) })
}

/// The handles: filled where they are drawn, hollow where the curve is carried on; the one
/// that keys act on with a ring.
fn handles(figure: &BeatMaml, scene: &mut Scene, plot: &Plot) {
    if figure.is_revealed() {
        return;
    }
    let heights = figure.heights();
    let at =
        |handle: usize| plot.px(position(handle), heights.map_or(0.0, |heights| heights[handle]));
    let is_drawing = matches!(figure.hand, Gesture::Stroke { .. });
    if heights.is_some() && !is_drawing {
        for (handle, given) in figure.given.into_iter().enumerate() {
            scene.dot(at(handle), 5.0, Ink::Halo);
            match given {
                true => scene.dot(at(handle), 3.5, Ink::Accent),
                false => scene.ring(at(handle), 3.0, Stroke::new(Ink::Accent, 1.25)),
            }
        }
    }
    let held = match figure.hand {
        Gesture::Handle { handle, .. } => Some(handle),
        _ => figure.selected,
    };
    if let Some(handle) = held {
        scene.ring(at(handle), 9.0, Stroke::new(Ink::Accent, 2.0));
    }
}

/// What there is to do, as long as nothing was done.
fn hint(figure: &BeatMaml, scene: &mut Scene, plot: &Plot) {
    let is_idle = figure.hand == Gesture::Free && figure.selected.is_none();
    if is_idle && figure.heights().is_none() && !figure.is_revealed() {
        let at = ((plot.rect.left + plot.rect.right) / 2.0, plot.y.px(-5.9));
        let text = Text::new("Draw the missing curve here", at, 14.0, Ink::Accent, Anchor::Middle);
        scene.text(text.face(Face::Haloed));
    }
}

/// The names beside the ends of their curves.
fn beside(scene: &mut Scene, plot: &Plot, names: &[Named]) {
    let labels: Vec<EndLabel> = (names.iter())
        .filter_map(|Named { name, stroke, end }| {
            // Two short lines find room where a long one does not.
            let text = match name.split_once(' ') {
                Some((who, when)) if when != "task" => [who, "\n", when].concat(),
                _ => (*name).into(),
            };
            Some(EndLabel { text, y: plot.y.px((*end)?), ink: stroke.ink })
        })
        .collect();
    labels::column(scene, &labels, plot.rect.right + 10.0, &plot.rect);
}

/// The names in rows of two above the plot, each behind a piece of its line; before there are
/// any, what the picture is.
fn above(figure: &BeatMaml, scene: &mut Scene, plot: &Plot, names: &[Named]) {
    if names.is_empty() {
        let at = (plot.rect.left, 12.0);
        scene.text(Text::new(title(figure), at, 12.5, Ink::Text, Anchor::Left));
    }
    let column = 0.54 * plot.rect.width();
    // What was drawn last lies above, and comes first.
    for (place, Named { name, stroke, .. }) in names.iter().rev().enumerate() {
        let x = plot.rect.left + column * (place % 2) as f64;
        let y = 9.0 + 15.0 * (place / 2) as f64;
        scene.segment((x, y), (x + 20.0, y), *stroke);
        scene.text(Text::new(*name, (x + 25.0, y), 12.0, stroke.ink, Anchor::Left));
    }
}

fn title(figure: &BeatMaml) -> String {
    ["Round ", &figure.round.seed.to_string(), ": five points of a hidden task"].concat()
}

/// One of the errors side by side.
struct Row {
    name: &'static str,
    error: Option<f64>,
    ink: Ink,
    /// Whether it has won the round.
    is_best: bool,
}

fn rows(figure: &BeatMaml) -> Vec<Row> {
    let best = figure.winner();
    let row = |name, error, ink, player: Option<Player>| Row {
        name,
        error,
        ink,
        is_best: player == best && player.is_some(),
    };
    let error = |guess: &Option<Guess>| guess.as_ref().map(|guess| guess.error);
    let round = &figure.round;
    let yours = figure.error_of(figure.heights());
    let mut rows = vec![row("you", yours, Ink::Accent, Some(Player::You))];
    if let Some(heights) = figure.challenge() {
        rows.push(row("challenger", figure.error_of(Some(heights)), CHALLENGER.ink, None));
    }
    rows.extend([
        row("MAML, 1 step", error(&round.maml[0]), Ink::Maml, None),
        row("MAML, 10 steps", error(&round.maml[1]), Ink::Maml, Some(Player::Maml)),
        row("pretrained, 1 step", error(&round.pretrained[0]), Ink::Pretrained, None),
        row(
            "pretrained, 10 steps",
            error(&round.pretrained[1]),
            Ink::Pretrained,
            Some(Player::Pretrained),
        ),
    ]);
    rows
}

/// The panel of errors.
pub fn errors(figure: &BeatMaml, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let rows = rows(figure);
    let tall = size.height >= TALL;
    let left = if tall { 22.0 } else { 140.0 };
    let margins = Margins { left, top: 34.0, right: 44.0, bottom: 42.0 };
    let plot = Plot::new(size, margins, &ERROR, &Axis::linear("", (0.0, 1.0)));
    score(figure, &mut scene);
    marks::bottom_axis(&mut scene, &plot, &[0.001, 0.01, 0.1, 1.0, 10.0], ERROR.name);
    let step = plot.rect.height() / rows.len() as f64;
    for (index, row) in rows.iter().enumerate() {
        let middle = plot.rect.top + step * (index as f64 + if tall { 0.68 } else { 0.5 });
        error_row(figure, &mut scene, &plot, row, middle);
    }
    scene
}

/// Who has won how many rounds, in a row above the plot.
fn score(figure: &BeatMaml, scene: &mut Scene) {
    let mut x = 12.0;
    for (player, won) in Player::ALL.into_iter().zip(figure.score()) {
        let text = [player.name(), " ", &won.to_string()].concat();
        let text = Text::new(text, (x, 12.0), labels::SIZE, player.ink(), Anchor::Left);
        let text = text.face(Face::Bold);
        x += text.width() + 14.0;
        scene.text(text);
    }
}

/// One error: its name, and how long it is. Before the answers are out, the name alone.
fn error_row(figure: &BeatMaml, scene: &mut Scene, plot: &Plot, row: &Row, middle: f64) {
    let tall = scene.size.height >= TALL;
    let (at, anchor) = match tall {
        true => ((plot.rect.left + 6.0, middle - 15.0), Anchor::Left),
        false => ((plot.rect.left - 8.0, middle), Anchor::Right),
    };
    let face = if figure.is_open() && row.is_best { Face::Bold } else { Face::Plain };
    scene.text(Text::new(row.name, at, 12.5, row.ink, anchor).face(face));
    if !figure.is_open() {
        return;
    }
    let (left, number) = (plot.rect.left, |text, x| {
        Text::new(text, (x, middle), 12.5, row.ink, Anchor::Left).face(face)
    });
    let Some(error) = row.error else {
        scene.text(number("none".into(), left + 6.0));
        return;
    };
    let (least, most) = ERROR.domain;
    let end = plot.x.px(held(error, least, most));
    let width = if row.is_best { 4.0 } else { 2.0 };
    scene.segment((left, middle), (end, middle), Stroke::new(row.ink, width));
    scene.dot((end, middle), width + 1.5, row.ink);
    scene.text(number(format::number(error), end + 10.0));
}
