//! Where the patches of layer 1 lie, and in which order.
//!
//! The four places that a patch of layer 2 is made of come one after the other, and so do the
//! four patches that make one of layer 3. A row of 64 numbers of layer 1 is then a patch
//! of layer 2 as it stands, and nothing has to be gathered.

use super::layout::PATCH;
use crate::learn::task::drawing::{PIXELS, SIDE};

/// The zeros before a row of pixels and above the first.
const BEFORE: usize = 3;

/// The pixels of a padded row: three zeros, the image's, two zeros.
const PADDED_SIDE: usize = SIDE + BEFORE + 2;

/// An image with zeros around it.
pub(super) type Padded<R> = [R; PADDED_SIDE * PADDED_SIDE];

/// The places of layer 1 in an image.
pub(super) const PLACES: usize = 64;

/// Four places of layer 1 that make a patch of layer 2.
pub(super) const QUADS: usize = PLACES / 4;

/// Where in a padded image the patches of each four places begin that make a patch of layer 2:
/// the upper left one; the others begin [`QUAD`] further on.
pub(super) const STARTS: [usize; QUADS] = {
    let mut starts = [0; QUADS];
    let mut quad = 0;
    while quad < QUADS {
        // Bits from the highest: row and column of the patch of layer 3, then of layer 2.
        let row = 2 * (quad >> 3 & 1) + (quad >> 1 & 1);
        let column = 2 * (quad >> 2 & 1) + (quad & 1);
        starts[quad] = 4 * row * PADDED_SIDE + 4 * column;
        quad += 1;
    }
    starts
};

/// How much later the patches of a quad begin than its first: stride 2 in both directions.
pub(super) const QUAD: [usize; 4] = [0, 2, 2 * PADDED_SIDE, 2 * PADDED_SIDE + 2];

/// From the first number of a patch's row that a quad reads to behind the last.
pub(super) const SPAN: usize = QUAD[3] + PATCH;

/// The part of a padded image that row `y` of the patches of a quad is read from.
#[inline(always)]
pub(super) fn row<R>(image: &Padded<R>, quad: usize, y: usize) -> Option<&[R; SPAN]> {
    image.get(STARTS[quad] + y * PADDED_SIDE..)?.first_chunk()
}

/// Puts zeros around an image; `padded` had only zeros there before.
pub(super) fn pad<R: Copy>(image: &[R; PIXELS], padded: &mut Padded<R>) {
    let rows = padded.chunks_exact_mut(PADDED_SIDE).skip(BEFORE);
    for (pixels, row) in image.chunks_exact(SIDE).zip(rows) {
        row[BEFORE..BEFORE + SIDE].copy_from_slice(pixels);
    }
}

/// The five pixels of each of the quad's patches in that row.
#[inline(always)]
pub(super) fn four_rows<R>(span: &[R; SPAN]) -> Option<[&[R; PATCH]; 4]> {
    let [first, second, third, fourth] = QUAD.map(|offset| span.get(offset..)?.first_chunk());
    Some([first?, second?, third?, fourth?])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every place of the 8 × 8 once, and every patch within the padded image.
    #[test]
    fn quads_cover_all_places() {
        let mut seen = [false; PLACES];
        for start in STARTS {
            for offset in QUAD {
                let (y, x) = ((start + offset) / PADDED_SIDE, (start + offset) % PADDED_SIDE);
                assert!(y % 2 == 0 && x % 2 == 0 && y + PATCH <= PADDED_SIDE);
                assert!(x + PATCH <= PADDED_SIDE);
                assert!(!std::mem::replace(&mut seen[8 * (y / 2) + x / 2], true));
            }
        }
        let image = [0_u8; PADDED_SIDE * PADDED_SIDE];
        assert!((0..QUADS).all(|quad| (0..PATCH).all(|y| row(&image, quad, y).is_some())));
    }
}
