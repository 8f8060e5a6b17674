//! Sine and cosine: the same numbers on every machine, in a tenth of the bytes.
//!
//! The standard library's come from the machine: browsers and systems differ in the last digit,
//! and in wasm they bring along how to turn back by any number of times, for which nobody
//! here has a use. The method is that of fdlibm: turn back by quarters to within an eighth of a
//! turn, where a short polynomial is as good as the sine.

use std::f64::consts::{FRAC_2_PI, TAU};

/// A quarter of a turn in two pieces: the first has so few digits that its multiples are exact.
const QUARTER: (f64, f64) = (1.5707963267341256, 6.077100506506192e-11);

/// Up to here multiples of the quarter are exact.
const NEAR: f64 = 1e6;

/// The coefficients of y³, y⁵, … in the sine.
const SINE: [f64; 6] = [
    -0.16666666666666632,
    0.00833333333332249,
    -0.0001984126982985795,
    2.7557313707070068e-06,
    -2.5050760253406863e-08,
    1.58969099521155e-10,
];

/// The coefficients of y⁴, y⁶, … in the cosine.
const COSINE: [f64; 6] = [
    0.0416666666666666,
    -0.001388888888887411,
    2.480158728947673e-05,
    -2.7557314351390663e-07,
    2.087572321298175e-09,
    -1.1359647557788195e-11,
];

/// The sine of an angle in radians, to the last digit but one. That of a very large angle is the
/// sine of a number that differs from it by less than its neighbours do.
pub fn sin(angle: f64) -> f64 {
    ahead(angle, 0)
}

/// The cosine of an angle in radians, as good as [`sin`].
pub fn cos(angle: f64) -> f64 {
    ahead(angle, 1)
}

/// The sine of an angle and so many quarters of a turn. Every call is one: a copy in each place
/// would weigh more than it saves.
#[inline(never)]
fn ahead(angle: f64, quarters: i64) -> f64 {
    let angle = if angle.abs() <= NEAR { angle } else { turned_back(angle) };
    let back = (angle * FRAC_2_PI).round_ties_even();
    let (large, small) = (angle - back * QUARTER.0, back * QUARTER.1);
    let rest = large - small;
    // What the difference has lost.
    let lost = (large - rest) - small;
    match (back as i64 + quarters) & 3 {
        0 => sine(rest, lost),
        1 => cosine(rest, lost),
        2 => -sine(rest, lost),
        _ => -cosine(rest, lost),
    }
}

/// A small angle that is whole turns from one that differs from `angle` by less than its
/// neighbours do. To find that of `angle` itself, by `%`, would take a kilobyte.
fn turned_back(angle: f64) -> f64 {
    let back = angle - (angle / TAU).trunc() * TAU;
    // Its neighbours are turns away; what is no number stays none.
    if back.abs() <= NEAR { back } else { 0.0 * angle }
}

/// The sine of `y + lost`, at most an eighth of a turn.
fn sine(y: f64, lost: f64) -> f64 {
    let (square, cube) = (y * y, y * y * y);
    let higher = polynomial(square, &SINE[1..]);
    y - ((square * (0.5 * lost - cube * higher) - lost) - cube * SINE[0])
}

/// The cosine of `y + lost`, at most an eighth of a turn.
fn cosine(y: f64, lost: f64) -> f64 {
    let square = y * y;
    let half = 0.5 * square;
    let near = 1.0 - half;
    near + (((1.0 - near) - half) + (square * square * polynomial(square, &COSINE) - y * lost))
}

fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| coefficient + x * sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn they_are_those_of_the_library(
            angle in prop_oneof![-20.0_f64..20.0, -NEAR..NEAR, -1e-3..1e-3],
        ) {
            for (ours, theirs) in [(sin(angle), angle.sin()), (cos(angle), angle.cos())] {
                prop_assert!((ours - theirs).abs() <= f64::EPSILON * theirs.abs().max(1e-9));
            }
        }

        #[test]
        fn beyond_they_are_those_of_a_near_number(angle in 1e6_f64..1e12) {
            let apart = angle.next_up() - angle;
            prop_assert!((sin(angle) - angle.sin()).abs() <= apart);
            prop_assert!((cos(-angle) - angle.cos()).abs() <= apart);
        }
    }

    #[test]
    fn edges() {
        assert_eq!((sin(0.0), cos(0.0)), (0.0, 1.0));
        assert_eq!((sin(1e-300), sin(f64::MIN_POSITIVE)), (1e-300, f64::MIN_POSITIVE));
        assert!([f64::NAN, f64::INFINITY].iter().all(|&x| sin(x).is_nan() && cos(x).is_nan()));
        assert!([1e16, 1e22, 1e30, f64::MAX].iter().all(|&x| sin(x).abs() <= 1.0));
        assert!([1e16, 1e22, 1e30, f64::MAX].iter().all(|&x| cos(-x).abs() <= 1.0));
    }
}
