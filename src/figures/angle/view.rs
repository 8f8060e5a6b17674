//! What `angle` looks like, and what it says.

use super::job::{Look, MOMENTS};
use super::state::Angle;
use crate::contract::{Panel, Readout};
use crate::figures::kit::readouts::ABSENT;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{Anchor, Axis, Dash, Ink, Margins, Plot, Scene, Size, Stroke, Text, format};

/// The angle against meta-steps.
pub const PANELS: [Panel; 1] = [Panel {
    key: "angles",
    label: "The angle between both meta-gradients, in degrees, against the meta-steps of a run",
    wide: Size::new(960.0, 360.0),
    narrow: Size::new(358.0, 300.0),
    keys: "",
}];

const MARGINS: Margins = Margins { left: 46.0, top: 14.0, right: 118.0, bottom: 42.0 };
const NARROW: Margins = Margins { right: 84.0, ..MARGINS };

const TIME: Axis = Axis::counts("meta-steps", MOMENTS[MOMENTS.len() - 1] as f64);
const DEGREES: Axis = Axis { ticks: 5, ..Axis::linear("angle in degrees", (0.0, 120.0)) };

/// The one panel.
pub fn scene(figure: &Angle, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let margins = if size.width < 500.0 { NARROW } else { MARGINS };
    let plot = Plot::new(size, margins, &TIME, &DEGREES);
    plot.grid(&mut scene, &TIME, &DEGREES);
    plot.axes(&mut scene, &TIME, &DEGREES);
    let square = plot.px(0.0, 90.0).1;
    let across = vec![(plot.rect.left, square), (plot.rect.right, square)];
    scene.line(across, Stroke::new(Ink::Muted, 1.0).dashed(Dash::Dashed));
    let useless = "beyond 90° FOMAML goes uphill";
    let at = (plot.rect.left + 8.0, square - 9.0);
    scene.text(Text::new(useless, at, 12.0, Ink::Muted, Anchor::Left));
    if figure.looks.is_empty() {
        let centre = (plot.rect.left + plot.rect.right) / 2.0;
        let middle = (centre, (plot.rect.top + plot.rect.bottom) / 2.0);
        let text = if figure.job.is_at_work() { "training …" } else { "press Train and compare" };
        scene.text(Text::new(text, middle, 13.0, Ink::Muted, Anchor::Middle));
        return scene;
    }
    let line = |pick: fn(&Look) -> f64| {
        figure.looks.iter().map(move |look| (look.meta_steps as f64, pick(look)))
    };
    let thin = Stroke::new(Ink::Fomaml, 1.5).dashed(Dash::Dashed);
    plot.curve(&mut scene, line(|look| look.quartiles[0]), thin);
    plot.curve(&mut scene, line(|look| look.quartiles[2]), thin);
    plot.curve(&mut scene, line(|look| look.quartiles[1]), Stroke::new(Ink::Fomaml, 2.5));
    plot.curve(&mut scene, line(|look| look.of_means), Stroke::new(Ink::Maml, 2.5));
    let last = figure.looks[figure.looks.len() - 1];
    for (value, ink) in [(last.quartiles[1], Ink::Fomaml), (last.of_means, Ink::Maml)] {
        scene.dot(plot.px(last.meta_steps as f64, value), 4.0, ink);
    }
    let end = |text: &str, value: f64, ink| EndLabel {
        text: text.to_string(),
        y: plot.px(0.0, value).1,
        ink,
    };
    let [first, median, third] = last.quartiles;
    let ends = [
        end("a quarter", first, Ink::Fomaml),
        end("half the tasks", median, Ink::Fomaml),
        end("three quarters", third, Ink::Fomaml),
        end("mean of all", last.of_means, Ink::Maml),
    ];
    labels::column(&mut scene, &ends, plot.rect.right + 8.0, &plot.rect);
    scene
}

/// The numbers under the figure.
pub fn readouts(figure: &Angle) -> Vec<Readout> {
    let angle = |key, label, value: Option<f64>, ink| Readout {
        key,
        label,
        values: value.into_iter().collect(),
        text: value.map_or_else(|| ABSENT.to_string(), degrees),
        ink,
    };
    let (first, last) = (figure.looks.first(), figure.looks.last());
    let median = |look: &Look| look.quartiles[1];
    let of_means = |look: &Look| look.of_means;
    let steps = last.map_or(0, |look| look.meta_steps) as f64;
    vec![
        angle("angle-start", "A task’s angle at the start", first.map(median), Ink::Fomaml),
        angle("angle", "A task’s angle now", last.map(median), Ink::Fomaml),
        angle("angle-of-means-start", "Mean’s angle at the start", first.map(of_means), Ink::Maml),
        angle("angle-of-means", "Mean’s angle now", last.map(of_means), Ink::Maml),
        Readout {
            key: "meta-steps",
            label: "Meta-steps",
            values: vec![steps],
            text: format::number(steps),
            ink: Ink::Text,
        },
    ]
}

fn degrees(angle: f64) -> String {
    format::fixed(angle, 1) + "°"
}

/// What is seen now, in words.
pub fn describe(figure: &Angle) -> String {
    match (figure.looks.first(), figure.looks.last()) {
        (Some(first), Some(last)) => [
            "After ",
            &*format::counted(last.meta_steps, "meta-step"),
            " half of the tasks have less than ",
            &*degrees(last.quartiles[1]),
            " between both gradients, and the mean gradients are ",
            &*degrees(last.of_means),
            " apart. At the start it was ",
            &*degrees(first.quartiles[1]),
            " and ",
            &*degrees(first.of_means),
            ".",
        ]
        .concat(),
        _ => {
            "Nothing is trained yet. A run of ten thousand meta-steps takes a second or so.".into()
        }
    }
}
