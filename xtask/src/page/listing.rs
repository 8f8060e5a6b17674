//! Listings: the code that the page shows is the code that runs.
//!
//! A listing is whatever stands in `src/` between `// listing: NAME` and
//! `// end listing`. Beside it stands `www/listings/NAME.py`, the same step in Python. Lines
//! between `// fold: WHAT` and `// end fold` (in Python `# fold: WHAT`) are folded away, with a
//! sign that says what they are for.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;
use walkdir::WalkDir;

use super::error::{Fault, PageError};
use super::highlight::{self, Language};
use crate::workspace::Workspace;

/// Every listing of the sources, by name.
#[derive(Debug, Default)]
pub struct Listings {
    listings: BTreeMap<String, Cut>,
    python: PathBuf,
}

/// One step in two languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// The name in the chapter, which is also its file name in Python.
    pub name: String,
    /// Where in the repository the Rust comes from.
    pub file: String,
    /// The Rust.
    pub rust: Vec<Part>,
    /// The Python.
    pub python: Vec<Part>,
}

/// Some lines of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The lines as HTML.
    pub html: String,
    /// What the lines are for, if they are folded away; none if they are seen.
    pub fold: Option<String>,
    /// How many lines there are.
    pub lines: usize,
    /// The blanks that the first of them begins with.
    pub indentation: String,
}

/// A piece of the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cut {
    /// Where in the repository it comes from.
    file: String,
    /// Its code, without the indentation that it has there.
    code: String,
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
        let Cut { file, code } =
            self.listings.get(name).ok_or_else(|| Fault::UnknownListing(name.to_owned()))?;
        let python = super::disk::read(&self.python.join(name).with_extension("py"));
        let python = python.map_err(|_| Fault::NoPython(name.to_owned()))?;
        Ok(Listing {
            name: name.to_owned(),
            file: file.clone(),
            rust: parts(Language::Rust, code)?,
            python: parts(Language::Python, python.trim_end())?,
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
        let cut = Cut { file: file.to_owned(), code: dedented(lines) };
        match self.listings.insert(name.clone(), cut) {
            Some(first) => {
                Err(PageError::ListingTwice { name, first: first.file, second: file.to_owned() })
            }
            None => Ok(()),
        }
    }
}

/// Code in parts: what stands between `fold: WHAT` and `end fold`, each in a comment of its own,
/// is folded away.
fn parts(language: Language, code: &str) -> Result<Vec<Part>, Fault> {
    let mark = match language {
        Language::Rust => "// ",
        Language::Python => "# ",
    };
    let marked = |line: &str| line.trim().strip_prefix(mark).map(str::to_owned);
    let (mut shown, mut pieces): (Vec<&str>, Vec<(Option<String>, usize)>) =
        (Vec::new(), vec![(None, 0)]);
    for line in code.lines() {
        let mark = marked(line);
        if let Some(what) = mark.as_deref().and_then(|mark| mark.strip_prefix("fold: ")) {
            pieces.push((Some(what.to_owned()), 0));
        } else if mark.as_deref() == Some("end fold") {
            pieces.push((None, 0));
        } else if let Some((_, lines)) = pieces.last_mut() {
            shown.push(line);
            *lines += 1;
        }
    }
    // Read as a whole: what a line is depends on those before it.
    let highlighted = highlight::lines(language, &shown.join("\n")).map_err(Fault::Highlight)?;
    let mut lines = shown.into_iter().zip(highlighted);
    let parts = pieces.into_iter().map(|(fold, count)| {
        let (code, html): (Vec<&str>, Vec<String>) = lines.by_ref().take(count).unzip();
        let first = code.first().copied().unwrap_or_default();
        let indentation = first[..first.len() - first.trim_start().len()].to_owned();
        Part { html: html.join("\n"), fold, lines: count, indentation }
    });
    Ok(parts.filter(|part| part.lines > 0).collect())
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
        assert_eq!(step.code, "fn step() {\n    body();\n}");
        assert_eq!(step.file, "src/a.rs");
    }

    #[test]
    fn plumbing_is_folded_and_the_code_stays_whole() {
        let code =
            "def f(x):\n    # fold: the checks\n    check(x)\n\n    # end fold\n    return x";
        let part = |html: &str, fold: Option<&str>, lines, indentation: &str| Part {
            html: html.to_owned(),
            fold: fold.map(str::to_owned),
            lines,
            indentation: indentation.to_owned(),
        };
        let expected = [
            part("<b>def</b> <span class=\"f\">f</span>(x):", None, 1, ""),
            part("    check(x)\n", Some("the checks"), 2, "    "),
            part("    <b>return</b> x", None, 1, "    "),
        ];
        assert_eq!(parts(Language::Python, code).unwrap(), expected);
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
