//! A drawn curve: eleven handles, one for every whole x, and a smooth line through them.
//!
//! Eleven numbers are few enough for a link and enough for any sinusoid of the article.

use crate::number::held;

/// How many handles there are.
pub const HANDLES: usize = 11;

/// The least and the greatest height of a handle.
pub const HEIGHTS: (f64, f64) = (-6.5, 6.5);

/// The height of each handle.
pub type Heights = [f64; HANDLES];

/// Where the handle with this index stands.
pub fn position(index: usize) -> f64 {
    index as f64 - 5.0
}

/// The heights of all handles when only some are `given`: on a straight line between two that
/// are, and as high as the outermost beyond it. None if none is given.
pub fn completed(given: &[Option<f64>; HANDLES]) -> Option<Heights> {
    let mut heights = [0.0; HANDLES];
    for (index, height) in heights.iter_mut().enumerate() {
        let found = |place: usize| given[place].map(|height| (place as f64, height));
        let before = (0..=index).rev().find_map(found);
        let after = (index..HANDLES).find_map(found);
        *height = match (before, after) {
            (Some((from, low)), Some((to, high))) if to > from => {
                low + (high - low) * (index as f64 - from) / (to - from)
            }
            (Some((_, height)), _) | (None, Some((_, height))) => height,
            (None, None) => return None,
        };
    }
    Some(heights)
}

/// The height of the line at `x`: between two handles the cubic that has there their heights
/// and their slopes.
pub fn line_at(heights: &Heights, x: f64) -> f64 {
    let along = held(x + 5.0, 0.0, (HANDLES - 1) as f64);
    let index = (along as usize).min(HANDLES - 2);
    let t = along - index as f64;
    let (from, to) = (heights[index], heights[index + 1]);
    let (leaving, arriving) = (slope(heights, index), slope(heights, index + 1));
    let (square, cube) = (t * t, t * t * t);
    from * (2.0 * cube - 3.0 * square + 1.0)
        + leaving * (cube - 2.0 * square + t)
        + to * (3.0 * square - 2.0 * cube)
        + arriving * (cube - square)
}

/// The slope at a handle, from its neighbours: two on each side where there are as many,
/// else one, and at the ends the parabola through three.
fn slope(heights: &Heights, index: usize) -> f64 {
    let h = |place: usize| heights[place];
    const LAST: usize = HANDLES - 1;
    match index {
        0 => (4.0 * h(1) - 3.0 * h(0) - h(2)) / 2.0,
        LAST => (3.0 * h(LAST) - 4.0 * h(LAST - 1) + h(LAST - 2)) / 2.0,
        1 | 9 => (h(index + 1) - h(index - 1)) / 2.0,
        _ => (8.0 * (h(index + 1) - h(index - 1)) - h(index + 2) + h(index - 2)) / 12.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_carried_on() {
        let mut given = [None; HANDLES];
        assert_eq!(completed(&given), None);
        given[3] = Some(1.0);
        assert_eq!(completed(&given), Some([1.0; HANDLES]));
        given[7] = Some(3.0);
        let heights = completed(&given).expect("two are given");
        assert_eq!(heights, [1.0, 1.0, 1.0, 1.0, 1.5, 2.0, 2.5, 3.0, 3.0, 3.0, 3.0]);
    }

    #[test]
    fn the_line_runs_through_its_handles_and_bends_nowhere() {
        let heights = [0.0, 1.0, -2.0, 3.0, 3.0, 0.5, -6.0, 6.0, 0.0, 0.1, -1.0];
        for (index, height) in heights.into_iter().enumerate() {
            let x = position(index);
            assert!((line_at(&heights, x) - height).abs() < 1e-12, "at {x}");
            let (left, right) = (line_at(&heights, x - 1e-6), line_at(&heights, x + 1e-6));
            let bend = (right - height) - (height - left);
            assert!(index == 0 || index == 10 || bend.abs() < 1e-9, "at {x}: {bend}");
        }
    }

    /// Whoever knows the task can say so with eleven handles.
    #[test]
    fn any_task_can_be_drawn() {
        for phase in (0..32).map(|i| f64::from(i) * 0.1) {
            let heights = std::array::from_fn(|index| (position(index) + phase).sin());
            let squares = (0..=1000).map(|i| {
                let x = -5.0 + f64::from(i) / 100.0;
                (line_at(&heights, x) - (x + phase).sin()).powi(2)
            });
            let error = squares.sum::<f64>() / 1001.0;
            assert!(error < 4e-4, "phase {phase}: {error}");
        }
    }
}
