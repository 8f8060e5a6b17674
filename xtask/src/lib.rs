//! The commands of the README, as a library: `main.rs` only reads the command line.
//!
//! | module | what it does |
//! |---|---|
//! | [`build`] | the whole site, from sources to `dist/`, swapped in at one stroke |
//! | [`wasm`] | compiles the library for the browser and makes its JavaScript glue |
//! | [`program`] | what runs the figures, in a folder named by its content |
//! | [`cut`] | cuts the compiled library into the parts that load when they are needed |
//! | `glue` | makes the JavaScript between its main part and the browser |
//! | `join` | joins what several parts share into one module for each chapter |
//! | `decimals` | has it write numbers as JavaScript does |
//! | `silence` | takes out of them what a panic would say |
//! | [`page`] | chapters in Markdown and LaTeX to HTML and MathML |
//! | [`weight`] | what the pages weigh, and how much they may |
//! | [`bench`] | how fast the learning core is, beside others |
//! | [`table`] | every method from three seeds, as a table |
//! | [`accuracies`] | every way to tell drawings apart, as a table |
//! | [`tune`] | finds each method's few numbers |
//! | [`experiment`] | what training and the table have in common |
//! | [`train`] | trains the networks that the page embeds |
//! | [`classifiers`] | the same for those that tell drawings apart |
//! | [`handwriting`] | real characters to measure those on |
//! | [`test`] | everything that must pass, in browsers too |
//! | [`dependencies`] | their licences, their sources, and advisories about them |
//! | [`tidy`] | the invariants that a program can check |
//! | [`serve`] | shows the site on this machine and rebuilds it when a source changes |
//!
//! It is a library so that the browser tests can serve the built site with the same
//! server, under any path.

pub mod accuracies;
mod arrange;
pub mod bench;
pub mod browsers;
pub mod build;
pub mod classifiers;
pub mod cut;
mod decimals;
pub mod dependencies;
pub mod experiment;
mod findings;
mod glue;
pub mod handwriting;
mod join;
mod linked;
pub mod page;
pub mod program;
mod progress;
pub mod serve;
mod silence;
pub mod table;
pub mod test;
pub mod tidy;
pub mod train;
pub mod tune;
pub mod wasm;
pub mod weight;
pub mod workspace;
mod write;
