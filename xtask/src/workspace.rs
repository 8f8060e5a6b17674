//! Where things lie in the repository.

use std::env;
use std::path::{Path, PathBuf};

/// The repository that the commands work on.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace that cargo runs us in, or the one around the working directory.
    pub fn find() -> Self {
        // Asked for at run time, not compile time: a repository may be moved with its `target/`.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let start = manifest.or_else(|| env::current_dir().ok()).unwrap_or_default();
        let root = start
            .ancestors()
            .find(|folder| folder.join("xtask/Cargo.toml").is_file())
            .unwrap_or(&start);
        Self { root: root.to_path_buf() }
    }

    /// A workspace at a known place.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The top folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The library's sources.
    pub fn src(&self) -> PathBuf {
        self.root.join("src")
    }

    /// What the page is made of besides Rust.
    pub fn www(&self) -> PathBuf {
        self.root.join("www")
    }

    /// The finished site.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where cargo and we put what can be made again.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |dir| self.root.join(dir))
    }

    /// A path as a reader knows it: relative to the top folder, with forward slashes.
    pub fn relative(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        path.components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/")
    }
}
