//! What must hold in every browser.

use browser::{Hand, Visit};
use serde_json::json;
use xtask::page::CHAPTERS;
use xtask::page::template::CONTENT_SECURITY_POLICY;

#[test]
fn every_chapter_loads_with_its_title_and_policy() {
    Visit::new().run("index.html", |page| {
        for chapter in CHAPTERS {
            page.goto(&format!("{chapter}.html"));
            assert_eq!(page.count("h1"), 1, "{chapter}");
            assert!(!page.text("h1").is_empty(), "{chapter}");
            let policy = "return document.querySelector('meta[http-equiv]').content";
            assert_eq!(page.string(policy, json!([])), CONTENT_SECURITY_POLICY, "{chapter}");
        }
    });
}

#[test]
fn chapters_lead_to_each_other() {
    Visit::new().run("index.html", |page| {
        for chapter in &CHAPTERS[1..] {
            page.tap(Hand::Mouse, "a[rel=next]");
            let arrived = "return location.pathname.endsWith('/' + arguments[0] + '.html') && document.readyState === 'complete'";
            page.wait_until(arrived, json!([chapter]));
        }
        assert_eq!(page.count("a[rel=next]"), 0, "the last chapter has no next one");
        assert_eq!(page.count(".menu [aria-current=page]"), 1);
    });
}

/// Before any program is there, and in a chapter that has none.
#[test]
fn a_figure_can_be_embedded_in_any_browser() {
    for address in ["index.html?embed=two-tasks", "embed-two-tasks.html"] {
        Visit::new().run(address, |page| {
            page.wait_ready("two-tasks");
            assert!(page.is_visible("#two-tasks canvas"), "{address}");
            for hidden in ["#fit-pretrained", "article > p", ".menu", ".turn"] {
                assert!(!page.is_visible(hidden), "{address}: {hidden} is seen");
            }
        });
    }
}

#[test]
fn formulas_are_mathml_and_laid_out() {
    Visit::new().run("index.html", |page| {
        assert!(page.count("math") > 40, "the chapter is full of formulas");
        // A browser that knows MathML sets a fraction's parts one above the other.
        let script = "const [top, bottom] = [...document.querySelector('math mfrac').children]
            .map((part) => part.getBoundingClientRect());
            return bottom.top - top.top";
        assert!(page.number(script, json!([])) > 5.0, "a fraction is not stacked");
    });
}
