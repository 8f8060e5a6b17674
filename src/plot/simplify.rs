//! Lines with fewer points that look the same.

use super::scene::Px;
use crate::number::held;

/// How far, in CSS pixels, a simplified line may be from the given one: less than
/// an eye can see at any device pixel ratio.
pub const TOLERANCE: f64 = 0.2;

/// `points` without those that are nearer than `tolerance` to the line through the
/// ones that stay (Douglas and Peucker, 1973). The first and the last always stay.
pub fn simplify(points: &[Px], tolerance: f64) -> Vec<Px> {
    if points.len() < 3 {
        return points.to_vec();
    }
    let mut keep = vec![false; points.len()];
    let last = points.len() - 1;
    (keep[0], keep[last]) = (true, true);
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let Some((index, square)) = farthest(points, from, to) else { continue };
        if square > tolerance * tolerance {
            keep[index] = true;
            open.extend([(from, index), (index, to)]);
        }
    }
    points.iter().zip(keep).filter_map(|(&point, kept)| kept.then_some(point)).collect()
}

/// The point between `from` and `to` that lies farthest from the segment they span, and the
/// square of its distance.
fn farthest(points: &[Px], from: usize, to: usize) -> Option<(usize, f64)> {
    (from + 1..to)
        .map(|index| (index, square_distance(points[index], points[from], points[to])))
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

/// The square of the distance of a point from a segment.
fn square_distance(point: Px, from: Px, to: Px) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (px, py) = (point.0 - from.0, point.1 - from.1);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 { held((px * dx + py * dy) / square, 0.0, 1.0) } else { 0.0 };
    let (x, y) = (px - along * dx, py - along * dy);
    x * x + y * y
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_straight_line_needs_two_points() {
        let line: Vec<Px> = (0..100).map(|i| (f64::from(i), 2.0 * f64::from(i))).collect();
        assert_eq!(simplify(&line, TOLERANCE), vec![(0.0, 0.0), (99.0, 198.0)]);
    }

    #[test]
    fn a_closed_line_stays_closed() {
        let circle: Vec<Px> = (0..=360)
            .map(|i| (f64::from(i) * std::f64::consts::TAU / 360.0).sin_cos())
            .map(|(y, x)| (100.0 * x, 100.0 * y))
            .collect();
        let simple = simplify(&circle, TOLERANCE);
        assert!(simple.len() > 20 && simple.len() < 180);
        assert_eq!(simple.first(), circle.first());
    }

    proptest! {
        #[test]
        fn every_point_stays_within_the_tolerance(
            heights in prop::collection::vec(-20.0_f64..20.0, 3..60)
        ) {
            let line: Vec<Px> =
                heights.iter().enumerate().map(|(i, &y)| (i as f64, y)).collect();
            let simple = simplify(&line, 1.0);
            for &point in &line {
                let nearest = simple
                    .windows(2)
                    .map(|pair| square_distance(point, pair[0], pair[1]).sqrt())
                    .fold(f64::INFINITY, f64::min);
                prop_assert!(nearest <= 1.0 + 1e-9);
            }
        }
    }
}
