//! What every chapter may draw on, read once.

use std::collections::BTreeMap;

use super::disk::read;
use super::error::PageError;
use super::listing::Listings;
use super::math::Maths;
use super::numbers::Numbers;
use super::references::References;
use super::results::{self, Results};
use super::symbols::Symbols;
use super::template::Template;
use crate::workspace::Workspace;

/// The tables of `www/tables/` that chapters may show.
const TABLES: [&str; 1] = ["sinusoid"];

/// What every chapter may draw on.
#[derive(Debug)]
pub struct Sources {
    pub(super) maths: Maths,
    pub(super) listings: Listings,
    pub(super) numbers: Numbers,
    pub(super) references: References,
    pub(super) symbols: Symbols,
    pub(super) template: Template,
    pub(super) tables: BTreeMap<&'static str, Results>,
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
        })
    }
}
