//! maml-live: an interactive explainer of model-agnostic meta-learning.

#[cfg(feature = "bench")]
pub mod bench;
pub mod contract;
pub mod figures;
pub mod learn;
pub mod number;
pub mod plot;
#[cfg(target_arch = "wasm32")]
pub mod web;
pub mod work;

// Their types stand in signatures of this crate, so that whoever calls it needs these very
// versions of them.
pub use {ndarray, rand};
