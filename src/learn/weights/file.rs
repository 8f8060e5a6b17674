//! A network as a JSON file, in the form of `www/weights/*.json`.

use super::{Weights, drawings};
use crate::learn::model::mlp::SHAPES;
use crate::number::decimal;

/// The name of a file with weights.
pub const NAME: &str = "maml-live-weights.json";

/// The text of the file. Each number has as many digits as lead back to it.
pub fn write(weights: &Weights) -> String {
    let shapes = match weights.rates.is_empty() {
        true => &SHAPES[..],
        false => &drawings::SHAPES[..],
    };
    let shapes: Vec<String> =
        shapes.iter().map(|shape| list(shape.iter().map(usize::to_string))).collect();
    let rates = match weights.rates.is_empty() {
        true => String::new(),
        false => ["\"rates\": ", &numbers(&weights.rates), ",\n"].concat(),
    };
    [
        "{\n\"shapes\": [",
        &shapes.join(","),
        "],\n\"activation\": \"",
        weights.activation.name(),
        "\",\n",
        &rates,
        "\"values\": ",
        &numbers(&weights.values),
        ",\n\"training\": {\n  \"origin\": \"",
        &escaped(&weights.origin),
        "\"\n}\n}\n",
    ]
    .concat()
}

fn numbers(values: &[f32]) -> String {
    list(values.iter().copied().map(decimal::shortest_f32))
}

fn list(entries: impl Iterator<Item = String>) -> String {
    ["[", &entries.collect::<Vec<_>>().join(","), "]"].concat()
}

/// `text` without what would end a JSON string.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .flat_map(|c| matches!(c, '"' | '\\').then_some('\\').into_iter().chain([c]))
        .collect()
}
