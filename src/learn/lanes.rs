//! Eight numbers that move together, on whatever vectors the target has.
//!
//! The crate `wide` maps them to simd128 in wasm, to two SSE or NEON registers or to one of
//! AVX. One text serves all targets, and `f32` and `f64` alike: the reference tests run the
//! very code that the page runs, in double precision.
//!
//! In the page's program nothing else makes vectors of loops: the compiler is told not to, for
//! what it makes of loops that are not worth it weighs more than all that is. A loop over many
//! numbers that a reader waits for is therefore written with these, or with
//! [`update`](super::vector::update).

use std::array::from_fn;
use std::ops::{Add, Div, Mul, Sub};

use wide::{f32x4, f32x8, f64x8};

/// The numbers in one [`Lanes`].
pub const LANES: usize = 8;

/// Eight numbers, on which every operation acts one by one.
pub trait Lanes<R>:
    Copy
    + From<[R; LANES]>
    + Into<[R; LANES]>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
{
    /// The same number in every lane.
    fn splat(value: R) -> Self;
    /// self · factor + summand; fused where the target has the instruction.
    fn mul_add(self, factor: Self, summand: Self) -> Self;
    /// max(self, 0), but NaN stays NaN: a diverged network must not look healthy.
    fn positive_part(self) -> Self;
    /// self where `condition` > 0, else 0.
    fn where_positive(self, condition: Self) -> Self;
    /// 1 where self > `other`, else 0.
    fn above(self, other: Self) -> Self;
    /// One bit for each number, the first lowest: whether it is not 0 (NaN is not).
    fn nonzero(self) -> u32;
    /// The square root.
    fn sqrt(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The sine.
    fn sin(self) -> Self;
    /// The sum of the eight, always in the same order.
    fn sum(self) -> R;
    /// The transpose of a block of 4 × 4 numbers.
    fn transpose(block: [[R; 4]; 4]) -> [[R; 4]; 4];
}

/// The hyperbolic tangent in single precision, to 4e-7 relative: a rational function
/// x P(x²) / Q(x²) that reaches 1 where it ends.
///
/// The coefficients are a least-squares fit of the relative error, reweighted until it was even;
/// it is 2e-8 in exact arithmetic, the rest is rounding. Going through exp instead would
/// take four times as long, and half of a tanh network's time.
#[inline(always)]
fn tanh(x: f32x8) -> f32x8 {
    const END: f32 = 9.0;
    const P: [f32; 5] = [1.335_474_4e-8, 2.060_915e-5, 0.003_495_592_6, 0.133_810_3, 1.0];
    const Q: [f32; 5] = [7.776_594e-7, 0.000_328_564_17, 0.025_876_999, 0.467_143_45, 1.0];
    // Comparisons let a NaN pass, where a minimum may not.
    let x = x.simd_gt(f32x8::splat(END)).select(f32x8::splat(END), x);
    let x = x.simd_lt(f32x8::splat(-END)).select(f32x8::splat(-END), x);
    let square = x * x;
    let polynomial = |coefficients: &[f32]| {
        coefficients.iter().fold(f32x8::splat(0.0), |sum, &coefficient| {
            sum.mul_add(square, f32x8::splat(coefficient))
        })
    };
    x * polynomial(&P) / polynomial(&Q)
}

#[inline(always)]
fn transpose_f32(block: [[f32; 4]; 4]) -> [[f32; 4]; 4] {
    f32x4::transpose(block.map(f32x4::from)).map(f32x4::to_array)
}

#[inline(always)]
fn transpose_f64(block: [[f64; 4]; 4]) -> [[f64; 4]; 4] {
    from_fn(|i| from_fn(|j| block[j][i]))
}

macro_rules! lanes {
    ($real:ty, $vector:ty, $tanh:path, $transpose:path) => {
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
            fn above(self, other: Self) -> Self {
                self.simd_gt(other) & <$vector>::splat(1.0)
            }
            #[inline(always)]
            fn nonzero(self) -> u32 {
                self.simd_ne(<$vector>::splat(0.0)).to_bitmask()
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                <$vector>::sqrt(self)
            }
            #[inline(always)]
            fn tanh(self) -> Self {
                $tanh(self)
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
            #[inline(always)]
            fn transpose(block: [[$real; 4]; 4]) -> [[$real; 4]; 4] {
                $transpose(block)
            }
        }
    };
}

lanes!(f32, f32x8, tanh, transpose_f32);
lanes!(f64, f64x8, f64x8::tanh, transpose_f64);
