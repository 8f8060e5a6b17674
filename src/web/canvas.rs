//! A plotters backend that draws on an HTML canvas, crisp at any device pixel ratio.
//!
//! plotters-canvas draws the filled shapes. What it does not know is added around it: a
//! unit finer than a pixel, round joins, and letters that stand exactly where
//! plotters' SVG backend puts them, so that nothing jumps when a canvas takes the
//! place of the picture that came with the page. Lines and circles, of which a frame may
//! have two hundred, are drawn here, because it writes a colour as text for each.

use std::cell::Cell;
use std::error::Error;
use std::f64::consts::{FRAC_PI_2, TAU};
use std::fmt;
use std::rc::Rc;

use plotters::prelude::{DrawingBackend, FontStyle, FontTransform};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind,
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::number::decimal::Decimal;
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

/// Why something could not be drawn.
#[derive(Debug)]
pub enum CanvasError {
    /// A shape, and what plotters-canvas says of it.
    Shape(<CanvasBackend as DrawingBackend>::ErrorType),
    /// A text.
    Text,
}

impl fmt::Display for CanvasError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CanvasError::Shape(error) => error.fmt(formatter),
            CanvasError::Text => formatter.write_str("the canvas takes no text"),
        }
    }
}

impl Error for CanvasError {}

/// What a drawing operation of this backend returns.
type Drawn = Result<(), DrawingErrorKind<CanvasError>>;

/// How letters are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Letters {
    /// As they are.
    Filled,
    /// Their outlines, so wide: a halo for letters that are filled later.
    Outlined(f64),
}

/// An HTML canvas as a plotters backend; its unit is a [`UNITS`]th of a CSS pixel.
pub struct Canvas {
    shapes: CanvasBackend,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    typeface: Typeface,
    /// plotters knows no outlined letters, so whoever wants them says so here.
    letters: Rc<Cell<Letters>>,
    colors: Colors,
    /// The font that the context has now; setting it anew costs more than looking.
    font: Option<(bool, f64)>,
}

/// Colours as the browser is told them: to write one and to hand it over takes longer than to
/// draw a line with it.
#[derive(Default)]
struct Colors(Vec<(BackendColor, JsValue)>);

impl Colors {
    fn told(&mut self, color: BackendColor) -> &JsValue {
        let is_same = |(known, _): &(BackendColor, JsValue)| {
            known.rgb == color.rgb && known.alpha == color.alpha
        };
        let place = self.0.iter().position(is_same).unwrap_or(self.0.len());
        if place == self.0.len() {
            self.0.push((color, css_color(color).into()));
        }
        &self.0[place].1
    }
}

impl Canvas {
    /// Draws on `element`, which is `size` CSS pixels large; `context` is its own.
    /// None when the element refuses.
    ///
    /// Whatever was there stays, so that rasters can lie below.
    pub fn new(
        element: &HtmlCanvasElement,
        context: &CanvasRenderingContext2d,
        size: Size,
        typeface: Typeface,
        letters: Rc<Cell<Letters>>,
    ) -> Option<Self> {
        context.set_line_join("round");
        context.set_line_cap("round");
        context.set_text_baseline("alphabetic");
        Some(Self {
            shapes: CanvasBackend::with_canvas_object(element.clone())?,
            context: context.clone(),
            size: ((size.width * UNITS).round() as u32, (size.height * UNITS).round() as u32),
            typeface,
            letters,
            colors: Colors::default(),
            font: None,
        })
    }

    #[expect(deprecated, reason = "its successor takes a text alone, which would be written anew")]
    fn stroke_in(&mut self, color: BackendColor) {
        self.context.set_stroke_style(self.colors.told(color));
    }

    #[expect(deprecated, reason = "as above")]
    fn fill_in(&mut self, color: BackendColor) {
        self.context.set_fill_style(self.colors.told(color));
    }

    /// Draws the path that the context has along its middle.
    fn stroke(&mut self, color: BackendColor, width: u32) {
        self.stroke_in(color);
        self.context.set_line_width(f64::from(width));
        self.context.stroke();
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
            .ok()
            .and_then(|()| self.write(text, 0.0, drop));
        self.context.restore();
        written
    }

    /// Writes `text` with its baseline at a point.
    fn write(&self, text: &str, x: f64, y: f64) -> Option<()> {
        match self.letters.get() {
            Letters::Filled => self.context.fill_text(text, x, y).ok(),
            Letters::Outlined(width) => {
                self.context.set_line_width(width);
                self.context.stroke_text(text, x, y).ok()
            }
        }
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

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.shapes.draw_pixel(point, color).map_err(shape)
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
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.shapes.draw_rect(upper_left, bottom_right, style, fill).map_err(shape)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let mut path = path.into_iter();
        self.context.begin_path();
        if let Some((x, y)) = path.next() {
            self.context.move_to(f64::from(x), f64::from(y));
        }
        for (x, y) in path {
            self.context.line_to(f64::from(x), f64::from(y));
        }
        self.stroke(style.color(), style.stroke_width());
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y) = (f64::from(center.0), f64::from(center.1));
        self.context.begin_path();
        // Fails for a negative radius alone.
        let _ = self.context.arc(x, y, f64::from(radius), 0.0, TAU);
        if fill {
            self.fill_in(style.color());
            self.context.fill();
        } else {
            self.stroke(style.color(), style.stroke_width());
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.shapes.fill_polygon(path, style).map_err(shape)
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Drawn {
        let color = style.color();
        if color.alpha == 0.0 {
            return Ok(());
        }
        let bold = matches!(style.style(), FontStyle::Bold);
        let size = style.size() / FONT_FACTOR;
        self.use_font(bold, size);
        self.context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Right => "right",
            HPos::Center => "center",
        });
        match self.letters.get() {
            Letters::Filled => self.fill_in(color),
            Letters::Outlined(_) => self.stroke_in(color),
        }
        let drop = self.typeface.drop(style.anchor().v_pos, bold) * size;
        let (x, y) = (f64::from(pos.0), f64::from(pos.1));
        let angle = match style.transform() {
            FontTransform::None => 0.0,
            FontTransform::Rotate90 => FRAC_PI_2,
            FontTransform::Rotate180 => 2.0 * FRAC_PI_2,
            FontTransform::Rotate270 => -FRAC_PI_2,
        };
        let written = if angle == 0.0 {
            self.write(text, x, y + drop)
        } else {
            self.write_turned(text, (x, y), angle, drop)
        };
        written.ok_or(DrawingErrorKind::DrawingError(CanvasError::Text))
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

fn shape(
    error: DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>,
) -> DrawingErrorKind<CanvasError> {
    match error {
        DrawingErrorKind::DrawingError(error) => {
            DrawingErrorKind::DrawingError(CanvasError::Shape(error))
        }
        DrawingErrorKind::FontError(error) => DrawingErrorKind::FontError(error),
    }
}

fn font(weight: &str, size: f64) -> String {
    format!("{weight} {}px {FAMILY}", Decimal(size))
}

fn css_color(color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    format!("rgba({red},{green},{blue},{})", Decimal(color.alpha))
}
