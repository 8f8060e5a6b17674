//! What is kept of a drawing in a pad: strokes on a fine grid, few points each.
//!
//! The same goes into links, so that a link leads to the very same numbers.

use crate::learn::task::drawing::{Drawing, Image};
use crate::number::held;
use crate::plot::{Px, simplify};

/// The lines of the grid along each side of a pad, less one: the greatest coordinate.
pub const LAST: u8 = 127;

/// A point of the grid, y downwards.
pub type Point = [u8; 2];

/// The most strokes of a sketch.
pub const MOST_STROKES: usize = 12;

/// The most points of a stroke.
pub const MOST_POINTS: usize = 48;

/// How far the points that are left out of a stroke lie from it at first, in lines of the grid;
/// farther if too many would be left.
const TOLERANCE: f64 = 0.7;

/// What is no larger than this, in lines of the grid, is a dot.
const DOT: u8 = 3;

/// How much of a pad the unit square of an invented character takes, and at most the character,
/// which may be larger.
const FILLED: f64 = 0.7;

/// The strokes of a drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Each with one point at least.
    pub strokes: Vec<Vec<Point>>,
}

impl Sketch {
    /// An invented drawing as a sketch, in the middle of its pad.
    pub fn of(drawing: &Drawing) -> Self {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for point in drawing.strokes.iter().flatten() {
            for axis in [0, 1] {
                low[axis] = low[axis].min(point[axis].into());
                high[axis] = high[axis].max(point[axis].into());
            }
        }
        let longer = (high[0] - low[0]).max(high[1] - low[1]);
        let scale = FILLED * f64::from(LAST) / longer.max(1.0);
        let place = |point: &[f32; 2], axis: usize| {
            let middle = (low[axis] + high[axis]) / 2.0;
            f64::from(LAST) / 2.0 + scale * (f64::from(point[axis]) - middle)
        };
        let mut strokes = Vec::new();
        for points in drawing.strokes.iter().take(MOST_STROKES) {
            let line: Vec<Px> = points.iter().map(|at| (place(at, 0), place(at, 1))).collect();
            strokes.extend(stroke(&line));
        }
        Self { strokes }
    }

    /// Whether it is no more than a dot, or nothing.
    pub fn is_dot(&self) -> bool {
        let (mut low, mut high) = ([LAST; 2], [0; 2]);
        for point in self.strokes.iter().flatten() {
            for axis in [0, 1] {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        // Of no points the highest is below the lowest.
        [0, 1].iter().all(|&axis| high[axis] <= low[axis].saturating_add(DOT))
    }

    /// What a network sees of it; nothing of a dot.
    pub fn image(&self) -> Option<Image> {
        if self.is_dot() {
            return None;
        }
        let point = |point: &Point| point.map(f32::from);
        let strokes = self.strokes.iter().map(|points| points.iter().map(point).collect());
        Drawing { strokes: strokes.collect() }.render()
    }
}

/// What is kept of a line through points of the grid's plane; nothing of no points.
pub fn stroke(line: &[Px]) -> Option<Vec<Point>> {
    let mut tolerance = TOLERANCE;
    let mut points = on_grid(line);
    loop {
        let kept = simplify::simplify(&points, tolerance);
        if kept.len() <= MOST_POINTS {
            let kept: Vec<Point> = kept.into_iter().map(|(x, y)| [x as u8, y as u8]).collect();
            return (!kept.is_empty()).then_some(kept);
        }
        tolerance *= 1.4;
        points = kept;
    }
}

/// The points of a line as the grid has them, none twice in a row.
fn on_grid(line: &[Px]) -> Vec<Px> {
    let mut points: Vec<Px> = Vec::with_capacity(line.len());
    for &(x, y) in line {
        let [x, y] = [x, y].map(|along| held(along, 0.0, f64::from(LAST)).round());
        if points.last() != Some(&(x, y)) {
            points.push((x, y));
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroke_keeps_its_shape_with_few_points() {
        let circle: Vec<Px> = (0..=10_000)
            .map(|i| f64::from(i) * std::f64::consts::TAU / 10_000.0)
            .map(|angle| (64.0 + 50.0 * angle.cos(), 64.0 + 50.0 * angle.sin()))
            .collect();
        let kept = stroke(&circle).expect("there is a line");
        assert!((12..=MOST_POINTS).contains(&kept.len()), "{} points", kept.len());
        for [x, y] in kept {
            let radius = (f64::from(x) - 64.0).hypot(f64::from(y) - 64.0);
            assert!((radius - 50.0).abs() < 1.0, "{radius}");
        }
    }

    #[test]
    fn a_scribble_is_cut_down_and_stays_in_the_pad() {
        let scribble: Vec<Px> = (0..10_000)
            .map(|i| (f64::from(i * 7919 % 400) - 100.0, f64::from(i * 104_729 % 400) - 100.0))
            .collect();
        let kept = stroke(&scribble).expect("there is a line");
        assert!(kept.len() <= MOST_POINTS);
        assert!(kept.iter().flatten().all(|&along| along <= LAST));
        let absurd = [(f64::NAN, 1e300), (f64::INFINITY, -1e300)];
        assert!(stroke(&absurd).expect("there is a line").iter().flatten().all(|&x| x <= LAST));
        assert_eq!(stroke(&[]), None);
    }

    #[test]
    fn a_dot_shows_nothing_and_a_line_does() {
        let of = |line: &[Px]| Sketch { strokes: stroke(line).into_iter().collect() };
        assert!(Sketch::default().is_dot() && Sketch::default().image().is_none());
        let dot = of(&[(40.0, 40.0), (41.0, 42.0)]);
        assert!(dot.is_dot() && dot.image().is_none());
        let line = of(&[(40.0, 40.0), (41.0, 60.0)]);
        assert!(!line.is_dot() && line.image().is_some());
    }
}
