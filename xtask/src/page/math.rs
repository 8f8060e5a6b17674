//! LaTeX to MathML, without inline styles.
//!
//! The page's content security policy forbids `style="…"`, which the converter
//! writes for tables (`aligned`, `cases`). Each distinct style becomes a class, and
//! the classes a stylesheet of a few lines.

use std::collections::BTreeSet;
use std::fmt::Write;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use super::error::Fault;

/// The converter, the glyphs that its font has, and the styles that its formulas have
/// asked for so far.
#[derive(Debug)]
pub struct Maths {
    converter: LatexToMathML,
    glyphs: Glyphs,
    styles: Vec<String>,
}

/// The letters of the font. One that stands alone is shown in italics, which is another glyph.
#[derive(Debug, Default)]
struct Glyphs {
    italic: BTreeSet<char>,
    upright: BTreeSet<char>,
}

impl Glyphs {
    /// Reads `www/fonts/glyphs`: lines of a style and its letters.
    fn read(text: &str) -> Self {
        let mut glyphs = Self::default();
        for (style, letters) in text.lines().filter_map(|line| line.split_once(' ')) {
            let set = if style == "italic" { &mut glyphs.italic } else { &mut glyphs.upright };
            set.extend(letters.chars());
        }
        glyphs
    }

    /// The first character of the MathML that has no glyph.
    fn lacking(&self, mathml: &str) -> Option<char> {
        let mut elements = mathml.split('<').filter_map(|piece| piece.split_once('>'));
        elements.find_map(|(tag, text)| {
            let text = unescaped(text);
            let mut letters = text.chars();
            let set = match (tag, letters.next(), letters.next()) {
                ("mi", Some(letter), None) if has_italic(letter) => &self.italic,
                _ => &self.upright,
            };
            text.chars().find(|c| !set.contains(c) && !is_invisible(*c))
        })
    }
}

/// Whether browsers show a letter that stands alone in italics: Latin and Greek ones.
fn has_italic(letter: char) -> bool {
    matches!(letter, 'A'..='Z' | 'a'..='z' | 'Α'..='ω' | '∂' | 'ϵ' | 'ϑ' | 'ϰ' | 'ϕ' | 'ϱ' | 'ϖ')
}

impl Maths {
    /// A converter that has seen no formula yet, for a font with the `glyphs` of that file.
    pub fn new(glyphs: &str) -> Self {
        let converter = LatexToMathML::new(MathCoreConfig::default());
        let converter = converter.expect("a configuration without macros is valid");
        Self { converter, glyphs: Glyphs::read(glyphs), styles: Vec::new() }
    }

    /// A formula as MathML.
    pub fn mathml(&mut self, latex: &str, display: MathDisplay) -> Result<String, Fault> {
        match self.converter.convert_with_local_state(latex, display) {
            Ok(result) => {
                self.check_glyphs(latex, &result.mathml)?;
                Ok(self.without_inline_styles(&with_styles_around(&result.mathml)))
            }
            Err(error) => {
                Err(Fault::Formula { latex: latex.to_owned(), message: error.to_string() })
            }
        }
    }

    /// One rule for each style that the formulas have asked for.
    pub fn stylesheet(&self) -> String {
        let mut css = String::new();
        for (index, style) in self.styles.iter().enumerate() {
            let _ = writeln!(css, ".math-{index} {{ {style} }}");
        }
        css
    }

    /// The page's font is a subset; a glyph from another font would look out of place.
    fn check_glyphs(&self, latex: &str, mathml: &str) -> Result<(), Fault> {
        match self.glyphs.lacking(mathml) {
            Some(glyph) => Err(Fault::Glyph { latex: latex.to_owned(), glyph }),
            None => Ok(()),
        }
    }

    fn without_inline_styles(&mut self, mathml: &str) -> String {
        let mut pieces = mathml.split(" style=\"");
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            // The converter closes every attribute that it opens.
            let (style, rest) = piece.split_once('"').unwrap_or((piece, ""));
            let class = self.class_of(style.trim_end_matches(';'));
            let _ = write!(out, " class=\"math-{class}\"{rest}");
        }
        out
    }

    fn class_of(&mut self, style: &str) -> usize {
        let known = self.styles.iter().position(|known| known == style);
        known.unwrap_or_else(|| {
            self.styles.push(style.to_owned());
            self.styles.len() - 1
        })
    }
}

/// The attribute `displaystyle` of fractions on an element of its own around them: browsers
/// know it everywhere, but the standard before theirs, by which pages are validated, does not.
fn with_styles_around(mathml: &str) -> String {
    const OPENING: &str = "<mfrac displaystyle=\"";
    let Some((before, rest)) = mathml.split_once(OPENING) else { return mathml.to_owned() };
    // The converter closes what it opens.
    let (style, rest) = rest.split_once('"').unwrap_or((rest, ""));
    let (inside, after) = rest.split_at(end_of_fraction(rest));
    let (inside, after) = (with_styles_around(inside), with_styles_around(after));
    format!("{before}<mstyle displaystyle=\"{style}\"><mfrac{inside}</mstyle>{after}")
}

/// Where the fraction ends whose opening tag has just begun.
fn end_of_fraction(mathml: &str) -> usize {
    const CLOSING: &str = "</mfrac>";
    let mut depth = 1;
    let tags = mathml.match_indices("<mfrac").map(|(place, _)| (place, 1));
    let ends = mathml.match_indices(CLOSING).map(|(place, _)| (place, -1));
    let mut all: Vec<(usize, i32)> = tags.chain(ends).collect();
    all.sort_unstable();
    for (place, change) in all {
        depth += change;
        if depth == 0 {
            return place + CLOSING.len();
        }
    }
    mathml.len()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Spaces, invisible operators and selectors of variants have no glyph to lack.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{2061}'..='\u{2064}' | '\u{200B}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::page::chapter::Chapter;
    use crate::page::{CHAPTERS, Sources};
    use crate::workspace::Workspace;

    const GLYPHS: &str = "italic abcdxy\nupright cos=12\n";

    /// The formulas of all chapters.
    fn formulas() -> Vec<String> {
        let workspace = Workspace::find();
        let mut sources = Sources::read(&workspace).unwrap();
        let chapter = |&name: &&'static str| {
            let path = workspace.www().join("chapters").join(name).with_extension("md");
            Chapter::render(name, &fs::read_to_string(path).unwrap(), &mut sources).unwrap()
        };
        let chapters: Vec<Chapter> = CHAPTERS.iter().map(chapter).collect();
        let page = |index| sources.template.page(&chapters, index, "program").unwrap();
        let pages: String = (0..chapters.len()).map(page).collect();
        let formulas = pages.split("<math").filter_map(|piece| piece.split_once("</math>"));
        formulas.map(|(formula, _)| ["<math", formula].concat()).collect()
    }

    #[test]
    fn the_font_has_no_glyph_that_no_formula_needs() {
        let formulas = formulas();
        let text = fs::read_to_string(Workspace::find().www().join("fonts/glyphs")).unwrap();
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        let spare: Vec<(&str, char)> = lines
            .flat_map(|(style, letters)| letters.chars().map(move |letter| (style, letter)))
            .filter(|(style, letter)| {
                let mut glyphs = Glyphs::read(&text);
                let set = if *style == "italic" { &mut glyphs.italic } else { &mut glyphs.upright };
                set.remove(letter);
                formulas.iter().all(|formula| glyphs.lacking(formula).is_none())
            })
            .collect();
        assert_eq!(spare, [], "take them out of www/fonts/glyphs and run www/fonts/subset.py");
    }

    #[test]
    fn inline_styles_become_classes_and_are_shared() {
        let mut maths = Maths::new(GLYPHS);
        let first = maths
            .mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", MathDisplay::Block)
            .unwrap();
        let second =
            maths.mathml(r"\begin{aligned} x &= y \end{aligned}", MathDisplay::Block).unwrap();
        assert!(!first.contains(" style="), "{first}");
        assert!(first.contains("class=\"math-0\""), "{first}");
        assert!(second.contains("class=\"math-0\""), "{second}");
        let css = maths.stylesheet();
        assert!(css.starts_with(".math-0 { text-align: right;"), "{css}");
    }

    #[test]
    fn the_style_of_a_fraction_stands_around_it() {
        let latex = r"\tfrac{1}{\tfrac{x}{2}} = \frac{1}{2} = \tfrac{a}{b}";
        let mathml = Maths::new(GLYPHS).mathml(latex, MathDisplay::Block).unwrap();
        assert!(!mathml.contains("<mfrac displaystyle"), "{mathml}");
        let inner = "<mstyle displaystyle=\"false\"><mfrac><mi>x</mi><mn>2</mn></mfrac></mstyle>";
        let outer =
            format!("<mstyle displaystyle=\"false\"><mfrac><mn>1</mn>{inner}</mfrac></mstyle>");
        assert!(mathml.contains(&outer), "{mathml}");
        assert_eq!(mathml.matches("<mstyle").count(), 3, "{mathml}");
        assert_eq!(mathml.matches("</mstyle>").count(), 3, "{mathml}");
    }

    #[test]
    fn a_wrong_formula_is_a_fault_that_names_it() {
        let fault = Maths::new(GLYPHS).mathml(r"\frac{1", MathDisplay::Inline).unwrap_err();
        assert!(matches!(fault, Fault::Formula { latex, .. } if latex == r"\frac{1"));
    }

    #[test]
    fn a_glyph_that_the_font_lacks_is_a_fault() {
        let fault = Maths::new(GLYPHS).mathml(r"a \otimes b", MathDisplay::Inline).unwrap_err();
        assert!(matches!(fault, Fault::Glyph { glyph: '⊗', .. }));
    }

    #[test]
    fn a_letter_alone_is_another_glyph_than_the_same_in_a_word() {
        let mut maths = Maths::new(GLYPHS);
        assert!(maths.mathml(r"\cos x", MathDisplay::Inline).is_ok());
        let alone = maths.mathml(r"o", MathDisplay::Inline).unwrap_err();
        assert!(matches!(alone, Fault::Glyph { glyph: 'o', .. }));
        let word = maths.mathml(r"\mathrm{xa}", MathDisplay::Inline).unwrap_err();
        assert!(matches!(word, Fault::Glyph { glyph: 'x', .. }));
    }
}
