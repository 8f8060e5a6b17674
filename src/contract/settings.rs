//! The settings of a figure: a value for each of its controls.

use super::control::{Complaint, Control, Value};
use super::slider::Slider;

/// A value for each control of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    controls: &'static [Control],
    values: Vec<Value>,
}

impl Settings {
    /// All `controls` at their defaults.
    pub fn new(controls: &'static [Control]) -> Self {
        Self { controls, values: controls.iter().map(Control::default).collect() }
    }

    /// The controls that these settings are for.
    pub fn controls(&self) -> &'static [Control] {
        self.controls
    }

    /// Each control with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Control, &Value)> {
        self.controls.iter().zip(&self.values)
    }

    /// The number that `key` is set to; NaN for a key that holds none.
    pub fn number(&self, key: &str) -> f64 {
        match self.get(key) {
            Some(Value::Number(number)) => *number,
            _ => f64::NAN,
        }
    }

    /// The whole, non-negative number that `key` is set to; 0 for a key that holds none.
    pub fn count(&self, key: &str) -> usize {
        // The cast takes NaN and negative numbers to 0.
        self.number(key).round() as usize
    }

    /// The numbers that `key` is set to; none for a key that holds none.
    pub fn numbers(&self, key: &str) -> &[f64] {
        match self.get(key) {
            Some(Value::Numbers(numbers)) => numbers,
            _ => &[],
        }
    }

    /// The word that `key` is set to; empty for a key that holds none.
    pub fn word(&self, key: &str) -> &'static str {
        match self.get(key) {
            Some(Value::Word(word)) => word,
            _ => "",
        }
    }

    /// Whether the switch `key` is on.
    pub fn is_on(&self, key: &str) -> bool {
        self.word(key) == "on"
    }

    /// The range that the native element of the slider `key` offers now: the whole
    /// once the switch `wide` is on or the value lies outside the first one.
    pub fn offered(&self, key: &str, slider: &Slider) -> (f64, f64) {
        let (low, high) = slider.at_first;
        let inside = (low..=high).contains(&self.number(key));
        if self.is_on("wide") || !inside { slider.range } else { slider.at_first }
    }

    /// Sets `key` to what `text` says; see [`Control::read`].
    ///
    /// # Errors
    /// A complaint when the key is unknown or nothing usable was given; the
    /// settings are then as before. `Ok(Some(…))` is a complaint about a value that
    /// was taken, but changed.
    pub fn read(&mut self, key: &str, text: &str) -> Result<Option<Complaint>, Complaint> {
        let index =
            self.controls.iter().position(|control| control.key == key).ok_or_else(|| {
                Complaint("The link sets something that this figure does not have.".into())
            })?;
        let (value, complaint) = self.controls[index].read(text)?;
        self.values[index] = value;
        Ok(complaint)
    }

    /// Sets `key`, which must hold a value of that kind; otherwise nothing changes.
    pub fn set(&mut self, key: &str, value: Value) {
        if let Some(index) = self.controls.iter().position(|control| control.key == key) {
            let slot = &mut self.values[index];
            if std::mem::discriminant(slot) == std::mem::discriminant(&value) {
                *slot = value;
            }
        }
    }

    /// Sets all controls back to their defaults.
    pub fn reset(&mut self) {
        *self = Self::new(self.controls);
    }

    fn get(&self, key: &str) -> Option<&Value> {
        let index = self.controls.iter().position(|control| control.key == key)?;
        self.values.get(index)
    }
}
