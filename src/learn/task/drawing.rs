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

use wide::f32x4;

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

/// The pixels that are dealt with at a time, and how many times that makes a row, or a little
/// more.
const AT_ONCE: usize = 4;
const BLOCKS: usize = SIDE.div_ceil(AT_ONCE);

/// A shorter segment, in pixels, is a dot.
const DOT: f32 = 1e-6;

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
    // One copy for all parts of the page.
    #[inline(never)]
    pub fn render_with(&self, pen: f64) -> Option<Image> {
        let segments = self.segments();
        let (centre, scale) = Frame::of(&segments)?.placement();
        let middle = SIDE as f64 / 2.0;
        let place = |point: [f64; 2]| {
            [0, 1].map(|axis| (middle + scale * (point[axis] - centre[axis])) as f32)
        };
        let mut paper = Paper::new(pen / 2.0 + 0.5);
        for Segment { from, to, .. } in segments {
            paper.approach(place(from), place(to));
        }
        Some(paper.image())
    }

    /// The pieces of all strokes.
    fn segments(&self) -> Vec<Segment> {
        let good = |point: &&[f32; 2]| point.iter().all(|x| x.abs() <= LIMIT);
        let mut segments = Vec::with_capacity(self.strokes.iter().map(Vec::len).sum());
        for points in &self.strokes {
            let before = segments.len();
            let mut last = None;
            for to in points.iter().filter(good).map(|point| point.map(f64::from)) {
                segments.extend(last.replace(to).map(|from| Segment::new(from, to)));
            }
            // A point that is alone is a dot.
            let alone = last.filter(|_| segments.len() == before);
            segments.extend(alone.map(|dot| Segment::new(dot, dot)));
        }
        segments
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

/// An image on its way.
struct Paper {
    /// The squared distance of each pixel's centre from the nearest ink, row by row.
    nearest: [[f32x4; BLOCKS]; SIDE],
    /// How far from a line its ink goes, in pixels.
    reach: f32,
}

impl Paper {
    fn new(reach: f64) -> Self {
        let white = f32x4::splat(f32::INFINITY);
        Self { nearest: [[white; BLOCKS]; SIDE], reach: reach as f32 }
    }

    /// Lowers the squared distances of the pixels that a segment comes closer to than the reach,
    /// or than a little more.
    #[inline(always)]
    fn approach(&mut self, from: [f32; 2], to: [f32; 2]) {
        let pixels = |axis: usize| {
            let (a, b) = (from[axis], to[axis]);
            // Pixel i has its centre at i + ½. Conversions to integers keep to their range.
            let first = (a.min(b) - self.reach - 0.5).max(0.0);
            let last = (a.max(b) + self.reach + 0.5).max(0.0) as usize;
            let whole = first as usize;
            whole + usize::from((whole as f32) < first)..last.min(SIDE)
        };
        let (columns, rows) = (pixels(0), pixels(1));
        let blocks = columns.start / AT_ONCE..columns.end.div_ceil(AT_ONCE);
        let [dx, dy] = [0, 1].map(|axis| to[axis] - from[axis]);
        let square = dx * dx + dy * dy;
        let per_square = if square > DOT * DOT { 1.0 / square } else { 0.0 };
        let along = [dx, dy].map(|d| f32x4::splat(d * per_square));
        let [dx, dy] = [dx, dy].map(f32x4::splat);
        let all = self.nearest.iter_mut().enumerate();
        for (row, pixels) in all.take(rows.end).skip(rows.start) {
            let y = f32x4::splat(row as f32 + 0.5 - from[1]);
            for block in blocks.clone() {
                let first = (AT_ONCE * block) as f32 + 0.5 - from[0];
                let x = f32x4::new([first, first + 1.0, first + 2.0, first + 3.0]);
                let part = x * along[0] + y * along[1];
                let part = part.fast_max(f32x4::splat(0.0)).fast_min(f32x4::splat(1.0));
                let (x, y) = (x - part * dx, y - part * dy);
                pixels[block] = pixels[block].fast_min(x * x + y * y);
            }
        }
    }

    /// The ink of each pixel.
    fn image(&self) -> Image {
        let [reach, all, none] = [self.reach, 1.0, 0.0].map(f32x4::splat);
        let mut pixels = [0.0; PIXELS];
        for (row, pixels) in self.nearest.iter().zip(pixels.chunks_exact_mut(SIDE)) {
            for (square, pixels) in row.iter().zip(pixels.chunks_mut(AT_ONCE)) {
                let ink = (reach - square.sqrt()).fast_max(none).fast_min(all).to_array();
                pixels.copy_from_slice(&ink[..pixels.len()]);
            }
        }
        Image { pixels }
    }
}
