//! The exponential and the natural logarithm: the same numbers on every machine.
//!
//! The standard library's come from the machine, as its sine does (see [`turn`](super::turn)).
//! These are fdlibm's: powers of two are split off exactly, and near 1 a short polynomial is as
//! good as the function. None is copied to where it is called: a call takes less time than a reader
//! waits for the copies.

use std::f64::consts::{LN_2, LN_10, SQRT_2};

/// ln 2 in two pieces: the first has so few digits that its multiples are exact.
const DOUBLING: (f64, f64) = (6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10);

/// The coefficients of s², s⁴, … of the logarithm.
const LOGARITHM: [f64; 7] = [
    6.666_666_666_666_735e-1,
    3.999_999_999_940_942e-1,
    2.857_142_874_366_239e-1,
    2.222_219_843_214_978_4e-1,
    1.818_357_216_161_805e-1,
    1.531_383_769_920_937_3e-1,
    1.479_819_860_511_658_6e-1,
];

/// The coefficients of r², r⁴, … of the exponential.
const EXPONENTIAL: [f64; 5] = [
    1.666_666_666_666_660_2e-1,
    -2.777_777_777_701_559_3e-3,
    6.613_756_321_437_934e-5,
    -1.653_390_220_546_525_2e-6,
    4.138_136_797_057_238_5e-8,
];

/// Beyond these the exponential is infinite, or 0.
const ENDS: (f64, f64) = (-746.0, 710.0);

/// e to the power of `x`, to the last digit but one.
#[inline(never)]
pub fn exp(x: f64) -> f64 {
    // What is not a number stays so.
    let x = if x > ENDS.1 {
        ENDS.1
    } else if x < ENDS.0 {
        ENDS.0
    } else {
        x
    };
    let doublings = (x / LN_2).round_ties_even();
    let (high, low) = (x - doublings * DOUBLING.0, doublings * DOUBLING.1);
    let r = high - low;
    let square = r * r;
    let c = r - square * polynomial(square, &EXPONENTIAL);
    let near = 1.0 + (r * c / (2.0 - c) - low + high);
    // In two halves: one alone may be too large for an exponent.
    let half = doublings as i64 / 2;
    near * power_of_two(half) * power_of_two(doublings as i64 - half)
}

/// The natural logarithm of `x`, to the last digit but one; NaN below 0, and −∞ at 0. That of a
/// number too small to be normal is −∞ too.
#[inline(never)]
pub fn ln(x: f64) -> f64 {
    if x < f64::MIN_POSITIVE {
        return if x < 0.0 { f64::NAN } else { f64::NEG_INFINITY };
    }
    if !x.is_finite() {
        return x;
    }
    // x = m · 2^k with m from √½ to √2.
    let bits = x.to_bits();
    let mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    let halved = mantissa > SQRT_2;
    let m = if halved { 0.5 * mantissa } else { mantissa };
    let k = ((bits >> 52) as i64 - 1023 + i64::from(halved)) as f64;
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let square = s * s;
    let half = 0.5 * f * f;
    let rest = square * polynomial(square, &LOGARITHM);
    k * DOUBLING.0 - ((half - (s * (half + rest) + k * DOUBLING.1)) - f)
}

/// 10 to the power of `x`, to within a few of the last digits: the whole powers as `powi` has
/// them. The standard library's `powf` takes any base, and weighs ten times as much.
pub fn ten_to(x: f64) -> f64 {
    // There the power is infinite, or 0.
    const FAR: f64 = 400.0;
    if x.abs() > FAR {
        return if x > 0.0 { f64::INFINITY } else { 0.0 };
    }
    let whole = x.round();
    exp((x - whole) * LN_10) * 10_f64.powi(whole as i32)
}

/// 2 to the power of `k`, from −1022 to 1023.
fn power_of_two(k: i64) -> f64 {
    f64::from_bits(((1023 + k) as u64) << 52)
}

fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| coefficient + x * sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether two numbers are the same to the last digit but one.
    fn alike(ours: f64, theirs: f64) -> bool {
        (ours - theirs).abs() <= f64::EPSILON * theirs.abs() || ours == theirs
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn the_exponential_is_that_of_the_library(
            x in prop_oneof![-3.0..3.0_f64, -700.0..709.0_f64, -1e-9..1e-9_f64],
        ) {
            prop_assert!(alike(exp(x), x.exp()), "{x}: {} {}", exp(x), x.exp());
        }

        #[test]
        fn the_logarithm_is_that_of_the_library(
            x in prop_oneof![1e-12..1.0_f64, 0.5..2.0_f64, 1e-300..1e300_f64, 0.9999..1.0001_f64],
        ) {
            prop_assert!(alike(ln(x), x.ln()), "{x}: {} {}", ln(x), x.ln());
        }

        #[test]
        fn the_powers_of_ten_are_those_of_the_library(x in -300.0..300.0_f64) {
            let (ours, theirs) = (ten_to(x), 10_f64.powf(x));
            prop_assert!((ours - theirs).abs() <= 1e-14 * theirs, "{ours:e} for {theirs:e}");
        }

        #[test]
        fn one_undoes_the_other(x in -20.0..20.0_f64) {
            prop_assert!((ln(exp(x)) - x).abs() < 1e-15 * (1.0 + x.abs()));
        }
    }

    #[test]
    fn edges() {
        assert_eq!((exp(0.0), ln(1.0)), (1.0, 0.0));
        assert_eq!((exp(1e300), exp(f64::INFINITY)), (f64::INFINITY, f64::INFINITY));
        assert_eq!((exp(-1e300), exp(f64::NEG_INFINITY)), (0.0, 0.0));
        assert!((0..=22).all(|power| ten_to(f64::from(power)) == 10_f64.powi(power)));
        assert_eq!((ten_to(-1.0), ten_to(-3.0)), (0.1, 0.001));
        assert_eq!((ten_to(f64::INFINITY), ten_to(f64::NEG_INFINITY)), (f64::INFINITY, 0.0));
        assert!(ten_to(f64::NAN).is_nan());
        // The largest and the smallest that there is.
        assert!(alike(exp(709.78), 709.78_f64.exp()) && exp(710.0) == f64::INFINITY);
        assert!((exp(-740.0) - (-740.0_f64).exp()).abs() <= f64::from_bits(2));
        assert_eq!((ln(0.0), ln(1e-310)), (f64::NEG_INFINITY, f64::NEG_INFINITY));
        assert_eq!(ln(f64::INFINITY), f64::INFINITY);
        assert!(alike(ln(f64::MAX), f64::MAX.ln()));
        assert!(alike(ln(f64::MIN_POSITIVE), f64::MIN_POSITIVE.ln()));
        assert!([exp(f64::NAN), ln(f64::NAN), ln(-1.0)].iter().all(|x| x.is_nan()));
    }
}
