//! A sheet: a canvas with its context, onto which the parts of a scene are painted.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Array;
use plotters::prelude::IntoDrawingArea;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, Document, HtmlCanvasElement};

use super::canvas::{Canvas, Letters, Typeface};
use crate::plot::paint::{HALO, PaintError, UNITS, paint_mark, strengths};
use crate::plot::{Face, Ink, Mark, Rect, Size, Text, Theme};

/// A canvas element and its context.
pub(super) struct Sheet {
    pub(super) element: HtmlCanvasElement,
    pub(super) context: CanvasRenderingContext2d,
}

/// How the marks of a scene look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dress {
    /// The palette.
    pub(super) theme: Theme,
    /// The ink whose marks are to stand out, if one is.
    pub(super) lit: Option<Ink>,
}

/// How a sheet is painted on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    /// The size of the sheet in CSS pixels.
    pub(super) size: Size,
    /// How the marks look.
    pub(super) dress: Dress,
    /// The letters.
    pub(super) typeface: Typeface,
}

impl Sheet {
    /// A new sheet that is not part of the page; none if the browser has no memory or no
    /// canvas left.
    pub(super) fn new(document: &Document) -> Option<Self> {
        let element: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
        let context = element.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self { element, context })
    }

    /// Gives the sheet so many pixels; whether it had another number of them.
    pub(super) fn resize(&self, pixels: (u32, u32)) -> bool {
        // Setting a canvas's size clears it and drops its memory: not without need.
        let new = (self.element.width(), self.element.height()) != pixels;
        if new {
            self.element.set_width(pixels.0);
            self.element.set_height(pixels.1);
        }
        new
    }

    /// Clears the sheet, gives it so many pixels, puts a copy of `below` on it if there is
    /// one, and makes its unit that of plotters for a sheet of `size` CSS pixels.
    pub(super) fn begin(
        &self,
        pixels: (u32, u32),
        size: Size,
        below: Option<&Sheet>,
    ) -> Option<()> {
        self.resize(pixels);
        let (width, height) = (f64::from(pixels.0), f64::from(pixels.1));
        let context = &self.context;
        context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0).ok()?;
        // What was painted faintly last may have been broken off.
        context.set_global_alpha(1.0);
        context.clear_rect(0.0, 0.0, width, height);
        if let Some(below) = below {
            context.draw_image_with_html_canvas_element(&below.element, 0.0, 0.0).ok()?;
        }
        let across = width / (size.width * UNITS);
        let down = height / (size.height * UNITS);
        context.set_transform(across, 0.0, 0.0, down, 0.0, 0.0).ok()
    }

    /// Draws `image` over `rect` (in CSS pixels), smoothed.
    pub(super) fn stretch(&self, image: &Sheet, rect: Rect) -> Option<()> {
        self.context.set_image_smoothing_enabled(true);
        // Rounded as the pre-rendered picture rounds them.
        let [x, y, width, height] =
            [rect.left, rect.top, rect.width(), rect.height()].map(|px| (px * UNITS).round());
        self.context
            .draw_image_with_html_canvas_element_and_dw_and_dh(&image.element, x, y, width, height)
            .ok()
    }

    /// Draws `marks`, in their order.
    pub(super) fn draw<'a>(
        &self,
        marks: impl IntoIterator<Item = &'a Mark>,
        pen: Pen,
    ) -> Result<(), Undrawn> {
        let letters = Rc::new(Cell::new(Letters::Filled));
        let shared = Rc::clone(&letters);
        let canvas = Canvas::new(&self.element, &self.context, pen.size, pen.typeface, shared);
        let area = canvas.ok_or(Undrawn::Refused)?.into_drawing_area();
        let marks: Vec<&Mark> = marks.into_iter().collect();
        let strengths = pen.dress.lit.map(|lit| strengths(&marks, lit));
        for (place, mark) in marks.into_iter().enumerate() {
            let strength = strengths.as_ref().map_or(1.0, |strengths| strengths[place]);
            if pen.dress.lit.is_some() {
                self.context.set_global_alpha(strength);
            }
            match mark {
                Mark::Line { stroke, .. } if !stroke.dash.lengths().is_empty() => {
                    self.set_dashes(stroke.dash.lengths());
                    let painted = paint_mark(mark, &area, pen.dress.theme);
                    self.set_dashes(&[]);
                    painted?;
                }
                // Letters that one can see through would show their halo.
                Mark::Text(text) if text.face == Face::Haloed && strength >= 1.0 => {
                    letters.set(Letters::Outlined(2.0 * HALO * UNITS));
                    let halo = Text { ink: Ink::Halo, ..text.clone() };
                    let painted = paint_mark(&Mark::Text(halo), &area, pen.dress.theme);
                    letters.set(Letters::Filled);
                    painted?;
                    paint_mark(mark, &area, pen.dress.theme)?;
                }
                mark => paint_mark(mark, &area, pen.dress.theme)?,
            }
        }
        Ok(())
    }

    fn set_dashes(&self, lengths: &[f64]) {
        let lengths = lengths.iter().map(|length| JsValue::from_f64(length * UNITS));
        // Fails only for what is not a list.
        let _ = self.context.set_line_dash(&lengths.collect::<Array>());
    }
}

/// Why marks could not be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undrawn {
    /// The browser gives the canvas no memory now; it may do so later.
    Refused,
    /// The browser refused a mark.
    Broken,
}

impl From<PaintError<Canvas>> for Undrawn {
    fn from(_: PaintError<Canvas>) -> Self {
        Undrawn::Broken
    }
}
