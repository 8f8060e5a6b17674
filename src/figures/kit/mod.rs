//! What several figures use.

pub mod controls;
pub mod readouts;
pub mod square;
pub mod terrain;
