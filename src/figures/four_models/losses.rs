//! The panel of losses: before the inner step and after it, as meta-steps are made.

use super::state::FourModels;
use crate::number::held;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{Anchor, Axis, Dash, Ink, Margins, Plot, Scene, Size, Stroke, Text, marks};

const MARGINS: Margins = Margins { left: 46.0, top: 34.0, right: 64.0, bottom: 42.0 };

/// The two losses: what they are called, and how their lines look.
const LINES: [(&str, Stroke); 2] = [
    ("before", Stroke::new(Ink::Maml, 1.5).dashed(Dash::Dashed)),
    ("after", Stroke::new(Ink::Maml, 2.75)),
];

/// The panel.
pub fn scene(figure: &FourModels, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let subject = figure.subject();
    let most = subject.highest_loss();
    let x = Axis::counts("meta-steps", subject.plan().steps as f64);
    let y = Axis::linear("loss on query sets", (0.0, most));
    let plot = Plot::new(size, MARGINS, &x, &y);
    marks::title(&mut scene, &plot, "Before and after one step", Ink::Text);
    plot.grid(&mut scene, &x, &y);
    plot.axes(&mut scene, &x, &y);
    let losses = figure.pupil().map_or(&[][..], |pupil| &pupil.losses);
    let mut ends = Vec::new();
    for (place, (name, stroke)) in LINES.into_iter().enumerate() {
        let value = |losses: &[f64; 2]| held(losses[place], 0.0, most);
        let points = losses.iter().map(|(meta_steps, losses)| (*meta_steps, value(losses)));
        plot.curve(&mut scene, points, stroke);
        if let Some((meta_steps, losses)) = losses.last() {
            let at = plot.px(*meta_steps, value(losses));
            scene.dot(at, 3.75, stroke.ink);
            ends.push(EndLabel { text: name.to_string(), y: at.1, ink: stroke.ink });
        }
    }
    labels::column(&mut scene, &ends, plot.rect.right + 8.0, &plot.rect);
    if losses.is_empty() {
        let middle =
            ((plot.rect.left + plot.rect.right) / 2.0, (plot.rect.top + plot.rect.bottom) / 2.0);
        let text = if figure.is_running() { "measuring …" } else { "press Train" };
        scene.text(Text::new(text, middle, 13.0, Ink::Muted, Anchor::Middle));
    }
    scene
}
