//! Files, with errors that say which.

use std::fs;
use std::path::Path;

use super::error::PageError;

/// The text of a file.
pub(super) fn read(path: &Path) -> Result<String, PageError> {
    fs::read_to_string(path).map_err(|source| PageError::File { path: path.to_path_buf(), source })
}

/// Writes a file, and makes the folder for it.
pub(super) fn write(path: &Path, content: &str) -> Result<(), PageError> {
    let folder = path.parent().unwrap_or(path);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, content));
    written.map_err(|source| PageError::File { path: path.to_path_buf(), source })
}
