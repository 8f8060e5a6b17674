//! maml-live: an interactive explainer of model-agnostic meta-learning.

pub mod learn;
