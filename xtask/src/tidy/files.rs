//! What every file owes to whoever opens it.

use super::source::{Finding, Source};

/// The most lines of a source file, and of one with tests alone.
const LONGEST: usize = 400;
const LONGEST_TEST: usize = 600;

/// What says that something is not done yet. Written so that this file does not say it.
const UNFINISHED: [&str; 5] = [
    concat!("to", "do!("),
    concat!("unimpl", "emented!("),
    concat!("FIX", "ME"),
    concat!("#[ign", "ore"),
    concat!("db", "g!("),
];

/// The beginnings of paths that exist on one machine only.
const MACHINES: [&str; 4] =
    [concat!("/ro", "ot/"), concat!("/tm", "p/wt"), concat!("/wo", "rk/"), concat!("/ho", "me/")];

/// What is wrong with a file by itself.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    if source.is_rust() {
        findings.extend(length(source));
        if !source.text.starts_with("//!") {
            findings.push(source.finding(1, "a file begins with `//!` and what it is for"));
        }
        findings.extend(mentions(source, &UNFINISHED, "is unfinished"));
    }
    if source.path.starts_with("www/") {
        findings.extend(loads_from_elsewhere(source));
    }
    findings.extend(machines(source));
    findings
}

fn length(source: &Source) -> Option<Finding> {
    let is_test =
        source.path.split('/').any(|part| part == "tests") && !source.path.contains("/src/");
    let longest = if is_test { LONGEST_TEST } else { LONGEST };
    let lines = source.text.lines().count();
    let what = format!("{lines} lines; after {longest} a reader has lost the thread");
    (lines > longest).then(|| source.finding(lines, what))
}

fn mentions(source: &Source, words: &[&str], what: &str) -> Vec<Finding> {
    let lines = source.lines().filter_map(|(line, text)| {
        let word = words.iter().find(|word| text.contains(**word))?;
        Some(source.finding(line, format!("`{word}` {what}")))
    });
    lines.collect()
}

/// Paths of one machine, from its root on.
fn machines(source: &Source) -> Vec<Finding> {
    let begins = |text: &str, at: usize| {
        !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}'))
    };
    let names =
        |text: &str, machine: &str| text.match_indices(machine).any(|(at, _)| begins(text, at));
    let lines = source.lines().filter_map(|(line, text)| {
        let machine = MACHINES.iter().find(|machine| names(text, machine))?;
        Some(source.finding(line, format!("`{machine}` is a path of one machine")))
    });
    lines.collect()
}

/// Places where the page would ask another host for something: it may link, never load.
fn loads_from_elsewhere(source: &Source) -> Vec<Finding> {
    let lines = source.lines().filter(|(_, text)| loads(&source.path, text));
    lines
        .map(|(line, _)| source.finding(line, "the page loads nothing from another host"))
        .collect()
}

fn loads(path: &str, text: &str) -> bool {
    let remote = |start: usize| {
        let rest = text[start..].trim_start_matches(['(', '"', '\'', '=', ' ']);
        rest.starts_with("http:") || rest.starts_with("https:") || rest.starts_with("//")
    };
    let after = |mark: &str| text.match_indices(mark).any(|(at, _)| remote(at + mark.len()));
    let is_style_or_script = path.ends_with(".css") || path.ends_with(".js");
    after("src=")
        || after("<link href=")
        || after("![](")
        || (is_style_or_script
            && ["url(", "import ", "import(", "fetch("].iter().any(|mark| after(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        check(&Source::new(path, text)).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_documented_short_finished_file_is_fine() {
        assert_eq!(findings("src/a.rs", "//! What it is for.\n"), [""; 0]);
    }

    #[test]
    fn what_a_file_owes_is_asked_for() {
        assert_eq!(findings("src/a.rs", "fn a() {}\n").len(), 1, "no documentation");
        let unfinished = format!("//! Doc.\nfn a() {{ {}) }}\n", UNFINISHED[0]);
        assert_eq!(findings("src/a.rs", &unfinished).len(), 1);
        let long = "//! Doc.\n".repeat(LONGEST + 1);
        assert_eq!(findings("src/a.rs", &long).len(), 1);
        assert_eq!(findings("tests/a.rs", &long).len(), 0, "tests may be longer");
        assert_eq!(findings("README.md", &format!("See {}x.\n", MACHINES[0])).len(), 1);
        assert_eq!(findings("README.md", "See `src/work/` and `{a}/home/`.\n"), [""; 0]);
    }

    #[test]
    fn the_page_may_link_but_not_load() {
        assert_eq!(findings("www/a.html", "<a href=\"https://example.org\">x</a>"), [""; 0]);
        assert_eq!(findings("www/a.html", "<img src=\"https://example.org/x.png\">").len(), 1);
        assert_eq!(findings("www/a.css", "src: url(\"//example.org/x.woff2\")").len(), 1);
        assert_eq!(findings("www/a.css", "src: url(\"fonts/x.woff2\")"), [""; 0]);
        assert_eq!(
            findings("www/a.js", "import x from './x.js'; fetch('https://example.org')").len(),
            1
        );
    }
}
