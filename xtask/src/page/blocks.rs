//! The `:::` blocks of a chapter, which Markdown does not know.

use super::error::{Fault, FaultAt};

/// A piece of a chapter between or in `:::` lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// What it becomes.
    pub kind: Kind<'a>,
    /// The Markdown within.
    pub text: &'a str,
    /// The line of the chapter on which that Markdown begins, counted from one.
    pub line: usize,
}

/// What a piece of a chapter becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// Just text.
    Text,
    /// The live figure of that name; the Markdown is its caption.
    Figure(&'a str),
    /// A picture of a figure in the state of that link, in its first panel or another; the
    /// Markdown is the sentence that moves it.
    Inset(&'a str, Option<&'a str>),
    /// The listing of that name; the Markdown is its caption.
    Listing(&'a str),
    /// The table of that name, as a picture and as numbers; the Markdown is its caption.
    Table(&'a str),
    /// A prompt to predict before trying.
    Predict,
}

/// Cuts a chapter's body into its blocks. `first_line` is where the body begins in its file.
pub fn split(body: &str, first_line: usize) -> Result<Vec<Block<'_>>, FaultAt> {
    let mut blocks = Vec::new();
    let mut open = Block { kind: Kind::Text, text: "", line: first_line };
    let (mut start, mut offset, mut in_code) = (0, 0, false);
    for (index, line) in body.split_inclusive('\n').enumerate() {
        let end_of_line = offset + line.len();
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if let Some(head) = line.strip_prefix(":::").filter(|_| !in_code) {
            let line = first_line + index;
            let text = &body[start..offset];
            blocks.push(Block { text, ..open });
            let kind = match open.kind {
                Kind::Text => kind(head.trim()).map_err(|fault| fault.at(line))?,
                _ if head.trim().is_empty() => Kind::Text,
                _ => return Err(Fault::OpenBlock.at(open.line - 1)),
            };
            open = Block { kind, text: "", line: line + 1 };
            start = end_of_line;
        }
        offset = end_of_line;
    }
    if open.kind != Kind::Text {
        return Err(Fault::OpenBlock.at(open.line - 1));
    }
    blocks.push(Block { text: &body[start..], ..open });
    blocks.retain(|block| block.kind != Kind::Text || !block.text.trim().is_empty());
    Ok(blocks)
}

fn kind(head: &str) -> Result<Kind<'_>, Fault> {
    match head.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["figure", name] => Ok(Kind::Figure(name)),
        ["inset", link] => Ok(Kind::Inset(link, None)),
        ["inset", link, panel] => Ok(Kind::Inset(link, Some(panel))),
        ["listing", name] => Ok(Kind::Listing(name)),
        ["table", name] => Ok(Kind::Table(name)),
        ["predict"] => Ok(Kind::Predict),
        _ => Err(Fault::UnknownBlock(head.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_know_their_kind_text_and_line() {
        let body =
            "Before.\n\n:::figure two-tasks\nDrag *it*.\n:::\n\n:::predict\nWhere?\n:::\nAfter.\n";
        let blocks = split(body, 6).unwrap();
        let expected = [
            (Kind::Text, "Before.\n\n", 6),
            (Kind::Figure("two-tasks"), "Drag *it*.\n", 9),
            (Kind::Predict, "Where?\n", 13),
            (Kind::Text, "After.\n", 15),
        ];
        let expected = expected.map(|(kind, text, line)| Block { kind, text, line });
        assert_eq!(blocks, expected);
    }

    #[test]
    fn an_inset_may_say_which_panel() {
        let blocks = split(":::inset f?a=1 left\nx\n:::\n", 1).unwrap();
        assert_eq!(blocks[0].kind, Kind::Inset("f?a=1", Some("left")));
        let blocks = split(":::inset f\nx\n:::\n", 1).unwrap();
        assert_eq!(blocks[0].kind, Kind::Inset("f", None));
    }

    #[test]
    fn colons_in_code_are_code() {
        let body = "```\n:::figure x\n```\n";
        assert_eq!(split(body, 1).unwrap(), [Block { kind: Kind::Text, text: body, line: 1 }]);
    }

    #[test]
    fn faults_name_the_line() {
        assert_eq!(split("a\n:::predict\nb\n", 1).unwrap_err(), Fault::OpenBlock.at(2));
        assert_eq!(split(":::predict\n:::figure x\n:::\n", 1).unwrap_err(), Fault::OpenBlock.at(1));
        let unknown = split("\n:::figur x\n:::\n", 1).unwrap_err();
        assert_eq!(unknown, Fault::UnknownBlock("figur x".to_owned()).at(2));
    }
}
