//! LaTeX to MathML, without inline styles.
//!
//! The page's content security policy forbids `style="…"`, which the converter
//! writes for tables (`aligned`, `cases`). Each distinct style becomes a class, and
//! the classes a stylesheet of a few lines.

use std::fmt::Write;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use super::error::Fault;

/// The converter, and the styles that its formulas have asked for so far.
#[derive(Debug)]
pub struct Maths {
    converter: LatexToMathML,
    styles: Vec<String>,
}

impl Maths {
    /// A converter that has seen no formula yet.
    pub fn new() -> Self {
        let converter = LatexToMathML::new(MathCoreConfig::default());
        let converter = converter.expect("a configuration without macros is valid");
        Self { converter, styles: Vec::new() }
    }

    /// A formula as MathML.
    pub fn mathml(&mut self, latex: &str, display: MathDisplay) -> Result<String, Fault> {
        match self.converter.convert_with_local_state(latex, display) {
            Ok(result) => Ok(self.without_inline_styles(&result.mathml)),
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

impl Default for Maths {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_styles_become_classes_and_are_shared() {
        let mut maths = Maths::new();
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
    fn a_wrong_formula_is_a_fault_that_names_it() {
        let fault = Maths::new().mathml(r"\frac{1", MathDisplay::Inline).unwrap_err();
        assert!(matches!(fault, Fault::Formula { latex, .. } if latex == r"\frac{1"));
    }
}
