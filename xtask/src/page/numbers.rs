//! Numbers of the training records and of the table's, so that no sentence states one that was
//! not measured.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::error::{Fault, PageError};

/// The records of `www/weights/*.json`, by file name without extension, and
/// `www/tables/findings.json`.
#[derive(Debug, Default)]
pub struct Numbers {
    records: BTreeMap<String, Value>,
    findings: Value,
}

impl Numbers {
    /// Reads the `training` member of every file of weights in a `folder`, and the file
    /// of findings, if there is one.
    pub fn read(folder: &Path, findings: &Path) -> Result<Self, PageError> {
        let mut numbers = Self::default();
        if findings.is_file() {
            let text = super::disk::read(findings)?;
            numbers.findings = serde_json::from_str(&text)
                .map_err(|source| PageError::Record { path: findings.to_path_buf(), source })?;
        }
        let Ok(entries) = fs::read_dir(folder) else {
            return Ok(numbers);
        };
        let paths = entries.flatten().map(|entry| entry.path());
        for path in
            paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        {
            let text = super::disk::read(&path)?;
            let weights: Value = serde_json::from_str(&text)
                .map_err(|source| PageError::Record { path: path.clone(), source })?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            numbers.records.insert(name, record(&weights["training"]));
        }
        Ok(numbers)
    }

    /// The number that a name such as `weights.maml.k10.1` or `findings.long.maml.k5` stands
    /// for, as a reader sees it.
    pub fn get(&self, name: &str) -> Result<String, Fault> {
        let mut parts = name.split('.');
        let found = match (parts.next(), parts.next()) {
            (Some("weights"), Some(file)) => self.records.get(file),
            (Some("findings"), Some(experiment)) => self.findings.get(experiment),
            _ => None,
        };
        let value = parts.try_fold(found, |value, part| Some(step(value?, part))).flatten();
        let number = value.and_then(Value::as_f64);
        number.map(rounded).ok_or_else(|| Fault::UnknownNumber(name.to_owned()))
    }
}

/// The training record, its errors also by name: `k10.1` is the one from ten samples after
/// one step.
fn record(training: &Value) -> Value {
    let mut record = training.clone();
    for error in training["errors"].as_array().into_iter().flatten() {
        let (shots, steps) = (&error["shots"], &error["steps"]);
        record[format!("k{shots}")][steps.to_string()] = error["mean"].clone();
    }
    record
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
    let text = format!("{number:.decimals$}").replace('-', "\u{2212}");
    if number.abs() < 10_000.0 { text } else { grouped(&text) }
}

/// The digits of a whole number in groups of three.
fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digit.is_ascii_digit() && (digits.chars().count() - index).is_multiple_of(3)
        {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> Numbers {
        let training = serde_json::json!({
            "errors": [
                {"shots": 10, "steps": 1, "mean": 0.4321},
                {"shots": 10, "steps": 10, "mean": 0.0876},
            ],
            "curve": [2.0, 1.7049],
            "meta_steps": 12500,
        });
        let records = BTreeMap::from([("maml".to_owned(), record(&training))]);
        Numbers { records, findings: serde_json::json!({ "long": { "steps": 3000 } }) }
    }

    #[test]
    fn a_name_is_a_path_into_the_record() {
        assert_eq!(numbers().get("weights.maml.k10.1").unwrap(), "0.43");
        assert_eq!(numbers().get("weights.maml.k10.10").unwrap(), "0.088");
        assert_eq!(numbers().get("weights.maml.curve.1").unwrap(), "1.7");
        assert_eq!(numbers().get("weights.maml.meta_steps").unwrap(), "12,500");
        assert_eq!(numbers().get("findings.long.steps").unwrap(), "3000");
    }

    #[test]
    fn an_unknown_name_is_a_fault() {
        for name in [
            "weights.maml.k5.1",
            "weights.reptile.k10.1",
            "maml",
            "weights",
            "weights.maml",
            "findings",
            "findings.long",
            "findings.k5",
            "",
        ] {
            assert_eq!(numbers().get(name), Err(Fault::UnknownNumber(name.to_owned())), "{name}");
        }
    }
}
