//! A model that knows how it is trained.

use crate::learn::train::Recipe;

pub struct Model(Recipe);
