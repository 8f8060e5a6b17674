//! The chapters as they read: paragraphs of plain text, and where their links are.

use std::path::Path;

use maml_live::contract::Figure;
use maml_live::figures::list::NAMES;

use super::support;

/// A paragraph, or a note, which reads as one of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// As it reads: without the marks of Markdown, formulas and numbers as they are written.
    pub text: String,
    /// Its links, in order.
    pub links: Vec<Link>,
    /// The figure and its state, as a fragment, if the numbers of the paragraph can be moved.
    pub inset: Option<String>,
}

/// A link in a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The words that it is on.
    pub text: String,
    /// Where it leads: within its chapter, or within the one that its address names.
    pub fragment: String,
    /// Where its words begin in the paragraph's text, in bytes.
    at: usize,
}

impl Link {
    /// Whether it leads to one of the figures.
    pub fn is_to_a_figure(&self) -> bool {
        let name = self.fragment.strip_prefix('#').and_then(|rest| rest.split('?').next());
        name.is_some_and(|name| NAMES.contains(&name))
    }
}

impl Paragraph {
    /// Every paragraph and note of every chapter.
    pub fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/chapters");
        let files = std::fs::read_dir(folder).expect("the chapters").flatten();
        let mut paths: Vec<_> = files.map(|file| file.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
        paths.sort();
        assert!(!paths.is_empty());
        let texts = paths.iter().map(|path| std::fs::read_to_string(path).expect("a chapter"));
        texts.flat_map(|text| Self::of(&text)).collect()
    }

    fn of(chapter: &str) -> Vec<Self> {
        let mut paragraphs = Vec::new();
        let mut inset = None;
        for lines in chapter.split("\n\n") {
            let opens =
                |line: &str| Some(line.strip_prefix(":::inset ")?.split(' ').next()?.to_owned());
            inset = lines.lines().find_map(opens).or(inset);
            let (blocks, text): (Vec<&str>, Vec<&str>) =
                lines.lines().partition(|line| line.starts_with(":::"));
            read(&text.join(" "), inset.as_deref(), &mut paragraphs);
            if blocks.last() == Some(&":::") {
                inset = None;
            }
        }
        paragraphs
    }
}

/// What has been read since a bracket was opened.
struct Open {
    /// Where in the text.
    at: usize,
    /// The paragraph that goes on after a note.
    outside: Option<Paragraph>,
}

/// A paragraph of which nothing has been read.
fn blank(inset: Option<&str>) -> Paragraph {
    Paragraph { text: String::new(), links: Vec::new(), inset: inset.map(str::to_owned) }
}

/// Reads Markdown, as far as our chapters use it. Numbers that belong to `inset` read as the
/// figure says them in that state.
fn read(markdown: &str, inset: Option<&str>, paragraphs: &mut Vec<Paragraph>) {
    let mut now = blank(inset);
    let mut open: Vec<Open> = Vec::new();
    let mut rest = markdown;
    while let Some(next) = rest.chars().next() {
        if let Some(formula) = rest.strip_prefix('$') {
            let end = formula.find('$').map_or(rest.len(), |end| end + 2);
            now.text += &rest[..end];
            rest = &rest[end..];
        } else if let Some(after) = rest.strip_prefix("^[") {
            open.push(Open { at: 0, outside: Some(std::mem::replace(&mut now, blank(None))) });
            rest = after;
        } else if next == '[' {
            open.push(Open { at: now.text.len(), outside: None });
            rest = &rest[1..];
        } else if let Some(opened) = (next == ']').then(|| open.pop()).flatten() {
            rest = &rest[1..];
            if let Some(outside) = opened.outside {
                paragraphs.push(std::mem::replace(&mut now, outside));
            } else if let Some((target, after)) =
                rest.strip_prefix('(').and_then(|rest| rest.split_once(')'))
            {
                let text = now.text[opened.at..].to_owned();
                let elsewhere = target.split_once(".html#").filter(|(page, _)| !page.contains(':'));
                let fragment =
                    elsewhere.map_or_else(|| target.to_owned(), |(_, to)| ["#", to].concat());
                now.links.push(Link { text, fragment, at: opened.at });
                rest = after;
            } else if let Some((class, after)) =
                rest.strip_prefix("{.").and_then(|rest| rest.split_once('}'))
            {
                if let Some(number) = number(inset, class, &now.text[opened.at..]) {
                    now.text.truncate(opened.at);
                    now.text += &number;
                }
                rest = after;
            } else {
                // A citation, or nothing but brackets.
                now.text.insert(opened.at, '[');
                now.text.push(']');
            }
        } else {
            if next != '*' {
                now.text.push(next);
            }
            rest = &rest[next.len_utf8()..];
        }
    }
    paragraphs.push(now);
}

/// What a number of an inset reads as; none if the class is that of something else.
fn number(inset: Option<&str>, class: &str, key: &str) -> Option<String> {
    let figure = || support::state(inset.expect("a number of an inset stands in one"));
    match class {
        "scrub" => {
            let figure = figure();
            let mut settings = figure.settings().iter();
            let (control, value) = settings.find(|(control, _)| control.key == key)?;
            Some(control.written(value))
        }
        "live" => Some(figure().readouts().into_iter().find(|said| said.key == key)?.text),
        _ => None,
    }
}

/// A passage of a chapter, quoted.
pub struct Passage {
    paragraph: Paragraph,
    /// Where in the paragraph, in bytes.
    from: usize,
    to: usize,
}

impl Passage {
    /// The passage that reads so; it must be in one chapter, once.
    #[track_caller]
    pub fn find(quoted: &str) -> Self {
        let all = Paragraph::all();
        let mut found = all.into_iter().filter_map(|paragraph| {
            let from = paragraph.text.find(quoted)?;
            Some(Self { paragraph, from, to: from + quoted.len() })
        });
        let passage = found.next().unwrap_or_else(|| panic!("no chapter says\n{quoted}"));
        assert!(found.next().is_none(), "it is said more than once:\n{quoted}");
        passage
    }

    /// Whether `link` of `paragraph` is in this passage.
    pub fn holds(&self, paragraph: &Paragraph, link: &Link) -> bool {
        *paragraph == self.paragraph && (self.from..self.to).contains(&link.at)
    }

    /// The fragment of the passage's link on these words.
    #[track_caller]
    pub fn link(&self, text: &str) -> &str {
        let mut links = self.paragraph.links.iter();
        let found = links.find(|link| link.text == text && self.holds(&self.paragraph, link));
        &found.unwrap_or_else(|| panic!("no link on “{text}”")).fragment
    }

    /// Whether this passage is all of what `paragraph` says.
    pub fn is_whole(&self, paragraph: &Paragraph) -> bool {
        *paragraph == self.paragraph && self.from == 0 && self.to == paragraph.text.len()
    }

    /// The figure of the passage's inset, in the state in which its numbers are written.
    #[track_caller]
    pub fn inset(&self) -> Box<dyn Figure> {
        support::state(self.paragraph.inset.as_deref().expect("its numbers can be moved"))
    }

    /// The figure in the state that the passage's link on these words opens.
    #[track_caller]
    pub fn figure(&self, text: &str) -> Box<dyn Figure> {
        support::state(self.link(text))
    }
}

#[test]
fn marks_are_left_out_and_links_are_found() {
    let mut paragraphs = Vec::new();
    let markdown = "A [*b* $x]$](#f?a=1,2) c^[A [note](n.html).] [d]{.maml} [@e].";
    read(markdown, None, &mut paragraphs);
    let [note, text] = &paragraphs[..] else { panic!("{paragraphs:?}") };
    assert_eq!(note.text, "A note.");
    assert_eq!(text.text, "A b $x]$ c d [@e].");
    let link = Link { text: "b $x]$".into(), fragment: "#f?a=1,2".into(), at: 2 };
    assert_eq!(text.links, [link]);
    paragraphs.clear();
    read("[a](b.html#f?a=1) [c](https://d.html#f)", None, &mut paragraphs);
    let fragments = paragraphs[0].links.iter().map(|link| link.fragment.as_str());
    assert_eq!(fragments.collect::<Vec<_>>(), ["#f?a=1", "https://d.html#f"]);
}

#[test]
fn numbers_that_can_be_moved_read_as_their_figure_says_them() {
    let chapter = "One.\n\n:::inset meta-loss?m=5&alpha=0.04 accumulated\nAfter [m]{.scrub} \
        steps at [minimum]{.live}.\n:::\n\nTwo [m]{.maml}.";
    let paragraphs = Paragraph::of(chapter);
    let minimum = "meta-loss?m=5&alpha=0.04";
    let said = support::state(minimum).readouts().swap_remove(0).text;
    let texts: Vec<&str> = paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    assert_eq!(texts, ["One.", &format!("After 5 steps at {said}."), "Two m."]);
    let insets: Vec<_> = paragraphs.iter().map(|paragraph| paragraph.inset.as_deref()).collect();
    assert_eq!(insets, [None, Some(minimum), None]);
}
