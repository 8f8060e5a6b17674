//! The figures, without any browser: what they show, what they say, and what hands do to them.

mod angle;
mod average;
mod beat_maml;
mod compare;
mod controls;
mod cost;
mod curvature;
mod drawings;
mod drawings_odd;
mod fit;
mod fit_hands;
mod four_models;
mod grammar;
mod guests;
mod imaml;
mod labels;
mod meta_loss;
mod random;
mod reptile;
mod said;
mod snapshots;
mod support;
mod train_drawings;
mod tug;
mod two_tasks;
