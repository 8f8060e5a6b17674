//! The packages of `Cargo.lock`.

use std::process::Command;

use serde::Deserialize;

use super::error::DependencyError;
use crate::wasm;
use crate::workspace::Workspace;

/// A package that we depend on, on some machine or other; or one of our own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The SPDX expression of its licence.
    #[serde(rename = "license")]
    pub licence: Option<String>,
    /// Where it comes from; none for our own.
    pub source: Option<String>,
}

/// All packages of `Cargo.lock`, whatever kind of machine they are for.
///
/// # Errors
/// When cargo does not tell.
pub fn all(workspace: &Workspace) -> Result<Vec<Package>, DependencyError> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    let fault = |error: &dyn ToString| DependencyError::Metadata(error.to_string());
    let output = Command::new(wasm::cargo())
        .args(["metadata", "--format-version", "1", "--locked", "--quiet"])
        .current_dir(workspace.root())
        .output()
        .map_err(|error| fault(&error))?;
    if !output.status.success() {
        return Err(fault(&String::from_utf8_lossy(&output.stderr)));
    }
    let metadata: Metadata =
        serde_json::from_slice(&output.stdout).map_err(|error| fault(&error))?;
    Ok(metadata.packages)
}
