//! The library compiled for the browser: the wasm module and the JavaScript that loads it.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::workspace::Workspace;

/// The machine that browsers are.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The name of the module and its glue in the page's folder.
const NAME: &str = "maml_live";

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
    /// wasm-bindgen refused the module.
    #[error("no JavaScript glue: {0}")]
    Glue(String),
}

/// Compiles the library and writes `maml_live.js` and `maml_live_bg.wasm` into `into`.
pub fn build(workspace: &Workspace, into: &Path) -> Result<(), WasmError> {
    build_with(workspace, into, &[])
}

/// The same with these features of the library.
pub fn build_with(workspace: &Workspace, into: &Path, features: &[&str]) -> Result<(), WasmError> {
    ensure_target()?;
    let module = compile(workspace, features)?;
    glue(&module, into)
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
        .status()
        .map_err(|source| WasmError::Start { program: "cargo", source })?;
    if !status.success() {
        return Err(WasmError::Compile);
    }
    Ok(workspace.target().join(TARGET).join("release").join(NAME).with_extension("wasm"))
}

fn glue(module: &Path, into: &Path) -> Result<(), WasmError> {
    let mut bindgen = Bindgen::new();
    let made = bindgen
        .input_path(module)
        .out_name(NAME)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| {
            // The glue shall know where the module lies: `init()` is called without arguments.
            bindgen.omit_default_module_path(false).generate(into)
        });
    made.map_err(|error| WasmError::Glue(format!("{error:#}")))
}

/// The cargo that runs us.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
