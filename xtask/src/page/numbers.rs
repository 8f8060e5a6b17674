//! Numbers of the training records, so that no sentence states one that was not measured.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::error::{Fault, PageError};

/// The records of `www/weights/*.json`, by file name without extension.
#[derive(Debug, Default)]
pub struct Numbers {
    records: BTreeMap<String, Value>,
}

impl Numbers {
    /// Reads the `training` member of every file of weights.
    pub fn read(folder: &Path) -> Result<Self, PageError> {
        let mut numbers = Self::default();
        let Ok(entries) = fs::read_dir(folder) else {
            return Ok(numbers);
        };
        let paths = entries.flatten().map(|entry| entry.path());
        for path in
            paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        {
            let text = super::read(&path)?;
            let weights: Value = serde_json::from_str(&text)
                .map_err(|source| PageError::Record { path: path.clone(), source })?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            numbers.records.insert(name, weights["training"].clone());
        }
        Ok(numbers)
    }

    /// The number that a name such as `weights.maml.k10.1` stands for, as a reader sees it.
    pub fn get(&self, name: &str) -> Result<String, Fault> {
        let mut parts = name.split('.');
        let found = match (parts.next(), parts.next()) {
            (Some("weights"), Some(file)) => self.records.get(file),
            _ => None,
        };
        let value = parts.try_fold(found, |value, part| Some(step(value?, part))).flatten();
        let number = value.and_then(Value::as_f64);
        number.map(rounded).ok_or_else(|| Fault::UnknownNumber(name.to_owned()))
    }
}

/// One step into a record: a member by name, or an element by index.
fn step<'a>(value: &'a Value, part: &str) -> Option<&'a Value> {
    value.get(part).or_else(|| value.get(part.parse::<usize>().ok()?))
}

/// Two significant digits, but never fewer than the whole part has.
fn rounded(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let magnitude = number.abs().log10().floor();
    let decimals = (1.0 - magnitude).max(0.0) as usize;
    let text = format!("{number:.decimals$}");
    text.replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> Numbers {
        let record = serde_json::json!({"k10": {"1": 0.4321, "10": 0.0876}, "curve": [2.0, 1.7049], "steps": 12500});
        Numbers { records: BTreeMap::from([("maml".to_owned(), record)]) }
    }

    #[test]
    fn a_name_is_a_path_into_the_record() {
        assert_eq!(numbers().get("weights.maml.k10.1").unwrap(), "0.43");
        assert_eq!(numbers().get("weights.maml.k10.10").unwrap(), "0.088");
        assert_eq!(numbers().get("weights.maml.curve.1").unwrap(), "1.7");
        assert_eq!(numbers().get("weights.maml.steps").unwrap(), "12500");
    }

    #[test]
    fn an_unknown_name_is_a_fault() {
        for name in
            ["weights.maml.k5.1", "weights.reptile.k10.1", "maml", "weights", "weights.maml", ""]
        {
            assert_eq!(numbers().get(name), Err(Fault::UnknownNumber(name.to_owned())), "{name}");
        }
    }
}
