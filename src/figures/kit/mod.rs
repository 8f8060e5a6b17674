//! What several figures use.

pub mod arrows;
pub mod controls;
pub mod ground;
pub mod readouts;
pub mod square;
pub mod terrain;
