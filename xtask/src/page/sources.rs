//! What every chapter may draw on, read once.

use std::collections::BTreeMap;

use super::accuracies::Accuracies;
use super::disk::read;
use super::error::PageError;
use super::listing::Listings;
use super::math::Maths;
use super::numbers::Numbers;
use super::picture::Files;
use super::references::References;
use super::results::{self, Results};
use super::symbols::Symbols;
use super::template::Template;
use crate::workspace::Workspace;

/// The tables of `www/tables/` that chapters may show: of errors, and of accuracies.
const TABLES: [&str; 1] = ["sinusoid"];
const ACCURACIES: &str = "drawings";

/// What every chapter may draw on.
#[derive(Debug)]
pub struct Sources {
    pub(super) maths: Maths,
    pub(super) listings: Listings,
    pub(super) numbers: Numbers,
    pub(super) references: References,
    pub(super) symbols: Symbols,
    pub(super) template: Template,
    tables: BTreeMap<&'static str, Results>,
    accuracies: Option<Accuracies>,
}

impl Sources {
    /// Reads everything that chapters refer to.
    pub fn read(workspace: &Workspace) -> Result<Self, PageError> {
        Ok(Self {
            maths: Maths::new(&read(&workspace.www().join("fonts/glyphs"))?),
            listings: Listings::read(workspace)?,
            numbers: Numbers::read(&workspace.www())?,
            references: References::read(&workspace.www().join("references.toml"))?,
            symbols: Symbols::read(&workspace.www().join("symbols.toml"))?,
            template: Template::read(&workspace.www())?,
            tables: TABLES
                .iter()
                .filter_map(|&name| Some((name, results::read(&workspace.www(), name)?)))
                .collect(),
            accuracies: read(
                &workspace.www().join("tables").join(ACCURACIES).with_extension("csv"),
            )
            .ok()
            .map(|text| Accuracies::read(&text))
            .filter(|accuracies| !accuracies.is_empty()),
        })
    }

    /// The table of that name with a caption, as HTML; its pictures' files go to `files`.
    pub(super) fn table(&self, name: &str, caption: &str, files: &mut Files) -> Option<String> {
        if name == ACCURACIES {
            return Some(self.accuracies.as_ref()?.html(name, caption, files));
        }
        Some(self.tables.get(name)?.html(name, caption, files))
    }
}
