//! Numbers as decimal text, and back: exactly as the standard library does both.
//!
//! In the page JavaScript's `Number` does it, which is there already: the standard
//! library's ways of writing and reading would be a tenth of what the page weighs. The
//! two differ in three things, and those are settled here: JavaScript writes large and
//! small numbers with an exponent, goes up from the middle of two rounder numbers where
//! the library goes to the even one, and knows no `f32`.

use std::fmt;

#[cfg(target_arch = "wasm32")]
use by_javascript as engine;
#[cfg(not(target_arch = "wasm32"))]
use by_library as engine;

/// A number that is displayed as [`shortest`] and [`fixed`] write it, whatever the width.
///
/// Where `format!` displays an `f64` itself, as plotters-canvas has it do for each colour,
/// the build puts this in the place of the standard library's way (`xtask/src/decimals.rs`).
#[derive(Clone, Copy, Debug)]
pub struct Decimal(pub f64);

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&match formatter.precision() {
            Some(places) => fixed(self.0, places),
            None => shortest(self.0),
        })
    }
}

/// Below this a whole number is written sooner as one.
const WHOLE: f64 = 1e9;

/// Reads a finite number: digits, perhaps with a sign, a point and an exponent.
pub fn read(text: &str) -> Option<f64> {
    engine::read(text).filter(|number| number.is_finite())
}

/// `value` with as few digits as it takes to read the same number again.
pub fn shortest(value: f64) -> String {
    if value.is_nan() {
        return "NaN".into();
    }
    let size = value.abs();
    let text = match size < WHOLE && size.fract() == 0.0 {
        true => (size as u32).to_string(),
        false if size.is_infinite() => "inf".into(),
        false => engine::shortest(size),
    };
    signed(value.is_sign_negative(), text)
}

/// As [`shortest`], for one that will be read into an `f32`.
pub fn shortest_f32(value: f32) -> String {
    match value.is_finite() {
        true => signed(value.is_sign_negative(), engine::shortest_f32(value.abs())),
        false => shortest(value.into()),
    }
}

/// `value` rounded to a fixed number of decimal `places`, at most 100. Zero has no sign.
pub fn fixed(value: f64, places: usize) -> String {
    if !value.is_finite() {
        return shortest(value);
    }
    let size = engine::fixed(value.abs(), places);
    let is_zero = size.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    signed(value < 0.0 && !is_zero, size)
}

/// The size of a finite `value`, rounded to `count` digits: its digits with a point after
/// the first, as few as it takes, and the exponent of 10.
pub fn scientific(value: f64, count: usize) -> (String, i32) {
    let text = engine::scientific(value.abs(), count.saturating_sub(1));
    let (digits, exponent) = split(&text);
    let digits = match digits.contains('.') {
        true => digits.trim_end_matches('0').trim_end_matches('.'),
        false => digits,
    };
    (digits.into(), exponent)
}

fn signed(is_negative: bool, size: String) -> String {
    if is_negative { ["-", &size].concat() } else { size }
}

/// The digits and the exponent of a number such as `1.5e-7` or `1e+21`.
fn split(text: &str) -> (&str, i32) {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (sign, size) = match exponent.strip_prefix('-') {
        Some(size) => (-1, size),
        None => (1, exponent.trim_start_matches('+')),
    };
    (digits, sign * size.bytes().fold(0, |sum, digit| 10 * sum + i32::from(digit - b'0')))
}

/// The standard library.
#[cfg(not(target_arch = "wasm32"))]
mod by_library {
    pub(super) fn read(text: &str) -> Option<f64> {
        text.parse().ok()
    }

    pub(super) fn shortest(size: f64) -> String {
        size.to_string()
    }

    pub(super) fn shortest_f32(size: f32) -> String {
        size.to_string()
    }

    pub(super) fn fixed(size: f64, places: usize) -> String {
        format!("{size:.places$}")
    }

    pub(super) fn scientific(size: f64, places: usize) -> String {
        format!("{size:.places$e}")
    }
}

/// JavaScript. Its methods fail only for more than a hundred places.
#[cfg(target_arch = "wasm32")]
mod by_javascript {
    use js_sys::{BigInt, JsString, Number};
    use wasm_bindgen::JsValue;

    use super::{is_tie, is_tie_of_digits, lower_if_odd, plain};

    /// The most digits that an `f32` needs.
    const F32_DIGITS: u8 = 9;

    /// The size from which JavaScript writes an exponent.
    const LARGE: f64 = 1e21;

    fn text<E>(written: Result<JsString, E>) -> String {
        written.map(String::from).unwrap_or_default()
    }

    pub(super) fn read(text: &str) -> Option<f64> {
        // JavaScript reads more than decimals, and nothing as zero.
        let is_decimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        let is_decimal = !text.is_empty() && text.bytes().all(is_decimal);
        is_decimal.then(|| JsValue::from_str(text).unchecked_into_f64())
    }

    pub(super) fn shortest(size: f64) -> String {
        plain(&text(Number::from(size).to_string_with_radix(10)))
    }

    pub(super) fn shortest_f32(size: f32) -> String {
        let exact = Number::from(f64::from(size));
        let rounded = (1..F32_DIGITS).map(|digits| text(exact.to_precision(digits)));
        let mut short = rounded.filter(|text| read(text).is_some_and(|back| back as f32 == size));
        let last = || text(exact.to_precision(F32_DIGITS));
        // Without the zeros that a given number of digits may end in.
        read(&short.next().unwrap_or_else(last)).map(shortest).unwrap_or_default()
    }

    pub(super) fn fixed(size: f64, places: usize) -> String {
        if size >= LARGE {
            let whole = BigInt::new(&size.into()).map(|whole| text(whole.to_string(10)));
            let point = if places > 0 { "." } else { "" };
            return [&*whole.unwrap_or_default(), point, &"0".repeat(places)].concat();
        }
        let write = |size: f64| text(Number::from(size).to_fixed(places as u8));
        lower_if_odd(size, is_tie(size, places), write)
    }

    pub(super) fn scientific(size: f64, places: usize) -> String {
        let write = |size: f64| text(Number::from(size).to_exponential(places as u8));
        let whole = text(Number::from(size).to_exponential(100));
        lower_if_odd(size, is_tie_of_digits(&whole, places), write)
    }
}

/// A number such as `1.5e-7` written without an exponent.
#[cfg(any(target_arch = "wasm32", test))]
fn plain(text: &str) -> String {
    let (number, exponent) = split(text);
    if exponent == 0 {
        return number.into();
    }
    let digits = number.split('.').collect::<Vec<_>>().concat();
    let zeros = |count: i32| "0".repeat(count.max(0) as usize);
    match exponent > 0 {
        // JavaScript writes no exponent before the point lies behind all digits.
        true => [&*digits, &zeros(exponent + 1 - digits.len() as i32)].concat(),
        false => ["0.", &zeros(-exponent - 1), &digits].concat(),
    }
}

/// Whether `size` lies in the middle of two numbers with so many decimal places: whether
/// it is an odd multiple of 2^-(places + 1), as 10^-places / 2 contains that power alone.
#[cfg(any(target_arch = "wasm32", test))]
fn is_tie(size: f64, places: usize) -> bool {
    let halves = size * 2_f64.powi(places as i32 + 1);
    // Whether they are an odd number; `%` would take a kilobyte.
    (0.5 * halves).fract() == 0.5
}

/// Whether a number with all its digits, `d.dddde±x`, lies in the middle of two with so
/// many of its decimal places.
#[cfg(any(target_arch = "wasm32", test))]
fn is_tie_of_digits(whole: &str, places: usize) -> bool {
    let (digits, _) = split(whole);
    let cut = digits.get(places + 2..).unwrap_or_default();
    cut.strip_prefix('5').is_some_and(|rest| rest.bytes().all(|digit| digit == b'0'))
}

/// What `write` makes of `size`; for a tie that went up to an odd digit, with the even one below
/// in its place.
#[cfg(any(target_arch = "wasm32", test))]
fn lower_if_odd(size: f64, is_tie: bool, write: impl Fn(f64) -> String) -> String {
    let mut text = write(size);
    let last = split(&text).0.len().saturating_sub(1);
    if let Some(&digit) = text.as_bytes().get(last).filter(|&digit| is_tie && digit % 2 == 1) {
        // One less than an odd digit borrows nothing. (The next smaller number may be too far
        // away to be written instead.)
        let (before, after) = (&text[..last], &text[last + 1..]);
        text = [before, char::from(digit - 1).encode_utf8(&mut [0; 4]), after].concat();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numbers of every kind, the large and the tiny as often as the usual.
    fn number() -> impl Strategy<Value = f64> {
        prop_oneof![
            prop::num::f64::ANY.prop_filter("finite", |value| value.is_finite()),
            -100.0_f64..100.0,
            (-100_000..100_000, 0..6).prop_map(|(n, e)| f64::from(n) / 10_f64.powi(e)),
            (-100_000..100_000, 0..8).prop_map(|(n, e)| f64::from(n) / 2_f64.powi(e)),
        ]
    }

    /// As the library writes it, but from a tie up, as JavaScript does.
    fn upward(size: f64, places: usize) -> String {
        let mut written = format!("{size:.places$}");
        // The library goes down to an even digit; with one more place a tie is written in full.
        let in_full = format!("{size:.0$}", places + 1);
        if is_tie(size, places) && in_full.starts_with(&written) {
            // One more than an even digit carries nothing.
            let even = written.pop().and_then(|digit| digit.to_digit(10)).unwrap_or_default();
            written.push(char::from_digit(even + 1, 10).unwrap_or_default());
        }
        written
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn what_was_written_is_read_again(value in number()) {
            let text = shortest(value);
            prop_assert_eq!(read(&text).map(f64::to_bits), Some(value.to_bits()), "{}", text);
        }

        #[test]
        fn a_number_is_displayed_as_the_library_does(value in number(), places in 0..9_usize) {
            prop_assert_eq!(format!("{}", Decimal(value)), format!("{value}"));
            let fixed = format!("{value:.places$}");
            let is_zero = fixed.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'-'));
            let unsigned = if is_zero { fixed.trim_start_matches('-') } else { &fixed };
            prop_assert_eq!(format!("{:.places$}", Decimal(value)), unsigned);
        }

        #[test]
        fn an_exponent_is_written_out(value in prop::num::f64::NORMAL) {
            let size = value.abs();
            prop_assume!(!(1e-6..1e21).contains(&size));
            prop_assert_eq!(plain(&format!("{size:e}")), shortest(size));
        }

        #[test]
        fn ties_that_went_up_are_brought_to_the_even_digit(value in number(), places in 0..9_usize) {
            let size = value.abs().min(1e15);
            let written = lower_if_odd(size, is_tie(size, places), |size| upward(size, places));
            prop_assert_eq!(written, format!("{size:.places$}"));
        }

        #[test]
        fn so_are_ties_of_numbers_with_no_place_to_spare(n in 0_u64..1 << 53, places in 0..9_usize) {
            // The neighbours of such a number are farther away than the last place.
            let size = n as f64 / 64.0;
            let written = lower_if_odd(size, is_tie(size, places), |size| upward(size, places));
            prop_assert_eq!(written, format!("{size:.places$}"));
        }

        #[test]
        fn ties_of_digits_are_ties(n in 100_u32..1000, places in 0..9) {
            let tie = (f64::from(n) + 0.5) * 10_f64.powi(places);
            let found = [tie, tie.next_up(), tie.next_down()].map(|size| {
                let whole = format!("{size:.100e}");
                is_tie_of_digits(&whole, 2)
            });
            prop_assert_eq!(found, [true, false, false]);
        }

        #[test]
        fn any_text_is_read_without_a_fault(text in ".{0,40}") {
            prop_assert!(read(&text).is_none_or(f64::is_finite));
        }
    }

    #[test]
    fn numbers_are_written_as_people_expect() {
        assert_eq!(shortest(-0.0), "-0");
        assert_eq!(shortest(1e21), "1000000000000000000000");
        assert_eq!(shortest(1.5e-7), "0.00000015");
        assert_eq!(
            (shortest(f64::NAN), shortest(f64::NEG_INFINITY)),
            ("NaN".into(), "-inf".into())
        );
        assert_eq!(shortest_f32(0.1), "0.1");
        assert_eq!(
            (fixed(-0.001, 2), fixed(-1.25, 1), fixed(0.375, 2)),
            ("0.00".into(), "-1.2".into(), "0.38".into())
        );
        assert_eq!(scientific(-0.000123, 3), ("1.23".into(), -4));
        assert_eq!(scientific(1.125, 3), ("1.12".into(), 0));
        assert_eq!(scientific(0.0, 3), ("0".into(), 0));
        assert_eq!(scientific(2e5, 1), ("2".into(), 5));
        assert_eq!((read("1e309"), read("1e-400"), read("")), (None, Some(0.0), None));
    }
}
