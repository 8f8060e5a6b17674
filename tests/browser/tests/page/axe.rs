//! Accessibility as axe-core sees it: in every chapter, beside each figure alone, in both
//! themes, on a desktop and on a phone.

use browser::{Page, Visit};
use maml_live::figures::list::NAMES;
use serde_json::{Value, json};
use xtask::page::CHAPTERS;

/// The program that looks; see the note beside it.
const AXE: &str = include_str!("../../axe/axe.min.js");

/// Looks at the page with everything open by some rules, or by all that are usual, and returns
/// what is wrong, a line each.
const LOOK: &str = "const [rules, done] = arguments;
    document.querySelectorAll('details').forEach((fold) => { fold.open = true });
    const runOnly = rules.length ? rules : undefined;
    axe.run(document, { runOnly, resultTypes: ['violations'] }).then((results) => done(
      results.violations.flatMap((violation) => violation.nodes.map((node) =>
        `${violation.id}: ${node.html.slice(0, 160)} (${node.failureSummary})`))),
      (error) => done([String(error)]))";

/// The usual rules that a page's colours can break.
const OF_COLOURS: &[&str] = &["color-contrast", "link-in-text-block"];

/// A theme, a visit in it, and the rules to look by; none are all.
struct Look {
    theme: &'static str,
    visit: Visit,
    rules: &'static [&'static str],
}

impl Look {
    /// In both themes. Dark is the same page in other colours, so it is their rules that count.
    fn all() -> [Self; 2] {
        // While axe looks, the browser finds that fonts come late to be used, and says so.
        let visit = Visit::new().noisy();
        [
            Self { theme: "light", visit: visit.clone(), rules: &[] },
            Self { theme: "dark", visit: visit.dark(), rules: OF_COLOURS },
        ]
    }

    #[track_caller]
    fn demand_no_finding(&self, page: &Page, address: &str) {
        page.goto(address);
        wait_for_figures(page);
        assert_eq!(findings(page, self.rules), json!([]), "{address}");
    }
}

#[track_caller]
fn findings(page: &Page, rules: &[&str]) -> Value {
    page.script(AXE, json!([]));
    page.session().script_async(LOOK, json!([rules])).expect("axe answers")
}

fn wait_for_figures(page: &Page) {
    let seen = "return [...document.querySelectorAll('figure.figure')]
        .filter((figure) => figure.checkVisibility()).map((figure) => figure.id)";
    let ids = page.script(seen, json!([]));
    for id in ids.as_array().into_iter().flatten().filter_map(Value::as_str) {
        page.wait_ready(id);
        page.settle(id);
    }
}

#[test]
fn axe_finds_nothing_in_any_chapter() {
    for look in Look::all() {
        for visit in [look.visit.clone(), look.visit.clone().phone()] {
            visit.run("index.html", |page| {
                for chapter in CHAPTERS {
                    look.demand_no_finding(page, &format!("{chapter}.html?{}", look.theme));
                }
            });
        }
    }
}

#[test]
fn axe_finds_nothing_beside_a_figure_alone() {
    for look in Look::all() {
        let theme = look.theme;
        look.visit.clone().run("index.html", |page| {
            for name in NAMES {
                look.demand_no_finding(page, &format!("embed-{name}.html?{theme}"));
            }
            look.demand_no_finding(page, &format!("index.html?embed={}&{theme}", NAMES[0]));
        });
    }
}

/// It would be of no use if it found nothing anywhere.
#[test]
fn axe_finds_what_is_wrong() {
    const BUTTON: &str = "document.querySelector('main').append(document.createElement('button'))";
    const PALE: &str = "document.querySelector('main p').style.color = '#eeeeee'";
    Visit::new().run("further-reading.html", |page| {
        let found = |rules: &[&str], rule: &str| {
            let findings = findings(page, rules);
            let findings = findings.as_array().expect("a list");
            findings.iter().any(|finding| finding.to_string().contains(rule))
        };
        page.script(BUTTON, json!([]));
        assert!(found(&[], "button-name"));
        assert!(!found(OF_COLOURS, "button-name"), "of colours alone");
        page.script(PALE, json!([]));
        assert!(found(&[], "color-contrast"));
        assert!(found(OF_COLOURS, "color-contrast"));
    });
}
