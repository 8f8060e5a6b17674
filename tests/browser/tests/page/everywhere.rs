//! What must hold in every browser.

use browser::page::patiently;
use browser::{Hand, Page, Visit};
use serde_json::{Value, json};
use xtask::page::CHAPTERS;
use xtask::page::template::CONTENT_SECURITY_POLICY;

use crate::fetched::{BE_PATIENT, demand_shown};
use crate::loading::{HOLD_THE_PROGRAM, LET_IT_COME};

/// Whether the page's figures have begun to answer, if it has any, and all that comes after them
/// is there: who leaves before is told by some browsers that it did not load.
const STARTED: &str = "const first = document.querySelector('figure.figure');
    const words = performance.getEntriesByType('resource')
        .some((file) => file.name.endsWith('/words.js') && file.responseEnd > 0);
    return !first || (first.dataset.state === 'ready' && words)";

#[test]
fn every_chapter_loads_with_its_title_and_policy() {
    Visit::new().run("index.html", |page| {
        for chapter in CHAPTERS {
            // Whoever leaves a page before it is there hears in WebKit that it did not load.
            page.wait_until(STARTED, json!([]));
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
            page.wait_until(STARTED, json!([]));
            page.tap(Hand::Mouse, "a[rel=next]");
            let arrived = "return location.pathname.endsWith('/' + arguments[0] + '.html') && document.readyState === 'complete'";
            page.wait_until(arrived, json!([chapter]));
        }
        assert_eq!(page.count("a[rel=next]"), 0, "the last chapter has no next one");
        // There are two menus, of which each width of the window shows one.
        let shown = "return [...document.querySelectorAll('.menu [aria-current=page]')]
            .filter((link) => link.checkVisibility()).length";
        assert_eq!(page.script(shown, json!([])), json!(1));
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
        let odd = "const children = { mfrac: 2, mroot: 2, msub: 2, msup: 2, msubsup: 3, munder: 2,
            mover: 2, munderover: 3 };
            return Object.entries(children).flatMap(([name, count]) =>
                [...document.querySelectorAll(name)].filter((e) => e.children.length !== count))
                .map((e) => e.outerHTML)";
        assert_eq!(page.script(odd, json!([])), json!([]), "too many parts, or too few");
    });
}

/// Waits until the console has said something with each of these words.
#[track_caller]
fn demand_said(page: &Page, words: &[&str]) {
    let mut said = Vec::new();
    let heard = patiently(|| {
        said.extend(page.console());
        words.iter().all(|word| said.iter().any(|what| what.contains(word)))
    });
    assert!(heard, "not all of {words:?} is in {said:?}");
}

/// Every visit demands a quiet console: a demand that is worth what the harness hears.
#[test]
fn what_is_said_to_the_console_is_heard() {
    let speak = "addEventListener('load', () => {
        if (location.search !== '?loud') return;
        console.warn('a warning');
        setTimeout(() => { throw new Error('thrown late') });
        Promise.reject(new Error('never caught'));
        document.body.append(Object.assign(document.createElement('iframe'), { src: 'framed.html' }));
    });";
    Visit::new().watched_by(speak).noisy().run("index.html?loud", |page| {
        demand_said(page, &["a warning", "thrown late", "never caught", "framed.html"]);
        page.wait_until(STARTED, json!([]));
        // What was said by a page that was left is not lost.
        page.script("console.error('a last word')", json!([]));
        page.goto("conclusion.html");
        demand_said(page, &["a last word"]);
        assert_eq!(page.console(), [""; 0], "each is said once");
    });
}

#[test]
fn a_script_can_watch_a_page_from_its_start_on() {
    let watch = "window.before = document.querySelectorAll('body, script[src=\"boot.js\"]').length";
    Visit::new().watched_by(watch).run("index.html", |page| {
        assert_eq!(page.number("return window.before", json!([])), 0.0);
        page.wait_until(STARTED, json!([]));
        page.goto("conclusion.html");
        assert_eq!(page.number("return window.before", json!([])), 0.0);
        assert!(!page.served().iter().any(|path| path.contains("before-the-page")));
    });
}

/// Each image of the figures' pictures: whether it is a blank one, and as large as it should be.
const BLANK: &str = "return [...document.querySelectorAll('.picture > picture > *')].map((image) => {
        const last = image.parentNode.lastElementChild, { width, height } = last.getBoundingClientRect();
        const shape = last.getAttribute('width') / last.getAttribute('height');
        const address = image.getAttribute(image.localName === 'img' ? 'src' : 'srcset');
        return address.startsWith('data:') && Math.abs(height * shape - width) < 2 && width > 99
            || image.outerHTML.slice(0, 200);
    })";

/// Demands that all of these pictures are held, and that none of them was fetched.
#[track_caller]
fn demand_held(page: &Page) {
    let images = page.script(BLANK, json!([]));
    let images: &[Value] = images.as_array().map_or(&[], Vec::as_slice);
    assert!(images.len() > 20, "{images:?}");
    assert!(images.iter().all(|blank| *blank == true), "{images:?}");
    let fetched: Vec<String> = page.served();
    assert!(!fetched.iter().any(|file| file.contains("/pictures-")), "{fetched:?}");
}

#[test]
fn pictures_of_figures_are_held_until_they_are_wanted() {
    let patient = Visit::new().watched_by(BE_PATIENT).watched_by(HOLD_THE_PROGRAM);
    patient.run("index.html", |page| {
        demand_held(page);
        page.script(LET_IT_COME, json!([]));
        page.wait_ready("two-tasks");
        demand_held(page);
        page.wait_until(STARTED, json!([]));
    });
    // A figure that lacks is a picture to whoever has come to it.
    Visit::new().watched_by(HOLD_THE_PROGRAM).run("index.html", |page| {
        page.bring_into_view("#two-tasks .picture");
        demand_shown(page, "#two-tasks");
        page.script(LET_IT_COME, json!([]));
        page.wait_ready("two-tasks");
        page.wait_until(STARTED, json!([]));
    });
}

/// Asks for the rest of the page when its first piece is there, and notes where that ended.
const ASK_FOR_THE_REST: &str = "
    const waiting = setInterval(() => {
        const last = [...document.querySelectorAll('.picture > picture')].at(-1);
        if (!last || document.readyState !== 'loading') return;
        clearInterval(waiting);
        self.torn = [last.children.length, last.querySelector('img') === null];
        fetch('the-rest-of-the-page');
    }, 5);";

/// After the first of a picture's images.
fn inside_a_picture(page: &str) -> Option<usize> {
    const BEGINNING: &str = "<picture class=\"first\"><source";
    let image = page.find(BEGINNING)? + BEGINNING.len();
    Some(image + page[image..].find("\">")? + 2)
}

/// A page on a slow line comes in pieces, and one of them may end inside a picture.
#[test]
fn pictures_are_held_wherever_a_page_is_torn() {
    let slow = Visit::new().watched_by(BE_PATIENT).watched_by(ASK_FOR_THE_REST);
    slow.torn(inside_a_picture).run("index.html", |page| {
        assert_eq!(page.script("return self.torn", json!([])), json!([1, true]));
        demand_held(page);
        page.wait_ready("two-tasks");
        demand_held(page);
        page.wait_until(STARTED, json!([]));
    });
}

/// An engine may stop the program by a fault of its own, as one does: the reader is told, and
/// what did not stop goes on.
#[test]
fn a_program_that_was_stopped_says_so_beside_each_figure() {
    // The smallest module that is stopped as it starts; in a script of the page, as what a driver
    // runs is not heard of by Firefox.
    const STOP: &str = "addEventListener('stop-it', () => {
        const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 8, 1,
            0, 10, 5, 1, 3, 0, 0, 11];
        new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)));
    });";
    Visit::new().watched_by(STOP).noisy().run("index.html", |page| {
        page.wait_ready("fit-pretrained");
        assert!(!page.is_ready("fit-maml"));
        page.script("dispatchEvent(new Event('stop-it'))", json!([]));
        let says = "const [name, words] = arguments;
            return document.querySelector(`#${name} .message`).innerText.includes(words)";
        page.wait_until(says, json!(["fit-pretrained", "no longer answers, reload the page"]));
        page.wait_until(says, json!(["fit-maml", "met a fault. Reloading the page may help"]));
        page.set_slider("fit-pretrained", "phase", 1.0);
        page.settle("fit-pretrained");
        assert_eq!(page.message("fit-pretrained"), "");
        page.wait_ready("fit-maml");
        assert_eq!(page.count("#fit-maml :disabled"), 0, "it takes input");
        assert_eq!(page.message("fit-maml"), "");
    });
}
