//! What several figures use.

pub mod arrows;
pub mod controls;
pub mod dragged;
pub mod ground;
pub mod jobs;
pub mod key;
pub mod pace;
pub mod pixels;
pub mod proximal;
pub mod readouts;
pub mod single_job;
pub mod square;
pub mod terrain;
pub mod told_apart;
