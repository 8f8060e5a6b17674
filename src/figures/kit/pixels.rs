//! A drawing as a network sees it: its pixels, in shades of an ink.

use crate::learn::task::drawing::SIDE;
use crate::plot::{Ink, Mark, Px, Rect, Scene, Stroke};

/// So many shades of ink are told apart.
const SHADES: u8 = 4;

/// Draws the pixels in the square `rect` with a thin frame around them, each from 0 (nothing) to 1
/// (ink), row by row: an area for each shade.
pub fn draw(scene: &mut Scene, rect: Rect, ink: Ink, pixels: impl Iterator<Item = f32>) {
    let shade = |ink: f32| (ink * f32::from(SHADES)).round() as u8;
    areas(scene, rect, ink, &pixels.map(shade).collect::<Vec<u8>>());
}

fn areas(scene: &mut Scene, rect: Rect, ink: Ink, shades: &[u8]) {
    for shade in 1..=SHADES {
        let points = outline(shades, shade, (rect.left, rect.top), rect.width() / SIDE as f64);
        if points.len() > 2 {
            let opacity = f64::from(shade) / f64::from(SHADES);
            scene.marks.push(Mark::Area { points, ink, opacity });
        }
    }
    let Rect { left, top, right, bottom } = rect;
    let frame = vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    scene.line(frame, Stroke::new(Ink::Hairline, 1.0));
}

/// The outline of all pixels of one shade, as one polygon. From row to row it goes along the left
/// edge and from run to run along the upper edge of its row; it comes back the same way, so that
/// what lies between is not filled.
fn outline(shades: &[u8], shade: u8, (left, top): Px, cell: f64) -> Vec<Px> {
    let mut points = Vec::new();
    for (row, shades) in shades.chunks(SIDE).enumerate() {
        let y = top + row as f64 * cell;
        let before = points.len();
        let mut column = 0;
        for run in shades.chunk_by(|one, other| one == other) {
            let [from, to] = [column, column + run.len()].map(|column| left + column as f64 * cell);
            column += run.len();
            if run[0] == shade {
                if points.len() == before {
                    points.push((left, y));
                }
                points.extend([(from, y), (from, y + cell), (to, y + cell), (to, y)]);
            }
        }
        if points.len() > before {
            points.push((left, y));
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The signed area of a polygon.
    fn area(points: &[Px]) -> f64 {
        let next = points.iter().cycle().skip(1);
        points.iter().zip(next).map(|(a, b)| (a.0 * b.1 - b.0 * a.1) / 2.0).sum()
    }

    #[test]
    fn the_areas_are_those_of_the_pixels() {
        let shades: Vec<u8> = (0..SIDE * SIDE).map(|i| (i * 37 % 101 / 20) as u8).collect();
        for shade in 1..=SHADES {
            let count = shades.iter().filter(|other| **other == shade).count();
            let points = outline(&shades, shade, (10.0, 20.0), 3.0);
            assert!((area(&points).abs() - 9.0 * count as f64).abs() < 1e-6, "shade {shade}");
        }
    }
}
