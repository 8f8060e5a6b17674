//! ARCHITECTURE.md is a map: it names what exists, and nothing else.

use std::path::Path;

use super::source::{Finding, Source};

/// What is wrong with the documents that describe the whole.
pub(super) fn check(root: &Path, sources: &[Source]) -> Vec<Finding> {
    let document = |name: &str| sources.iter().find(|source| source.path == name);
    let mut findings = Vec::new();
    match document("ARCHITECTURE.md") {
        Some(map) => {
            findings.extend(unnamed_modules(map, sources));
            findings.extend(named_in_vain(map, |path| root.join(path).exists()));
        }
        None => findings.push(missing("ARCHITECTURE.md")),
    }
    match document("CHANGELOG.md") {
        Some(log) if log.text.contains("\n## Unreleased\n") => {}
        Some(log) => findings.push(log.finding(1, "there is no `## Unreleased`")),
        None => findings.push(missing("CHANGELOG.md")),
    }
    findings
}

fn missing(path: &str) -> Finding {
    Finding { path: path.to_owned(), line: 1, what: "is missing".to_owned() }
}

/// Modules of the library and of xtask that the map does not name, in code style.
fn unnamed_modules(map: &Source, sources: &[Source]) -> Vec<Finding> {
    let modules = sources.iter().filter_map(|source| Some((source, module(&source.path)?)));
    let unnamed = modules.filter(|(_, module)| !names(&map.text, module));
    unnamed
        .map(|(source, module)| {
            source.finding(1, format!("ARCHITECTURE.md does not name `{module}`"))
        })
        .collect()
}

/// The name of the module that a file is: a folder's for its `mod.rs`.
fn module(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/").or_else(|| path.strip_prefix("xtask/src/"))?;
    let stem = inside.strip_suffix(".rs")?;
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    let name = stem.rsplit('/').next().unwrap_or(stem);
    (!matches!(name, "lib" | "main" | "tests")).then_some(name)
}

/// Whether a map has a name among its words in code style: `name`, `folder/name`, `name.rs`,
/// `folder/{one, name}`.
fn names(map: &str, module: &str) -> bool {
    let in_code = map.split('`').skip(1).step_by(2);
    in_code
        .flat_map(|code| code.split(['/', '{', '}', ',', ' ', ':']))
        .any(|word| word.trim_end_matches(".rs") == module)
}

/// Paths that the map names and that are not there.
fn named_in_vain(map: &Source, exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    const PARTS: [&str; 5] = ["src/", "xtask/", "www/", "tests/", "docs/"];
    let mut findings = Vec::new();
    for (line, text) in map.lines() {
        for path in text.split('`').skip(1).step_by(2) {
            let is_path = PARTS.iter().any(|part| path.starts_with(part))
                && !path.contains(['{', '*', ' ', '<']);
            if is_path && !exists(path) {
                findings.push(map.finding(line, format!("there is no `{path}`")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_named_in_any_of_the_usual_ways() {
        for map in ["`adapt`", "`src/learn/adapt.rs`", "`learn/{toy, adapt}`", "`learn::adapt`"] {
            assert!(names(map, "adapt"), "{map}");
        }
        assert!(!names("adapt", "adapt"), "prose is no name");
        assert!(!names("`adaptive`", "adapt"));
    }

    #[test]
    fn files_are_modules_by_their_names() {
        assert_eq!(module("src/learn/adapt.rs"), Some("adapt"));
        assert_eq!(module("src/learn/mod.rs"), Some("learn"));
        assert_eq!(module("xtask/src/page/mod.rs"), Some("page"));
        assert_eq!(module("src/lib.rs"), None);
        assert_eq!(module("tests/links.rs"), None);
    }

    #[test]
    fn the_map_names_nothing_that_is_not_there() {
        let map =
            Source::new("ARCHITECTURE.md", "`src/learn/` and `src/gone.rs` and `src/{a,b}`\n");
        let findings = named_in_vain(&map, |path| path == "src/learn/");
        assert_eq!(findings, [map.finding(1, "there is no `src/gone.rs`")]);
    }
}
