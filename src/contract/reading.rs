//! Reading what a link or a native element says into a control's value.

use super::control::{Control, Kind, Numbers, Value};
use crate::number::{decimal, held};
use crate::plot::format;

/// A sentence for the reader about input that could not be taken as it was.
/// It never quotes the input: a link may hold anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint(pub String);

/// The options of a switch: its words, which nobody reads but in a link.
const OFF_ON: [(&str, &str); 2] = [("off", ""), ("on", "")];

impl Control {
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
            Kind::Choice { options, .. } => self.read_word(text, options),
            Kind::Several { options } => self.read_words(text, options),
            Kind::Switch { .. } => self.read_word(text, &OFF_ON),
            Kind::Numbers(list) => self.read_numbers(text, &list),
            Kind::Code { longest } => self.read_code(text, longest),
            Kind::Button(_) | Kind::File { .. } => {
                Err(self.complaint("takes no value from a link"))
            }
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
        options: &[(&'static str, &'static str)],
    ) -> Result<(Value, Option<Complaint>), Complaint> {
        let text = text.trim();
        options
            .iter()
            .find(|option| option.0 == text)
            .map(|option| (Value::Word(option.0), None))
            .ok_or_else(|| self.complaint("has no such option and was left out"))
    }

    /// The words of `text` that are among the options; of none, there are none.
    fn read_words(
        &self,
        text: &str,
        options: &[(&'static str, &'static str)],
    ) -> Result<(Value, Option<Complaint>), Complaint> {
        let named = |word: &str| text.split([',', ';', ' ']).any(|entry| entry == word);
        let words: Vec<_> =
            options.iter().map(|option| option.0).filter(|word| named(word)).collect();
        let known = |entry: &str| entry.is_empty() || words.contains(&entry);
        let complaint = (!text.split([',', ';', ' ']).all(known))
            .then(|| self.complaint("has no such option and was left out"));
        match complaint {
            Some(complaint) if words.is_empty() => Err(complaint),
            complaint => Ok((Value::Words(words), complaint)),
        }
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

    /// Whether the code means anything is for the figure to find out.
    fn read_code(
        &self,
        text: &str,
        longest: usize,
    ) -> Result<(Value, Option<Complaint>), Complaint> {
        let text = text.trim();
        if text.len() > longest {
            return Err(self.complaint("is longer than any that a figure writes and was left out"));
        }
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        match text.bytes().all(is_sign) {
            true => Ok((Value::Code(text.into()), None)),
            false => Err(self.complaint("holds a sign that is none of its own and was left out")),
        }
    }

    fn complaint(&self, what: &str) -> Complaint {
        Complaint(format!("“{}” {what}.", self.key))
    }
}

/// Reads a finite number; a comma, a blank or anything else around it is not one.
fn finite(text: &str) -> Option<f64> {
    let text = text.trim().split('−').collect::<Vec<_>>().join("-");
    // A number needs no more room than this; a longer one is no reader's.
    (text.len() <= 32).then(|| decimal::read(&text)).flatten().map(|number| number + 0.0)
}

#[cfg(test)]
mod tests {
    use super::super::control::Place;
    use super::super::control::tests::RATE;
    use super::*;

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

    const METHODS: Control = Control {
        key: "methods",
        label: "Methods",
        help: "",
        place: Place::Main,
        kind: Kind::Several { options: &[("one", "One"), ("two", "Two"), ("three", "Three")] },
    };

    #[test]
    fn of_several_words_those_are_taken_that_are_known() {
        let read = |text: &str| METHODS.read(text);
        assert_eq!(read("three,one"), Ok((Value::Words(vec!["one", "three"]), None)));
        assert_eq!(read(""), Ok((Value::Words(vec![]), None)));
        let (value, complaint) = read("two,four").expect("one of them is known");
        assert_eq!(value, Value::Words(vec!["two"]));
        assert!(complaint.is_some());
        assert!(read("four").is_err() && read("<one>").is_err());
        assert_eq!(METHODS.written(&METHODS.default()), "one,two,three");
    }

    #[test]
    fn a_code_is_taken_as_it_is_or_not_at_all() {
        let kind = Kind::Code { longest: 6 };
        let code = Control { key: "board", label: "", help: "", place: Place::Main, kind };
        assert_eq!(code.read(" aZ0-_9 "), Ok((Value::Code("aZ0-_9".into()), None)));
        assert_eq!(code.read(""), Ok((Value::Code(String::new()), None)));
        for text in ["aZ0-_9x", "a=", "a b", "é", "%00", "<b>", "a+", "a/"] {
            assert!(code.read(text).is_err(), "{text}");
        }
        assert_eq!(code.written(&Value::Code("x-1".into())), "x-1");
    }

    #[test]
    fn no_complaint_repeats_what_was_given() {
        let hostile = "<img onerror=alert(1)>";
        let complaint = SAMPLES.read(hostile).expect_err("no list of numbers");
        assert!(!complaint.0.contains("onerror"));
    }
}
