//! What several tests of the networks need.

use std::collections::HashMap;
use std::path::Path;

use maml_live::learn::Real;

/// Named arrays that JAX computed in float64; see `tests/reference/pack_network.py`.
pub(crate) struct Reference(HashMap<String, Vec<f64>>);

impl Reference {
    /// Reads `tests/reference/<name>.bin`.
    pub(crate) fn read(name: &str) -> Self {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/reference/{name}.bin"));
        let bytes = std::fs::read(path).unwrap();
        let line = bytes.iter().position(|&b| b == b'\n').unwrap();
        let index: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&bytes[..line]).unwrap();
        let mut numbers =
            bytes[line + 1..].as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b));
        // The map is sorted by name while the numbers are in the order of the line.
        let mut names: Vec<_> = index.iter().collect();
        let text = std::str::from_utf8(&bytes[..line]).unwrap();
        names.sort_by_key(|(name, _)| text.find(&format!("\"{name}\":")));
        let arrays = names.into_iter().map(|(name, count)| {
            let count = count.as_u64().unwrap() as usize;
            (name.clone(), numbers.by_ref().take(count).collect())
        });
        Self(arrays.collect())
    }

    /// The array of that name.
    pub(crate) fn get(&self, name: &str) -> &[f64] {
        &self.0[name]
    }
}

/// The relative distance |a − b| / |b| of two vectors, in the Euclidean norm.
pub(crate) fn distance<R: Real>(a: &[R], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let difference = a.iter().zip(b).map(|(&a, b)| (a.to_f64() - b).powi(2)).sum::<f64>();
    (difference / b.iter().map(|b| b * b).sum::<f64>()).sqrt()
}
