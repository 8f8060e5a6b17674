//! What the tests need besides Rust, and how to get it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::browsers::{Browser, find};
use crate::wasm::{self, WasmError};
use crate::workspace::Workspace;

/// Something that is needed is missing and could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// A program that a package of the system provides.
    #[error("{what} is not installed. Type\n\n    {command}\n\nand try again")]
    Missing {
        /// What is missing.
        what: String,
        /// What a person can type to have it.
        command: String,
    },
    /// The wasm target.
    #[error(transparent)]
    Target(#[from] WasmError),
}

/// The formatter, the linter and the wasm target, by rustup.
pub(super) fn ensure_components() -> Result<(), ToolError> {
    wasm::ensure_target()?;
    for (component, program) in [("rustfmt", "cargo-fmt"), ("clippy", "cargo-clippy")] {
        let missing = find(&[program]).is_none();
        if missing && !run("rustup", &["component", "add", component]) {
            let command = format!("rustup component add {component}");
            return Err(ToolError::Missing { what: component.to_owned(), command });
        }
    }
    Ok(())
}

/// A browser and its driver, by the system's packages or, for Firefox's driver, by cargo.
pub(super) fn ensure_browser(browser: Browser) -> Result<(), ToolError> {
    match browser {
        Browser::Chromium => {
            ensure("Chromium", browser.program(), &["chromium"])?;
            ensure("chromedriver", find(&["chromedriver"]), &["chromium-driver"])
        }
        Browser::Firefox => {
            ensure("Firefox", browser.program(), &["firefox-esr"])?;
            ensure_geckodriver()
        }
        Browser::WebKit => {
            let browser_and_driver = browser.program().and(find(&[browser.driver()]));
            ensure("WebKitWebDriver", browser_and_driver, &["webkit2gtk-driver"])?;
            // xvfb-run is a script that needs xauth, which its package only recommends.
            let screen = find(&["xauth"]).and(find(&["xvfb-run"]));
            ensure("xvfb-run", screen, &["xvfb", "xauth"])
        }
    }
}

/// Where programs are put that cargo builds for the tests.
pub(super) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("tools/bin")
}

/// A Python that has JAX: the one that `cargo xtask bench --jax` has set up, or the system's.
pub(super) fn python_with_jax(workspace: &Workspace) -> Option<PathBuf> {
    let own = workspace.target().join("jax/bin/python");
    let pythons = [Some(own).filter(|python| python.is_file()), find(&["python3"])];
    let has_jax = |python: &PathBuf| {
        let import = Command::new(python).args(["-c", "import jax"]).stderr(Stdio::null()).status();
        import.is_ok_and(|status| status.success())
    };
    pythons.into_iter().flatten().find(has_jax)
}

/// Installs Debian packages unless what they provide was found.
fn ensure(what: &str, found: Option<PathBuf>, packages: &[&str]) -> Result<(), ToolError> {
    if found.is_some() {
        return Ok(());
    }
    let command = format!("sudo apt-get install --yes {}", packages.join(" "));
    println!("{what} is not installed: running `{command}`.");
    if install(packages) {
        return Ok(());
    }
    Err(ToolError::Missing { what: what.to_owned(), command })
}

/// Tries the system's package manager, without asking anybody for a password.
fn install(packages: &[&str]) -> bool {
    let privileged = |arguments: &[&str]| {
        let environment = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
        let words: Vec<&str> = environment.iter().chain(arguments).copied().collect();
        // As root without sudo; otherwise with it, where it needs no password.
        (is_root() && run(words[0], &words[1..]))
            || (!is_root() && run("sudo", &[&["--non-interactive"], words.as_slice()].concat()))
    };
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    // Only an outdated list of packages makes the first attempt fail and the second succeed.
    privileged(&install) || (privileged(&["update"]) && privileged(&install))
}

/// Firefox's driver is in few distributions; cargo builds it, once, in some minutes.
fn ensure_geckodriver() -> Result<(), ToolError> {
    let workspace = Workspace::find();
    let own = folder(&workspace).join("geckodriver");
    if own.is_file() || find(&["geckodriver"]).is_some() {
        return Ok(());
    }
    let root = workspace.target().join("tools");
    let command = "cargo install geckodriver --locked".to_owned();
    println!("geckodriver is not installed: running `{command}`, which takes some minutes.");
    let root = root.to_string_lossy();
    if run("cargo", &["install", "geckodriver", "--locked", "--root", &*root]) {
        return Ok(());
    }
    Err(ToolError::Missing { what: "geckodriver".to_owned(), command })
}

fn run(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).status().is_ok_and(|status| status.success())
}

/// Whether we may install without asking: on Linux, the owner of our own process is root.
fn is_root() -> bool {
    let status = fs::read_to_string(Path::new("/proc/self/status")).unwrap_or_default();
    let owner = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    owner.is_some_and(|ids| ids.split_whitespace().nth(1) == Some("0"))
}
