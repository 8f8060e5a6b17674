//! The arithmetic that the time goes into.
//!
//! All of it is products of matrices whose shapes are known when it is compiled, in two forms.
//!
//! *Blocks* of four or five rows and eight columns, whose sums stay in registers: each loaded
//! number of one factor serves eight columns, each of the other four rows or five. So is layer 1
//! computed, whose patches have few zeros.
//!
//! *Walks* over what is not zero, for one row of the result at a time, and 32 or 48 columns:
//! again some ten registers. Half of what ReLU lets through, or lets errors back through, is
//! zero, and half of the arithmetic is saved, exactly: so are the products of the other layers,
//! and the gradients by their weights. A NaN is not zero, and a zero is skipped even where the
//! other factor is infinite.

use std::array::from_fn;

use super::layout::{C1, P1, PATCH};
use super::places::{Padded, QUAD, QUADS, row};
use crate::learn::lanes::{LANES, Lanes as _, Vectorised};

/// Writes `rows` · `matrix` on top of `start` to `out`, row by row; `finish` is given each eight
/// sums before they are stored, with the number of their row and chunk.
///
/// `CHUNKS` times eight columns are made at a time, and divide `N`. `K` is at most 128. Surplus
/// rows of either are ignored.
#[inline(always)]
pub(super) fn product<R: Vectorised, const CHUNKS: usize, const K: usize, const N: usize>(
    rows: &[[R; K]],
    matrix: &[[R; N]; K],
    out: &mut [[R; N]],
    start: impl Fn(&[R; N], usize) -> R::Lanes,
    finish: impl Fn(usize, usize, R::Lanes) -> R::Lanes,
) {
    for (number, (row, out)) in rows.iter().zip(out).enumerate() {
        let words: [u64; 2] = from_fn(|word| nonzero(row, word));
        for first in (0..N / LANES).step_by(CHUNKS) {
            let mut sums: [R::Lanes; CHUNKS] = from_fn(|chunk| start(out, first + chunk));
            for (word, mut bits) in words.into_iter().enumerate() {
                while bits != 0 {
                    let k = 64 * word + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let (Some(&value), Some(weights)) = (row.get(k), matrix.get(k)) else { break };
                    let value = R::Lanes::splat(value);
                    for (chunk, sum) in sums.iter_mut().enumerate() {
                        *sum = value.mul_add(load(weights, first + chunk), *sum);
                    }
                }
            }
            for (chunk, sum) in sums.into_iter().enumerate() {
                store(finish(number, first + chunk, sum), out, first + chunk);
            }
        }
    }
}

/// One bit for each of 64 numbers of a row, the first lowest: whether it is not zero.
#[inline(always)]
fn nonzero<R: Vectorised, const K: usize>(row: &[R; K], word: usize) -> u64 {
    let chunks = row.as_chunks::<LANES>().0.iter().skip(8 * word).take(8);
    chunks.enumerate().fold(0, |bits, (chunk, numbers)| {
        bits | u64::from(R::Lanes::from(*numbers).nonzero()) << (LANES * chunk)
    })
}

/// Layer 1 before its activation, at the places of `images`, by `weights` and `bias`; `finish` as
/// for [`product`].
#[inline(always)]
pub(super) fn convolve<R: Vectorised>(
    images: &[Padded<R>],
    weights: &[[R; C1]; P1],
    bias: &[R; C1],
    out: &mut [[R; C1]],
    finish: impl Fn(usize, usize, R::Lanes) -> R::Lanes,
) {
    let weights = weights.as_chunks::<PATCH>().0;
    for (number, (image, out)) in
        images.iter().zip(out.as_chunks_mut::<{ 4 * QUADS }>().0).enumerate()
    {
        for (quad, out) in out.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            for chunk in 0..C1 / LANES {
                let mut sums = [load(bias, chunk); 4];
                for (y, weights) in weights.iter().enumerate() {
                    let Some(pixels) = row(image, quad, y) else { continue };
                    for (x, weights) in weights.iter().enumerate() {
                        let weights = load(weights, chunk);
                        for (sum, offset) in sums.iter_mut().zip(QUAD) {
                            *sum = R::Lanes::splat(pixels[offset + x]).mul_add(weights, *sum);
                        }
                    }
                }
                let first = 4 * (QUADS * number + quad);
                for (place, (out, sum)) in out.iter_mut().zip(sums).enumerate() {
                    store(finish(first + place, chunk, sum), out, chunk);
                }
            }
        }
    }
}

/// Adds Σ_r `left`\[r\]ᵀ `right`\[r\], a sum of outer products over rows, to `out`.
///
/// `K` is a multiple of eight, and `CHUNKS` as for [`product`].
#[inline(always)]
pub(super) fn add_outer<R: Vectorised, const CHUNKS: usize, const K: usize, const N: usize>(
    left: &[[R; K]],
    right: &[[R; N]],
    out: &mut [[R; N]; K],
) {
    for (left, right) in left.chunks(64).zip(right.chunks(64)) {
        for (block, rows) in out.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
            let columns = nonzero_columns(left, block);
            for (column, (out, places)) in rows.iter_mut().zip(columns).enumerate() {
                let k = LANES * block + column;
                for first in (0..N / LANES).step_by(CHUNKS) {
                    let mut sums: [R::Lanes; CHUNKS] = from_fn(|chunk| load(out, first + chunk));
                    let mut bits = places;
                    while bits != 0 {
                        let r = bits.trailing_zeros() as usize;
                        bits &= bits - 1;
                        let (Some(left), Some(right)) = (left.get(r), right.get(r)) else { break };
                        let value = R::Lanes::splat(left[k]);
                        for (chunk, sum) in sums.iter_mut().enumerate() {
                            *sum = value.mul_add(load(right, first + chunk), *sum);
                        }
                    }
                    for (chunk, sum) in sums.into_iter().enumerate() {
                        store(sum, out, first + chunk);
                    }
                }
            }
        }
    }
}

/// For each of eight columns one bit for each of up to 64 rows, the first lowest: whether the
/// number there is not zero.
#[inline(always)]
fn nonzero_columns<R: Vectorised, const K: usize>(rows: &[[R; K]], block: usize) -> [u64; LANES] {
    let mut columns = [0; LANES];
    for (eight, rows) in rows.chunks(8).enumerate() {
        let bytes = rows.iter().enumerate().fold(0, |bytes, (r, row)| {
            let numbers = row.as_chunks::<LANES>().0[block];
            bytes | u64::from(R::Lanes::from(numbers).nonzero()) << (8 * r)
        });
        for (column, byte) in columns.iter_mut().zip(transpose_bits(bytes).to_le_bytes()) {
            *column |= u64::from(byte) << (8 * eight);
        }
    }
    columns
}

/// Exchanges rows and columns of 8 × 8 bits, a row being a byte (Warren, *Hacker's Delight*, 7-3).
#[inline(always)]
const fn transpose_bits(mut bits: u64) -> u64 {
    let swap = (bits ^ (bits >> 7)) & 0x00AA_00AA_00AA_00AA;
    bits ^= swap ^ (swap << 7);
    let swap = (bits ^ (bits >> 14)) & 0x0000_CCCC_0000_CCCC;
    bits ^= swap ^ (swap << 14);
    let swap = (bits ^ (bits >> 28)) & 0x0000_0000_F0F0_F0F0;
    bits ^ swap ^ (swap << 28)
}

/// Writes Σ patchᵀ `delta` over the places of `images` to `out`: the gradient by layer 1's weights.
#[inline(always)]
pub(super) fn outer_of_patches<R: Vectorised>(
    images: &[Padded<R>],
    delta: &[[R; C1]],
    out: &mut [[R; C1]; P1],
) {
    for (y, rows) in out.as_chunks_mut::<PATCH>().0.iter_mut().enumerate() {
        for chunk in 0..C1 / LANES {
            let mut sums = [R::Lanes::splat(R::zero()); PATCH];
            for (image, delta) in images.iter().zip(delta.as_chunks::<{ 4 * QUADS }>().0) {
                for (quad, delta) in delta.as_chunks::<4>().0.iter().enumerate() {
                    let Some(pixels) = row(image, quad, y) else { continue };
                    for (delta, offset) in delta.iter().zip(QUAD) {
                        let delta = load(delta, chunk);
                        for (x, sum) in sums.iter_mut().enumerate() {
                            *sum = R::Lanes::splat(pixels[offset + x]).mul_add(delta, *sum);
                        }
                    }
                }
            }
            for (row, sum) in rows.iter_mut().zip(sums) {
                store(sum, row, chunk);
            }
        }
    }
}

/// Writes the sum of `rows` to `out`.
#[inline(always)]
pub(super) fn sum<R: Vectorised, const N: usize>(rows: &[[R; N]], out: &mut [R; N]) {
    for chunk in 0..N / LANES {
        let zero = R::Lanes::splat(R::zero());
        store(rows.iter().fold(zero, |sum, row| sum + load(row, chunk)), out, chunk);
    }
}

/// Writes `matrix`ᵀ into `out`: a product with Wᵀ is a product with this copy.
pub(super) fn transpose<R: Vectorised, const K: usize, const N: usize>(
    matrix: &[[R; N]; K],
    out: &mut [[R; K]; N],
) {
    for (i, rows) in matrix.as_chunks::<4>().0.iter().enumerate() {
        for j in 0..N / 4 {
            let block = R::transpose(from_fn(|r| rows[r].as_chunks::<4>().0[j]));
            for (row, column) in out.as_chunks_mut::<4>().0[j].iter_mut().zip(block) {
                row.as_chunks_mut::<4>().0[i] = column;
            }
        }
    }
}

/// The eight numbers of a row that begin at column `8 * chunk`.
#[inline(always)]
pub(super) fn load<R: Vectorised, const N: usize>(row: &[R; N], chunk: usize) -> R::Lanes {
    R::Lanes::from(row.as_chunks::<LANES>().0[chunk])
}

#[inline(always)]
pub(super) fn store<R: Vectorised, const N: usize>(
    lanes: R::Lanes,
    row: &mut [R; N],
    chunk: usize,
) {
    row.as_chunks_mut::<LANES>().0[chunk] = lanes.into();
}

#[cfg(test)]
mod tests {
    use super::transpose_bits;

    #[test]
    fn bits_change_places() {
        for (row, column) in (0..8).flat_map(|row| (0..8).map(move |column| (row, column))) {
            assert_eq!(transpose_bits(1 << (8 * row + column)), 1 << (8 * column + row));
        }
    }
}
