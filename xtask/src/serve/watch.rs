//! Tells when a source of the site has changed.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::workspace::Workspace;

/// Editors write a file in several steps, and many files at once; a build waits for the dust to settle.
const SETTLE: Duration = Duration::from_millis(200);

/// Why nothing is watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The system cannot watch, or no more.
    #[error("the sources cannot be watched: {0}")]
    System(#[from] notify::Error),
    /// The watching thread has ended.
    #[error("the sources are no longer watched")]
    Ended,
}

/// Watches the sources from its making on.
#[derive(Debug)]
pub struct Watcher {
    changes: Receiver<PathBuf>,
    /// Watches for as long as it lives.
    _system: RecommendedWatcher,
}

impl Watcher {
    /// Watches what the site is made of.
    pub fn new(workspace: &Workspace) -> Result<Self, WatchError> {
        let (sender, changes) = mpsc::channel();
        let mut system = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Nobody listens only when the program ends.
            event
                .into_iter()
                .filter(changes_content)
                .flat_map(|event| event.paths)
                .filter(|path| is_source(path))
                .for_each(|path| {
                    let _ = sender.send(path);
                });
        })?;
        for folder in ["src", "www", "xtask/src"] {
            system.watch(&workspace.root().join(folder), RecursiveMode::Recursive)?;
        }
        // Editors replace files, which ends a watch on the file itself: hence its folder.
        system.watch(workspace.root(), RecursiveMode::NonRecursive)?;
        Ok(Self { changes, _system: system })
    }

    /// Waits for a change and until no more come; returns the first path.
    pub fn wait(&self) -> Result<PathBuf, WatchError> {
        let first = self.changes.recv().map_err(|_| WatchError::Ended)?;
        while self.changes.recv_timeout(SETTLE).is_ok() {}
        Ok(first)
    }
}

fn changes_content(event: &Event) -> bool {
    match event.kind {
        EventKind::Create(_) | EventKind::Remove(_) => true,
        EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
        _ => false,
    }
}

/// Whether a file is one that the site is made of, rather than an editor's own.
fn is_source(path: &Path) -> bool {
    const EXTENSIONS: [&str; 10] =
        ["rs", "toml", "md", "html", "css", "js", "json", "py", "svg", "woff2"];
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    EXTENSIONS.contains(&&*extension) && !name.starts_with(['.', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editors_own_files_are_no_sources() {
        for source in ["src/learn/model.rs", "www/chapters/index.md", "Cargo.toml"] {
            assert!(is_source(Path::new(source)), "{source}");
        }
        for other in [
            "src/.model.rs.swp",
            "src/.#model.rs",
            "src/model.rs~",
            "src/4913",
            "www/.style.css.kate-swp",
        ] {
            assert!(!is_source(Path::new(other)), "{other}");
        }
    }
}
