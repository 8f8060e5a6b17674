//! The surface of one panel: a canvas with its pixels, onto which scenes are painted.

use std::cell::RefCell;

use js_sys::Array;
use plotters::prelude::IntoDrawingArea;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, Document, HtmlCanvasElement, ImageData};

use super::canvas::{Canvas, Typeface};
use crate::plot::paint::{PaintError, UNITS, paint_mark};
use crate::plot::{Mark, Raster, Scene, Size, Theme};

/// A canvas element and what is needed to paint on it.
pub(super) struct Surface {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// The rasters of the last scene, each on a small canvas of its own.
    images: RefCell<Vec<Image>>,
}

/// What came of painting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Painted {
    /// The scene is on the canvas.
    Whole,
    /// The canvas has lost its memory; it will be asked again.
    Skipped,
    /// The browser refused a part of the scene.
    Broken,
}

impl Surface {
    /// A new canvas that is not yet part of the page; none if the browser has no
    /// memory or no canvas left.
    pub(super) fn new(document: &Document) -> Option<Self> {
        let (element, context) = canvas(document)?;
        Some(Self { element, context, images: RefCell::new(Vec::new()) })
    }

    /// The canvas.
    pub(super) fn element(&self) -> &HtmlCanvasElement {
        &self.element
    }

    /// The context of the canvas.
    pub(super) fn context(&self) -> &CanvasRenderingContext2d {
        &self.context
    }

    /// Forgets the rasters: the browser has lost what was on the canvases.
    pub(super) fn forget(&self) {
        if let Ok(mut images) = self.images.try_borrow_mut() {
            images.clear();
        }
    }

    /// Paints `scene` over everything that was there, with `pixels` device pixels
    /// for the whole of it.
    pub(super) fn paint(
        &self,
        scene: &Scene,
        pixels: (u32, u32),
        theme: Theme,
        typeface: Typeface,
    ) -> Painted {
        if self.prepare(pixels, scene.size).is_none() {
            return Painted::Skipped;
        }
        let rasters = self.draw_rasters(&scene.rasters);
        let Some(canvas) = Canvas::new(&self.element, &self.context, scene.size, typeface) else {
            return Painted::Skipped;
        };
        match (rasters, self.draw_marks(scene, canvas, theme)) {
            (Some(()), Ok(())) => Painted::Whole,
            _ => Painted::Broken,
        }
    }

    /// Clears the canvas and makes its unit that of plotters.
    fn prepare(&self, pixels: (u32, u32), size: Size) -> Option<()> {
        // Setting a canvas's size clears it and drops its memory: not without need.
        if (self.element.width(), self.element.height()) != pixels {
            self.element.set_width(pixels.0);
            self.element.set_height(pixels.1);
        }
        let (width, height) = (f64::from(pixels.0), f64::from(pixels.1));
        let context = &self.context;
        context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0).ok()?;
        context.clear_rect(0.0, 0.0, width, height);
        let across = width / (size.width * UNITS);
        let down = height / (size.height * UNITS);
        context.set_transform(across, 0.0, 0.0, down, 0.0, 0.0).ok()
    }

    fn draw_marks(
        &self,
        scene: &Scene,
        canvas: Canvas,
        theme: Theme,
    ) -> Result<(), PaintError<Canvas>> {
        let area = canvas.into_drawing_area();
        for raster in &scene.rasters {
            raster.marks().try_for_each(|mark| paint_mark(&mark, &area, theme))?;
        }
        scene.marks.iter().try_for_each(|mark| {
            let dashes = match mark {
                Mark::Line { stroke, .. } => stroke.dash.lengths(),
                _ => &[],
            };
            if dashes.is_empty() {
                return paint_mark(mark, &area, theme);
            }
            let lengths = dashes.iter().map(|length| JsValue::from_f64(length * UNITS));
            // Fails only for what is not a list.
            let _ = self.context.set_line_dash(&lengths.collect::<Array>());
            let painted = paint_mark(mark, &area, theme);
            let _ = self.context.set_line_dash(&Array::new());
            painted
        })
    }

    fn draw_rasters(&self, rasters: &[Raster]) -> Option<()> {
        if rasters.is_empty() {
            return Some(());
        }
        let document = self.element.owner_document()?;
        let mut images = self.images.try_borrow_mut().ok()?;
        images.truncate(rasters.len());
        while images.len() < rasters.len() {
            images.push(Image::new(&document)?);
        }
        self.context.set_image_smoothing_enabled(true);
        for (image, raster) in images.iter_mut().zip(rasters) {
            image.hold(raster)?;
            let rect = raster.rect;
            // Rounded as the pre-rendered picture rounds them.
            let [x, y, width, height] =
                [rect.left, rect.top, rect.width(), rect.height()].map(|px| (px * UNITS).round());
            self.context
                .draw_image_with_html_canvas_element_and_dw_and_dh(
                    &image.element,
                    x,
                    y,
                    width,
                    height,
                )
                .ok()?;
        }
        Some(())
    }
}

/// A raster on a canvas with one pixel for each cell; drawn from there, the
/// browser stretches and smooths it far faster than we could.
struct Image {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// The cells that it holds.
    rgba: Vec<u8>,
}

impl Image {
    fn new(document: &Document) -> Option<Self> {
        let (element, context) = canvas(document)?;
        Some(Self { element, context, rgba: Vec::new() })
    }

    /// Takes the cells of `raster`, unless it holds them already.
    fn hold(&mut self, raster: &Raster) -> Option<()> {
        let (columns, rows) = (raster.columns as u32, raster.rows as u32);
        let same_size = (self.element.width(), self.element.height()) == (columns, rows);
        if same_size && self.rgba == raster.rgba {
            return Some(());
        }
        // Fails when the cells do not fill the rows.
        let data =
            ImageData::new_with_u8_clamped_array_and_sh(Clamped(&raster.rgba), columns, rows)
                .ok()?;
        if !same_size {
            self.element.set_width(columns);
            self.element.set_height(rows);
        }
        self.context.put_image_data(&data, 0.0, 0.0).ok()?;
        self.rgba.clone_from(&raster.rgba);
        Some(())
    }
}

fn canvas(document: &Document) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let element: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    let context = element.get_context("2d").ok()??.dyn_into().ok()?;
    Some((element, context))
}
