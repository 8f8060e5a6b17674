//! Code as HTML in which keywords, comments and a few kinds of names can be told apart.
//!
//! tree-sitter reads the code, by the grammars that editors use. What we ask it for is our
//! own short list: its full one knows a colour for every bracket, and each costs bytes.

use minijinja::HtmlEscape;
use tree_sitter_highlight::{HighlightConfiguration, HighlightEvent, Highlighter};

/// The languages of the listings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// The one that runs here.
    Rust,
    /// The one that most readers speak.
    Python,
}

/// The kinds that can be told apart, each with the element that it becomes. Those that are
/// met most often are the shortest.
const KINDS: [(&str, &str, &str); 6] = [
    ("keyword", "<b>", "</b>"),
    ("comment", "<i>", "</i>"),
    ("function", "<span class=\"f\">", "</span>"),
    ("type", "<span class=\"t\">", "</span>"),
    ("string", "<span class=\"s\">", "</span>"),
    ("number", "<span class=\"n\">", "</span>"),
];

/// Of names, those that are defined here: to colour each that is used would say nothing.
const RUST: &str = r#"
    (line_comment) @comment
    (block_comment) @comment
    (function_item name: (identifier) @function)
    (type_identifier) @type
    (primitive_type) @type
    ((identifier) @type (#match? @type "^[A-Z]"))
    (char_literal) @string
    (string_literal) @string
    (integer_literal) @number
    (float_literal) @number
    (boolean_literal) @number
    (mutable_specifier) @keyword
    (crate) @keyword
    ["as" "break" "const" "continue" "else" "enum" "fn" "for" "if" "impl" "in" "let" "loop"
     "match" "mod" "move" "pub" "ref" "return" "static" "struct" "trait" "type" "use" "where"
     "while"] @keyword
"#;

/// What a function says of itself is a comment to its reader, though Python calls it a string: of
/// two that match, the later counts.
const PYTHON: &str = r#"
    (comment) @comment
    (function_definition name: (identifier) @function)
    (string) @string
    (module . (expression_statement (string) @comment))
    (function_definition body: (block . (expression_statement (string) @comment)))
    (integer) @number
    (float) @number
    [(none) (true) (false)] @number
    ["as" "assert" "break" "class" "continue" "def" "del" "elif" "else" "except" "finally" "for"
     "from" "global" "if" "import" "in" "is" "lambda" "nonlocal" "not" "and" "or" "pass" "raise"
     "return" "try" "while" "with" "yield"] @keyword
"#;

impl Language {
    fn configuration(self) -> Result<HighlightConfiguration, String> {
        let (grammar, name, query) = match self {
            Self::Rust => (tree_sitter_rust::LANGUAGE, "rust", RUST),
            Self::Python => (tree_sitter_python::LANGUAGE, "python", PYTHON),
        };
        let configuration = HighlightConfiguration::new(grammar.into(), name, query, "", "");
        let mut configuration = configuration.map_err(|error| error.to_string())?;
        configuration.configure(&KINDS.map(|(kind, ..)| kind));
        Ok(configuration)
    }
}

/// The lines of `code` as HTML, each whole by itself.
///
/// # Errors
/// What the grammar's library says.
pub fn lines(language: Language, code: &str) -> Result<Vec<String>, String> {
    let configuration = language.configuration()?;
    let mut highlighter = Highlighter::new();
    let events = highlighter.highlight(&configuration, code.as_bytes(), None, None, |_| None);
    let mut lines = Lines::default();
    for event in events.map_err(|error| error.to_string())? {
        match event.map_err(|error| error.to_string())? {
            HighlightEvent::Source { start, end } => {
                lines.write(code.get(start..end).unwrap_or_default());
            }
            HighlightEvent::HighlightStart(kind) => lines.open(kind.0),
            HighlightEvent::HighlightEnd => lines.close(),
        }
    }
    Ok(lines.finish())
}

/// Lines of HTML, as they come.
#[derive(Debug, Default)]
struct Lines {
    done: Vec<String>,
    line: String,
    /// The kinds that are open, by their places in [`KINDS`].
    open: Vec<usize>,
}

impl Lines {
    /// Writes code; what is open is closed at the end of each line, and opened in the next.
    fn write(&mut self, code: &str) {
        for (index, piece) in code.split('\n').enumerate() {
            if index > 0 {
                let closing: String = self.open.iter().rev().map(|kind| KINDS[*kind].2).collect();
                let opening: String = self.open.iter().map(|kind| KINDS[*kind].1).collect();
                let line = std::mem::replace(&mut self.line, opening);
                self.done.push(line + &closing);
            }
            self.line += &escaped(piece);
        }
    }

    fn open(&mut self, kind: usize) {
        self.open.push(kind);
        self.line += KINDS[kind].1;
    }

    fn close(&mut self) {
        if let Some(kind) = self.open.pop() {
            self.line += KINDS[kind].2;
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.done.push(self.line);
        // What was opened for a line without anything in it.
        for (_, opening, closing) in KINDS {
            let empty = [opening, closing].concat();
            for line in self.done.iter_mut().filter(|line| line.contains(&empty)) {
                *line = line.replace(&empty, "");
            }
        }
        self.done
    }
}

/// Code as HTML. It stands between tags alone, where quotes and slashes mean nothing.
fn escaped(code: &str) -> String {
    let escaped = HtmlEscape(code).to_string();
    escaped.replace("&#x2f;", "/").replace("&quot;", "\"").replace("&#x27;", "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(code: &str) -> String {
        lines(Language::Rust, code).unwrap().join("\n")
    }

    fn python(code: &str) -> String {
        lines(Language::Python, code).unwrap().join("\n")
    }

    #[test]
    fn rust_has_keywords_names_and_comments() {
        assert_eq!(
            rust("pub fn step(x: &mut [f64]) -> Option<Step> {\n    x[0] < 1.5 // so \"it\" is\n}"),
            "<b>pub</b> <b>fn</b> <span class=\"f\">step</span>(x: &amp;<b>mut</b> \
             [<span class=\"t\">f64</span>]) -&gt; <span class=\"t\">Option</span>&lt;\
             <span class=\"t\">Step</span>&gt; {\n    x[<span class=\"n\">0</span>] &lt; \
             <span class=\"n\">1.5</span> <i>// so \"it\" is</i>\n}"
        );
    }

    #[test]
    fn python_has_keywords_names_and_comments() {
        assert_eq!(
            python("def f(x):\n    \"\"\"Says.\"\"\"\n    return g(x, 'a', 1)  # so"),
            "<b>def</b> <span class=\"f\">f</span>(x):\n    <i>\"\"\"Says.\"\"\"</i>\n    \
             <b>return</b> g(x, <span class=\"s\">'a'</span>, <span class=\"n\">1</span>)  <i># so</i>"
        );
    }

    #[test]
    fn every_line_is_whole_by_itself() {
        let code = "def f():\n    \"\"\"One.\n\n    Two.\"\"\"";
        let expected = ["    <i>\"\"\"One.</i>", "", "<i>    Two.\"\"\"</i>"];
        assert_eq!(lines(Language::Python, code).unwrap()[1..], expected);
    }

    #[test]
    fn a_fragment_is_read_as_far_as_it_goes() {
        assert_eq!(rust("let x = y;"), "<b>let</b> x = y;");
    }
}
