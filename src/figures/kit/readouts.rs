//! Readouts that several figures have.

use crate::contract::Readout;
use crate::plot::{Ink, format};

/// What stands for a number that is not there, for nobody has asked for it yet, or there can be
/// none. One that was sought and not found has a word for why.
pub const ABSENT: &str = "–";

/// A number, or what `empty` says where there is none.
pub fn number(
    key: &'static str,
    label: &'static str,
    value: Option<f64>,
    empty: &str,
    ink: Ink,
) -> Readout {
    Readout {
        key,
        label,
        values: value.into_iter().collect(),
        text: value.map_or_else(|| empty.to_string(), format::number),
        ink,
    }
}

/// A point, or what `empty` says where there is none.
pub fn point(
    key: &'static str,
    label: &'static str,
    value: Option<[f64; 2]>,
    empty: &str,
    ink: Ink,
) -> Readout {
    Readout {
        key,
        label,
        values: value.map(|point| point.to_vec()).unwrap_or_default(),
        text: value.map_or_else(|| empty.to_string(), pair),
        ink,
    }
}

/// A point as people read it.
pub fn pair([a, b]: [f64; 2]) -> String {
    format!("({}, {})", format::fixed(a, 3), format::fixed(b, 3))
}
