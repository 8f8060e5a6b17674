//! What the fitting figures look like, and what they say.

use super::bend;
use super::fitting::{self, Fitting, Rung, STRIDE};
use super::layout::{ERROR, ROOMY, STEP, X, Y, curve_plot, error_plot};
use super::samples::DOMAIN;
use super::state::{Fit, Fitted, Gesture, Initialisation, Selected};
use crate::contract::is_small;
use crate::learn::Sinusoid;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{Anchor, Beyond, Dash, Face, Ink, Plot, Scene, Size, Stroke, Text, format};

/// The panel of curves.
pub fn curves(figure: &Fit, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = curve_plot(size);
    let small = is_small(size);
    if small {
        plot.small_axes(&mut scene, &X, &Y);
    } else {
        plot.grid(&mut scene, &X, &Y);
        plot.axes(&mut scene, &X, &Y);
    }
    let progress = figure.progress();
    true_curve(figure, &mut scene, &plot);
    traces(&figure.own, progress, &mut scene, &plot);
    for fitted in from_below(figure) {
        if let Some(curve) = fitted.fitting.curve(progress) {
            plot.curve(&mut scene, curve, stroke(figure, fitted.network));
        }
    }
    sample_marks(figure, &mut scene, &plot);
    // Beside a sentence, that names the curves, and no hand comes.
    if !small {
        hints(figure, &mut scene, &plot);
        name_curves(figure, &mut scene, &plot);
    }
    scene
}

/// The networks that are shown, MAML's above the pretrained one.
fn from_below(figure: &Fit) -> impl Iterator<Item = &Fitted> {
    [Initialisation::Pretrained, Initialisation::Maml]
        .into_iter()
        .filter_map(|network| figure.shown().find(|fitted| fitted.network == network))
}

/// How a network's fit is drawn; where there are two they differ in more than their inks.
fn stroke(figure: &Fit, network: Initialisation) -> Stroke {
    let stroke = Stroke::new(network.ink(), 3.0);
    match (network, &figure.other) {
        (Initialisation::Pretrained, Some(_)) => stroke.dashed(Dash::Dashed),
        _ => stroke,
    }
}

/// The curve of the task, which looks as if it could be taken when it can.
fn true_curve(figure: &Fit, scene: &mut Scene, plot: &Plot) {
    let task = figure.task();
    let taken = matches!(figure.hand, Gesture::Curve(_)) || figure.selected == Selected::Curve;
    let glow = if taken { 0.45 } else { 0.25 };
    if taken || figure.on_curve {
        plot.curve(scene, truth(task), Stroke::new(Ink::Accent, 9.0).faded(glow));
    }
    plot.curve(scene, truth(task), Stroke::new(Ink::Truth, 1.75));
}

/// Where a fit began, and faintly the steps on its way.
fn traces(fitted: &Fitted, progress: f64, scene: &mut Scene, plot: &Plot) {
    let ink = fitted.network.ink();
    for index in between(progress) {
        if let Some(curve) = fitted.fitting.curve(index as f64) {
            plot.curve(scene, curve, Stroke::new(ink, 1.0).faded(0.3));
        }
    }
    if progress > 0.0
        && let Some(curve) = fitted.fitting.curve(0.0)
    {
        plot.curve(scene, curve, Stroke::new(ink, 1.75).dashed(Dash::Dotted));
    }
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
        let radius = if is_small(scene.size) { 3.5 } else { 5.5 };
        scene.dot(at, radius + 1.5, Ink::Halo);
        scene.dot(at, radius, Ink::Samples);
        let held = matches!(&figure.hand, Gesture::Sample(held) if held.index == index);
        if held || figure.selected == Selected::Sample(index) {
            scene.ring(at, 10.0, Stroke::new(Ink::Accent, 2.0));
        }
    }
}

/// What a hand can do, until it has done it.
fn hints(figure: &Fit, scene: &mut Scene, plot: &Plot) {
    if figure.samples().is_empty() {
        let at = ((plot.rect.left + plot.rect.right) / 2.0, plot.rect.bottom - 18.0);
        let text = "Click or tap to place a sample";
        scene.text(Text::new(text, at, 14.0, Ink::Accent, Anchor::Middle));
    }
    if !figure.bent {
        let (x, y) = bend::crest(plot, figure.task());
        let text = Text::new("drag the curve", (x, y - 10.0), 14.0, Ink::Accent, Anchor::Bottom);
        scene.text(text.face(Face::Haloed));
    }
}

/// Each curve's name in its ink: beside its end where there is room, else above the plot.
fn name_curves(figure: &Fit, scene: &mut Scene, plot: &Plot) {
    let right = DOMAIN.1;
    let progress = figure.progress();
    let end = |curve: Option<Vec<(f64, f64)>>| {
        curve.and_then(|curve| curve.last().map(|point| plot.y.px(point.1)))
    };
    let mut names = vec![EndLabel {
        text: "the task".into(),
        y: plot.y.px(figure.task().at(right)),
        ink: Ink::Truth,
    }];
    for Fitted { network, fitting } in figure.shown() {
        if let Some(y) = end(fitting.curve(progress)) {
            let text = match (&figure.other, figure.steps_shown()) {
                (Some(_), _) => network.short_name().into(),
                (None, 0) => "the model".into(),
                (None, steps) => format!("after {}", format::counted(steps, "step")),
            };
            names.push(EndLabel { text, y, ink: network.ink() });
        }
    }
    if progress > 0.0
        && let Some(y) = end(figure.own.fitting.curve(0.0))
    {
        names.push(EndLabel { text: BEFORE.into(), y, ink: figure.own.network.ink() });
    }
    if scene.size.width >= ROOMY {
        labels::column(scene, &names, plot.rect.right + 10.0, &plot.rect);
    } else {
        key_above(figure, scene, &names, plot);
    }
}

/// What is written at the end of the curve before any step.
const BEFORE: &str = "before";

/// The names in up to two rows above the plot, each behind a piece of its line.
fn key_above(figure: &Fit, scene: &mut Scene, names: &[EndLabel], plot: &Plot) {
    let column = plot.rect.width() / 2.0;
    for (place, name) in names.iter().enumerate() {
        let x = plot.rect.left + column * (place % 2) as f64;
        let y = 12.0 + 18.0 * (place / 2) as f64;
        scene.segment((x, y), (x + 22.0, y), swatch(figure, name));
        scene.text(Text::new(name.text.clone(), (x + 28.0, y), 12.5, name.ink, Anchor::Left));
    }
}

fn swatch(figure: &Fit, name: &EndLabel) -> Stroke {
    let stroke_of = |network| stroke(figure, network);
    match (name.ink, name.text.as_str()) {
        (ink, BEFORE) => Stroke::new(ink, 1.75).dashed(Dash::Dotted),
        (Ink::Pretrained, _) => stroke_of(Initialisation::Pretrained),
        (Ink::Maml, _) => stroke_of(Initialisation::Maml),
        (ink, _) => Stroke::new(ink, 1.75),
    }
}

/// The panel of errors.
pub fn errors(figure: &Fit, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = error_plot(size);
    plot.grid(&mut scene, &STEP, &ERROR);
    plot.axes(&mut scene, &STEP, &ERROR);
    let at = mark_at(figure, &plot);
    let mark = Stroke::new(Ink::Accent, 1.5).faded(0.7);
    scene.segment((at, plot.rect.top), (at, plot.rect.bottom), mark);
    let mut beyond = Beyond::default();
    let mut line = |fitting: &Fitting, error: fn(&Rung) -> Option<f64>, stroke| {
        error_line(&mut scene, &plot, &mut beyond, errors_of(fitting, error), stroke);
    };
    if figure.other.is_none() {
        let dotted = Stroke::new(Ink::Samples, 2.0).dashed(Dash::Dotted);
        line(&figure.own.fitting, |rung| rung.support_error, dotted);
    }
    for Fitted { network, fitting } in from_below(figure) {
        let stroke = Stroke { width: 2.0, ..stroke(figure, *network) };
        line(fitting, |rung| Some(rung.outline_error), stroke);
    }
    beyond.label(&mut scene, &plot);
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

/// One of the errors of a fit, by number of steps.
fn errors_of(fitting: &Fitting, error: fn(&Rung) -> Option<f64>) -> Vec<(f64, f64)> {
    let rungs = fitting.rungs.iter();
    rungs.filter_map(|rung| Some((rung.steps as f64, error(rung)?))).collect()
}

/// A line through errors by number of steps; where they lie above or below the plot, it has no
/// dots.
fn error_line(
    scene: &mut Scene,
    plot: &Plot,
    beyond: &mut Beyond,
    points: Vec<(f64, f64)>,
    stroke: Stroke,
) {
    let (least, most) = ERROR.domain;
    beyond.curve(scene, plot, &points, stroke);
    for (steps, error) in points {
        if (least..=most).contains(&error) {
            scene.dot(plot.px(steps, error), 2.5, stroke.ink);
        }
    }
}

/// What the axis counts, and the lines' names: below it where the panel is narrow, else beside.
fn error_key(figure: &Fit, scene: &mut Scene) {
    let (title, names) = match figure.other {
        None => (
            "error (MSE)",
            [
                ("whole curve", figure.own.network.ink(), Dash::Solid),
                ("on the samples", Ink::Samples, Dash::Dotted),
            ],
        ),
        Some(_) => (
            "error of the curve (MSE)",
            [
                (Initialisation::Maml.short_name(), Ink::Maml, Dash::Solid),
                (Initialisation::Pretrained.short_name(), Ink::Pretrained, Dash::Dashed),
            ],
        ),
    };
    let title = Text::new(title, (2.0, 10.0), 12.5, Ink::Muted, Anchor::Left);
    let narrow = scene.size.width < 300.0;
    let (mut x, mut y) = if narrow { (2.0, 28.0) } else { (title.width() + 22.0, 10.0) };
    scene.text(title);
    for (name, ink, dash) in names {
        scene.segment((x, y), (x + 18.0, y), Stroke::new(ink, 2.0).dashed(dash));
        let text = Text::new(name, (x + 23.0, y), 12.0, ink, Anchor::Left);
        if narrow {
            y += 17.0;
        } else {
            x += 23.0 + text.width() + 12.0;
        }
        scene.text(text);
    }
}
