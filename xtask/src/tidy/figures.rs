//! That a figure which is listed is tested as all are: pinned by snapshots, and lived
//! through by readers who do anything at all.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::source::{Finding, Source};

const LIST: &str = "src/figures/list.rs";
const RANDOM: &str = "tests/figures/random.rs";
const SNAPSHOTS: &str = "tests/snapshots/";

/// What the tests of figures share, such as a list of their names.
const SUPPORT: &str = "tests/figures/support.rs";

/// How a test goes through the list of figures, whichever they are; and what the shared
/// function is called that does.
const WHOLE_LIST: (&str, &str) = ("NAMES", "names");

/// The listed figures that lack a test which all must have.
pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let text = |path: &str| sources.iter().find(|source| source.path == path);
    let Some(list) = text(LIST) else { return Vec::new() };
    let names = listed(&list.text);
    let mut findings = Vec::new();
    if names.is_empty() {
        findings.push(list.finding(1, "lists no figures that could be read"));
    }
    let words_of = |path| text(path).map(|source| words(&source.text)).unwrap_or_default();
    let (random, support) = (words_of(RANDOM), words_of(SUPPORT));
    let has = |words: &[String], word: &str| words.iter().any(|other| other == word);
    let (list_itself, by_function) = WHOLE_LIST;
    let goes_through_all =
        has(&random, list_itself) || (has(&random, by_function) && has(&support, list_itself));
    for (line, name) in names {
        let first = format!("{SNAPSHOTS}{name}-");
        if !sources.iter().any(|source| source.path.starts_with(&first)) {
            findings.push(list.finding(line, format!("`{name}` has no snapshot in {SNAPSHOTS}")));
        }
        if !goes_through_all && !has(&random, &format!("\"{name}\"")) {
            let what = format!("`{name}` is left out of the random events of {RANDOM}");
            findings.push(list.finding(line, what));
        }
    }
    findings
}

/// The names in the list's lines, each with its line: a word, a name in quotes, and a path
/// to what makes it, up to a semicolon.
fn listed(text: &str) -> Vec<(usize, String)> {
    let tokens: Vec<TokenTree> = flat(text.parse().unwrap_or_default());
    let lines = tokens.windows(4).filter_map(|four| match four {
        [
            TokenTree::Ident(_),
            TokenTree::Literal(name),
            TokenTree::Punct(dollar),
            TokenTree::Ident(root),
        ] if dollar.as_char() == '$' && root == "crate" => {
            let name = name.to_string();
            let line = four[1].span().start().line;
            Some((line, name.trim_matches('"').to_owned()))
        }
        _ => None,
    });
    lines.collect()
}

/// The words and the literals of a program, without its comments.
fn words(text: &str) -> Vec<String> {
    let words =
        flat(text.parse().unwrap_or_default()).into_iter().filter_map(|token| match token {
            TokenTree::Ident(word) => Some(word.to_string()),
            TokenTree::Literal(literal) => Some(literal.to_string()),
            TokenTree::Group(_) | TokenTree::Punct(_) => None,
        });
    words.collect()
}

/// All tokens, those within brackets too, without the attributes' (a comment for readers is one).
fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    let mut flattened = Vec::new();
    let mut after_hash = false;
    for token in tokens {
        let is_hash = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '#');
        match token {
            TokenTree::Group(group) if after_hash && group.delimiter() == Delimiter::Bracket => {}
            TokenTree::Group(group) => flattened.extend(flat(group.stream())),
            other => flattened.push(other),
        }
        after_hash = is_hash;
    }
    flattened
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIGURES: &str = "/// Names \"none\" here.\nmacro_rules! all { ($then:ident) => { $then! {
        fit_maml \"fit-maml\" $crate::figures::fit::Fit::maml;
        train \"train\" $crate::figures::train::Train::default;
    } } }";

    fn findings(random: &str, snapshots: &[&str]) -> Vec<String> {
        let mut sources = vec![Source::new(LIST, FIGURES), Source::new(RANDOM, random)];
        sources.extend(snapshots.iter().map(|name| Source::new(format!("{SNAPSHOTS}{name}"), "")));
        check(&sources).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn figures_with_snapshots_and_random_events_are_fine() {
        let snapshots = ["fit-maml-first.txt", "train-first.txt"];
        assert_eq!(findings("fn t() { for name in NAMES { live(name) } }", &snapshots), [""; 0]);
        assert_eq!(findings("fn t() { live(\"fit-maml\"); live(\"train\") }", &snapshots), [""; 0]);
    }

    #[test]
    fn a_figure_that_a_test_leaves_out_is_found() {
        let found =
            findings("// NAMES \"train\"\nfn t() { live(\"fit-maml\") }", &["fit-maml-first.txt"]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0], "src/figures/list.rs:4: `train` has no snapshot in tests/snapshots/");
        assert!(found[1].contains("`train` is left out"), "{}", found[1]);
    }

    #[test]
    fn a_list_that_cannot_be_read_is_found() {
        let sources = [Source::new(LIST, "pub const NAMES: &[&str] = &[];")];
        assert_eq!(check(&sources).len(), 1);
    }
}
