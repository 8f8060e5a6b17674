//! `cargo xtask tidy`: the invariants of ARCHITECTURE.md that a program can check.
//!
//! | module | what it checks |
//! |---|---|
//! | [`walls`] | which part of the library may know which |
//! | [`files`] | that files are documented, finished, not too long, and of no machine in particular |
//! | [`map`] | that ARCHITECTURE.md names every module and nothing else, and CHANGELOG.md goes on |
//! | [`spelling`] | British English in prose and comments |

mod files;
mod map;
mod spelling;
mod walls;

use std::fmt;
use std::path::PathBuf;

use walkdir::{DirEntry, WalkDir};

use crate::workspace::Workspace;

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

/// A text of the repository.
#[derive(Debug)]
pub(crate) struct Source {
    /// Where it is, relative to the top, with forward slashes.
    path: String,
    text: String,
}

/// A place that is not as it should be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.what)
    }
}

impl Source {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Its lines, counted from one.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    fn finding(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, what: what.into() }
    }
}

/// Checks the repository and prints every finding.
pub fn run(workspace: &Workspace) -> Result<(), TidyError> {
    let sources = read(workspace)?;
    let mut findings = Vec::new();
    for source in &sources {
        findings.extend(walls::check(source));
        findings.extend(files::check(source));
        findings.extend(spelling::check(source));
    }
    findings.extend(map::check(workspace.root(), &sources));
    for finding in &findings {
        println!("{finding}");
    }
    println!("Looked at {} files.", sources.len());
    if findings.is_empty() { Ok(()) } else { Err(TidyError::Untidy(findings.len())) }
}

/// Every text of the repository that somebody wrote.
fn read(workspace: &Workspace) -> Result<Vec<Source>, TidyError> {
    const EXTENSIONS: [&str; 9] = ["rs", "toml", "md", "html", "css", "js", "py", "svg", "json"];
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
    entry.depth() == 0 || !(name.starts_with('.') || name == "target" || name == "dist")
}
