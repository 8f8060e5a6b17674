//! The handle of a code.

use super::label::{Handle, Label, labelled};
use crate::contract::control::{Control, Kind, Value};

labelled!(Code);

/// What a link holds of something that is made by hand: see [`Kind::Code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    label: Label,
    longest: usize,
}

impl Code {
    /// A code of so many signs at most.
    pub const fn new(key: &'static str, label: &'static str, longest: usize) -> Self {
        Self { label: Label::new(key, label), longest }
    }

    /// The declaration.
    pub const fn control(self) -> Control {
        self.label.control(Kind::Code { longest: self.longest })
    }
}

impl Handle for Code {
    type Value<'s> = &'s str;
    type Owned = String;

    fn declaration(&self) -> Control {
        self.control()
    }

    fn read<'s>(&self, value: Option<&'s Value>) -> &'s str {
        match value {
            Some(Value::Code(code)) => code,
            _ => "",
        }
    }

    fn write(&self, value: String) -> Value {
        Value::Code(value)
    }
}
