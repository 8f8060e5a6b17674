//! What a figure and whoever hosts it promise each other.
//!
//! A figure is a state machine: events in, scenes and words out. The page, the build
//! and the tests host it alike. This part knows no figure.

pub mod control;
pub mod figure;
pub mod link;
pub mod settings;
pub mod slider;

pub use control::{Complaint, Control, Kind, Numbers, Place, Value};
pub use figure::{
    Action, Changed, Fault, Figure, Grip, Key, Pace, Panel, Pointer, Readout, Tip, Weights,
};
pub use settings::Settings;
pub use slider::Slider;
