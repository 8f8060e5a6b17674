//! Meta-training, from a random start to a network whose error is known.
//!
//! A [`Recipe`] says how a model is trained; [`presets`] has those that this project trains by. A
//! [`Trainer`] follows one, a meta-step at a time, for any [model](super::model::Model) on any
//! [source](super::task::source::Source) of tasks, with an [`optimiser`] and a [`schedule`];
//! [`evaluate`] measures on held-out tasks, and a [`run`] does both in turn, a piece at a time. [`Regression`] is the article's own problem, whose
//! network starts from what [`initialise`] draws; [`drawings`] is its other one.

pub mod drawings;
pub mod evaluate;
pub mod initialise;
pub mod moments;
pub mod optimiser;
pub mod presets;
mod recipe;
mod regression;
pub mod run;
pub mod schedule;
mod stream;
mod trainer;

pub use recipe::{Recipe, TrainError};
pub use regression::{Regression, SinusoidRun, SinusoidTrainer, errors_on};
pub use trainer::{Checkpoint, Trainer};
