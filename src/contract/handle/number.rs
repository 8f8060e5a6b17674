//! Handles of numbers: real ones and whole ones.

use super::choice::Switch;
use super::label::{Handle, Label, labelled};
use crate::contract::control::{Control, Kind, Slider, Value};
use crate::plot::Spread;

labelled!(Number);
labelled!(Count);

/// A number from a range, on a slider.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    label: Label,
    slider: Slider,
}

impl Number {
    /// On a linear slider from the least to the greatest value, which is the value at
    /// first, in hundredths.
    pub const fn linear(key: &'static str, label: &'static str, range: (f64, f64)) -> Self {
        Self { label: Label::new(key, label), slider: slider(range, Spread::Linear, 0.01, 2) }
    }

    /// On a logarithmic slider; a step is a hundredth of a factor of ten.
    pub const fn log(key: &'static str, label: &'static str, range: (f64, f64)) -> Self {
        Self { label: Label::new(key, label), slider: slider(range, Spread::Log, 0.01, 4) }
    }

    /// With another value at first.
    #[must_use]
    pub const fn default(mut self, default: f64) -> Self {
        self.slider.default = default;
        self
    }

    /// With neighbouring positions so far apart, and so many decimal places shown.
    #[must_use]
    pub const fn step(mut self, step: f64, places: usize) -> Self {
        self.slider.step = step;
        self.slider.places = places;
        self
    }

    /// Its values spread in another way over the slider.
    #[must_use]
    pub const fn spread(mut self, spread: Spread) -> Self {
        self.slider.spread = spread;
        self
    }

    /// With something after the number, for example “ %”.
    #[must_use]
    pub const fn unit(mut self, unit: &'static str) -> Self {
        self.slider.unit = unit;
        self
    }

    /// Offering only a part of the range until `switch` is on.
    #[must_use]
    pub const fn at_first(mut self, part: (f64, f64), switch: Switch) -> Self {
        self.slider.at_first = part;
        self.slider.widened_by = Some(switch.key());
        self
    }

    /// The declaration.
    pub const fn control(self) -> Control {
        self.label.control(Kind::Slider(self.slider))
    }
}

impl Handle for Number {
    type Value<'s> = f64;
    type Owned = f64;

    fn declaration(&self) -> Control {
        self.control()
    }

    fn read(&self, value: Option<&Value>) -> f64 {
        match value {
            Some(Value::Number(number)) => *number,
            _ => self.slider.default,
        }
    }

    fn write(&self, value: f64) -> Value {
        Value::Number(value)
    }
}

/// A whole number that is not negative, on a slider or typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    label: Label,
    kind: CountKind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum CountKind {
    Slider(Slider),
    Typed { range: (u32, u32), default: u32 },
}

impl Count {
    /// On a slider from the least to the greatest value.
    pub const fn slider(key: &'static str, label: &'static str, range: (u32, u32)) -> Self {
        let range = (range.0 as f64, range.1 as f64);
        let slider = slider(range, Spread::Linear, 1.0, 0);
        Self { label: Label::new(key, label), kind: CountKind::Slider(slider) }
    }

    /// Typed, from the least to the greatest value.
    pub const fn typed(key: &'static str, label: &'static str, range: (u32, u32)) -> Self {
        let kind = CountKind::Typed { range, default: range.0 };
        Self { label: Label::new(key, label), kind }
    }

    /// With another value at first.
    #[must_use]
    pub const fn default(mut self, value: u32) -> Self {
        match &mut self.kind {
            CountKind::Slider(slider) => slider.default = value as f64,
            CountKind::Typed { default, .. } => *default = value,
        }
        self
    }

    /// Its values spread in another way over the slider, if it is one.
    #[must_use]
    pub const fn spread(mut self, spread: Spread) -> Self {
        if let CountKind::Slider(slider) = &mut self.kind {
            slider.spread = spread;
        }
        self
    }

    /// With neighbouring positions so far apart, if it is a slider; see
    /// [`Spread::position`].
    #[must_use]
    pub const fn step(mut self, step: f64) -> Self {
        if let CountKind::Slider(slider) = &mut self.kind {
            slider.step = step;
        }
        self
    }

    /// The declaration.
    pub const fn control(self) -> Control {
        self.label.control(match self.kind {
            CountKind::Slider(slider) => Kind::Slider(slider),
            CountKind::Typed { range, default } => Kind::Whole { range, default },
        })
    }
}

impl Handle for Count {
    type Value<'s> = usize;
    type Owned = usize;

    fn declaration(&self) -> Control {
        self.control()
    }

    fn read(&self, value: Option<&Value>) -> usize {
        let number = match (value, self.kind) {
            (Some(Value::Number(number)), _) => *number,
            (_, CountKind::Slider(slider)) => slider.default,
            (_, CountKind::Typed { default, .. }) => f64::from(default),
        };
        // The cast would take what is no number, or negative, to 0.
        number.round() as usize
    }

    fn write(&self, value: usize) -> Value {
        Value::Number(value as f64)
    }
}

/// A slider that offers all its range at first, and stands at its end.
const fn slider(range: (f64, f64), spread: Spread, step: f64, places: usize) -> Slider {
    let (at_first, default) = (range, range.1);
    Slider { range, at_first, widened_by: None, step, default, spread, places, unit: "" }
}
