//! The hot loop behind the surfaces: one fine-tuning step for every node at once.
//!
//! A 65 × 65 grid with two tasks, ten points and m = 0 … 20 asks for 1.8 million values and
//! slopes of softplus. What makes that take milliseconds, in a browser too:
//!
//! - **`f32`, structure of arrays.** All a, all b, all losses lie side by side, so that eight
//!   nodes share each instruction (see [`lanes`](crate::learn::lanes)). The surfaces are for
//!   colouring pixels; minima are refined in `f64`, elsewhere.
//! - **No branches and no calls inside.** `exp` and `ln` are polynomials, written here; every
//!   choice is a select.
//! - **All in registers.** What eight nodes sum up stays there while the points go by.
//!
//! A node that has diverged stops moving and shows +∞ for good, so no NaN gets out.

use wide::f32x8;

use crate::learn::check::LOSS_LIMIT;
use crate::learn::lanes::LANES;

/// How many nodes are worked on together. All slices of nodes are padded to a multiple.
pub(super) const CHUNK: usize = LANES;

/// Writes L(φ) to `loss` and then moves every φ = (a, b) one step down its gradient.
///
/// `a`, `b` and `loss` have the same length, a multiple of [`CHUNK`]; `targets` belong to
/// `points` one by one.
pub(super) fn loss_then_step(
    points: &[f32],
    targets: &[f32],
    rate: f32,
    [a, b, loss]: [&mut [f32]; 3],
) {
    let chunks = a.as_chunks_mut::<CHUNK>().0.iter_mut().zip(b.as_chunks_mut::<CHUNK>().0);
    for ((a, b), loss) in chunks.zip(loss.as_chunks_mut::<CHUNK>().0) {
        let found = chunk(points, targets, rate, [f32x8::from(*a), f32x8::from(*b)]);
        [*loss, *a, *b] = found.map(f32x8::to_array);
    }
}

/// The losses of eight φ = (a, b), and where a step takes them.
#[inline(always)]
fn chunk(points: &[f32], targets: &[f32], rate: f32, [a, b]: [f32x8; 2]) -> [f32x8; 3] {
    let zero = f32x8::splat(0.0);
    let (mut squares, mut slope_a, mut slope_b) = (zero, zero, zero);
    for (&x, &target) in points.iter().zip(targets) {
        let x = f32x8::splat(x);
        let (value, slope) = softplus_and_slope(a * x + b);
        let residual = value - f32x8::splat(target);
        let pull = residual * slope;
        squares += residual * residual;
        slope_a += pull * x;
        slope_b += pull;
    }
    let loss = f32x8::splat(0.5) * squares;
    // False for a NaN too.
    let sound = loss.simd_le(f32x8::splat(LOSS_LIMIT as f32));
    let rate = f32x8::splat(rate);
    let step = |from: f32x8, slope: f32x8| from - rate * (sound & slope);
    let loss = sound.select(loss, f32x8::splat(f32::INFINITY));
    [loss, step(a, slope_a), step(b, slope_b)]
}

/// softplus(z) and its slope, to about two units in the last place of an `f32` near 1.
///
/// With e = exp(−|z|) in (0, 1]: softplus(z) = max(z, 0) + ln(1 + e), and the slope is 1 or e,
/// over 1 + e. A NaN stays one.
#[inline(always)]
fn softplus_and_slope(z: f32x8) -> (f32x8, f32x8) {
    let one = f32x8::splat(1.0);
    let e = exp_of_minus(z.abs());
    let reciprocal = one / (one + e);
    let positive = z.simd_gt(f32x8::splat(0.0));
    let slope = positive.select(reciprocal, e * reciprocal);
    let value = (positive & z) + ln_of_one_plus(e);
    (value, slope)
}

/// exp(−t) for t ≥ 0. Beyond t = 20 it stays at e⁻²⁰ ≈ 2e-9: nothing beside a target's own
/// rounding, but its fourth power is not yet a subnormal number, which would be slow.
///
/// −t = n ln 2 + f with n whole and |f| ≤ ln 2 / 2, hence exp(−t) = 2ⁿ exp(f).
#[inline(always)]
fn exp_of_minus(t: f32x8) -> f32x8 {
    // Adding 1.5 · 2²³ rounds to a whole number and leaves it in the low bits.
    const ROUND: f32x8 = f32x8::splat(12_582_912.0);
    // ln 2 in two parts, the first short enough that n times it is exact.
    const LN_2: [f32x8; 2] = [f32x8::splat(0.693_359_4), f32x8::splat(-2.121_944_4e-4)];
    const END: f32x8 = f32x8::splat(20.0);

    // A comparison lets a NaN pass, where a minimum may not.
    let t = t.simd_gt(END).select(END, t);
    let shifted = ROUND - t * f32x8::splat(std::f32::consts::LOG2_E);
    let n = shifted - ROUND;
    let f = (-t - n * LN_2[0]) - n * LN_2[1];

    // Chebyshev fit of (exp(f) − 1 − f) / f²; the error is 8e-9.
    let [one, half, c3, c4, c5, c6] =
        [1.0, 0.5, 0.166_665_73, 0.041_666_55, 0.008_363_774, 0.001_392_692_7].map(f32x8::splat);
    let f2 = f * f;
    let tail = (half + c3 * f) + f2 * (c4 + c5 * f);
    let exp_f = (one + f) + f2 * (tail + f2 * f2 * c6);
    exp_f * power_of_two(shifted)
}

/// 2ⁿ, given a number with n in its low bits.
#[inline(always)]
fn power_of_two(shifted: f32x8) -> f32x8 {
    let power = |bits: u32| (bits << 23).wrapping_add(1.0_f32.to_bits());
    f32x8::from(shifted.to_array().map(|shifted| f32::from_bits(power(shifted.to_bits()))))
}

/// ln(1 + e) for 0 ≤ e ≤ 1: e times a Chebyshev fit of ln(1 + e) / e; the error is 1e-8.
///
/// Summed in pairs (Estrin's scheme): a few more multiplications than Horner's, but a chain of
/// dependent operations less than half as long, and it is the chain that takes the time.
#[inline(always)]
fn ln_of_one_plus(e: f32x8) -> f32x8 {
    let [c0, c1, c2, c3] = [1.0, 0.499_998_93, 0.333_297_1, 0.249_516_16].map(f32x8::splat);
    let [c4, c5, c6, c7] =
        [0.196_632_74, 0.152_696_67, 0.105_436_236, 0.056_373_61].map(f32x8::splat);
    let [c8, c9] = [0.019_542_526, 0.003_176_057].map(f32x8::splat);
    let e2 = e * e;
    let e4 = e2 * e2;
    let low = (c0 - c1 * e) + e2 * (c2 - c3 * e);
    let middle = (c4 - c5 * e) + e2 * (c6 - c7 * e);
    let high = c8 - c9 * e;
    e * (low + e4 * (middle + e4 * high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::model::softplus_line::{sigmoid, softplus};

    /// Of one number.
    fn softplus_and_slope(z: f32) -> (f32, f32) {
        let (value, slope) = super::softplus_and_slope(f32x8::splat(z));
        (value.to_array()[0], slope.to_array()[0])
    }

    #[test]
    fn softplus_and_its_slope_agree_with_the_plain_form() {
        for step in -40_000..=40_000 {
            let z = step as f32 * 2.5e-3;
            let (value, slope) = softplus_and_slope(z);
            let (plain, plain_slope) = (softplus(f64::from(z)), sigmoid(f64::from(z)));
            // Relative to the larger of the value and 1: where softplus is small, the targets
            // it is compared with are not.
            assert!((f64::from(value) - plain).abs() <= 2.5e-7 * plain.max(1.0), "softplus({z})");
            assert!((f64::from(slope) - plain_slope).abs() <= 2e-7, "slope at {z}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_sound() {
        assert_eq!(softplus_and_slope(f32::MAX), (f32::MAX, 1.0));
        let (value, slope) = softplus_and_slope(f32::MIN);
        assert!((0.0..3e-9).contains(&value) && (0.0..3e-9).contains(&slope));
        assert!(softplus_and_slope(f32::NAN).0.is_nan());
    }
}
