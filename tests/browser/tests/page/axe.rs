//! Accessibility as axe-core sees it: in every chapter, beside each figure alone, in both
//! themes, on a desktop and on a phone.

use browser::{Page, Visit};
use maml_live::figures::list::NAMES;
use serde_json::{Value, json};
use xtask::page::CHAPTERS;

/// The program that looks; see the note beside it.
const AXE: &str = include_str!("../../axe/axe.min.js");

/// Looks at the page with everything open, and returns what is wrong, a line each.
const LOOK: &str = "const done = arguments[0];
    document.querySelectorAll('details').forEach((fold) => { fold.open = true });
    axe.run(document, { resultTypes: ['violations'] }).then((results) => done(
      results.violations.flatMap((violation) => violation.nodes.map((node) =>
        `${violation.id}: ${node.html.slice(0, 160)} (${node.failureSummary})`))),
      (error) => done([String(error)]))";

#[track_caller]
fn demand_no_finding(page: &Page, address: &str) {
    page.goto(address);
    wait_for_figures(page);
    page.script(AXE, json!([]));
    let findings = page.session().script_async(LOOK, json!([])).expect("axe answers");
    assert_eq!(findings, json!([]), "{address}");
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

fn themes() -> [(&'static str, Visit); 2] {
    // While axe looks, the browser finds that fonts come late to be used, and says so.
    [("light", Visit::new().noisy()), ("dark", Visit::new().dark().noisy())]
}

#[test]
fn axe_finds_nothing_in_any_chapter() {
    for (theme, visit) in themes() {
        for visit in [visit.clone(), visit.phone()] {
            visit.run("index.html", |page| {
                for chapter in CHAPTERS {
                    demand_no_finding(page, &format!("{chapter}.html?{theme}"));
                }
            });
        }
    }
}

#[test]
fn axe_finds_nothing_beside_a_figure_alone() {
    for (theme, visit) in themes() {
        visit.run("index.html", |page| {
            for name in NAMES {
                demand_no_finding(page, &format!("embed-{name}.html?{theme}"));
            }
            demand_no_finding(page, &format!("index.html?embed={}&{theme}", NAMES[0]));
        });
    }
}

/// It would be of no use if it found nothing anywhere.
#[test]
fn axe_finds_what_is_wrong() {
    Visit::new().run("further-reading.html", |page| {
        page.script(
            "document.querySelector('main').append(document.createElement('button'))",
            json!([]),
        );
        page.script(AXE, json!([]));
        let findings = page.session().script_async(LOOK, json!([])).expect("axe answers");
        let findings = findings.as_array().expect("a list").clone();
        assert!(findings.iter().any(|finding| finding.to_string().contains("button-name")));
    });
}
