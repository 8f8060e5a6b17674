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
    /// `Family, Given`, as BibTeX has it.
    pub authors: Vec<String>,
    /// The year of publication.
    pub year: u16,
    /// The title.
    pub title: String,
    /// Where it appeared.
    pub venue: String,
    /// Where it can be read.
    pub url: String,
    /// BibTeX's kind of entry.
    pub kind: String,
    /// The number on arXiv, if it has one.
    pub eprint: Option<String>,
    /// Further fields for BibTeX, as they are.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
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
        Ok(Self { works: toml::from_str(&super::disk::read(path)?)? })
    }

    /// A work as it is cited in a sentence: "Finn et al., 2017".
    pub fn cite(&self, key: &str) -> Result<String, Fault> {
        let work = self.works.get(key).ok_or_else(|| Fault::UnknownReference(key.to_owned()))?;
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
        let works = cited.into_iter().filter_map(|key| self.works.get_key_value(key));
        let mut works: Vec<_> = works.collect();
        works.sort_by_key(|(_, work)| {
            let first = work.authors.first().map_or("", |author| family(author));
            (first.to_lowercase(), work.year, work.title.clone())
        });
        works.into_iter().map(|(key, work)| work.entry(key)).collect()
    }
}

impl Work {
    fn entry(&self, key: &str) -> Entry {
        Entry {
            key: key.to_owned(),
            authors: listed(&self.authors),
            year: self.year,
            // Braces protect capitals from BibTeX, and mean nothing to a reader.
            title: self.title.replace(['{', '}'], ""),
            venue: self.venue.clone(),
            url: self.url.clone(),
            bibtex: self.bibtex(key),
        }
    }

    fn bibtex(&self, key: &str) -> String {
        let mut fields = vec![
            ("author", self.authors.join(" and ")),
            ("title", self.title.clone()),
            ("year", self.year.to_string()),
        ];
        fields.extend(self.fields.iter().map(|(name, value)| (name.as_str(), value.clone())));
        if let Some(eprint) = &self.eprint {
            fields.push(("eprint", eprint.clone()));
            fields.push(("archiveprefix", "arXiv".to_owned()));
        }
        fields.push(("url", self.url.clone()));
        let lines: Vec<String> =
            fields.iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
        format!("@{}{{{key},\n{}\n}}", self.kind, lines.join(",\n"))
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
    author.split_once(',').map_or(author, |(family, _)| family)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references() -> References {
        let list = r#"
            [finn2017]
            kind = "inproceedings"
            authors = ["Finn, Chelsea", "Abbeel, Pieter", "Levine, Sergey"]
            year = 2017
            title = "Model-agnostic {M}eta-learning"
            venue = "ICML"
            url = "https://example.org/maml"
            eprint = "1703.03400"

            [berg2001]
            kind = "article"
            authors = ["van der Berg, Anna", "Lee, Bo"]
            year = 2001
            title = "Two"
            venue = "A Journal 1, 2"
            url = "https://example.org/two"
            fields = { journal = "A Journal" }
        "#;
        References { works: toml::from_str(list).unwrap() }
    }

    #[test]
    fn citations_name_authors_and_year() {
        assert_eq!(references().cite("finn2017").unwrap(), "Finn et al., 2017");
        assert_eq!(references().cite("berg2001").unwrap(), "van der Berg and Lee, 2001");
        assert_eq!(references().cite("nobody"), Err(Fault::UnknownReference("nobody".to_owned())));
    }

    #[test]
    fn the_list_holds_what_is_cited_by_author() {
        let cited = ["berg2001".to_owned(), "finn2017".to_owned()];
        let list = references().list(&cited);
        let keys: Vec<&str> = list.iter().map(|entry| &*entry.key).collect();
        assert_eq!(keys, ["finn2017", "berg2001"]);
        assert_eq!(list[1].authors, "Anna van der Berg and Bo Lee");
        assert_eq!(list[0].title, "Model-agnostic Meta-learning");
        assert!(list[0].bibtex.contains("title = {Model-agnostic {M}eta-learning}"));
        let bibtex = "@article{berg2001,\n  author = {van der Berg, Anna and Lee, Bo},\n  \
                      title = {Two},\n  year = {2001},\n  journal = {A Journal},\n  \
                      url = {https://example.org/two}\n}";
        assert_eq!(list[1].bibtex, bibtex);
    }
}
