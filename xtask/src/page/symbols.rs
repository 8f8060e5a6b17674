//! What the symbols in the formulas mean, from `www/symbols.toml`: every chapter lists those
//! that it uses, and the page's script says the same where one is pointed at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{Fault, PageError};

/// The table of symbols.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Symbols {
    /// Letters that need no explanation.
    #[serde(default)]
    says_itself: BTreeSet<String>,
    /// The others, in the order in which chapters list them.
    #[serde(default)]
    symbol: Vec<Symbol>,
}

/// A symbol as `www/symbols.toml` describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symbol {
    /// The letter or word, as it stands in a formula; several, if they are explained together.
    letter: String,
    /// The only chapter in which it means this, whatever it means in the others.
    #[serde(default)]
    chapter: Option<String>,
    /// What it is, in a few words.
    pub name: String,
    /// A sentence about it, in Markdown.
    pub means: String,
}

/// A symbol in the list of a chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// Itself, in MathML.
    pub symbol: String,
    /// What it is, in a few words.
    pub name: String,
    /// A sentence about it, as HTML.
    pub means: String,
}

/// The letters that the formulas of a chapter have, and each as an element of MathML.
#[derive(Debug, Default)]
pub struct Letters {
    chapter: String,
    elements: BTreeMap<String, String>,
}

impl Letters {
    /// Those of a chapter, of which none is known yet.
    pub fn of(chapter: &str) -> Self {
        Self { chapter: chapter.to_owned(), elements: BTreeMap::new() }
    }
}

impl Symbols {
    /// Reads the table; no file is one that knows no letter.
    pub fn read(path: &Path) -> Result<Self, PageError> {
        match path.is_file() {
            true => Ok(toml::from_str(&super::disk::read(path)?)?),
            false => Ok(Self::default()),
        }
    }

    /// Adds the letters of a formula in MathML.
    ///
    /// # Errors
    /// When one of them is not in the table.
    pub fn collect(&self, latex: &str, mathml: &str, letters: &mut Letters) -> Result<(), Fault> {
        for (letter, element) in identifiers(mathml) {
            if self.meant(&letter, letters).is_some() {
                letters.elements.entry(letter).or_insert(element);
            } else if !self.says_itself.contains(&letter) {
                return Err(Fault::UnknownSymbol { latex: latex.to_owned(), letter });
            }
        }
        Ok(())
    }

    /// The symbols with any of these letters, in the order of the table.
    pub fn used<'s>(&'s self, letters: &'s Letters) -> impl Iterator<Item = &'s Symbol> {
        self.symbol.iter().filter(move |symbol| {
            let is_meant = |letter: &String| {
                let meant = self.meant(letter, letters);
                meant.is_some_and(|meant| std::ptr::eq(meant, *symbol))
            };
            letters.elements.keys().any(is_meant)
        })
    }

    /// What a letter means in a chapter: what it means there alone, or else in all.
    fn meant(&self, letter: &str, letters: &Letters) -> Option<&Symbol> {
        let find = |chapter: Option<&str>| {
            let here = move |symbol: &&Symbol| symbol.chapter.as_deref() == chapter;
            self.symbol.iter().filter(here).find(|symbol| symbol.has(letter))
        };
        find(Some(&letters.chapter)).or_else(|| find(None))
    }
}

impl Symbol {
    fn has(&self, letter: &str) -> bool {
        self.letter.split(' ').any(|own| own == letter)
    }

    fn elements<'s>(&'s self, letters: &'s Letters) -> impl Iterator<Item = &'s str> {
        let own = self.letter.split(' ');
        own.filter_map(|letter| letters.elements.get(letter).map(String::as_str))
    }

    /// The symbol as a formula: those of its letters that the chapter has.
    pub fn mathml(&self, letters: &Letters) -> String {
        let elements: Vec<&str> = self.elements(letters).collect();
        format!("<math>{}</math>", elements.join("<mo>,</mo>"))
    }
}

/// The letters and words that a formula calls something by, each with its element.
fn identifiers(mathml: &str) -> impl Iterator<Item = (String, String)> {
    mathml.split("<mi").skip(1).filter_map(|rest| {
        let (element, _) = rest.split_once("</mi>")?;
        let (_, text) = element.split_once('>')?;
        // A selector of the letter's form is not part of the letter.
        let letter = text.trim_end_matches(|c| matches!(c, '\u{FE00}'..='\u{FE0F}'));
        Some((letter.to_owned(), format!("<mi{element}</mi>")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r#"
        says-itself = ["x"]
        [[symbol]]
        letter = "θ"
        name = "meta-parameters"
        means = "The start."
        [[symbol]]
        letter = "a b"
        name = "both"
        means = "Two."
        [[symbol]]
        letter = "θ"
        chapter = "angles"
        name = "angle"
        means = "How far it is turned."
    "#;

    fn table() -> Symbols {
        toml::from_str(TABLE).unwrap()
    }

    fn listed(mathml: &str) -> Vec<String> {
        let (symbols, mut letters) = (table(), Letters::default());
        symbols.collect("", mathml, &mut letters).unwrap();
        symbols.used(&letters).map(|symbol| symbol.mathml(&letters)).collect()
    }

    #[test]
    fn what_a_chapter_uses_is_listed_in_the_order_of_the_table() {
        assert_eq!(listed("<math><mi>x</mi></math>"), [""; 0]);
        let formula =
            "<math><mi>b</mi><mo>=</mo><mi mathvariant=\"normal\">θ</mi><mi>a</mi></math>";
        let theta = "<math><mi mathvariant=\"normal\">θ</mi></math>";
        assert_eq!(listed(formula), [theta, "<math><mi>a</mi><mo>,</mo><mi>b</mi></math>"]);
        assert_eq!(listed("<math><mi>b</mi></math>"), ["<math><mi>b</mi></math>"]);
    }

    #[test]
    fn a_letter_may_mean_something_else_in_one_chapter() {
        let symbols = table();
        for (chapter, name) in [("angles", "angle"), ("index", "meta-parameters")] {
            let mut letters = Letters::of(chapter);
            symbols.collect("", "<math><mi>θ</mi></math>", &mut letters).unwrap();
            let used: Vec<_> = symbols.used(&letters).map(|symbol| &*symbol.name).collect();
            assert_eq!(used, [name], "{chapter}");
        }
    }

    #[test]
    fn a_letter_that_nobody_explains_is_a_fault() {
        let fault = table().collect(r"\phi", "<math><mi>ϕ</mi></math>", &mut Letters::default());
        let expected = Fault::UnknownSymbol { latex: r"\phi".into(), letter: "ϕ".into() };
        assert_eq!(fault, Err(expected));
    }

    #[test]
    fn a_selector_of_a_form_is_not_part_of_the_letter() {
        let found: Vec<_> = identifiers("<mi>x\u{FE00}</mi>").collect();
        assert_eq!(found, [("x".to_owned(), "<mi>x\u{FE00}</mi>".to_owned())]);
    }
}
