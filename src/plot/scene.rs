//! A scene: what one panel shows, as plain data in CSS pixels.

use super::theme::Ink;

/// A point in CSS pixels; x to the right, y down, the panel's corner at (0, 0).
pub type Px = (f64, f64);

/// How far one point is from another. (The library's `hypot` is for lengths whose squares are
/// no numbers any more, and weighs something.)
pub fn distance(from: Px, to: Px) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    (dx * dx + dy * dy).sqrt()
}

/// The width and height of a panel in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
}

impl Size {
    /// A size of `width` by `height` CSS pixels.
    pub const fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }
}

/// A rectangle in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// The right edge.
    pub right: f64,
    /// The lower edge.
    pub bottom: f64,
}

impl Rect {
    /// The width in CSS pixels; never negative.
    pub fn width(&self) -> f64 {
        (self.right - self.left).max(0.0)
    }

    /// The height in CSS pixels; never negative.
    pub fn height(&self) -> f64 {
        (self.bottom - self.top).max(0.0)
    }

    /// Whether `at` lies inside or on an edge.
    pub fn contains(&self, (x, y): Px) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// The point of this rectangle that is nearest to `at`.
    pub fn nearest(&self, (x, y): Px) -> Px {
        (x.min(self.right).max(self.left), y.min(self.bottom).max(self.top))
    }

    /// This rectangle, smaller by `by` on every side.
    pub fn shrunk(&self, by: f64) -> Rect {
        Rect {
            left: self.left + by,
            top: self.top + by,
            right: self.right - by,
            bottom: self.bottom - by,
        }
    }
}

/// How a line is broken, a second cue beside its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    /// An unbroken line.
    #[default]
    Solid,
    /// Long dashes.
    Dashed,
    /// Dots.
    Dotted,
}

impl Dash {
    /// The lengths of a dash and of the gap after it in CSS pixels; empty for an
    /// unbroken line.
    pub const fn lengths(self) -> &'static [f64] {
        match self {
            Dash::Solid => &[],
            Dash::Dashed => &[6.0, 4.0],
            Dash::Dotted => &[1.5, 3.5],
        }
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// What the line stands for.
    pub ink: Ink,
    /// Width in CSS pixels.
    pub width: f64,
    /// From 0 (invisible) to 1.
    pub opacity: f64,
    /// Solid, dashed or dotted.
    pub dash: Dash,
}

impl Stroke {
    /// A solid, opaque line.
    pub const fn new(ink: Ink, width: f64) -> Self {
        Self { ink, width, opacity: 1.0, dash: Dash::Solid }
    }

    /// The same line with another opacity.
    pub const fn faded(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }

    /// The same line, broken as `dash` says.
    pub const fn dashed(self, dash: Dash) -> Self {
        Self { dash, ..self }
    }
}

/// Which point of a text stands at its position: horizontally, then vertically.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Left edge, vertical middle.
    Left,
    /// Centre of the upper edge.
    Top,
    /// Right edge, vertical middle.
    Right,
    /// Centre of the lower edge.
    Bottom,
    /// The middle.
    Middle,
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// What is written.
    pub text: String,
    /// Where the anchor stands.
    pub at: Px,
    /// Font size in CSS pixels.
    pub size: f64,
    /// What it stands for.
    pub ink: Ink,
    /// Which point of the text stands at `at`.
    pub anchor: Anchor,
    /// How it is drawn.
    pub face: Face,
}

/// The cuts of the figures' one typeface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Face {
    /// Upright on plain paper.
    #[default]
    Plain,
    /// Bold on plain paper.
    Bold,
    /// Bold, with a halo that parts it from what lies below.
    Haloed,
    /// Upright, read from bottom to top: the name of a vertical axis.
    Upward,
}

impl Text {
    /// Plain text of `size` CSS pixels.
    pub fn new(text: impl Into<String>, at: Px, size: f64, ink: Ink, anchor: Anchor) -> Self {
        Self { text: text.into(), at, size, ink, anchor, face: Face::Plain }
    }

    /// The same text in another cut.
    pub fn face(self, face: Face) -> Self {
        Self { face, ..self }
    }

    /// The width in CSS pixels that this text needs, to within a tenth: estimated,
    /// so that a layout is the same in every browser and without one.
    pub fn width(&self) -> f64 {
        let weight = match self.face {
            Face::Bold | Face::Haloed => BOLD,
            Face::Plain | Face::Upward => 1.0,
        };
        self.text.chars().map(advance).sum::<f64>() * self.size * weight
    }

    /// The rectangle that this text covers, estimated as [`Text::width`] is.
    pub fn bounds(&self) -> Rect {
        let (width, height) = match self.face {
            Face::Upward => (self.size * 1.1, self.width()),
            _ => (self.width(), self.size * 1.1),
        };
        let (x, y) = self.at;
        let (left, top) = match self.anchor {
            Anchor::Left => (x, y - height / 2.0),
            Anchor::Right => (x - width, y - height / 2.0),
            Anchor::Top => (x - width / 2.0, y),
            Anchor::Bottom => (x - width / 2.0, y - height),
            Anchor::Middle => (x - width / 2.0, y - height / 2.0),
        };
        Rect { left, top, right: left + width, bottom: top + height }
    }
}

/// How much wider a bold text is than an upright one.
const BOLD: f64 = 1.08;

/// The advance of one character in ems, for a common sans-serif face.
fn advance(character: char) -> f64 {
    match character {
        'i' | 'l' | 'j' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.28,
        ' ' | 't' | 'f' | 'r' | '(' | ')' | '-' => 0.34,
        'm' | 'w' | 'M' | 'W' | '→' => 0.86,
        '\u{2080}'..='\u{2089}' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '⁻' => 0.38,
        'A'..='Z' => 0.67,
        _ => 0.56,
    }
}

/// An image of coloured cells, stretched without smoothing edges over a rectangle, and
/// the lines on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Where it lies in the panel.
    pub rect: Rect,
    /// Cells in a row.
    pub columns: usize,
    /// Rows of cells.
    pub rows: usize,
    /// Red, green, blue and alpha of each cell, row by row from the top:
    /// `4 * columns * rows` bytes.
    pub rgba: Vec<u8>,
    /// Lines above the cells, as those of equal height are: points in shares of the
    /// rectangle, counted from its lower left corner.
    pub lines: Vec<Vec<(f64, f64)>>,
}

impl Raster {
    /// How the lines are drawn.
    pub const STROKE: Stroke = Stroke::new(Ink::Paper, 1.0).faded(0.35);

    /// The lines as marks.
    pub fn marks(&self) -> impl Iterator<Item = Mark> {
        let Rect { left, bottom, .. } = self.rect;
        let (width, height) = (self.rect.width(), self.rect.height());
        self.lines.iter().map(move |line| Mark::Line {
            points: line.iter().map(|(x, y)| (left + x * width, bottom - y * height)).collect(),
            stroke: Self::STROKE,
        })
    }
}

/// One thing to draw.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A line through points.
    Line {
        /// At least two points.
        points: Vec<Px>,
        /// How it is drawn.
        stroke: Stroke,
    },
    /// A filled polygon.
    Area {
        /// The corners, in order.
        points: Vec<Px>,
        /// What it stands for.
        ink: Ink,
        /// From 0 to 1.
        opacity: f64,
    },
    /// A disc.
    Dot {
        /// The centre.
        at: Px,
        /// In CSS pixels.
        radius: f64,
        /// What it stands for.
        ink: Ink,
    },
    /// A circle, not filled.
    Ring {
        /// The centre.
        at: Px,
        /// In CSS pixels.
        radius: f64,
        /// How it is drawn.
        stroke: Stroke,
    },
    /// A line of text.
    Text(Text),
}

impl Mark {
    /// What it stands for.
    pub fn ink(&self) -> Ink {
        match self {
            Mark::Line { stroke, .. } | Mark::Ring { stroke, .. } => stroke.ink,
            Mark::Area { ink, .. } | Mark::Dot { ink, .. } => *ink,
            Mark::Text(text) => text.ink,
        }
    }
}

/// What one panel shows: rasters at the bottom, then the marks in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The size that the scene was made for.
    pub size: Size,
    /// Heat maps and their lines, below all marks.
    pub rasters: Vec<Raster>,
    /// The marks, from the bottom to the top.
    pub marks: Vec<Mark>,
}

impl Scene {
    /// An empty scene of `size`.
    pub fn new(size: Size) -> Self {
        Self { size, rasters: Vec::new(), marks: Vec::new() }
    }

    /// Whether any of its marks is in `ink`.
    pub fn shows(&self, ink: Ink) -> bool {
        self.marks.iter().any(|mark| mark.ink() == ink)
    }

    /// Adds a line through `points`; fewer than two draw nothing.
    pub fn line(&mut self, points: Vec<Px>, stroke: Stroke) {
        if points.len() > 1 {
            self.marks.push(Mark::Line { points, stroke });
        }
    }

    /// Adds a line from one point to another.
    pub fn segment(&mut self, from: Px, to: Px, stroke: Stroke) {
        self.marks.push(Mark::Line { points: vec![from, to], stroke });
    }

    /// Adds a disc.
    pub fn dot(&mut self, at: Px, radius: f64, ink: Ink) {
        self.marks.push(Mark::Dot { at, radius, ink });
    }

    /// Adds a circle.
    pub fn ring(&mut self, at: Px, radius: f64, stroke: Stroke) {
        self.marks.push(Mark::Ring { at, radius, stroke });
    }

    /// Adds a text.
    pub fn text(&mut self, text: Text) {
        self.marks.push(Mark::Text(text));
    }

    /// Adds an arrow from `from` to `to` with a head that is never longer than
    /// the arrow; one shorter than a pixel is left out.
    pub fn arrow(&mut self, from: Px, to: Px, stroke: Stroke) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = distance(from, to);
        if !(length.is_finite() && length >= 1.0) {
            return;
        }
        let (ux, uy) = (dx / length, dy / length);
        let head = (stroke.width * 2.5 + 7.0).min(length);
        let base = (to.0 - ux * head, to.1 - uy * head);
        let half = head * 0.4;
        self.segment(from, (to.0 - ux * head * 0.8, to.1 - uy * head * 0.8), stroke);
        self.marks.push(Mark::Area {
            points: vec![
                to,
                (base.0 - uy * half, base.1 + ux * half),
                (base.0 + uy * half, base.1 - ux * half),
            ],
            ink: stroke.ink,
            opacity: stroke.opacity,
        });
    }
}
