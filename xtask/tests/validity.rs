//! Every page that the build writes, held against the rules of HTML that it is easy to break
//! with templates: attributes where they may not be, names that lead nowhere, bad nesting.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use maml_live::figures::list;
use xtask::page::{self, CHAPTERS};
use xtask::workspace::Workspace;

/// A start tag, and the elements that it stands in, from the outermost.
#[derive(Debug)]
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
    inside: Vec<String>,
}

impl Tag {
    fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }

    fn is_inside(&self, name: &str) -> bool {
        self.inside.iter().any(|outer| outer == name)
    }
}

const VOID: [&str; 8] = ["meta", "link", "input", "img", "source", "br", "hr", "col"];

/// The start tags of a page, in order.
///
/// # Panics
/// If an element is closed that is not open, or the other way round.
fn tags(page: &str, html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for piece in html.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').unwrap_or_else(|| panic!("{page}: <{piece}"));
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "{page}: </{name}> inside {open:?}");
            continue;
        }
        let closed = tag.ends_with('/');
        let (name, rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        let name = name.trim_end_matches('/').to_owned();
        tags.push(Tag { attributes: attributes(rest), inside: open.clone(), name: name.clone() });
        if !closed && !VOID.contains(&&*name) {
            open.push(name);
        }
    }
    assert_eq!(open, [""; 0], "{page}: never closed");
    tags
}

fn attributes(text: &str) -> BTreeMap<String, String> {
    let mut rest = text.trim_end_matches('/').trim();
    let mut found = BTreeMap::new();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').expect("quotes are closed"),
            None => ("", after),
        };
        assert!(found.insert(name.to_owned(), value.to_owned()).is_none(), "`{name}` twice");
        rest = after.trim_start();
    }
    found
}

/// What is wrong with one element by itself.
fn fault(tag: &Tag) -> Option<&'static str> {
    let name = tag.name.as_str();
    let kind = tag.get("type").unwrap_or("text");
    let takes_text = matches!(kind, "text" | "number" | "range" | "search" | "email" | "url");
    let may_complete =
        matches!(name, "select" | "textarea" | "form") || name == "input" && takes_text;
    let unnamed = ["pre", "code", "div", "span", "p", "small", "em", "strong", "legend", "label"];
    let named = tag.get("aria-label").or(tag.get("aria-labelledby")).is_some();
    let blocks = ["p", "div", "ul", "ol", "pre", "figure", "table", "section", "h2", "h3", "aside"];
    let checks = [
        (tag.get("autocomplete").is_some() && !may_complete, "nothing is completed there"),
        (named && unnamed.contains(&name) && tag.get("role").is_none(), "it has no role to name"),
        (
            tag.get("displaystyle").is_some() && !["math", "mstyle", "mtable"].contains(&name),
            "`displaystyle` belongs on mstyle",
        ),
        (name == "aside" && tag.is_inside("main"), "a landmark within a landmark"),
        (blocks.contains(&name) && tag.is_inside("p"), "a block within a paragraph"),
        (name == "button" && tag.get("type").is_none(), "a button without a type sends forms"),
        (name == "img" && tag.get("alt").is_none(), "a picture without words"),
        (
            tag.attributes.keys().any(|key| key == "style" || key.starts_with("on")),
            "the policy forbids what is inline",
        ),
        (
            name == "link" && matches!(tag.get("rel"), Some("next" | "prev" | "prefetch")),
            "Firefox fetches it ahead, and the policy forbids that",
        ),
    ];
    checks.into_iter().find_map(|(wrong, what)| wrong.then_some(what))
}

fn check(page: &str, html: &str) {
    let tags = tags(page, html);
    for tag in &tags {
        assert_eq!(fault(tag), None, "{page}: {tag:?}");
    }
    let mut ids = BTreeSet::new();
    for id in tags.iter().filter_map(|tag| tag.get("id")) {
        assert!(ids.insert(id), "{page}: the id {id} twice");
    }
    for attribute in ["for", "aria-describedby", "aria-labelledby"] {
        for id in tags.iter().filter_map(|tag| tag.get(attribute)) {
            assert!(ids.contains(id), "{page}: {attribute}=\"{id}\" leads nowhere");
        }
    }
    let labelled: BTreeSet<&str> =
        tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
    for field in tags.iter().filter(|tag| ["input", "select"].contains(&&*tag.name)) {
        assert!(field.get("id").is_some_and(|id| labelled.contains(id)), "{page}: {field:?}");
    }
    let levels: Vec<u32> =
        tags.iter().filter_map(|tag| tag.name.strip_prefix('h')?.parse().ok()).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{page}: one first heading");
    assert_eq!(levels.first(), Some(&1), "{page}: it comes first");
    assert!(levels.windows(2).all(|two| two[1] <= two[0] + 1), "{page} skips a level: {levels:?}");
}

#[test]
fn every_page_keeps_the_rules_of_html() {
    let folder = tempfile::tempdir().expect("temporary folders can be made");
    let out = folder.path();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    page::render(&Workspace::at(root), out, "program").expect("the pages can be written");
    let mut pages: Vec<String> = CHAPTERS.iter().map(|name| format!("{name}.html")).collect();
    pages.extend(list::NAMES.iter().map(|name| format!("embed-{name}.html")));
    for page in pages {
        let html = fs::read_to_string(out.join(&page)).unwrap_or_else(|_| panic!("no {page}"));
        check(&page, &html);
    }
}

#[test]
fn what_breaks_a_rule_is_found() {
    for (html, what) in [
        ("<input type=\"checkbox\" autocomplete=\"off\">", "completed"),
        ("<button type=\"button\" autocomplete=\"off\"></button>", "completed"),
        ("<pre aria-label=\"Rust\"></pre>", "no role"),
        ("<mfrac displaystyle=\"true\"></mfrac>", "mstyle"),
        ("<main><aside></aside></main>", "landmark"),
        ("<p><div></div></p>", "paragraph"),
        ("<b style=\"color: red\"></b>", "inline"),
        ("<link rel=\"next\" href=\"b.html\">", "ahead"),
    ] {
        let tags = tags("a page", html);
        let found = tags.iter().find_map(fault).unwrap_or_else(|| panic!("{html} is found good"));
        assert!(found.contains(what), "{html}: {found}");
    }
    for html in [
        "<input type=\"range\" autocomplete=\"off\">",
        "<pre role=\"group\" aria-label=\"x\"></pre>",
    ] {
        assert!(tags("a page", html).iter().all(|tag| fault(tag).is_none()), "{html}");
    }
}
