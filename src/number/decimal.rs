//! Numbers as decimal text, and back: exactly as the standard library does both.
//!
//! The standard library has two ways of writing and three of reading, with tables of
//! powers, so that billions of numbers can pass through them. They are a tenth of what
//! the whole page may weigh. Here is one way, the slow and plain one: the digits of a
//! number, all of them, by multiplication as at school.

/// A number that is not negative, in full: 0.d₁d₂d₃… · 10^`point`.
///
/// There is no zero at either end, so that the order of these is that of their numbers;
/// 0 itself has no digits, and its point far to the left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Digits {
    point: i32,
    digits: Vec<u8>,
}

/// Where a number goes that lies in the middle of two rounder ones.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// To the one whose last digit is even.
    Even,
    /// To the larger one.
    Up,
}

impl Digits {
    /// Takes away the zeros at both ends.
    fn trimmed(point: i32, mut digits: Vec<u8>) -> Self {
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..zeros);
        let point = if digits.is_empty() { -9999 } else { point - zeros as i32 };
        Self { point, digits }
    }

    /// `mantissa` · 2^`exponent`.
    fn of(mantissa: u64, exponent: i32) -> Self {
        const LIMB: u64 = 1_000_000_000;
        // 2⁻ⁿ is 5ⁿ with its point moved by n places. Nine factors fit in one step.
        let (factor, mut left) = if exponent < 0 { (5_u64, -exponent) } else { (2, exponent) };
        let mut limbs = vec![mantissa % LIMB, mantissa / LIMB];
        while left > 0 {
            let step = left.min(9);
            let mut carry = 0;
            for limb in &mut limbs {
                let product = *limb * factor.pow(step as u32) + carry;
                (*limb, carry) = (product % LIMB, product / LIMB);
            }
            limbs.push(carry);
            left -= step;
        }
        let mut digits = Vec::new();
        for limb in limbs {
            let mut rest = limb;
            for _ in 0..9 {
                digits.push((rest % 10) as u8);
                rest /= 10;
            }
        }
        digits.reverse();
        Self::trimmed(digits.len() as i32 + exponent.min(0), digits)
    }

    /// Rounded to the first `count` digits.
    fn rounded(&self, count: i32, tie: Tie) -> Self {
        if count < 0 {
            return Self::trimmed(0, Vec::new());
        }
        let (kept, cut) = self.digits.split_at(self.digits.len().min(count as usize));
        let is_odd = kept.last().is_some_and(|digit| digit % 2 == 1);
        let up = match cut {
            [5] => is_odd || tie == Tie::Up,
            [first, ..] => *first >= 5,
            [] => false,
        };
        // A digit in front, for what is carried.
        let mut digits = [&[0], kept].concat();
        if up {
            for digit in digits.iter_mut().rev() {
                *digit = (*digit + 1) % 10;
                if *digit > 0 {
                    break;
                }
            }
        }
        Self::trimmed(self.point + 1, digits)
    }

    /// Written with all digits.
    fn whole(&self, is_negative: bool) -> String {
        let places = if self.digits.is_empty() { 0 } else { self.digits.len() as i32 - self.point };
        self.plain(is_negative, places)
    }

    /// Written with so many decimal `places`.
    fn plain(&self, is_negative: bool, places: i32) -> String {
        let point = self.point.max(0);
        let digit = |place: i32| {
            let index = usize::try_from(place - point + self.point).ok();
            char::from(b'0' + index.and_then(|index| self.digits.get(index)).unwrap_or(&0))
        };
        let mut text = String::new();
        if is_negative {
            text.push('-');
        }
        // Before the point stands one digit at least.
        text.extend(((point - 1).min(0)..point).map(digit));
        if places > 0 {
            text.push('.');
        }
        text.extend((point..point + places).map(digit));
        text
    }
}

/// The decimals that are nearer to a number than to any other: those between these two,
/// and they themselves if the number's last bit is 0.
struct Reach {
    low: Digits,
    high: Digits,
    is_even: bool,
}

impl Reach {
    /// The reach of `mantissa` · 2^`exponent`; `least` is the least mantissa that numbers
    /// of this exponent have.
    fn of(mantissa: u64, exponent: i32, least: u64) -> Self {
        // Below a power of two the next number is only half as far.
        let low = match mantissa == least {
            true => Digits::of(4 * mantissa - 1, exponent - 2),
            false => Digits::of((2 * mantissa).saturating_sub(1), exponent - 1),
        };
        let high = Digits::of(2 * mantissa + 1, exponent - 1);
        Self { low, high, is_even: mantissa.is_multiple_of(2) }
    }

    fn is_above(&self, decimal: &Digits) -> bool {
        *decimal < self.low || !self.is_even && *decimal == self.low
    }

    fn is_below(&self, decimal: &Digits) -> bool {
        *decimal > self.high || !self.is_even && *decimal == self.high
    }

    /// As few leading digits of `exact` as lie within reach.
    fn shortest(&self, exact: &Digits) -> Digits {
        let mut rounded = (1..17).map(|count| exact.rounded(count, Tie::Up));
        let short = rounded.find(|short| !self.is_above(short) && !self.is_below(short));
        short.unwrap_or_else(|| exact.rounded(17, Tie::Up))
    }
}

/// The bit before the 52 that a number of usual size stores.
const IMPLICIT: u64 = 1 << 52;

/// The mantissa and the exponent of 2 of a finite number, its sign left out.
fn parts(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let (stored, exponent) = (bits % IMPLICIT, (bits >> 52) as i32 % 2048);
    if exponent == 0 { (stored, -1074) } else { (stored + IMPLICIT, exponent - 1075) }
}

/// Reads a finite number: digits, perhaps with a sign, a point and an exponent.
pub fn read(text: &str) -> Option<f64> {
    let (is_negative, mut rest) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] | rest => (false, rest),
    };
    let mut digits = Vec::new();
    let (mut places, mut exponent) = (None, 0);
    while let [byte, after @ ..] = rest {
        rest = after;
        match byte {
            b'0'..=b'9' => {
                digits.push(byte - b'0');
                places = places.map(|places: i32| places + 1);
            }
            b'.' if places.is_none() => places = Some(0),
            b'e' | b'E' => {
                exponent = whole(rest)?;
                break;
            }
            _ => return None,
        }
    }
    if digits.is_empty() {
        return None;
    }
    let point = digits.len() as i32 - places.unwrap_or(0) + exponent;
    let value = nearest(&Digits::trimmed(point, digits))?;
    Some(if is_negative { -value } else { value })
}

/// Reads a whole number, held where an exponent has long gone beyond all numbers.
fn whole(text: &[u8]) -> Option<i32> {
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] | digits => (1, digits),
    };
    let number = digits.iter().try_fold(0_i32, |number, digit| {
        digit.is_ascii_digit().then(|| (number * 10 + i32::from(digit - b'0')).min(100_000))
    })?;
    (!digits.is_empty()).then_some(sign * number)
}

/// The number nearest to a decimal; none if that would be infinite.
fn nearest(decimal: &Digits) -> Option<f64> {
    if decimal.point < -330 {
        return Some(0.0);
    }
    if decimal.point > 310 {
        return None;
    }
    // A guess that is a few steps off at most, then those steps. The power of ten in
    // two halves: either alone is a number of usual size.
    let leading = || decimal.digits.iter().take(18);
    let start = leading().fold(0, |sum, digit| 10 * sum + u64::from(*digit));
    let scale = decimal.point - leading().count() as i32;
    let half = 10_f64.powi(scale / 2);
    let mut value = (start as f64 * half * 10_f64.powi(scale - scale / 2)).min(f64::MAX);
    while value.is_finite() {
        let (mantissa, exponent) = parts(value);
        let reach = Reach::of(mantissa, exponent, IMPLICIT);
        if reach.is_above(decimal) {
            value = value.next_down();
        } else if reach.is_below(decimal) {
            value = value.next_up();
        } else {
            return Some(value);
        }
    }
    None
}

/// `value` with as few digits as it takes to read the same number again.
pub fn shortest(value: f64) -> String {
    if let Some(text) = short(value) {
        return text;
    }
    if !value.is_finite() {
        let sign = if value < 0.0 { "-" } else { "" };
        return [sign, if value.is_nan() { "NaN" } else { "inf" }].concat();
    }
    let (mantissa, exponent) = parts(value);
    let reach = Reach::of(mantissa, exponent, IMPLICIT);
    reach.shortest(&Digits::of(mantissa, exponent)).whole(value.is_sign_negative())
}

/// As [`shortest`], for a number that needs no more than six decimals, if this is one: nearly
/// all that a figure writes are, and a picture has dozens. This takes a hundredth of the time.
fn short(value: f64) -> Option<String> {
    let size = value.abs();
    // Beyond, a product below might be rounded.
    if size.is_nan() || size >= 1e9 {
        return None;
    }
    let mut power = 1.0;
    for places in 0..=6 {
        let whole = (size * power + 0.5) as u64;
        // A quotient is the number nearest to its decimals: so these are read as `value`.
        if whole as f64 / power == size {
            let mut text = whole.to_string();
            while text.len() <= places {
                text.insert(0, '0');
            }
            if places > 0 {
                text.insert(text.len() - places, '.');
            }
            if value.is_sign_negative() {
                text.insert(0, '-');
            }
            return Some(text);
        }
        power *= 10.0;
    }
    None
}

/// As [`shortest`], for one that will be read into an `f32`.
pub fn shortest_f32(value: f32) -> String {
    let (mantissa, exponent) = parts(value.into());
    if !value.is_normal() {
        return shortest(value.into());
    }
    // The last 29 of an f64's bits are more than an f32 has.
    let reach = Reach::of(mantissa >> 29, exponent + 29, IMPLICIT >> 29);
    reach.shortest(&Digits::of(mantissa, exponent)).whole(value.is_sign_negative())
}

/// `value` rounded to a fixed number of decimal `places`. Zero has no sign.
pub fn fixed(value: f64, places: usize) -> String {
    if !value.is_finite() {
        return shortest(value);
    }
    let (mantissa, exponent) = parts(value);
    let (exact, places) = (Digits::of(mantissa, exponent), places as i32);
    let digits = exact.rounded(exact.point + places, Tie::Even);
    digits.plain(value < 0.0 && !digits.digits.is_empty(), places)
}

/// The size of a finite `value`, rounded to `count` digits: its digits with a point after
/// the first, as few as it takes, and the exponent of 10.
pub fn scientific(value: f64, count: i32) -> (String, i32) {
    let (mantissa, exponent) = parts(value);
    let mut digits = Digits::of(mantissa, exponent).rounded(count, Tie::Even);
    if digits.digits.is_empty() {
        return ("0".into(), 0);
    }
    let exponent = digits.point - 1;
    digits.point = 1;
    (digits.plain(false, digits.digits.len() as i32 - 1), exponent)
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
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn what_was_written_is_read_again(value in number()) {
            let text = shortest(value);
            prop_assert_eq!(text.parse::<f64>().map(f64::to_bits), Ok(value.to_bits()), "{}", text);
            prop_assert_eq!(read(&text).map(f64::to_bits), Some(value.to_bits()), "{}", text);
        }

        #[test]
        fn numbers_are_written_as_the_library_writes_them(value in number()) {
            prop_assert_eq!(shortest(value), value.to_string());
        }

        #[test]
        fn short_numbers_are_written_as_the_library_writes_them(value in prop::num::f32::NORMAL) {
            prop_assert_eq!(shortest_f32(value), value.to_string());
        }

        #[test]
        fn numbers_are_rounded_as_the_library_rounds_them(value in number(), places in 0..12_usize) {
            let theirs = format!("{value:.places$}");
            let zero = theirs.chars().all(|c| matches!(c, '-' | '0' | '.'));
            prop_assert_eq!(fixed(value, places), if zero { theirs.replace('-', "") } else { theirs });
        }

        #[test]
        fn three_digits_are_those_of_the_library(value in number()) {
            let theirs = format!("{:.2e}", value.abs());
            let (digits, exponent) = theirs.split_once('e').expect("an exponent");
            let digits = digits.trim_end_matches('0').trim_end_matches('.');
            let (ours, power) = scientific(value, 3);
            prop_assert_eq!((&*ours, &*power.to_string()), (digits, exponent));
        }

        #[test]
        fn decimals_are_read_as_the_library_reads_them(
            text in "[+-]?[0-9]{0,25}(\\.[0-9]{0,25})?([eE][+-]?[0-9]{1,3})?"
        ) {
            let theirs = text.parse::<f64>().ok().filter(|value| value.is_finite());
            prop_assert_eq!(read(&text).map(f64::to_bits), theirs.map(f64::to_bits), "{}", text);
        }

        #[test]
        fn any_text_is_read_without_a_fault(text in ".{0,40}") {
            let theirs = text.parse::<f64>().ok().filter(|value| value.is_finite());
            prop_assert_eq!(read(&text), theirs);
        }

        #[test]
        fn decimals_halfway_between_two_numbers_go_to_the_even_one(value in 0.0_f64..1e9) {
            let (mantissa, exponent) = parts(value);
            let middle = Digits::of(2 * mantissa + 1, exponent - 1);
            let text = middle.plain(false, (middle.digits.len() as i32 - middle.point).max(0));
            prop_assert_eq!(read(&text), text.parse().ok(), "{}", text);
        }
    }

    #[test]
    fn the_ends_of_the_range_are_numbers_too() {
        for value in
            [0.0, -0.0, f64::MAX, f64::MIN_POSITIVE, 5e-324, 1e22, 1e23, 9007199254740993.0]
        {
            assert_eq!(shortest(value), value.to_string());
            assert_eq!(read(&value.to_string()).map(f64::to_bits), Some(value.to_bits()));
        }
        assert_eq!(shortest(f64::NAN), "NaN");
        assert_eq!(shortest(f64::NEG_INFINITY), "-inf");
        assert_eq!(read("1e309"), None);
        assert_eq!(read("1e-400"), Some(0.0));
    }
}
