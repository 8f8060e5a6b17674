//! Numbers as people read them.

use crate::number::decimal;

/// `value` with three significant digits; powers of ten where it is very small
/// or very large; “not a number” and “∞” spelt out.
///
/// ```
/// use maml_live::plot::format::number;
/// assert_eq!(number(0.4321), "0.432");
/// assert_eq!(number(12.345), "12.3");
/// assert_eq!(number(-0.000123), "−1.23·10⁻⁴");
/// assert_eq!(number(0.0), "0");
/// ```
pub fn number(value: f64) -> String {
    if value.is_nan() {
        return "not a number".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "−∞" }.into();
    }
    let size = value.abs();
    if size == 0.0 {
        return "0".into();
    }
    if !(0.000_999_5..99_995.0).contains(&size) {
        return power_of_ten(value);
    }
    let places = if size >= 99.95 {
        0
    } else if size >= 9.995 {
        1
    } else if size >= 0.999_5 {
        2
    } else if size >= 0.009_995 {
        3
    } else {
        4
    };
    fixed(value, places)
}

/// A count with its noun: “1 step”, “5 steps”.
///
/// ```
/// use maml_live::plot::format::counted;
/// assert_eq!([0, 1, 2].map(|n| counted(n, "step")), ["0 steps", "1 step", "2 steps"]);
/// ```
pub fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    let ending = if count == 1 { "" } else { "s" };
    [&count.to_string(), " ", noun, ending].concat()
}

/// `value` with a fixed number of decimal `places`.
pub fn fixed(value: f64, places: usize) -> String {
    minus(decimal::fixed(value, places))
}

/// `value` as a reader would write a tick: no more decimals than it needs.
pub fn tick(value: f64) -> String {
    let rounded = (value * 1e9).round() / 1e9;
    if rounded != 0.0 && rounded.abs() < 1e-3 || rounded.abs() >= 1e6 {
        return power_of_ten(value);
    }
    minus(decimal::shortest(rounded + 0.0))
}

fn power_of_ten(value: f64) -> String {
    let (digits, exponent) = decimal::scientific(value, 3);
    let sign = if value < 0.0 { "−" } else { "" };
    let factor = if digits == "1" { "" } else { &[&digits, "·"].concat() };
    let raised: String = exponent.to_string().chars().map(superscript).collect();
    [sign, factor, "10", &raised].concat()
}

fn superscript(character: char) -> char {
    match character {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => {
            digit.to_digit(10).and_then(|digit| char::from_u32(0x2070 + digit)).unwrap_or(digit)
        }
    }
}

/// A number with the sign that people read.
fn minus(number: String) -> String {
    match number.strip_prefix('-') {
        Some(size) => ["−", size].concat(),
        None => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_need_no_more_decimals_than_they_have() {
        assert_eq!(tick(0.1 + 0.2), "0.3");
        assert_eq!(tick(-4.0), "−4");
        assert_eq!(tick(1e-6), "10⁻⁶");
        assert_eq!(tick(-0.0), "0");
        assert_eq!(tick(-1e7), "−10⁷");
    }

    #[test]
    fn a_fixed_zero_has_no_sign() {
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(fixed(-1.25, 1), "−1.2");
    }

    #[test]
    fn what_is_no_number_is_spelt_out() {
        assert_eq!(number(f64::NAN), "not a number");
        assert_eq!(number(f64::NEG_INFINITY), "−∞");
        assert_eq!(number(3.0e7), "3·10⁷");
    }
}
