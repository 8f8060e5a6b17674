//! One chapter: its front matter and its body as HTML.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use math_core::MathDisplay;
use pulldown_cmark::{
    CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset, html,
};

use super::blocks::{self, Block, Kind};
pub use super::content::{Alone, Chapter, Heading};
use super::error::{Fault, FaultAt};
use super::figure::FigureView;
use super::inline::{Inline, Marks};
use super::inset::Inset;
use super::picture::{Files, Pictures};
use super::raster::Rasters;
use super::sources::Sources;
use super::symbols::{Explained, Letters};

impl Chapter {
    /// Turns a chapter's source into HTML.
    pub fn render(name: &str, source: &str, sources: &mut Sources) -> Result<Self, FaultAt> {
        let (front, body, first_line) = FrontMatter::split(source)?;
        let mut writer = Writer::new(sources);
        writer.letters = Letters::of(name);
        let lede = writer.markdown(front.field("lede")?, 1)?;
        let mut html = String::new();
        for block in blocks::split(body, first_line)? {
            html.push_str(&writer.block(&block)?);
        }
        let symbols = writer.explained()?;
        Ok(Self {
            name: name.to_owned(),
            title: front.field("title")?.to_owned(),
            description: front.field("description")?.to_owned(),
            lede,
            body: html,
            headings: writer.headings,
            figures: writer.figures,
            rasters: writer.rasters.symbols(),
            pictures: writer.pictures,
            symbols,
            references: writer.sources.references.list(&writer.cited),
        })
    }
}

/// Writes the blocks of one chapter and remembers what they share.
struct Writer<'s> {
    sources: &'s mut Sources,
    headings: Vec<Heading>,
    ids: BTreeSet<String>,
    cited: BTreeSet<String>,
    letters: Letters,
    notes: usize,
    /// The inset that is being written.
    inset: Option<Inset>,
    insets: usize,
    figures: Vec<Alone>,
    rasters: Rasters,
    pictures: Files,
}

impl<'s> Writer<'s> {
    fn new(sources: &'s mut Sources) -> Self {
        Self {
            sources,
            headings: Vec::new(),
            ids: BTreeSet::new(),
            cited: BTreeSet::new(),
            letters: Letters::default(),
            notes: 0,
            inset: None,
            insets: 0,
            figures: Vec::new(),
            rasters: Rasters::default(),
            pictures: Files::new(),
        }
    }

    fn block(&mut self, block: &Block<'_>) -> Result<String, FaultAt> {
        // A block's own line is the one above its text.
        let here = |fault: Fault| fault.at(block.line - 1);
        if let Kind::Inset(link, panel) = block.kind {
            self.inset = Some(Inset::open(link, panel).map_err(here)?);
        }
        let inner = self.markdown(block.text, block.line)?;
        if let Some(inset) = self.inset.take() {
            self.insets += 1;
            return inset.html(&inner, self.insets, &mut self.pictures).map_err(here);
        }
        match block.kind {
            Kind::Text | Kind::Inset(..) => Ok(inner),
            Kind::Predict => Ok(format!("<div class=\"predict\" role=\"note\">\n{inner}</div>\n")),
            Kind::Listing(name) => {
                let listing = self.sources.listings.get(name).map_err(here)?;
                self.sources.template.listing(&listing, &inner).map_err(here)
            }
            Kind::Table(name) => {
                let table = self.sources.table(name, &inner, &mut self.pictures);
                table.ok_or_else(|| here(Fault::UnknownTable(name.to_owned())))
            }
            Kind::Figure(name) => {
                let mut pictures = match self.figures.len() {
                    0 => Pictures::First(&mut self.rasters, &mut self.pictures),
                    _ => Pictures::Beside(&mut self.pictures),
                };
                let figure = FigureView::first(name, &mut pictures).map_err(here)?;
                self.figures.push(self.alone(name, &inner).map_err(here)?);
                self.sources.template.figure(&figure, &inner).map_err(here)
            }
        }
    }

    /// A figure with its caption, and with images of its own.
    fn alone(&self, name: &str, caption: &str) -> Result<Alone, Fault> {
        let mut rasters = Rasters::default();
        let figure = FigureView::first(name, &mut Pictures::Within(&mut rasters))?;
        let html = self.sources.template.figure(&figure, caption)?;
        let (name, title) = (figure.name, figure.title);
        Ok(Alone { name, title, html, rasters: rasters.symbols() })
    }

    fn markdown(&mut self, text: &str, first_line: usize) -> Result<String, FaultAt> {
        let parser = Parser::new_ext(text, dialect()).into_offset_iter();
        let mut inline = Inline::new(self);
        let mut headings = Vec::new();
        for (event, range) in TextMergeWithOffset::new(parser) {
            let line = first_line + text[..range.start].matches('\n').count();
            if matches!(event, Event::Start(Tag::Heading { .. })) {
                headings.push(line);
            }
            inline.event(event).map_err(|fault| fault.at(line))?;
        }
        let events = inline.finish().map_err(|fault| fault.at(first_line))?;
        let events = self.address_headings(events, &headings)?;
        let mut out = String::new();
        html::push_html(&mut out, events.into_iter());
        Ok(out)
    }

    /// The symbols that the chapter has used, and those that it takes to explain them.
    fn explained(&mut self) -> Result<Vec<Explained>, FaultAt> {
        let mut sentences: BTreeMap<String, String> = BTreeMap::new();
        loop {
            let mut used = self.sources.symbols.used(&self.letters);
            let next = used.find(|symbol| !sentences.contains_key(&symbol.name)).cloned();
            drop(used);
            let Some(symbol) = next else { break };
            let sentence = self.markdown(&symbol.means, 1)?;
            let inside = sentence.trim().trim_start_matches("<p>").trim_end_matches("</p>");
            sentences.insert(symbol.name, inside.to_owned());
        }
        let used = self.sources.symbols.used(&self.letters);
        let explained = used.map(|symbol| Explained {
            symbol: symbol.mathml(&self.letters),
            name: symbol.name.clone(),
            means: sentences.remove(&symbol.name).unwrap_or_default(),
        });
        Ok(explained.collect())
    }

    /// Gives every heading an id, and remembers it for the table of contents. `lines` are
    /// those of the headings, in their order.
    fn address_headings<'a>(
        &mut self,
        events: Vec<Event<'a>>,
        lines: &[usize],
    ) -> Result<Vec<Event<'a>>, FaultAt> {
        let mut out: Vec<Event<'a>> = Vec::with_capacity(events.len());
        let mut lines = lines.iter();
        let mut start = 0;
        for event in events {
            match &event {
                Event::Start(Tag::Heading { .. }) => start = out.len(),
                Event::End(TagEnd::Heading(level)) => {
                    let line = lines.next().copied().unwrap_or_default();
                    let id = self.heading(*level, &out[start..]).map_err(|fault| fault.at(line))?;
                    if let Some(Event::Start(Tag::Heading { id: slot, .. })) = out.get_mut(start) {
                        *slot = Some(CowStr::from(id));
                    }
                }
                _ => {}
            }
            out.push(event);
        }
        Ok(out)
    }

    fn heading(&mut self, level: HeadingLevel, events: &[Event<'_>]) -> Result<String, Fault> {
        let [Event::Start(Tag::Heading { id, .. }), inner @ ..] = events else {
            return Ok(String::new());
        };
        let id = match id {
            Some(id) if self.ids.contains(&**id) => return Err(Fault::IdTwice(id.to_string())),
            Some(id) => id.to_string(),
            None => self.unused(slug(&inner.iter().filter_map(plain_text).collect::<String>())),
        };
        self.ids.insert(id.clone());
        if matches!(level, HeadingLevel::H2 | HeadingLevel::H3) {
            let mut html = String::new();
            html::push_html(&mut html, inner.iter().cloned());
            self.headings.push(Heading { level: level as u8, id: id.clone(), html });
        }
        Ok(id)
    }
}

impl Writer<'_> {
    /// A heading's words as an address that no other heading has.
    fn unused(&self, slug: String) -> String {
        let numbered = (2..).map(|number| format!("{slug}-{number}"));
        let mut candidates = iter::once(slug.clone()).chain(numbered);
        candidates.find(|id| !self.ids.contains(id)).unwrap_or(slug)
    }
}

impl Marks for Writer<'_> {
    fn formula(&mut self, latex: &str, display: MathDisplay) -> Result<String, Fault> {
        let mathml = self.sources.maths.mathml(latex, display)?;
        self.sources.symbols.collect(latex, &mathml, &mut self.letters)?;
        Ok(mathml)
    }

    fn cite(&mut self, keys: &[&str]) -> Result<String, Fault> {
        let mut links = Vec::new();
        for key in keys {
            let text = self.sources.references.cite(key)?;
            links.push(format!("<a class=\"citation\" href=\"#ref-{key}\">{text}</a>"));
            self.cited.insert((*key).to_owned());
        }
        Ok(format!("({})", links.join("; ")))
    }

    fn number(&mut self, name: &str) -> Result<String, Fault> {
        self.sources.numbers.get(name)
    }

    fn scrub(&mut self, key: &str) -> Result<String, Fault> {
        self.inset.as_mut().ok_or_else(|| Fault::NoInset(key.to_owned()))?.scrub(key)
    }

    fn live(&mut self, key: &str) -> Result<String, Fault> {
        self.inset.as_mut().ok_or_else(|| Fault::NoInset(key.to_owned()))?.live(key)
    }

    fn next_note(&mut self) -> usize {
        self.notes += 1;
        self.notes
    }
}

fn dialect() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_MATH
}

/// The lines between the first two `---`.
struct FrontMatter<'s> {
    lines: &'s str,
}

impl<'s> FrontMatter<'s> {
    /// The front matter, the body, and the line on which the body begins.
    fn split(source: &'s str) -> Result<(Self, &'s str, usize), FaultAt> {
        let inside =
            source.strip_prefix("---\n").ok_or(Fault::FrontMatter("the first `---`").at(1))?;
        let (lines, body) =
            inside.split_once("\n---\n").ok_or(Fault::FrontMatter("the second `---`").at(1))?;
        Ok((Self { lines }, body, lines.lines().count() + 3))
    }

    fn field(&self, key: &'static str) -> Result<&'s str, FaultAt> {
        let mut fields = self.lines.lines().filter_map(|line| line.split_once(':'));
        let found = fields.find(|(name, _)| name.trim() == key);
        found.map(|(_, value)| value.trim().trim_matches('"')).ok_or(Fault::FrontMatter(key).at(1))
    }
}

fn plain_text<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    }
}

/// "Part 1: a simple baseline" becomes "part-1-a-simple-baseline".
fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}
