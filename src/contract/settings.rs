//! The settings of a figure: a value for each of its controls.

use super::control::{Control, Kind, Slider, Value};
use super::handle::{Button, Handle};
use super::reading::Complaint;

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

    /// What the control of `handle` is set to; its value at first if it is not one of these.
    pub fn get<H: Handle>(&self, handle: H) -> H::Value<'_> {
        handle.read(self.value(handle.declaration().key))
    }

    /// Sets the control of `handle`; nothing changes if it is not one of these.
    pub fn set<H: Handle>(&mut self, handle: H, value: H::Owned) {
        self.put(handle.declaration().key, handle.write(value));
    }

    /// What the control called `key` is set to.
    pub fn value(&self, key: &str) -> Option<&Value> {
        let index = self.controls.iter().position(|control| control.key == key)?;
        self.values.get(index)
    }

    /// The button called `key`, if it is among these controls.
    pub fn button(&self, key: &str) -> Option<Button> {
        self.controls.iter().find(|control| control.key == key).and_then(Button::of)
    }

    /// The keys of the controls that `other` settings of the same controls have otherwise.
    pub fn changed_from(&self, other: &Settings) -> Vec<&'static str> {
        let changed =
            self.iter().filter(|(control, value)| other.value(control.key) != Some(value));
        changed.map(|(control, _)| control.key).collect()
    }

    /// The range that the native element of the slider `key` offers now: the whole
    /// once its switch is on or the value lies outside the first one.
    pub fn offered(&self, key: &str, slider: &Slider) -> (f64, f64) {
        let (low, high) = slider.at_first;
        let inside = match self.value(key) {
            Some(Value::Number(number)) => (low..=high).contains(number),
            _ => true,
        };
        let switch = slider.widened_by.and_then(|switch| self.value(switch));
        let wide = switch == Some(&Value::Word("on"));
        if wide || !inside { slider.range } else { slider.at_first }
    }

    /// How many options of a choice there are to choose from now; a link may name others,
    /// and its figure then says what is wrong with them.
    pub fn choices(&self, control: &Control) -> usize {
        match control.kind {
            Kind::Choice { options, counted_by } => {
                match counted_by.and_then(|key| self.value(key)) {
                    Some(Value::Number(count)) => options.len().min(1 + *count as usize),
                    _ => options.len(),
                }
            }
            Kind::Several { options } => options.len(),
            _ => 0,
        }
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
    pub fn put(&mut self, key: &str, value: Value) {
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
}

/// By name, for those who know a figure only from its page, as tests do.
///
/// # Panics
/// When no control of that name holds a value of that kind.
impl Settings {
    /// The number that `key` is set to.
    #[track_caller]
    pub fn number(&self, key: &str) -> f64 {
        match self.value(key) {
            Some(Value::Number(number)) => *number,
            other => panic!("`{key}` is {other:?}"),
        }
    }

    /// The whole number that `key` is set to.
    #[track_caller]
    pub fn count(&self, key: &str) -> usize {
        self.number(key).round() as usize
    }

    /// The numbers that `key` is set to.
    #[track_caller]
    pub fn numbers(&self, key: &str) -> &[f64] {
        match self.value(key) {
            Some(Value::Numbers(numbers)) => numbers,
            other => panic!("`{key}` is {other:?}"),
        }
    }

    /// The code that `key` is set to.
    #[track_caller]
    pub fn code(&self, key: &str) -> &str {
        match self.value(key) {
            Some(Value::Code(code)) => code,
            other => panic!("`{key}` is {other:?}"),
        }
    }

    /// The word that `key` is set to.
    #[track_caller]
    pub fn word(&self, key: &str) -> &'static str {
        match self.value(key) {
            Some(Value::Word(word)) => word,
            other => panic!("`{key}` is {other:?}"),
        }
    }

    /// The words that `key` is set to.
    #[track_caller]
    pub fn words(&self, key: &str) -> &[&'static str] {
        match self.value(key) {
            Some(Value::Words(words)) => words,
            other => panic!("`{key}` is {other:?}"),
        }
    }

    /// Whether the switch `key` is on.
    #[track_caller]
    pub fn is_on(&self, key: &str) -> bool {
        self.word(key) == "on"
    }
}
