//! The key above a panel: what each kind of mark is, in as many rows as it takes.

use crate::plot::{Anchor, Dash, Ink, Scene, Stroke, Text};

/// The middle of the first row and the height of each, in CSS pixels.
const FIRST: f64 = 11.0;
const ROW: f64 = 18.0;

/// The length of a sign, and the room between two items.
const SIGN: f64 = 22.0;
const GAP: f64 = 16.0;

/// A kind of mark.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// What it is.
    pub text: &'a str,
    /// What it looks like.
    pub sign: Sign,
}

/// What a kind of mark looks like.
#[derive(Clone, Copy, Debug)]
pub enum Sign {
    /// A line.
    Line(Stroke),
    /// A line in the hue of each task.
    Lines([Ink; 3], Dash),
    /// A dot in the hue of each task.
    Dots([Ink; 3]),
}

/// Writes the items in rows between two heights.
pub fn write(scene: &mut Scene, items: &[Item<'_>], (left, right): (f64, f64)) {
    let (mut x, mut y) = (left, FIRST);
    for item in items {
        let text = Text::new(item.text, (0.0, 0.0), 12.5, Ink::Text, Anchor::Left);
        let width = SIGN + 6.0 + text.width();
        if x > left && x + width > right {
            (x, y) = (left, y + ROW);
        }
        sign(scene, item.sign, (x, y));
        scene.text(Text { at: (x + SIGN + 6.0, y), ..text });
        x += width + GAP;
    }
}

fn sign(scene: &mut Scene, sign: Sign, (x, y): (f64, f64)) {
    match sign {
        Sign::Line(stroke) => scene.segment((x, y), (x + SIGN, y), stroke),
        Sign::Lines(hues, dash) => {
            for (row, ink) in hues.into_iter().enumerate() {
                let y = y + 4.0 * (row as f64 - 1.0);
                let stroke = Stroke::new(ink, 1.5).dashed(dash);
                scene.segment((x, y), (x + SIGN, y), stroke);
            }
        }
        Sign::Dots(hues) => {
            for (place, ink) in hues.into_iter().enumerate() {
                scene.dot((x + 3.0 + 7.5 * place as f64, y), 2.75, ink);
            }
        }
    }
}
