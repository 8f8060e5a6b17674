//! The colours of a loss: the darker, the lower.

use super::theme::Rgb;
use crate::number::held;

/// Anchors from the lowest loss to the highest, evenly spread: from a deep blue
/// over teal and sand to paper. Lightness grows steadily along them, so that the
/// map reads the same in grey and for every kind of colour vision.
const ANCHORS: [Rgb; 7] = [
    (0x16, 0x1b, 0x3a),
    (0x22, 0x3a, 0x66),
    (0x2f, 0x60, 0x85),
    (0x58, 0x8b, 0x97),
    (0x93, 0xb2, 0xa6),
    (0xcb, 0xd2, 0xbb),
    (0xf1, 0xec, 0xdc),
];

/// The colour at `fraction` of the way from the lowest loss (0) to the highest (1);
/// clamped, and the highest for what is not a number.
pub fn color(fraction: f64) -> Rgb {
    if fraction.is_nan() {
        return ANCHORS[ANCHORS.len() - 1];
    }
    let place = held(fraction, 0.0, 1.0) * (ANCHORS.len() - 1) as f64;
    let index = (place as usize).min(ANCHORS.len() - 2);
    let weight = place - index as f64;
    let (low, high) = (ANCHORS[index], ANCHORS[index + 1]);
    let mix = |a: u8, b: u8| (f64::from(a) + weight * (f64::from(b) - f64::from(a))).round() as u8;
    (mix(low.0, high.0), mix(low.1, high.1), mix(low.2, high.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_is_darker_everywhere() {
        let lightness = |fraction: f64| {
            let (r, g, b) = color(fraction);
            0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)
        };
        for step in 0..100 {
            let (low, high) = (f64::from(step) / 100.0, f64::from(step + 1) / 100.0);
            assert!(lightness(low) < lightness(high), "at {low}");
        }
    }

    #[test]
    fn what_lies_outside_is_clamped() {
        assert_eq!(color(-1.0), color(0.0));
        assert_eq!(color(7.0), color(1.0));
        assert_eq!(color(f64::NAN), color(1.0));
    }
}
