//! Builds the contestants, or installs them when asked for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::error::BenchError;
use crate::wasm::cargo;
use crate::workspace::Workspace;

/// Builds the native contestant and returns where it is.
pub(super) fn native(workspace: &Workspace) -> Result<PathBuf, BenchError> {
    let mut command = Command::new(cargo());
    command
        .current_dir(workspace.root())
        .args(["bench", "--no-run", "--package", "maml-live", "--features", "bench"])
        .args(["--bench", "learning", "--message-format", "json-render-diagnostics"])
        .stderr(std::process::Stdio::inherit());
    let output = command
        .output()
        .map_err(|source| BenchError::Start { program: "cargo".to_owned(), source })?;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == "learning")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| BenchError::Command("cargo bench --no-run".to_owned()))
}

/// A Python that has JAX, about to run the JAX contestant on one thread.
pub(super) fn jax(workspace: &Workspace) -> Result<Command, BenchError> {
    let environment = workspace.target().join("jax");
    let python = environment.join("bin/python");
    let installed = environment.join("installed");
    if !installed.exists() {
        println!("installing JAX under {} …", workspace.relative(&environment));
        run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "jax[cpu]"]))?;
        fs::write(&installed, "")?;
    }
    let mut command = Command::new(&python);
    command
        .arg(workspace.root().join("benches/jax_maml.py"))
        .env("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
        .env("JAX_PLATFORMS", "cpu");
    Ok(command)
}

/// TensorFlow.js and its wasm backend, copied to where the browser finds them.
pub(super) fn tfjs(workspace: &Workspace, folder: &Path) -> Result<(), BenchError> {
    let modules = workspace.target().join("tfjs");
    let packages = ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"];
    if !modules.join("node_modules").join(packages[1]).exists() {
        println!("installing TensorFlow.js under {} …", workspace.relative(&modules));
        fs::create_dir_all(&modules)?;
        run(Command::new("npm")
            .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
            .arg(&modules)
            .args(packages))?;
    }
    let files = [
        "@tensorflow/tfjs/dist/tf.min.js",
        "@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js",
        "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
        "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
    ];
    for file in files.map(Path::new) {
        let name = file.file_name().unwrap_or_default();
        fs::copy(modules.join("node_modules").join(file), folder.join(name))?;
    }
    Ok(())
}

fn run(command: &mut Command) -> Result<(), BenchError> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(BenchError::Command(format!("{command:?}"))),
        Err(source) => Err(BenchError::Start { program, source }),
    }
}
