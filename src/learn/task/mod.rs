//! Tasks: what a meta-learner sees of one, and where they come from.

pub mod alphabet;
pub mod character;
pub mod drawing;
pub mod images;
mod pen;
pub mod pool;
pub mod samples;
pub mod sinusoid;
pub mod source;

/// One task as a meta-learner sees it.
///
/// The support set is what fine-tuning learns from, the query set what the result is judged by.
#[derive(Debug)]
pub struct Task<'a, D: ?Sized> {
    /// The data to fine-tune on.
    pub support: &'a D,
    /// The data to judge by.
    pub query: &'a D,
}

impl<'a, D: ?Sized> Task<'a, D> {
    /// A task that is judged by the very data that it is fine-tuned on, as in the toy problem;
    /// and what pretraining and Reptile, which do not split, should be given.
    pub fn unsplit(data: &'a D) -> Self {
        Self { support: data, query: data }
    }
}

// By hand, for a derive would ask the same of D.
impl<D: ?Sized> Clone for Task<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: ?Sized> Copy for Task<'_, D> {}
