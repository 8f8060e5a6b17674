//! What stands under a figure in words and numbers: readouts, description, message.

use std::cell::Cell;

use web_sys::{Element, HtmlElement};

use super::dom;
use crate::contract::Readout;

/// The places for words and numbers under a figure; any may lack.
pub(super) struct Notes {
    readouts: Vec<Number>,
    describe: Option<Element>,
    message: Option<Element>,
}

/// The place of one readout.
struct Number {
    key: &'static str,
    output: Element,
    /// The box around it. The style sheet keeps what changes inside from the rest of the
    /// page, and so must be told how wide the box is to be.
    room: Option<Element>,
    /// How many ems wide the box is.
    ems: Cell<usize>,
}

impl Number {
    fn find(figure: &HtmlElement, readout: &Readout) -> Option<Self> {
        let selector = format!(".readouts output[name=\"{}\"]", readout.key);
        let output = dom::find(figure, &selector)?;
        let room = output.parent_element();
        Some(Self { key: readout.key, output, room, ems: Cell::new(readout.room()) })
    }

    fn show(&self, readout: &Readout) {
        dom::set_text(&self.output, &readout.text);
        dom::set_attribute(&self.output, "data-value", &values(&readout.values));
        // It grows when it must, and never shrinks: nothing shall twitch.
        if let Some(room) = &self.room
            && readout.room() > self.ems.get()
        {
            self.ems.set(readout.room());
            dom::set_attribute(room, "class", &format!("room-{}", readout.room()));
        }
    }
}

impl Notes {
    /// Finds the places inside `figure` for what it has to say.
    pub(super) fn find(figure: &HtmlElement, readouts: &[Readout]) -> Self {
        Self {
            readouts: (readouts.iter())
                .filter_map(|readout| Number::find(figure, readout))
                .collect(),
            describe: dom::find(figure, ".describe"),
            message: dom::find(figure, ".message"),
        }
    }

    /// Shows the numbers.
    pub(super) fn show_readouts(&self, readouts: &[Readout]) {
        for readout in readouts {
            let place = self.readouts.iter().find(|place| place.key == readout.key);
            if let Some(place) = place {
                place.show(readout);
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

/// Numbers in full, comma-separated, as JavaScript writes and reads them.
fn values(numbers: &[f64]) -> String {
    let texts: Vec<String> = numbers.iter().map(|&number| dom::written(number)).collect();
    texts.join(",")
}
