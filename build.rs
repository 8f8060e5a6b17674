//! Turns the trained weights, `www/weights/*.json`, into Rust constants.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;

#[path = "src/learn/weights/packed.rs"]
#[expect(dead_code, reason = "what was packed here is unpacked in the page")]
mod packed;

/// The constants' names, and the files that they come from.
const WEIGHTS: [(&str, &str); 2] =
    [("MAML", "www/weights/maml.json"), ("PRETRAINED", "www/weights/pretrained.json")];

/// The same of the networks that tell drawings apart.
const CLASSIFIERS: [(&str, &str); 2] = [
    ("MAML", "www/weights/drawings-maml.json"),
    ("PRETRAINED", "www/weights/drawings-pretrained.json"),
];

/// The parameters of such a network, and its tensors.
const CLASSIFIER: (usize, usize) = (9653, 8);

fn main() {
    regression();
    classification();
}

fn regression() {
    let mut source = String::new();
    for (name, path) in WEIGHTS {
        println!("cargo::rerun-if-changed={path}");
        let (trained, errors) = match fs::read_to_string(path) {
            Ok(text) => {
                constants(name, &text).unwrap_or_else(|what| panic!("{path} has no valid {what}"))
            }
            // The command that makes the file is built from this very library.
            Err(error) => {
                println!("cargo::warning={path}: {error}; run `cargo xtask train`");
                untrained(name)
            }
        };
        writeln!(source, "/// The errors of [`{}`] on held-out tasks.", name.to_lowercase())
            .expect("a string takes all");
        writeln!(source, "pub static {name}_ERRORS: &[Measured] = &[{errors}];")
            .expect("a string takes all");
        writeln!(source, "static {name}: Trained = {trained};").expect("a string takes all");
    }
    write("weights.rs", &source);
}

fn classification() {
    let mut source = String::new();
    for (name, path) in CLASSIFIERS {
        println!("cargo::rerun-if-changed={path}");
        let (classifier, accuracies) = match fs::read_to_string(path) {
            Ok(text) => {
                classifier(name, &text).unwrap_or_else(|what| panic!("{path} has no valid {what}"))
            }
            Err(error) => {
                println!("cargo::warning={path}: {error}; run `cargo xtask train`");
                let (parameters, tensors) = CLASSIFIER;
                let untrained = format!(
                    "Classifier {{ units: &[], tensors: [({parameters}, 1.0); {tensors}], \
                     rates: [0.01; {tensors}], method: \"untrained\", seed: 0, meta_steps: 0, \
                     accuracies: {name}_ACCURACIES }}"
                );
                (untrained, String::new())
            }
        };
        writeln!(
            source,
            "static {name}: Classifier = {classifier};\n\
             /// How often that network is right, for those who want no more of it.\n\
             pub const {name}_ACCURACIES: &[Accuracy] = &[{accuracies}];"
        )
        .expect("a string takes all");
    }
    write("drawings.rs", &source);
}

fn write(name: &str, source: &str) {
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join(name), source).expect("OUT_DIR can be written to");
}

/// The Rust expression for a network that tells drawings apart, or the name of what the file
/// lacks.
fn classifier(name: &str, text: &str) -> Result<(String, String), &'static str> {
    let file: Value = serde_json::from_str(text).map_err(|_| "JSON")?;
    let training = &file["training"];
    let list = |name: &'static str| file[name].as_array().ok_or(name);
    let units: Option<Vec<i8>> =
        (list("units")?.iter()).map(|unit| i8::try_from(unit.as_i64()?).ok()).collect();
    let units = units.ok_or("units")?;
    let mut begin = 0;
    let parts = (list("tensors")?.iter()).map(|tensor| {
        let end = tensor[0].as_u64()? as usize;
        units.get(std::mem::replace(&mut begin, end)..end)
    });
    let parts = parts.collect::<Option<Vec<_>>>().ok_or("tensors")?;
    let tensors: Option<Vec<String>> = (list("tensors")?.iter())
        .map(|tensor| Some(format!("({}, {:?})", tensor[0].as_u64()?, tensor[1].as_f64()? as f32)))
        .collect();
    let rates: Option<Vec<String>> =
        list("rates")?.iter().map(|rate| Some(format!("{:?}", rate.as_f64()? as f32))).collect();
    let accuracies = training["accuracies"].as_array().ok_or("accuracies")?;
    let accuracies: Option<Vec<String>> = accuracies.iter().map(accuracy).collect();
    let classifier = format!(
        "Classifier {{ units: &{:?}, tensors: [{}], rates: [{}], method: {:?}, seed: {}, \
         meta_steps: {}, accuracies: {name}_ACCURACIES }}",
        packed::pack(parts.into_iter()),
        tensors.ok_or("tensors")?.join(", "),
        rates.ok_or("rates")?.join(", "),
        training["method"].as_str().ok_or("method")?,
        training["seed"].as_u64().ok_or("seed")?,
        training["meta_steps"].as_u64().ok_or("meta_steps")?,
    );
    Ok((classifier, accuracies.ok_or("accuracies")?.join(", ")))
}

fn accuracy(accuracy: &Value) -> Option<String> {
    let characters = match accuracy["characters"].as_str()? {
        "invented" => "Invented",
        "handwritten" => "Handwritten",
        _ => return None,
    };
    Some(format!(
        "Accuracy {{ characters: Characters::{characters}, ways: {}, shots: {}, steps: {}, \
         mean: {:?}, interval: {:?} }}",
        accuracy["ways"].as_u64()?,
        accuracy["shots"].as_u64()?,
        accuracy["steps"].as_u64()?,
        accuracy["mean"].as_f64()?,
        accuracy["interval"].as_f64()?,
    ))
}

/// The Rust expressions for the network called `name` of a weights file and for its errors, or
/// the name of what the file lacks.
fn constants(name: &str, text: &str) -> Result<(String, String), &'static str> {
    let file: Value = serde_json::from_str(text).map_err(|_| "JSON")?;
    let training = &file["training"];
    let values = file["values"].as_array().ok_or("values")?;
    let units: Option<Vec<String>> = values.iter().map(|value| units(value.as_f64()?)).collect();
    let activation = match file["activation"].as_str() {
        Some("relu") => "Relu",
        Some("tanh") => "Tanh",
        _ => return Err("activation"),
    };
    let errors = training["errors"].as_array().ok_or("errors")?;
    let errors: Option<Vec<String>> = errors.iter().map(measured).collect();
    let trained = format!(
        "Trained {{ units: [{}], activation: Activation::{activation}, method: {:?}, seed: {}, \
         tasks_seen: {}, inner_steps: {}, alpha: {:?}, errors: {name}_ERRORS }}",
        units.ok_or("values, in whole units")?.join(", "),
        training["method"].as_str().ok_or("method")?,
        training["seed"].as_u64().ok_or("seed")?,
        training["tasks_seen"].as_u64().ok_or("tasks_seen")?,
        training["inner_steps"].as_u64().ok_or("inner_steps")?,
        training["alpha"].as_f64().ok_or("alpha")?,
    );
    Ok((trained, errors.ok_or("errors")?.join(", ")))
}

/// A weight as a count of `learn::weights::UNIT`s; none if it is not a whole one.
fn units(value: f64) -> Option<String> {
    let units = value as f32 * 2048.0;
    let fits = units.fract() == 0.0 && units.abs() <= f32::from(i16::MAX);
    fits.then(|| (units as i16).to_string())
}

fn measured(error: &Value) -> Option<String> {
    Some(format!(
        "Measured {{ shots: {}, steps: {}, mean: {:?}, interval: {:?}, diverged: {} }}",
        error["shots"].as_u64()?,
        error["steps"].as_u64()?,
        error["mean"].as_f64()?,
        error["interval"].as_f64()?,
        error["diverged"].as_u64()?,
    ))
}

fn untrained(name: &str) -> (String, String) {
    let trained = format!(
        "Trained {{ units: [0; PARAMETERS], activation: Activation::Relu, \
         method: \"untrained\", seed: 0, tasks_seen: 0, inner_steps: 0, alpha: 0.01, \
         errors: {name}_ERRORS }}"
    );
    (trained, String::new())
}
