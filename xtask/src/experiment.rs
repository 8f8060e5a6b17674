//! What our experiments have in common: for how many points and after how many steps
//! errors are measured, by `cargo xtask train` and `cargo xtask table` alike.

use maml_live::learn::meta::{Learner, Method};

/// The numbers K of support points that errors are measured for.
pub const SHOTS: [usize; 3] = [5, 10, 20];

/// The numbers of fine-tuning steps that errors are measured after.
pub const STEPS: [usize; 3] = [1, 5, 10];

/// The seeds of whatever is a mean over runs; with the same seed all methods see the same tasks
/// in the same order.
pub(crate) const SEEDS: [u64; 3] = [1, 2, 3];

/// The inner steps of a method; 0 where it has none.
pub(crate) fn inner_steps(method: Method) -> usize {
    method.inner().map_or(0, |inner| inner.steps())
}
