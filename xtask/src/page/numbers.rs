//! Numbers of the training records and of the table, so that no sentence states one that was not measured.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::csv;
use super::error::{Fault, PageError};

/// The records of `www/weights/*.json`, by file name without extension, and the errors of
/// `www/tables/sinusoid.csv` and the accuracies of `www/tables/drawings.csv`, by method, and what
/// `www/tables/findings.json` holds.
#[derive(Debug, Default)]
pub struct Numbers {
    records: BTreeMap<String, Value>,
    table: Value,
    accuracies: Value,
    findings: Value,
}

impl Numbers {
    /// Reads the `training` member of every file of weights, and the table.
    pub fn read(www: &Path) -> Result<Self, PageError> {
        let mut numbers = Self::default();
        let table = www.join("tables/sinusoid.csv");
        if table.exists() {
            numbers.table = tabulated(&super::disk::read(&table)?);
        }
        let accuracies = www.join("tables/drawings.csv");
        if accuracies.exists() {
            numbers.accuracies = accuracies_by_name(&super::disk::read(&accuracies)?);
        }
        let findings = www.join("tables/findings.json");
        if findings.exists() {
            numbers.findings = serde_json::from_str(&super::disk::read(&findings)?)
                .map_err(|source| PageError::Record { path: findings, source })?;
        }
        let Ok(entries) = fs::read_dir(www.join("weights")) else {
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

    /// The number that a name such as `weights.maml.k10.1`, `table.fomaml-1.k10.1` or
    /// `drawings.maml.handwritten.5-way-1-shot.1` stands for, as a reader sees it.
    pub fn get(&self, name: &str) -> Result<String, Fault> {
        let mut parts = name.split('.');
        let found = match parts.next() {
            Some("weights") => parts.next().and_then(|file| self.records.get(file)),
            Some("table") => Some(&self.table),
            Some("drawings") => Some(&self.accuracies),
            Some("findings") => Some(&self.findings),
            _ => None,
        };
        let value = parts.try_fold(found, |value, part| Some(step(value?, part))).flatten();
        let number = value.and_then(Value::as_f64);
        number.map(rounded).ok_or_else(|| Fault::UnknownNumber(name.to_owned()))
    }
}

/// A record, its errors also by name: `k10.1` is the one from ten samples after one step; and its
/// accuracies: `invented.5w1s.1` is the one on five invented characters, of each of which one
/// drawing was given, after one step.
fn record(training: &Value) -> Value {
    let mut record = training.clone();
    for error in training["errors"].as_array().into_iter().flatten() {
        let (shots, steps) = (&error["shots"], &error["steps"]);
        record[format!("k{shots}")][steps.to_string()] = error["mean"].clone();
    }
    for accuracy in training["accuracies"].as_array().into_iter().flatten() {
        let Some(characters) = accuracy["characters"].as_str() else { continue };
        let of = format!("{}w{}s", accuracy["ways"], accuracy["shots"]);
        record[characters][of][accuracy["steps"].to_string()] = accuracy["mean"].clone();
    }
    if training["bolder"].is_object() {
        record["bolder"] = self::record(&training["bolder"]);
    }
    record
}

/// The table's errors by name, each the mean over seeds: `fomaml-1.k10.1` is the one of
/// FOMAML with one inner step, from ten samples after one step of fine-tuning. A row that does
/// not have what the head of the table says is left out.
fn tabulated(text: &str) -> Value {
    let mut errors: BTreeMap<[String; 3], Vec<f64>> = BTreeMap::new();
    for row in csv::rows(text) {
        let Some(mean) = row.number("mean") else { continue };
        let method = format!("{}-{}", slug(row.name), row.text("inner_steps"));
        let key = [method, format!("k{}", row.text("shots")), row.text("steps").to_owned()];
        errors.entry(key).or_default().push(mean);
    }
    let mut table = Value::Null;
    for ([method, shots, steps], means) in errors {
        table[method][shots][steps] = (means.iter().sum::<f64>() / means.len() as f64).into();
    }
    table
}

/// The accuracies by name, in per cent: `maml.handwritten.5-way-1-shot.1` is MAML's about real
/// characters, five of them and one drawing of each, after one step; what takes no steps has
/// taken 0. A row that is not whole is left out.
fn accuracies_by_name(text: &str) -> Value {
    let mut found = Value::Null;
    for row in csv::rows(text) {
        let Some(mean) = row.number("mean") else { continue };
        let setting = format!("{}-way-{}-shot", row.text("ways"), row.text("shots"));
        found[slug(row.name)][row.text("characters")][setting][row.text("steps")] = mean.into();
    }
    found
}

/// A name in small letters, its words joined by hyphens.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
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
            "bolder": {"alpha": 0.02, "errors": [{"shots": 5, "steps": 1, "mean": 2.915}]},
            "accuracies": [
                {"characters": "invented", "ways": 5, "shots": 1, "steps": 1, "mean": 90.37},
            ],
            "curve": [2.0, 1.7049],
            "meta_steps": 12500,
        });
        let table = "method,inner_steps,alpha,seed,shots,steps,mean,interval\n\
                     \"MAML, learned rate\",1,learned,1,10,1,0.3,0.1\n\
                     \"MAML, learned rate\",1,learned,2,10,1,0.4,0.1\n\
                     broken\n";
        let records = BTreeMap::from([("maml".to_owned(), record(&training))]);
        let findings = serde_json::json!({ "long": { "steps": 3000 } });
        let accuracies = "method,characters,ways,shots,steps,mean,interval,tasks\n\
                          \"MAML\",handwritten,5,1,1,94.13,0.60,600\n\
                          \"nearest neighbour, pixels\",invented,3,5,0,75.71,0.90,600\n\
                          broken\n";
        let accuracies = accuracies_by_name(accuracies);
        Numbers { records, table: tabulated(table), accuracies, findings }
    }

    #[test]
    fn a_name_is_a_path_into_the_record() {
        assert_eq!(numbers().get("weights.maml.k10.1").unwrap(), "0.43");
        assert_eq!(numbers().get("weights.maml.k10.10").unwrap(), "0.088");
        assert_eq!(numbers().get("weights.maml.curve.1").unwrap(), "1.7");
        assert_eq!(numbers().get("weights.maml.meta_steps").unwrap(), "12,500");
        assert_eq!(numbers().get("weights.maml.bolder.k5.1").unwrap(), "2.9");
        assert_eq!(numbers().get("weights.maml.invented.5w1s.1").unwrap(), "90");
    }

    #[test]
    fn a_number_of_the_table_is_a_mean_over_seeds() {
        assert_eq!(numbers().get("table.maml-learned-rate-1.k10.1").unwrap(), "0.35");
        assert_eq!(numbers().get("findings.long.steps").unwrap(), "3000");
    }

    #[test]
    fn an_accuracy_is_in_per_cent() {
        let numbers = numbers();
        assert_eq!(numbers.get("drawings.maml.handwritten.5-way-1-shot.1").unwrap(), "94");
        let nearest = "drawings.nearest-neighbour-pixels.invented.3-way-5-shot.0";
        assert_eq!(numbers.get(nearest).unwrap(), "76");
    }

    #[test]
    fn an_unknown_name_is_a_fault() {
        for name in [
            "weights.maml.k5.1",
            "weights.reptile.k10.1",
            "maml",
            "weights",
            "weights.maml",
            "",
            "table",
            "findings",
            "findings.long",
            "table.maml-1.k10.1",
        ] {
            assert_eq!(numbers().get(name), Err(Fault::UnknownNumber(name.to_owned())), "{name}");
        }
    }
}
