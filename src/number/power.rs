//! Powers of ten: to within a few of the last digits, in a tenth of the bytes.
//!
//! The standard library's `powf` takes any base, and is right to the last digit for that. Here
//! only scales are logarithmic, by tens.

use std::f64::consts::LN_10;

/// Beyond it there is no power of ten, nor below its negative.
const MOST: f64 = 400.0;

/// How often the rest is halved before its power is taken, and that squared.
const HALVINGS: i32 = 3;

/// How many terms the series of the exponential has then.
const TERMS: u32 = 12;

/// 10 to the power `exponent`; the whole ones exactly as `powi` has them.
pub fn ten_to(exponent: f64) -> f64 {
    if exponent.abs() > MOST {
        return if exponent > 0.0 { f64::INFINITY } else { 0.0 };
    }
    let whole = exponent.round();
    let rest = (exponent - whole) * LN_10 / f64::from(1 << HALVINGS);
    let series = (1..=TERMS).rev().fold(1.0, |sum, term| 1.0 + sum * rest / f64::from(term));
    let power = (0..HALVINGS).fold(series, |power, _| power * power);
    power * 10_f64.powi(whole as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_are_those_of_the_library(exponent in -300.0_f64..300.0) {
            let (ours, theirs) = (ten_to(exponent), 10_f64.powf(exponent));
            prop_assert!((ours - theirs).abs() <= 1e-14 * theirs, "{ours:e} for {theirs:e}");
        }
    }

    #[test]
    fn whole_powers_are_exact_and_edges_as_expected() {
        assert!((0..=22).all(|power| ten_to(f64::from(power)) == 10_f64.powi(power)));
        assert_eq!((ten_to(-1.0), ten_to(-3.0)), (0.1, 0.001));
        assert_eq!((ten_to(f64::INFINITY), ten_to(f64::NEG_INFINITY)), (f64::INFINITY, 0.0));
        assert!(ten_to(f64::NAN).is_nan());
    }
}
