//! `cargo xtask tidy`: the invariants of ARCHITECTURE.md that a program can check.
//!
//! | module | what it checks |
//! |---|---|
//! | [`walls`] | what no line of a part of the library may name |
//! | [`floors`] | that imports only go down, and in no circle, as [`imports`] reads them |
//! | [`figures`] | that every figure is tested as all are |
//! | [`files`] | that files are documented, finished, not too long, and of no machine in particular |
//! | [`map`] | that ARCHITECTURE.md names every module and nothing else, and CHANGELOG.md goes on |
//! | [`spelling`] | British English in prose and comments |

mod figures;
mod files;
mod floors;
mod imports;
mod map;
mod source;
mod spelling;
mod walls;

use std::path::PathBuf;

use walkdir::{DirEntry, WalkDir};

use crate::workspace::Workspace;
pub use source::Finding;
use source::Source;

/// The tree is not as it should be.
#[derive(Debug, thiserror::Error)]
pub enum TidyError {
    /// These places are not; each has been printed.
    #[error("{0} places are not as ARCHITECTURE.md says")]
    Untidy(usize),
    /// A file could not be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Checks the repository and prints every finding.
///
/// # Errors
/// When there are findings, or a file cannot be read.
pub fn run(workspace: &Workspace) -> Result<(), TidyError> {
    let sources = read(workspace)?;
    let findings = check(workspace, &sources);
    for finding in &findings {
        println!("{finding}");
    }
    println!("Looked at {} files.", sources.len());
    if findings.is_empty() { Ok(()) } else { Err(TidyError::Untidy(findings.len())) }
}

/// What is not as it should be in a repository.
///
/// # Errors
/// When a file cannot be read.
pub fn findings(workspace: &Workspace) -> Result<Vec<Finding>, TidyError> {
    Ok(check(workspace, &read(workspace)?))
}

fn check(workspace: &Workspace, sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        findings.extend(walls::check(source));
        findings.extend(files::check(source));
        findings.extend(spelling::check(source));
    }
    findings.extend(floors::check(sources));
    findings.extend(figures::check(sources));
    findings.extend(map::check(workspace.root(), sources));
    findings
}

/// Every text of the repository that somebody wrote.
fn read(workspace: &Workspace) -> Result<Vec<Source>, TidyError> {
    const EXTENSIONS: [&str; 10] =
        ["rs", "toml", "md", "html", "css", "js", "py", "svg", "json", "txt"];
    let files =
        WalkDir::new(workspace.root()).sort_by_file_name().into_iter().filter_entry(is_ours);
    let mut sources = Vec::new();
    for file in files.flatten().filter(|file| file.file_type().is_file()) {
        let extension = file.path().extension().unwrap_or_default().to_string_lossy().into_owned();
        if EXTENSIONS.contains(&&*extension) {
            let text = std::fs::read_to_string(file.path())
                .map_err(|source| TidyError::File { path: file.path().to_path_buf(), source })?;
            sources.push(Source::new(workspace.relative(file.path()), text));
        }
    }
    Ok(sources)
}

/// Leaves out what is made, and what belongs to git and to editors.
fn is_ours(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    // What others wrote stands in the tests' folder of that name, as they wrote it.
    let theirs = entry.path().ends_with("tests/browser/axe");
    entry.depth() == 0 || !(theirs || name.starts_with('.') || name == "target" || name == "dist")
}
