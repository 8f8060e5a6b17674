//! Which file of a crate imports which other, read from the syntax of each.
//!
//! A file imports another if it names anything by a path that leads through the other's
//! module: in a `use`, in a type, in an expression, or in the tokens of a macro. A `mod` that
//! only declares is none, and what tests import is their own affair.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{ItemMod, ItemUse, Macro, UseTree};

use super::source::{Finding, Source};

/// That one file imports another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    /// The file that imports.
    pub(super) from: String,
    /// Where it does so for the first time.
    pub(super) line: usize,
    /// The file that is imported.
    pub(super) to: String,
}

/// A path of modules from the crate's root, then perhaps of items.
type Names = Vec<String>;

/// The imports between the files below a crate's `root`, such as `src/`, each pair once; and
/// the files that are no Rust.
pub(super) fn between(root: &str, sources: &[Source]) -> (Vec<Import>, Vec<Finding>) {
    let files: Vec<(&Source, Names)> =
        sources.iter().filter_map(|source| Some((source, module(root, &source.path)?))).collect();
    let places: BTreeMap<&Names, &str> =
        files.iter().map(|(source, module)| (module, source.path.as_str())).collect();
    let (mut imports, mut faults) = (Vec::new(), Vec::new());
    for (source, module) in &files {
        match syn::parse_file(&source.text) {
            Ok(file) => {
                let mut reader = Reader::new(module.clone(), &places);
                // The first time it learns what names mean, the second time who uses them.
                reader.visit_file(&file);
                reader.found.clear();
                reader.visit_file(&file);
                let found = reader.found.into_iter().filter(|(to, _)| *to != source.path);
                imports.extend(found.map(|(to, line)| Import {
                    from: source.path.clone(),
                    line,
                    to: to.to_owned(),
                }));
            }
            Err(error) => {
                let line = error.span().start().line;
                faults.push(source.finding(line, format!("is no Rust: {error}")));
            }
        }
    }
    (imports, faults)
}

/// The module that a file below `root` is; none for what is no library's Rust.
fn module(root: &str, path: &str) -> Option<Names> {
    let inside = path.strip_prefix(root)?.strip_suffix(".rs")?;
    let inside = match inside {
        "main" => return None,
        "lib" => "",
        other => other.strip_suffix("/mod").unwrap_or(other),
    };
    Some(inside.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// Reads one file.
struct Reader<'a> {
    /// The module whose items are being read: the file's, or one inside it.
    module: Names,
    places: &'a BTreeMap<&'a Names, &'a str>,
    /// What the file's imports call by which name.
    bound: BTreeMap<String, Names>,
    /// The files that were named, with the first line that does.
    found: BTreeMap<&'a str, usize>,
}

impl<'a> Reader<'a> {
    fn new(module: Names, places: &'a BTreeMap<&'a Names, &'a str>) -> Self {
        Self { module, places, bound: BTreeMap::new(), found: BTreeMap::new() }
    }

    /// A path from the crate's root; none if it leads elsewhere.
    fn absolute(&self, path: &[String]) -> Option<Names> {
        let (first, rest) = path.split_first()?;
        let mut start = match first.as_str() {
            "crate" => Names::new(),
            "self" => self.module.clone(),
            "super" => self.module[..self.module.len().checked_sub(1)?].to_vec(),
            name => {
                let child = [self.module.as_slice(), &[name.to_owned()]].concat();
                let is_child = self.places.contains_key(&child);
                self.bound.get(name).cloned().or(is_child.then_some(child))?
            }
        };
        for name in rest {
            match name.as_str() {
                "super" => drop(start.pop()?),
                _ => start.push(name.clone()),
            }
        }
        Some(start)
    }

    /// Notes the file that a path leads to.
    fn note(&mut self, path: &[String], line: usize) {
        let Some(path) = self.absolute(path) else { return };
        let modules = (0..=path.len()).rev().map(|length| path[..length].to_vec());
        let file = modules.filter_map(|module| self.places.get(&module).copied()).next();
        if let Some(file) = file {
            self.found.entry(file).or_insert(line);
        }
    }

    fn read_use(&mut self, path: &mut Names, tree: &UseTree) {
        match tree {
            UseTree::Path(part) => {
                path.push(part.ident.to_string());
                self.read_use(path, &part.tree);
                path.pop();
            }
            UseTree::Name(name) => self.bind(path, &name.ident, &name.ident),
            UseTree::Rename(name) => self.bind(path, &name.ident, &name.rename),
            UseTree::Glob(glob) => self.note(path, glob.star_token.spans[0].start().line),
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.read_use(path, tree));
            }
        }
    }

    /// Reads that what `path` calls `name` is called `here` in the file.
    fn bind(&mut self, path: &Names, name: &Ident, here: &Ident) {
        let mut whole = path.clone();
        let mut here = here.to_string();
        match name.to_string().as_str() {
            // `use a::b::{self, c}` binds `b`.
            "self" if here == "self" => here = path.last().cloned().unwrap_or_default(),
            "self" => {}
            other => whole.push(other.to_owned()),
        }
        self.note(&whole, name.span().start().line);
        if let Some(meant) = self.absolute(&whole) {
            self.bound.insert(here, meant);
        }
    }

    /// Notes the paths among a macro's tokens.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons, mut line) = (Names::new(), 0, 0);
        for token in tokens {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Ident(name) if colons == 2 && !path.is_empty() => {
                    path.push(name.to_string());
                    colons = 0;
                }
                other => {
                    self.note_long(&path, line);
                    (path, colons) = (Names::new(), 0);
                    match other {
                        TokenTree::Ident(name) => {
                            line = name.span().start().line;
                            path.push(name.to_string());
                        }
                        TokenTree::Group(group) => self.read_tokens(group.stream()),
                        TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                    }
                }
            }
        }
        self.note_long(&path, line);
    }

    /// Notes a path of several names: a single one is a variable, or an import noted already.
    fn note_long(&mut self, path: &[String], line: usize) {
        if path.len() > 1 {
            self.note(path, line);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let for_tests = item.attrs.iter().any(|attribute| {
            attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|what| what.is_ident("test"))
        });
        if !for_tests {
            self.module.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() {
            self.read_use(&mut Names::new(), &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Names = path.segments.iter().map(|part| part.ident.to_string()).collect();
        let line = path.segments.first().map_or(0, |part| part.ident.span().start().line);
        self.note_long(&names, line);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        self.read_tokens(item.tokens.clone());
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(of: &str, text: &str) -> Vec<(usize, String)> {
        let others = ["src/lib.rs", "src/a/mod.rs", "src/a/b.rs", "src/a/c.rs", "src/d.rs"];
        let mut sources: Vec<Source> =
            others.iter().filter(|path| **path != of).map(|path| Source::new(*path, "")).collect();
        sources.push(Source::new(of, text));
        let (imports, faults) = between("src/", &sources);
        assert_eq!(faults, []);
        imports.into_iter().map(|import| (import.line, import.to)).collect()
    }

    fn demand(of: &str, text: &str, expected: &[(usize, &str)]) {
        let expected: Vec<_> =
            expected.iter().map(|(line, to)| (*line, (*to).to_owned())).collect();
        assert_eq!(imports(of, text), expected, "{text}");
    }

    #[test]
    fn every_kind_of_path_is_an_import() {
        demand(
            "src/d.rs",
            "use crate::a::{self, b::Thing};",
            &[(1, "src/a/b.rs"), (1, "src/a/mod.rs")],
        );
        demand("src/d.rs", "\nuse crate::a::b::*;", &[(2, "src/a/b.rs")]);
        demand("src/d.rs", "fn f(t: &crate::a::b::Thing) {}", &[(1, "src/a/b.rs")]);
        demand("src/d.rs", "fn f() { assert!(g(crate::a::c::X)); }", &[(1, "src/a/c.rs")]);
        demand("src/d.rs", "macro_rules! m { () => { $crate::a::c::X } }", &[(1, "src/a/c.rs")]);
        demand("src/a/c.rs", "use super::b::Thing;", &[(1, "src/a/b.rs")]);
        demand("src/a/c.rs", "use super::Thing;", &[(1, "src/a/mod.rs")]);
        demand("src/a/mod.rs", "mod b;\npub use b::Thing;", &[(2, "src/a/b.rs")]);
        demand("src/a/c.rs", "mod inner { use super::super::b::Thing; }", &[(1, "src/a/b.rs")]);
    }

    #[test]
    fn a_name_stands_for_what_it_was_imported_as() {
        let text = "use crate::a as letters;\nfn f() { letters::c::g(); }";
        demand("src/d.rs", text, &[(2, "src/a/c.rs"), (1, "src/a/mod.rs")]);
    }

    #[test]
    fn declarations_visibilities_tests_and_other_crates_are_no_imports() {
        demand("src/a/mod.rs", "pub mod b;", &[]);
        demand("src/a/b.rs", "pub(in crate::a) struct B;\npub(super) struct C;", &[]);
        demand("src/a/b.rs", "#[cfg(test)]\nmod tests { use crate::d::Thing; use super::*; }", &[]);
        demand("src/d.rs", "use std::fmt;\nfn f() -> fmt::Result { Self::a(); b.c() }", &[]);
        demand("src/d.rs", "// crate::a::b\n/// [`crate::a::b`]\n#[doc = \"x\"]\nfn f() {}", &[]);
    }
}
