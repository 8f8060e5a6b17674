//! Turns the trained weights, `www/weights/*.json`, into Rust constants.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;

/// The constants' names, and the files that they come from.
const WEIGHTS: [(&str, &str); 2] =
    [("MAML", "www/weights/maml.json"), ("PRETRAINED", "www/weights/pretrained.json")];

fn main() {
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
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("weights.rs"), source).expect("OUT_DIR can be written to");
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
