//! Meta-gradients: how θ should move so that fine-tuning from it does better.
//!
//! MAML and its relatives look for a θ from which a few steps of fine-tuning U solve any task
//! of a distribution: min_θ E_τ[L_τ(U_τ(θ))]. They differ in the direction that they take for
//! one task; the mean over a batch of tasks then goes to an optimiser. Each is one function in
//! a file of its own, written against [`Model`](super::model::Model) and so for the toy problem and the networks
//! alike.
//!
//! | method | direction for one task | gradients | Hessian-vector products | memory |
//! |---|---|---|---|---|
//! | [`pretrained`] | ∇L(θ) | 1 | 0 | O(1) |
//! | [`maml`] | ∇_θ L_q(U(θ)), exact | m + 1 | m | O(m) |
//! | [`fomaml`] | ∇L_q(φ), φ = U(θ) | m + 1 | 0 | O(1) |
//! | [`reptile`] | θ − φ | m | 0 | O(1) |
//! | [`imaml`] | (I + ∇²L_s(φ)/λ)⁻¹ ∇L_q(φ) | m + 1 (+ 1 for a tape) | one per iteration of CG | O(1) |
//! | [`learned_rate`] | ∇ of L_q(U_α(θ)) by θ and by α | m + 1 | m | O(m) |
//!
//! L_s and L_q are a task's losses on its support set and its query set, m the number of inner
//! steps. Memory is counted in vectors of P numbers and tapes.
//!
//! A method is a [`Learner`]: one file, with its settings, its direction, and what a trainer must
//! know of it. [`Method`] is any of those listed in `method`, by name. [`meta_gradient`] gives
//! the direction of one for one task, [`batch_gradient`] the mean over a batch, [`update`] goes
//! a step along it. [`proximal`] and [`implicit`] solve iMAML's two problems as well as numbers
//! allow, where a model is small; a [`rule::Rule`] is a method's whole update, with its rates.
//!
//! # What can go wrong, and what happens then
//!
//! - θ of the wrong length or not finite, an empty batch, rates that are negative or NaN, λ ≤
//!   0: an [`Error`](super::error::Error) that says which.
//! - A task on which fine-tuning diverges: [`Error::Diverged`](super::error::Error::Diverged) for that task. In a batch it is
//!   left out of the mean and counted; the others go on.
//! - No inner steps, or α = 0: fine-tuning is the identity, and MAML is pretraining on the
//!   query set.
//!
//! No result ever holds a NaN or an infinity.

mod batch;
pub mod conjugate_gradient;
pub mod fomaml;
pub mod imaml;
pub mod implicit;
pub mod learned_rate;
mod learner;
pub mod maml;
mod method;
pub mod pretrained;
pub mod proximal;
pub mod reptile;
pub mod rule;
mod workspace;

pub use batch::{Batch, batch_mean};
pub use learner::{Learner, Listed, Moves, Split, batch_gradient, initial, meta_gradient, update};
pub use method::Method;
pub use workspace::Workspace;
