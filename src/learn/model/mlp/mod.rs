//! The network of the MAML paper's regression experiment: 1 → 40 → 40 → 1.
//!
//! h₁ = act(x W₁ + b₁), h₂ = act(h₁ W₂ + b₂), f(x) = h₂ W₃ + b₃, with the mean squared
//! error L(θ; x, y) = (1/K) Σ_k (f(x_k) − y_k)² (no factor ½).
//!
//! θ is one flat vector of [`PARAMETERS`] = 1761 numbers, row-major: `W1[1][40]`,
//! `b1[40]`, `W2[40][40]` (indexed `[in][out]`), `b2[40]`, `W3[40][1]`, `b3[1]`.
//!
//! [`Network`] computes with the [`kernels`]; [`Textbook`] is the same network
//! written as one would on a blackboard, the reference that the fast one is tested
//! against.

mod activation;
mod by_kink;
mod by_point;
mod by_unit;
pub mod kernels;
mod layout;
mod network;
mod passes;
mod textbook;

pub use activation::Activation;
pub use kernels::WIDTH;
pub use layout::{PARAMETERS, SHAPES, Views, views};
pub use network::Network;
pub use passes::Tape;
pub use textbook::Textbook;
