//! A drawing as a network sees it: its pixels, in the ink of letters.

use crate::learn::task::drawing::SIDE;
use crate::plot::{Ink, Mark, Rect, Scene, Stroke};

/// So many shades of ink are told apart.
const SHADES: f64 = 3.0;

/// Draws the pixels in `rect` with a frame around them, each from 0 (nothing) to 1 (ink), row by
/// row. Neighbours of one shade are one mark.
pub fn draw(scene: &mut Scene, rect: Rect, pixels: impl Iterator<Item = f32>) {
    let (wide, high) = (rect.width() / SIDE as f64, rect.height() / SIDE as f64);
    let shade = |ink: f32| (f64::from(ink) * SHADES).round().clamp(0.0, SHADES);
    let shades: Vec<f64> = pixels.map(shade).collect();
    for (row, shades) in shades.chunks(SIDE).enumerate() {
        let top = rect.top + row as f64 * high;
        let mut from = 0;
        for run in shades.chunk_by(|one, other| one == other) {
            let [left, right] =
                [from, from + run.len()].map(|column| rect.left + column as f64 * wide);
            from += run.len();
            if run[0] > 0.0 {
                let points =
                    vec![(left, top), (right, top), (right, top + high), (left, top + high)];
                let opacity = run[0] / SHADES;
                scene.marks.push(Mark::Area { points, ink: Ink::Text, opacity });
            }
        }
    }
    let Rect { left, top, right, bottom } = rect;
    let frame = vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    scene.line(frame, Stroke::new(Ink::Hairline, 1.0));
}
