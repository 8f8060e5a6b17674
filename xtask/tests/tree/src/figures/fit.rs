//! A figure that names another.

use crate::figures::train::Train;

pub struct Fit(Train);
