//! Chapters in Markdown and LaTeX to pages in HTML and MathML.
//!
//! The dialect is CommonMark with smart punctuation, tables, `$…$` and `$$…$$`, and:
//!
//! | write | get |
//! |---|---|
//! | `:::figure NAME` … caption … `:::` | the live figure NAME, drawn in its first state ([`figure`]) |
//! | `:::table NAME` … caption … `:::` | the table `www/tables/NAME.csv` as a picture and as numbers ([`results`]) |
//! | `:::inset LINK` … a sentence … `:::` | a small picture of the figure in the state LINK beside the sentence ([`inset`]); in it |
//! | `[key]{.scrub}` | a number of the state that can be moved, and |
//! | `[key]{.live}` | a number that the figure then says |
//! | `:::predict` … `:::` | a boxed prompt to predict before trying |
//! | `:::listing NAME` … caption … `:::` | code cut from `src/` beside the same step in Python ([`listing`]) |
//! | `^[text]` | a numbered sidenote |
//! | `[@key]` | a citation; what is cited is listed at the chapter's end ([`references`]) |
//! | `[MAML]{.maml}` | the words in the ink of the class, here that of MAML's marks |
//! | `{{weights.maml.k10.1}}` | a number from a training record ([`numbers`]) |
//!
//! Every letter of a formula is explained in `www/symbols.toml`; the chapter lists those that it
//! uses ([`symbols`]).
//!
//! [`blocks`] knows the `:::`, [`inline`] the rest; [`chapter`] puts them together,
//! [`template`] puts a chapter into `www/template.html`.

pub mod accuracies;
pub mod blocks;
pub mod chapter;
mod comparison;
pub mod content;
mod csv;
mod disk;
pub mod error;
pub mod figure;
pub mod highlight;
pub mod inline;
pub mod inset;
pub mod listing;
pub mod math;
pub mod numbers;
pub mod picture;
pub mod raster;
pub mod references;
pub mod results;
pub mod sources;
pub mod symbols;
pub mod template;

use std::path::Path;

pub use error::PageError;

use maml_live::contract::Figure;
use maml_live::figures::list;
use maml_live::plot::{Ink, Theme};

use crate::workspace::Workspace;
use chapter::Chapter;
use disk::{read, write};
use picture::Files;
pub use sources::Sources;

/// The chapters by file name, in reading order. `www/chapters/NAME.md` becomes `NAME.html`.
pub const CHAPTERS: &[&str] = &[
    "index",
    "first-order",
    "reptile",
    "imaml",
    "comparison",
    "model-agnostic",
    "conclusion",
    "further-reading",
];

/// The page of the chapter that has the figure `name`, as a file name.
pub fn home(workspace: &Workspace, name: &str) -> Option<String> {
    chapter(workspace, name).map(|place| [CHAPTERS[place], ".html"].concat())
}

/// The place in reading order of the chapter that has the figure `name`.
pub fn chapter(workspace: &Workspace, name: &str) -> Option<usize> {
    let figure = [":::figure ", name].concat();
    let has = |chapter: &&str| {
        let path = workspace.www().join("chapters").join(chapter).with_extension("md");
        read(&path).is_ok_and(|source| source.lines().any(|line| line.trim_end() == figure))
    };
    CHAPTERS.iter().position(has)
}

/// Writes every chapter's page into `out`, and the stylesheet with what the formulas need.
/// `program` is the folder there with the program of the figures.
pub fn render(workspace: &Workspace, out: &Path, program: &str) -> Result<(), PageError> {
    let mut sources = Sources::read(workspace)?;
    let mut chapters = Vec::new();
    for &name in CHAPTERS {
        let path = workspace.www().join("chapters").join(name).with_extension("md");
        let source = read(&path)?;
        let chapter = Chapter::render(name, &source, &mut sources);
        chapters.push(chapter.map_err(|error| error.within(workspace.relative(&path)))?);
    }
    let mut pictures = Files::new();
    chapters.iter_mut().for_each(|chapter: &mut Chapter| pictures.append(&mut chapter.pictures));
    let folder = picture::folder(&pictures);
    for (name, content) in &pictures {
        write(&out.join(&folder).join(name), content)?;
    }
    for (index, chapter) in chapters.iter().enumerate() {
        let page = sources.template.page(&chapters, index, program)?;
        write(&out.join(chapter.file()), &picture::addressed(&page, &folder))?;
        for figure in &chapters[index].figures {
            let page = sources.template.embed(&chapters[index], figure, program)?;
            write(&out.join(figure.file()), &page)?;
        }
    }
    let style = read(&workspace.www().join("style.css"))?;
    let parts = [&palette(), &*style, &frames(), &embedded(), &sources.maths.stylesheet()];
    write(&out.join("style.css"), &without_remarks(&parts.concat()))
}

/// A stylesheet without what only people read: comments, and blanks around signs that part what
/// they stand between. (No text in it has such signs.)
fn without_remarks(style: &str) -> String {
    let mut pieces = style.split("/*");
    let first = pieces.next().unwrap_or_default().to_owned();
    let rest = pieces.map(|piece| piece.split_once("*/").map_or("", |(_, rest)| rest));
    let plain = rest.fold(first, |style, piece| style + piece);
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    const TIGHT: [(&str, &str); 10] = [
        (" {", "{"),
        ("{ ", "{"),
        ("; }", "}"),
        (" }", "}"),
        ("} ", "}"),
        ("; ", ";"),
        (", ", ","),
        // Not the blank before a colon: `a :hover` is another than `a:hover`.
        (": ", ":"),
        (" > ", ">"),
        (" ~ ", "~"),
    ];
    TIGHT.iter().fold(plain, |style, (loose, tight)| style.replace(loose, tight))
}

/// What the stylesheet must know of each figure: how wide its panels are beside each other,
/// and the shape of the first on narrow screens.
fn frames() -> String {
    let figures = list::NAMES.iter().filter_map(|name| list::make(name));
    let frame = |figure: Box<dyn Figure>| {
        let (name, panels) = (figure.name(), figure.panels());
        let columns: Vec<_> =
            panels.iter().take(2).map(|panel| format!("{}fr", panel.wide.width)).collect();
        let shape = panels.first().map(|panel| panel.narrow.width / panel.narrow.height);
        let (columns, shape) = (columns.join(" "), shape.unwrap_or(1.0));
        format!("#{name} {{ --columns: {columns}; --shape: {shape:.3}; }}\n")
    };
    figures.map(frame).collect()
}

/// The rule that shows the figure which a page was asked to show alone.
fn embedded() -> String {
    let figures = list::NAMES.iter().map(|name| format!("[data-embed=\"{name}\"] #{name}"));
    format!("{} {{ display: flex; }}\n", figures.collect::<Vec<_>>().join(", "))
}

/// The inks of the figures, for everything else that has colours.
fn palette() -> String {
    let (light, dark) = (Theme::Light.css(), Theme::Dark.css());
    let mut css = format!(":root {{\n{light}}}\n");
    // Only on a screen: nobody prints white on black.
    css += &format!("@media screen and (prefers-color-scheme: dark) {{\n:root {{\n{dark}}}\n}}\n");
    for ink in Ink::ALL {
        css += &format!(".ink-{0} {{ color: var(--ink-{0}); }}\n", ink.name());
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_is_stripped_of_remarks_alone() {
        let style = "/* All. */\na > :is(c, d) { color: red; }\n\n  /* It says:\n so. */b::before { content: \"a b\"; }\n";
        let tight = "a>:is(c,d){color:red}b::before{content:\"a b\"}";
        assert_eq!(without_remarks(style), tight);
    }
}
