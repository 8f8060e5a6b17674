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
    /// With the figure's main controls.
    Main,
    /// In the part that opens on request.
    More,
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
    },
    /// On or off; off at first.
    Switch,
    /// A list of numbers, typed or set in the picture.
    Numbers(Numbers),
    /// A button: does something, holds nothing.
    Button,
    /// A file from the reader's disk: read once, holds nothing.
    File {
        /// The kinds of files, as the `accept` of the native element.
        accept: &'static str,
    },
}

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
    /// The native element's position for `value`; see [`Spread::position`].
    pub fn position(&self, value: f64) -> f64 {
        match self.spread {
            Spread::Log => self.spread.position(value.max(f64::MIN_POSITIVE)),
            Spread::Linear | Spread::Symlog => self.spread.position(value),
        }
    }

    /// The value at the native element's `position`: a whole number if the slider
    /// counts, else rounded to six significant digits so that a link stays short.
    pub fn value(&self, position: f64) -> f64 {
        let value = significant(self.spread.value(position), 6);
        let value = if self.is_whole() { value.round() } else { value };
        held(value, self.range.0, self.range.1)
    }

    /// Whether it counts: all its values are whole numbers.
    fn is_whole(&self) -> bool {
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
    /// Of a choice; “on” or “off” of a switch.
    Word(&'static str),
    /// Of a button.
    Nothing,
}

/// The words of a switch.
const OFF_ON: [&str; 2] = ["off", "on"];

impl Control {
    /// The value at first.
    pub fn default(&self) -> Value {
        match self.kind {
            Kind::Slider(slider) => Value::Number(slider.default),
            Kind::Whole { default, .. } => Value::Number(f64::from(default)),
            Kind::Choice { options } => Value::Word(options.first().map_or("", |option| option.0)),
            Kind::Switch => Value::Word("off"),
            Kind::Numbers(list) => Value::Numbers(list.default.to_vec()),
            Kind::Button | Kind::File { .. } => Value::Nothing,
        }
    }

    /// Reads `text`, from a link or a native element, into a value of this control.
    ///
    /// Numbers out of range are brought to the nearest allowed one, with a complaint.
    ///
    /// # Errors
    /// A complaint alone when nothing usable was given; the caller keeps what it has.
    pub fn read(&self, text: &str) -> Result<(Value, Option<Complaint>), Complaint> {
        match self.kind {
            Kind::Slider(slider) if slider.is_whole() => self.read_whole(text, slider.range),
            Kind::Slider(slider) => self.read_number(text, slider.range),
            Kind::Whole { range: (least, greatest), .. } => {
                self.read_whole(text, (f64::from(least), f64::from(greatest)))
            }
            Kind::Choice { options } => self.read_word(text, options.iter().map(|option| option.0)),
            Kind::Switch => self.read_word(text, OFF_ON),
            Kind::Numbers(list) => self.read_numbers(text, &list),
            Kind::Button | Kind::File { .. } => Err(self.complaint("takes no value from a link")),
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
            Value::Word(word) => (*word).to_string(),
            Value::Nothing => String::new(),
        }
    }

    fn read_number(
        &self,
        text: &str,
        (least, greatest): (f64, f64),
    ) -> Result<(Value, Option<Complaint>), Complaint> {
        let number =
            finite(text).ok_or_else(|| self.complaint("is not a number and was left out"))?;
        let held = held(number, least, greatest);
        let complaint = (held != number).then(|| {
            self.complaint(&format!(
                "goes from {} to {}; it is now {}",
                format::tick(least),
                format::tick(greatest),
                format::tick(held)
            ))
        });
        Ok((Value::Number(held), complaint))
    }

    /// As [`read_number`](Control::read_number), rounded to a whole number.
    fn read_whole(
        &self,
        text: &str,
        range: (f64, f64),
    ) -> Result<(Value, Option<Complaint>), Complaint> {
        let (value, complaint) = self.read_number(text, range)?;
        let whole = match value {
            Value::Number(number) => Value::Number(number.round()),
            other => other,
        };
        Ok((whole, complaint))
    }

    fn read_word(
        &self,
        text: &str,
        words: impl IntoIterator<Item = &'static str>,
    ) -> Result<(Value, Option<Complaint>), Complaint> {
        words
            .into_iter()
            .find(|word| *word == text.trim())
            .map(|word| (Value::Word(word), None))
            .ok_or_else(|| self.complaint("has no such option and was left out"))
    }

    fn read_numbers(
        &self,
        text: &str,
        list: &Numbers,
    ) -> Result<(Value, Option<Complaint>), Complaint> {
        let (fewest, most) = list.count;
        let entries: Vec<&str> = text
            .split([',', ';', ' '])
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
            .take(most + 1)
            .collect();
        let numbers: Option<Vec<f64>> = entries.iter().map(|entry| finite(entry)).collect();
        let numbers = numbers.ok_or_else(|| {
            self.complaint("holds something that is not a number and was left out")
        })?;
        if numbers.len() < fewest {
            return Err(self.complaint(&format!(
                "needs at least {} and was left out",
                format::counted(fewest, "number")
            )));
        }
        let mut complaint = (numbers.len() > most).then(|| {
            self.complaint(&format!(
                "takes at most {}; the rest was left out",
                format::counted(most, "number")
            ))
        });
        let (least, greatest) = list.range;
        let held: Vec<f64> = numbers.iter().take(most).map(|&x| list.admit(x)).collect();
        if numbers.iter().take(most).any(|x| !(least..=greatest).contains(x)) {
            complaint = complaint.or_else(|| {
                Some(self.complaint(&format!(
                    "goes from {} to {}; numbers outside were moved to the edge",
                    format::tick(least),
                    format::tick(greatest)
                )))
            });
        }
        Ok((Value::Numbers(held), complaint))
    }

    fn complaint(&self, what: &str) -> Complaint {
        Complaint(format!("“{}” {what}.", self.key))
    }
}

/// A sentence for the reader about input that could not be taken as it was.
/// It never quotes the input: a link may hold anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint(pub String);

/// Reads a finite number; a comma, a blank or anything else around it is not one.
fn finite(text: &str) -> Option<f64> {
    let text = text.trim().replace('−', "-");
    // A number needs no more room than this; a longer one is no reader's.
    (text.len() <= 32).then(|| decimal::read(&text)).flatten().map(|number| number + 0.0)
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

    const RATE: Control = Control {
        key: "alpha",
        label: "Inner rate α",
        help: "",
        place: Place::Main,
        kind: Kind::Slider(Slider {
            range: (0.001, 0.1),
            at_first: (0.001, 0.1),
            step: 0.02,
            default: 0.01,
            spread: Spread::Log,
            places: 4,
            unit: "",
        }),
    };

    const SAMPLES: Control = Control {
        key: "samples",
        label: "Samples",
        help: "",
        place: Place::Main,
        kind: Kind::Numbers(Numbers {
            count: (0, 5),
            range: (-5.0, 5.0),
            places: 2,
            default: &[1.0],
        }),
    };

    #[test]
    fn numbers_out_of_range_are_clamped_and_said() {
        let (value, complaint) = RATE.read("-1").expect("a number is taken");
        assert_eq!(value, Value::Number(0.001));
        assert!(complaint.is_some());
        let (value, complaint) = RATE.read("1e9").expect("a number is taken");
        assert_eq!(value, Value::Number(0.1));
        assert!(complaint.is_some());
    }

    #[test]
    fn what_is_no_number_is_left_out() {
        for text in ["NaN", "inf", "", "<script>", "0x1", "1 2", "1e999"] {
            assert!(RATE.read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_list_takes_what_fits() {
        assert_eq!(SAMPLES.read("").expect("empty is allowed").0, Value::Numbers(vec![]));
        let many = vec!["1.234"; 10_000].join(",");
        let (value, complaint) = SAMPLES.read(&many).expect("the first five fit");
        assert_eq!(value, Value::Numbers(vec![1.23; 5]));
        assert!(complaint.is_some());
        assert!(SAMPLES.read("1,two").is_err());
    }

    #[test]
    fn no_complaint_repeats_what_was_given() {
        let hostile = "<img onerror=alert(1)>";
        let complaint = SAMPLES.read(hostile).expect_err("no list of numbers");
        assert!(!complaint.0.contains("onerror"));
    }

    #[test]
    fn a_logarithmic_slider_finds_its_value_again() {
        let Kind::Slider(slider) = RATE.kind else { unreachable!("declared above as a slider") };
        assert!((slider.value(slider.position(0.0123)) - 0.0123).abs() < 1e-12);
    }
}
