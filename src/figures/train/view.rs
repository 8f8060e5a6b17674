//! What the training figure looks like, and what it says.

use super::controls::{AXIS, Against, INNER_STEPS};
use super::state::{Racer, State, Train};
use crate::contract::{Panel, Readout};
use crate::learn::adapt::{self, Inner};
use crate::learn::train::run::End;
use crate::learn::{Distribution, Network, Samples, Sinusoid, weights};
use crate::number::held;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{
    Anchor, Axis, Dash, Ink, Margins, Plot, Rect, Scene, Size, Stroke, Text, format,
};

/// The index of the panel with the curves.
pub const CURVES: usize = 0;

/// Both panels.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "curves",
        label: "The initialisation, and three held-out tasks fine-tuned from it",
        wide: Size::new(500.0, 400.0),
        narrow: Size::new(358.0, 320.0),
        keys: "",
    },
    Panel {
        key: "errors",
        label: "The error on held-out tasks after fine-tuning, as training goes on",
        wide: Size::new(436.0, 400.0),
        narrow: Size::new(358.0, 300.0),
        keys: "",
    },
];

const X: Axis = Axis::linear("x", (-5.0, 5.0));
const Y: Axis = Axis::linear("f(x)", (-6.5, 6.5));
const ERROR: Axis = Axis::log("error (MSE)", (0.01, 20.0));

/// Where the three tasks on show lie in the ranges of amplitude and phase.
const SHOWN: [(f64, f64); 3] = [(0.85, 0.15), (0.55, 0.9), (0.25, 0.5)];

/// The points at which curves are computed.
const POINTS: usize = 201;

/// The panel of curves.
pub fn curves(figure: &Train, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let margins = Margins { left: 46.0, top: 48.0, right: 12.0, bottom: 42.0 };
    let plot = Plot::new(size, margins, &X, &Y);
    plot.grid(&mut scene, &X, &Y);
    plot.axes(&mut scene, &X, &Y);
    let Some(racer) = figure.main_racer() else { return scene };
    let ink = racer.plan.entrant.ink();
    for task in shown_tasks(&racer.plan.problem.distribution) {
        let truth = positions().map(|x| (x, task.at(x)));
        plot.curve(&mut scene, truth, Stroke::new(Ink::Truth, 1.25).dashed(Dash::Dotted));
        if let Some(fitted) = fitted(racer, task) {
            plot.curve(&mut scene, fitted, Stroke::new(ink, 1.5));
        }
        for x in sample_positions(racer.plan.recipe.shots) {
            let (px, py) = plot.px(x, task.at(x));
            scene.dot((px, py), 2.5, Ink::Samples);
        }
    }
    plot.curve(&mut scene, predicted(racer, &racer.theta), Stroke::new(ink, 4.0));
    key(&mut scene, racer);
    scene
}

/// What each kind of line is, above the plot.
fn key(scene: &mut Scene, racer: &Racer) {
    let ink = racer.plan.entrant.ink();
    let steps = format::counted(racer.plan.eval_steps, "step");
    let rows = [
        ("initialisation θ".to_string(), Stroke::new(ink, 4.0), ink, (46.0, 12.0)),
        (format!("three tasks after {steps}"), Stroke::new(ink, 1.5), ink, (46.0, 31.0)),
        (
            "their truth".into(),
            Stroke::new(Ink::Truth, 1.25).dashed(Dash::Dotted),
            Ink::Truth,
            (250.0, 12.0),
        ),
    ];
    for (name, stroke, ink, (x, y)) in rows {
        scene.line(vec![(x, y), (x + 22.0, y)], stroke);
        scene.text(Text::new(name, (x + 28.0, y), 12.5, ink, Anchor::Left));
    }
}

/// The tasks on show: fixed places in the ranges that tasks come from.
fn shown_tasks(distribution: &Distribution) -> impl Iterator<Item = Sinusoid> {
    let (amplitude, phase) = (distribution.amplitude, distribution.phase);
    SHOWN.into_iter().map(move |(a, p)| Sinusoid {
        amplitude: amplitude.low() + a * (amplitude.high() - amplitude.low()),
        phase: phase.low() + p * (phase.high() - phase.low()),
    })
}

/// Evenly spread sample positions, so that nothing in the picture is luck.
fn sample_positions(shots: usize) -> impl Iterator<Item = f64> {
    (0..shots).map(move |i| -5.0 + 10.0 * (i as f64 + 0.5) / shots as f64)
}

fn positions() -> impl Iterator<Item = f64> {
    (0..POINTS).map(|i| -5.0 + 10.0 * i as f64 / (POINTS - 1) as f64)
}

/// The function of the network with parameters `theta`.
fn predicted(racer: &Racer, theta: &[f32]) -> Vec<(f64, f64)> {
    let network = Network::<f32>::new(racer.plan.problem.activation);
    let xs: Vec<f32> = positions().map(|x| x as f32).collect();
    let mut ys = vec![0.0; POINTS];
    network.predict(theta, &xs, &mut ys);
    positions().zip(ys.into_iter().map(f64::from)).collect()
}

/// The racer's network fine-tuned to `task`, unless that diverges.
fn fitted(racer: &Racer, task: Sinusoid) -> Option<Vec<(f64, f64)>> {
    let network = Network::<f32>::new(racer.plan.problem.activation);
    let mut support = Samples::default();
    task.sample(sample_positions(racer.plan.recipe.shots), &mut support);
    let inner = Inner::new(racer.rate, racer.plan.eval_steps).ok()?;
    let mut phi = racer.theta.clone();
    let mut scratch = adapt::Scratch::new(&network);
    adapt::fine_tune(&network, &mut phi, &support, inner, &mut scratch).ok()?;
    Some(predicted(racer, &phi))
}

/// The panel of errors.
pub fn errors(figure: &Train, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let margins = Margins { left: 58.0, top: 24.0, right: 96.0, bottom: 42.0 };
    let x = axis(figure);
    let plot = Plot::new(size, margins, &x, &ERROR);
    plot.grid(&mut scene, &x, &ERROR);
    plot.axes(&mut scene, &x, &ERROR);
    let mut names = references(figure, &mut scene, &plot);
    for racer in figure.racers.iter().rev() {
        let ink = racer.plan.entrant.ink();
        let width = if figure.racers.len() == 1 { 2.5 } else { 2.0 };
        plot.curve(&mut scene, points(figure, racer), Stroke::new(ink, width));
        if let Some((at, error)) = points(figure, racer).last() {
            scene.dot(plot.px(at, error), 3.5, ink);
            names.push(EndLabel { text: label(racer), y: plot.y.px(error), ink });
        }
    }
    labels::column(&mut scene, &names, plot.rect.right + 8.0, &plot.rect);
    progress(figure, &mut scene, &plot.rect);
    scene
}

fn label(racer: &Racer) -> String {
    // Two lines where one would not fit beside the plot.
    // Not by `replace`, which would bring the search for texts within texts along: a tenth
    // of what the figure weighs.
    let name = racer.plan.entrant.name();
    match name.strip_prefix("MAML with ") {
        Some(rest) => ["MAML with\n", rest].concat(),
        None => name.into(),
    }
}

/// The horizontal axis: tasks seen on a logarithmic scale, or seconds.
fn axis(figure: &Train) -> Axis {
    match figure.settings.get(AXIS) {
        Against::Seconds => {
            let most = figure.racers.iter().map(|racer| racer.seconds).fold(0.5, f64::max);
            Axis { ticks: 5, ..Axis::linear("seconds of training", (0.0, most)) }
        }
        Against::Tasks => {
            let recipe = figure.main_racer().map(|racer| &racer.plan.recipe);
            let most = recipe.map_or(1e5, |recipe| recipe.tasks as f64 * recipe.steps as f64);
            Axis::log("tasks seen", (1.0, most.max(10.0)))
        }
    }
}

/// A racer's measurements; what lies beyond the plot is held at its edge.
fn points<'a>(figure: &Train, racer: &'a Racer) -> impl Iterator<Item = (f64, f64)> + use<'a> {
    let against = figure.settings.get(AXIS);
    let (least, most) = ERROR.domain;
    racer.curve.iter().filter(|measured| measured.error.mean.is_finite()).map(move |measured| {
        let at = match against {
            Against::Seconds => measured.seconds,
            Against::Tasks => measured.tasks_seen.max(1) as f64,
        };
        (at, held(measured.error.mean, least, most))
    })
}

/// Lines to compare with: what the two networks of the fitting figures reach, where they were
/// measured in the same way.
fn references(figure: &Train, scene: &mut Scene, plot: &Plot) -> Vec<EndLabel> {
    let Some(racer) = figure.main_racer() else { return Vec::new() };
    let recipe = &racer.plan.recipe;
    if racer.plan.problem.distribution != Distribution::default() {
        return Vec::new();
    }
    let networks = [
        (weights::PRETRAINED_ERRORS, "pretrained,\nas above", Ink::Pretrained),
        (weights::MAML_ERRORS, "MAML,\nas above", Ink::Maml),
    ];
    let lines = networks.into_iter().filter_map(|(errors, text, ink)| {
        let error = weights::error(errors, recipe.shots, racer.plan.eval_steps)?;
        Some((error.mean, text, ink))
    });
    lines
        .map(|(error, text, ink)| {
            let y = plot.y.px(error);
            let ends = vec![(plot.rect.left, y), (plot.rect.right, y)];
            scene.line(ends, Stroke::new(ink, 1.25).dashed(Dash::Dashed));
            EndLabel { text: text.into(), y, ink }
        })
        .collect()
}

/// How much of the run is done, as a bar above the plot.
fn progress(figure: &Train, scene: &mut Scene, rect: &Rect) {
    let y = rect.top - 12.0;
    let whole = Stroke::new(Ink::Hairline, 4.0);
    scene.line(vec![(rect.left, y), (rect.right, y)], whole);
    let Some(racer) = figure.main_racer() else { return };
    let share = (racer.meta_steps as f64 / racer.plan.recipe.steps.max(1) as f64).min(1.0);
    let end = (rect.left + share * rect.width(), y);
    scene.line(vec![(rect.left, y), end], Stroke::new(Ink::Accent, 4.0));
}

/// The numbers under the figure.
pub fn readouts(figure: &Train) -> Vec<Readout> {
    let racer = figure.main_racer();
    let ink = racer.map_or(Ink::Text, |racer| racer.plan.entrant.ink());
    let last = racer.and_then(|racer| racer.curve.last()).map(|measured| measured.error);
    let error = last.filter(|error| error.mean.is_finite());
    let text = error.map_or_else(
        || if last.is_some() { "diverged".into() } else { "not measured yet".into() },
        |error| {
            let (mean, interval) = (format::number(error.mean), format::number(error.interval));
            format!("{mean} ± {interval}, {}", format::counted(error.tasks, "task"))
        },
    );
    let count = |key, label, value: u64, of: Option<u64>| Readout {
        key,
        label,
        values: vec![value as f64],
        text: match of {
            Some(whole) => format!("{value} of {whole}"),
            None => value.to_string(),
        },
        ink: Ink::Text,
    };
    let seconds = racer.map_or(0.0, |racer| racer.seconds);
    vec![
        Readout {
            key: "error",
            label: "Error on held-out tasks",
            values: error.map(|error| error.mean).into_iter().collect(),
            text,
            ink,
        },
        count("tasks-seen", "Tasks seen", racer.map_or(0, |racer| racer.tasks_seen), None),
        count(
            "meta-steps",
            "Meta-steps",
            racer.map_or(0, |racer| racer.meta_steps),
            racer.map(|racer| racer.plan.recipe.steps),
        ),
        Readout {
            key: "seconds",
            label: "Seconds of training",
            values: vec![seconds],
            text: format::fixed(seconds, 2),
            ink: Ink::Text,
        },
    ]
}

/// What is seen now, in words.
pub fn describe(figure: &Train) -> String {
    let Some(racer) = figure.main_racer() else { return "Nothing is trained.".into() };
    let name = racer.plan.entrant.name();
    let rivals = match figure.racers.len() {
        1 => String::new(),
        count => format!(" It races {}.", format::counted(count - 1, "other method")),
    };
    let state = match (racer.end, figure.state) {
        (Some(End::Finished), _) => "has finished",
        (Some(End::Diverged), _) => "has diverged",
        (None, State::Fresh) => "waits at a random start",
        (None, State::Running) => "is training",
        (None, State::Paused) => "pauses",
    };
    let error = match racer.curve.last() {
        Some(measured) if measured.error.mean.is_finite() => format!(
            " After {} its error after {} of fine-tuning is {}.",
            format::counted(racer.tasks_seen, "task"),
            format::counted(racer.plan.eval_steps, "step"),
            format::number(measured.error.mean)
        ),
        _ => String::new(),
    };
    format!("{name} {state}.{error}{rivals}{}", own_steps(figure))
}

/// What went wrong, if something did.
pub fn trouble(figure: &Train) -> Option<String> {
    let diverged: Vec<&str> = figure
        .racers
        .iter()
        .filter(|racer| racer.end == Some(End::Diverged))
        .map(|racer| racer.plan.entrant.name())
        .collect();
    (!diverged.is_empty()).then(|| {
        format!("{} diverged with these settings; a smaller α may help.", diverged.join(" and "))
    })
}

/// Which methods take another number of inner steps than the slider says.
fn own_steps(figure: &Train) -> String {
    let asked = figure.settings.get(INNER_STEPS);
    let own: Vec<String> = figure
        .racers
        .iter()
        .filter_map(|racer| {
            let steps = racer.plan.own_steps().filter(|&steps| steps != asked)?;
            let steps = format::counted(steps, "inner step");
            Some(format!("{} takes {steps}", racer.plan.entrant.name()))
        })
        .collect();
    match own.is_empty() {
        true => String::new(),
        false => format!(" By recipe, whatever the slider says, {}.", own.join(" and ")),
    }
}
