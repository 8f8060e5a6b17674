//! The mathematics: models, tasks, adaptation, meta-gradients and meta-training.
//!
//! Nothing here draws, asks a browser, or reads a clock. Every random number comes from a seed
//! that the caller gives.
//!
//! # A way through
//!
//! 1. [`model`]: all that a meta-learner needs to know of a model is its loss, its gradient, and
//!    the product of its Hessian with a vector.
//! 2. Three problems. [`model::softplus_line`]: a line bent by softplus, two parameters, so that a
//!    loss can be looked at. [`model::mlp`] and [`task::sinusoid`]: a small network, and the
//!    tasks it is to learn from a few [`task::samples`]. [`model::conv`] and [`task::alphabet`]:
//!    drawings of invented characters, to be told apart after one look at each; [`nearest`]
//!    neighbour does that without learning.
//! 3. [`adapt`]: fine-tuning U, a few steps of gradient descent on one task.
//! 4. [`meta`]: where to start from, so that fine-tuning does well. [`meta::pretrained`] forgets
//!    about fine-tuning; [`meta::maml`] differentiates through it; [`meta::fomaml`],
//!    [`meta::reptile`] and [`meta::imaml`] are cheaper in three different ways;
//!    [`meta::learned_rate`] learns the inner rate as well.
//! 5. [`surface`]: what all this does to the loss of the toy problem, as a picture, and where
//!    its minima lie.
//! 6. [`train`]: meta-training, from a random start to errors on held-out tasks;
//!    [`train::presets`] and [`weights`] are what came of it.
//!
//! The point of it all, in a few lines. Both learners come to rest where no step of theirs
//! makes it better; but after one step of fine-tuning from MAML's, little more than half the
//! loss is left:
//!
//! ```
//! use maml_live::learn::adapt::{Inner, trajectory};
//! use maml_live::learn::meta::{Workspace, maml, pretrained};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//! use maml_live::learn::task::Task;
//!
//! let line = SoftplusLine::<f64>::default();
//! let tasks = softplus_line::TASKS.map(|truth| ToyTask::new(&Points::default(), truth));
//! let batch = tasks.each_ref().map(Task::unsplit);
//! let (inner, mut workspace) = (Inner::new(0.05, 1)?, Workspace::new(&line));
//!
//! let (mut plain, mut meta) = ([0.5, 0.5], [0.5, 0.5]);
//! for _ in 0..500 {
//!     pretrained::update(&line, &mut plain, &batch, 0.1, &mut workspace)?;
//!     maml::update(&line, &mut meta, &batch, inner, 0.1, &mut workspace)?;
//! }
//!
//! let after_one_step = |theta: [f64; 2]| -> Result<f64, maml_live::learn::Error> {
//!     let losses = tasks.iter().map(|task| Ok(trajectory(&line, &theta, task, inner)?.losses[1]));
//!     losses.sum()
//! };
//! assert!(after_one_step(meta)? < 0.6 * after_one_step(plain)?);
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

pub mod adapt;
pub mod check;
pub mod error;
pub mod footprint;
pub mod lanes;
pub mod meta;
pub mod model;
pub mod nearest;
pub mod random;
pub mod real;
pub mod surface;
pub mod task;
pub mod train;
pub mod vector;
pub mod weights;

// What most of those who use the crate need, whatever room it lives in. Inside `learn` each file
// imports from the file that owns a thing, never from here.
pub use error::Error;
pub use model::Model;
pub use model::mlp::{Activation, Network, PARAMETERS};
pub use real::Real;
pub use task::Task;
pub use task::samples::{Samples, UnequalLengths};
pub use task::sinusoid::{Distribution, Sinusoid};
