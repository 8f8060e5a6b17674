//! The arithmetic that the time goes into: products of a few points with the
//! 40 × 40 weight matrix, on 128-bit vectors, in a browser and on the host alike.
//!
//! # Why it looks the way it does
//!
//! Points are rows of 40 numbers, one after another, without padding. A product
//! works on a block of [`BLOCK`] = 5 points and eight columns at a time, and keeps
//! the block's sums in registers while it walks down the matrix: 5 × 2 vectors of four
//! `f32` are ten accumulators, which leaves room for two vectors of weights and one
//! broadcast activation in the sixteen registers that wasm engines and plain x86-64
//! have. Each loaded weight serves five points, each loaded activation eight columns.
//! The usual ten support points are two whole blocks.
//!
//! [`Lanes`] are eight numbers that move together. The crate `wide` maps them to
//! simd128 in wasm and to what the host has (two SSE or NEON registers, one of AVX),
//! so there is one text for all targets, and one for `f32` and `f64`: the reference
//! tests run the very code that the page runs, in double precision.
//!
//! Everything here *adds* into its output, because sums of products are what the
//! passes need; the caller writes the bias (or zero) first.

use std::array::{from_fn, from_mut, from_ref};
use std::ops::{Add, Mul, Sub};

use wide::{f32x4, f32x8, f64x8};

use crate::learn::Real;

/// The number of units in each hidden layer.
pub const WIDTH: usize = 40;

/// One number per hidden unit: a point's activations, a bias, a row of weights.
pub type Row<R> = [R; WIDTH];

/// The weights between the hidden layers, indexed `[in][out]`.
pub type Matrix<R> = [Row<R>; WIDTH];

/// The numbers in one [`Lanes`].
pub const LANES: usize = 8;

/// The points that one register-blocked product works on.
pub const BLOCK: usize = 5;

const CHUNKS: usize = WIDTH / LANES;

/// Adds `points · matrix` to `out`, row by row.
///
/// `matrix` has up to 40 rows; a point's numbers beyond that many are ignored. `points` and `out`
/// have the same number of rows; surplus rows of either are ignored.
pub fn add_product<R: Vectorised>(points: &[Row<R>], matrix: &[Row<R>], out: &mut [Row<R>]) {
    let (fives, points) = points.as_chunks::<BLOCK>();
    let (out_fives, out) = out.as_chunks_mut::<BLOCK>();
    for (points, out) in fives.iter().zip(out_fives) {
        add_block_product(points, matrix, out);
    }
    let (twos, ones) = points.as_chunks::<2>();
    let (out_twos, out_ones) = out.as_chunks_mut::<2>();
    for (points, out) in twos.iter().zip(out_twos) {
        add_block_product(points, matrix, out);
    }
    for (point, out) in ones.iter().zip(out_ones) {
        add_block_product(from_ref(point), matrix, from_mut(out));
    }
}

#[inline]
fn add_block_product<R: Vectorised, const POINTS: usize>(
    points: &[Row<R>; POINTS],
    matrix: &[Row<R>],
    out: &mut [Row<R>; POINTS],
) {
    for chunk in 0..CHUNKS {
        let mut sums: [R::Lanes; POINTS] = from_fn(|p| load(&out[p], chunk));
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

/// Adds Σ_k `left`\[k\]ᵀ `right`\[k\], a sum of outer products over points, to `out`.
///
/// `out` has up to 40 rows, one for each number of a left row.
pub fn add_outer<R: Vectorised>(left: &[Row<R>], right: &[Row<R>], out: &mut [Row<R>]) {
    let (blocks, rest) = out.as_chunks_mut::<BLOCK>();
    let first = BLOCK * blocks.len();
    for (block, rows) in blocks.iter_mut().enumerate() {
        add_block_outer(left, right, BLOCK * block, rows);
    }
    for (row, out) in rest.iter_mut().enumerate() {
        add_block_outer(left, right, first + row, from_mut(out));
    }
}

/// The rows of an outer product from `first` on.
#[inline]
fn add_block_outer<R: Vectorised, const ROWS: usize>(
    left: &[Row<R>],
    right: &[Row<R>],
    first: usize,
    out: &mut [Row<R>; ROWS],
) {
    for chunk in 0..CHUNKS {
        let mut sums: [R::Lanes; ROWS] = from_fn(|r| load(&out[r], chunk));
        for (left, right) in left.iter().zip(right) {
            let Some(left) = left[first..].first_chunk::<ROWS>() else { return };
            let right = load(right, chunk);
            for (sum, &left) in sums.iter_mut().zip(left) {
                *sum = R::Lanes::splat(left).mul_add(right, *sum);
            }
        }
        for (row, sum) in out.iter_mut().zip(sums) {
            store(sum, row, chunk);
        }
    }
}

/// Writes `scale` · `left`\[q\] · `right`\[k\] to `out`\[q\]\[k\], for all pairs of rows.
///
/// At most 40 right rows; what lies behind their products in a row of `out` is left alone.
pub fn gram<R: Vectorised>(left: &[Row<R>], right: &[Row<R>], scale: R, out: &mut [Row<R>]) {
    for (left, out) in left.iter().zip(out) {
        for (right, out) in right.iter().zip(out) {
            *out = scale * dot(left, right);
        }
    }
}

/// As [`add_product`], but skips the zeros of `points`, one point at a time.
pub fn add_sparse_product<R: Vectorised>(
    points: &[Row<R>],
    matrix: &Matrix<R>,
    out: &mut [Row<R>],
) {
    for (point, out) in points.iter().zip(out) {
        let mut sums: [R::Lanes; CHUNKS] = from_fn(|chunk| load(out, chunk));
        let mut active = nonzero(point);
        while active != 0 {
            let i = active.trailing_zeros() as usize;
            active &= active - 1;
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
}

/// As [`add_outer`], but skips the zeros of `left`.
pub fn add_sparse_outer<R: Vectorised>(left: &[Row<R>], right: &[Row<R>], out: &mut Matrix<R>) {
    for (left, right) in left.chunks(32).zip(right.chunks(32)) {
        let mut points = [0u32; WIDTH];
        for (k, left) in left.iter().enumerate() {
            for (points, &left) in points.iter_mut().zip(left) {
                *points |= u32::from(left != R::zero()) << k;
            }
        }
        for (i, (out, mut points)) in out.iter_mut().zip(points).enumerate() {
            let mut sums: [R::Lanes; CHUNKS] = from_fn(|chunk| load(out, chunk));
            while points != 0 {
                let k = points.trailing_zeros() as usize;
                points &= points - 1;
                let (Some(left), Some(right)) = (left.get(k), right.get(k)) else { break };
                let left = R::Lanes::splat(left[i]);
                for (chunk, sum) in sums.iter_mut().enumerate() {
                    *sum = left.mul_add(load(right, chunk), *sum);
                }
            }
            for (chunk, sum) in sums.into_iter().enumerate() {
                store(sum, out, chunk);
            }
        }
    }
}

#[inline(always)]
fn nonzero<R: Vectorised>(row: &Row<R>) -> u64 {
    (0..CHUNKS)
        .fold(0, |bits, chunk| bits | u64::from(load::<R>(row, chunk).nonzero()) << (LANES * chunk))
}

/// Writes `matrix`ᵀ into `out`.
///
/// A product with Wᵀ is a product with this copy: transposing costs a tenth of
/// the product with ten points, and keeps one kernel for both directions.
pub fn transpose<R: Vectorised>(matrix: &Matrix<R>, out: &mut Matrix<R>) {
    for (i, rows) in matrix.as_chunks::<4>().0.iter().enumerate() {
        for j in 0..WIDTH / 4 {
            let block = R::transpose(from_fn(|r| rows[r].as_chunks::<4>().0[j]));
            for (row, column) in out.as_chunks_mut::<4>().0[j].iter_mut().zip(block) {
                row.as_chunks_mut::<4>().0[i] = column;
            }
        }
    }
}

/// The inner product of two rows.
#[inline]
pub fn dot<R: Vectorised>(a: &Row<R>, b: &Row<R>) -> R {
    let mut sum = R::Lanes::splat(R::zero());
    for chunk in 0..CHUNKS {
        sum = load::<R>(a, chunk).mul_add(load(b, chunk), sum);
    }
    sum.sum()
}

/// Writes `f(a)` of each number of a row into `out`.
#[inline]
pub fn map<R: Vectorised>(a: &Row<R>, out: &mut Row<R>, f: impl Fn(R::Lanes) -> R::Lanes) {
    for chunk in 0..CHUNKS {
        store(f(load(a, chunk)), out, chunk);
    }
}

/// Replaces each number of `out` by `f(chunk, number)`, `chunk` saying which eight
/// columns (for [`load`]) these are.
#[inline]
pub fn update<R: Vectorised>(out: &mut Row<R>, f: impl Fn(usize, R::Lanes) -> R::Lanes) {
    for chunk in 0..CHUNKS {
        store(f(chunk, load(out, chunk)), out, chunk);
    }
}

/// Adds Σ_k `f(k, chunk)` for k < `points` to `out`, chunk by chunk.
#[inline]
pub fn add_over_points<R: Vectorised>(
    points: usize,
    out: &mut Row<R>,
    f: impl Fn(usize, usize) -> R::Lanes,
) {
    for chunk in 0..CHUNKS {
        let mut sum = load(out, chunk);
        for k in 0..points {
            sum = sum + f(k, chunk);
        }
        store(sum, out, chunk);
    }
}

/// The eight numbers of a row that begin at column `8 * chunk`.
#[inline(always)]
pub fn load<R: Vectorised>(row: &Row<R>, chunk: usize) -> R::Lanes {
    R::Lanes::from(row.as_chunks::<LANES>().0[chunk])
}

#[inline(always)]
fn store<R: Vectorised>(lanes: R::Lanes, row: &mut Row<R>, chunk: usize) {
    row.as_chunks_mut::<LANES>().0[chunk] = lanes.into();
}

/// A floating-point type with vectors of eight.
pub trait Vectorised: Real {
    /// Eight numbers of this type.
    type Lanes: Lanes<Self>;
    /// The transpose of a block of 4 × 4 numbers.
    fn transpose(block: [[Self; 4]; 4]) -> [[Self; 4]; 4];
}

/// Eight numbers, on which every operation acts one by one.
pub trait Lanes<R>:
    Copy
    + From<[R; LANES]>
    + Into<[R; LANES]>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
{
    /// The same number in every lane.
    fn splat(value: R) -> Self;
    /// self · factor + summand; fused where the target has the instruction.
    fn mul_add(self, factor: Self, summand: Self) -> Self;
    /// max(self, 0), but NaN stays NaN: a diverged network must not look healthy.
    fn positive_part(self) -> Self;
    /// self where `condition` > 0, else 0.
    fn where_positive(self, condition: Self) -> Self;
    /// One bit for each number, the first lowest: whether it is not 0 (NaN is not).
    fn nonzero(self) -> u32;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The sine.
    fn sin(self) -> Self;
    /// The sum of the eight, always in the same order.
    fn sum(self) -> R;
}

impl Vectorised for f32 {
    type Lanes = f32x8;

    #[inline(always)]
    fn transpose(block: [[f32; 4]; 4]) -> [[f32; 4]; 4] {
        f32x4::transpose(block.map(f32x4::from)).map(f32x4::to_array)
    }
}

impl Vectorised for f64 {
    type Lanes = f64x8;

    #[inline(always)]
    fn transpose(block: [[f64; 4]; 4]) -> [[f64; 4]; 4] {
        from_fn(|i| from_fn(|j| block[j][i]))
    }
}

macro_rules! lanes {
    ($real:ty, $vector:ty) => {
        impl Lanes<$real> for $vector {
            #[inline(always)]
            fn splat(value: $real) -> Self {
                <$vector>::splat(value)
            }
            #[inline(always)]
            fn mul_add(self, factor: Self, summand: Self) -> Self {
                <$vector>::mul_add(self, factor, summand)
            }
            #[inline(always)]
            fn positive_part(self) -> Self {
                !self.simd_le(<$vector>::splat(0.0)) & self
            }
            #[inline(always)]
            fn where_positive(self, condition: Self) -> Self {
                condition.simd_gt(<$vector>::splat(0.0)) & self
            }
            #[inline(always)]
            fn nonzero(self) -> u32 {
                self.simd_ne(<$vector>::splat(0.0)).to_bitmask()
            }
            #[inline(always)]
            fn tanh(self) -> Self {
                <$vector>::tanh(self)
            }
            #[inline(always)]
            fn sin(self) -> Self {
                <$vector>::sin(self)
            }
            #[inline(always)]
            fn sum(self) -> $real {
                let [a, b, c, d, e, f, g, h] = self.to_array();
                ((a + e) + (c + g)) + ((b + f) + (d + h))
            }
        }
    };
}

lanes!(f32, f32x8);
lanes!(f64, f64x8);
