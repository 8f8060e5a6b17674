//! The arithmetic that the time goes into, but for layer 1.
//!
//! All of it is products of matrices whose shapes are known when it is compiled: walks over what
//! is not zero, for one row of the result at a time, and 32 or 48 columns, whose sums stay in some
//! ten registers. Half of what ReLU lets through, or lets errors back through, is zero, and half
//! of the arithmetic is saved, exactly: in the products, and in the gradients by their weights. A
//! NaN is not zero, and a zero is skipped even where the other factor is infinite.
//!
//! Each kernel is in the program once for each shape, whatever becomes of its sums.

use std::array::from_fn;

use crate::learn::lanes::{LANES, Lanes as _};
use crate::learn::real::Real;

/// What becomes of sums.
#[derive(Clone, Copy, Debug)]
pub(super) enum Finish<'a, R, const N: usize> {
    /// They stay as they are.
    Plain,
    /// Only what is positive stays.
    Relu,
    /// Only what is in the place of something positive stays.
    Through(&'a [[R; N]]),
}

impl<R: Real, const N: usize> Finish<'_, R, N> {
    /// Writes what becomes of `sums` to row number `row`, from chunk `first` on.
    #[inline(always)]
    fn store<const CHUNKS: usize>(
        self,
        sums: [R::Lanes; CHUNKS],
        row: usize,
        out: &mut [R; N],
        first: usize,
    ) {
        let sums = match self {
            Self::Plain => sums,
            Self::Relu => sums.map(|sum| sum.positive_part()),
            Self::Through(active) => match active.get(row) {
                Some(active) => {
                    from_fn(|chunk| sums[chunk].where_positive(load(active, first + chunk)))
                }
                None => sums,
            },
        };
        for (chunk, sum) in sums.into_iter().enumerate() {
            store(sum, out, first + chunk);
        }
    }
}

/// Writes `rows` · `matrix` on top of `start`, or else of what is there, to `out`, row by row.
///
/// `CHUNKS` times eight columns are made at a time, and divide `N`. `K` is at most 128. Surplus
/// rows of either are ignored.
#[inline(never)]
pub(super) fn product<R: Real, const CHUNKS: usize, const K: usize, const N: usize>(
    rows: &[[R; K]],
    matrix: &[[R; N]; K],
    start: Option<&[R; N]>,
    finish: Finish<'_, R, N>,
    out: &mut [[R; N]],
) {
    for (number, (row, out)) in rows.iter().zip(out).enumerate() {
        for first in (0..N / LANES).step_by(CHUNKS) {
            let begin = start.unwrap_or(out);
            let mut sums: [R::Lanes; CHUNKS] = from_fn(|chunk| load(begin, first + chunk));
            for word in 0..K.div_ceil(64) {
                let mut bits = nonzero(row, word);
                while bits != 0 {
                    let k = 64 * word + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let (Some(&value), Some(weights)) = (row.get(k), matrix.get(k)) else { break };
                    let value = R::Lanes::splat(value);
                    let weights = &weights.as_chunks::<LANES>().0[first..][..CHUNKS];
                    for (sum, &weights) in sums.iter_mut().zip(weights) {
                        *sum = value.mul_add(weights.into(), *sum);
                    }
                }
            }
            finish.store(sums, number, out, first);
        }
    }
}

/// One bit for each of 64 numbers of a row, the first lowest: whether it is not zero.
#[inline(always)]
fn nonzero<R: Real, const K: usize>(row: &[R; K], word: usize) -> u64 {
    let chunks = row.as_chunks::<LANES>().0.iter().skip(8 * word).take(8);
    chunks.enumerate().fold(0, |bits, (chunk, numbers)| {
        bits | u64::from(R::Lanes::from(*numbers).nonzero()) << (LANES * chunk)
    })
}

/// Adds Σ_r `left`\[r\]ᵀ `right`\[r\], a sum of outer products over rows, to `out`.
///
/// `K` is a multiple of eight, and `CHUNKS` as for [`product`].
#[inline(never)]
pub(super) fn add_outer<R: Real, const CHUNKS: usize, const K: usize, const N: usize>(
    left: &[[R; K]],
    right: &[[R; N]],
    out: &mut [[R; N]; K],
) {
    for (left, right) in left.chunks(64).zip(right.chunks(64)) {
        for (block, rows) in out.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
            let chunks = left.as_flattened().as_chunks().0;
            let columns = nonzero_columns::<R>(chunks, K / LANES, block);
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

/// For each of the eight columns of a block one bit for each of up to 64 rows, the first lowest:
/// whether the number there is not zero. A row is so many `blocks`.
#[inline(never)]
fn nonzero_columns<R: Real>(rows: &[[R; LANES]], blocks: usize, block: usize) -> [u64; LANES] {
    let mut columns = [0; LANES];
    for (eight, rows) in rows.chunks(8 * blocks).enumerate() {
        let bytes = rows.chunks(blocks).enumerate().fold(0, |bytes, (r, row)| {
            bytes | u64::from(R::Lanes::from(row[block]).nonzero()) << (8 * r)
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

/// Writes the sum of `rows` to `out`.
#[inline(never)]
pub(super) fn sum<R: Real, const N: usize>(rows: &[[R; N]], out: &mut [R; N]) {
    for chunk in 0..N / LANES {
        let zero = R::Lanes::splat(R::zero());
        store(rows.iter().fold(zero, |sum, row| sum + load(row, chunk)), out, chunk);
    }
}

/// Writes `matrix`ᵀ into `out`: a product with Wᵀ is a product with this copy.
#[inline(never)]
pub(super) fn transpose<R: Real, const K: usize, const N: usize>(
    matrix: &[[R; N]; K],
    out: &mut [[R; K]; N],
) {
    for (i, rows) in matrix.as_chunks::<4>().0.iter().enumerate() {
        for j in 0..N / 4 {
            let block = R::Lanes::transpose(from_fn(|r| rows[r].as_chunks::<4>().0[j]));
            for (row, column) in out.as_chunks_mut::<4>().0[j].iter_mut().zip(block) {
                row.as_chunks_mut::<4>().0[i] = column;
            }
        }
    }
}

/// The eight numbers of a row that begin at column `8 * chunk`.
#[inline(always)]
pub(super) fn load<R: Real, const N: usize>(row: &[R; N], chunk: usize) -> R::Lanes {
    R::Lanes::from(row.as_chunks::<LANES>().0[chunk])
}

#[inline(always)]
pub(super) fn store<R: Real, const N: usize>(lanes: R::Lanes, row: &mut [R; N], chunk: usize) {
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
