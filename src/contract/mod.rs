//! What a figure and whoever hosts it promise each other.
//!
//! A figure is a state machine: events in, scenes and words out. The page, the build
//! and the tests host it alike. This part knows no figure.

pub mod control;
pub mod exchange;
pub mod figure;
pub mod link;
pub mod remote;
pub mod settings;

pub use control::{Complaint, Control, Kind, Numbers, Place, Slider, Value};
pub use exchange::{Exchange, Weights};
pub use figure::{Action, Changed, Figure, Grip, Key, Pace, Panel, Pointer, Readout, Tip};
pub use remote::{Failure, Remote};
pub use settings::Settings;
