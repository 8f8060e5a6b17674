//! A scene as SVG: the first state in the page, and the snapshots of the tests.

use plotters::prelude::{IntoDrawingArea, SVGBackend};

use super::paint::{self, PaintError, UNITS};
use super::scene::{Face, Mark, Raster, Scene, Size, Stroke, Text};
use super::theme::{Ink, Theme, hex};

/// `scene` as an SVG element that takes its colours from the page's custom
/// properties, so that one picture serves both themes.
///
/// `embed` says where in the page a raster lies as a [`symbol`].
pub fn picture(scene: &Scene, embed: impl Fn(&Raster) -> String) -> String {
    let images: String = scene.rasters.iter().map(|raster| image(raster, &embed(raster))).collect();
    let mut marks: String = scene.marks.iter().map(|mark| element(mark, scene.size)).collect();
    for ink in Ink::ALL {
        let property = format!("var(--ink-{})", ink.name());
        marks = marks.replace(&hex(Theme::Light.color(ink)), &property);
    }
    let (width, height) = (scene.size.width * UNITS, scene.size.height * UNITS);
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\" \
         xmlns=\"http://www.w3.org/2000/svg\">\n{images}{marks}</svg>\n"
    )
}

/// A mark as plotters draws it. What SVG itself can do is left to it: a line of forty
/// dashes is one element then, and a haloed text one instead of nine.
fn element(mark: &Mark, size: Size) -> String {
    let (mark, attributes) = match mark {
        Mark::Line { points, stroke } if !stroke.dash.lengths().is_empty() => {
            let lengths: Vec<String> =
                stroke.dash.lengths().iter().map(|length| (length * UNITS).to_string()).collect();
            let attributes = format!(" stroke-dasharray=\"{}\"", lengths.join(" "));
            (&Mark::Line { points: points.clone(), stroke: *stroke }, attributes)
        }
        Mark::Text(text) if text.face == Face::Haloed => {
            let halo = hex(Theme::Light.color(Ink::Halo));
            let width = 2.0 * paint::HALO * UNITS;
            let attributes = format!(
                " paint-order=\"stroke\" stroke=\"{halo}\" stroke-width=\"{width}\" stroke-linejoin=\"round\""
            );
            (&Mark::Text(Text { face: Face::Bold, ..text.clone() }), attributes)
        }
        mark => (mark, String::new()),
    };
    // Writing to a string cannot fail; if it ever does, the picture says so.
    let drawn = drawn(mark, size).unwrap_or_else(|error| format!("<!-- {error} -->"));
    // Behind the element's name.
    drawn.replacen(' ', &(attributes + " "), 1)
}

fn drawn(mark: &Mark, size: Size) -> Result<String, PaintError<SVGBackend<'static>>> {
    let mut text = String::new();
    let size = ((size.width * UNITS) as u32, (size.height * UNITS) as u32);
    let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
    paint::paint_mark(mark, &area, Theme::Light)?;
    area.present()?;
    drop(area);
    // Without the SVG element around it.
    let element = text.split_once(">\n").and_then(|(_, rest)| rest.strip_suffix("</svg>\n"));
    Ok(element.unwrap_or_default().to_owned())
}

/// The place of a raster in a picture.
fn image(raster: &Raster, address: &str) -> String {
    let rect = raster.rect;
    format!(
        "<use x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" href=\"{address}\"/>\n",
        (rect.left * UNITS).round(),
        (rect.top * UNITS).round(),
        (rect.width() * UNITS).round(),
        (rect.height() * UNITS).round(),
    )
}

/// A raster as a symbol for pictures to use, wherever and however large: `image` is the
/// address of its cells as an image of any kind, such as a `data:` URL.
pub fn symbol(raster: &Raster, id: &str, image: &str) -> String {
    /// Fine enough for a picture that fills a screen.
    const SIDE: f64 = 4000.0;
    let Stroke { ink, width, opacity, .. } = Raster::STROKE;
    let line = |points: &Vec<(f64, f64)>| {
        let points: Vec<String> = points
            .iter()
            .map(|(x, y)| format!("{},{}", (x * SIDE).round(), ((1.0 - y) * SIDE).round()))
            .collect();
        let (ink, points) = (ink.name(), points.join(" "));
        format!(
            "<polyline fill=\"none\" opacity=\"{opacity}\" stroke=\"var(--ink-{ink})\" \
             stroke-width=\"{width}\" vector-effect=\"non-scaling-stroke\" points=\"{points}\"/>\n"
        )
    };
    let lines: String = raster.lines.iter().map(line).collect();
    format!(
        "<symbol id=\"{id}\" viewBox=\"0 0 {SIDE} {SIDE}\" preserveAspectRatio=\"none\">\n\
         <image width=\"{SIDE}\" height=\"{SIDE}\" preserveAspectRatio=\"none\" \
         href=\"{image}\"/>\n{lines}</symbol>\n"
    )
}
