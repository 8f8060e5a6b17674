//! Listings: the code that the page shows is the code that runs.
//!
//! A listing is whatever stands in `src/` between `// listing: NAME` and
//! `// end listing`. Beside it stands `www/listings/NAME.py`, the same step in Python.

use std::collections::BTreeMap;
use std::path::PathBuf;

use minijinja::HtmlEscape;
use serde::Serialize;
use walkdir::WalkDir;

use super::error::{Fault, PageError};
use crate::workspace::Workspace;

/// Every listing of the sources, by name.
#[derive(Debug, Default)]
pub struct Listings {
    listings: BTreeMap<String, Listing>,
    python: PathBuf,
}

/// One step in two languages, each as HTML with its comments marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// The name in the chapter, which is also its file name in Python.
    pub name: String,
    /// Where in the repository the Rust comes from.
    pub file: String,
    /// The Rust, without the indentation that it has there.
    pub rust: String,
    /// The Python; empty until asked for by [`Listings::get`].
    pub python: String,
}

impl Listings {
    /// Finds the listings in the library's sources.
    pub fn read(workspace: &Workspace) -> Result<Self, PageError> {
        let mut listings = Self { python: workspace.www().join("listings"), ..Self::default() };
        let files = WalkDir::new(workspace.src()).sort_by_file_name().into_iter().flatten();
        for file in
            files.filter(|file| file.path().extension().is_some_and(|extension| extension == "rs"))
        {
            let source = super::disk::read(file.path())?;
            listings.add(&workspace.relative(file.path()), &source)?;
        }
        Ok(listings)
    }

    /// A listing by name, in both languages.
    pub fn get(&self, name: &str) -> Result<Listing, Fault> {
        let listing =
            self.listings.get(name).ok_or_else(|| Fault::UnknownListing(name.to_owned()))?;
        let python = super::disk::read(&self.python.join(name).with_extension("py"));
        let python = python.map_err(|_| Fault::NoPython(name.to_owned()))?;
        Ok(Listing {
            rust: with_comments_marked(&listing.rust, &["//"]),
            // What a function of Python says of itself is a comment to its reader.
            python: with_comments_marked(python.trim_end(), &["#", "\"\"\""]),
            ..listing.clone()
        })
    }

    fn add(&mut self, file: &str, source: &str) -> Result<(), PageError> {
        let mut open: Option<(String, Vec<&str>)> = None;
        for line in source.lines() {
            let mark = line.trim();
            if let Some(name) = mark.strip_prefix("// listing:") {
                open = Some((name.trim().to_owned(), Vec::new()));
            } else if mark == "// end listing" {
                if let Some((name, lines)) = open.take() {
                    self.insert(name, file, &lines)?;
                }
            } else if let Some((_, lines)) = &mut open {
                lines.push(line);
            }
        }
        match open {
            Some((name, _)) => Err(PageError::ListingOpen { file: file.to_owned(), name }),
            None => Ok(()),
        }
    }

    fn insert(&mut self, name: String, file: &str, lines: &[&str]) -> Result<(), PageError> {
        let rust = dedented(lines);
        let listing =
            Listing { name: name.clone(), file: file.to_owned(), rust, python: String::new() };
        match self.listings.insert(name.clone(), listing) {
            Some(first) => {
                Err(PageError::ListingTwice { name, first: first.file, second: file.to_owned() })
            }
            None => Ok(()),
        }
    }
}

/// Code as HTML whose comments can be told apart: more colours would say less.
fn with_comments_marked(code: &str, marks: &[&str]) -> String {
    let lines = code.lines().map(|line| {
        let comment = marks.iter().filter_map(|mark| line.find(mark)).min();
        let (code, comment) = line.split_at(comment.unwrap_or(line.len()));
        match comment {
            "" => HtmlEscape(code).to_string(),
            _ => format!(
                "{}<span class=\"comment\">{}</span>",
                HtmlEscape(code),
                HtmlEscape(comment)
            ),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The lines without the indentation that all of them share.
fn dedented(lines: &[&str]) -> String {
    let indentation = |line: &&str| line.len() - line.trim_start().len();
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let shared = filled.map(indentation).min().unwrap_or(0);
    let dedented = lines.iter().map(|line| line.get(shared..).unwrap_or(""));
    dedented.collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
fn outside() {}
    // listing: step
    fn step() {
        body();
    }
    // end listing
";

    #[test]
    fn a_listing_is_what_stands_between_its_marks() {
        let mut listings = Listings::default();
        listings.add("src/a.rs", SOURCE).unwrap();
        let step = &listings.listings["step"];
        assert_eq!(step.rust, "fn step() {\n    body();\n}");
        assert_eq!(step.file, "src/a.rs");
    }

    #[test]
    fn comments_are_marked_and_signs_escaped() {
        let html = with_comments_marked("a < b; // so\n\nc", &["//"]);
        assert_eq!(html, "a &lt; b; <span class=\"comment\">&#x2f;&#x2f; so</span>\n\nc");
    }

    #[test]
    fn twice_or_open_is_an_error_that_names_the_file() {
        let mut listings = Listings::default();
        listings.add("src/a.rs", SOURCE).unwrap();
        let twice = listings.add("src/b.rs", SOURCE).unwrap_err().to_string();
        assert!(twice.contains("src/a.rs") && twice.contains("src/b.rs"), "{twice}");
        let open = listings.add("src/c.rs", "// listing: other\n").unwrap_err().to_string();
        assert!(open.contains("src/c.rs") && open.contains("other"), "{open}");
    }

    #[test]
    fn a_listing_that_is_nowhere_is_a_fault() {
        assert_eq!(Listings::default().get("x"), Err(Fault::UnknownListing("x".to_owned())));
    }
}
