//! The one trait that makes the meta-learners of this crate model-agnostic, and the models that
//! have it.

pub mod conv;
pub mod derivatives;
pub mod linear;
pub mod mlp;
pub mod softplus_line;

use crate::learn::real::Real;

/// A parametrised model together with its loss L(θ; data).
///
/// All that a meta-learner needs to know of a model: its loss, the gradient
/// ∇L, and the product of the Hessian ∇²L with a vector. The two-parameter toy
/// problem and the neural networks implement it; pretraining, MAML and its
/// variants are written against it, once.
///
/// The parameters θ are one flat slice of [`parameter_count`] numbers.
/// Implementations never allocate in `loss`, `gradient` and `hessian_vector`
/// once a tape has seen data of that size.
///
/// [`parameter_count`]: Model::parameter_count
// listing: model
pub trait Model {
    // fold: its types, how many parameters it has, and room to work in
    /// The type that the model computes in.
    type Real: Real;
    /// What the loss is measured on: for a network, sample points.
    type Data: ?Sized;
    /// What a gradient leaves behind for a Hessian-vector product at the same
    /// parameters and data (activations, back-propagated errors), and room to work in.
    type Tape;

    /// The number P of parameters.
    fn parameter_count(&self) -> usize;

    /// The lengths of the tensors that θ is made of, in order: together P.
    ///
    /// A method that learns an inner rate for each asks for them. A model that says nothing of
    /// its own is one tensor.
    fn tensors(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.parameter_count())
    }

    /// An empty tape; it grows with the first data it sees.
    fn tape(&self) -> Self::Tape;
    // end fold

    /// The loss L(θ; data).
    ///
    /// `theta` has [`parameter_count`](Model::parameter_count) entries. An overflow
    /// shows as an infinite or NaN loss, never as a panic.
    fn loss(&self, theta: &[Self::Real], data: &Self::Data, tape: &mut Self::Tape) -> Self::Real;

    /// Writes ∇L(θ; data) into `gradient` (P entries, overwritten) and returns L(θ; data).
    ///
    /// Afterwards `tape` belongs to this (θ, data) and serves
    /// [`hessian_vector`](Model::hessian_vector).
    fn gradient(
        &self,
        theta: &[Self::Real],
        data: &Self::Data,
        tape: &mut Self::Tape,
        gradient: &mut [Self::Real],
    ) -> Self::Real;

    /// Writes ∇²L(θ; data) · `vector` into `product` (P entries, overwritten).
    ///
    /// `tape` must come from [`gradient`](Model::gradient) at the same θ and data;
    /// what that pass computed is not computed again.
    fn hessian_vector(
        &self,
        theta: &[Self::Real],
        data: &Self::Data,
        tape: &mut Self::Tape,
        vector: &[Self::Real],
        product: &mut [Self::Real],
    );
}
// end listing
