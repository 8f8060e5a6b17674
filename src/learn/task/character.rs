//! Invented characters: small programs for a pen.
//!
//! A [`Character`] is what an alphabet's inventor has in mind; a [`drawing`](Character::draw) is
//! what comes of it when somebody writes it down, and no two are alike. Both are random, so
//! there are as many alphabets as seeds, and none of them is anybody's. The same seed has the same
//! characters and drawings on every machine: sines, exponentials and logarithms are our own.
//!
//! Characters come in three manners, a third of them each: loops drawn with a free hand, signs
//! of straight lines and arcs, and the way of a pen that walks on, turns, and walks on.

use std::f64::consts::{FRAC_PI_4, TAU};

use rand::Rng;

use super::drawing::Drawing;
use super::pen::{Path, Point, Trace, Walk, direction, distance};
use crate::learn::random::{between, chance, normal, part, pick, sign};
use crate::number::growth;
use crate::number::turn::sin;

/// How much drawings of one character differ; 0 would make them all the same.
const NOISE: f64 = 1.25;

/// How likely one, two, three and four strokes are.
const STROKES: [f64; 4] = [0.25, 0.35, 0.25, 0.15];

/// How likely a later stroke begins on an earlier one, in the manners that do that.
const ATTACHED: f64 = 0.6;

/// A character: strokes of a pen, each a curve or a walk.
#[derive(Clone, Debug, PartialEq)]
pub struct Character {
    strokes: Vec<Stroke>,
}

#[derive(Clone, Debug, PartialEq)]
struct Stroke {
    path: Path,
    from: Option<Attachment>,
}

/// Where on an earlier stroke another one begins.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Attachment {
    stroke: usize,
    /// The part of its length that lies before.
    at: f64,
}

/// The three manners of characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Loops,
    Signs,
    Walks,
}

impl Character {
    /// Invents a character.
    pub fn random(rng: &mut impl Rng) -> Self {
        let manner = [Manner::Loops, Manner::Signs, Manner::Walks][pick([1.0 / 3.0; 3], rng)];
        let count = 1 + pick(STROKES, rng);
        let mut character = Self { strokes: Vec::with_capacity(count) };
        for number in 0..count {
            let from = if number > 0 && manner != Manner::Loops && chance(ATTACHED, rng) {
                Some(Attachment::random(number, rng))
            } else {
                None
            };
            // Where it would begin in a drawing without noise.
            let start = from.map(|from| {
                let traces = character.traces(&mut |_| 0.0);
                traces[from.stroke].at(from.at).0
            });
            let path = match manner {
                Manner::Loops => Path::Curve([(); 4].map(|()| anywhere(rng))),
                Manner::Signs => Path::Curve(sign_stroke(start, rng)),
                Manner::Walks => Path::Walk(walk(start, rng)),
            };
            character.strokes.push(Stroke { path, from });
        }
        character
    }

    /// One drawing of the character, in a square of side 1 or a little beyond it.
    pub fn draw(&self, rng: &mut impl Rng) -> Drawing {
        let traces = self.traces(&mut |scale| scale * NOISE * normal(rng));
        let bend = Bend::random(rng);
        let points = |trace: &Trace| trace.points().iter().map(|&point| bend.of(point)).collect();
        Drawing { strokes: traces.iter().map(points).collect() }
    }

    /// The number of strokes, one to four.
    pub fn strokes(&self) -> usize {
        self.strokes.len()
    }

    /// The strokes as a hand draws them, `noise(scale)` being its every tremble.
    fn traces(&self, noise: &mut impl FnMut(f64) -> f64) -> Vec<Trace> {
        let mut traces: Vec<Trace> = Vec::with_capacity(self.strokes.len());
        for Stroke { path, from } in &self.strokes {
            let start = from.map(|from| {
                let ([x, y], [dx, dy]) = traces[from.stroke].at(from.at);
                let (along, beside) = (noise(0.05), noise(0.02));
                [x + along * dx - beside * dy, y + along * dy + beside * dx]
            });
            traces.push(path.trace(start, noise));
        }
        traces
    }
}

impl Attachment {
    /// On one of the strokes before stroke `number`: at its start, its end, its middle, or
    /// anywhere.
    fn random(number: usize, rng: &mut impl Rng) -> Self {
        let stroke = ((part(rng) * number as f64) as usize).min(number - 1);
        let place = pick([0.3, 0.2, 0.2, 0.3], rng);
        let anywhere = part(rng);
        Self { stroke, at: [0.0, 1.0, 0.5, anywhere][place] }
    }
}

/// A point of the square.
fn anywhere(rng: &mut impl Rng) -> Point {
    [part(rng), part(rng)]
}

/// A straight line, an arc, or a free curve between two points that are not too close.
fn sign_stroke(start: Option<Point>, rng: &mut impl Rng) -> [Point; 4] {
    let start = start.unwrap_or_else(|| anywhere(rng));
    let end = loop {
        let end = anywhere(rng);
        if distance(start, end) >= 0.35 {
            break end;
        }
    };
    let chord = [end[0] - start[0], end[1] - start[1]];
    let beside = |part: f64, bulge: f64| {
        [
            start[0] + part * chord[0] - bulge * chord[1],
            start[1] + part * chord[1] + bulge * chord[0],
        ]
    };
    let [first, second] = match pick([0.4, 0.4, 0.2], rng) {
        0 => [beside(1.0 / 3.0, 0.0), beside(2.0 / 3.0, 0.0)],
        1 => {
            let bulge = sign(rng) * between(0.3, 1.1, rng);
            [beside(0.1, bulge), beside(0.9, bulge)]
        }
        _ => [(); 2].map(|()| [between(-0.1, 1.1, rng), between(-0.1, 1.1, rng)]),
    };
    [start, first, second, end]
}

/// One to four straight or curved pieces, with corners between them.
fn walk(start: Option<Point>, rng: &mut impl Rng) -> Walk {
    let start = start.unwrap_or_else(|| anywhere(rng));
    let heading = if chance(0.7, rng) {
        let eighth = (8.0 * part(rng)).floor();
        eighth * FRAC_PI_4 + 10_f64.to_radians() * normal(rng)
    } else {
        between(0.0, TAU, rng)
    };
    let mut walk = Walk::new(start, heading);
    for number in 0..=pick([0.45, 0.3, 0.15, 0.1], rng) {
        let corner = if number > 0 && chance(0.7, rng) { turn(40.0, 150.0, rng) } else { 0.0 };
        let length = between(0.25, 0.8, rng);
        match pick([0.5, 0.4, 0.1], rng) {
            0 => walk.then(corner, length, 0.0),
            1 => walk.then(corner, length, turn(40.0, 200.0, rng)),
            _ => walk.then(corner, 1.6 * length, turn(270.0, 350.0, rng)),
        }
    }
    walk
}

/// An angle to the left or right, from so many degrees to so many.
fn turn(least: f64, most: f64, rng: &mut impl Rng) -> f64 {
    sign(rng) * between(least, most, rng).to_radians()
}

/// What happens to a drawing as a whole: it is turned, stretched, sheared and bent a little.
struct Bend {
    /// The linear map, row by row.
    map: [[f64; 2]; 2],
    /// For each coordinate the a, b and c of a wave sin(a x + b y + c).
    waves: [[f64; 3]; 2],
}

impl Bend {
    fn random(rng: &mut impl Rng) -> Self {
        let angle = 6_f64.to_radians() * NOISE * normal(rng);
        let stretch = growth::exp(0.5 * 0.12 * NOISE * normal(rng));
        let shear = 0.12 * NOISE * normal(rng);
        let [cos, sin] = direction(angle);
        // The rotation times the stretched and sheared unit vectors.
        let of = |x: f64, y: f64| [cos * x - sin * y, sin * x + cos * y];
        let (by_x, by_y) = (of(stretch, 0.0), of(shear * stretch, 1.0 / stretch));
        let mut wave =
            || [between(-5.0, 5.0, rng), between(-5.0, 5.0, rng), between(0.0, TAU, rng)];
        let waves = [wave(), wave()];
        Self { map: [[by_x[0], by_y[0]], [by_x[1], by_y[1]]], waves }
    }

    fn of(&self, [x, y]: Point) -> [f32; 2] {
        let wave = |axis: usize| {
            let [a, b, c] = self.waves[axis];
            0.035 * NOISE * sin(a * x + b * y + c)
        };
        let bent = [x - 0.5 + wave(0), y - 0.5 + wave(1)];
        self.map.map(|row| (0.5 + row[0] * bent[0] + row[1] * bent[1]) as f32)
    }
}
