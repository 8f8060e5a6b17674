//! What the fitting figures look like, and what they say.

use super::fitting::{self, Fitting, Rung, STRIDE};
use super::layout::{ERROR, ROOMY, STEP, X, Y, curve_plot, error_plot};
use super::samples::DOMAIN;
use super::state::{Blame, Fit, Gesture, Initialisation};
use crate::contract::Readout;
use crate::figures::kit::readouts;
use crate::learn::Sinusoid;
use crate::number::held;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{Anchor, Dash, Ink, Plot, Scene, Size, Stroke, Text, format};

/// The panel of curves.
pub fn curves(figure: &Fit, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = curve_plot(size);
    plot.grid(&mut scene, &X, &Y);
    plot.axes(&mut scene, &X, &Y);
    let task = figure.task();
    let ink = figure.model.ink();
    let progress = figure.progress();

    plot.curve(&mut scene, truth(task), Stroke::new(Ink::Truth, 1.75));
    if let Some(curve) = figure.other.as_ref().and_then(|other| other.curve(progress)) {
        let stroke = Stroke::new(Ink::Pretrained, 2.25).dashed(Dash::Dashed);
        plot.curve(&mut scene, curve, stroke);
    }
    for index in between(progress) {
        if let Some(curve) = figure.own.curve(index as f64) {
            plot.curve(&mut scene, curve, Stroke::new(ink, 1.0).faded(0.3));
        }
    }
    if progress > 0.0
        && let Some(curve) = figure.own.curve(0.0)
    {
        plot.curve(&mut scene, curve, Stroke::new(ink, 1.75).dashed(Dash::Dotted));
    }
    if let Some(curve) = figure.own.curve(progress) {
        plot.curve(&mut scene, curve, Stroke::new(ink, 3.0));
    }
    sample_marks(figure, &mut scene, &plot);
    hint(figure, &mut scene, &plot);
    name_curves(figure, &mut scene, &plot);
    scene
}

/// The rungs below `progress` whose curves are drawn faintly: each of the first ten steps, and
/// then three for every factor of ten, for a curve changes less from step to step.
fn between(progress: f64) -> impl Iterator<Item = usize> {
    (1..progress.ceil() as usize).filter(|&index| index <= 10 || (index - 10).is_multiple_of(3))
}

fn truth(task: Sinusoid) -> impl Iterator<Item = (f64, f64)> {
    fitting::positions().step_by(STRIDE).map(move |x| (x, task.at(x)))
}

fn sample_marks(figure: &Fit, scene: &mut Scene, plot: &Plot) {
    let task = figure.task();
    if let Some(x) = figure.cursor {
        let at = plot.px(x, task.at(x));
        scene.ring(at, 6.0, Stroke::new(Ink::Accent, 1.5).faded(0.8));
    }
    for (index, &x) in figure.samples().iter().enumerate() {
        let at = plot.px(x, task.at(x));
        scene.dot(at, 7.0, Ink::Halo);
        scene.dot(at, 5.5, Ink::Samples);
        let held = matches!(&figure.hand, Gesture::Sample(held) if held.index == index);
        if held || figure.selected == Some(index) {
            scene.ring(at, 10.0, Stroke::new(Ink::Accent, 2.0));
        }
    }
}

fn hint(figure: &Fit, scene: &mut Scene, plot: &Plot) {
    if figure.samples().is_empty() {
        let at = ((plot.rect.left + plot.rect.right) / 2.0, plot.rect.bottom - 18.0);
        let text = "Click or tap to place a sample";
        scene.text(Text::new(text, at, 14.0, Ink::Accent, Anchor::Middle));
    }
}

/// Each curve's name in its ink: beside its end where there is room, else above the plot.
fn name_curves(figure: &Fit, scene: &mut Scene, plot: &Plot) {
    let right = DOMAIN.1;
    let progress = figure.progress();
    let end = |curve: Option<Vec<(f64, f64)>>| {
        curve.and_then(|curve| curve.last().map(|point| plot.y.px(point.1)))
    };
    let own = figure.model.ink();
    let mut names = vec![EndLabel {
        text: "the task".into(),
        y: plot.y.px(figure.task().at(right)),
        ink: Ink::Truth,
    }];
    if let Some(y) = end(figure.own.curve(progress)) {
        let text = match figure.steps_shown() {
            0 => "the model".into(),
            steps => format!("after {}", format::counted(steps, "step")),
        };
        names.push(EndLabel { text, y, ink: own });
    }
    if progress > 0.0
        && let Some(y) = end(figure.own.curve(0.0))
    {
        names.push(EndLabel { text: "before".into(), y, ink: own });
    }
    if let Some(y) = figure.other.as_ref().and_then(|other| end(other.curve(progress))) {
        names.push(EndLabel { text: "pretrained".into(), y, ink: Ink::Pretrained });
    }
    if scene.size.width >= ROOMY {
        labels::column(scene, &names, plot.rect.right + 10.0, &plot.rect);
    } else {
        key_above(scene, &names, plot);
    }
}

/// The names in up to two rows above the plot, each behind a piece of its line.
fn key_above(scene: &mut Scene, names: &[EndLabel], plot: &Plot) {
    let column = plot.rect.width() / 2.0;
    for (place, name) in names.iter().enumerate() {
        let x = plot.rect.left + column * (place % 2) as f64;
        let y = 12.0 + 18.0 * (place / 2) as f64;
        scene.line(vec![(x, y), (x + 22.0, y)], swatch(name));
        scene.text(Text::new(name.text.clone(), (x + 28.0, y), 12.5, name.ink, Anchor::Left));
    }
}

fn swatch(name: &EndLabel) -> Stroke {
    match (name.ink, name.text.as_str()) {
        (Ink::Truth, _) => Stroke::new(name.ink, 1.75),
        (_, "before") => Stroke::new(name.ink, 1.75).dashed(Dash::Dotted),
        (_, "pretrained") => Stroke::new(name.ink, 2.25).dashed(Dash::Dashed),
        _ => Stroke::new(name.ink, 3.0),
    }
}

/// The panel of errors.
pub fn errors(figure: &Fit, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = error_plot(size);
    plot.grid(&mut scene, &STEP, &ERROR);
    plot.axes(&mut scene, &STEP, &ERROR);
    let ink = figure.model.ink();
    let at = mark_at(figure, &plot);
    let mark = Stroke::new(Ink::Accent, 1.5).faded(0.7);
    scene.line(vec![(at, plot.rect.top), (at, plot.rect.bottom)], mark);
    if let Some(other) = &figure.other {
        let dashed = Stroke::new(Ink::Pretrained, 2.0).dashed(Dash::Dashed);
        error_line(&mut scene, &plot, other, |rung| Some(rung.outline_error), dashed);
    }
    let dotted = Stroke::new(Ink::Samples, 2.0).dashed(Dash::Dotted);
    error_line(&mut scene, &plot, &figure.own, |rung| rung.support_error, dotted);
    let solid = Stroke::new(ink, 2.0);
    error_line(&mut scene, &plot, &figure.own, |rung| Some(rung.outline_error), solid);
    error_key(figure, &mut scene);
    scene
}

/// Where the mark stands: at the steps that are shown, or on its way from rung to rung.
fn mark_at(figure: &Fit, plot: &Plot) -> f64 {
    let progress = figure.progress();
    let rung = |index: f64| figure.ladder.get(index as usize).map_or(0.0, |&steps| steps as f64);
    let [from, to] = [progress.floor(), progress.ceil()].map(|index| plot.x.px(rung(index)));
    from + progress.fract() * (to - from)
}

/// One of the errors by number of steps; where it lies above or below the plot, its line is
/// held at the edge and has no dots.
fn error_line(
    scene: &mut Scene,
    plot: &Plot,
    fitting: &Fitting,
    error: impl Fn(&Rung) -> Option<f64>,
    stroke: Stroke,
) {
    let (least, most) = ERROR.domain;
    let rungs = fitting.rungs.iter();
    let points: Vec<(f64, f64)> =
        rungs.filter_map(|rung| Some((rung.steps as f64, error(rung)?))).collect();
    let inside = points.iter().map(|&(steps, error)| (steps, held(error, least, most)));
    plot.curve(scene, inside, stroke);
    for (steps, error) in points {
        if (least..=most).contains(&error) {
            scene.dot(plot.px(steps, error), 2.5, stroke.ink);
        }
    }
}

fn error_key(figure: &Fit, scene: &mut Scene) {
    scene.text(Text::new("error (MSE)", (2.0, 10.0), 12.5, Ink::Muted, Anchor::Left));
    let mut names = vec![
        ("whole curve", figure.model.ink(), Dash::Solid),
        ("on the samples", Ink::Samples, Dash::Dotted),
    ];
    if figure.other.is_some() {
        names[0].0 = "whole curve, MAML";
        names.push(("whole curve, pretrained", Ink::Pretrained, Dash::Dashed));
    }
    let narrow = scene.size.width < 300.0;
    let mut x = if narrow { 2.0 } else { 92.0 };
    for (row, (name, ink, dash)) in names.into_iter().enumerate() {
        let y = if narrow { 28.0 + 17.0 * row as f64 } else { 10.0 + 15.0 * (row / 2) as f64 };
        if !narrow && row == 2 {
            x = 92.0;
        }
        scene.line(vec![(x, y), (x + 18.0, y)], Stroke::new(ink, 2.0).dashed(dash));
        let text = Text::new(name, (x + 23.0, y), 12.0, ink, Anchor::Left);
        let width = text.width();
        scene.text(text);
        if !narrow {
            x += 23.0 + width + 12.0;
        }
    }
}

/// The numbers under the figure.
pub fn readouts(figure: &Fit) -> Vec<Readout> {
    let shown = figure.progress().round() as usize;
    let none = figure.samples().is_empty();
    let own = figure.model.ink();
    let support = |index: usize| figure.own.rungs.get(index).and_then(|rung| rung.support_error);
    let curve = |index: usize| figure.own.curve_error(index);
    let on_samples = if none { "no samples" } else { "diverged" };
    let mut readouts = vec![
        readouts::number(
            "support-mse",
            "Error on the samples, after",
            support(shown),
            on_samples,
            Ink::Samples,
        ),
        readouts::number(
            "curve-mse",
            "Error over the whole curve, after",
            curve(shown),
            "diverged",
            own,
        ),
        readouts::number(
            "support-mse-before",
            "On the samples, before",
            support(0),
            on_samples,
            Ink::Samples,
        ),
        readouts::number("curve-mse-before", "Over the curve, before", curve(0), "diverged", own),
    ];
    if figure.model == Initialisation::Maml {
        let value = figure.other.as_ref().and_then(|other| other.curve_error(shown));
        let empty = if figure.other.is_some() { "diverged" } else { "not compared" };
        let label = "Pretrained, over the curve";
        readouts.push(readouts::number(
            "curve-mse-pretrained",
            label,
            value,
            empty,
            Ink::Pretrained,
        ));
    }
    readouts
}

/// What is seen now, in words.
pub fn describe(figure: &Fit) -> String {
    let task = figure.task();
    let name = if figure.guest.is_some() { "network" } else { figure.model.name() };
    let intro = format!(
        "The task is {} · sin(x + {}).",
        format::tick(task.amplitude),
        format::fixed(task.phase, 2)
    );
    let count = figure.samples().len();
    if count == 0 {
        return format!("{intro} There are no samples, so the {name} stays as it is.");
    }
    let steps = figure.steps_shown();
    let shown = figure.progress().round() as usize;
    let (Some(before), Some(after)) = (figure.own.curve_error(0), figure.own.curve_error(shown))
    else {
        return match figure.own.rungs.first() {
            Some(_) => format!("{intro} The fit of the {name} diverged."),
            None => format!("{intro} The {name}’s numbers are too large to be shown."),
        };
    };
    format!(
        "{intro} After {} on {} the {name}’s error over the whole curve is {}; before it was {}.",
        format::counted(steps, "step"),
        format::counted(count, "sample"),
        format::number(after),
        format::number(before)
    )
}

/// What keys have just moved or chosen: a sample, or the cursor.
pub fn at_hand(figure: &Fit) -> Option<String> {
    let (samples, task) = (figure.samples(), figure.task());
    let place = |x: f64| {
        let (x, y) = (format::fixed(x, 2), format::fixed(task.at(x), 2));
        format!("x = {x}, y = {y}")
    };
    let chosen = figure.selected.and_then(|index| Some((index + 1, *samples.get(index)?)));
    Some(match (chosen, figure.cursor) {
        (Some((number, x)), _) => {
            format!("Sample {number} of {}, {}.", samples.len(), place(x))
        }
        (None, Some(x)) => format!("Cursor, {}.", place(x)),
        (None, None) => format!("{}.", format::counted(samples.len(), "sample")),
    })
}

/// What went wrong with the fit, if something did, and why.
pub fn trouble(figure: &Fit) -> Option<String> {
    let steps = figure.steps();
    let diverged = figure.own.diverged_at.filter(|&step| step <= steps);
    let what = match diverged {
        Some(0) => "The fit is out of bounds before its first step".into(),
        Some(step) => format!("The fit diverged at step {step}"),
        None if figure.own.grows_until(steps) => {
            "The error on the samples grew instead of falling".into()
        }
        None => return None,
    };
    let why = match (figure.blame, diverged) {
        (Blame::Weights, Some(0)) => "the weights of this network are too large to compute with",
        (Blame::Weights, _) => {
            "it does so at the least inner rate α too, so this network’s own weights are the reason"
        }
        (Blame::Rate, _) => "the inner rate α is too large for these samples",
    };
    Some(format!("{what}: {why}."))
}

/// Whose weights are shown, if they are not the article's own.
pub fn origin(figure: &Fit) -> Option<String> {
    let guest = figure.guest.as_ref()?;
    Some(format!("This is {}, in place of the article’s own.", guest.origin))
}
