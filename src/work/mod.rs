//! Work that takes long and is done in a worker, a slice at a time.
//!
//! It knows neither what the work is about nor what a worker is: a [`Job`] decides
//! what to do next, a [`Session`] when the page hears of it, a [`Desk`] whose turn it
//! is. Whoever keeps the desk lends time and a clock.

pub mod desk;
pub mod errand;
pub mod job;
pub mod session;

pub use desk::{Answer, Desk, State};
pub use errand::Errand;
pub use job::{Job, Parcel, SLICE, Urgency};
pub use session::Session;
