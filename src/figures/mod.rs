//! The figures: one file each, and the list of them all.
//!
//! A new figure costs one file here, one line in [`LIST`], and one paragraph in a
//! chapter.

pub mod control;
pub mod figure;
pub mod fit;
pub mod meta_loss;
pub mod settings;
mod toy;
pub mod train;
pub mod two_tasks;

pub use control::{Complaint, Control, Kind, Numbers, Place, Slider, Value};
pub use figure::{
    Action, Changed, Fault, Figure, Grip, Key, Pace, Panel, Pointer, Readout, Tip, Weights,
};
pub use settings::Settings;

/// Makes a figure in its first state.
pub type Maker = fn() -> Box<dyn Figure>;

/// Every figure: its name, and how to make one.
pub const LIST: &[(&str, Maker)] = &[
    ("fit-pretrained", || Box::new(fit::Fit::pretrained())),
    ("meta-loss", || Box::new(meta_loss::MetaLoss::default())),
    ("two-tasks", || Box::new(two_tasks::TwoTasks::default())),
    ("fit-maml", || Box::new(fit::Fit::maml())),
    ("train", || Box::new(train::Train::default())),
];

/// The figure that fine-tunes a network from another figure, or from a reader's file.
pub const TAKES_WEIGHTS: &str = "fit-maml";

/// The figure called `name`, in its first state.
pub fn make(name: &str) -> Option<Box<dyn Figure>> {
    LIST.iter().find(|entry| entry.0 == name).map(|entry| entry.1())
}
