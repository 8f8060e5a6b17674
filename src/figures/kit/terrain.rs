//! Losses as terrain: colours and lines of equal loss over the square.

use ndarray::{Array2, ArrayView2};

use crate::learn::Error;
use crate::learn::surface::AccumulatedLoss;
use crate::plot::heatmap::{HeatMap, Shade, Shading};
use crate::plot::{Anchor, Ink, Plot, Rect, Scene, Text, format};

/// The nodes along each side of the grids on which surfaces are computed.
pub const NODES: usize = 65;

/// A loss over the square, ready to be drawn at any size.
#[derive(Clone, Debug)]
pub struct Surface {
    map: HeatMap,
    /// The scale of its colours.
    pub shading: Shading,
}

impl Surface {
    /// Colours `values` on a grid over the square (row 0 is b = 0) by `shading`.
    pub fn new(values: ArrayView2<'_, f32>, shading: Shading) -> Self {
        Self::of_levels(values, shading, 9)
    }

    /// The same with another number of lines of equal height, evenly spread over the colours.
    pub fn of_levels(values: ArrayView2<'_, f32>, shading: Shading, lines: usize) -> Self {
        Self { map: HeatMap::new(values, shading).with_lines(values, shading, lines), shading }
    }

    /// A surface without hills, for as long as there is nothing to show.
    pub fn blank() -> Self {
        let values = Array2::zeros((2, 2));
        Self::new(values.view(), Shading::between(0.0, 1.0, Shade::Linear))
    }

    /// The loss of one of the tasks itself, before any fine-tuning.
    pub fn of_task(losses: &mut AccumulatedLoss, task: usize) -> Result<Self, Error> {
        let own = losses.task_level(task, 0)?.ok_or(Error::EmptyBatch)?;
        Ok(Self::new(own.view(), Shading::over(&own, Shade::Root)))
    }

    /// Draws the colours and the lines of equal loss into `plot`.
    pub fn draw(&self, scene: &mut Scene, plot: &Plot) {
        scene.rasters.push(self.map.over(plot.rect));
    }
}

/// A bar of the colours on the right of `plot`, with the losses that they stand for.
pub fn color_bar(scene: &mut Scene, plot: &Plot, shading: &Shading) {
    let left = plot.rect.right + 14.0;
    let rect = Rect { left, top: plot.rect.top, right: left + 12.0, bottom: plot.rect.bottom };
    scene.rasters.push(HeatMap::bar().over(rect));
    for i in 0..=4 {
        let fraction = f64::from(i) / 4.0;
        let y = rect.bottom - fraction * rect.height();
        let label = format::number(shading.value(fraction));
        // `clamp` would insist on a bar that has room for its labels.
        let held = y.max(rect.top + 5.0).min(rect.bottom - 5.0);
        scene.text(Text::new(label, (rect.right + 4.0, held), 11.0, Ink::Muted, Anchor::Left));
    }
}
