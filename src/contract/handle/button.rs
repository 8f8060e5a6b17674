//! The handle of a button.

use super::label::{Label, labelled};
use crate::contract::control::{Control, Kind, Press};

labelled!(Button);

/// How a button looks now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// What stands on it.
    pub label: &'static str,
    /// Whether pressing it would do anything.
    pub works: bool,
}

/// A button. It holds nothing; a figure knows it by comparing: `match button { PLAY => … }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Button {
    label: Label,
    press: Press,
}

impl Button {
    /// A button that the figure answers to.
    pub const fn new(key: &'static str, label: &'static str) -> Self {
        Self { label: Label::new(key, label), press: Press::Figure }
    }

    /// A button with which the page does something for the figure.
    pub const fn of_page(key: &'static str, label: &'static str, press: Press) -> Self {
        Self { label: Label::new(key, label), press }
    }

    /// The button that `control` declares, if it is one.
    pub fn of(control: &Control) -> Option<Self> {
        let Control { key, label, help, place, kind } = *control;
        match kind {
            Kind::Button(press) => Some(Self { label: Label { key, label, help, place }, press }),
            _ => None,
        }
    }

    /// How it looks as long as nothing is in its way.
    pub const fn look(&self) -> Look {
        Look { label: self.label.label, works: true }
    }

    /// Who acts when it is pressed.
    pub const fn press(&self) -> Press {
        self.press
    }

    /// The declaration.
    pub const fn control(self) -> Control {
        self.label.control(Kind::Button(self.press))
    }
}
