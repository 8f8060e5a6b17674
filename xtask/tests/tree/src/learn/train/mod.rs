//! Training, which may know models.

pub struct Recipe;

pub fn train(model: &crate::learn::model::Model) {}
