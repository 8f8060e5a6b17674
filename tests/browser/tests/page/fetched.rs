//! What a reader fetches: all that the build weighs, and nothing else.

use std::collections::BTreeSet;

use browser::{Page, Visit};
use serde_json::json;
use xtask::weight;
use xtask::workspace::Workspace;

use crate::loading::{HOLD_THE_PROGRAM, LET_IT_COME};

/// The page waits for its figures for as long as it takes, even on the slowest machine.
pub const BE_PATIENT: &str = "
    const later = self.setTimeout;
    self.setTimeout = (act, ...how) => act.name === 'showPicture' ? 0 : later(act, ...how);";

/// What each figure and sentence paints over, and has not yet.
const COMING: &str = ":is(figure.figure, .inset):not([data-state=ready])";

/// Goes through the page to its end, half a screen at a time, and waits for all that comes.
#[track_caller]
fn read_to_the_end(page: &Page) {
    let on = "scrollBy({ top: innerHeight / 2, behavior: 'instant' });
        const root = document.scrollingElement;
        return root.scrollTop + innerHeight >= root.scrollHeight - 1";
    // What is in view is there before the reader goes on.
    let seen = format!(
        "return [...document.querySelectorAll('{COMING}')].every((e) => {{
            const r = e.getBoundingClientRect();
            return r.top > 2 * innerHeight || r.bottom < -innerHeight;
        }})"
    );
    loop {
        page.wait_until(&seen, json!([]));
        if page.script(on, json!([])) == true {
            break;
        }
    }
    page.wait_until(&seen, json!([]));
    assert_eq!(page.count(COMING), 0, "what the reader came by is there");
}

/// Does what asks for more: follows the last link that sets a figure, and starts what can be.
#[track_caller]
fn use_what_is_there(page: &Page) {
    let follow = "[...document.querySelectorAll('p > a[href^=\"#\"][href*=\"?\"]')].at(-1).click()";
    page.script(follow, json!([]));
    page.wait_until("return !!document.querySelector('.docked, :target, figure:focus')", json!([]));
    let start = "document.querySelectorAll('figure :is([name=start], [name=run]):enabled').forEach((e) => e.click())";
    page.script(start, json!([]));
}

/// The names of the files that were served, without what changes with their content. What a
/// browser shows beside the title it asks for when it likes.
fn files(served: &[String]) -> BTreeSet<String> {
    let inside = |path: &String| path.split_once("some/where/").map(|(_, file)| file.to_owned());
    let files = served.iter().filter_map(inside);
    files.map(|file| weight::lasting(&file)).chain(["favicon.svg".to_owned()]).collect()
}

#[test]
fn a_reader_fetches_what_is_weighed_and_nothing_else() {
    let pages = weight::pages(&Workspace::find().dist()).expect("the site is built");
    for name in ["index.html", "model-agnostic.html"] {
        let page = pages.iter().find(|page| page.name == name).expect("it has figures");
        let weighed: BTreeSet<String> =
            page.first.keys().chain(page.later.keys()).cloned().collect();
        Visit::new().watched_by(BE_PATIENT).run(name, |page| {
            read_to_the_end(page);
            use_what_is_there(page);
            let mut fetched = files(&page.served());
            let all = browser::page::patiently(|| {
                fetched.extend(files(&page.served()));
                fetched.is_superset(&weighed)
            });
            let lacking: Vec<_> = weighed.difference(&fetched).collect();
            assert!(all, "{name} weighs what nobody asks for: {lacking:?}");
            let further: Vec<_> = fetched.difference(&weighed).collect();
            assert!(further.is_empty(), "{name} asks for what is not weighed: {further:?}");
        });
    }
}

/// The pictures in view or near, by whether each is what it should be, and is there.
const SHOWN: &str = "return [...document.querySelectorAll('.picture > picture > img')]
    .filter((img) => { const r = img.getBoundingClientRect(); return r.top < innerHeight && r.bottom > 0; })
    .map((img) => img.currentSrc.includes('/pictures-') && img.complete && img.naturalWidth > 0)";

fn are_shown(page: &Page) -> bool {
    let shown = page.script(SHOWN, json!([]));
    shown.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(|it| *it == true))
}

/// Waits until the pictures in view or near are what they should be.
#[track_caller]
pub fn demand_shown(page: &Page, what: &str) {
    browser::page::patiently(|| are_shown(page));
    assert!(are_shown(page), "{what} is a picture: {}", page.script(SHOWN, json!([])));
}

#[test]
fn a_figure_that_is_slow_to_come_is_a_picture_meanwhile() {
    for visit in [Visit::new(), Visit::new().phone()] {
        visit.watched_by(HOLD_THE_PROGRAM).run("index.html", |page| {
            let heights = "return [...document.querySelectorAll('.picture')]
                .map((e) => Math.round(e.getBoundingClientRect().height))";
            let blank = page.script(heights, json!([]));
            for place in ["#two-tasks", ".inset", "#train"] {
                page.bring_into_view(&format!("{place} .picture"));
                demand_shown(page, place);
            }
            assert_eq!(
                page.script(heights, json!([])),
                blank,
                "a picture has its blank one's size"
            );
            page.script(LET_IT_COME, json!([]));
            page.wait_ready("train");
            let under = "return [...document.querySelectorAll('#train .picture img')]
                .every((img) => img.style.visibility === 'hidden')";
            page.wait_until(under, json!([]));
            assert_eq!(page.script(heights, json!([])), blank, "and so has the figure");
        });
    }
}

/// Until it is known that it cannot come, a figure has its chance; then it is a picture.
#[test]
fn a_figure_that_cannot_come_is_a_picture() {
    let lost = |file| Visit::new().without_file(file).watched_by(BE_PATIENT);
    for file in ["boot.js", "maml_live_bg.wasm"] {
        lost(file).run("index.html", |page| {
            page.bring_into_view("#two-tasks .picture");
            demand_shown(page, &format!("without {file} each figure"));
        });
    }
    Visit::new().without_scripts().run("index.html", |page| {
        page.bring_into_view("#two-tasks .picture");
        demand_shown(page, "without scripts each figure");
    });
}

/// On paper there are no figures to come.
#[test]
fn paper_has_every_picture() {
    Visit::new().watched_by(HOLD_THE_PROGRAM).run("index.html", |page| {
        page.session().chromium("Page.printToPDF", json!({})).expect("Chromium prints");
        let come = "return [...document.querySelectorAll('.picture > picture > img')]
            .every((img) => img.currentSrc.includes('/pictures-') && img.complete && img.naturalWidth > 0)";
        page.wait_until(come, json!([]));
        let wanted = page.count(".picture > picture > img");
        let printed = page.served().iter().filter(|file| file.contains("/pictures-")).count();
        assert_eq!(printed, wanted, "one picture each");
        page.script(LET_IT_COME, json!([]));
    });
}
