//! What stands under a figure in words and numbers: readouts, description, message.

use web_sys::{Element, HtmlElement};

use super::dom;
use crate::contract::Readout;
use crate::number::decimal;

/// The places for words and numbers under a figure; any may lack.
pub(super) struct Notes {
    readouts: Vec<(&'static str, Element)>,
    describe: Option<Element>,
    message: Option<Element>,
}

impl Notes {
    /// Finds the places inside `figure` for what it has to say.
    pub(super) fn find(figure: &HtmlElement, readouts: &[Readout]) -> Self {
        let place = |readout: &Readout| {
            let selector = format!(".readouts output[name=\"{}\"]", readout.key);
            Some((readout.key, dom::find(figure, &selector)?))
        };
        Self {
            readouts: readouts.iter().filter_map(place).collect(),
            describe: dom::find(figure, ".describe"),
            message: dom::find(figure, ".message"),
        }
    }

    /// Shows the numbers.
    pub(super) fn show_readouts(&self, readouts: &[Readout]) {
        for readout in readouts {
            let place = self.readouts.iter().find(|place| place.0 == readout.key);
            if let Some((_, output)) = place {
                dom::set_text(output, &readout.text);
                dom::set_attribute(output, "data-value", &values(&readout.values));
            }
        }
    }

    /// Says what is seen.
    pub(super) fn show_description(&self, text: &str) {
        if let Some(place) = &self.describe {
            dom::set_text(place, text);
        }
    }

    /// Says what the reader should know; nothing if `text` is empty.
    pub(super) fn show_message(&self, text: &str) {
        if let Some(place) = &self.message {
            dom::set_text(place, text);
        }
    }
}

/// Numbers in full, comma-separated, as JavaScript reads them.
fn values(numbers: &[f64]) -> String {
    let texts: Vec<String> = numbers
        .iter()
        .map(|number| match number.is_infinite() {
            true if *number > 0.0 => "Infinity".into(),
            true => "-Infinity".into(),
            false => decimal::shortest(*number),
        })
        .collect();
    texts.join(",")
}
