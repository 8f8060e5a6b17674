//! What can be wrong with a chapter, said so that its author finds the place.

use std::io;
use std::path::PathBuf;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something is wrong at a known line of a chapter.
    #[error("{file}:{line}: {fault}")]
    Chapter {
        /// The chapter's file, relative to the repository.
        file: String,
        /// The line, counted from one.
        line: usize,
        /// What is wrong there.
        fault: Fault,
    },
    /// Two places of the sources claim the same listing.
    #[error("the listing `{name}` is marked twice: in {first} and in {second}")]
    ListingTwice {
        /// The listing's name.
        name: String,
        /// The file of the first one.
        first: String,
        /// The file of the second one.
        second: String,
    },
    /// A listing's beginning has no end.
    #[error("{file}: the listing `{name}` has no `// end listing`")]
    ListingOpen {
        /// The file with the beginning.
        file: String,
        /// The listing's name.
        name: String,
    },
    /// The reference list cannot be understood.
    #[error("www/references.toml: {0}")]
    References(#[from] toml::de::Error),
    /// A training record is not JSON.
    #[error("{}: {source}", path.display())]
    Record {
        /// Which file.
        path: PathBuf,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// A template is wrong.
    #[error("{0:#}")]
    Template(#[from] minijinja::Error),
}

/// What is wrong at a place of a chapter.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The chapter lacks its title, description or lede.
    #[error(
        "a chapter begins with `---`, `title:`, `description:`, `lede:`, `---`; here lacks {0}"
    )]
    FrontMatter(&'static str),
    /// A `:::` block of a kind that is not known.
    #[error("no such block: `:::{0}`; there are figure NAME, inset LINK, listing NAME and predict")]
    UnknownBlock(String),
    /// A `:::` block without an end.
    #[error("this block has no closing `:::`")]
    OpenBlock,
    /// A formula that is not LaTeX as we know it.
    #[error("the formula `{latex}`: {message}")]
    Formula {
        /// The formula.
        latex: String,
        /// What the converter said.
        message: String,
    },
    /// What was to be a formula is none.
    #[error("a `$` that neither begins nor ends a formula; are all braces closed?")]
    Dollar,
    /// A formula with a glyph that the font of the page lacks.
    #[error(
        "the formula `{latex}` needs `{glyph}`: add it to www/fonts/glyphs and run www/fonts/subset.py"
    )]
    Glyph {
        /// The formula.
        latex: String,
        /// The glyph.
        glyph: char,
    },
    /// A sidenote without an end in its paragraph.
    #[error("the sidenote `^[` has no closing `]` in its paragraph")]
    OpenNote,
    /// A citation of a work that is not in the list.
    #[error("www/references.toml has no work `{0}`")]
    UnknownReference(String),
    /// An ink that is not in the palette.
    #[error("the palette has no ink `{0}`")]
    UnknownInk(String),
    /// A number that no training record holds.
    #[error("no training record holds `{0}`")]
    UnknownNumber(String),
    /// A listing that nothing in `src/` is marked as.
    #[error("no file in src/ has `// listing: {0}`")]
    UnknownListing(String),
    /// A letter of a formula that nobody explains.
    #[error("www/symbols.toml does not say what `{letter}` in the formula `{latex}` is")]
    UnknownSymbol {
        /// The formula.
        latex: String,
        /// The letter.
        letter: String,
    },
    /// A listing that could not be highlighted.
    #[error("the listing cannot be highlighted: {0}")]
    Highlight(String),
    /// A listing without the same step in Python.
    #[error("www/listings/{0}.py is missing")]
    NoPython(String),
    /// A figure that is not in the library's list.
    #[error("the library has no figure `{0}`")]
    UnknownFigure(String),
    /// A table that is not there.
    #[error("there is no table `{0}`")]
    UnknownTable(String),
    /// An inset that cannot be as it is written.
    #[error("the inset `{link}`: {message}")]
    Inset {
        /// Its figure and state, as written.
        link: String,
        /// What is wrong with it.
        message: String,
    },
    /// A number of an inset outside of one.
    #[error("`[{0}]` is a number of an inset, and stands in none")]
    NoInset(String),
    /// A number of an inset whose brackets hold more than its key.
    #[error("the brackets before `{{.{0}}}` hold the key of a number, and nothing else")]
    NoKey(String),
    /// A part of the page whose template is wrong.
    #[error("{0}")]
    Template(String),
    /// Two headings with the same address.
    #[error("another heading has the id `{0}` already; give this one another with {{#id}}")]
    IdTwice(String),
}

/// A fault and the line of the chapter where it is.
#[derive(Debug, PartialEq, Eq)]
pub struct FaultAt {
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong there.
    pub fault: Fault,
}

impl FaultAt {
    /// The error as it is shown, with the chapter's file.
    pub fn within(self, file: String) -> PageError {
        PageError::Chapter { file, line: self.line, fault: self.fault }
    }
}

impl Fault {
    /// The fault at a line, counted from one.
    pub fn at(self, line: usize) -> FaultAt {
        FaultAt { line, fault: self }
    }
}
