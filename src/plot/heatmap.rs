//! Heat maps and their lines of equal height, from values on the nodes of a grid.

use ndarray::{ArrayView2, s};

use super::colormap;
use super::isolines::isolines;
use super::scene::{Px, Raster, Rect};
use super::simplify;
use super::theme::Rgb;
use crate::number::held;

/// How values spread over the colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// Equal differences, equal steps of colour.
    Linear,
    /// By the square root of the height above the lowest: more to see near the bottom.
    Root,
    /// Equal ratios, equal steps of colour.
    Log,
}

/// A scale from values to colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shading {
    /// The value of the darkest colour.
    pub low: f64,
    /// The value of the lightest colour.
    pub high: f64,
    /// How values between spread.
    pub shade: Shade,
}

/// On a logarithmic scale the lowest colour stands for this share of the highest
/// value at least: below it a loss is nothing that an eye should dwell on.
const LOG_RANGE: f64 = 1e-6;

impl Shading {
    /// The scale over all finite `values`.
    pub fn over<'a>(values: impl IntoIterator<Item = &'a f32>, shade: Shade) -> Self {
        let (low, high) = values
            .into_iter()
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, 0.0_f64), |(low, high), &value| {
                (low.min(f64::from(value)), high.max(f64::from(value)))
            });
        Self::between(low.min(high), high, shade)
    }

    /// The scale from `low` to `high`, which is moved up where both are the same.
    pub fn between(low: f64, high: f64, shade: Shade) -> Self {
        let high = if high > 0.0 { high } else { 1.0 };
        let low = match shade {
            Shade::Log => low.max(high * LOG_RANGE),
            _ => low,
        };
        let high = if high > low { high } else { low + low.abs().max(1e-12) };
        Self { low, high, shade }
    }

    /// The place of `value` from 0 (lowest) to 1 (highest), clamped.
    pub fn fraction(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        let fraction = match self.shade {
            Shade::Linear => share,
            Shade::Root => share.max(0.0).sqrt(),
            Shade::Log => (value.max(self.low) / self.low).ln() / (self.high / self.low).ln(),
        };
        if fraction.is_nan() { 1.0 } else { held(fraction, 0.0, 1.0) }
    }

    /// The value at `fraction`, the inverse of [`Shading::fraction`].
    pub fn value(&self, fraction: f64) -> f64 {
        match self.shade {
            Shade::Linear => self.low + fraction * (self.high - self.low),
            Shade::Root => self.low + fraction * fraction * (self.high - self.low),
            Shade::Log => self.low * (self.high / self.low).powf(fraction),
        }
    }

    /// The values of `count` lines of equal height, evenly spread over the colours.
    pub fn levels(&self, count: usize) -> impl Iterator<Item = f64> {
        let shading = *self;
        (1..=count).map(move |i| shading.value(i as f64 / (count + 1) as f64))
    }
}

/// The pixels of a heat map, ready to be laid into any rectangle.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    columns: usize,
    rows: usize,
    rgba: Vec<u8>,
    lines: Vec<Vec<(f64, f64)>>,
}

/// The size in CSS pixels of the largest heat maps, for which lines are made smooth.
const LARGEST: f64 = 520.0;

impl HeatMap {
    /// Colours the cells between the nodes of `values` (row 0 is the lowest), each
    /// by the mean of its four corners.
    pub fn new(values: ArrayView2<'_, f32>, shading: Shading) -> Self {
        let (rows, columns) = (values.nrows().saturating_sub(1), values.ncols().saturating_sub(1));
        let palette: Vec<Rgb> = (0..=255).map(|i| colormap::color(f64::from(i) / 255.0)).collect();
        let mut rgba = Vec::with_capacity(4 * rows * columns);
        for row in (0..rows).rev() {
            let (low, high) = (values.slice(s![row, ..]), values.slice(s![row + 1, ..]));
            for column in 0..columns {
                let sum = low[column] + low[column + 1] + high[column] + high[column + 1];
                let fraction = shading.fraction(f64::from(sum) / 4.0);
                let (r, g, b) = palette[(fraction * 255.0).round() as usize];
                rgba.extend([r, g, b, 255]);
            }
        }
        Self { columns, rows, rgba, lines: Vec::new() }
    }

    /// The same heat map with `count` lines of equal height, evenly spread over the colours.
    pub fn with_lines(
        mut self,
        values: ArrayView2<'_, f32>,
        shading: Shading,
        count: usize,
    ) -> Self {
        let lines = shading.levels(count).flat_map(|level| isolines(values, level));
        let (columns, rows) = (self.columns.max(1) as f64, self.rows.max(1) as f64);
        let (across, up) = (LARGEST / columns, LARGEST / rows);
        self.lines = lines
            .map(|line| {
                let pixels: Vec<Px> = line.into_iter().map(|(x, y)| (x * across, y * up)).collect();
                let simple = simplify::simplify(&pixels, simplify::TOLERANCE).into_iter();
                simple.map(|(x, y)| (x / LARGEST, y / LARGEST)).collect()
            })
            .collect();
        self
    }

    /// A vertical bar with the colours from the highest (top) to the lowest.
    pub fn bar() -> Self {
        let rows = 64;
        let rgba = (0..rows)
            .rev()
            .map(|row| colormap::color((row as f64 + 0.5) / rows as f64))
            .flat_map(|(r, g, b)| [r, g, b, 255])
            .collect();
        Self { columns: 1, rows, rgba, lines: Vec::new() }
    }

    /// The heat map stretched over `rect`.
    pub fn over(&self, rect: Rect) -> Raster {
        let (rgba, lines) = (self.rgba.clone(), self.lines.clone());
        Raster { rect, columns: self.columns, rows: self.rows, rgba, lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn fractions_and_values_undo_each_other() {
        for shade in [Shade::Linear, Shade::Root, Shade::Log] {
            let shading = Shading::between(0.5, 40.0, shade);
            for i in 0..=10 {
                let fraction = f64::from(i) / 10.0;
                assert!((shading.fraction(shading.value(fraction)) - fraction).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn an_overflown_surface_still_has_colours() {
        let values = array![[f32::INFINITY, 1.0], [2.0, f32::INFINITY]];
        let shading = Shading::over(&values, Shade::Log);
        let map = HeatMap::new(values.view(), shading);
        assert_eq!(map.rgba.len(), 4);
        let flat = array![[0.0_f32, 0.0], [0.0, 0.0]];
        assert_eq!(Shading::over(&flat, Shade::Log).fraction(0.0), 0.0);
    }

    #[test]
    fn the_lowest_row_lies_at_the_bottom() {
        let values = array![[0.0_f32, 0.0], [0.0, 0.0], [9.0, 9.0]];
        let map = HeatMap::new(values.view(), Shading::over(&values, Shade::Linear));
        assert!(map.rgba[0] > map.rgba[4]);
    }
}
