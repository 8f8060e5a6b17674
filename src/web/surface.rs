//! The surface of one panel: the canvas in the page, onto which scenes are painted.
//!
//! While a hand moves something, most of a scene stays as it was: its heat map, its axes.
//! Once that was seen, what stays is kept as a picture, the ground, and only what lies above
//! it is drawn anew.

use std::cell::RefCell;

use wasm_bindgen::Clamped;
use web_sys::{CanvasRenderingContext2d, Document, HtmlCanvasElement, ImageData};

use super::canvas::Typeface;
use super::sheet::{Dress, Pen, Sheet, Undrawn};
use crate::plot::{Mark, Raster, Scene};

/// A canvas element and what is needed to paint on it.
pub(super) struct Surface {
    sheet: Sheet,
    kept: RefCell<Kept>,
}

/// What a surface keeps from one painting to the next.
#[derive(Default)]
struct Kept {
    /// The rasters of the last scene, each on a small canvas of its own.
    images: Vec<Image>,
    /// The last scene, and how it was painted.
    last: Option<(Scene, Look)>,
    /// How many marks the last scene shared with the one before it.
    stayed: Option<usize>,
    ground: Option<Ground>,
}

/// The rasters and the first marks of the last scene, painted.
struct Ground {
    sheet: Sheet,
    /// How many marks are on it.
    marks: usize,
}

/// How a scene is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Look {
    /// The device pixels for the whole of it.
    pixels: (u32, u32),
    dress: Dress,
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
        Some(Self { sheet: Sheet::new(document)?, kept: RefCell::default() })
    }

    /// The canvas.
    pub(super) fn element(&self) -> &HtmlCanvasElement {
        &self.sheet.element
    }

    /// The context of the canvas.
    pub(super) fn context(&self) -> &CanvasRenderingContext2d {
        &self.sheet.context
    }

    /// Forgets what was painted: the browser has lost what was on the canvases, or the
    /// memory is of more use elsewhere.
    pub(super) fn forget(&self) {
        if let Ok(mut kept) = self.kept.try_borrow_mut() {
            *kept = Kept::default();
        }
    }

    /// Paints `scene` over everything that was there, with `pixels` device pixels
    /// for the whole of it.
    pub(super) fn paint(
        &self,
        scene: Scene,
        pixels: (u32, u32),
        dress: Dress,
        typeface: Typeface,
    ) -> Painted {
        let Ok(mut kept) = self.kept.try_borrow_mut() else { return Painted::Skipped };
        let (look, pen) = (Look { pixels, dress }, Pen { size: scene.size, dress, typeface });
        kept.prepare_ground(&self.sheet, &scene, look, pen);
        let painted = match &kept.ground {
            Some(ground) => {
                let begun = self.sheet.begin(pixels, scene.size, Some(&ground.sheet));
                let above = scene.marks.iter().skip(ground.marks);
                begun.ok_or(Undrawn::Refused).and_then(|()| self.sheet.draw(above, pen))
            }
            None => kept.draw(&self.sheet, &scene, scene.marks.len(), look, pen),
        };
        kept.last = Some((scene, look));
        match painted {
            Ok(()) => Painted::Whole,
            Err(Undrawn::Refused) => Painted::Skipped,
            Err(Undrawn::Broken) => Painted::Broken,
        }
    }
}

impl Kept {
    /// Lets the ground go if `scene` does not lie on it, and lays one where it pays.
    fn prepare_ground(&mut self, above: &Sheet, scene: &Scene, look: Look, pen: Pen) {
        let shared = self.shared(scene, look);
        let stayed = std::mem::replace(&mut self.stayed, shared);
        if self.laid() > shared {
            self.ground = None;
        }
        // To lay it costs as much as it saves later: so only when the last scene shared as
        // much with the one before, and the next is likely to.
        let pays = shared == stayed && shared > self.laid() && !is_bare(scene);
        let Some(marks) = shared.filter(|_| pays) else { return };
        let sheet = match self.ground.take() {
            Some(ground) => Some(ground.sheet),
            None => above.element.owner_document().and_then(|document| Sheet::new(&document)),
        };
        // Without memory for a ground, every scene is drawn from scratch.
        self.ground = sheet
            .filter(|sheet| self.draw(sheet, scene, marks, look, pen).is_ok())
            .map(|sheet| Ground { sheet, marks });
    }

    /// How many marks are on the ground.
    fn laid(&self) -> Option<usize> {
        self.ground.as_ref().map(|ground| ground.marks)
    }

    /// How many marks `scene` shares with the last one, from the bottom up; none if not even
    /// what lies below them is the same.
    fn shared(&self, scene: &Scene, look: Look) -> Option<usize> {
        let (last, before) = self.last.as_ref()?;
        let same = look == *before && scene.size == last.size && scene.rasters == last.rasters;
        let marks = scene.marks.iter().zip(&last.marks);
        same.then(|| marks.take_while(|(mark, old)| mark == old).count())
    }

    /// Draws the rasters of `scene` on `sheet`, and so many of its marks.
    fn draw(
        &mut self,
        sheet: &Sheet,
        scene: &Scene,
        marks: usize,
        look: Look,
        pen: Pen,
    ) -> Result<(), Undrawn> {
        sheet.begin(look.pixels, scene.size, None).ok_or(Undrawn::Refused)?;
        let rasters = self.draw_rasters(sheet, &scene.rasters);
        let lines: Vec<Mark> = scene.rasters.iter().flat_map(Raster::marks).collect();
        sheet.draw(lines.iter().chain(scene.marks.iter().take(marks)), pen)?;
        rasters.ok_or(Undrawn::Broken)
    }

    fn draw_rasters(&mut self, sheet: &Sheet, rasters: &[Raster]) -> Option<()> {
        if rasters.is_empty() {
            return Some(());
        }
        let document = sheet.element.owner_document()?;
        self.images.truncate(rasters.len());
        while self.images.len() < rasters.len() {
            self.images.push(Image::new(&document)?);
        }
        for (image, raster) in self.images.iter_mut().zip(rasters) {
            image.hold(raster)?;
            sheet.stretch(&image.sheet, raster.rect)?;
        }
        Some(())
    }
}

/// Whether so little is in `scene` that a copy of it saves nothing.
fn is_bare(scene: &Scene) -> bool {
    scene.rasters.is_empty() && scene.marks.len() < 8
}

/// A raster on a sheet with one pixel for each cell; drawn from there, the browser
/// stretches and smooths it far faster than we could.
struct Image {
    sheet: Sheet,
    /// The cells that it holds.
    rgba: Vec<u8>,
}

impl Image {
    fn new(document: &Document) -> Option<Self> {
        Some(Self { sheet: Sheet::new(document)?, rgba: Vec::new() })
    }

    /// Takes the cells of `raster`, unless it holds them already.
    fn hold(&mut self, raster: &Raster) -> Option<()> {
        let (columns, rows) = (raster.columns as u32, raster.rows as u32);
        let resized = self.sheet.resize((columns, rows));
        if !resized && self.rgba == raster.rgba {
            return Some(());
        }
        // Fails when the cells do not fill the rows.
        let data =
            ImageData::new_with_u8_clamped_array_and_sh(Clamped(&raster.rgba), columns, rows)
                .ok()?;
        self.sheet.context.put_image_data(&data, 0.0, 0.0).ok()?;
        self.rgba.clone_from(&raster.rgba);
        Some(())
    }
}
