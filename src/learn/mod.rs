//! The mathematics: models, tasks, adaptation, meta-gradients and meta-training.
//!
//! Nothing here draws, asks a browser, or reads a clock. Every random number
//! comes from a seed that the caller gives.

pub mod model;

pub use model::{Model, Real};
