//! The mathematics: models, tasks, adaptation, meta-gradients and meta-training.
//!
//! Nothing here draws, asks a browser, or reads a clock. Every random number
//! comes from a seed that the caller gives.

pub mod adapt;
pub mod error;
pub mod evaluate;
pub mod initialise;
pub mod meta;
pub mod model;
pub mod network;
pub mod optimiser;
pub mod recipes;
pub mod samples;
pub mod schedule;
pub mod sinusoid;
pub mod surface;
pub mod toy;
pub mod train;
pub mod vector;
pub mod weights;

pub use error::Error;
pub use model::{Model, Real};
pub use network::{Activation, Network, PARAMETERS};
pub use samples::{Samples, UnequalLengths};
pub use sinusoid::{Distribution, Sinusoid};
