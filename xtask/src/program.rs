//! The program of the page: the parts of the library, and the scripts that begin with
//! them, in one folder of the site whose name is made from what is in it.
//!
//! A page names the folder that it was built with, and within it all files find each other
//! by names of their own. So nothing of one build ever meets anything of another, whatever
//! a cache has kept: a page whose folder is gone from the server stays a page of pictures
//! and says so.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::cut::{self, Parts};
use crate::glue;
use crate::page::{self, CHAPTERS};
use crate::wasm::{self, WasmError};
use crate::workspace::Workspace;

/// What was built.
#[derive(Debug)]
pub struct Program {
    /// The name of its folder in the site.
    pub folder: String,
    /// The files in it of every part but the main one.
    pub parts: Parts,
}

/// Builds the program into the site `out`, with these features of the library.
///
/// # Errors
/// When the library does not compile, cannot be cut, or a file cannot be written.
pub fn build(workspace: &Workspace, out: &Path, features: &[&str]) -> Result<Program, WasmError> {
    let folder = out.join("program");
    let parts = assemble(workspace, &folder, features)?;
    let name = format!("program-{:016x}", hash(&folder)?);
    fs::rename(&folder, out.join(&name)).map_err(at(&folder))?;
    Ok(Program { folder: name, parts })
}

/// Puts the program together in a folder that does not say what is in it.
///
/// # Errors
/// As [`build`].
pub fn assemble(
    workspace: &Workspace,
    folder: &Path,
    features: &[&str],
) -> Result<Parts, WasmError> {
    fs::create_dir_all(folder).map_err(at(folder))?;
    let asks = |part: &str| {
        // What a figure has done in workers belongs to it.
        let figure = part.strip_suffix("_job").unwrap_or(part).replace('_', "-");
        let place = page::chapter(workspace, &figure).unwrap_or_default();
        (place, CHAPTERS[place])
    };
    let parts = wasm::build(workspace, folder, features, &asks)?;
    for path in files(&workspace.www().join("program"))? {
        let mut script = fs::read_to_string(&path).map_err(at(&path))?;
        let name = path.file_name().unwrap_or_default();
        if name == cut::LOADER {
            script += &cut::loaders(&parts);
        }
        fs::write(folder.join(name), glue::without_remarks(&script)).map_err(at(folder))?;
    }
    Ok(parts)
}

/// A number made from the names of a folder's files and from what is in them.
fn hash(folder: &Path) -> Result<u64, WasmError> {
    let mut hasher = DefaultHasher::new();
    for file in files(folder)? {
        hasher.write(file.file_name().unwrap_or_default().as_encoded_bytes());
        let content = fs::read(&file).map_err(at(&file))?;
        hasher.write_usize(content.len());
        hasher.write(&content);
    }
    Ok(hasher.finish())
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, WasmError> {
    let entries = fs::read_dir(folder).map_err(at(folder))?;
    let paths: io::Result<Vec<PathBuf>> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(at(folder))?;
    paths.retain(|path| path.is_file());
    paths.sort();
    Ok(paths)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WasmError {
    let path = path.to_path_buf();
    move |source| WasmError::File { path, source }
}
