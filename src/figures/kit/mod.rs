//! What several figures use.

pub mod square;
