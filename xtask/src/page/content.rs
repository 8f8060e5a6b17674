//! What templates are filled with: a chapter, its headings, and its figures alone.

use serde::Serialize;

use super::picture::Files;
use super::references::Entry;
use super::symbols::Explained;

/// A chapter, ready for the template.
#[derive(Debug, Serialize)]
pub struct Chapter {
    /// The file name without extension.
    pub name: String,
    /// The title, as plain text.
    pub title: String,
    /// What search engines and link previews show.
    pub description: String,
    /// The sentences under the title, as HTML.
    pub lede: String,
    /// The text, as HTML.
    pub body: String,
    /// The headings of the second and third level.
    pub headings: Vec<Heading>,
    /// The live figures that it has, each as it is shown alone.
    pub figures: Vec<Alone>,
    /// The images that the figures refer to, as `data:` addresses.
    pub rasters: Vec<String>,
    /// The pictures of the further figures, which are files beside the page.
    #[serde(skip)]
    pub pictures: Files,
    /// The symbols of its formulas, explained.
    pub symbols: Vec<Explained>,
    /// The works cited.
    pub references: Vec<Entry>,
}

/// A figure as the page has it that shows nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alone {
    /// The name of the figure.
    pub name: &'static str,
    /// Its title, as plain text.
    pub title: &'static str,
    /// Itself, as HTML.
    pub html: String,
    /// The images that it refers to.
    pub rasters: Vec<String>,
}

impl Alone {
    /// The file name of the figure's own page.
    pub fn file(&self) -> String {
        format!("embed-{}.html", self.name)
    }
}

/// A heading within a chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// 2 or 3, as in `<h2>`.
    pub level: u8,
    /// Its address in the page.
    pub id: String,
    /// Its text, as HTML without links or notes.
    pub html: String,
}

impl Chapter {
    /// The file name of the chapter's page.
    pub fn file(&self) -> String {
        format!("{}.html", self.name)
    }
}
