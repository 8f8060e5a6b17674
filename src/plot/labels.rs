//! Labels that stand beside the ends of their lines and never on each other.

use std::f64::consts::TAU;

use super::scene::{Anchor, Px, Rect, Scene, Stroke, Text, distance};
use super::theme::Ink;
use crate::number::turn::{cos, sin};
use crate::number::{held, sort_by_number};

/// The font size of direct labels in CSS pixels.
pub const SIZE: f64 = 13.0;

/// A label for the end of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct EndLabel {
    /// What is written; lines are parted by `\n`.
    pub text: String,
    /// The height at which the line ends, in CSS pixels.
    pub y: f64,
    /// The ink of the line.
    pub ink: Ink,
}

/// The room between two labels in CSS pixels.
pub const GAP: f64 = 4.0;

/// The room that a label takes in a column, with the gap behind it, in CSS pixels.
pub fn height(label: &EndLabel) -> f64 {
    SIZE * 1.2 * label.text.lines().count().max(1) as f64 + GAP
}

/// Writes `labels` in a column that starts at `x`, each as near to its line's end
/// as the others and the edges of `rect` allow.
pub fn column(scene: &mut Scene, labels: &[EndLabel], x: f64, rect: &Rect) {
    let height = SIZE * 1.2;
    let mut order: Vec<&EndLabel> = labels.iter().filter(|label| label.y.is_finite()).collect();
    sort_by_number(&mut order, |label| label.y);
    let heights: Vec<f64> =
        order.iter().map(|label| height * label.text.lines().count().max(1) as f64).collect();
    let mut tops: Vec<f64> = order
        .iter()
        .zip(&heights)
        .map(|(label, height)| held(label.y, rect.top, rect.bottom) - height / 2.0)
        .collect();
    part(&mut tops, &heights, GAP, (rect.top, rect.bottom));
    for (label, top) in order.iter().zip(tops) {
        for (row, line) in label.text.lines().enumerate() {
            let at: Px = (x, top + height * (row as f64 + 0.5));
            scene.text(Text::new(line, at, SIZE, label.ink, Anchor::Left));
        }
    }
}

/// Moves boxes (upper edges `tops`, in order, with `heights`) apart until each two
/// are `gap` from each other, and into `range` while there is room.
pub fn part(tops: &mut [f64], heights: &[f64], gap: f64, (low, high): (f64, f64)) {
    let mut floor = low;
    for (top, height) in tops.iter_mut().zip(heights) {
        *top = top.max(floor);
        floor = *top + height + gap;
    }
    let mut ceiling = high;
    for (top, height) in tops.iter_mut().zip(heights).rev() {
        *top = top.min(ceiling - height);
        ceiling = *top - gap;
    }
}

/// Places labels beside points so that they avoid marks, each other and the frame.
///
/// Marks and labels are announced in any order; [`Placer::finish`] then writes the
/// labels, the first announced having the first choice.
#[derive(Clone, Debug)]
pub struct Placer {
    bounds: Rect,
    marks: Vec<Rect>,
    labels: Vec<Rect>,
    waiting: Vec<Waiting>,
}

/// A label that has no place yet.
#[derive(Clone, Debug)]
struct Waiting {
    text: Text,
    distance: f64,
    reach: Reach,
}

/// How far from its point a label may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// So near that it is clear whose it is.
    Beside,
    /// Anywhere around, at the end of a thin line from its point.
    Led,
}

/// How bad it is, for each square pixel, to cover another label or to stick out of the
/// frame, when covering a mark counts 1: letters on letters cannot be read.
const COVERING_A_LABEL: f64 = 40.0;
const STICKING_OUT: f64 = 4.0;

/// The distances from its point at which a label may stand, as multiples of the one asked
/// for, and what each counts: one far away is less clearly its point's.
const RINGS: [(f64, f64); 4] = [(1.0, 0.0), (1.8, 40.0), (2.7, 90.0), (3.6, 140.0)];

/// The further distances of a label that a line leads to, in CSS pixels.
const LED_RINGS: [(f64, f64); 6] =
    [(44.0, 200.0), (62.0, 240.0), (82.0, 280.0), (104.0, 320.0), (130.0, 360.0), (160.0, 400.0)];

/// So many places stand around a point on each of these.
const LED_PLACES: u32 = 20;

impl Placer {
    /// Labels shall lie inside `bounds`.
    pub fn new(bounds: Rect) -> Self {
        Self { bounds, marks: Vec::new(), labels: Vec::new(), waiting: Vec::new() }
    }

    /// Keeps labels away from a mark of `radius` around `at`.
    pub fn avoid(&mut self, (x, y): Px, radius: f64) {
        let (left, right) = (x - radius, x + radius);
        self.marks.push(Rect { left, top: y - radius, right, bottom: y + radius });
    }

    /// Keeps labels away from the line between two points.
    pub fn avoid_line(&mut self, from: Px, to: Px) {
        let pieces = 1 + (distance(to, from) / 8.0) as usize;
        for piece in 0..=pieces.min(100) {
            let share = piece as f64 / pieces as f64;
            let at = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            self.avoid(at, 4.0);
        }
    }

    /// Announces `text`, to stand `distance` from its point `text.at`.
    pub fn label(&mut self, text: Text, distance: f64) {
        self.waiting.push(Waiting { text, distance, reach: Reach::Beside });
    }

    /// The same for one of many labels whose points are close to each other: where there is no
    /// room beside it, `text` stands farther off and a thin line leads there.
    pub fn led_label(&mut self, text: Text, distance: f64) {
        self.waiting.push(Waiting { text, distance, reach: Reach::Led });
    }

    /// Writes all labels: to the right, left, above or below of their points, near or
    /// somewhat farther, wherever they are least in the way.
    pub fn finish(mut self, scene: &mut Scene) {
        let (mut lines, mut texts) = (Vec::new(), Vec::new());
        for Waiting { text, distance, reach } in std::mem::take(&mut self.waiting) {
            let mut best = (f64::INFINITY, text.clone());
            for (times, cost) in RINGS {
                self.look(&mut best, cost, places(&text, distance * times));
            }
            let beside = best.0;
            if reach == Reach::Led {
                for (far, cost) in LED_RINGS {
                    self.look(&mut best, cost, around(&text, far));
                }
            }
            let best = if best.0 < beside { led(&text, best.1, &mut lines) } else { best.1 };
            self.labels.push(best.bounds());
            texts.push(best);
        }
        for (line, ink) in lines {
            scene.line(line.to_vec(), Stroke::new(Ink::Halo, 3.0).faded(0.75));
            scene.line(line.to_vec(), Stroke::new(ink, 1.0));
        }
        texts.into_iter().for_each(|text| scene.text(text));
    }

    /// Takes the first of `places` that is better than the best so far; each of them is at
    /// least as bad as `cost` says.
    fn look(&self, best: &mut (f64, Text), cost: f64, places: impl IntoIterator<Item = Text>) {
        // So most labels look no farther than around their point.
        if best.0 <= cost {
            return;
        }
        for place in places {
            let whole = self.cost(&place) + cost;
            if whole < best.0 {
                *best = (whole, place);
            }
        }
    }

    /// How much a label would cover of others, and how far it would stick out.
    ///
    /// By itself, as here the time goes: in a function that also moves texts about, 16 bytes at
    /// a time, the engine of WebKitGTK 2.50 now and then loses an address when it changes to
    /// better code in the middle of this loop.
    #[inline(never)]
    fn cost(&self, candidate: &Text) -> f64 {
        let bounds = candidate.bounds().shrunk(-2.0);
        let covered =
            |taken: &[Rect]| -> f64 { taken.iter().map(|rect| shared(&bounds, rect)).sum() };
        let outside = area(&bounds) - shared(&bounds, &self.bounds);
        STICKING_OUT * outside + covered(&self.marks) + COVERING_A_LABEL * covered(&self.labels)
    }
}

/// The places around its point that a label may take, the most natural first.
fn places(text: &Text, distance: f64) -> [Text; 8] {
    let (x, y) = text.at;
    let slant = distance * 0.75;
    let places = [
        ((x + distance, y), Anchor::Left),
        ((x - distance, y), Anchor::Right),
        ((x, y - distance), Anchor::Bottom),
        ((x, y + distance), Anchor::Top),
        ((x + slant, y - slant - 6.0), Anchor::Left),
        ((x - slant, y - slant - 6.0), Anchor::Right),
        ((x + slant, y + slant + 6.0), Anchor::Left),
        ((x - slant, y + slant + 6.0), Anchor::Right),
    ];
    places.map(|(at, anchor)| Text { at, anchor, ..text.clone() })
}

/// The places around its point at so many CSS pixels, the side towards the point on a circle.
fn around(text: &Text, distance: f64) -> impl Iterator<Item = Text> + '_ {
    let (x, y) = text.at;
    (0..LED_PLACES).map(move |place| {
        let angle = f64::from(place) * TAU / f64::from(LED_PLACES);
        let (sine, cosine) = (sin(angle), cos(angle));
        let anchor = match cosine {
            right if right > 0.5 => Anchor::Left,
            left if left < -0.5 => Anchor::Right,
            _ if sine > 0.0 => Anchor::Top,
            _ => Anchor::Bottom,
        };
        Text { at: (x + distance * cosine, y + distance * sine), anchor, ..text.clone() }
    })
}

/// `place`, with a line to it from the point of `text`.
fn led(text: &Text, place: Text, lines: &mut Vec<([Px; 2], Ink)>) -> Text {
    lines.push(([text.at, place.bounds().shrunk(-1.0).nearest(text.at)], text.ink));
    place
}

fn area(rect: &Rect) -> f64 {
    rect.width() * rect.height()
}

/// The area that two rectangles share.
fn shared(a: &Rect, b: &Rect) -> f64 {
    let width = (a.right.min(b.right) - a.left.max(b.left)).max(0.0);
    let height = (a.bottom.min(b.bottom) - a.top.max(b.top)).max(0.0);
    width * height
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn labels_never_touch_and_stay_inside(
            mut tops in prop::collection::vec(-100.0_f64..500.0, 1..8)
        ) {
            tops.sort_by(f64::total_cmp);
            let heights = vec![15.0; tops.len()];
            part(&mut tops, &heights, 4.0, (0.0, 400.0));
            prop_assert!(tops[0] >= -1e-9 && tops[tops.len() - 1] <= 385.0 + 1e-9);
            for pair in tops.windows(2) {
                prop_assert!(pair[1] - pair[0] >= 19.0 - 1e-9);
            }
        }
    }
}
