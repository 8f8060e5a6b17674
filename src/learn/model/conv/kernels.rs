//! The arithmetic that the time goes into.
//!
//! All of it is products of matrices whose shapes are known when it is compiled. The rows of the
//! left factor are places or patches of images, four of which always belong together, so that
//! blocks of four rows and eight columns fill the registers of wasm and plain x86-64: each
//! loaded weight serves four rows, each loaded activation eight columns.

use std::array::from_fn;

use super::layout::{C1, P1, PATCH};
use super::places::{Padded, QUAD, QUADS, row};
use crate::learn::lanes::{LANES, Lanes as _, Vectorised};

/// The rows that one register-blocked product works on.
const BLOCK: usize = 4;

/// Writes `rows` · `matrix` on top of `start` to `out`, row by row; `finish` is given each eight
/// sums before they are stored, with the number of their row and chunk.
///
/// The numbers of rows are the same, and multiples of four; surplus rows are ignored.
#[inline(always)]
pub(super) fn product<R: Vectorised, const K: usize, const N: usize>(
    rows: &[[R; K]],
    matrix: &[[R; N]; K],
    out: &mut [[R; N]],
    start: impl Fn(&[R; N], usize) -> R::Lanes,
    finish: impl Fn(usize, usize, R::Lanes) -> R::Lanes,
) {
    let blocks = rows.as_chunks::<BLOCK>().0.iter().zip(out.as_chunks_mut::<BLOCK>().0);
    for (block, (rows, out)) in blocks.enumerate() {
        for chunk in 0..N / LANES {
            let mut sums: [R::Lanes; BLOCK] = from_fn(|r| start(&out[r], chunk));
            for (k, weights) in matrix.iter().enumerate() {
                let weights = load(weights, chunk);
                for (sum, row) in sums.iter_mut().zip(rows) {
                    *sum = R::Lanes::splat(row[k]).mul_add(weights, *sum);
                }
            }
            for (r, (out, sum)) in out.iter_mut().zip(sums).enumerate() {
                store(finish(BLOCK * block + r, chunk, sum), out, chunk);
            }
        }
    }
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
#[inline(always)]
pub(super) fn add_outer<R: Vectorised, const K: usize, const N: usize>(
    left: &[[R; K]],
    right: &[[R; N]],
    out: &mut [[R; N]; K],
) {
    for (block, rows) in out.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
        for chunk in 0..N / LANES {
            let mut sums: [R::Lanes; BLOCK] = from_fn(|r| load(&rows[r], chunk));
            for (left, right) in left.iter().zip(right) {
                let right = load(right, chunk);
                let left = &left.as_chunks::<BLOCK>().0[block];
                for (sum, &left) in sums.iter_mut().zip(left) {
                    *sum = R::Lanes::splat(left).mul_add(right, *sum);
                }
            }
            for (row, sum) in rows.iter_mut().zip(sums) {
                store(sum, row, chunk);
            }
        }
    }
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
