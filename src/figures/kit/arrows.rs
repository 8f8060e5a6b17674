//! Arrows of several methods from one θ: told apart where they lie on each other, each with its
//! name at its tip.

use crate::plot::{Ink, Placer, Plot, Px, Scene, Stroke, clip, distance, marks};

/// The widths of the first arrow and of each one after it, in CSS pixels: what is drawn
/// later is thinner, so that of two on one line both are seen.
const WIDEST: f64 = 5.5;
const THINNER: f64 = 0.8;
const THINNEST: f64 = 2.0;

/// An arrow shorter than this is named where it begins to be seen.
const SHORT: f64 = 3.0;

/// One arrow: whose it is, and where it goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrow {
    /// The name at its tip.
    pub name: &'static str,
    /// The ink of its method.
    pub ink: Ink,
    /// Where it ends, as data.
    pub to: [f64; 2],
}

/// Draws `arrows` from `from`, as data; their names are announced to `labels`.
///
/// An arrow that leaves the plot is drawn as far as the frame.
pub fn draw(
    scene: &mut Scene,
    plot: &Plot,
    labels: &mut Placer,
    from: [f64; 2],
    arrows: &[Arrow],
    strength: f64,
) {
    let from = plot.px(from[0], from[1]);
    for (index, arrow) in arrows.iter().enumerate() {
        let end = end(plot, from, arrow.to);
        let width = (WIDEST - THINNER * index as f64).max(THINNEST);
        marks::haloed_arrow(scene, from, end, Stroke::new(arrow.ink, width).faded(strength));
        labels.avoid_line(from, end);
    }
}

/// Announces the names of `arrows`, each to stand at its tip.
pub fn name(plot: &Plot, labels: &mut Placer, from: [f64; 2], arrows: &[Arrow]) {
    let from = plot.px(from[0], from[1]);
    for arrow in arrows {
        let end = end(plot, from, arrow.to);
        let length = distance(end, from);
        let distance = if length < SHORT { 18.0 } else { 10.0 };
        labels.led_label(marks::map_label(arrow.name, end, arrow.ink), distance);
    }
}

/// Where the arrow from `from` to `to` ends in the plot.
fn end(plot: &Plot, from: Px, to: [f64; 2]) -> Px {
    let to = plot.px(to[0], to[1]);
    if plot.rect.contains(to) { to } else { leaving(plot, from, to) }
}

/// Where the way from `from` to `to` leaves the plot.
pub fn leaving(plot: &Plot, from: Px, to: Px) -> Px {
    clip::polyline([from, to], &plot.rect)
        .first()
        .and_then(|part| part.last().copied())
        .unwrap_or(from)
}
