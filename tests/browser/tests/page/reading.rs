//! Reading the page: links, widths, colours, without scripts.

use browser::Visit;
use serde_json::json;
use xtask::page::CHAPTERS;

#[test]
fn no_chapter_scrolls_sideways_on_any_screen() {
    for width in [390, 820, 1280, 1920] {
        Visit::new().screen(width, 900).run("index.html", |page| {
            for chapter in CHAPTERS {
                page.goto(&format!("{chapter}.html"));
                assert_eq!(page.sideways_scroll(), 0.0, "{chapter} at {width} px");
            }
        });
    }
    Visit::new().phone().run("index.html", |page| assert_eq!(page.sideways_scroll(), 0.0));
}

#[test]
fn every_link_within_the_site_is_relative_and_leads_somewhere() {
    Visit::new().run("index.html", |page| {
        for chapter in CHAPTERS {
            page.goto(&format!("{chapter}.html"));
            let links = page.script(
                "return [...document.querySelectorAll('[href], [src]')]
                    .map((e) => e.getAttribute('href') ?? e.getAttribute('src'))
                    .filter((link) => !/^(https?|data|mailto):/.test(link))",
                json!([]),
            );
            for link in links.as_array().expect("a list of links") {
                let link = link.as_str().expect("links are texts");
                assert!(!link.starts_with('/'), "{chapter} has the absolute link {link}");
                let found = page.session().script_async(
                    "const [link, done] = arguments;
                     const url = new URL(link, location);
                     const name = decodeURIComponent(url.hash.slice(1)).split('?')[0];
                     fetch(url.pathname).then(async (answer) => {
                       const there = new DOMParser().parseFromString(await answer.text(), 'text/html');
                       done(answer.ok && (!name || !!there.getElementById(name)));
                     })",
                    json!([link]),
                );
                assert_eq!(found.expect("the page answers"), true, "{chapter} links to {link}");
            }
        }
    });
}

#[test]
fn dark_readers_get_dark_paper() {
    let script = "const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b";
    Visit::new().run("index.html", |page| assert!(page.number(script, json!([])) > 200.0));
    Visit::new().dark().run("index.html", |page| assert!(page.number(script, json!([])) < 60.0));
}

#[test]
fn the_page_reads_well_without_scripts() {
    Visit::new().without_scripts().run("index.html", |page| {
        assert!(page.text("article").len() > 5000, "the text is there");
        for figure in page
            .script(
                "return [...document.querySelectorAll('figure.figure')].map((f) => f.id)",
                json!([]),
            )
            .as_array()
            .expect("a list")
        {
            let figure = figure.as_str().expect("ids are texts");
            assert!(page.is_visible(&format!("#{figure} svg")), "{figure} shows its first state");
            assert!(page.is_visible(&format!("#{figure} noscript")), "{figure} says what lacks");
            assert_eq!(
                page.count(&format!(
                    "#{figure} .control > :is(input, select, button):not(:disabled)"
                )),
                0
            );
        }
    });
}

#[test]
fn print_is_dark_on_light_and_shows_every_listing() {
    Visit::new().dark().run("index.html", |page| {
        let media = json!({ "media": "print" });
        page.session().chromium("Emulation.setEmulatedMedia", media).expect("Chromium prints");
        let hidden = "return [...document.querySelectorAll('.listing pre')].filter((pre) => !pre.checkVisibility()).length";
        assert_eq!(page.number(hidden, json!([])), 0.0);
    });
}
