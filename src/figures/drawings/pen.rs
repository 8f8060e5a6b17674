//! A stroke while it is being drawn.

use super::sketch::{LAST, Point, stroke};
use crate::number::held;
use crate::plot::{Px, distance, simplify};

/// How far, in lines of the grid, a hand goes before there is another point.
const STRIDE: f64 = 0.6;

/// From so many points on, those that the eye would not miss are left out.
const MANY: usize = 512;

/// How far outside of the pad, in lines of the grid, a hand has left it.
const OUTSIDE: f64 = 3.0;

/// What a hand has drawn since it came down, in lines of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Pen {
    points: Vec<Px>,
    /// Where the hand is now, which may be too near to the last point for one more.
    tip: Px,
    /// How far from the line the points lie that have been left out.
    tolerance: f64,
    /// Whether the hand has been outside of the pad.
    pub left: bool,
}

impl Pen {
    /// A pen that comes down.
    pub fn new(at: Px) -> Self {
        let at = inside(at);
        Self { points: vec![at], tip: at, tolerance: STRIDE, left: false }
    }

    /// The hand moves on; outside of the pad the line is held at its edge.
    pub fn go_to(&mut self, at: Px) {
        self.tip = inside(at);
        self.left |= (at.0 - self.tip.0).abs().max((at.1 - self.tip.1).abs()) > OUTSIDE;
        let last = self.points[self.points.len() - 1];
        if distance(self.tip, last) < STRIDE {
            return;
        }
        self.points.push(self.tip);
        if self.points.len() > MANY {
            // So the work for a move stays bounded, however long somebody scribbles.
            self.points = simplify::simplify(&self.points, self.tolerance);
            while self.points.len() > MANY / 2 {
                self.tolerance *= 1.5;
                self.points = simplify::simplify(&self.points, self.tolerance);
            }
        }
    }

    /// The line so far.
    pub fn line(&self) -> Vec<Px> {
        let last = self.points.last().filter(|last| **last != self.tip).map(|_| self.tip);
        self.points.iter().copied().chain(last).collect()
    }

    /// What is kept of it.
    pub fn stroke(&self) -> Option<Vec<Point>> {
        stroke(&self.line())
    }
}

/// The nearest point of the pad.
fn inside((x, y): Px) -> Px {
    let last = f64::from(LAST);
    (held(x, 0.0, last), held(y, 0.0, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_leaves_is_held_at_the_edge() {
        let mut pen = Pen::new((10.0, 10.0));
        pen.go_to((60.0, 10.0));
        assert!(!pen.left);
        pen.go_to((400.0, -1e9));
        pen.go_to((60.0, 60.0));
        assert!(pen.left);
        assert_eq!(pen.line(), [(10.0, 10.0), (60.0, 10.0), (127.0, 0.0), (60.0, 60.0)]);
    }

    #[test]
    fn it_never_holds_more_than_many_points() {
        let mut pen = Pen::new((0.0, 0.0));
        for i in 0..100_000_u32 {
            pen.go_to((f64::from(i * 7919 % 128), f64::from(i * 10_473 % 128)));
            assert!(pen.points.len() <= MANY);
        }
        assert!(pen.stroke().is_some());
    }
}
