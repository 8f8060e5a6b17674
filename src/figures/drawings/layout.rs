//! The panels of `drawings`, and where each pad and each bar is.

use super::sketch::LAST;
use super::spot::{Spot, spots};
use crate::contract::Panel;
use crate::plot::{Axis, Margins, Plot, Px, Rect, Size};

/// The panel with the board.
pub const BOARD: usize = 0;
/// The panel with the inner steps.
pub const STEPS: usize = 1;

/// The panels.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "pads",
        label: "The board: a pad to ask with, pads for drawings of each class, and how likely \
                each class is to three rivals",
        wide: Size::new(680.0, 420.0),
        narrow: Size::new(358.0, 376.0),
        keys: "Arrow keys choose a pad. Enter has an invented character drawn there, another one \
               each time; Delete empties it. Draw with mouse, pen or finger.",
    },
    Panel {
        key: "trajectory",
        label: "How each inner step moves the probabilities",
        wide: Size::new(256.0, 420.0),
        narrow: Size::new(358.0, 220.0),
        keys: "Left and right arrow keys take one inner step back or one more.",
    },
];

/// From this width on the pad that asks stands left of the classes, else above them.
const ROOMY: f64 = 480.0;

/// Between two pads.
const GAP: f64 = 5.0;

/// The least room for a class's bars.
const LEAST_BARS: f64 = 92.0;

/// The axes of the second panel.
pub const STEP: Axis = Axis::linear("inner steps", (0.0, 20.0));
/// A probability in per cent.
pub const SHARE: Axis = Axis::linear("probability, %", (0.0, 100.0));

/// Where everything is on a board of some size.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The pad that asks.
    pub query: Rect,
    /// What a network sees of it: the corner and the side of a pixel.
    pub seen: (Px, f64),
    /// Where the question stands.
    pub question: Px,
    /// Where the words for what a network sees stand; none where there is no room.
    pub seeing: Option<Px>,
    /// Where the first of the three answers stands, and how far each is below the one before.
    pub says: (Px, f64),
    /// Where the words above the classes stand; none where there is no room.
    pub heading: Option<Px>,
    /// A row for each class.
    pub rows: Vec<Row>,
}

/// The row of a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where the name of the class stands.
    pub name: Px,
    /// A pad for each drawing.
    pub pads: Vec<Rect>,
    /// Where its bars are.
    pub bars: Rect,
}

impl Layout {
    /// The layout of a board with so many classes, and so many drawings of each.
    pub fn new(size: Size, ways: usize, shots: usize) -> Self {
        match size.width >= ROOMY {
            true => Self::roomy(size, ways, shots),
            false => Self::tight(size, ways, shots),
        }
    }

    fn roomy(size: Size, ways: usize, shots: usize) -> Self {
        let Size { width, height } = size;
        let side = (0.235 * width).min(0.42 * height).floor();
        let top = 24.0_f64.min(height / 4.0);
        let query = square((0.0, top), side);
        let cell = (side / 32.0).floor().max(1.0);
        let left = side + 0.055 * width;
        let area = Rect { left, top: top - GAP / 2.0, right: width, bottom: height };
        Self {
            query,
            seen: ((1.0, query.bottom + 34.0), cell),
            question: (0.0, 10.0),
            seeing: Some((0.0, query.bottom + 20.0)),
            says: ((0.0, query.bottom + 34.0 + 14.0 * cell + 24.0), 20.0),
            heading: Some((left, 10.0)),
            rows: rows(area, ways, shots, 22.0),
        }
    }

    fn tight(size: Size, ways: usize, shots: usize) -> Self {
        let Size { width, height } = size;
        let side = (0.26 * height).min(width / 3.0).floor();
        let query = square((0.0, 0.0), side);
        let cell = (side / 28.0).floor().max(1.0);
        let beside = side + 12.0;
        let seen = ((beside, query.bottom - 14.0 * cell - 2.0), cell);
        let area = Rect { left: 0.0, top: side + GAP, right: width, bottom: height };
        Self {
            query,
            seen,
            question: (beside, 8.0),
            seeing: None,
            says: ((beside + 14.0 * cell + 12.0, side - 44.0), 17.0),
            heading: None,
            rows: rows(area, ways, shots, 16.0),
        }
    }

    /// Where a pad is.
    pub fn pad(&self, spot: Spot) -> Option<Rect> {
        match spot {
            Spot::Query => Some(self.query),
            Spot::Support { class, shot } => self.rows.get(class)?.pads.get(shot).copied(),
        }
    }

    /// The pad that a pointer at `at` is on.
    pub fn spot_at(&self, at: Px) -> Option<Spot> {
        let shots = self.rows.first().map_or(0, |row| row.pads.len());
        let on = |spot: &Spot| self.pad(*spot).is_some_and(|rect| rect.contains(at));
        spots(self.rows.len(), shots).find(on)
    }
}

/// A row for each class in `area`, with so much room for its name.
fn rows(area: Rect, ways: usize, shots: usize, name: f64) -> Vec<Row> {
    let height = area.height() / ways as f64;
    let room = area.width() - name - LEAST_BARS - GAP;
    let side = (height - GAP).min(room / shots as f64 - GAP).clamp(1.0, 128.0).floor();
    let row = |class: usize| {
        let top = area.top + height * class as f64;
        let middle = top + height / 2.0;
        let first = area.left + name;
        let pad = |shot: usize| {
            square((first + (side + GAP) * shot as f64, (middle - side / 2.0).round()), side)
        };
        let left = first + (side + GAP) * shots as f64 + GAP;
        let half = (height - GAP).min(78.0) / 2.0;
        Row {
            name: (area.left, middle),
            pads: (0..shots).map(pad).collect(),
            bars: Rect { left, top: middle - half, right: area.right, bottom: middle + half },
        }
    };
    (0..ways).map(row).collect()
}

fn square((left, top): Px, side: f64) -> Rect {
    Rect { left, top, right: left + side, bottom: top + side }
}

/// Where on the grid of a pad's drawings a point of the panel lies; beyond the grid, outside of
/// the pad.
pub fn on_grid(pad: Rect, (x, y): Px) -> Px {
    let scale = f64::from(LAST) / pad.width().max(1.0);
    ((x - pad.left) * scale, (y - pad.top) * scale)
}

/// Where in the panel a point of the grid lies.
pub fn in_pad(pad: Rect, (x, y): Px) -> Px {
    let scale = pad.width() / f64::from(LAST);
    (pad.left + x * scale, pad.top + y * scale)
}

/// The plot in the panel of inner steps.
pub fn steps_plot(size: Size) -> Plot {
    Plot::new(size, Margins { left: 46.0, top: 34.0, right: 26.0, bottom: 42.0 }, &STEP, &SHARE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(layout: &Layout) -> Vec<Rect> {
        let rows = layout.rows.iter();
        let parts = rows.flat_map(|row| row.pads.iter().copied().chain([row.bars]));
        let (corner, cell) = layout.seen;
        parts.chain([layout.query, square(corner, 14.0 * cell)]).collect()
    }

    /// On the article's two widths, and on the width of a small phone.
    #[test]
    fn nothing_lies_on_anything_else_and_every_pad_is_large_enough() {
        let sizes = [PANELS[BOARD].wide, PANELS[BOARD].narrow, Size::new(328.0, 344.0)];
        for (size, least) in sizes.into_iter().zip([60.0, 44.0, 38.0]) {
            for (ways, shots) in (2..=5).flat_map(|ways| (1..=5).map(move |shots| (ways, shots))) {
                let layout = Layout::new(size, ways, shots);
                let what = format!("{size:?}, {ways} classes, {shots} drawings");
                let rects = all(&layout);
                for (index, one) in rects.iter().enumerate() {
                    let inside = one.left >= 0.0
                        && one.top >= 0.0
                        && one.right <= size.width
                        && one.bottom <= size.height + 0.01;
                    assert!(inside, "{what}: {one:?}");
                    for other in &rects[index + 1..] {
                        let apart = one.right <= other.left
                            || other.right <= one.left
                            || one.bottom <= other.top
                            || other.bottom <= one.top;
                        assert!(apart, "{what}: {one:?} and {other:?}");
                    }
                }
                let pads = layout.rows.iter().flat_map(|row| &row.pads);
                for pad in pads.chain([&layout.query]) {
                    assert!(pad.width() >= least, "{what}: {} px", pad.width());
                }
                let narrowest = layout.rows.iter().map(|row| row.bars.width());
                assert!(narrowest.fold(f64::INFINITY, f64::min) >= 80.0, "{what}");
            }
        }
    }

    #[test]
    fn a_point_finds_its_pad_and_its_place_on_the_grid() {
        let layout = Layout::new(PANELS[BOARD].wide, 4, 3);
        for spot in spots(4, 3) {
            let pad = layout.pad(spot).expect("it is shown");
            let at = in_pad(pad, (20.0, 100.0));
            assert_eq!(layout.spot_at(at), Some(spot));
            let back = on_grid(pad, at);
            assert!((back.0 - 20.0).abs() < 1e-9 && (back.1 - 100.0).abs() < 1e-9);
        }
        assert_eq!(layout.spot_at((679.0, 200.0)), None);
        assert_eq!(layout.pad(Spot::Support { class: 4, shot: 0 }), None);
    }
}
