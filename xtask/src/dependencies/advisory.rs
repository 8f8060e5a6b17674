//! Security advisories: RustSec's database, a file for each in a folder for each package.
//!
//! A file begins with TOML between fences of three backquotes, and tells the rest in Markdown;
//! see <https://github.com/RustSec/advisory-db>.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use semver::{Version, VersionReq};
use serde::Deserialize;

use super::error::DependencyError;

/// Where the advisories are published.
const ADDRESS: &str = "https://github.com/RustSec/advisory-db";

/// How long fetching them may take: git itself would wait for minutes for an answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// The advisories cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("{ADDRESS} cannot be reached: {0}")]
pub struct Unreachable(String);

/// The advisories, in a folder of this machine.
#[derive(Debug)]
pub struct Database {
    folder: PathBuf,
    date: String,
}

/// One advisory.
#[derive(Debug, PartialEq, Eq)]
pub struct Advisory {
    /// Its number.
    pub id: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What it informs of, if it is no vulnerability: `unmaintained`, `unsound`, `notice`.
    informational: Option<String>,
    withdrawn: bool,
    patched: Vec<VersionReq>,
    unaffected: Vec<VersionReq>,
}

impl Database {
    /// Advisories that are there already.
    pub fn at(folder: impl Into<PathBuf>, date: impl Into<String>) -> Self {
        Self { folder: folder.into(), date: date.into() }
    }

    /// Fetches the newest advisories into a folder. If that fails, older ones that are there
    /// will do, which is said.
    ///
    /// # Errors
    /// When there are none.
    pub fn fetch(folder: &Path) -> Result<Self, Unreachable> {
        let place = folder.to_string_lossy();
        let is_there = folder.join("crates").is_dir();
        let fetched = if is_there {
            let fetch = ["-C", &*place, "fetch", "--quiet", "--depth", "1", "origin", "HEAD"];
            let take = ["-C", &*place, "reset", "--quiet", "--hard", "FETCH_HEAD"];
            git(&fetch).and_then(|_| git(&take))
        } else {
            git(&["clone", "--quiet", "--depth", "1", ADDRESS, &*place])
        };
        match fetched {
            Ok(_) => {}
            Err(why) if is_there => {
                println!("{} The advisories fetched before will do.", Unreachable(why))
            }
            Err(why) => return Err(Unreachable(why)),
        }
        let date = git(&["-C", &*place, "log", "-1", "--format=%cs"]).map_err(Unreachable)?;
        Ok(Self::at(folder, date.trim()))
    }

    /// The day of the last advisory.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// The advisories about a package.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn about(&self, package: &str) -> Result<Vec<Advisory>, DependencyError> {
        let files = fs::read_dir(self.folder.join("crates").join(package));
        let mut advisories = Vec::new();
        for file in files.into_iter().flatten().flatten().map(|file| file.path()) {
            let fault = |why: String| DependencyError::Advisory {
                path: file.to_string_lossy().into_owned(),
                why,
            };
            let text = fs::read_to_string(&file).map_err(|error| fault(error.to_string()))?;
            advisories.push(Advisory::parse(&text).map_err(fault)?);
        }
        Ok(advisories)
    }
}

impl Advisory {
    /// Reads an advisory.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let inside = text.split("```toml\n").nth(1).and_then(|rest| rest.split("\n```").next());
        let file: File =
            toml::from_str(inside.ok_or("it has no TOML")?).map_err(|error| error.to_string())?;
        let ranges = |ranges: Vec<String>| -> Result<Vec<VersionReq>, String> {
            let range = |range: String| {
                VersionReq::parse(&range).map_err(|error| format!("`{range}`: {error}"))
            };
            ranges.into_iter().map(range).collect()
        };
        let title = text.lines().find_map(|line| line.strip_prefix("# "));
        Ok(Self {
            title: title.unwrap_or("an advisory").to_owned(),
            id: file.advisory.id,
            informational: file.advisory.informational,
            withdrawn: file.advisory.withdrawn.is_some(),
            patched: ranges(file.versions.patched)?,
            unaffected: ranges(file.versions.unaffected)?,
        })
    }

    /// Whether it concerns a version of its package.
    pub fn concerns(&self, version: &str) -> bool {
        // A version that cannot be read is in none of the ranges that would be safe.
        let version = Version::parse(version).ok();
        let within = |range: &VersionReq| version.as_ref().is_some_and(|v| range.matches(v));
        !self.withdrawn && !self.patched.iter().chain(&self.unaffected).any(within)
    }

    /// Whether it tells of something that can be abused, rather than of a package's upkeep.
    pub fn is_hole(&self) -> bool {
        self.informational.as_deref().is_none_or(|kind| kind == "unsound")
    }
}

/// An advisory's file, of which we read this.
#[derive(Deserialize)]
struct File {
    advisory: Head,
    versions: Versions,
}

#[derive(Deserialize)]
struct Head {
    id: String,
    informational: Option<String>,
    withdrawn: Option<toml::Value>,
}

#[derive(Deserialize)]
struct Versions {
    #[serde(default)]
    patched: Vec<String>,
    #[serde(default)]
    unaffected: Vec<String>,
}

/// What git answers; or what it complains of, or that it takes too long.
fn git(arguments: &[&str]) -> Result<String, String> {
    let child = Command::new("git")
        .args(arguments)
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.map_err(|error| format!("git could not be started: {error}"))?;
    let start = Instant::now();
    while child.try_wait().is_ok_and(|status| status.is_none()) {
        if start.elapsed() > PATIENCE {
            // It may have ended this very moment.
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("no answer within {} s.", PATIENCE.as_secs()));
        }
        thread::sleep(Duration::from_millis(50));
    }
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advisory(head: &str, versions: &str) -> Advisory {
        let text = format!(
            "```toml\n[advisory]\nid = \"RUSTSEC-2000-0001\"\npackage = \"thing\"\n{head}\n\
             [affected.functions]\n\"thing::f\" = [\"< 1\"]\n[versions]\n{versions}\n```\n\n# A hole\n\nIt leaks.\n"
        );
        Advisory::parse(&text).unwrap()
    }

    #[test]
    fn versions_that_are_neither_patched_nor_unaffected_are_concerned() {
        let advisory =
            advisory("", "patched = [\">= 0.3.47\", \"^0.2.9\"]\nunaffected = [\"< 0.2.6\"]");
        assert_eq!(
            (advisory.id.as_str(), advisory.title.as_str()),
            ("RUSTSEC-2000-0001", "A hole")
        );
        for (version, expected) in [
            ("0.2.5", false),
            ("0.2.6", true),
            ("0.2.9", false),
            ("0.3.46", true),
            ("1.0.0", false),
        ] {
            assert_eq!(advisory.concerns(version), expected, "{version}");
        }
        assert!(advisory.concerns("unreadable"));
    }

    #[test]
    fn without_a_patch_all_are_concerned_unless_it_was_withdrawn() {
        assert!(advisory("", "patched = []").concerns("9.9.9"));
        assert!(!advisory("withdrawn = \"2001-01-01\"", "patched = []").concerns("9.9.9"));
    }

    #[test]
    fn what_is_unsound_is_a_hole_and_what_is_unmaintained_is_none() {
        assert!(advisory("", "").is_hole());
        assert!(advisory("informational = \"unsound\"", "").is_hole());
        assert!(!advisory("informational = \"unmaintained\"", "").is_hole());
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert!(Advisory::parse("# No TOML").is_err());
        assert!(Advisory::parse("```toml\n[advisory]\nid = 3\n```").is_err());
        let bad = "```toml\n[advisory]\nid = \"A\"\n[versions]\npatched = [\"soon\"]\n```";
        assert!(Advisory::parse(bad).unwrap_err().contains("soon"));
    }

    #[test]
    fn a_database_that_cannot_be_reached_is_said_and_an_older_one_will_do() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("advisories");
        let answer =
            git(&["clone", "--quiet", "file:///no/such/repository", &nowhere.to_string_lossy()]);
        assert!(answer.is_err_and(|why| !why.is_empty()));
        assert!(!nowhere.exists());
        let database = Database::at("tests/advisories", "2000-01-01");
        let found = database.about("cracked").unwrap();
        assert!(found.len() == 1 && found[0].concerns("1.2.3") && !found[0].concerns("1.2.4"));
        assert_eq!(database.about("solid").unwrap(), []);
    }
}
