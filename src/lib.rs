//! maml-live: an interactive explainer of model-agnostic meta-learning.

pub mod figures;
pub mod learn;
pub mod link;
pub mod plot;
#[cfg(target_arch = "wasm32")]
pub mod web;
