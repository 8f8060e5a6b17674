//! What several figures use.

pub mod controls;
pub mod proximal;
pub mod readouts;
pub mod square;
pub mod terrain;
