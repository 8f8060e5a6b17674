//! Why the dependencies are not known to be in order.

/// Why the dependencies are not known to be in order.
#[derive(Debug, thiserror::Error)]
pub enum DependencyError {
    /// `deny.toml` cannot be read.
    #[error("deny.toml: {0}")]
    Policy(String),
    /// Cargo does not tell what we depend on.
    #[error("`cargo metadata` failed: {0}")]
    Metadata(String),
    /// An advisory cannot be read.
    #[error("{path}: {why}")]
    Advisory {
        /// Its file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// Some packages are not in order; each has been printed.
    #[error("{0} findings about dependencies")]
    Findings(usize),
}
