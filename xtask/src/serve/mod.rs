//! `cargo run`: shows the site on this machine and rebuilds it when a source changes.

pub mod port;
pub mod server;
pub mod torn;
pub mod watch;

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::{self, BuildError};
use crate::wasm;
use crate::workspace::Workspace;
pub use port::{Port, ServerError};
pub use server::{Server, Site};
pub use torn::{REST, Tear};
use watch::{WatchError, Watcher};

/// Why the site is not shown.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The first build failed, so there is nothing to show.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The port is not to be had.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The sources cannot be watched.
    #[error(transparent)]
    Watch(#[from] WatchError),
}

/// Whether a browser shall be opened on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Open one where there is one.
    Open,
    /// Leave that to the reader.
    Leave,
}

/// Builds, serves, and rebuilds for ever.
pub fn run(workspace: &Workspace, port: u16, browser: Browser) -> Result<(), ServeError> {
    let dist = workspace.dist();
    // The port first: to hear that it is taken only after a minute of compiling is vexing.
    let port = Port::reserve(port)?;
    build::build(workspace, &dist)?;
    let server = Server::start(Site::new(&dist), port);
    println!("The page is at {} (Ctrl-C ends).", server.url());
    if browser == Browser::Open {
        open(server.url());
    }
    let watcher = Watcher::new(workspace)?;
    loop {
        let changed = watcher.wait()?;
        println!("{} changed: building again.", workspace.relative(&changed));
        rebuild(workspace, &server, &dist);
    }
}

/// Builds beside the site and puts the result in its place; a failure leaves the site as it is.
///
/// A fresh process builds, because a changed source may have changed this program: it
/// draws the figures' first states and contains the page generator.
fn rebuild(workspace: &Workspace, server: &Server, dist: &Path) {
    let next: PathBuf = workspace.target().join("site");
    let status = Command::new(wasm::cargo())
        .current_dir(workspace.root())
        .args(["run", "--quiet", "--package", "xtask", "--", "build", "--out"])
        .arg(&next)
        .status();
    let built = status.is_ok_and(|status| status.success());
    if !built {
        eprintln!("That build failed; the page is still the last good one.");
        return;
    }
    match server.between_requests(|| build::replace(dist, &next)) {
        Ok(()) => println!("Reload the page to see it."),
        Err(error) => eprintln!("{error}; the page may be incomplete until the next build."),
    }
}

/// Opens the reader's browser, if there is a screen to show it on.
fn open(url: &str) {
    let has_screen = cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some());
    if has_screen {
        // A machine without a browser is no fault: the address has been printed.
        let _ = open::that_detached(url);
    }
}
