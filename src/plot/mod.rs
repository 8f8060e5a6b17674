//! Marks shared by all figures: scales, axes, labels, heat maps, and the palette.
//!
//! A figure describes what is to be seen as a [`Scene`]: plain data in CSS
//! pixels, with inks instead of colours. [`paint`] puts a scene on any plotters
//! backend (the canvas in the page), [`svg`] writes it as a picture without any
//! browser (the first state in the page, the snapshots of the tests).

pub mod axes;
pub mod beyond;
pub mod clip;
pub mod colormap;
pub mod format;
pub mod heatmap;
pub mod isolines;
pub mod labels;
pub mod marks;
pub mod paint;
pub mod scale;
pub mod scene;
pub mod simplify;
pub mod svg;
pub mod theme;
pub mod ticks;

pub use axes::{Axis, Margins, Plot};
pub use beyond::Beyond;
pub use heatmap::{HeatMap, Shade, Shading};
pub use labels::Placer;
pub use scale::{Scale, Spread};
pub use scene::{Anchor, Dash, Face, Mark, Px, Raster, Rect, Scene, Size, Stroke, Text, distance};
pub use theme::{Ink, Theme};
