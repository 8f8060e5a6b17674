//! The works that chapters cite.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{Fault, PageError};

/// The works of `www/references.toml` by key.
#[derive(Debug, Default)]
pub struct References {
    works: BTreeMap<String, Work>,
}

/// A work as `www/references.toml` describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// `Given Family`, or `Family, Given` where the family name is more than the last word.
    pub authors: Vec<String>,
    /// The year of publication.
    pub year: u16,
    /// The title.
    pub title: String,
    /// Where it appeared.
    pub venue: String,
    /// Where it can be read.
    pub url: String,
    /// BibTeX's kind of entry, which decides what the venue is called there.
    #[serde(default)]
    pub kind: Kind,
}

/// BibTeX's kind of entry.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A paper in a journal.
    Article,
    /// A paper at a conference.
    #[default]
    InProceedings,
    /// A book.
    Book,
    /// Anything else.
    Misc,
}

/// An entry of a chapter's reference list, ready for the template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The key by which it is cited.
    pub key: String,
    /// All authors.
    pub authors: String,
    /// The year of publication.
    pub year: u16,
    /// The title.
    pub title: String,
    /// Where it appeared.
    pub venue: String,
    /// Where it can be read.
    pub url: String,
    /// The same for BibTeX.
    pub bibtex: String,
}

impl References {
    /// Reads the list; no file is an empty list.
    pub fn read(path: &Path) -> Result<Self, PageError> {
        if !path.is_file() {
            return Ok(Self::default());
        }
        Ok(Self {
            works: toml::from_str(&super::read(path)?)?,
        })
    }

    /// A work as it is cited in a sentence: "Finn et al., 2017".
    pub fn cite(&self, key: &str) -> Result<String, Fault> {
        let work = self
            .works
            .get(key)
            .ok_or_else(|| Fault::UnknownReference(key.to_owned()))?;
        let families: Vec<&str> = work.authors.iter().map(|author| family(author)).collect();
        let authors = match families.as_slice() {
            [one] => (*one).to_owned(),
            [one, two] => format!("{one} and {two}"),
            [one, ..] => format!("{one} et al."),
            [] => work.title.clone(),
        };
        Ok(format!("{authors}, {}", work.year))
    }

    /// The entries of a chapter's reference list, by first author and year.
    pub fn list<'a>(&self, cited: impl IntoIterator<Item = &'a String>) -> Vec<Entry> {
        let works = cited
            .into_iter()
            .filter_map(|key| self.works.get_key_value(key));
        let mut works: Vec<_> = works.collect();
        works.sort_by_key(|(_, work)| {
            let first = work.authors.first().map_or("", |author| family(author));
            (first.to_lowercase(), work.year, work.title.clone())
        });
        works
            .into_iter()
            .map(|(key, work)| work.entry(key))
            .collect()
    }
}

impl Work {
    fn entry(&self, key: &str) -> Entry {
        Entry {
            key: key.to_owned(),
            authors: listed(&self.authors),
            year: self.year,
            title: self.title.clone(),
            venue: self.venue.clone(),
            url: self.url.clone(),
            bibtex: self.bibtex(key),
        }
    }

    fn bibtex(&self, key: &str) -> String {
        let (kind, venue) = match self.kind {
            Kind::Article => ("article", "journal"),
            Kind::InProceedings => ("inproceedings", "booktitle"),
            Kind::Book => ("book", "publisher"),
            Kind::Misc => ("misc", "howpublished"),
        };
        let fields = [
            ("author", self.authors.join(" and ")),
            ("title", format!("{{{}}}", self.title)),
            (venue, self.venue.clone()),
            ("year", self.year.to_string()),
            ("url", self.url.clone()),
        ];
        let lines: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("  {name} = {{{value}}}"))
            .collect();
        format!("@{kind}{{{key},\n{}\n}}", lines.join(",\n"))
    }
}

/// "A", "A and B", "A, B and C", each as `Given Family`.
fn listed(authors: &[String]) -> String {
    let names: Vec<String> = authors.iter().map(|author| natural(author)).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

fn natural(author: &str) -> String {
    match author.split_once(',') {
        Some((family, given)) => format!("{} {}", given.trim(), family.trim()),
        None => author.to_owned(),
    }
}

fn family(author: &str) -> &str {
    let last_word = author.rsplit(' ').next().unwrap_or(author);
    author
        .split_once(',')
        .map_or(last_word, |(family, _)| family)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references() -> References {
        let list = r#"
            [finn2017]
            authors = ["Chelsea Finn", "Pieter Abbeel", "Sergey Levine"]
            year = 2017
            title = "Model-agnostic meta-learning"
            venue = "ICML"
            url = "https://example.org/maml"

            [vaswani]
            authors = ["van der Berg, Anna", "Bo Lee"]
            year = 2001
            title = "Two"
            venue = "A Journal"
            url = "https://example.org/two"
            kind = "article"
        "#;
        References {
            works: toml::from_str(list).unwrap(),
        }
    }

    #[test]
    fn citations_name_authors_and_year() {
        assert_eq!(references().cite("finn2017").unwrap(), "Finn et al., 2017");
        assert_eq!(
            references().cite("vaswani").unwrap(),
            "van der Berg and Lee, 2001"
        );
        assert_eq!(
            references().cite("nobody"),
            Err(Fault::UnknownReference("nobody".to_owned()))
        );
    }

    #[test]
    fn the_list_holds_what_is_cited_by_author() {
        let cited = ["vaswani".to_owned(), "finn2017".to_owned()];
        let list = references().list(&cited);
        let keys: Vec<&str> = list.iter().map(|entry| &*entry.key).collect();
        assert_eq!(keys, ["finn2017", "vaswani"]);
        assert_eq!(list[1].authors, "Anna van der Berg and Bo Lee");
        assert!(
            list[1]
                .bibtex
                .starts_with("@article{vaswani,\n  author = {van der Berg, Anna and Bo Lee},")
        );
    }
}
