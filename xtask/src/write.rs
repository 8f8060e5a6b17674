//! Files that are whole whenever somebody looks.

use std::path::Path;
use std::{fs, io};

/// Writes a file so that whoever looks sees the old one or the new one, whole.
///
/// # Errors
/// What the system says; the old file is as it was then.
pub(crate) fn write_at_once(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let partial = path.with_extension("partial");
    fs::write(&partial, text)?;
    fs::rename(&partial, path)
}
