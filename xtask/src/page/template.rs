//! The templates of `www/`, which put chapters, listings and figures into HTML.

use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};

use super::content::{Alone, Chapter};
use super::error::{Fault, PageError};
use super::figure::FigureView;
use super::listing::Listing;

/// What the page may load and run: its own files, and nothing else from anywhere.
///
/// The server sends the same as a header, so that it is tested as strictly as it is written.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
     base-uri 'none'; form-action 'none'";

/// The templates, read once.
#[derive(Debug)]
pub struct Template {
    environment: Environment<'static>,
}

impl Template {
    /// Reads the templates from a folder.
    pub fn read(folder: &Path) -> Result<Self, PageError> {
        let mut environment = Environment::new();
        environment
            .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        for name in ["template.html", "symbols.html", "embed.html", "listing.html", "figure.html"] {
            environment.add_template_owned(name, super::disk::read(&folder.join(name))?)?;
        }
        Ok(Self { environment })
    }

    /// The page of one of the chapters, whose figures are run by what is in the folder
    /// `program` beside it.
    pub fn page(
        &self,
        chapters: &[Chapter],
        index: usize,
        program: &str,
    ) -> Result<String, PageError> {
        let before = index.checked_sub(1).and_then(|before| chapters.get(before));
        let chapter = &chapters[index];
        let figures: Vec<&str> = chapter.figures.iter().map(|figure| figure.name).collect();
        let page = self.environment.get_template("template.html")?.render(context! {
            chapter => Serde(chapter),
            chapters => Serde(chapters),
            previous => Serde(before),
            next => Serde(chapters.get(index + 1)),
            program => program,
            figures => figures,
            maths => [&chapter.lede, &chapter.body].into_iter().any(|html| has_maths(html)),
            rasters => Serde(&chapter.rasters),
            policy => CONTENT_SECURITY_POLICY,
        })?;
        Ok(tight(&page.replace("&#x2f;", "/")))
    }

    /// The page of one figure of a chapter alone, for other people's pages.
    pub fn embed(
        &self,
        chapter: &Chapter,
        figure: &Alone,
        program: &str,
    ) -> Result<String, PageError> {
        let page = self.environment.get_template("embed.html")?.render(context! {
            chapter => Serde(chapter),
            figure => Serde(figure),
            program => program,
            figures => [figure.name],
            maths => has_maths(&figure.html),
            rasters => Serde(&figure.rasters),
            policy => CONTENT_SECURITY_POLICY,
        })?;
        Ok(tight(&page))
    }

    /// A listing in both languages, with its caption in HTML.
    pub fn listing(&self, listing: &Listing, caption: &str) -> Result<String, Fault> {
        let values = context! { listing => Serde(listing), caption => caption };
        self.part("listing.html", values)
    }

    /// A figure in its first state, with its caption in HTML.
    pub fn figure(&self, figure: &FigureView, caption: &str) -> Result<String, Fault> {
        let values = context! { figure => Serde(figure), caption => caption };
        self.part("figure.html", values)
    }

    fn part(&self, name: &str, values: Value) -> Result<String, Fault> {
        let rendered =
            self.environment.get_template(name).and_then(|template| template.render(values));
        rendered.map_err(|error| Fault::Template(format!("{error:#}")))
    }
}

/// Whether there is a formula to be laid out, and so the font for it to be fetched. It is asked
/// for before the style sheet is there, wherever the first formula is: a reader may come by a
/// link to the middle of the page, and what they see must not jump.
fn has_maths(html: &str) -> bool {
    html.contains("<math")
}

/// A page without empty lines and indentation, which are what templates leave behind; only
/// in listings do they mean something.
fn tight(page: &str) -> String {
    let mut tight = String::with_capacity(page.len());
    let mut listed = false;
    for line in page.lines() {
        let kept = if listed { line } else { line.trim_start() };
        listed = match (line.rfind("<pre"), line.rfind("</pre>")) {
            (Some(opened), Some(closed)) => opened > closed,
            (opened, closed) => opened.is_some() || listed && closed.is_none(),
        };
        if listed || !kept.is_empty() {
            tight.push_str(kept);
            tight.push('\n');
        }
    }
    tight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listings_keep_their_blanks() {
        let page = "<p>\n\n  a\n<pre><code>f\n\n    g</code></pre>\n\n  <pre>x</pre>\n  b\n";
        let tight_page = "<p>\na\n<pre><code>f\n\n    g</code></pre>\n<pre>x</pre>\nb\n";
        assert_eq!(tight(page), tight_page);
    }
}
