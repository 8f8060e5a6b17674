//! Losses over the plane of the toy problem's two parameters.
//!
//! A [`Grid`] lays nodes over a rectangle of (a, b); [`Grid::map`] evaluates any loss on them,
//! plainly, in `f64`. [`AccumulatedLoss`] holds what the figures show, Σ_i L_i(U_i^(m)(θ)) for
//! every m at once, computed by vectorised `f32` loops, and finds its minima to `f64`
//! precision. A [`Quadratic`] has a curvature and nothing else.
//!
//! ```
//! use maml_live::learn::surface::{AccumulatedLoss, Grid};
//! use maml_live::learn::model::softplus_line::{self, Points, ToyTask};
//!
//! let tasks = softplus_line::TASKS.map(|truth| ToyTask::new(&Points::default(), truth));
//! let mut surface = AccumulatedLoss::new(&tasks, 0.05, Grid::unit(65)?)?;
//! let best = surface.minima(0)?[0];
//! assert!((best.theta[0] - 0.579).abs() < 1e-3); // no fine-tuning: one minimum inside …
//! assert_eq!(surface.minima(5)?.len(), 2); // … five steps: two, on opposite edges
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

mod accumulated;
mod finer;
mod grid;
mod kernel;
mod minima;
mod minimum;
mod quadratic;

pub use accumulated::AccumulatedLoss;
pub use grid::Grid;
pub use minima::minima;
pub use minimum::{Minimum, Place};
pub use quadratic::Quadratic;
