//! Drawings, and how a network sees them: 14 × 14 pixels, whatever their place and size.
//!
//! A hand draws large or small, here or there; what it means does not depend on that. So a
//! drawing is moved and scaled before it becomes an image: the centroid of its ink lies in the
//! middle, and the root mean square distance of the ink from it is the same for all. Ink is
//! counted by the length of strokes, for the points of a slow hand lie closer than those of a
//! quick one. (To fit a drawing's box to the image instead costs five points of accuracy: one
//! long tail then shrinks all the rest.)
//!
//! ```
//! use maml_live::learn::task::drawing::Drawing;
//!
//! let cross = Drawing { strokes: vec![vec![[0.0, 0.0], [2.0, 2.0]], vec![[0.0, 2.0], [2.0, 0.0]]] };
//! let moved = |[x, y]: [f32; 2]| [64.0 * x + 128.0, 64.0 * y - 16.0];
//! let strokes = cross.strokes.iter().map(|points| points.iter().copied().map(moved).collect());
//! assert_eq!(cross.render(), Drawing { strokes: strokes.collect() }.render());
//! assert_eq!(Drawing::default().render(), None);
//! ```

/// The pixels in a row of an image, and its rows.
pub const SIDE: usize = 14;

/// The pixels of an image.
pub const PIXELS: usize = SIDE * SIDE;

/// The width of the pen, in pixels.
pub const PEN: f64 = 2.0;

/// The part of an image's side that ink is scaled for; the rest is margin.
const REACH: f64 = 11.0;
/// The root mean square distance of ink from its centroid, in parts of [`REACH`].
const SPREAD: f64 = 0.36;
/// The greatest length of the longer side of a drawing's box, in parts of [`REACH`].
const LONGEST: f64 = 1.35;
/// The least spread that is reckoned with, in parts of the longer side.
const LEAST_SPREAD: f64 = 0.1;
/// The largest coordinate that is drawn. What lies beyond was no hand's.
const LIMIT: f32 = 1e9;

/// Strokes of a pen: lists of points (x, y), y downwards, in any unit.
///
/// A stroke of one point is a dot. Points that are not numbers are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// The strokes, in the order in which they were drawn.
    pub strokes: Vec<Vec<[f32; 2]>>,
}

/// A drawing as a network sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Image {
    /// The ink of each pixel, from 0 to 1, row by row from the top.
    pub pixels: [f32; PIXELS],
}

/// A straight piece of a stroke with its length, or a dot where both ends are the same.
#[derive(Clone, Copy)]
struct Segment {
    from: [f64; 2],
    to: [f64; 2],
    length: f64,
}

impl Drawing {
    /// The drawing in the middle of an image and as large as all others; `None` when there is
    /// nothing to see.
    pub fn render(&self) -> Option<Image> {
        self.render_with(PEN)
    }

    /// The same, with a pen of another width in pixels.
    pub fn render_with(&self, pen: f64) -> Option<Image> {
        let segments: Vec<Segment> = self.segments().collect();
        let (centre, scale) = Frame::of(&segments)?.placement();
        let middle = SIDE as f64 / 2.0;
        let place =
            |point: [f64; 2]| [0, 1].map(|axis| middle + scale * (point[axis] - centre[axis]));
        // The squared distance of each pixel's centre from the nearest ink.
        let mut nearest = [f64::INFINITY; PIXELS];
        let reach = pen / 2.0 + 0.5;
        for Segment { from, to, .. } in segments {
            approach(place(from), place(to), reach, &mut nearest);
        }
        // Most of the paper stays white, and a root takes longer than a look.
        let ink = |square: f64| match square < reach * reach {
            true => (reach - square.sqrt()).min(1.0) as f32,
            false => 0.0,
        };
        Some(Image { pixels: nearest.map(ink) })
    }

    /// The pieces of all strokes.
    fn segments(&self) -> impl Iterator<Item = Segment> {
        let good = |point: &&[f32; 2]| point.iter().all(|x| x.abs() <= LIMIT);
        self.strokes.iter().flat_map(move |points| {
            let mut last = None;
            let mut points =
                points.iter().filter(good).map(|point| point.map(f64::from)).peekable();
            std::iter::from_fn(move || {
                let to = points.next()?;
                // The first point begins a segment, and is a dot when it is the only one.
                let from = last.replace(to);
                match (from, points.peek()) {
                    (Some(from), _) => Some(Segment::new(from, to)),
                    (None, Some(&next)) => {
                        points.next();
                        last = Some(next);
                        Some(Segment::new(to, next))
                    }
                    (None, None) => Some(Segment::new(to, to)),
                }
            })
        })
    }
}

/// Where the ink of a drawing lies, and how far it reaches.
struct Frame {
    low: [f64; 2],
    high: [f64; 2],
    centroid: [f64; 2],
    /// The root mean square distance from the centroid.
    spread: f64,
}

impl Frame {
    fn of(segments: &[Segment]) -> Option<Self> {
        if segments.is_empty() {
            return None;
        }
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        let mut total = 0.0;
        for Segment { from, to, length } in segments {
            for axis in [0, 1] {
                low[axis] = low[axis].min(from[axis].min(to[axis]));
                high[axis] = high[axis].max(from[axis].max(to[axis]));
            }
            total += length;
        }
        // Dots have no length: where there is nothing else, they count alike.
        let weigh = |segment: &Segment| if total > 0.0 { segment.length } else { 1.0 };
        let weights = if total > 0.0 { total } else { segments.len() as f64 };

        let mut centroid = [0.0; 2];
        for segment in segments {
            let share = weigh(segment) / weights;
            for axis in [0, 1] {
                centroid[axis] += share * 0.5 * (segment.from[axis] + segment.to[axis]);
            }
        }
        let squares = segments
            .iter()
            .map(|segment| weigh(segment) / weights * segment.mean_square_from(centroid));
        Some(Self { low, high, centroid, spread: squares.sum::<f64>().sqrt() })
    }

    /// The point that goes to the middle, and the factor of all lengths.
    fn placement(&self) -> ([f64; 2], f64) {
        let longest = (self.high[0] - self.low[0]).max(self.high[1] - self.low[1]);
        if longest <= 0.0 {
            return (self.centroid, 1.0); // a dot, which has no size
        }
        let spread = self.spread.max(LEAST_SPREAD * longest);
        let scale = (SPREAD * REACH / spread).min(LONGEST * REACH / longest);
        (self.centroid, scale)
    }
}

impl Segment {
    fn new(from: [f64; 2], to: [f64; 2]) -> Self {
        let [x, y] = [0, 1].map(|axis| to[axis] - from[axis]);
        Self { from, to, length: (x * x + y * y).sqrt() }
    }

    /// The mean over the segment of the squared distance from a point.
    fn mean_square_from(&self, point: [f64; 2]) -> f64 {
        let along = |axis: usize| {
            let (a, b) = (self.from[axis] - point[axis], self.to[axis] - point[axis]);
            (a * a + a * b + b * b) / 3.0
        };
        along(0) + along(1)
    }
}

/// Lowers the squared distances of the pixels that a segment comes closer to than `reach`, or than
/// a little more.
fn approach(from: [f64; 2], to: [f64; 2], reach: f64, nearest: &mut [f64; PIXELS]) {
    let pixels = |axis: usize| {
        let (a, b) = (from[axis], to[axis]);
        // Pixel i has its centre at i + ½. Conversions to integers keep to their range.
        let first = (a.min(b) - reach - 0.5).ceil().max(0.0) as usize;
        let last = (a.max(b) + reach + 0.5).floor().max(0.0) as usize;
        first..last.min(SIDE)
    };
    let (columns, rows) = (pixels(0), pixels(1));
    let [dx, dy] = [0, 1].map(|axis| to[axis] - from[axis]);
    let square = dx * dx + dy * dy;
    let per_square = if square > 0.0 { 1.0 / square } else { 0.0 };
    for row in rows {
        let y = row as f64 + 0.5 - from[1];
        for column in columns.clone() {
            let x = column as f64 + 0.5 - from[0];
            let along = ((x * dx + y * dy) * per_square).clamp(0.0, 1.0);
            let (x, y) = (x - along * dx, y - along * dy);
            let pixel = &mut nearest[row * SIDE + column];
            *pixel = pixel.min(x * x + y * y);
        }
    }
}
