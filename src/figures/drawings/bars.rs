//! The bars beside the pads of each class: how likely it is to each rival.

use super::layout::{Layout, Row};
use super::race::Rival;
use super::state::Drawings;
use crate::plot::{Anchor, Face, Ink, Mark, Px, Rect, Scene, Text, format};

/// From this width on a bar has its name beside it, else above.
const ROOMY: f64 = 190.0;

/// The room for names beside bars, and for numbers behind them.
const NAME: f64 = 80.0;
const NUMBER: f64 = 54.0;

/// Where a bar, its name and its number are.
struct Place {
    bar: Rect,
    name: Px,
    number: (Px, Anchor),
    size: f64,
}

fn place(row: &Row, index: usize) -> Place {
    let Rect { left, top, right, .. } = row.bars;
    let step = row.bars.height() / 3.0;
    let y = top + step * (index as f64 + 0.5);
    if row.bars.width() >= ROOMY {
        let half = (0.18 * step).min(4.0);
        let bar =
            Rect { left: left + NAME, top: y - half, right: right - NUMBER, bottom: y + half };
        let number = ((right, y), Anchor::Right);
        return Place { bar, name: (left, y), number, size: 12.5 };
    }
    let bar = Rect { left, top: y + 0.27 * step, right, bottom: y + 0.27 * step + 3.0 };
    let y = y - 0.12 * step;
    Place { bar, name: (left, y), number: ((right, y), Anchor::Right), size: 11.0 }
}

/// Whether the class of a row takes part.
fn takes_part(figure: &Drawings, class: usize) -> bool {
    figure.race.given().supports.iter().any(|(other, _)| *other == class)
}

/// The names of the bars, and the room that each may fill.
pub fn names(figure: &Drawings, scene: &mut Scene, layout: &Layout) {
    for (class, row) in layout.rows.iter().enumerate() {
        if !takes_part(figure, class) {
            let at = (row.bars.left, (row.bars.top + row.bars.bottom) / 2.0);
            scene.text(Text::new("no drawing yet", at, 12.0, Ink::Muted, Anchor::Left));
            continue;
        }
        for (index, rival) in Rival::ALL.into_iter().enumerate() {
            let Place { bar, name, size, .. } = place(row, index);
            fill(scene, bar, Ink::Hairline, 0.55);
            scene.text(Text::new(rival.name(), name, size, rival.ink(), Anchor::Left));
        }
    }
}

/// How long the bars are.
pub fn lengths(figure: &Drawings, scene: &mut Scene, layout: &Layout) {
    let (answers, was) = (figure.answers(), figure.was());
    for (class, row) in layout.rows.iter().enumerate() {
        if !takes_part(figure, class) {
            continue;
        }
        for (index, (rival, shares)) in Rival::ALL.into_iter().zip(answers).enumerate() {
            let Some(shares) = shares else { continue };
            let Place { bar, number: (at, anchor), size, .. } = place(row, index);
            let right = bar.left + shares[class] * bar.width();
            fill(scene, Rect { right, ..bar }, rival.ink(), 1.0);
            let is_choice = Drawings::choice(&shares) == class;
            let percent = [&format::fixed(100.0 * shares[class], 0), " %"].concat();
            let face = if is_choice { Face::Bold } else { Face::Plain };
            scene.text(Text::new(percent, at, size, rival.ink(), anchor).face(face));
        }
        if was == Some(class) {
            let (x, y) = row.name;
            scene.ring((x + 5.0, y), 12.0, crate::plot::Stroke::new(Ink::Accent, 2.0));
        }
    }
}

fn fill(scene: &mut Scene, rect: Rect, ink: Ink, opacity: f64) {
    let Rect { left, top, right, bottom } = rect;
    let points = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
    scene.marks.push(Mark::Area { points, ink, opacity });
}
