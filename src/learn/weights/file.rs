//! A network as a JSON file: its shapes, its activation, its numbers as they are, and the inner
//! rates that come with it. (`www/weights/*.json` are alike, but for the drawings' networks, which
//! have whole units there.)

use super::{Weights, WeightsError, drawings};
use crate::learn::model::mlp::{Activation, SHAPES};
use crate::number::decimal;

/// The name of a file with weights.
pub const NAME: &str = "maml-live-weights.json";

/// What a file says, before anybody has looked whether it makes sense. Whoever calls parses the
/// JSON: the page has the browser do it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// The shapes of the tensors.
    pub shapes: Vec<Vec<f64>>,
    /// The word for the activation.
    pub activation: String,
    /// θ, tensor by tensor.
    pub values: Vec<f64>,
    /// The inner rates; empty where the file has none.
    pub rates: Vec<f64>,
}

/// Checks what a file says, and makes the network of it: its shapes tell which of the article's
/// it is. `origin` is what that is called in a sentence.
///
/// # Errors
/// The first thing that is wrong; see [`WeightsError`].
pub fn read(content: &Content, origin: &str) -> Result<Weights, WeightsError> {
    let Content { shapes, activation, values, rates } = content;
    let shapes: Vec<Vec<usize>> =
        shapes.iter().map(|shape| shape.iter().copied().map(side).collect()).collect();
    let origin = origin.to_string();
    if shapes.iter().map(Vec::as_slice).eq(drawings::SHAPES) {
        let (values, rates) = drawings::parse(activation, values, rates)?;
        return Ok(Weights { values, activation: Activation::Relu, rates, origin });
    }
    let (activation, values) = super::parse(&shapes, activation, values)?;
    Ok(Weights { values, activation, rates: Vec::new(), origin })
}

/// A side of a shape; what is no whole number becomes one that no shape has.
fn side(number: f64) -> usize {
    if number.fract() == 0.0 && number >= 0.0 { number as usize } else { usize::MAX }
}

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
