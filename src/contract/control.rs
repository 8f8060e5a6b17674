//! Controls: what a reader can set, declared once.
//!
//! A figure's list of controls is the single source of the page's sliders and
//! buttons, of the keys in links, of the clamping of bad input, and of the reset.

use crate::number::{decimal, held};
use crate::plot::Spread;
use crate::plot::format;

/// One thing that a reader can set or press.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Control {
    /// The key in links, and the `name` of the native element.
    pub key: &'static str,
    /// The visible label.
    pub label: &'static str,
    /// A sentence of help, shown as the element's description; may be empty.
    pub help: &'static str,
    /// Where the page shows it.
    pub place: Place,
    /// What it holds.
    pub kind: Kind,
}

/// Where the page shows a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Right under the first panel: what the figure is about.
    Lead,
    /// In a row after these.
    Main,
    /// In the fold of that name, which opens on request. The folds of a figure stand in
    /// the order in which their first controls are listed.
    Group(&'static str),
}

/// What a control holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// One number from a range.
    Slider(Slider),
    /// A whole number, typed.
    Whole {
        /// The least and the greatest value.
        range: (u32, u32),
        /// The value at first.
        default: u32,
    },
    /// One of a few words.
    Choice {
        /// Each option's word in links and its visible label; the first is the default.
        options: &'static [(&'static str, &'static str)],
        /// The key of the slider that says how many there are to choose from beside the first,
        /// if it is not always all of them.
        counted_by: Option<&'static str>,
    },
    /// Any of a few words, also none or all; all at first.
    Several {
        /// Each option's word in links and its visible label.
        options: &'static [(&'static str, &'static str)],
    },
    /// On or off.
    Switch {
        /// Which of the two at first: “off” or “on”.
        default: &'static str,
    },
    /// A list of numbers, typed or set in the picture.
    Numbers(Numbers),
    /// Letters, digits, “-” and “_”: what a link holds of something that is made by hand, as
    /// the figure itself writes and reads it. Empty at first.
    Code {
        /// The greatest number of signs.
        longest: usize,
    },
    /// A button: does something, holds nothing.
    Button(Press),
    /// A file from the reader's disk: read once, holds nothing.
    File {
        /// The kinds of files, as the `accept` of the native element.
        accept: &'static str,
    },
}

/// Who acts when a button is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// The figure.
    Figure,
    /// The page: it draws a seed for the control with this key.
    NewSeed(&'static str),
    /// The page: it brings the figure's network to another figure.
    HandOver,
    /// The page: it makes a file of the figure's network.
    Save,
}

/// A range of numbers with its steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slider {
    /// The least and the greatest value.
    pub range: (f64, f64),
    /// The part of the range that the native element offers until the reader asks
    /// for more (by a switch, or by a link with a value outside).
    pub at_first: (f64, f64),
    /// The key of the switch that widens the range.
    pub widened_by: Option<&'static str>,
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

    /// The value so many steps further on, or back, in `offered`: for numbers in a sentence,
    /// which are read as well as moved. So on a logarithmic slider a step is one in the second
    /// digit, and the numbers stay as short as a writer would have them.
    pub fn nudged(&self, value: f64, steps: i32, offered: (f64, f64)) -> f64 {
        let moved = match self.spread {
            Spread::Linear => ((value / self.step).round() + f64::from(steps)) * self.step,
            Spread::Symlog => {
                let position = self.along(value).round() + f64::from(steps);
                self.spread.value(position.max(0.0)).round()
            }
            Spread::Log => (0..steps.unsigned_abs().min(MOST_NUDGES)).fold(value, |value, _| {
                match steps > 0 {
                    true => ((value / second_digit(value)).round() + 1.0) * second_digit(value),
                    // Below 0.10 comes 0.099.
                    false => {
                        let digit = second_digit(value * 0.999);
                        ((value / digit).round() - 1.0) * digit
                    }
                }
            }),
        };
        held(significant(moved, 6) + 0.0, offered.0, offered.1)
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

/// A list of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    /// The fewest and the most entries.
    pub count: (usize, usize),
    /// The least and the greatest entry.
    pub range: (f64, f64),
    /// Decimal places that are kept.
    pub places: usize,
    /// The entries at first.
    pub default: &'static [f64],
}

impl Numbers {
    /// `value` held inside the range and rounded to the places that are kept.
    pub fn admit(&self, value: f64) -> f64 {
        let scale = 10_f64.powi(self.places as i32);
        let rounded = (held(value, self.range.0, self.range.1) * scale).round() / scale;
        // Negative zero would be written into links as “-0”.
        rounded + 0.0
    }
}

/// What a control is set to.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Of a slider or a whole number.
    Number(f64),
    /// Of a list.
    Numbers(Vec<f64>),
    /// Of a code.
    Code(String),
    /// Of a choice; “on” or “off” of a switch.
    Word(&'static str),
    /// Of several words, in the order in which they are declared.
    Words(Vec<&'static str>),
    /// Of a button.
    Nothing,
}

impl Control {
    /// Whether it hands a network to another figure: of no use to one that stands alone.
    pub fn hands_over(&self) -> bool {
        matches!(self.kind, Kind::Button(Press::HandOver) | Kind::File { .. })
    }

    /// The value at first.
    pub fn default(&self) -> Value {
        match self.kind {
            Kind::Slider(slider) => Value::Number(slider.default),
            Kind::Whole { default, .. } => Value::Number(f64::from(default)),
            Kind::Choice { options, .. } => {
                Value::Word(options.first().map_or("", |option| option.0))
            }
            Kind::Several { options } => {
                Value::Words(options.iter().map(|option| option.0).collect())
            }
            Kind::Switch { default } => Value::Word(default),
            Kind::Numbers(list) => Value::Numbers(list.default.to_vec()),
            Kind::Code { .. } => Value::Code(String::new()),
            Kind::Button(_) | Kind::File { .. } => Value::Nothing,
        }
    }

    /// `value` as a link writes it.
    pub fn written(&self, value: &Value) -> String {
        match value {
            Value::Number(number) => decimal::shortest(*number),
            Value::Numbers(numbers) => {
                let entries: Vec<String> = numbers.iter().copied().map(decimal::shortest).collect();
                entries.join(",")
            }
            Value::Code(code) => code.clone(),
            Value::Word(word) => (*word).to_string(),
            Value::Words(words) => words.join(","),
            Value::Nothing => String::new(),
        }
    }
}

/// More steps at once than any range is long, in the second digit.
const MOST_NUDGES: u32 = 2000;

/// What one in the second digit of `value`, which is positive, stands for.
fn second_digit(value: f64) -> f64 {
    10_f64.powi(value.max(f64::MIN_POSITIVE).log10().floor() as i32 - 1)
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
pub(super) mod tests {
    use super::*;

    /// A slider as the inner rate has one.
    pub(in crate::contract) const RATE: Control = Control {
        key: "alpha",
        label: "Inner rate α",
        help: "",
        place: Place::Main,
        kind: Kind::Slider(Slider {
            range: (0.001, 0.1),
            at_first: (0.001, 0.1),
            widened_by: None,
            step: 0.02,
            default: 0.01,
            spread: Spread::Log,
            places: 4,
            unit: "",
        }),
    };

    /// The end of the range lies between the steps 2 and 3.
    #[test]
    fn the_last_position_is_the_end_of_the_range() {
        let Kind::Slider(slider) = RATE.kind else { unreachable!("declared above as a slider") };
        let (range, at_first) = ((0.0, 2.5), (0.0, 1.0));
        let slider = Slider { range, at_first, step: 1.0, spread: Spread::Linear, ..slider };
        assert_eq!(slider.positions(range), (0.0, 3.0));
        assert_eq!(slider.positions(at_first), (0.0, 1.0));
        assert_eq!((slider.position(2.5), slider.value(3.0)), (3.0, 2.5));
        assert_eq!((slider.position(2.0), slider.value(2.0)), (2.0, 2.0));
    }

    #[test]
    fn a_nudged_number_stays_short_and_in_its_range() {
        let Kind::Slider(log) = RATE.kind else { unreachable!("declared above as a slider") };
        let walk = |slider: &Slider, from: f64, steps: &[i32]| {
            let nudge = |&steps: &i32| slider.nudged(from, steps, slider.range);
            steps.iter().map(nudge).collect::<Vec<_>>()
        };
        let steps = [-1, 1, 2, -9, -10, -1000, 1000];
        let expected = [0.0099, 0.011, 0.012, 0.0091, 0.009, 0.001, 0.1];
        assert_eq!(walk(&log, 0.01, &steps), expected);
        assert_eq!(walk(&log, 0.099, &[1, 2]), [0.1, 0.1]);
        assert_eq!(walk(&log, 0.098, &[1, -1]), [0.099, 0.097]);
        let linear = Slider { spread: Spread::Linear, step: 0.001, range: (0.01, 0.05), ..log };
        assert_eq!(walk(&linear, 0.04, &[1, -2, 10, 99, -99]), [0.041, 0.038, 0.05, 0.05, 0.01]);
        let range = (0.0, 1000.0);
        let counts = Slider { spread: Spread::Symlog, step: 1.0, range, places: 0, ..log };
        assert_eq!(
            walk(&counts, 10.0, &[1, 2, -1, 10, -99, 99]),
            [13.0, 16.0, 9.0, 100.0, 0.0, 1000.0]
        );
    }

    #[test]
    fn a_logarithmic_slider_finds_its_value_again() {
        let Kind::Slider(slider) = RATE.kind else { unreachable!("declared above as a slider") };
        assert!((slider.value(slider.position(0.0123)) - 0.0123).abs() < 1e-12);
    }
}
