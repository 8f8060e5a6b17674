//! Reference values and how to compare with them. See `reference/compact.py` for where they
//! come from.

// Each test binary uses a part of this.
#![allow(dead_code)]

use std::path::Path;

use maml_live::learn::Real;
use serde_json::Value;

/// Reads `tests/reference/NAME.json`.
pub(crate) fn reference(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/reference/{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A reference number.
#[track_caller]
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("not a number: {value}"))
}

/// A list of reference numbers, nested lists laid out in order.
#[track_caller]
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        other => vec![number(other)],
    }
}

/// A list of reference numbers, rounded to the type that is tested.
#[track_caller]
pub(crate) fn reals<R: Real>(value: &Value) -> Vec<R> {
    numbers(value).into_iter().map(R::of).collect()
}

/// The reference items of a list.
#[track_caller]
pub(crate) fn items(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

/// Asserts that a number agrees with the reference to `tolerance`, relative to the larger of it
/// and `scale`.
#[track_caller]
pub(crate) fn assert_close(actual: f64, expected: f64, tolerance: f64, scale: f64, what: &str) {
    let allowed = tolerance * expected.abs().max(scale);
    // Written so that a NaN fails.
    let near = (actual - expected).abs() <= allowed;
    assert!(near, "{what}: {actual} instead of {expected} (allowed ± {allowed:e})");
}

/// Asserts that a vector agrees with the reference: |actual − expected| ≤ tolerance ·
/// |expected|.
///
/// `expected` is a list of all entries or a probe (every so many entries, the norm, and the
/// scalar product with the fixed vector `v`).
#[track_caller]
pub(crate) fn assert_vector<R: Real>(
    actual: &[R],
    expected: &Value,
    v: &[f64],
    tolerance: f64,
    what: &str,
) {
    let actual: Vec<f64> = actual.iter().map(|&x| x.into_f64()).collect();
    let Some(stride) = expected.get("stride") else {
        let expected = numbers(expected);
        assert_eq!(actual.len(), expected.len(), "{what}: length");
        let error = norm(actual.iter().zip(&expected).map(|(x, y)| x - y));
        let size = norm(expected.iter().copied());
        assert!(error <= tolerance * size, "{what}: relative error {:e}", error / size);
        return;
    };
    let stride = number(stride) as usize;
    let size = number(&expected["norm"]);
    let entries = numbers(&expected["entries"]);
    assert_eq!(actual.len().div_ceil(stride), entries.len(), "{what}: length");
    let error = norm(actual.iter().step_by(stride).zip(&entries).map(|(x, y)| x - y));
    assert!(error <= tolerance * size, "{what}: relative error {:e}", error / size);
    assert_close(norm(actual.iter().copied()), size, tolerance, 0.0, &format!("{what}: norm"));
    let dot: f64 = actual.iter().zip(v).map(|(x, y)| x * y).sum();
    let scale = size * norm(v.iter().copied());
    assert_close(dot, number(&expected["dot_v"]), tolerance, scale, &format!("{what}: · v"));
}

/// The Euclidean norm.
pub(crate) fn norm(entries: impl Iterator<Item = f64>) -> f64 {
    entries.map(|x| x * x).sum::<f64>().sqrt()
}
