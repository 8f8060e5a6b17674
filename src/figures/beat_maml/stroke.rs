//! A stroke of the pencil: the height of the line at each of 201 columns that it passed.
//!
//! It takes the same room however many points a hand leaves, and where it passes a column
//! again the last pass counts.

use super::drawing::{HANDLES, HEIGHTS, position};
use crate::number::held;

/// The columns of the plot: twenty from one handle to the next.
pub const COLUMNS: usize = 20 * (HANDLES - 1) + 1;

/// The columns on each side over which a handle takes the mean: no hand is perfectly still.
const STILL: usize = 2;

/// From so many columns away a stroke still reaches the handle at the end of the plot: few
/// hands begin exactly at its edge.
const REACH: usize = 10;

/// A line being drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    heights: [f64; COLUMNS],
    /// The first and the last column that it passed.
    span: (usize, usize),
    /// Where it was last: in columns, and its height.
    last: (f64, f64),
    /// How many columns it passed in all, forwards and backwards.
    travel: f64,
    /// Whether it left the plot.
    pub left: bool,
}

impl Stroke {
    /// One that begins at the data point (`x`, `y`).
    pub fn new(x: f64, y: f64) -> Self {
        let (column, height, left) = placed(x, y);
        let at = column.round() as usize;
        let mut heights = [0.0; COLUMNS];
        heights[at] = height;
        Self { heights, span: (at, at), last: (column, height), travel: 0.0, left }
    }

    /// Draws on to the data point (`x`, `y`), straight.
    pub fn go_to(&mut self, x: f64, y: f64) {
        let (column, height, left) = placed(x, y);
        let (from, low) = self.last;
        // The columns between the two places: often none, when a hand is slow.
        let (first, last) = (from.min(column).ceil() as usize, from.max(column) as usize);
        if first <= last {
            for at in first..=last {
                let share = if column == from { 1.0 } else { (at as f64 - from) / (column - from) };
                self.heights[at] = low + (height - low) * held(share, 0.0, 1.0);
            }
            self.span = (self.span.0.min(first), self.span.1.max(last));
        }
        self.travel += (column - from).abs();
        self.last = (column, height);
        self.left |= left;
    }

    /// Whether it is no more than a dot.
    pub fn is_dot(&self) -> bool {
        self.span.1 - self.span.0 < REACH
    }

    /// Whether it went to and fro.
    pub fn is_scribble(&self) -> bool {
        let span = (self.span.1 - self.span.0) as f64;
        self.travel > 1.5 * span + REACH as f64
    }

    /// The line so far, as data points.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let (from, to) = self.span;
        (from..=to).map(|column| (column as f64 / 20.0 - 5.0, self.heights[column]))
    }

    /// The handle nearest to where it is, and its height there.
    pub fn nearest(&self) -> (usize, f64) {
        let (column, height) = self.last;
        (((column / 20.0).round() as usize).min(HANDLES - 1), height)
    }

    /// The height that it gives a handle; none if it did not come by.
    pub fn height(&self, handle: usize) -> Option<f64> {
        let (from, to) = self.span;
        let column = handle * 20;
        if (from..=to).contains(&column) {
            let beside = column.saturating_sub(STILL).max(from)..=(column + STILL).min(to);
            // Of as many columns on each side, or the mean would lie aside of the handle.
            let arm = (column - beside.start()).min(beside.end() - column);
            let near = &self.heights[column - arm..=column + arm];
            return Some(near.iter().sum::<f64>() / near.len() as f64);
        }
        let is_end = handle == 0 || handle == HANDLES - 1;
        let end = if column < from { from } else { to };
        let away = end.abs_diff(column);
        if !is_end || away > REACH || to - from < REACH {
            return None;
        }
        // On as it ended: along the line through its last columns.
        let inner = if column < from { from + REACH } else { to - REACH };
        let slope = (self.heights[end] - self.heights[inner]) / REACH as f64;
        let (low, high) = HEIGHTS;
        Some(held(self.heights[end] + slope * away as f64, low, high))
    }
}

/// A data point in columns and height, held inside the plot, and whether it had to be.
fn placed(x: f64, y: f64) -> (f64, f64, bool) {
    let (from, to) = (position(0), position(HANDLES - 1));
    let (low, high) = HEIGHTS;
    let at = (held(x, from, to), held(y, low, high));
    ((at.0 - from) * 20.0, at.1, at.1 != y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_stroke_gives_the_handles_on_its_way() {
        let mut stroke = Stroke::new(-2.3, 0.0);
        stroke.go_to(2.3, 4.6);
        let heights: Vec<Option<f64>> = (0..HANDLES).map(|handle| stroke.height(handle)).collect();
        assert_eq!(heights[..3], [None; 3]);
        assert_eq!(heights[8..], [None; 3]);
        for (handle, height) in heights.iter().enumerate().take(8).skip(3) {
            let height = height.expect("the stroke came by");
            assert!((height - (position(handle) + 2.3)).abs() < 0.03, "{handle}: {height}");
        }
        assert!(!stroke.is_dot() && !stroke.is_scribble() && !stroke.left);
    }

    #[test]
    fn a_stroke_that_nearly_reaches_an_end_is_led_there() {
        let mut stroke = Stroke::new(-4.7, -4.7);
        stroke.go_to(4.4, 4.4);
        assert!((stroke.height(0).expect("near enough") + 5.0).abs() < 0.05);
        assert_eq!(stroke.height(10), None);
    }

    #[test]
    fn ten_thousand_points_are_a_stroke() {
        let mut stroke = Stroke::new(-5.0, 0.0);
        for i in 0..10_000 {
            let x = -5.0 + f64::from(i) / 1000.0;
            stroke.go_to(x, (7.0 * x).sin());
        }
        assert!((0..HANDLES).all(|handle| stroke.height(handle).is_some()));
        assert!(!stroke.is_scribble());
    }

    #[test]
    fn the_last_pass_counts() {
        let mut stroke = Stroke::new(-5.0, 1.0);
        stroke.go_to(5.0, 1.0);
        stroke.go_to(-1.0, 1.0);
        stroke.go_to(-1.0, -2.0);
        stroke.go_to(4.0, -2.0);
        assert!(stroke.is_scribble());
        assert_eq!([2, 8].map(|handle| stroke.height(handle)), [Some(1.0), Some(-2.0)]);
    }

    #[test]
    fn what_leaves_the_plot_is_held_at_its_edge() {
        let mut stroke = Stroke::new(0.0, 0.0);
        for at in [(1.0, 1e300), (f64::INFINITY, f64::NAN), (-1e300, -1e300)] {
            stroke.go_to(at.0, at.1);
        }
        assert!(stroke.left);
        let (low, high) = HEIGHTS;
        assert!(stroke.points().all(|(_, y)| (low..=high).contains(&y)));
    }
}
