//! What stands under a figure in words and numbers: readouts, description, message; and what
//! is told to those who cannot see it.
//!
//! What is seen follows every frame, and what is told must not, or a screen reader would talk
//! without end. So these are two elements: the sentence that is shown is no live region, and
//! the live region is not shown.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom;
use crate::contract::{Figure, Readout, Row, Table};
use crate::plot::Ink;

/// The style by which a description's box is made higher than the style sheet has it.
const HEIGHT: &str = "min-height";

/// The attribute with the longest text that a number in a sentence has room for, where the
/// style sheet finds it.
const ROOM: &str = "data-room";

/// The places for words and numbers under a figure; any may lack.
pub(super) struct Notes {
    readouts: Vec<Number>,
    rows: Vec<Line>,
    describe: Option<HtmlElement>,
    /// The sentence that it shows.
    described: RefCell<String>,
    /// How wide it was when its height was last found to be enough.
    width: Cell<i32>,
    /// The live region, which is not shown.
    announce: Option<Element>,
    /// The last description that was told there, or stood in the page at first.
    announced: RefCell<String>,
    message: Option<Element>,
}

/// The place of a row of a table.
struct Line {
    row: HtmlElement,
    name: Element,
    numbers: Vec<Number>,
}

impl Line {
    fn find(row: Element, cells: &[Readout]) -> Option<Self> {
        let name = dom::find(&row, "th")?;
        let numbers = cells.iter().filter_map(|cell| Number::find(&row, cell)).collect();
        Some(Self { row: row.dyn_into().ok()?, name, numbers })
    }

    fn show(&self, row: &Row) {
        let hidden = row.name.is_empty();
        if self.row.hidden() != hidden {
            self.row.set_hidden(hidden);
        }
        if !hidden {
            dom::set_text(&self.name, &row.name);
            dom::set_attribute(&self.name, "class", &["ink-", row.ink.name()].concat());
            self.numbers.iter().zip(&row.cells).for_each(|(number, cell)| number.show(cell));
        }
    }
}

/// The place of one readout.
struct Number {
    key: &'static str,
    output: Element,
    /// The box around it. The style sheet keeps what changes inside from the rest of the
    /// page, and so must be told how wide the box is to be.
    room: Option<Room>,
    /// How wide the box is: in ems or, in a sentence, in characters.
    width: Cell<usize>,
    /// The ink that all of it is in.
    ink: Cell<Ink>,
}

/// The box around a number, which grows when it must, and never shrinks: nothing shall twitch.
enum Room {
    /// Under a figure: so many ems wide.
    Box(Element),
    /// In a sentence: just as wide as a text.
    Words(Element),
}

impl Room {
    fn of(output: &Element) -> Option<Self> {
        // The cells of a table are as wide as their column.
        let parent = output.parent_element().filter(|room| room.has_attribute("class"))?;
        Some(if parent.has_attribute(ROOM) { Room::Words(parent) } else { Room::Box(parent) })
    }

    /// How wide it must be for `readout`.
    fn needed(&self, readout: &Readout) -> usize {
        match self {
            Room::Box(_) => readout.room(),
            Room::Words(_) => readout.text.chars().count(),
        }
    }

    /// Makes it as wide as `readout` needs.
    fn grow(&self, readout: &Readout) {
        match self {
            Room::Box(room) => {
                dom::set_attribute(room, "class", &format!("room-{}", readout.room()));
            }
            Room::Words(room) => dom::set_attribute(room, ROOM, &readout.text),
        }
    }

    /// Puts all of it in `ink`.
    fn colour(&self, ink: Ink) {
        let (whole, before) = match self {
            Room::Box(room) => (room.parent_element(), ""),
            Room::Words(room) => (Some(room.clone()), "live "),
        };
        if let Some(whole) = whole {
            dom::set_attribute(&whole, "class", &[before, "ink-", ink.name()].concat());
        }
    }
}

impl Number {
    fn find(place: &Element, readout: &Readout) -> Option<Self> {
        let output = dom::find(place, &["output[name=\"", readout.key, "\"]"].concat())?;
        let room = Room::of(&output);
        let width = Cell::new(room.as_ref().map_or(0, |room| room.needed(readout)));
        Some(Self { key: readout.key, output, room, width, ink: Cell::new(readout.ink) })
    }

    fn show(&self, readout: &Readout) {
        dom::set_text(&self.output, &readout.text);
        dom::set_attribute(&self.output, "data-value", &values(&readout.values));
        if let Some(room) = &self.room
            && room.needed(readout) > self.width.get()
        {
            self.width.set(room.needed(readout));
            room.grow(readout);
        }
        if self.ink.replace(readout.ink) != readout.ink
            && let Some(room) = &self.room
        {
            room.colour(readout.ink);
        }
    }
}

impl Notes {
    /// Finds the places inside `element` for what `figure` has to say. How it describes itself
    /// now need not be told: who comes to the figure reads it.
    pub(super) fn find(element: &HtmlElement, figure: &dyn Figure) -> Self {
        let rows = dom::find_all(element, ".table tbody tr");
        let table = figure.table().into_iter().flat_map(|table| table.rows);
        Self {
            readouts: (figure.readouts().iter())
                .filter_map(|readout| Number::find(element, readout))
                .collect(),
            rows: (rows.into_iter().zip(table))
                .filter_map(|(row, table)| Line::find(row, &table.cells))
                .collect(),
            describe: dom::find(element, ".describe").and_then(|place| place.dyn_into().ok()),
            described: RefCell::default(),
            width: Cell::new(0),
            announce: dom::find(element, ".announce"),
            announced: RefCell::new(figure.describe()),
            message: dom::find(element, ".message"),
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

    /// Shows the numbers in rows.
    pub(super) fn show_table(&self, table: &Table) {
        self.rows.iter().zip(&table.rows).for_each(|(line, row)| line.show(row));
    }

    /// Shows the sentence of what is seen. It changes with most frames, in a box that the
    /// style sheet keeps from the rest of the page.
    pub(super) fn show_description(&self, text: String) {
        if let Some(place) = &self.describe
            && *self.described.borrow() != text
        {
            dom::set_text(place, &text);
            self.described.replace(text);
        }
    }

    /// Gives the sentence a box that is high enough, if it has grown too long for it: at rest
    /// only, for the page would jump under the hand. It shrinks with a new width alone.
    pub(super) fn make_room(&self) {
        let Some(place) = &self.describe else { return };
        let width = place.client_width();
        if self.width.replace(width) != width {
            let _ = place.style().remove_property(HEIGHT);
        }
        let needed = place.scroll_height();
        if needed > place.client_height() {
            let _ = place.style().set_property(HEIGHT, &[&needed.to_string(), "px"].concat());
        }
    }

    /// Tells `text` to those who cannot see the figure.
    pub(super) fn announce(&self, text: &str) {
        if let Some(place) = &self.announce {
            dom::set_text(place, text);
        }
    }

    /// Tells them what is seen, unless they know.
    pub(super) fn announce_description(&self, text: String) {
        if *self.announced.borrow() != text {
            self.announce(&text);
            self.announced.replace(text);
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
