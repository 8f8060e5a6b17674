//! maml-live: model-agnostic meta-learning as a library, and the article that explains it with
//! live figures.
//!
//! # For meta-learning
//!
//! All of it is in [`learn`], which needs nothing else of this crate: depend on it with
//! `default-features = false`, and neither plots nor figures are compiled.
//!
//! | to do this | look here |
//! |---|---|
//! | understand the whole | [`learn`], which has a way through |
//! | meta-learn on a model of your own | [`learn::Model`], three functions to write; [`learn::model::derivatives`] checks them; `examples/logistic_regression.rs` does all of it |
//! | draw tasks of your own | [`learn::task::source::Source`] |
//! | take one step by any method | [`learn::meta::update`] |
//! | train, and stop and go on | [`learn::train::Trainer`] |
//! | measure what fine-tuning makes of it | [`learn::train::evaluate`] |
//! | add a method | [`learn::meta::Learner`] |
//! | fine-tune | [`learn::adapt`] |
//!
//! ```
//! use maml_live::learn::adapt::Inner;
//! use maml_live::learn::meta::{Workspace, initial, maml::Maml, update};
//! use maml_live::learn::model::softplus_line::{Points, SoftplusLine, TASKS, ToyTask};
//! use maml_live::learn::task::Task;
//!
//! let model = SoftplusLine::<f64>::default();
//! let tasks = TASKS.map(|truth| ToyTask::new(&Points::default(), truth));
//! let batch = tasks.each_ref().map(Task::unsplit);
//!
//! let method = Maml(Inner::new(0.05, 1)?);
//! let mut theta = initial(&model, &method, &[0.5, 0.5]);
//! let mut workspace = Workspace::new(&model);
//! let first = update(&model, &method, &mut theta, &batch, 0.1, &mut workspace)?;
//! let second = update(&model, &method, &mut theta, &batch, 0.1, &mut workspace)?;
//! assert!(second.loss < first.loss);
//! # Ok::<(), maml_live::learn::Error>(())
//! ```
//!
//! # For the article
//!
//! With the feature `page`, which is on by default: [`figures`] are state machines that answer
//! events with scenes of [`plot`], as [`contract`] asks of them, and have heavy work done as
//! [`work`] says. `web`, in wasm alone, brings them to life in a browser.

#[cfg(feature = "bench")]
pub mod bench;
#[cfg(feature = "page")]
pub mod contract;
#[cfg(feature = "page")]
pub mod figures;
pub mod learn;
pub mod number;
#[cfg(feature = "page")]
pub mod plot;
#[cfg(all(feature = "page", target_arch = "wasm32"))]
pub mod web;
#[cfg(feature = "page")]
pub mod work;

// Their types stand in signatures of this crate, so that whoever calls it needs these very
// versions of them.
pub use {ndarray, rand};
