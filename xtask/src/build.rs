//! The whole site, from sources to a folder that any static host can serve.

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{fs, io};

use walkdir::WalkDir;

use crate::page::{self, PageError};
use crate::wasm::WasmError;
use crate::weight::{self, WeightError};
use crate::workspace::Workspace;
use crate::{glue, program};

/// What the site takes from `www/` as it is: a folder of it and the extensions that matter there.
const ASSETS: [(&str, &[&str]); 3] =
    [(".", &["js", "svg"]), ("fonts", &["woff2", "txt"]), ("weights", &["json"])];

/// Why there is no site.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The library did not become wasm.
    #[error(transparent)]
    Wasm(#[from] WasmError),
    /// The chapters did not become pages.
    #[error(transparent)]
    Page(#[from] PageError),
    /// A page became too heavy.
    #[error(transparent)]
    Weight(#[from] WeightError),
    /// A file could not be written or read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Builds the site into `out`, which keeps its old content until the new one is whole.
pub fn build(workspace: &Workspace, out: &Path) -> Result<(), BuildError> {
    build_with(workspace, out, &[])
}

/// The same with these features of the library.
pub fn build_with(workspace: &Workspace, out: &Path, features: &[&str]) -> Result<(), BuildError> {
    let start = Instant::now();
    let staging = beside(out, "staging");
    remove(&staging)?;
    create(&staging)?;
    let program = program::build(workspace, &staging, features)?;
    page::render(workspace, &staging, &program.folder)?;
    copy_assets(&workspace.www(), &staging)?;
    if features.is_empty() {
        weight::check(workspace, &staging)?;
    }
    replace(out, &staging)?;
    println!("Built {} in {:.1} s.", workspace.relative(out), start.elapsed().as_secs_f64());
    Ok(())
}

/// Puts the folder `new` in the place of `old`, by two renames.
pub fn replace(old: &Path, new: &Path) -> Result<(), BuildError> {
    let previous = beside(old, "previous");
    remove(&previous)?;
    if old.exists() {
        fs::rename(old, &previous).map_err(at(old))?;
    }
    fs::rename(new, old).map_err(at(new))?;
    remove(&previous)
}

fn copy_assets(www: &Path, into: &Path) -> Result<(), BuildError> {
    for (folder, extensions) in ASSETS {
        let files = WalkDir::new(www.join(folder)).max_depth(1).into_iter().flatten();
        for file in files.filter(|file| file.file_type().is_file()) {
            let extension = file.path().extension().unwrap_or_default().to_string_lossy();
            if extensions.contains(&&*extension) {
                let target = into.join(folder).join(file.file_name());
                create(&into.join(folder))?;
                copy(file.path(), &target).map_err(at(&target))?;
            }
        }
    }
    Ok(())
}

/// Copies a file; of a script, what is not for people alone.
fn copy(file: &Path, target: &Path) -> io::Result<()> {
    match file.extension().is_some_and(|extension| extension == "js") {
        true => fs::write(target, glue::without_remarks(&fs::read_to_string(file)?)),
        false => fs::copy(file, target).map(|_| ()),
    }
}

/// A hidden neighbour, on the same file system, so that a rename suffices to swap.
fn beside(path: &Path, purpose: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}-{purpose}"))
}

fn create(folder: &Path) -> Result<(), BuildError> {
    fs::create_dir_all(folder).map_err(at(folder))
}

fn remove(folder: &Path) -> Result<(), BuildError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(folder)(error)),
        _ => Ok(()),
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BuildError {
    let path = path.to_path_buf();
    move |source| BuildError::File { path, source }
}
