//! What our dialect adds within a paragraph: notes, citations, inks, numbers, formulas.
//!
//! Markdown leaves brackets that are no links as text. This walks the events of
//! the Markdown parser, keeps a stack of open brackets, and decides at each closing
//! one what the pair was.

use maml_live::plot::Ink;
use math_core::MathDisplay;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd, html};

use super::error::Fault;

/// What holds a formula and the punctuation after it on one line begins so.
const KEPT: &str = "<span class=\"kept\">";

/// What finds a number that a page asks for by name.
type Lookup<M> = fn(&mut M, &str) -> Result<String, Fault>;

/// What the marks within a paragraph need to know or to remember.
pub trait Marks {
    /// A formula, as MathML.
    fn formula(&mut self, latex: &str, display: MathDisplay) -> Result<String, Fault>;
    /// A citation in a sentence, as HTML; the work joins the reference list.
    fn cite(&mut self, keys: &[&str]) -> Result<String, Fault>;
    /// A number of a training record.
    fn number(&mut self, name: &str) -> Result<String, Fault>;
    /// A number of the inset around the sentence that can be moved, by its key, as HTML.
    fn scrub(&mut self, key: &str) -> Result<String, Fault>;
    /// A number that the figure of the inset says, by its key, as HTML.
    fn live(&mut self, key: &str) -> Result<String, Fault>;
    /// The number of the next sidenote.
    fn next_note(&mut self) -> usize;
}

/// An open bracket and what has come since.
struct Open<'a> {
    opened_by: Opener,
    events: Vec<Event<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Opener {
    /// The paragraph itself.
    Start,
    /// `[`
    Bracket,
    /// `^[`
    Note,
}

/// Walks events one by one and collects what they become.
pub struct Inline<'a, 'm, M> {
    marks: &'m mut M,
    open: Vec<Open<'a>>,
    literal: usize,
}

impl<'a, 'm, M: Marks> Inline<'a, 'm, M> {
    /// A walk that asks `marks` for what it does not know.
    pub fn new(marks: &'m mut M) -> Self {
        let open = vec![Open { opened_by: Opener::Start, events: Vec::new() }];
        Self { marks, open, literal: 0 }
    }

    /// Takes the next event.
    pub fn event(&mut self, event: Event<'a>) -> Result<(), Fault> {
        match event {
            Event::Text(text) if self.literal == 0 => self.text(&text)?,
            Event::InlineMath(latex) => self.formula(&latex, MathDisplay::Inline)?,
            Event::DisplayMath(latex) => self.formula(&latex, MathDisplay::Block)?,
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. }) => {
                self.literal += 1;
                self.push(event);
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Image) => {
                self.literal -= 1;
                self.push(event);
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell,
            ) => {
                self.close_all()?;
                self.push(event);
            }
            _ => self.push(event),
        }
        Ok(())
    }

    /// What has come of all events.
    pub fn finish(mut self) -> Result<Vec<Event<'a>>, Fault> {
        self.close_all()?;
        Ok(self.open.pop().map(|open| open.events).unwrap_or_default())
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        // Markdown takes a formula with unbalanced braces for text, without a word.
        if text.contains('$') {
            return Err(Fault::Dollar);
        }
        let mut rest = text;
        while let Some(at) = rest.find(['^', '[', ']', '{']) {
            self.push_text(&rest[..at]);
            rest = &rest[at..];
            rest = if let Some(after) = rest.strip_prefix("^[") {
                self.open.push(Open { opened_by: Opener::Note, events: Vec::new() });
                after
            } else if let Some(after) = rest.strip_prefix('[') {
                self.open.push(Open { opened_by: Opener::Bracket, events: Vec::new() });
                after
            } else if let Some(after) = rest.strip_prefix(']') {
                self.close(after)?
            } else if let Some((name, after)) =
                rest.strip_prefix("{{").and_then(|rest| rest.split_once("}}"))
            {
                let number = self.marks.number(name.trim())?;
                self.push_text(&number);
                after
            } else {
                let (mark, after) = rest.split_at(1);
                self.push_text(mark);
                after
            };
        }
        self.push_text(rest);
        Ok(())
    }

    /// Handles a `]`; returns what follows the pair and whatever belongs to it.
    fn close<'t>(&mut self, after: &'t str) -> Result<&'t str, Fault> {
        match self.open.last().map(|open| open.opened_by) {
            Some(Opener::Note) => {
                let inner = self.pop_html();
                let number = self.marks.next_note();
                // On a narrow screen a note opens at its number, and needs no script for that.
                self.push_note_number(format!(
                    "<button type=\"button\" class=\"note-ref\" popovertarget=\"note-{number}\" \
                     aria-label=\"Note {number}\">{number}</button>"
                ));
                self.push_html(format!(
                    "<small class=\"sidenote\" id=\"note-{number}\" popover>\
                     <span class=\"note-number\">{number}</span> {inner}</small>"
                ));
                Ok(after)
            }
            Some(Opener::Bracket) => self.close_bracket(after),
            _ => {
                self.push_text("]");
                Ok(after)
            }
        }
    }

    fn close_bracket<'t>(&mut self, after: &'t str) -> Result<&'t str, Fault> {
        if let Some((name, rest)) = ink_name(after) {
            let number: Option<Lookup<M>> = match name {
                "scrub" => Some(M::scrub),
                "live" => Some(M::live),
                _ => None,
            };
            if let Some(number) = number {
                let key = self.pop_text().ok_or_else(|| Fault::NoKey(name.to_owned()))?;
                let html = number(self.marks, &key)?;
                self.push_html(html);
                return Ok(rest);
            }
            if !Ink::ALL.iter().any(|ink| ink.name() == name) {
                return Err(Fault::UnknownInk(name.to_owned()));
            }
            let inner = self.pop_html();
            self.push_html(format!("<span class=\"ink-{name}\">{inner}</span>"));
            return Ok(rest);
        }
        let inner = self.open.pop().map(|open| open.events).unwrap_or_default();
        let keys = match inner.as_slice() {
            [Event::Text(text)] => citation_keys(text),
            _ => None,
        };
        if let Some(keys) = keys {
            let citation = self.marks.cite(&keys)?;
            self.push_html(citation);
        } else {
            self.push_text("[");
            inner.into_iter().for_each(|event| self.push(event));
            self.push_text("]");
        }
        Ok(after)
    }

    /// Ends a paragraph: brackets that are still open were only brackets.
    fn close_all(&mut self) -> Result<(), Fault> {
        while self.open.len() > 1 {
            let Some(open) = self.open.pop() else { break };
            if open.opened_by == Opener::Note {
                return Err(Fault::OpenNote);
            }
            self.push_text("[");
            open.events.into_iter().for_each(|event| self.push(event));
        }
        Ok(())
    }

    fn formula(&mut self, latex: &str, display: MathDisplay) -> Result<(), Fault> {
        let mathml = self.marks.formula(latex, display)?;
        self.push_html(match display {
            MathDisplay::Inline => mathml,
            // A long formula scrolls by itself on a narrow screen, rather than the whole page.
            MathDisplay::Block => format!("<span class=\"formula\">{mathml}</span>"),
        });
        Ok(())
    }

    /// Closes a bracket that holds a text and nothing else.
    fn pop_text(&mut self) -> Option<String> {
        let events = self.open.pop()?.events;
        match events.as_slice() {
            [Event::Text(text)] => Some(text.to_string()),
            _ => None,
        }
    }

    fn pop_html(&mut self) -> String {
        let events = self.open.pop().map(|open| open.events).unwrap_or_default();
        let mut inner = String::new();
        html::push_html(&mut inner, events.into_iter());
        inner
    }

    fn push(&mut self, event: Event<'a>) {
        if let Some(open) = self.open.last_mut() {
            open.events.push(event);
        }
    }

    fn push_text(&mut self, text: &str) {
        let text = self.keep_punctuation(text);
        if text.is_empty() {
            return;
        }
        // Neighbouring texts are one text: a citation is recognised by being a single one.
        let last = self.open.last_mut().and_then(|open| open.events.last_mut());
        if let Some(Event::Text(before)) = last {
            *before = CowStr::from(format!("{before}{text}"));
        } else {
            self.push(Event::Text(CowStr::from(text.to_owned())));
        }
    }

    /// Ties the punctuation that `text` begins with to a formula before it, for a browser
    /// may break the line there; returns the rest of the text.
    fn keep_punctuation<'t>(&mut self, text: &'t str) -> &'t str {
        let rest = text.trim_start_matches(['.', ',', ';', ':', '?', '!', ')']);
        let punctuation = &text[..text.len() - rest.len()];
        let last = self.open.last_mut().and_then(|open| open.events.last_mut());
        match last {
            Some(Event::InlineHtml(html))
                if html.ends_with("</math>") && !punctuation.is_empty() =>
            {
                *html = CowStr::from(format!("{KEPT}{html}{punctuation}</span>"));
                rest
            }
            _ => text,
        }
    }

    /// Adds the number of a note, which stays with what is before it: by a word joiner, or by
    /// being kept with a formula and its punctuation, after which that joins nothing.
    fn push_note_number(&mut self, button: String) {
        let last = self.open.last_mut().and_then(|open| open.events.last_mut());
        match last {
            Some(Event::InlineHtml(html)) if html.starts_with(KEPT) => {
                let inside = html.strip_suffix("</span>").unwrap_or(html);
                *html = CowStr::from(format!("{inside}{button}</span>"));
            }
            _ => self.push_html(format!("&#8288;{button}")),
        }
    }

    fn push_html(&mut self, html: String) {
        self.push(Event::InlineHtml(CowStr::from(html)));
    }
}

/// The name in `{.name}` at the beginning of a text, and what follows.
fn ink_name(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("{.")?.split_once('}')
}

/// The keys of `@one; @two`, the inside of a citation's brackets.
fn citation_keys(text: &str) -> Option<Vec<&str>> {
    text.split(';').map(|part| part.trim().strip_prefix('@')).collect()
}
