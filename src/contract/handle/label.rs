//! What all handles have: a label, and a way from a setting to its value.

use crate::contract::control::{Control, Kind, Place, Value};

/// A control of a known type.
pub trait Handle {
    /// What a figure reads from its settings.
    type Value<'s>;
    /// What it sets.
    type Owned;

    /// The declaration.
    fn declaration(&self) -> Control;

    /// What the control is set to: the value at first for none, or one of another kind.
    fn read<'s>(&self, value: Option<&'s Value>) -> Self::Value<'s>;

    /// The value as settings keep it.
    fn write(&self, value: Self::Owned) -> Value;
}

/// What every control has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) help: &'static str,
    pub(super) place: Place,
}

/// Whether what helps with a control, and the fold that it stands in, have been written into the
/// page by the build: then the page's own program need not carry the words as well.
pub(super) const IS_WRITTEN: bool = cfg!(target_arch = "wasm32");

impl Label {
    /// A label among the main controls, without help.
    pub(super) const fn new(key: &'static str, label: &'static str) -> Self {
        Self { key, label, help: "", place: Place::Main }
    }

    /// The declaration of a control of this kind.
    pub(super) const fn control(self, kind: Kind) -> Control {
        let Self { key, label, help, place } = self;
        Control { key, label, help, place, kind }
    }
}

/// What all handles can say of their labels.
macro_rules! labelled {
    ($handle:ident $(<$value:ident>)?) => {
        impl $(<$value>)? $handle $(<$value>)? {
            /// With a sentence of help, shown as the element's description.
            #[must_use]
            pub const fn help(mut self, help: &'static str) -> Self {
                if !$crate::contract::handle::label::IS_WRITTEN {
                    self.label.help = help;
                }
                self
            }

            /// Right under the first panel.
            #[must_use]
            pub const fn lead(mut self) -> Self {
                self.label.place = $crate::contract::control::Place::Lead;
                self
            }

            /// In a fold that opens on request; its `name` says what it is for.
            #[must_use]
            pub const fn group(mut self, name: &'static str) -> Self {
                if !$crate::contract::handle::label::IS_WRITTEN {
                    self.label.place = $crate::contract::control::Place::Group(name);
                }
                self
            }

            /// The key in links, and the name of the native element.
            pub const fn key(&self) -> &'static str {
                self.label.key
            }
        }
    };
}

pub(super) use labelled;
