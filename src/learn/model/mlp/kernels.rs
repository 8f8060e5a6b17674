//! The arithmetic that the time goes into: products of a few points with the 40 × 40
//! weights between the hidden layers.
//!
//! # Why it looks the way it does
//!
//! Points are rows of 40 numbers, one after another, without padding. There are two ways
//! to multiply some of them by a matrix, and [`Zeros`] chooses between them.
//!
//! *Few zeros*: a block of five points and eight columns at a time, whose sums stay in registers
//! while it walks down the matrix. 5 × 2 vectors of four `f32` are ten accumulators,
//! which leaves room for two vectors of weights and one broadcast activation in the
//! sixteen registers that wasm engines and plain x86-64 have. Each loaded weight serves five
//! points, each loaded activation eight columns.
//!
//! *Many zeros*: one point and all 40 columns at a time, again ten accumulators, and a walk
//! over the set bits of a mask instead of over all rows of the matrix. Each weight
//! is loaded for one point alone, but two loads a cycle keep up with the
//! multiplications, and half of what ReLU lets through, or lets errors back through, is
//! zero: half of the arithmetic is saved, exactly.
//!
//! A NaN is not zero, and a zero is skipped even where the matrix is infinite.

use std::array::{from_fn, from_mut, from_ref};

use crate::learn::lanes::{LANES, Lanes as _};
use crate::learn::real::Real;

/// The number of units in each hidden layer.
pub const WIDTH: usize = 40;

/// One number per hidden unit: a point's activations, a bias, a row of weights.
pub type Row<R> = [R; WIDTH];

/// The weights between the hidden layers, indexed `[in][out]`.
pub type Matrix<R> = [Row<R>; WIDTH];

/// The points that one register-blocked product works on.
const BLOCK: usize = 5;

/// The vectors in a row.
const CHUNKS: usize = WIDTH / LANES;

/// Whether skipping the zeros of the left factor is worth the trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zeros {
    /// Some half of the numbers are zero, as after ReLU.
    Many,
    /// Hardly any number is zero.
    Few,
}

/// Writes `base + points · matrix` to `out`, row by row.
///
/// `matrix` has up to 40 rows; a point's numbers beyond that many are ignored. `points`
/// and `out` have the same number of rows; surplus rows of either are ignored.
#[inline(always)]
pub fn product<R: Real>(
    zeros: Zeros,
    points: &[Row<R>],
    matrix: &[Row<R>],
    base: &Row<R>,
    out: &mut [Row<R>],
) {
    multiply(zeros, points, matrix, out, |_, chunk| load(base, chunk));
}

/// Adds `points · matrix` to `out`, row by row; sizes as for [`product`].
#[inline(always)]
pub fn add_product<R: Real>(
    zeros: Zeros,
    points: &[Row<R>],
    matrix: &[Row<R>],
    out: &mut [Row<R>],
) {
    multiply(zeros, points, matrix, out, |out, chunk| load(out, chunk));
}

/// A product on top of what `start` gives for each row of `out`.
#[inline(always)]
fn multiply<R: Real>(
    zeros: Zeros,
    points: &[Row<R>],
    matrix: &[Row<R>],
    out: &mut [Row<R>],
    start: impl Fn(&Row<R>, usize) -> R::Lanes,
) {
    if zeros == Zeros::Many {
        for (point, out) in points.iter().zip(out) {
            multiply_nonzero(point, matrix, out, &start);
        }
        return;
    }
    let (fives, points) = points.as_chunks::<BLOCK>();
    let (out_fives, out) = out.as_chunks_mut::<BLOCK>();
    for (points, out) in fives.iter().zip(out_fives) {
        multiply_block(points, matrix, out, &start);
    }
    let (twos, ones) = points.as_chunks::<2>();
    let (out_twos, out_ones) = out.as_chunks_mut::<2>();
    for (points, out) in twos.iter().zip(out_twos) {
        multiply_block(points, matrix, out, &start);
    }
    for (point, out) in ones.iter().zip(out_ones) {
        multiply_block(from_ref(point), matrix, from_mut(out), &start);
    }
}

#[inline(always)]
fn multiply_block<R: Real, const POINTS: usize>(
    points: &[Row<R>; POINTS],
    matrix: &[Row<R>],
    out: &mut [Row<R>; POINTS],
    start: &impl Fn(&Row<R>, usize) -> R::Lanes,
) {
    for chunk in 0..CHUNKS {
        let mut sums: [R::Lanes; POINTS] = from_fn(|p| start(&out[p], chunk));
        for (i, weights) in matrix.iter().enumerate().take(WIDTH) {
            let weights = load(weights, chunk);
            for (sum, point) in sums.iter_mut().zip(points) {
                *sum = R::Lanes::splat(point[i]).mul_add(weights, *sum);
            }
        }
        for (row, sum) in out.iter_mut().zip(sums) {
            store(sum, row, chunk);
        }
    }
}

#[inline(always)]
fn multiply_nonzero<R: Real>(
    point: &Row<R>,
    matrix: &[Row<R>],
    out: &mut Row<R>,
    start: &impl Fn(&Row<R>, usize) -> R::Lanes,
) {
    let mut sums: [R::Lanes; CHUNKS] = from_fn(|chunk| start(out, chunk));
    for i in ones(nonzero(point)) {
        let (Some(&value), Some(weights)) = (point.get(i), matrix.get(i)) else { break };
        let value = R::Lanes::splat(value);
        for (chunk, sum) in sums.iter_mut().enumerate() {
            *sum = value.mul_add(load(weights, chunk), *sum);
        }
    }
    for (chunk, sum) in sums.into_iter().enumerate() {
        store(sum, out, chunk);
    }
}

/// Adds Σ_k `left`\[k\]ᵀ `right`\[k\], a sum of outer products over points, to `out`.
pub fn add_outer<R: Real>(left: &[Row<R>], right: &[Row<R>], out: &mut Matrix<R>) {
    let (blocks, _) = out.as_chunks_mut::<BLOCK>();
    for (block, rows) in blocks.iter_mut().enumerate() {
        for chunk in 0..CHUNKS {
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

/// One bit for each number of a row, the first lowest: whether it is not zero.
#[inline(always)]
pub fn nonzero<R: Real>(row: &Row<R>) -> u64 {
    (0..CHUNKS)
        .fold(0, |bits, chunk| bits | u64::from(load::<R>(row, chunk).nonzero()) << (LANES * chunk))
}

/// The places of the set bits, ascending.
#[inline(always)]
pub fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (bits != 0).then(|| {
            let place = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            place
        })
    })
}

/// Writes `matrix`ᵀ into `out`.
///
/// A product with Wᵀ is a product with this copy: transposing costs a tenth of
/// the product with ten points, and keeps one kernel for both directions.
pub fn transpose<R: Real>(matrix: &Matrix<R>, out: &mut Matrix<R>) {
    for (i, rows) in matrix.as_chunks::<4>().0.iter().enumerate() {
        for j in 0..WIDTH / 4 {
            let block = R::Lanes::transpose(from_fn(|r| rows[r].as_chunks::<4>().0[j]));
            for (row, column) in out.as_chunks_mut::<4>().0[j].iter_mut().zip(block) {
                row.as_chunks_mut::<4>().0[i] = column;
            }
        }
    }
}

/// The inner product of two rows.
#[inline(always)]
pub fn dot<R: Real>(a: &Row<R>, b: &Row<R>) -> R {
    reduce::<R>(|chunk| load::<R>(a, chunk) * load(b, chunk))
}

/// The sum of 40 numbers, eight of which are `f(chunk)`.
#[inline(always)]
pub fn reduce<R: Real>(f: impl Fn(usize) -> R::Lanes) -> R {
    let first = f(0);
    (1..CHUNKS).fold(first, |sum, chunk| sum + f(chunk)).sum()
}

/// Writes `f(chunk)` to each eight numbers of `out`.
#[inline(always)]
pub fn fill<R: Real>(out: &mut Row<R>, mut f: impl FnMut(usize) -> R::Lanes) {
    for chunk in 0..CHUNKS {
        store(f(chunk), out, chunk);
    }
}

/// Replaces each eight numbers of `out` by `f(chunk, numbers)`.
#[inline(always)]
pub fn update<R: Real>(out: &mut Row<R>, f: impl Fn(usize, R::Lanes) -> R::Lanes) {
    for chunk in 0..CHUNKS {
        store(f(chunk, load(out, chunk)), out, chunk);
    }
}

/// The eight numbers of a row that begin at column `8 * chunk`.
#[inline(always)]
pub fn load<R: Real>(row: &Row<R>, chunk: usize) -> R::Lanes {
    R::Lanes::from(row.as_chunks::<LANES>().0[chunk])
}

#[inline(always)]
fn store<R: Real>(lanes: R::Lanes, row: &mut Row<R>, chunk: usize) {
    row.as_chunks_mut::<LANES>().0[chunk] = lanes.into();
}
