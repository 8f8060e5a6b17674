//! Heat maps within the page, each of them once.
//!
//! A panel is in the page twice, for wide and for narrow screens, and figures show
//! the same surfaces. The image stands at the page's head as a symbol; the pictures
//! only say where it lies.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use maml_live::plot::theme::Rgb;
use maml_live::plot::{Raster, Scene, colormap, svg};

/// The distinct images of a page.
#[derive(Debug, Default)]
pub struct Rasters {
    images: Vec<Raster>,
}

impl Rasters {
    /// A scene as SVG, its rasters as references to the page's symbols.
    pub fn picture(&mut self, scene: &Scene) -> String {
        for raster in &scene.rasters {
            if self.position(raster).is_none() {
                self.images.push(raster.clone());
            }
        }
        svg::picture(scene, |raster| format!("#{}", id(self.position(raster).unwrap_or_default())))
    }

    /// The symbols that the pictures refer to, their images within `data:` addresses.
    pub fn symbols(&self) -> Vec<String> {
        let symbol = |(index, raster)| svg::symbol(raster, &id(index), &data_url(raster));
        self.images.iter().enumerate().map(symbol).collect()
    }

    fn position(&self, raster: &Raster) -> Option<usize> {
        let content = |raster: &Raster| (raster.columns, raster.rows);
        self.images.iter().position(|known| {
            content(known) == content(raster)
                && known.rgba == raster.rgba
                && known.lines == raster.lines
        })
    }
}

fn id(index: usize) -> String {
    format!("raster-{index}")
}

fn data_url(raster: &Raster) -> String {
    let bytes = png(raster).expect("a raster has as many bytes as it says, and memory takes them");
    format!("data:image/png;base64,{}", BASE64.encode(bytes))
}

fn png(raster: &Raster) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, raster.columns as u32, raster.rows as u32);
    encoder.set_compression(png::Compression::High);
    match indices(raster) {
        Some(indices) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(
                palette().into_iter().flat_map(|(r, g, b)| [r, g, b]).collect::<Vec<_>>(),
            );
            encoder.set_filter(png::Filter::Up);
            encoder.write_header()?.write_image_data(&indices)?;
        }
        None => {
            encoder.set_color(png::ColorType::Rgba);
            encoder.write_header()?.write_image_data(&raster.rgba)?;
        }
    }
    Ok(bytes)
}

/// How many neighbours of the figures' 256 colours share a place in the [`palette`]: no eye
/// tells them apart, and the palette is half of a small image.
const SHARING: usize = 8;

/// The cells as places in the [`palette`], a quarter of the size; `None` when there are
/// other colours among them.
fn indices(raster: &Raster) -> Option<Vec<u8>> {
    let colors: Vec<Rgb> = (0..=u8::MAX).map(color).collect();
    let (cells, _) = raster.rgba.as_chunks::<4>();
    let place = |&[red, green, blue, alpha]: &[u8; 4]| {
        let place = colors.iter().position(|&color| color == (red, green, blue))?;
        (alpha == u8::MAX).then_some((place / SHARING) as u8)
    };
    cells.iter().map(place).collect()
}

/// The colours of heat maps in their order, so that neighbours have numbers near to each
/// other, which is what makes an image small.
fn palette() -> Vec<Rgb> {
    (0..=u8::MAX).skip(SHARING / 2).step_by(SHARING).map(color).collect()
}

fn color(place: u8) -> Rgb {
    colormap::color(f64::from(place) / 255.0)
}
