//! Why something could not be measured.

use crate::wasm::WasmError;

/// Why there are no numbers.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The wasm module could not be made.
    #[error(transparent)]
    Wasm(#[from] WasmError),
    /// A command failed.
    #[error("`{0}` failed; its message is above")]
    Command(String),
    /// A program could not be started.
    #[error("could not start `{program}`: {source}")]
    Start {
        /// The program.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file or socket could not be used.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A contestant ended, kept silent, or said something else than was asked.
    #[error("{name} gave no answer{said}")]
    Silent {
        /// The contestant.
        name: String,
        /// What it said instead.
        said: String,
    },
}
