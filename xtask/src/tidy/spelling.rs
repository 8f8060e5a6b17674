//! British English, in prose and in comments. Names in code follow their libraries.

use super::source::{Finding, Source};

/// Beginnings of words as they are not spelt here, and as they are.
const WORDS: &[(&str, &str)] = &[
    ("analyz", "analys"),
    ("behavior", "behaviour"),
    ("canceled", "cancelled"),
    ("center", "centre"),
    ("color", "colour"),
    ("customiz", "customis"),
    ("defense", "defence"),
    ("emphasiz", "emphasis"),
    ("favor", "favour"),
    ("fulfill", "fulfil"),
    ("generaliz", "generalis"),
    ("gray", "grey"),
    ("honor", "honour"),
    ("initializ", "initialis"),
    ("labeled", "labelled"),
    ("labeling", "labelling"),
    ("maximiz", "maximis"),
    ("minimiz", "minimis"),
    ("modeled", "modelled"),
    ("modeling", "modelling"),
    ("neighbor", "neighbour"),
    ("normaliz", "normalis"),
    ("optimiz", "optimis"),
    ("organiz", "organis"),
    ("parameteriz", "parameteris"),
    ("parametriz", "parametris"),
    ("penaliz", "penalis"),
    ("randomiz", "randomis"),
    ("realiz", "realis"),
    ("recogniz", "recognis"),
    ("regulariz", "regularis"),
    ("specializ", "specialis"),
    ("summariz", "summaris"),
    ("traveled", "travelled"),
    ("vectoriz", "vectoris"),
    ("visualiz", "visualis"),
];

/// Words of a file's prose that are spelt otherwise elsewhere.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_code = false;
    for (line, text) in source.lines() {
        let Some(prose) = prose(&source.path, text) else { continue };
        if prose.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            findings.extend(misspelt(prose).into_iter().map(|(word, right)| {
                source.finding(line, format!("`{word}` is spelt `{right}…` here"))
            }));
        }
    }
    findings
}

/// The part of a line that people read as a sentence.
fn prose<'a>(path: &str, line: &'a str) -> Option<&'a str> {
    if path.ends_with(".md") {
        return Some(line);
    }
    let is_code = path.ends_with(".rs") || path.ends_with(".js");
    // The slashes of an address follow a colon.
    let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
    comment.filter(|_| is_code).map(|(at, _)| &line[at..])
}

/// The misspelt words of a sentence. Code, formulas, addresses and names stay as their
/// authors wrote them, and so do titles, which are links or stand between asterisks.
fn misspelt(prose: &str) -> Vec<(String, &'static str)> {
    let prose = without_link_texts(prose);
    let outside = prose.split(['`', '$', '*']).step_by(2);
    let separator = |c: char| c.is_whitespace() || "()[]_\"“”‘’,;".contains(c);
    let words = outside.flat_map(|text| text.split(separator));
    let plain = words.filter(|word| !word.contains(['/', ':', '#', '=', '{', '<', '@']));
    let common = plain.filter(|word| !word.starts_with(char::is_uppercase));
    let misspelt = common.filter_map(|word| {
        let (_, right) = WORDS.iter().find(|(wrong, _)| word.starts_with(wrong))?;
        Some((word.to_owned(), *right))
    });
    misspelt.collect()
}

/// Markdown without what stands in the brackets of its links.
fn without_link_texts(markdown: &str) -> String {
    let pieces: Vec<&str> = markdown.split("](").collect();
    let Some((last, before)) = pieces.split_last() else { return String::new() };
    let outside =
        before.iter().map(|piece| piece.rsplit_once('[').map_or(*piece, |(outside, _)| outside));
    outside.chain([*last]).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        check(&Source::new(path, text)).len()
    }

    #[test]
    fn prose_and_comments_are_british() {
        assert_eq!(findings("README.md", "A nice color, and its center.\n"), 2);
        assert_eq!(findings("src/a.rs", concat!("let x = 1; // the co", "lor\n")), 1);
        assert_eq!(findings("README.md", "A nice colour.\n"), 0);
    }

    #[test]
    fn code_links_and_formulas_are_left_alone() {
        assert_eq!(
            findings("README.md", "Set `color`, see [x](https://example.org/color) and $color$.\n"),
            0
        );
        assert_eq!(
            findings(
                "README.md",
                "*Stochastic optimization*, see [the center](x) of the Visualization Workshop\n"
            ),
            0
        );
        assert_eq!(findings("README.md", "```\ncolor\n```\n"), 0);
        assert_eq!(findings("src/a.rs", "fn color() {}\n"), 0);
        assert_eq!(findings("www/style.css", "color: red\n"), 0);
    }
}
