//! Drawings that a network tells apart: those that it learns from, those that it is asked about,
//! and how sure it is of the right answers.

use super::pixels;
use crate::learn::task::drawing::{Drawing, SIDE};
use crate::learn::task::images::{Input, ink};
use crate::number::held;
use crate::plot::simplify::simplify;
use crate::plot::{Anchor, Dash, Ink, Mark, Px, Rect, Scene, Size, Stroke, Text, format};

/// A task whose answers are probabilities: the drawings to learn from in a row, and under them
/// the drawings to be told apart, each with what is thought of it.
#[derive(Clone, Copy, Debug)]
pub struct ToldApart<'a> {
    /// A drawing of each class to learn from.
    pub support: Glyphs<'a>,
    /// Another of each, to be told apart.
    pub query: Glyphs<'a>,
    /// The probability of each class for each query, before the inner step.
    pub before: &'a [f64],
    /// The same after it.
    pub after: &'a [f64],
}

/// Drawings, as they are shown.
#[derive(Clone, Copy, Debug)]
pub enum Glyphs<'a> {
    /// As a network sees them.
    Pixels(&'a [Input<f32>]),
    /// As they were drawn.
    Strokes(&'a [Drawing]),
}

/// The part of its frame that a drawing fills.
const STROKES: f64 = 0.78;

/// The room left of the drawings for the names of the rows, and right of them.
const ROWS: (f64, f64) = (70.0, 10.0);

/// The room between two drawings.
const GUTTER: f64 = 10.0;

impl ToldApart<'_> {
    /// Draws it into a panel of this size.
    pub fn draw(&self, scene: &mut Scene, size: Size) {
        let classes = self.query.len().max(1) as f64;
        let room = (size.width - ROWS.0 - ROWS.1 - GUTTER * (classes - 1.0)) / classes;
        let side = held(room, 1.0, (size.height - 60.0).max(1.0) / 4.0);
        let left = |class: usize| ROWS.0 + class as f64 * (side + GUTTER);
        let (first, second) = (18.0, 18.0 + side + 26.0);
        for (glyphs, top) in [(self.support, first), (self.query, second)] {
            for class in 0..glyphs.len() {
                let left = left(class);
                let rect = Rect { left, top, right: left + side, bottom: top + side };
                glyphs.draw(scene, class, rect);
            }
        }
        let name =
            |text: &str, y: f64, ink| Text::new(text, (ROWS.0 - 10.0, y), 12.5, ink, Anchor::Right);
        scene.text(name("to learn", first + side / 2.0 - 8.0, Ink::Samples));
        scene.text(name("from", first + side / 2.0 + 8.0, Ink::Samples));
        scene.text(name("to tell", second + side / 2.0 - 8.0, Ink::Text));
        scene.text(name("apart", second + side / 2.0 + 8.0, Ink::Text));
        let bars = Rect {
            left: left(0),
            top: second + side + 26.0,
            right: left(self.query.len().saturating_sub(1)) + side,
            bottom: (size.height - 26.0).max(second + side + 27.0),
        };
        self.bars(scene, &bars, side, left);
    }

    /// Under each drawing the probability of its own class.
    fn bars(&self, scene: &mut Scene, rect: &Rect, side: f64, left: impl Fn(usize) -> f64) {
        let classes = self.query.len();
        let height = |p: f64| rect.bottom - held(p, 0.0, 1.0) * rect.height();
        let across = |p: f64| vec![(rect.left, height(p)), (rect.right, height(p))];
        scene.line(across(0.0), Stroke::new(Ink::Hairline, 1.0));
        scene.line(across(1.0), Stroke::new(Ink::Hairline, 1.0));
        for (p, text) in [(0.0, "0"), (1.0, "1")] {
            let at = (ROWS.0 - 10.0, height(p));
            scene.text(Text::new(text, at, 12.0, Ink::Muted, Anchor::Right));
        }
        let own = |answers: &[f64], class: usize| answers.get(class * classes + class).copied();
        for class in 0..classes {
            let middle = left(class) + side / 2.0;
            let after = own(self.after, class).unwrap_or(0.0);
            let (left, right) = (middle - 0.25 * side, middle + 0.25 * side);
            let (low, high) = (height(0.0), height(after));
            let points = vec![(left, low), (right, low), (right, high), (left, high)];
            scene.marks.push(Mark::Area { points, ink: Ink::Maml, opacity: 1.0 });
            let before = height(own(self.before, class).unwrap_or(0.0));
            let mark = vec![(middle - 0.42 * side, before), (middle + 0.42 * side, before)];
            scene.line(mark, Stroke::new(Ink::Text, 1.75).dashed(Dash::Dotted));
            let share = format::fixed(100.0 * after, 0) + " %";
            let at = (middle, rect.bottom + 8.0);
            scene.text(Text::new(share, at, 12.5, Ink::Maml, Anchor::Top));
        }
        let text = "probability of the right one: before the step (dotted), after it";
        let at = (rect.left, rect.top - 11.0);
        let text = Text::new(text, at, 12.0, Ink::Muted, Anchor::Left);
        if at.0 + text.width() < rect.right + ROWS.1 {
            scene.text(text);
        } else {
            let text = "probability: before (dotted), after";
            scene.text(Text::new(text, at, 12.0, Ink::Muted, Anchor::Left));
        }
    }
}

impl Glyphs<'_> {
    fn len(self) -> usize {
        match self {
            Glyphs::Pixels(inputs) => inputs.len(),
            Glyphs::Strokes(drawings) => drawings.len(),
        }
    }

    fn draw(self, scene: &mut Scene, class: usize, rect: Rect) {
        match self {
            Glyphs::Pixels(inputs) => {
                let pixels = inputs[class].iter().map(|&number| ink(number));
                pixels::draw(scene, rect, Ink::Text, pixels);
            }
            Glyphs::Strokes(drawings) => strokes(scene, rect, &drawings[class]),
        }
    }
}

/// A drawing's strokes, in the middle of `rect` with a frame around them.
fn strokes(scene: &mut Scene, rect: Rect, drawing: &Drawing) {
    let all = || drawing.strokes.iter().flatten();
    let ends = |along: fn(&[f32; 2]) -> f32| {
        let low = all().map(along).fold(f32::INFINITY, f32::min);
        let high = all().map(along).fold(f32::NEG_INFINITY, f32::max);
        (f64::from(low), f64::from(high))
    };
    let [(left, right), (top, bottom)] = [ends(|point| point[0]), ends(|point| point[1])];
    let scale = STROKES * rect.width() / (right - left).max(bottom - top).max(f64::MIN_POSITIVE);
    let middle = ((rect.left + rect.right) / 2.0, (rect.top + rect.bottom) / 2.0);
    let place = |[x, y]: &[f32; 2]| {
        let x = middle.0 + scale * (f64::from(*x) - (left + right) / 2.0);
        let y = middle.1 + scale * (f64::from(*y) - (top + bottom) / 2.0);
        (x, y)
    };
    for stroke in &drawing.strokes {
        let points: Vec<Px> = stroke.iter().map(place).collect();
        let width = (rect.width() / SIDE as f64).min(4.0);
        scene.line(simplify(&points, 0.6), Stroke::new(Ink::Text, width));
    }
    let Rect { left, top, right, bottom } = rect;
    let frame = vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    scene.line(frame, Stroke::new(Ink::Hairline, 1.0));
}
