//! Marks made of several: each shows on every colour of a heat map.

use super::axes::{Plot, TICK_SIZE};
use super::format;
use super::scene::{Anchor, Dash, Face, Px, Scene, Stroke, Text, distance};
use super::theme::Ink;

/// Writes the title of a panel, in its ink, if there is room for it above the plot.
pub fn title(scene: &mut Scene, plot: &Plot, text: &str, ink: Ink) {
    let at = (plot.rect.left, plot.rect.top - 14.0);
    if at.1 > 0.0 {
        scene.text(Text::new(text, at, 14.0, ink, Anchor::Left).face(Face::Bold));
    }
}

/// Draws a frame to the left and below, with lines and labels at `ticks` and the `name` of the
/// axis below: a plot of which only the horizontal axis has numbers.
pub fn bottom_axis(scene: &mut Scene, plot: &Plot, ticks: &[f64], name: &str) {
    let rect = plot.rect;
    let edge = Stroke::new(Ink::Hairline, 1.0);
    scene.line(
        vec![(rect.left, rect.top), (rect.left, rect.bottom), (rect.right, rect.bottom)],
        edge,
    );
    for &value in ticks {
        let at = plot.x.px(value);
        scene.segment((at, rect.top), (at, rect.bottom), edge.faded(0.6));
        let at = (at, rect.bottom + 13.0);
        scene.text(Text::new(format::tick(value), at, TICK_SIZE, Ink::Muted, Anchor::Middle));
    }
    let at = ((rect.left + rect.right) / 2.0, rect.bottom + 30.0);
    scene.text(Text::new(name, at, TICK_SIZE, Ink::Muted, Anchor::Middle));
}

/// Marks a minimum with a cross in a halo.
pub fn cross(scene: &mut Scene, (x, y): Px, ink: Ink) {
    for stroke in [Stroke::new(Ink::Halo, 5.0), Stroke::new(ink, 2.5)] {
        let arm = 5.5;
        scene.segment((x - arm, y - arm), (x + arm, y + arm), stroke);
        scene.segment((x - arm, y + arm), (x + arm, y - arm), stroke);
    }
}

/// An arrow with a halo, so that it shows on every colour.
pub fn haloed_arrow(scene: &mut Scene, from: Px, to: Px, stroke: Stroke) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = distance(from, to).max(1e-9);
    let beyond = (to.0 + 2.0 * dx / length, to.1 + 2.0 * dy / length);
    let halo = Stroke::new(Ink::Halo, stroke.width + 2.0).faded(stroke.opacity * 0.85);
    scene.arrow(from, beyond, halo);
    scene.arrow(from, to, stroke);
}

/// A path through data points with a halo, clipped to the plot.
pub fn haloed_path(scene: &mut Scene, plot: &Plot, points: &[(f64, f64)], stroke: Stroke) {
    let halo = Stroke::new(Ink::Halo, stroke.width + 2.0).faded(0.75);
    plot.curve(scene, points.iter().copied(), halo.dashed(Dash::Solid));
    plot.curve(scene, points.iter().copied(), stroke);
}

/// A handle with a ring of this radius: it looks as if it could be grabbed.
pub fn handle(scene: &mut Scene, at: Px, ring: f64) {
    scene.dot(at, ring, Ink::Halo);
    scene.ring(at, ring, Stroke::new(Ink::Accent, 2.5));
    scene.dot(at, 4.0, Ink::Accent);
}

/// A label on a heat map.
pub fn map_label(text: impl Into<String>, at: Px, ink: Ink) -> Text {
    Text::new(text, at, 14.0, ink, Anchor::Left).face(Face::Haloed)
}
