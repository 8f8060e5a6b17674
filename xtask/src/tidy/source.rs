//! What is looked at, and what is found.

use std::fmt;

/// A text of the repository.
#[derive(Debug)]
pub(super) struct Source {
    /// Where it is, relative to the top, with forward slashes.
    pub(super) path: String,
    pub(super) text: String,
}

/// A place that is not as it should be.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which file, relative to the top, with forward slashes.
    pub path: String,
    /// Which line, counted from one.
    pub line: usize,
    /// What is amiss.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.what)
    }
}

impl Source {
    /// A text at a place.
    pub(super) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Its lines, counted from one.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Whether it is Rust.
    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Something found in it.
    pub(super) fn finding(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, what: what.into() }
    }
}
