//! What a pen does in one stroke: a curve between fixed points, or a walk.

use crate::number::{growth, turn};

/// A point (x, y), y downwards.
pub(super) type Point = [f64; 2];

/// The straight pieces that a curve is drawn with.
const CURVE_PIECES: usize = 16;

/// The program of a stroke.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Path {
    /// A cubic Bézier curve with these control points.
    Curve([Point; 4]),
    /// A pen that walks.
    Walk(Walk),
}

/// A pen that walks on, turns, and walks on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Walk {
    start: Point,
    heading: f64,
    pieces: Vec<Piece>,
}

/// A turn on the spot, and then a way along which the heading changes evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    corner: f64,
    length: f64,
    turn: f64,
}

/// A stroke as it was drawn: two points or more.
#[derive(Clone, Debug)]
pub(super) struct Trace(Vec<Point>);

impl Walk {
    /// A pen that stands at `start` and looks along `heading`, an angle in radians.
    pub(super) fn new(start: Point, heading: f64) -> Self {
        Self { start, heading, pieces: Vec::new() }
    }

    /// Has it turn by `corner` and then go on for `length`, turning by `turn` on the way.
    pub(super) fn then(&mut self, corner: f64, length: f64, turn: f64) {
        self.pieces.push(Piece { corner, length, turn });
    }
}

impl Path {
    /// One run of the program, from `start` if that is given, `noise(scale)` being every tremble
    /// of the hand.
    pub(super) fn trace(&self, start: Option<Point>, noise: &mut impl FnMut(f64) -> f64) -> Trace {
        match self {
            Self::Curve(points) => curve(*points, start, noise),
            Self::Walk(walk) => walk.trace(start, noise),
        }
    }
}

fn curve(
    mut points: [Point; 4],
    start: Option<Point>,
    noise: &mut impl FnMut(f64) -> f64,
) -> Trace {
    if let Some(start) = start {
        // The whole stroke follows its beginning, ever less towards its end: straight
        // lines stay straight.
        let moved = [start[0] - points[0][0], start[1] - points[0][1]];
        for (point, share) in points.iter_mut().zip([1.0, 2.0 / 3.0, 1.0 / 3.0, 0.0]) {
            *point = [point[0] + share * moved[0], point[1] + share * moved[1]];
        }
    }
    for point in points.iter_mut().skip(usize::from(start.is_some())) {
        *point = [point[0] + noise(0.05), point[1] + noise(0.05)];
    }
    let at = |piece: usize| {
        let t = piece as f64 / CURVE_PIECES as f64;
        let s = 1.0 - t;
        let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
        [0, 1].map(|axis| weights.iter().zip(&points).map(|(w, point)| w * point[axis]).sum())
    };
    Trace((0..=CURVE_PIECES).map(at).collect())
}

impl Walk {
    fn trace(&self, start: Option<Point>, noise: &mut impl FnMut(f64) -> f64) -> Trace {
        let mut at =
            start.unwrap_or_else(|| [self.start[0] + noise(0.04), self.start[1] + noise(0.04)]);
        let mut heading = self.heading + noise(6_f64.to_radians());
        let mut points = vec![at];
        for (number, &Piece { corner, length, turn }) in self.pieces.iter().enumerate() {
            if number > 0 {
                heading += corner + noise(10_f64.to_radians());
            }
            let length = length * growth::exp(noise(0.15));
            let unsteady = if turn == 0.0 { 8_f64 } else { 14.0 };
            let pieces = 6 + (turn.abs() / 0.35) as usize;
            let turn = turn + noise(unsteady.to_radians());
            let bend = turn / pieces as f64;
            // Each step goes where the one before went, turned by the same angle.
            let mut step = direction(heading + 0.5 * bend).map(|d| length / pieces as f64 * d);
            let [cos, sin] = direction(bend);
            points.reserve(pieces);
            for _ in 0..pieces {
                at = [at[0] + step[0], at[1] + step[1]];
                points.push(at);
                step = [cos * step[0] - sin * step[1], sin * step[0] + cos * step[1]];
            }
            heading += turn;
        }
        Trace(points)
    }
}

impl Trace {
    /// The points, one after the other.
    pub(super) fn points(&self) -> &[Point] {
        &self.0
    }

    /// The point before which `part` of the length lies, and the direction there.
    pub(super) fn at(&self, part: f64) -> (Point, Point) {
        let lengths = self.0.windows(2).map(|ends| distance(ends[0], ends[1]));
        let mut left = part * lengths.sum::<f64>();
        let mut found = (self.0[0], [1.0, 0.0]);
        for ends in self.0.windows(2) {
            let length = distance(ends[0], ends[1]);
            if length > 0.0 {
                let direction = [0, 1].map(|axis| (ends[1][axis] - ends[0][axis]) / length);
                let go = left.min(length);
                found = ([0, 1].map(|axis| ends[0][axis] + go * direction[axis]), direction);
                if left <= length {
                    break;
                }
                left -= length;
            }
        }
        found
    }
}

/// Where one looks at an angle in radians.
pub(super) fn direction(angle: f64) -> Point {
    [turn::cos(angle), turn::sin(angle)]
}

/// How far two points are apart.
pub(super) fn distance(a: Point, b: Point) -> f64 {
    let [x, y] = [0, 1].map(|axis| a[axis] - b[axis]);
    (x * x + y * y).sqrt()
}
