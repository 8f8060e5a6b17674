//! The panel of accuracies: how often the network is right about characters that it was not
//! trained on, as it trains, beside those who do not learn to learn.

use super::job::STEPS;
use super::look::Accuracies;
use super::state::TrainDrawings;
use crate::learn::weights::drawings::{self, Characters};
use crate::plot::labels::{self, EndLabel};
use crate::plot::{Anchor, Axis, Dash, Ink, Margins, Plot, Scene, Size, Stroke, Text, marks};

const MARGINS: Margins = Margins { left: 46.0, top: 34.0, right: 104.0, bottom: 42.0 };

const TIME: Axis = Axis::counts("meta-steps", STEPS as f64);
const RIGHT: Axis = Axis::linear("right, in per cent", (20.0, 100.0));

/// The line of the network after one step, and that of the nearest neighbour in its features.
const MAML: Stroke = Stroke::new(Ink::Maml, 2.75);
const FEATURES: Stroke = Stroke::new(Ink::Maml, 1.5).dashed(Dash::Dashed);

/// How often the pretrained network is right after five steps, which serve it best, in per cent.
pub fn pretrained() -> Option<f64> {
    let mut all = drawings::PRETRAINED_ACCURACIES.iter();
    let wanted = |a: &&drawings::Accuracy| {
        (a.characters, a.ways, a.shots, a.steps) == (Characters::Invented, 5, 1, 5)
    };
    all.find(wanted).map(|accuracy| accuracy.mean)
}

/// A curve's name, its look, and what it shows of a measurement.
type Line = (&'static str, Stroke, fn(&Accuracies) -> f64);

/// The panel.
pub fn scene(figure: &TrainDrawings, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = Plot::new(size, MARGINS, &TIME, &RIGHT);
    marks::title(&mut scene, &plot, "One drawing of each of five", Ink::Text);
    plot.grid(&mut scene, &TIME, &RIGHT);
    plot.axes(&mut scene, &TIME, &RIGHT);
    let mut ends = Vec::new();
    let compared = [
        (pretrained(), "pretrained", Ink::Pretrained),
        (figure.pixels.map(|share| 100.0 * share), "nearest\nin pixels", Ink::Text),
    ];
    for (value, name, ink) in compared {
        let Some(y) = value.map(|value| plot.px(0.0, value).1) else { continue };
        let across = vec![(plot.rect.left, y), (plot.rect.right, y)];
        scene.line(across, Stroke::new(ink, 1.25).dashed(Dash::Dotted));
        ends.push(EndLabel { text: name.to_string(), y, ink });
    }
    let lines: [Line; 2] = [
        ("nearest in\nits features", FEATURES, |measured| measured.features),
        ("MAML, after\none step", MAML, |measured| measured.maml),
    ];
    for (name, stroke, pick) in lines {
        let point =
            |(meta_steps, measured): &(f64, Accuracies)| (*meta_steps, 100.0 * pick(measured));
        plot.curve(&mut scene, figure.measured.iter().map(point), stroke);
        if let Some((x, y)) = figure.measured.last().map(point) {
            let at = plot.px(x, y);
            scene.dot(at, 3.75, stroke.ink);
            ends.push(EndLabel { text: name.to_string(), y: at.1, ink: stroke.ink });
        }
    }
    labels::column(&mut scene, &ends, plot.rect.right + 8.0, &plot.rect);
    if figure.measured.is_empty() {
        let middle =
            ((plot.rect.left + plot.rect.right) / 2.0, (plot.rect.top + plot.rect.bottom) / 2.0);
        let text = if figure.is_running() { "measuring …" } else { "press Train" };
        scene.text(Text::new(text, middle, 13.0, Ink::Muted, Anchor::Middle));
    }
    scene
}
