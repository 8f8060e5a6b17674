//! Reading the page: links, widths, colours, without scripts.

use browser::{Page, Visit};
use serde_json::{Value, json};
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

/// How light the paper is, from 0 to 255.
const PAPER: &str =
    "const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b";

#[test]
fn dark_readers_get_dark_paper() {
    Visit::new().run("index.html", |page| assert!(page.number(PAPER, json!([])) > 200.0));
    Visit::new().dark().run("index.html", |page| assert!(page.number(PAPER, json!([])) < 60.0));
}

#[test]
fn pictures_have_a_pixel_for_each_of_the_screens() {
    for ratio in [1.0, 1.5, 3.0] {
        Visit::new().pixel_ratio(ratio).run("index.html", |page| {
            let first = &figures(page)[0];
            page.wait_ready(first);
            page.settle(first);
            let script = "const canvas = document.querySelector('figure.figure canvas');
                return canvas.width / canvas.getBoundingClientRect().width";
            let pixels = page.number(script, json!([]));
            assert!((pixels - ratio).abs() < 0.01, "{pixels} pixels for {ratio}");
        });
    }
}

#[test]
fn the_page_reads_well_without_scripts() {
    Visit::new().without_scripts().run("index.html", |page| {
        assert!(page.text("article").len() > 5000, "the text is there");
        for figure in figures(page) {
            assert!(page.is_visible(&picture(&figure)), "{figure} shows its first state");
            assert!(page.is_visible(&format!("#{figure} .still")), "{figure} says what lacks");
            assert!(!page.is_visible(&format!("#{figure} .coming")), "{figure} does not come");
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
        assert!(page.number(PAPER, json!([])) > 200.0);
        let unseen = "return [...document.querySelectorAll('.listing')].filter((listing) =>
            ![...listing.querySelectorAll('pre')].some((pre) => pre.checkVisibility())).length";
        assert_eq!(page.number(unseen, json!([])), 0.0);
    });
}

#[test]
fn a_lost_program_is_said_beside_each_figure_and_the_pictures_stay() {
    for file in ["maml_live_bg.wasm", "maml_live.js"] {
        Visit::new().without_file(file).run("index.html", |page| {
            let said = "return [...document.querySelectorAll('figure.figure > .message')]
                .every((message) => message.textContent.includes('could not start'))";
            page.wait_until(said, json!([]));
            for figure in figures(page) {
                assert!(page.is_visible(&picture(&figure)), "{figure} shows a picture");
                assert!(page.is_visible(&format!("#{figure} > .message")), "{figure} says so");
            }
            assert!(page.text("article").len() > 5000, "the text is there");
        });
    }
}

#[test]
fn the_first_figure_comes_in_few_requests_and_nothing_comes_twice() {
    Visit::new().run("index.html", |page| {
        let figures = figures(page);
        page.wait_ready(&figures[0]);
        let mut requests = page.served();
        // As soon as the first figure answers, the pictures of the others may come, and what
        // words do when they are pointed at; not before.
        let place = |what: &str| requests.iter().position(|address| address.ends_with(what));
        let program = place("/maml_live_bg.wasm");
        assert!(program.is_some(), "{requests:?}");
        assert!(place("/words.js").is_none_or(|words| Some(words) > program), "{requests:?}");
        requests
            .retain(|address| !address.contains("/pictures-") && !address.ends_with("/words.js"));
        assert!(requests.len() <= 9, "{} requests: {requests:?}", requests.len());
        let look_at_all = || {
            for figure in &figures {
                page.bring_into_view(&format!("#{figure}"));
                page.wait_ready(figure);
                page.settle(figure);
            }
        };
        look_at_all();
        page.served();
        look_at_all();
        assert_eq!(page.served(), [""; 0], "nothing is asked for after the figures are there");
    });
}

#[test]
fn the_first_thing_that_the_keyboard_reaches_skips_to_the_text() {
    Visit::new().run("index.html", |page| {
        page.type_keys(&["Tab"]);
        assert_eq!(page.string("return document.activeElement.className", json!([])), "skip");
        assert!(page.is_visible(".skip"));
        page.type_keys(&["Enter"]);
        assert_eq!(page.fragment(), "#text");
    });
}

/// Whatever scrolls and holds nothing that takes the focus must take it itself.
#[test]
fn what_scrolls_can_be_reached_by_keyboard() {
    const UNREACHED: &str = "return [...document.querySelectorAll('body, body *')]
        .filter((e) => e.checkVisibility({ visibilityProperty: true }))
        .filter((e) => {
          const style = getComputedStyle(e), scrolls = (way) => /auto|scroll/.test(style[way]);
          return scrolls('overflowX') && e.scrollWidth > e.clientWidth + 1
              || scrolls('overflowY') && e.scrollHeight > e.clientHeight + 1;
        })
        .filter((e) => !(e.hasAttribute('tabindex') && e.tabIndex >= 0)
                    && !e.querySelector('a[href], button:enabled, input:enabled, [tabindex=\"0\"]'))
        .map((e) => e.outerHTML.slice(0, 100)).join('\\n')";
    const OPEN_ALL: &str =
        "document.querySelectorAll('details').forEach((details) => { details.open = true })";
    let narrow = Visit::new().screen(390, 844);
    for visit in [Visit::new(), narrow] {
        visit.run("index.html", |page| {
            for chapter in CHAPTERS {
                page.goto(&format!("{chapter}.html"));
                page.script(OPEN_ALL, json!([]));
                page.wait_until(&UNREACHED.replace("return ", "return '' === "), json!([]));
                // The other language of each listing.
                page.script(
                    "document.querySelectorAll('.listing input:not(:checked)').forEach((e) => e.click())",
                    json!([]),
                );
                page.wait_until(&UNREACHED.replace("return ", "return '' === "), json!([]));
            }
            // The keys then scroll it.
            page.goto("index.html");
            // Rust was chosen, and is remembered.
            page.script("document.querySelector('.code.rust').style.width = '8rem'", json!([]));
            page.wait_until("return document.querySelector('.code.rust').tabIndex === 0", json!([]));
            page.focus(".code.rust");
            page.type_keys(&["ArrowRight", "ArrowRight"]);
            page.wait_until("return document.querySelector('.code.rust').scrollLeft > 0", json!([]));
            // What does not scroll is not in the way.
            page.script("document.querySelector('.code.rust').style.width = '200rem'", json!([]));
            page.wait_until("return !document.querySelector('.code.rust').hasAttribute('tabindex')", json!([]));
        });
    }
}

/// The first picture of a figure.
fn picture(figure: &str) -> String {
    format!("#{figure} .first:is(.wide, picture) > *")
}

/// The names of the page's figures.
fn figures(page: &Page) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('figure.figure')].map((figure) => figure.id)";
    let ids = page.script(script, json!([]));
    let ids = ids.as_array().into_iter().flatten().filter_map(Value::as_str);
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    assert!(!ids.is_empty(), "the page has figures");
    ids
}
