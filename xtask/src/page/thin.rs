//! Fewer points for lines that look the same.
//!
//! A figure draws its curves with as many points as its maths gives; as text in the
//! page each of them costs bytes, whether or not anybody could see it.

use maml_live::plot::{Mark, Px, Scene};

/// How far, in CSS pixels, a line may run from where it was: nobody sees a tenth.
const TOLERANCE: f64 = 0.1;

/// The same scene, its lines and areas with no more points than they need.
pub fn thin(mut scene: Scene) -> Scene {
    for mark in &mut scene.marks {
        if let Mark::Line { points, .. } | Mark::Area { points, .. } = mark {
            *points = simplified(points);
        }
    }
    scene
}

/// Ramer, Douglas and Peucker's way: keep the point that is furthest from the line
/// between the ends, and do the same on both sides of it, until all are near.
fn simplified(points: &[Px]) -> Vec<Px> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let mut keep = vec![false; points.len()];
    (keep[0], keep[last]) = (true, true);
    let mut spans = vec![(0, last)];
    while let Some((first, last)) = spans.pop() {
        let inner = first + 1..last;
        let distances =
            inner.map(|index| (index, distance(points[index], points[first], points[last])));
        let furthest = distances.max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((index, _)) = furthest.filter(|(_, distance)| *distance > TOLERANCE) {
            keep[index] = true;
            spans.extend([(first, index), (index, last)]);
        }
    }
    points.iter().zip(keep).filter_map(|(point, keep)| keep.then_some(*point)).collect()
}

/// From a point to the nearest one between `start` and `end`.
fn distance(point: Px, start: Px, end: Px) -> f64 {
    let (dx, dy) = (end.0 - start.0, end.1 - start.1);
    let (px, py) = (point.0 - start.0, point.1 - start.1);
    let length = dx * dx + dy * dy;
    // A closed line ends where it starts; then the distance to that point counts.
    let along = if length > 0.0 { ((px * dx + py * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (px - along * dx).hypot(py - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_needs_its_ends_only() {
        let line: Vec<Px> = (0..100).map(|x| (f64::from(x), 2.0 * f64::from(x))).collect();
        assert_eq!(simplified(&line), [line[0], line[99]]);
    }

    #[test]
    fn no_point_of_a_curve_moves_further_than_the_tolerance() {
        let wave: Vec<Px> =
            (0..500).map(|x| (f64::from(x), 100.0 * (f64::from(x) / 30.0).sin())).collect();
        let thin = simplified(&wave);
        assert!(thin.len() < 200, "{} points", thin.len());
        for &point in &wave {
            let near = thin.windows(2).any(|ends| distance(point, ends[0], ends[1]) <= TOLERANCE);
            assert!(near, "{point:?}");
        }
    }

    #[test]
    fn short_and_closed_lines_stay_what_they_are() {
        assert_eq!(simplified(&[]), []);
        assert_eq!(simplified(&[(1.0, 1.0)]), [(1.0, 1.0)]);
        let triangle = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 0.0)];
        assert_eq!(simplified(&triangle), triangle);
    }
}
