//! What `average` looks like, and what it says.

use super::controls::{DISTANCE, Kinds};
use super::layout::{Axes, Plots, X, positions};
use super::state::Average;
use super::wave::Wave;
use crate::contract::Readout;
use crate::figures::kit::readouts;
use crate::plot::axes::TICK_SIZE;
use crate::plot::labels::{self, EndLabel};
use crate::plot::marks;
use crate::plot::{Anchor, Dash, Face, Ink, Placer, Plot, Rect, Scene, Size, Stroke, Text, format};

/// So many tasks are drawn one by one, as curves and as dots; of more the first ones as
/// curves, and bars in place of dots. An eye can tell no more of them apart.
const DRAWN: usize = 60;

/// How many bars the values of many tasks are put into.
const BARS: usize = 28;

const AVERAGE: Stroke = Stroke::new(Ink::Text, 3.5);
const EXPECTED: Stroke = Stroke::new(Ink::Muted, 1.75).dashed(Dash::Dashed);
const NETWORK: Stroke = Stroke::new(Ink::Pretrained, 2.0);
const ANSWER: Stroke = Stroke::new(Ink::Accent, 2.0);

/// The one panel.
pub fn curves(figure: &Average, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let axes = Axes::of(figure.kinds());
    let plots = Plots::new(size, &axes);
    plots.curves.grid(&mut scene, &X, &axes.y);
    plots.curves.axes(&mut scene, &X, &axes.y);
    waves(figure, &mut scene, &plots);
    values(figure, &mut scene, &plots.values);
    errors(figure, &mut scene, &plots.errors, &axes);
    answer(figure, &mut scene, &plots);
    titles(figure, &mut scene, &plots);
    names(figure, &mut scene, &plots);
    scene
}

fn waves(figure: &Average, scene: &mut Scene, plots: &Plots) {
    // Lists all of them: every kind of iterator would bring a way to be drawn of its own.
    let wave = |wave: Wave| positions().map(|x| (x, wave.at(x))).collect::<Vec<_>>();
    let task = match figure.kinds() {
        Kinds::Opposed => Stroke::new(Ink::Truth, 1.75),
        Kinds::Drawn => Stroke::new(Ink::Truth, 1.0).faded(0.25),
    };
    for &one in figure.tasks.iter().take(DRAWN) {
        plots.curves.curve(scene, wave(one), task);
    }
    plots.curves.curve(scene, wave(figure.mean), AVERAGE);
    if figure.kinds() == Kinds::Drawn {
        plots.curves.curve(scene, wave(Wave::expected()), EXPECTED);
        plots.curves.curve(scene, figure.network.clone(), NETWORK);
    }
}

/// The tasks' values at the reader's x: stacked from the left.
fn values(figure: &Average, scene: &mut Scene, plot: &Plot) {
    let Rect { left, top, bottom, .. } = plot.rect;
    scene.segment((left, top), (left, bottom), Stroke::new(Ink::Hairline, 1.0));
    let heights = figure.tasks.iter().map(|task| plot.y.px(task.at(figure.answer().0)));
    let few = figure.tasks.len() <= DRAWN;
    let thickness = if few { 6.0 } else { (plot.rect.height() / BARS as f64).max(1.0) };
    let rows = (plot.rect.height() / thickness).ceil().max(1.0) as usize;
    let mut counts = vec![0_usize; rows + 1];
    for height in heights {
        let row = ((height - top) / thickness).max(0.0) as usize;
        counts[row.min(rows)] += 1;
        if few {
            let beside = (counts[row.min(rows)] - 1) as f64 * thickness;
            let x = (left + 4.0 + beside).min(plot.rect.right);
            scene.dot((x, height), 2.5, Ink::Truth);
        }
    }
    if few {
        return;
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    for (row, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let y = (top + (row as f64 + 0.5) * thickness).min(bottom);
        let right = left + plot.rect.width() * count as f64 / most;
        let bar = Stroke::new(Ink::Truth, (thickness - 1.0).max(0.5)).faded(0.45);
        scene.segment((left, y), (right, y), bar);
    }
}

/// The mean squared error of every answer at the reader's x: a parabola on its side.
fn errors(figure: &Average, scene: &mut Scene, plot: &Plot, axes: &Axes) {
    let most = axes.error.domain.1;
    marks::bottom_axis(scene, plot, &[0.0, most / 2.0, most], axes.error.name);
    let x = figure.answer().0;
    let (low, high) = axes.y.domain;
    let every = (0..=60).map(|i| {
        let y = low + (high - low) * f64::from(i) / 60.0;
        (figure.error_at(x, y), y)
    });
    plot.curve(scene, every.collect::<Vec<_>>(), ANSWER);
}

/// The reader's answer and the mean, from the curves through the values to their errors.
fn answer(figure: &Average, scene: &mut Scene, plots: &Plots) {
    let (curves, errors) = (&plots.curves, &plots.errors);
    let (x, y) = figure.answer();
    let mean = figure.mean.at(x);
    let along = curves.x.px(x);
    let probe = ANSWER.faded(0.6);
    scene.segment((along, curves.rect.top), (along, curves.rect.bottom), probe);
    for (y, stroke) in [(mean, Stroke::new(Ink::Text, 1.25)), (y, Stroke::new(Ink::Accent, 1.25))] {
        let found = errors.rect.nearest(errors.px(figure.error_at(x, y), y));
        let dotted = stroke.dashed(Dash::Dotted);
        scene.segment((plots.values.rect.left, found.1), found, dotted);
        scene.dot(found, 6.0, Ink::Halo);
        scene.dot(found, 4.5, stroke.ink);
    }
    least(figure, scene, errors);
    scene.dot(curves.px(x, mean), 5.5, Ink::Halo);
    scene.dot(curves.px(x, mean), 4.0, Ink::Text);
    let handle = figure.handle(plots);
    scene.dot(handle, 8.5, Ink::Halo);
    scene.dot(handle, 5.0, Ink::Accent);
    scene.ring(handle, 9.5, ANSWER);
    let mut placer = Placer::new(curves.rect);
    placer.avoid(handle, 10.0);
    placer.avoid(curves.px(x, mean), 6.0);
    placer.avoid_line((along, curves.rect.top), (along, curves.rect.bottom));
    let text = if figure.moved { "your answer" } else { "drag your answer" };
    let name = Text::new(text, handle, labels::SIZE, Ink::Accent, Anchor::Left);
    placer.label(name.face(Face::Haloed), 15.0);
    placer.finish(scene);
}

/// Names the least error, while the reader's is not as small and there is room.
fn least(figure: &Average, scene: &mut Scene, plot: &Plot) {
    let (x, y) = figure.answer();
    let mean = figure.mean.at(x);
    let at = plot.px(figure.error_at(x, mean), mean);
    let name = Text::new("least", (at.0 + 10.0, at.1), TICK_SIZE, Ink::Text, Anchor::Left);
    let is_free = (plot.y.px(y) - at.1).abs() > 16.0;
    if is_free && name.bounds().right < plot.rect.right {
        scene.text(name);
    }
}

/// What each of the three plots shows, above it.
fn titles(figure: &Average, scene: &mut Scene, plots: &Plots) {
    let count = figure.tasks.len();
    let whole = match (figure.kinds(), count > DRAWN) {
        (Kinds::Opposed, _) => "two tasks".into(),
        (Kinds::Drawn, false) => format::counted(count, "task"),
        (Kinds::Drawn, true) => format!("{count} tasks, {DRAWN} of them drawn"),
    };
    let at = (plots.curves.rect.left, 12.0);
    scene.text(Text::new(whole, at, labels::SIZE, Ink::Truth, Anchor::Left));
    let above = plots.values.rect.top - 14.0;
    let x = format::tick((figure.answer().0 * 100.0).round() / 100.0);
    let there = Text::new(
        ["at x = ", &x].concat(),
        (plots.values.rect.left, above),
        labels::SIZE,
        Ink::Accent,
        Anchor::Left,
    );
    scene.text(there);
}

/// The curves' names: beside their ends where there is room, else above the plot.
fn names(figure: &Average, scene: &mut Scene, plots: &Plots) {
    let right = X.domain.1;
    let end =
        |text: &str, y: f64, ink: Ink| EndLabel { text: text.into(), y: plots.curves.y.px(y), ink };
    let mut names = vec![(end("average", figure.mean.at(right), Ink::Text), AVERAGE)];
    match figure.kinds() {
        Kinds::Opposed => {
            let task = Stroke::new(Ink::Truth, 1.75);
            for (name, wave) in ["f₁", "f₂"].into_iter().zip(&figure.tasks) {
                names.push((end(name, wave.at(right), Ink::Truth), task));
            }
        }
        Kinds::Drawn => {
            let expected = Wave::expected().at(right);
            names.push((end("1.62 cos x", expected, EXPECTED.ink), EXPECTED));
            let network = figure.network.last();
            names.extend(network.map(|last| (end("pretrained", last.1, NETWORK.ink), NETWORK)));
        }
    }
    if plots.roomy {
        let names: Vec<EndLabel> = names.into_iter().map(|(name, _)| name).collect();
        labels::column(scene, &names, plots.curves.rect.right + 10.0, &plots.curves.rect);
        return;
    }
    // In the order in which they came, two in a row, and the first row is the title's.
    let mut at = (plots.curves.rect.left, 30.0);
    for (name, stroke) in names {
        let text = Text::new(name.text, (at.0 + 24.0, at.1), 12.0, name.ink, Anchor::Left);
        let width = 24.0 + text.width() + 14.0;
        scene.segment(at, (at.0 + 18.0, at.1), stroke);
        scene.text(text);
        at.0 += width;
        if at.0 > plots.curves.rect.right - 20.0 {
            at = (plots.curves.rect.left, at.1 + 17.0);
        }
    }
}

/// The numbers under the figure.
pub fn readouts(figure: &Average) -> Vec<Readout> {
    let (x, y) = figure.answer();
    let off = match figure.kinds() {
        Kinds::Opposed => None,
        Kinds::Drawn => Some(figure.mean.mean_square_from(&Wave::expected()).sqrt()),
    };
    let number =
        |key, label, value, ink| readouts::number(key, label, value, readouts::ABSENT, ink);
    vec![
        number("error", "Error of the average", Some(figure.least_error()), Ink::Text),
        number("amplitude", "Its amplitude", Some(figure.mean.amplitude()), Ink::Text),
        number("distance", "Its distance from 1.62 cos x", off, EXPECTED.ink),
        number(
            "answer-error",
            "Error of your answer at x",
            Some(figure.error_at(x, y)),
            Ink::Accent,
        ),
        number(
            "least-error",
            "Least possible there",
            Some(figure.error_at(x, figure.mean.at(x))),
            Ink::Text,
        ),
    ]
}

/// What is seen now, in words.
pub fn describe(figure: &Average) -> String {
    let (error, amplitude) = (figure.least_error(), figure.mean.amplitude());
    let tasks = match figure.kinds() {
        Kinds::Opposed => {
            let distance = format::fixed(figure.settings.get(DISTANCE), 2);
            let average = match amplitude < 0.0005 {
                true => "zero everywhere".into(),
                false => ["a wave of amplitude ", &format::fixed(amplitude, 2)].concat(),
            };
            format!("The phases of f₁ and f₂ are {distance} apart, and their average is {average}.")
        }
        Kinds::Drawn => {
            let count = format::counted(figure.tasks.len(), "task");
            let amplitude = format::fixed(amplitude, 2);
            format!("The average of {count} is a wave of amplitude {amplitude}.")
        }
    };
    let (x, y) = figure.answer();
    let [yours, least] = [y, figure.mean.at(x)].map(|y| format::number(figure.error_at(x, y)));
    let [x, y] = [x, y].map(|value| format::fixed(value, 2));
    format!(
        "{tasks} As the one answer to all it has an error of {}. At x = {x} your answer {y} has \
         {yours}; the least possible is {least}.",
        format::number(error)
    )
}

/// The answer and its error, in words.
pub fn announcement(figure: &Average) -> String {
    let (x, y) = figure.answer();
    let error = format::number(figure.error_at(x, y));
    format!("x = {}, answer {}, squared error {error}", format::fixed(x, 2), format::fixed(y, 2))
}
