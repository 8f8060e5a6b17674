//! Reading the page: links, widths, colours, without scripts.

use browser::{Hand, Page, Visit};
use serde_json::{Value, json};
use xtask::page::CHAPTERS;

use crate::fetched::BE_PATIENT;

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
        let folded = "return [...document.querySelectorAll('.code.rust pre')]
            .filter((pre) => pre.getBoundingClientRect().height === 0).length";
        assert_eq!(page.number(folded, json!([])), 0.0, "paper cannot be unfolded");
    });
}

/// A4 and Letter within their margins: what is printed beyond is cut.
#[test]
fn paper_is_wide_enough_for_text_and_notes() {
    const CUT: &str = "return [...document.querySelectorAll('article > *, .sidenote, .panel')]
        .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth)
        .map((e) => e.outerHTML.slice(0, 80))";
    for width in [717, 739] {
        Visit::new().screen(width, 1000).without_scripts().run("index.html", |page| {
            let media = json!({ "media": "print" });
            page.session().chromium("Emulation.setEmulatedMedia", media).expect("Chromium prints");
            for chapter in CHAPTERS {
                page.goto(&format!("{chapter}.html"));
                assert_eq!(page.script(CUT, json!([])), json!([]), "{chapter} at {width}");
            }
        });
    }
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
    Visit::new().watched_by(BE_PATIENT).run("index.html", |page| {
        let figures = figures(page);
        page.wait_ready(&figures[0]);
        let mut requests = page.served();
        // As soon as the first figure answers, what words do when they are pointed at may come;
        // not before.
        let place = |what: &str| requests.iter().position(|address| address.ends_with(what));
        let program = place("/maml_live_bg.wasm");
        assert!(program.is_some(), "{requests:?}");
        assert!(place("/words.js").is_none_or(|words| Some(words) > program), "{requests:?}");
        requests.retain(|address| !address.ends_with("/words.js"));
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

/// The contents go along beside the text and say where the reader is.
#[test]
fn the_contents_stay_beside_the_text_and_mark_where_the_reader_is() {
    let here = "return document.querySelector('.aside [aria-current]')?.hash === arguments[0]";
    Visit::new().run("index.html", |page| {
        assert!(page.is_visible(".aside") && !page.is_visible(".contents:not(.chapters)"));
        let links = "return [...document.querySelectorAll('.aside a')].map((link) => link.hash)";
        let links = page.script(links, json!([]));
        for link in links.as_array().expect("a list") {
            let link = link.as_str().expect("a text");
            let go = "document.querySelector(arguments[0]).scrollIntoView({ behavior: 'instant' })";
            page.script(go, json!([link]));
            page.wait_until(here, json!([link]));
            let top = "return document.querySelector('.aside').getBoundingClientRect().top";
            let top = page.number(top, json!([]));
            assert!((0.0..200.0).contains(&top), "at {link} they are at {top}");
        }
        page.script("scrollTo({ top: 0, behavior: 'instant' })", json!([]));
        page.wait_until("return !document.querySelector('.aside [aria-current]')", json!([]));
        // By keyboard, while a figure lies over them.
        page.bring_into_view("#fit-pretrained");
        page.focus(".aside li:last-child a");
        let seen = "const link = document.activeElement, r = link.getBoundingClientRect();
            return link.contains(document.elementFromPoint(r.left + 20, r.top + r.height / 2))";
        assert_eq!(page.script(seen, json!([])), true, "what has the focus is seen");
    });
    Visit::new().screen(1024, 768).run("index.html", |page| {
        assert!(!page.is_visible(".aside") && page.is_visible(".contents:not(.chapters)"));
    });
}

/// Nothing beside the text covers it, or a figure, or a note.
#[test]
fn contents_and_notes_cover_nothing() {
    for width in [1280, 1366, 1600, 1920] {
        Visit::new().screen(width, 900).run("index.html", |page| {
            let covered = page.script(
                "const found = [], list = document.querySelector('.aside ol');
                 for (let y = 0; y < document.documentElement.scrollHeight - innerHeight; y += 450) {
                   scrollTo({ top: y, behavior: 'instant' });
                   const box = list.getBoundingClientRect();
                   for (const e of document.querySelectorAll('article > p, article > h2, article > h3, article > ul, .panel, .control, .readouts > div, .sidenote')) {
                     const r = e.getBoundingClientRect();
                     if (!e.checkVisibility() || !r.width || r.bottom < box.top || r.top > box.bottom || r.right <= box.left || r.left >= box.right) continue;
                     const x = Math.max(r.left, box.left) + 1, at = (Math.max(r.top, box.top) + Math.min(r.bottom, box.bottom)) / 2;
                     if (at < 0 || at > innerHeight) continue;
                     if (list.contains(document.elementFromPoint(x, at))) found.push(`${y}: ${e.outerHTML.slice(0, 60)}`);
                   }
                 }
                 return found",
                json!([]),
            );
            assert_eq!(covered, json!([]), "{width} px");
        });
    }
}

/// A note stands in the margin or opens at its number, and needs no script for that.
#[test]
fn a_note_opens_at_its_number_where_there_is_no_margin() {
    Visit::new().screen(390, 844).without_scripts().run("index.html", |page| {
        assert!(!page.is_visible("#note-1"), "no note splits a sentence");
        page.tap(Hand::Mouse, ".note-ref");
        assert!(page.is_visible("#note-1"));
        page.type_keys(&["Escape"]);
        assert!(!page.is_visible("#note-1"));
        page.focus(".note-ref");
        page.type_keys(&["Enter"]);
        assert!(page.is_visible("#note-1"), "by keyboard too");
    });
    Visit::new().run("index.html", |page| {
        let unseen = "return [...document.querySelectorAll('.sidenote')].filter((note) => !note.checkVisibility()).length";
        assert_eq!(page.number(unseen, json!([])), 0.0);
    });
}

/// The number of a note stands on the line of what it is about.
#[test]
fn no_line_begins_with_the_number_of_a_note() {
    const ALONE: &str = "return [...document.querySelectorAll('.note-ref')].filter((note) => {
          const before = document.createRange();
          let last = note.previousSibling;
          if (/^\\u2060?$/.test(last?.textContent ?? '')) last = last?.previousSibling ?? note.parentNode.previousSibling;
          before.selectNodeContents(last);
          if (last.nodeType === Node.TEXT_NODE) before.setStart(last, Math.max(0, last.length - 2));
          const end = [...before.getClientRects()].at(-1), at = note.getBoundingClientRect();
          return at.left < end.right - 2;
        }).map((note) => note.textContent + ': ' + note.parentNode.textContent.slice(0, 60))";
    for width in [320, 390, 768] {
        Visit::new().screen(width, 844).without_scripts().run("index.html", |page| {
            for chapter in CHAPTERS {
                page.goto(&format!("{chapter}.html"));
                assert_eq!(page.script(ALONE, json!([])), json!([]), "{chapter} at {width}");
            }
        });
    }
}

/// What belongs together stays on one line, and the table scrolls: words, and numbers with
/// their intervals.
#[test]
fn no_number_of_a_table_is_broken() {
    const BROKEN: &str = "document.querySelectorAll('details').forEach((details) => { details.open = true });
        const broken = [];
        for (const cell of document.querySelectorAll('article :is(th, td)')) {
          const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const text = texts.currentNode;
            if (text.parentNode.closest('math')) continue;
            for (const { index, 0: word } of text.data.matchAll(/[\\d.]+( ± [\\d.]+( ?%)?)?|[^\\s-]+-?/g)) {
              const range = document.createRange();
              range.setStart(text, index);
              range.setEnd(text, index + word.length);
              const tops = [...range.getClientRects()].map(({ top }) => Math.round(top));
              if (new Set(tops).size > 1) broken.push(word);
            }
          }
        }
        return broken";
    for width in [320, 390, 1280] {
        Visit::new().screen(width, 844).without_scripts().run("index.html", |page| {
            for chapter in CHAPTERS {
                page.goto(&format!("{chapter}.html"));
                assert_eq!(page.script(BROKEN, json!([])), json!([]), "{chapter} at {width}");
            }
        });
    }
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
            // Whichever language was chosen last, and is remembered.
            page.script("document.querySelectorAll('.listing input')[1].click()", json!([]));
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
