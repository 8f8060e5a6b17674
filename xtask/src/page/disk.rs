//! Files, with errors that say which.

use std::fs;
use std::path::Path;

use super::error::PageError;

/// The text of a file.
pub(super) fn read(path: &Path) -> Result<String, PageError> {
    fs::read_to_string(path).map_err(|source| PageError::File { path: path.to_path_buf(), source })
}

/// Writes a file.
pub(super) fn write(path: &Path, content: &str) -> Result<(), PageError> {
    fs::write(path, content).map_err(|source| PageError::File { path: path.to_path_buf(), source })
}
