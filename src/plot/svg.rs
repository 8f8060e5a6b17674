//! A scene as SVG: the first state in the page, and the snapshots of the tests.

use plotters::prelude::{IntoDrawingArea, SVGBackend};

use super::paint::{self, UNITS};
use super::scene::{Raster, Scene};
use super::theme::{Ink, Theme, hex};

/// `scene` as an SVG element that takes its colours from the page's custom
/// properties, so that one picture serves both themes.
///
/// `embed` turns a raster into the address of an image (a `data:` URL); the
/// library itself knows no image format.
pub fn picture(scene: &Scene, embed: impl Fn(&Raster) -> String) -> String {
    let mut text = drawn(scene);
    for ink in Ink::ALL {
        let property = format!("var(--ink-{})", ink.name());
        text = text.replace(&hex(Theme::Light.color(ink)), &property);
    }
    let start = text.find('>').map_or(0, |end| end + 1);
    let body = text.split_off(start);
    let images: String = scene.rasters.iter().map(|raster| image(raster, &embed(raster))).collect();
    let (width, height) = (scene.size.width * UNITS, scene.size.height * UNITS);
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\" \
         xmlns=\"http://www.w3.org/2000/svg\">\n{images}{body}"
    )
}

fn drawn(scene: &Scene) -> String {
    let mut text = String::new();
    let size = ((scene.size.width * UNITS) as u32, (scene.size.height * UNITS) as u32);
    let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
    let outcome = paint::paint(scene, &area, Theme::Light).and_then(|()| area.present());
    drop(area);
    // Writing to a string cannot fail; if it ever does, the picture says so.
    if let Err(error) = outcome {
        text = format!("<svg><!-- {error} --></svg>");
    }
    text
}

fn image(raster: &Raster, address: &str) -> String {
    let rect = raster.rect;
    format!(
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
         preserveAspectRatio=\"none\" href=\"{address}\"/>\n",
        (rect.left * UNITS).round(),
        (rect.top * UNITS).round(),
        (rect.width() * UNITS).round(),
        (rect.height() * UNITS).round(),
    )
}
