//! A network as a JSON file, in the form of `www/weights/*.json`.

use super::Weights;
use crate::learn::model::mlp::SHAPES;
use crate::number::decimal;

/// The name of a file with weights.
pub const NAME: &str = "maml-live-weights.json";

/// The text of the file. Each number has as many digits as lead back to it.
pub fn write(weights: &Weights) -> String {
    let shapes: Vec<String> =
        SHAPES.iter().map(|shape| list(shape.iter().map(usize::to_string))).collect();
    [
        "{\n\"shapes\": [",
        &shapes.join(","),
        "],\n\"activation\": \"",
        weights.activation.name(),
        "\",\n\"values\": ",
        &list(weights.values.iter().copied().map(decimal::shortest_f32)),
        ",\n\"training\": {\n  \"origin\": \"",
        &escaped(&weights.origin),
        "\"\n}\n}\n",
    ]
    .concat()
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
