//! What a figure and whoever hosts it promise each other.
//!
//! A figure is a state machine: events in, scenes and words out. The page, the build
//! and the tests host it alike. This part knows no figure.

pub mod control;
pub mod event;
pub mod exchange;
pub mod figure;
pub mod handle;
pub mod link;
pub mod reading;
pub mod remote;
pub mod settings;

pub use crate::learn::weights::Weights;
pub use control::{Control, Kind, Numbers, Place, Press, Slider, Value};
pub use event::{Action, Changed, Grip, Key, Pointer, Stride, Tip};
pub use exchange::Exchange;
pub use figure::{Figure, Pad, Panel, Readout, Row, Table, is_small};
pub use handle::{Button, Choice, Code, Count, Handle, List, Look, Number, Several, Switch};
pub use reading::Complaint;
pub use remote::{Failure, Remote};
pub use settings::Settings;
