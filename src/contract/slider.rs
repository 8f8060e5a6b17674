//! Sliders: a range of numbers, and where on a native slider each of them lies.

use crate::number::held;
use crate::plot::Spread;
use crate::plot::format;

/// A range of numbers with its steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slider {
    /// The least and the greatest value.
    pub range: (f64, f64),
    /// The part of the range that the native element offers until the reader asks
    /// for more (a switch called `wide`, or a link with a value outside).
    pub at_first: (f64, f64),
    /// The distance of two neighbouring positions; see [`Spread::position`].
    pub step: f64,
    /// The value at first.
    pub default: f64,
    /// How values are spread over its length.
    pub spread: Spread,
    /// The decimal places shown.
    pub places: usize,
    /// What follows the number, for example “ steps”; may be empty.
    pub unit: &'static str,
}

impl Slider {
    /// The native element's position for `value`; see [`Spread::position`]. The end of a
    /// range that is no whole number of steps long has the step beyond it for its position.
    pub fn position(&self, value: f64) -> f64 {
        let end = [self.range, self.at_first].into_iter().find(|ends| ends.1 == value);
        end.map_or_else(|| self.along(value), |ends| self.positions(ends).1)
    }

    /// The least and the greatest position of a native element that offers the values of
    /// `offered`. A browser admits whole steps from the least position and nothing
    /// between, so the greatest is the first step that is not below the range.
    pub fn positions(&self, offered: (f64, f64)) -> (f64, f64) {
        let (least, greatest) = (self.along(offered.0), self.along(offered.1));
        // A step that only rounding has added is none.
        let steps = ((greatest - least) / self.step - 1e-6).ceil();
        let last = significant(least + steps * self.step, 12);
        (least, if last - greatest < 1e-6 * self.step { greatest } else { last })
    }

    /// The value at the native element's `position`: a whole number if the slider
    /// counts, else rounded to six significant digits so that a link stays short; held
    /// inside the range.
    pub fn value(&self, position: f64) -> f64 {
        let value = significant(self.spread.value(position), 6);
        let value = if self.is_whole() { value.round() } else { value };
        held(value, self.range.0, self.range.1)
    }

    /// Where on the slider `value` lies.
    fn along(&self, value: f64) -> f64 {
        match self.spread {
            Spread::Log => self.spread.position(value.max(f64::MIN_POSITIVE)),
            Spread::Linear | Spread::Symlog => self.spread.position(value),
        }
    }

    /// Whether it counts: all its values are whole numbers.
    pub(super) fn is_whole(&self) -> bool {
        self.spread != Spread::Log && self.places == 0
    }

    /// `value` as shown beside the slider.
    pub fn shown(&self, value: f64) -> String {
        format!("{}{}", format::fixed(value, self.places), self.unit)
    }
}

/// `value` rounded to `digits` significant digits.
fn significant(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let scale = 10_f64.powi(digits - 1 - value.abs().log10().floor() as i32);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithmic_slider_finds_its_value_again() {
        let slider = Slider {
            range: (0.001, 0.1),
            at_first: (0.001, 0.1),
            step: 0.02,
            default: 0.01,
            spread: Spread::Log,
            places: 4,
            unit: "",
        };
        assert!((slider.value(slider.position(0.0123)) - 0.0123).abs() < 1e-12);
    }

    /// The end of the range lies between the steps 2 and 3.
    #[test]
    fn the_last_position_is_the_end_of_the_range() {
        let slider = Slider {
            range: (0.0, 2.5),
            at_first: (0.0, 1.0),
            step: 1.0,
            default: 1.0,
            spread: Spread::Linear,
            places: 1,
            unit: "",
        };
        assert_eq!(slider.positions(slider.range), (0.0, 3.0));
        assert_eq!(slider.positions(slider.at_first), (0.0, 1.0));
        assert_eq!((slider.position(2.5), slider.value(3.0)), (3.0, 2.5));
        assert_eq!((slider.position(2.0), slider.value(2.0)), (2.0, 2.0));
    }
}
