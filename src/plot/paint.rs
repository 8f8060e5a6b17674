//! Paints a scene on any plotters backend.

use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon};
use plotters::prelude::{
    Color, DrawingArea, DrawingBackend, FontFamily, FontStyle, FontTransform, IntoFont, RGBAColor,
    ShapeStyle,
};
use plotters::style::TextStyle;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::scene::{Anchor, Face, Mark, Px, Stroke, Text};
use super::theme::{Ink, Theme};
use crate::number::held;

/// Backend units per CSS pixel. plotters counts in whole pixels; an eighth of one
/// is fine enough that no eye sees the grid, at any device pixel ratio.
pub const UNITS: f64 = 8.0;

/// plotters' SVG backend writes a font 1.24 times smaller than it is asked for;
/// every size is multiplied by this so that it comes out as meant.
pub const FONT_FACTOR: f64 = 1.24;

/// What a backend says when it cannot draw.
pub type PaintError<B> = plotters::drawing::DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>;

/// Draws one mark of a scene on `area` (whose unit is a [`UNITS`]th of a CSS pixel) in
/// the colours of `theme`.
///
/// Four things are the host's to do, as no plotters backend does them well: to draw the
/// rasters, before this; to break lines by their [`Dash`](super::scene::Dash), which are
/// drawn here without a break; to draw the halo of letters, [`HALO`] wide, below them; and to
/// paint what is not lit as faintly as [`strengths`] says.
///
/// # Errors
/// What the backend reports.
pub fn paint_mark<B: DrawingBackend>(
    mark: &Mark,
    area: &DrawingArea<B, Shift>,
    theme: Theme,
) -> Result<(), PaintError<B>> {
    match mark {
        Mark::Line { points, stroke } => area.draw(&PathElement::new(
            points.iter().copied().map(units).collect::<Vec<_>>(),
            style(stroke, theme),
        )),
        Mark::Area { points, ink, opacity } => area.draw(&Polygon::new(
            points.iter().copied().map(units).collect::<Vec<_>>(),
            color(theme, *ink, *opacity).filled(),
        )),
        Mark::Dot { at, radius, ink } => {
            area.draw(&Circle::new(units(*at), length(*radius), color(theme, *ink, 1.0).filled()))
        }
        Mark::Ring { at, radius, stroke } => {
            area.draw(&Circle::new(units(*at), length(*radius), style(stroke, theme)))
        }
        Mark::Text(text) => write(text, area, theme),
    }
}

/// How strongly a mark is painted while others are lit.
pub const FAINT: f64 = 0.2;

/// How strongly each of `marks` is painted, from 0 to 1, while those in the ink `lit` are to
/// stand out: what the plot is made of stays as it is, and the others are [`FAINT`].
pub fn strengths(marks: &[&Mark], lit: Ink) -> Vec<f64> {
    let mut above = lit;
    let strength = |mark: &&Mark| {
        // A halo is there for the mark that lies on it, and fades with that.
        if mark.ink() != Ink::Halo {
            above = mark.ink();
        }
        if above == lit || above.is_ground() { 1.0 } else { FAINT }
    };
    let mut strengths: Vec<f64> = marks.iter().rev().map(strength).collect();
    strengths.reverse();
    strengths
}

/// The width of a halo around letters in CSS pixels.
pub const HALO: f64 = 1.6;

fn write<B: DrawingBackend>(
    text: &Text,
    area: &DrawingArea<B, Shift>,
    theme: Theme,
) -> Result<(), PaintError<B>> {
    let style = text_style(text, color(theme, text.ink, 1.0));
    area.draw_text(&text.text, &style, units(text.at))
}

fn text_style(text: &Text, color: RGBAColor) -> TextStyle<'static> {
    let size = text.size * UNITS * FONT_FACTOR;
    let (weight, transform) = match text.face {
        Face::Plain => (FontStyle::Normal, FontTransform::None),
        Face::Bold | Face::Haloed => (FontStyle::Bold, FontTransform::None),
        Face::Upward => (FontStyle::Normal, FontTransform::Rotate270),
    };
    let (horizontal, vertical) = match text.anchor {
        Anchor::Left => (HPos::Left, VPos::Center),
        Anchor::Right => (HPos::Right, VPos::Center),
        Anchor::Top => (HPos::Center, VPos::Top),
        Anchor::Bottom => (HPos::Center, VPos::Bottom),
        Anchor::Middle => (HPos::Center, VPos::Center),
    };
    TextStyle {
        // By its name plotters would look it up without regard to case, and bring the
        // tables of Unicode's letters into the page for that.
        font: (FontFamily::SansSerif, size).into_font().style(weight).transform(transform),
        color: color.to_backend_color(),
        pos: Pos::new(horizontal, vertical),
    }
}

fn style(stroke: &Stroke, theme: Theme) -> ShapeStyle {
    color(theme, stroke.ink, stroke.opacity).stroke_width(length(stroke.width).max(1) as u32)
}

fn color(theme: Theme, ink: Ink, opacity: f64) -> RGBAColor {
    let (red, green, blue) = theme.color(ink);
    RGBAColor(red, green, blue, held(opacity, 0.0, 1.0))
}

/// CSS pixels to backend units; what lies absurdly far outside is held at a bound
/// that no backend stumbles over.
pub(super) fn units((x, y): Px) -> (i32, i32) {
    (length(x), length(y))
}

/// CSS pixels to backend units.
pub(super) fn length(px: f64) -> i32 {
    // Not `round`: in wasm that is a call, for every point of every line.
    (held(px * UNITS, -1e6, 1e6) + 0.5).floor() as i32
}

#[cfg(test)]
mod tests {
    use super::super::marks;
    use super::super::scene::{Scene, Size};
    use super::*;

    /// Every mark's ink, and how strongly it is painted.
    fn painted(lit: Ink, work: impl Fn(&mut Scene)) -> Vec<(Ink, f64)> {
        let mut scene = Scene::new(Size::new(100.0, 50.0));
        work(&mut scene);
        let marks: Vec<&Mark> = scene.marks.iter().collect();
        let strengths = strengths(&marks, lit);
        scene.marks.iter().map(Mark::ink).zip(strengths).collect()
    }

    #[test]
    fn what_is_lit_stands_out_and_the_plot_stays() {
        let line = |ink| {
            move |scene: &mut Scene| scene.line(vec![(0.0, 0.0), (9.0, 9.0)], Stroke::new(ink, 1.0))
        };
        for (ink, strength) in [
            (Ink::Maml, 1.0),
            (Ink::Hairline, 1.0),
            (Ink::Muted, 1.0),
            (Ink::Text, 1.0),
            (Ink::Truth, FAINT),
        ] {
            assert_eq!(painted(Ink::Maml, line(ink)), [(ink, strength)]);
        }
    }

    #[test]
    fn a_halo_fades_with_the_mark_that_lies_on_it() {
        let both = |scene: &mut Scene| {
            marks::handle(scene, (5.0, 5.0), 8.0);
            marks::cross(scene, (50.0, 5.0), Ink::Task0);
        };
        let (faint, lit) = (FAINT, 1.0);
        let (handle, cross) =
            ([Ink::Halo, Ink::Accent, Ink::Accent], [Ink::Halo, Ink::Halo, Ink::Task0, Ink::Task0]);
        let expected = |first: f64, second: f64| {
            let handle = handle.map(|ink| (ink, first));
            let cross = cross.map(|ink| (ink, second));
            [&handle[..], &cross[..]].concat()
        };
        assert_eq!(painted(Ink::Task0, both), expected(faint, lit));
        assert_eq!(painted(Ink::Accent, both), expected(lit, faint));
    }
}
