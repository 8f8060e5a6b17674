//! Heat maps within the page, each of them once.
//!
//! A panel is in the page twice, for wide and for narrow screens, and figures show
//! the same surfaces. The image stands at the page's head as a symbol; the pictures
//! only say where it lies.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use maml_live::plot::{Raster, Scene, svg};

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
        let symbol =
            |raster: &Raster| format!("#raster-{}", self.position(raster).unwrap_or_default());
        svg::picture(scene, symbol).replace("<image ", "<use ")
    }

    /// The images in the order of their symbols, as PNG within `data:` addresses.
    pub fn data_urls(&self) -> Vec<String> {
        self.images.iter().map(data_url).collect()
    }

    fn position(&self, raster: &Raster) -> Option<usize> {
        let content = |raster: &Raster| (raster.columns, raster.rows);
        self.images
            .iter()
            .position(|known| content(known) == content(raster) && known.rgba == raster.rgba)
    }
}

fn data_url(raster: &Raster) -> String {
    let bytes = png(raster).expect("a raster has as many bytes as it says, and memory takes them");
    format!("data:image/png;base64,{}", BASE64.encode(bytes))
}

fn png(raster: &Raster) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, raster.columns as u32, raster.rows as u32);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::High);
    encoder.write_header()?.write_image_data(&raster.rgba)?;
    Ok(bytes)
}
