//! What `deny.toml` allows: the part of cargo-deny's format that is used here.

use std::fs;

use serde::Deserialize;

use super::error::DependencyError;
use super::licence;
use super::package::Package;
use crate::workspace::Workspace;

/// What a package may be like.
#[derive(Debug, Default, Deserialize)]
pub struct Policy {
    licenses: Licences,
    sources: Sources,
    advisories: Advisories,
}

#[derive(Debug, Default, Deserialize)]
struct Licences {
    allow: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Advisories {
    ignore: Vec<String>,
}

impl Policy {
    /// Reads `deny.toml`.
    ///
    /// # Errors
    /// When it is not there or not in the format.
    pub fn read(workspace: &Workspace) -> Result<Self, DependencyError> {
        let fault = |error: &dyn ToString| DependencyError::Policy(error.to_string());
        let text = fs::read_to_string(workspace.root().join("deny.toml"));
        Self::parse(&text.map_err(|error| fault(&error))?)
    }

    /// Reads a policy from its text.
    ///
    /// # Errors
    /// When it is not in the format.
    pub fn parse(text: &str) -> Result<Self, DependencyError> {
        toml::from_str(text).map_err(|error| DependencyError::Policy(error.to_string()))
    }

    /// What speaks against a package: a sentence for each thing.
    pub fn objections(&self, package: &Package) -> Vec<String> {
        let Package { name, version, licence, source } = package;
        let mut objections = Vec::new();
        let allowed = |name: &str| self.licenses.allow.iter().any(|other| other == name);
        match licence {
            None => objections.push(format!("{name} {version} names no licence")),
            Some(expression) => match licence::satisfied(expression, allowed) {
                Some(true) => {}
                Some(false) => objections
                    .push(format!("{name} {version} is under {expression}, which is not allowed")),
                None => objections.push(format!(
                    "{name} {version} is under `{expression}`, which is no SPDX expression"
                )),
            },
        }
        if let Some(source) = source {
            let registry = source.strip_prefix("registry+").or(source.strip_prefix("sparse+"));
            let known = registry.is_some_and(|registry| {
                self.sources.allow_registry.iter().any(|other| other == registry)
            });
            if !known {
                objections.push(format!("{name} {version} comes from {source}"));
            }
        }
        objections
    }

    /// Whether an advisory is known not to concern us.
    pub fn ignores(&self, id: &str) -> bool {
        self.advisories.ignore.iter().any(|other| other == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "[licenses]\nallow = ['MIT']\n[sources]\nunknown-git = 'deny'\n\
        allow-registry = ['https://crates.example']\n[advisories]\nignore = ['RUSTSEC-1']";

    fn objections(licence: Option<&str>, source: Option<&str>) -> Vec<String> {
        let package = Package {
            name: "thing".into(),
            version: "1.0.0".into(),
            licence: licence.map(str::to_owned),
            source: source.map(str::to_owned),
        };
        Policy::parse(POLICY).unwrap().objections(&package)
    }

    #[test]
    fn licences_and_sources_are_those_of_the_list() {
        let registry = Some("registry+https://crates.example");
        assert_eq!(objections(Some("MIT OR GPL-3.0"), registry), [""; 0]);
        assert_eq!(objections(Some("MIT"), None), [""; 0], "our own");
        assert_eq!(objections(Some("GPL-3.0"), registry).len(), 1);
        assert_eq!(objections(None, registry), ["thing 1.0.0 names no licence"]);
        assert_eq!(objections(Some("as you like it"), registry).len(), 1);
        let elsewhere = ["git+https://crates.example", "registry+https://crates.example.org"];
        for source in elsewhere {
            assert_eq!(objections(Some("MIT"), Some(source)).len(), 1, "{source}");
        }
    }

    #[test]
    fn a_policy_must_say_everything() {
        assert!(Policy::parse("[licenses]\nallow = []").is_err());
        let policy = Policy::parse(POLICY).unwrap();
        assert!(policy.ignores("RUSTSEC-1") && !policy.ignores("RUSTSEC-2"));
    }
}
