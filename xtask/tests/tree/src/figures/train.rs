//! A figure.

pub struct Train;
