//! The handle of a list of numbers.

use super::label::{Handle, Label, labelled};
use crate::contract::control::{Control, Kind, Numbers, Value};

labelled!(List);

/// A list of numbers, typed or set in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct List {
    label: Label,
    numbers: Numbers,
}

impl List {
    /// A list of such `numbers`.
    pub const fn new(key: &'static str, label: &'static str, numbers: Numbers) -> Self {
        Self { label: Label::new(key, label), numbers }
    }

    /// The declaration.
    pub const fn control(self) -> Control {
        self.label.control(Kind::Numbers(self.numbers))
    }
}

impl Handle for List {
    type Value<'s> = &'s [f64];
    type Owned = Vec<f64>;

    fn declaration(&self) -> Control {
        self.control()
    }

    fn read<'s>(&self, value: Option<&'s Value>) -> &'s [f64] {
        match value {
            Some(Value::Numbers(numbers)) => numbers,
            _ => self.numbers.default,
        }
    }

    fn write(&self, value: Vec<f64>) -> Value {
        Value::Numbers(value)
    }
}
