//! Meta-training, from a random start to a network whose error is known.
//!
//! A [`Recipe`] says all that decides a run apart from its seed; [`presets`] has those that this
//! project trains by. A [`Trainer`] follows it one meta-step at a time, from what [`initialise`]
//! draws, with an [`optimiser`] and a [`schedule`]; [`evaluate`] measures on held-out tasks.

pub mod evaluate;
pub mod initialise;
pub mod optimiser;
pub mod presets;
mod recipe;
pub mod schedule;
mod stream;
mod trainer;

pub use recipe::{Recipe, TrainError};
pub use trainer::{Checkpoint, Trainer};
