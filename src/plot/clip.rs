//! Clipping of lines to a rectangle, so that a diverging curve leaves the plot
//! at its edge instead of running over its labels.

use super::scene::{Px, Rect};

/// The parts of the polyline `points` that lie inside `rect`, in order.
///
/// A point that is not finite breaks the line: nothing is drawn to or from it.
pub fn polyline(points: impl IntoIterator<Item = Px>, rect: &Rect) -> Vec<Vec<Px>> {
    let mut parts: Vec<Vec<Px>> = Vec::new();
    let mut previous: Option<Px> = None;
    let mut open = false;
    for point in points {
        if !(point.0.is_finite() && point.1.is_finite()) {
            (previous, open) = (None, false);
            continue;
        }
        if let Some(from) = previous {
            match segment(from, point, rect) {
                Some((start, end)) => {
                    match parts.last_mut() {
                        Some(part) if open && start == from => part.push(end),
                        _ => parts.push(vec![start, end]),
                    }
                    open = end == point;
                }
                None => open = false,
            }
        }
        previous = Some(point);
    }
    parts
}

/// The part of the segment from `from` to `to` inside `rect` (Liang and Barsky, 1984).
fn segment(from: Px, to: Px, rect: &Rect) -> Option<(Px, Px)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let edges = [
        (-dx, from.0 - rect.left),
        (dx, rect.right - from.0),
        (-dy, from.1 - rect.top),
        (dy, rect.bottom - from.1),
    ];
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (slope, distance) in edges {
        if slope == 0.0 {
            if distance < 0.0 {
                return None;
            }
        } else if slope < 0.0 {
            enter = enter.max(distance / slope);
        } else {
            leave = leave.min(distance / slope);
        }
    }
    let at = |t: f64| (from.0 + t * dx, from.1 + t * dy);
    (enter <= leave).then(|| {
        (if enter > 0.0 { at(enter) } else { from }, if leave < 1.0 { at(leave) } else { to })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SQUARE: Rect = Rect { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

    #[test]
    fn a_line_inside_stays_whole() {
        let points = vec![(1.0, 1.0), (5.0, 9.0), (9.0, 2.0)];
        assert_eq!(polyline(points.clone(), &SQUARE), vec![points]);
    }

    #[test]
    fn a_line_that_leaves_and_returns_falls_into_two_parts() {
        let parts = polyline([(5.0, 5.0), (5.0, 15.0), (7.0, 15.0), (7.0, 5.0)], &SQUARE);
        assert_eq!(parts, vec![vec![(5.0, 5.0), (5.0, 10.0)], vec![(7.0, 10.0), (7.0, 5.0)]]);
    }

    #[test]
    fn what_is_not_finite_breaks_the_line() {
        let parts =
            polyline([(1.0, 1.0), (2.0, 2.0), (3.0, f64::NAN), (4.0, 4.0), (5.0, 5.0)], &SQUARE);
        assert_eq!(parts.len(), 2);
    }

    proptest! {
        #[test]
        fn nothing_is_drawn_outside(
            points in prop::collection::vec((-50.0_f64..50.0, -50.0_f64..50.0), 0..20)
        ) {
            for (x, y) in polyline(points, &SQUARE).into_iter().flatten() {
                prop_assert!((-1e-9..=10.0 + 1e-9).contains(&x), "x = {x}");
                prop_assert!((-1e-9..=10.0 + 1e-9).contains(&y), "y = {y}");
            }
        }
    }
}
