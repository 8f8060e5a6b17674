//! The figures: a file or a folder each, and the list of them all.
//!
//! A new figure costs its file here, one line in [`list`], and one paragraph in a
//! chapter. No figure knows another; what several of them use lies in [`kit`].

pub mod angle;
pub mod average;
pub mod beat_maml;
pub mod compare;
pub mod cost;
pub mod curvature;
pub mod drawings;
pub mod fit;
pub mod four_models;
pub mod imaml_loss;
pub mod imaml_pull;
pub mod jobs;
pub mod kit;
pub mod list;
pub mod meta_loss;
pub mod reptile;
pub mod train;
pub mod train_drawings;
pub mod tug;
pub mod two_tasks;
