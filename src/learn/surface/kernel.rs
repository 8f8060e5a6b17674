//! The hot loop behind the surfaces: one fine-tuning step for every node at once.
//!
//! A 65 × 65 grid with two tasks, ten points and m = 0 … 20 asks for 1.8 million values and
//! slopes of softplus. What makes that take milliseconds, in a browser too:
//!
//! - **`f32`, structure of arrays.** All a, all b, all losses lie side by side, so that four
//!   nodes (eight with AVX) share each instruction. The surfaces are for colouring pixels;
//!   minima are refined in `f64`, elsewhere.
//! - **No branches and no calls inside.** `exp` and `ln` are polynomials, written here; every
//!   choice is a select. The inner loop has a fixed length ([`CHUNK`]) and touches only arrays
//!   of that length, which is the form that LLVM vectorises without doubt, for simd128 and for
//!   the host alike.
//! - **Chunks in the first-level cache.** The sums of a chunk stay there (3 × 256 bytes) while
//!   the points go by.
//!
//! A node that has diverged stops moving and shows +∞ for good, so no NaN gets out.

use crate::learn::check::LOSS_LIMIT;
use crate::learn::vector::descend;

/// How many nodes are worked on together. All slices of nodes are padded to a multiple.
pub(super) const CHUNK: usize = 64;

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
    let chunks = a.as_chunks_mut().0.iter_mut().zip(b.as_chunks_mut().0);
    for ((a, b), loss) in chunks.zip(loss.as_chunks_mut().0) {
        chunk(points, targets, rate, a, b, loss);
    }
}

fn chunk(
    points: &[f32],
    targets: &[f32],
    rate: f32,
    a: &mut [f32; CHUNK],
    b: &mut [f32; CHUNK],
    loss: &mut [f32; CHUNK],
) {
    let mut squares = [0.0; CHUNK];
    let mut slope_a = [0.0; CHUNK];
    let mut slope_b = [0.0; CHUNK];
    for (&x, &target) in points.iter().zip(targets) {
        for i in 0..CHUNK {
            let (value, slope) = softplus_and_slope(a[i] * x + b[i]);
            let residual = value - target;
            let pull = residual * slope;
            squares[i] += residual * residual;
            slope_a[i] += pull * x;
            slope_b[i] += pull;
        }
    }
    for i in 0..CHUNK {
        let value = 0.5 * squares[i];
        // False for a NaN too.
        let sound = value <= LOSS_LIMIT as f32;
        squares[i] = if sound { value } else { f32::INFINITY };
        slope_a[i] = if sound { slope_a[i] } else { 0.0 };
        slope_b[i] = if sound { slope_b[i] } else { 0.0 };
    }
    *loss = squares;
    descend(a, rate, &slope_a);
    descend(b, rate, &slope_b);
}

/// softplus(z) and its slope, to about two units in the last place of an `f32` near 1.
///
/// With e = exp(−|z|) in (0, 1]: softplus(z) = max(z, 0) + ln(1 + e), and the slope is 1 or e,
/// over 1 + e. A NaN stays one.
#[inline(always)]
fn softplus_and_slope(z: f32) -> (f32, f32) {
    let e = exp_of_minus(z.abs());
    let reciprocal = 1.0 / (1.0 + e);
    let positive = z > 0.0;
    let slope = if positive { reciprocal } else { e * reciprocal };
    let value = if positive { z } else { 0.0 } + ln_of_one_plus(e);
    (value, slope)
}

/// exp(−t) for t ≥ 0. Beyond t = 20 it stays at e⁻²⁰ ≈ 2e-9: nothing beside a target's own
/// rounding, but its fourth power is not yet a subnormal number, which would be slow.
///
/// −t = n ln 2 + f with n whole and |f| ≤ ln 2 / 2, hence exp(−t) = 2ⁿ exp(f).
#[inline(always)]
fn exp_of_minus(t: f32) -> f32 {
    // Adding 1.5 · 2²³ rounds to a whole number and leaves it in the low bits.
    const ROUND: f32 = 12_582_912.0;
    // ln 2 in two parts, the first short enough that n times it is exact.
    const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];

    let t = if t > 20.0 { 20.0 } else { t };
    let shifted = ROUND - t * std::f32::consts::LOG2_E;
    let n = shifted - ROUND;
    let f = (-t - n * LN_2[0]) - n * LN_2[1];

    // Chebyshev fit of (exp(f) − 1 − f) / f²; the error is 8e-9.
    let f2 = f * f;
    let tail = (0.5 + 0.166_665_73 * f) + f2 * (0.041_666_55 + 0.008_363_774 * f);
    let exp_f = (1.0 + f) + f2 * (tail + f2 * f2 * 0.001_392_692_7);
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0_f32.to_bits()));
    exp_f * power
}

/// ln(1 + e) for 0 ≤ e ≤ 1: e times a Chebyshev fit of ln(1 + e) / e; the error is 1e-8.
///
/// Summed in pairs (Estrin's scheme): a few more multiplications than Horner's, but a chain of
/// dependent operations less than half as long, and it is the chain that takes the time.
#[inline(always)]
fn ln_of_one_plus(e: f32) -> f32 {
    let e2 = e * e;
    let e4 = e2 * e2;
    let low = (1.0 - 0.499_998_93 * e) + e2 * (0.333_297_1 - 0.249_516_16 * e);
    let middle = (0.196_632_74 - 0.152_696_67 * e) + e2 * (0.105_436_236 - 0.056_373_61 * e);
    let high = 0.019_542_526 - 0.003_176_057 * e;
    e * (low + e4 * (middle + e4 * high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::model::softplus_line::{sigmoid, softplus};

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
