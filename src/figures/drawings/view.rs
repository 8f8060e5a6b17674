//! What the board of `drawings` looks like.

use super::bars;
use super::layout::{Layout, in_pad};
use super::race::Rival;
use super::sketch::{LAST, Point, Sketch};
use super::spot::{NAMES, Spot};
use super::state::Drawings;
use crate::figures::kit::pixels;
use crate::learn::task::drawing::{Image, SIDE};
use crate::plot::{Anchor, Face, Ink, Px, Rect, Scene, Size, Stroke, Text};

/// The width of a drawn line, as a share of its pad.
const PEN: f64 = 0.042;

/// From this width on a pad has room for words.
const WORDY: f64 = 58.0;

/// The panel of the board. What changes while a hand draws comes last: all before it is then
/// painted once.
pub fn board(figure: &Drawings, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let layout = figure.layout(size);
    let drawing = figure.pen.as_ref().map(|(spot, _)| *spot);
    for spot in figure.spots().filter(|spot| Some(*spot) != drawing) {
        pad(figure, &mut scene, &layout, spot);
    }
    headings(&mut scene, &layout);
    for (class, row) in layout.rows.iter().enumerate() {
        let name = Text::new(NAMES[class], row.name, 15.0, Ink::Text, Anchor::Left);
        scene.text(name.face(Face::Bold));
    }
    bars::names(figure, &mut scene, &layout);
    if let Some(spot) = drawing {
        pad(figure, &mut scene, &layout, spot);
    }
    bars::lengths(figure, &mut scene, &layout);
    says(figure, &mut scene, &layout);
    scene
}

fn headings(scene: &mut Scene, layout: &Layout) {
    let question = Text::new("Which is this?", layout.question, 14.0, Ink::Accent, Anchor::Left);
    scene.text(question.face(Face::Bold));
    let mut muted = |text: &str, at: Option<Px>| {
        if let Some(at) = at {
            scene.text(Text::new(text, at, 12.0, Ink::Muted, Anchor::Left));
        }
    };
    muted("what the networks see of it", layout.seeing);
    muted("Drawings of each class, and how likely each is", layout.heading);
}

/// A pad: what a network sees of it, what is drawn on it, and its frame.
fn pad(figure: &Drawings, scene: &mut Scene, layout: &Layout, spot: Spot) {
    let Some(rect) = layout.pad(spot) else { return };
    let ink = if spot == Spot::Query { Ink::Accent } else { Ink::Text };
    if let Some(image) = figure.image(spot) {
        let (corner, cell) = match spot {
            Spot::Query => layout.seen,
            Spot::Support { .. } => corner_of(rect),
        };
        thumbnail(scene, image, corner, cell);
    }
    let stroke = Stroke::new(ink, (PEN * rect.width()).max(2.0));
    let pen = figure.pen.as_ref().filter(|(on, _)| *on == spot).map(|(_, pen)| pen);
    let sketch = match pen {
        Some(_) => figure.below_stroke(spot),
        None => figure.sketch(spot),
    };
    match sketch {
        Some(sketch) => strokes(scene, rect, sketch, stroke),
        None if pen.is_none() => invitation(scene, rect, spot),
        None => {}
    }
    if let Some(pen) = pen {
        line(scene, pen.line().into_iter().map(|at| in_pad(rect, at)).collect(), stroke);
    }
    frame(
        scene,
        rect,
        match (figure.selected == Some(spot), pen) {
            (true, _) => Stroke::new(Ink::Accent, 2.5),
            (_, Some(_)) => Stroke::new(Ink::Accent, 1.5),
            _ => Stroke::new(Ink::Muted, 1.0).faded(0.6),
        },
    );
}

/// Where in a pad of a class what a network sees of it is shown: in its lower right corner.
fn corner_of(rect: Rect) -> (Px, f64) {
    let cell = (rect.width() / 60.0).floor().max(1.0);
    let side = SIDE as f64 * cell;
    ((rect.right - side - 2.0, rect.bottom - side - 2.0), cell)
}

fn strokes(scene: &mut Scene, rect: Rect, sketch: &Sketch, stroke: Stroke) {
    let place = |&[x, y]: &Point| in_pad(rect, (f64::from(x), f64::from(y)));
    for points in &sketch.strokes {
        line(scene, points.iter().map(place).collect(), stroke);
    }
}

/// A drawn line, or a dot if it goes nowhere.
fn line(scene: &mut Scene, points: Vec<Px>, stroke: Stroke) {
    match points[..] {
        [at] => scene.dot(at, 0.75 * stroke.width, stroke.ink),
        _ => scene.line(points, stroke),
    }
}

/// What an empty pad says.
fn invitation(scene: &mut Scene, rect: Rect, spot: Spot) {
    let last = f64::from(LAST);
    let middle = in_pad(rect, (last / 2.0, last / 2.0));
    let text = match spot {
        Spot::Query => "draw here",
        Spot::Support { .. } if rect.width() >= WORDY => "draw",
        Spot::Support { .. } => "+",
    };
    let ink = if spot == Spot::Query { Ink::Accent } else { Ink::Muted };
    scene.text(Text::new(text, middle, 12.5, ink, Anchor::Middle));
}

fn frame(scene: &mut Scene, rect: Rect, stroke: Stroke) {
    let Rect { left, top, right, bottom } = rect;
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    scene.line(corners.to_vec(), stroke);
}

/// What a network sees.
fn thumbnail(scene: &mut Scene, image: &Image, corner: Px, cell: f64) {
    let (left, top) = corner;
    let side = SIDE as f64 * cell;
    let rect = Rect { left, top, right: left + side, bottom: top + side };
    pixels::draw(scene, rect, Ink::Muted, image.pixels.iter().copied());
}

/// What each rival says, and whether it is right.
fn says(figure: &Drawings, scene: &mut Scene, layout: &Layout) {
    let (at, step) = layout.says;
    let verdict = figure.verdict();
    for (place, (rival, shares)) in Rival::ALL.into_iter().zip(figure.answers()).enumerate() {
        let Some(shares) = shares else { continue };
        let mark = match verdict.map(|verdict| verdict[place]) {
            Some(true) => " ✓",
            Some(false) => " ✗",
            None => "",
        };
        let says = if rival == Rival::Nearest { " is " } else { " says " };
        let text = [rival.name(), says, NAMES[Drawings::choice(&shares)], mark].concat();
        let at = (at.0, at.1 + step * place as f64);
        let text = Text::new(text, at, 13.0, rival.ink(), Anchor::Left);
        scene.text(text.face(Face::Bold));
    }
}
