//! The figures: one file each, and the list of them all.
//!
//! A new figure costs one file here, one line in [`LIST`], and one paragraph in a
//! chapter.

pub mod control;
pub mod figure;
pub mod settings;

pub use control::{Complaint, Control, Kind, Numbers, Place, Slider, Value};
pub use figure::{Action, Changed, Figure, Grip, Key, Pace, Panel, Pointer, Readout, Tip};
pub use settings::Settings;

/// Every figure: its name, and how to make one in its first state.
pub const LIST: &[(&str, fn() -> Box<dyn Figure>)] = &[];

/// The figure called `name`, in its first state.
pub fn make(name: &str) -> Option<Box<dyn Figure>> {
    LIST.iter().find(|entry| entry.0 == name).map(|entry| entry.1())
}
