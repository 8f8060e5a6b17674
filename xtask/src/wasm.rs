//! The library compiled for the browser, in the parts that the page loads.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::cut::{self, Asks, CutError, Parts};
use crate::workspace::Workspace;

/// The machine that browsers are.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Why there is no wasm module.
#[derive(Debug, thiserror::Error)]
pub enum WasmError {
    /// A program that must exist could not be started.
    #[error("could not start `{program}`: {source}")]
    Start {
        /// The program's name.
        program: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The compiler has said why on its own standard error.
    #[error("the library does not compile for {TARGET}; the compiler's message is above")]
    Compile,
    /// The target lacks and could not be added.
    #[error(
        "the Rust target {TARGET} is not installed. Type\n\n    rustup target add {TARGET}\n\nand try again"
    )]
    TargetMissing,
    /// The module was not cut.
    #[error(transparent)]
    Cut(#[from] CutError),
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Compiles the library with these features of it, and writes into the folder `into` what
/// [`cut`] makes of it, given which chapter `asks` for which part.
///
/// # Errors
/// When it does not compile, or cannot be cut.
///
/// [`cut`]: cut::cut
pub fn build(
    workspace: &Workspace,
    into: &Path,
    features: &[&str],
    asks: Asks<'_>,
) -> Result<Parts, WasmError> {
    ensure_target()?;
    let module = compile(workspace, features)?;
    Ok(cut::cut(&module, into, asks)?)
}

/// Adds the wasm target to the toolchain if it lacks.
pub fn ensure_target() -> Result<(), WasmError> {
    if has_target()? {
        return Ok(());
    }
    println!("The Rust target {TARGET} is not installed: running `rustup target add {TARGET}`.");
    let added = Command::new("rustup").args(["target", "add", TARGET]).status();
    match added {
        Ok(status) if status.success() => Ok(()),
        _ => Err(WasmError::TargetMissing),
    }
}

fn has_target() -> Result<bool, WasmError> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .map_err(|source| WasmError::Start { program: "rustc", source })?;
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    Ok(output.status.success() && folder.is_dir())
}

fn compile(workspace: &Workspace, features: &[&str]) -> Result<PathBuf, WasmError> {
    let status = Command::new(cargo())
        .current_dir(workspace.root())
        .args(["build", "--release", "--lib", "--package", "maml-live", "--target", TARGET])
        .args(["--features", &features.join(",")])
        .args(unplaced_sources().into_iter().flatten())
        .status()
        .map_err(|source| WasmError::Start { program: "cargo", source })?;
    if !status.success() {
        return Err(WasmError::Compile);
    }
    Ok(workspace.target().join(TARGET).join("release").join("maml_live.wasm"))
}

/// Takes the folder with the sources of dependencies out of what panics say: the program
/// shall be the same whoever builds it, and need not carry that path to every reader.
///
/// Cargo joins this to the flags of `.cargo/config.toml`.
fn unplaced_sources() -> Option<[String; 2]> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    let sources = fs::read_dir(home.join("registry/src")).ok()?;
    let flags: Vec<String> = sources
        .flatten()
        // Written as a literal string, which takes any path without a quotation mark.
        .map(|folder| format!("'--remap-path-prefix={}='", folder.path().display()))
        .collect();
    let flags = flags.join(", ");
    Some(["--config".to_owned(), format!("target.{TARGET}.rustflags = [{flags}]")])
}

/// The cargo that runs us.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
