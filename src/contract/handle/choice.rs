//! Handles of words: one of several, any of several, on or off.

use super::label::{Handle, Label, labelled};
use crate::contract::control::{Control, Kind, Value};

labelled!(Choice<T>);
labelled!(Several<T>);
labelled!(Switch);

/// The words of a switch in links.
const ON: &str = "on";
const OFF: &str = "off";

/// One of several values, each with its word in links and its visible label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice<T: 'static> {
    label: Label,
    options: &'static [(&'static str, &'static str)],
    values: &'static [T],
    counted_by: Option<&'static str>,
}

impl<T> Choice<T> {
    /// Among `values`, the first of which is the value at first; `options` are their words
    /// and labels.
    ///
    /// # Panics
    /// When there are none, or not as many of both: at compile time, in a constant.
    pub const fn new(
        key: &'static str,
        label: &'static str,
        options: &'static [(&'static str, &'static str)],
        values: &'static [T],
    ) -> Self {
        assert!(options.len() == values.len() && !values.is_empty());
        Self { label: Label::new(key, label), options, values, counted_by: None }
    }

    /// Offers the first value, and so many more as the slider with this key is set to. For
    /// choices that are seen as a whole ([`lead`](Choice::lead)).
    #[must_use]
    pub const fn counted_by(mut self, slider: &'static str) -> Self {
        self.counted_by = Some(slider);
        self
    }

    /// The declaration.
    pub const fn control(&self) -> Control {
        self.label.control(Kind::Choice { options: self.options, counted_by: self.counted_by })
    }
}

impl<T: Copy + PartialEq> Handle for Choice<T> {
    type Value<'s> = T;
    type Owned = T;

    fn declaration(&self) -> Control {
        self.control()
    }

    fn read(&self, value: Option<&Value>) -> T {
        let place = match value {
            Some(Value::Word(word)) => self.options.iter().position(|option| option.0 == *word),
            _ => None,
        };
        self.values[place.unwrap_or(0)]
    }

    fn write(&self, value: T) -> Value {
        let place = self.values.iter().position(|other| *other == value).unwrap_or(0);
        Value::Word(self.options[place].0)
    }
}

/// Any of several values, each with its word in links and its visible label; all at first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Several<T: 'static> {
    label: Label,
    options: &'static [(&'static str, &'static str)],
    values: &'static [T],
}

impl<T> Several<T> {
    /// Any of `values`; `options` are their words and labels.
    ///
    /// # Panics
    /// When there are not as many of both: at compile time, in a constant.
    pub const fn new(
        key: &'static str,
        label: &'static str,
        options: &'static [(&'static str, &'static str)],
        values: &'static [T],
    ) -> Self {
        assert!(options.len() == values.len());
        Self { label: Label::new(key, label), options, values }
    }

    /// The declaration.
    pub const fn control(&self) -> Control {
        self.label.control(Kind::Several { options: self.options })
    }
}

impl<T: Copy + PartialEq> Handle for Several<T> {
    type Value<'s> = Vec<T>;
    type Owned = Vec<T>;

    fn declaration(&self) -> Control {
        self.control()
    }

    fn read(&self, value: Option<&Value>) -> Vec<T> {
        let Some(Value::Words(words)) = value else { return self.values.to_vec() };
        let among = self.options.iter().zip(self.values);
        among.filter(|(option, _)| words.contains(&option.0)).map(|(_, value)| *value).collect()
    }

    fn write(&self, values: Vec<T>) -> Value {
        let among = self.options.iter().zip(self.values);
        let words = among.filter(|(_, value)| values.contains(value)).map(|(option, _)| option.0);
        Value::Words(words.collect())
    }
}

/// On or off; off at first, unless it is said to be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    label: Label,
    default: &'static str,
}

impl Switch {
    /// A switch.
    pub const fn new(key: &'static str, label: &'static str) -> Self {
        Self { label: Label::new(key, label), default: OFF }
    }

    /// On at first.
    #[must_use]
    pub const fn on(mut self) -> Self {
        self.default = ON;
        self
    }

    /// The declaration.
    pub const fn control(self) -> Control {
        self.label.control(Kind::Switch { default: self.default })
    }
}

impl Handle for Switch {
    type Value<'s> = bool;
    type Owned = bool;

    fn declaration(&self) -> Control {
        self.control()
    }

    fn read(&self, value: Option<&Value>) -> bool {
        match value {
            Some(Value::Word(word)) => *word == ON,
            _ => self.default == ON,
        }
    }

    fn write(&self, value: bool) -> Value {
        Value::Word(if value { ON } else { OFF })
    }
}
