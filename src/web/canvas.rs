//! A plotters backend that draws on an HTML canvas, crisp at any device pixel ratio.
//!
//! It has a unit finer than a pixel and round joins, and its letters stand exactly
//! where plotters' SVG backend puts them, so that nothing jumps when a canvas takes the
//! place of the picture that came with the page. plotters-canvas knows none of this,
//! and writes its colours with all that can write a number: eight kilobytes to load.

use std::error::Error;
use std::f64::consts::{FRAC_PI_2, TAU};
use std::fmt;

use plotters::prelude::{DrawingBackend, FontStyle, FontTransform};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind,
};
use web_sys::CanvasRenderingContext2d;

use crate::lean::decimal;
use crate::plot::Size;
use crate::plot::paint::{FONT_FACTOR, UNITS};

/// The typeface of all figures. The stylesheet gives the pictures in the page the
/// same one.
pub const FAMILY: &str =
    "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif";

/// What is known of [`FAMILY`] on this machine; measured once, for all canvases.
#[derive(Clone, Copy, Debug)]
pub struct Typeface {
    /// The height of an “x” in ems: upright, and bold.
    ex: (f64, f64),
}

impl Typeface {
    /// Measures on a canvas's context; its font is another afterwards.
    pub fn measure(context: &CanvasRenderingContext2d) -> Self {
        let ex = |weight: &str| {
            context.set_font(&font(weight, 100.0));
            context
                .measure_text("x")
                .map_or(f64::NAN, |metrics| metrics.actual_bounding_box_ascent() / 100.0)
        };
        // CSS takes half an em where a typeface does not say.
        let or_half = |ex: f64| if ex > 0.0 && ex < 1.0 { ex } else { 0.5 };
        Self { ex: (or_half(ex("normal")), or_half(ex("bold"))) }
    }

    /// How far below its position the baseline of a text lies, in ems: the `dy`
    /// that plotters' SVG backend writes.
    fn drop(&self, vertical: VPos, bold: bool) -> f64 {
        let half_ex = if bold { self.ex.1 } else { self.ex.0 } / 2.0;
        match vertical {
            VPos::Top => 0.76,
            VPos::Center => half_ex,
            VPos::Bottom => -half_ex,
        }
    }
}

/// The canvas refused something.
#[derive(Debug)]
pub struct CanvasError;

impl fmt::Display for CanvasError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the canvas refused to draw")
    }
}

impl Error for CanvasError {}

/// What a drawing operation of this backend returns.
type Drawn = Result<(), DrawingErrorKind<CanvasError>>;

/// An HTML canvas as a plotters backend; its unit is a [`UNITS`]th of a CSS pixel.
pub struct Canvas {
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    typeface: Typeface,
    /// The font that the context has now; setting it anew costs more than looking.
    font: Option<(bool, f64)>,
}

impl Canvas {
    /// Draws with `context` on its canvas, which is `size` CSS pixels large.
    ///
    /// Whatever was there stays, so that rasters can lie below.
    pub fn new(context: &CanvasRenderingContext2d, size: Size, typeface: Typeface) -> Self {
        context.set_line_join("round");
        context.set_line_cap("round");
        context.set_text_baseline("alphabetic");
        Self {
            context: context.clone(),
            size: ((size.width * UNITS).round() as u32, (size.height * UNITS).round() as u32),
            typeface,
            font: None,
        }
    }

    /// Begins a path through `points`.
    fn trace(&self, points: impl IntoIterator<Item = BackendCoord>) {
        self.context.begin_path();
        for (index, (x, y)) in points.into_iter().enumerate() {
            match index {
                0 => self.context.move_to(x.into(), y.into()),
                _ => self.context.line_to(x.into(), y.into()),
            }
        }
    }

    /// Draws the path along its line.
    fn stroke(&self, style: &impl BackendStyle) {
        self.context.set_stroke_style_str(&css_color(style.color()));
        self.context.set_line_width(style.stroke_width().into());
        self.context.stroke();
    }

    /// Fills the path.
    fn fill(&self, style: &impl BackendStyle) {
        self.context.set_fill_style_str(&css_color(style.color()));
        self.context.fill();
    }

    fn use_font(&mut self, bold: bool, size: f64) {
        if self.font != Some((bold, size)) {
            let weight = if bold { "bold" } else { "normal" };
            self.context.set_font(&font(weight, size));
            self.font = Some((bold, size));
        }
    }

    /// Writes `text` with its baseline `drop` below the origin of a frame that is
    /// turned by `angle` and stands at `pos`.
    fn write_turned(&self, text: &str, pos: (f64, f64), angle: f64, drop: f64) -> Option<()> {
        self.context.save();
        let written = self
            .context
            .translate(pos.0, pos.1)
            .and_then(|()| self.context.rotate(angle))
            .and_then(|()| self.context.fill_text(text, 0.0, drop));
        self.context.restore();
        written.ok()
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = CanvasError;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.context.set_fill_style_str(&css_color(color));
        self.context.fill_rect(x.into(), y.into(), 1.0, 1.0);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.trace([(left, top), (right, top), (right, bottom), (left, bottom)]);
        self.context.close_path();
        if fill {
            self.fill(style)
        } else {
            self.stroke(style)
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.trace(path);
        self.stroke(style);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.context.begin_path();
        let drawn = self.context.arc(x.into(), y.into(), radius.into(), 0.0, TAU);
        if fill {
            self.fill(style)
        } else {
            self.stroke(style)
        }
        drawn.map_err(|_| DrawingErrorKind::DrawingError(CanvasError))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.trace(path);
        self.fill(style);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Drawn {
        let bold = matches!(style.style(), FontStyle::Bold);
        let size = style.size() / FONT_FACTOR;
        self.use_font(bold, size);
        self.context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Right => "right",
            HPos::Center => "center",
        });
        self.context.set_fill_style_str(&css_color(style.color()));
        let drop = self.typeface.drop(style.anchor().v_pos, bold) * size;
        let (x, y) = (f64::from(pos.0), f64::from(pos.1));
        let angle = match style.transform() {
            FontTransform::None => 0.0,
            FontTransform::Rotate90 => FRAC_PI_2,
            FontTransform::Rotate180 => 2.0 * FRAC_PI_2,
            FontTransform::Rotate270 => -FRAC_PI_2,
        };
        let written = if angle == 0.0 {
            self.context.fill_text(text, x, y + drop).ok()
        } else {
            self.write_turned(text, (x, y), angle, drop)
        };
        written.ok_or(DrawingErrorKind::DrawingError(CanvasError))
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<CanvasError>> {
        // The canvas measures without laying out the page, as plotters would.
        let bold = matches!(style.style(), FontStyle::Bold);
        let size = style.size() / FONT_FACTOR;
        self.context.save();
        self.context.set_font(&font(if bold { "bold" } else { "normal" }, size));
        let metrics = self.context.measure_text(text);
        self.context.restore();
        let width = metrics.map_or(0.0, |metrics| metrics.width());
        Ok((width.ceil() as u32, size.ceil() as u32))
    }
}

fn font(weight: &str, size: f64) -> String {
    [weight, " ", &decimal::shortest(size), "px ", FAMILY].concat()
}

fn css_color(BackendColor { rgb: (red, green, blue), alpha }: BackendColor) -> String {
    let alpha = (alpha * 255.0).round() as u8;
    format!("#{red:02X}{green:02X}{blue:02X}{alpha:02X}")
}
