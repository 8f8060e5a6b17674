//! Layer 1, computed from the pixels that have ink.
//!
//! An image is ink on paper, with zeros around. The paper is the same in all images, so what it
//! comes to is computed once for all of them; a pixel adds by what its number is above the paper's.
//! Most pixels have no ink and add nothing, nor do the zeros around: a quarter of the arithmetic
//! is left.
//!
//! A pixel is in two or three patches in either direction, by its row and its column being odd
//! or even. So there are four lists of pixels, and the loops over one know what they have to do.
//!
//! In `out` and `delta` the four places that a patch of layer 2 is made of come one after the
//! other, and so do the four patches that make one of layer 3. A row of 64 numbers of layer 1 is
//! then a patch of layer 2 as it stands, and nothing has to be gathered.

use super::kernels::{load, store, sum};
use super::layout::{C1, P1, PATCH};
use crate::learn::lanes::{LANES, Lanes as _};
use crate::learn::real::Real;
use crate::learn::task::drawing::{PIXELS, SIDE};
use crate::learn::task::images::input;

/// The places of layer 1 in an image: eight rows of eight.
pub(super) const PLACES: usize = 64;

/// Nine places in a row and a column, though there are eight: the pixels at the lower and right
/// edges have a ninth, which is not looked at and spares all others a question.
const FIELD_SIDE: usize = 9;

/// The places row by row, and the channels of each.
type Field<R> = [[R; C1]; FIELD_SIDE * FIELD_SIDE];

/// Where in a field each place is found.
static IN_FIELD: [u8; PLACES] = {
    let mut indices = [0; PLACES];
    let mut place = 0;
    while place < PLACES {
        // Bits from the highest: row and column of the patch of layer 3, of layer 2, of layer 1.
        let row = (place >> 5 & 1) << 2 | (place >> 3 & 1) << 1 | (place >> 1 & 1);
        let column = (place >> 4 & 1) << 2 | (place >> 2 & 1) << 1 | (place & 1);
        indices[place] = (FIELD_SIDE * row + column) as u8;
        place += 1;
    }
    indices
};

/// A pixel that has ink.
#[derive(Clone, Copy, Debug)]
struct Pixel<R> {
    /// The leftmost place in the field whose patch it is in, in the lowest row of such.
    place: usize,
    /// Its number less the paper's.
    value: R,
}

impl<R> Pixel<R> {
    /// The leftmost place whose patch it is in, so many rows above the lowest.
    #[inline(always)]
    fn up(&self, rows: usize) -> usize {
        self.place.wrapping_sub(FIELD_SIDE * rows)
    }
}

/// The pixels of an image that have ink.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inked<R> {
    /// Room for four lists, by twice the parity of the row and that of the column, counted with
    /// the zeros before.
    pixels: [Pixel<R>; PIXELS],
    counts: [usize; 4],
}

impl<R: Real> Inked<R> {
    /// An image without ink.
    pub(super) fn none() -> Self {
        let pixel = Pixel { place: 0, value: R::zero() };
        Self { pixels: [pixel; _], counts: [0; 4] }
    }

    /// Finds the ink of an image.
    pub(super) fn read(&mut self, image: &[R; PIXELS]) {
        self.read_on(image, input(0.0));
    }

    /// The paper as if it were ink.
    fn paper() -> Self {
        let mut paper = Self::none();
        paper.read_on(&[input(0.0); _], R::zero());
        paper
    }

    #[inline(never)]
    fn read_on(&mut self, image: &[R; PIXELS], paper: R) {
        let lists = self.pixels.as_chunks_mut::<{ PIXELS / 4 }>().0;
        for (parities, (list, count)) in lists.iter_mut().zip(&mut self.counts).enumerate() {
            // With three zeros before, the first pixel of two is the odd one.
            let [even_row, even_column] = [1 - parities / 2, 1 - parities % 2];
            let mut kept = 0;
            for (y, rows) in image.as_chunks::<{ 2 * SIDE }>().0.iter().enumerate() {
                let row = &rows.as_chunks::<SIDE>().0[even_row];
                for (x, pixels) in row.as_chunks::<2>().0.iter().enumerate() {
                    let value = pixels[even_column] - paper;
                    // Written in any case, and kept or not: a processor cannot foresee which.
                    if let Some(next) = list.get_mut(kept) {
                        *next = Pixel { place: FIELD_SIDE * (y + 1 + even_row) + x, value };
                    }
                    kept += usize::from(value != R::zero());
                }
            }
            *count = kept;
        }
    }

    /// The lists with the parities that they are for, of rows and of columns.
    fn lists(&self) -> impl Iterator<Item = (usize, usize, &[Pixel<R>])> {
        let lists = self.pixels.as_chunks::<{ PIXELS / 4 }>().0.iter().zip(self.counts).enumerate();
        lists.map(|(parities, (list, count))| (parities / 2, parities % 2, &list[..count]))
    }
}

/// Layer 1 at the places of `images`, by `weights` and `bias`: what is positive of it, or what is in
/// the place of something positive in `through`.
#[inline(never)]
pub(super) fn convolve<R: Real>(
    images: &[Inked<R>],
    weights: &[[R; C1]; P1],
    bias: &[R; C1],
    through: Option<&[[R; C1]]>,
    out: &mut [[R; C1]],
) {
    let mut paper = [*bias; _];
    spread(&Inked::paper(), weights, &mut paper);
    let through = through.map(|active| active.as_chunks::<PLACES>().0);
    for (number, (image, out)) in images.iter().zip(out.as_chunks_mut::<PLACES>().0).enumerate() {
        let mut field = paper;
        spread(image, weights, &mut field);
        let active = through.and_then(|all| all.get(number));
        for (place, (out, &index)) in out.iter_mut().zip(&IN_FIELD).enumerate() {
            for chunk in 0..C1 / LANES {
                let sum = load(&field[usize::from(index)], chunk);
                let sum = match active {
                    Some(active) => sum.where_positive(load(&active[place], chunk)),
                    None => sum.positive_part(),
                };
                store(sum, out, chunk);
            }
        }
    }
}

/// Adds each pixel's value times weights to the places whose patches it is in.
#[inline(never)]
fn spread<R: Real>(image: &Inked<R>, weights: &[[R; C1]; P1], field: &mut Field<R>) {
    for (odd_row, odd_column, pixels) in image.lists() {
        let rows = weights.as_chunks::<PATCH>().0.iter().skip(odd_row).step_by(2);
        for (up, [first, second, third, fourth, fifth]) in rows.enumerate() {
            // From left to right, places have a pixel ever further left in their patches. The same
            // three go for both kinds of columns: two would be quicker, and code of their own.
            let weights = match odd_column {
                0 => [fifth, third, first],
                _ => [fourth, second, &[R::zero(); _]],
            };
            let weights = weights.map(|weights| [load(weights, 0), load(weights, 1)]);
            for pixel in pixels {
                let Some(places) = field.get_mut(pixel.up(up)..) else { continue };
                let Some(places) = places.first_chunk_mut::<3>() else { continue };
                let value = R::Lanes::splat(pixel.value);
                for (place, weights) in places.iter_mut().zip(weights) {
                    for (chunk, weights) in weights.into_iter().enumerate() {
                        store(value.mul_add(weights, load(place, chunk)), place, chunk);
                    }
                }
            }
        }
    }
}

/// Writes Σ patchᵀ `delta` over the places of `images` to `by_weights`, and Σ `delta` to `by_bias`:
/// the gradient by layer 1's parameters.
#[inline(never)]
pub(super) fn outer_of_patches<R: Real>(
    images: &[Inked<R>],
    delta: &[[R; C1]],
    by_weights: &mut [[R; C1]; P1],
    by_bias: &mut [R; C1],
) {
    by_weights.as_flattened_mut().fill(R::zero());
    let mut field: Field<R> = [[R::zero(); C1]; _];
    let mut total = field;
    for (image, delta) in images.iter().zip(delta.as_chunks::<PLACES>().0) {
        for (delta, &index) in delta.iter().zip(&IN_FIELD) {
            let index = usize::from(index);
            let (own, total) = (&mut field[index], &mut total[index]);
            for chunk in 0..C1 / LANES {
                let delta = load(delta, chunk);
                store(delta, own, chunk);
                store(load(total, chunk) + delta, total, chunk);
            }
        }
        collect(image, &field, by_weights);
    }
    collect(&Inked::paper(), &total, by_weights);
    sum(&total, by_bias);
}

/// Adds each pixel's value times the errors at the places whose patches it is in.
#[inline(never)]
fn collect<R: Real>(image: &Inked<R>, field: &Field<R>, by_weights: &mut [[R; C1]; P1]) {
    let unused = &mut [R::zero(); C1];
    for (odd_row, odd_column, pixels) in image.lists() {
        let rows = by_weights.as_chunks_mut::<PATCH>().0.iter_mut().skip(odd_row).step_by(2);
        for (up, [first, second, third, fourth, fifth]) in rows.enumerate() {
            let out = match odd_column {
                0 => [fifth, third, first],
                _ => [fourth, second, &mut *unused],
            };
            let mut sums = out.each_ref().map(|sums| [load(sums, 0), load(sums, 1)]);
            for pixel in pixels {
                let Some(places) = field.get(pixel.up(up)..) else { continue };
                let Some(places) = places.first_chunk::<3>() else { continue };
                let value = R::Lanes::splat(pixel.value);
                for (place, sums) in places.iter().zip(&mut sums) {
                    for (chunk, sum) in sums.iter_mut().enumerate() {
                        *sum = value.mul_add(load(place, chunk), *sum);
                    }
                }
            }
            for (out, sums) in out.into_iter().zip(sums) {
                store(sums[0], out, 0);
                store(sums[1], out, 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The zeros before a row of pixels and above the first.
    const BEFORE: usize = 3;

    /// A number that looks like any other for each index.
    fn number(index: usize) -> f64 {
        (1.0 + index as f64 * 0.731).sin()
    }

    fn rows<const N: usize>(start: usize) -> [[f64; C1]; N] {
        std::array::from_fn(|row| std::array::from_fn(|c| number(start + C1 * row + c)))
    }

    /// Images with ink here and there, nowhere, and everywhere.
    fn images() -> [[f64; PIXELS]; 3] {
        let some = |pixel: usize| if pixel.is_multiple_of(3) { number(pixel) } else { input(0.0) };
        [std::array::from_fn(some), [input(0.0); _], std::array::from_fn(number)]
    }

    /// The pixel at offset (y, x) of a place's patch: 0 beyond the edges.
    fn pixel(image: &[f64; PIXELS], place: usize, y: usize, x: usize) -> f64 {
        let index = usize::from(IN_FIELD[place]);
        let (row, column) = (2 * (index / FIELD_SIDE) + y, 2 * (index % FIELD_SIDE) + x);
        let inside = BEFORE..BEFORE + SIDE;
        if inside.contains(&row) && inside.contains(&column) {
            image[SIDE * (row - BEFORE) + column - BEFORE]
        } else {
            0.0
        }
    }

    fn read(images: &[[f64; PIXELS]]) -> Vec<Inked<f64>> {
        // As room that other images were in.
        let mut inked = vec![Inked::none(); images.len()];
        inked.iter_mut().for_each(|inked| inked.read(&std::array::from_fn(number)));
        inked.iter_mut().zip(images).for_each(|(inked, image)| inked.read(image));
        inked
    }

    #[test]
    fn every_place_once() {
        let mut seen = IN_FIELD.map(usize::from);
        seen.sort_unstable();
        assert!(seen.iter().enumerate().all(|(n, &index)| index == FIELD_SIDE * (n / 8) + n % 8));
    }

    #[test]
    fn forward_is_the_plain_convolution() {
        let (images, weights, bias) = (images(), rows::<P1>(7), rows::<1>(3)[0]);
        let mut out = [[f64::NAN; C1]; 3 * PLACES];
        convolve(&read(&images), &weights, &bias, None, &mut out);
        for (n, out) in out.iter().enumerate() {
            for (c, &out) in out.iter().enumerate() {
                let patch = (0..P1).map(|k| {
                    pixel(&images[n / PLACES], n % PLACES, k / PATCH, k % PATCH) * weights[k][c]
                });
                let plain = (bias[c] + patch.sum::<f64>()).max(0.0);
                assert!((out - plain).abs() < 1e-12, "{out}, not {plain}");
            }
        }
    }

    #[test]
    fn backward_is_the_plain_sum_of_outer_products() {
        let (images, delta) = (images(), rows::<{ 3 * PLACES }>(11));
        let (mut by_weights, mut by_bias) = ([[f64::NAN; C1]; P1], [f64::NAN; C1]);
        outer_of_patches(&read(&images), &delta, &mut by_weights, &mut by_bias);
        for c in 0..C1 {
            for (k, found) in by_weights.iter().enumerate() {
                let all = delta.iter().enumerate().map(|(n, delta)| {
                    pixel(&images[n / PLACES], n % PLACES, k / PATCH, k % PATCH) * delta[c]
                });
                let plain: f64 = all.sum();
                assert!((found[c] - plain).abs() < 1e-12, "{}, not {plain}", found[c]);
            }
            let plain: f64 = delta.iter().map(|delta| delta[c]).sum();
            assert!((by_bias[c] - plain).abs() < 1e-12);
        }
    }
}
