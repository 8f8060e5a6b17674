//! Links of the text that set a figure far away: it comes beside the sentence, and goes again.

use browser::figure::native;
use browser::{Hand, Page, Visit};
use serde_json::json;
use xtask::page::CHAPTERS;

use super::{shown, still, wait_all};

/// A link below the figure that it sets, and further from it than the window is high.
pub(super) const AFTER_ONE: &str = "#meta-loss?m=1&alpha=0.05";
/// Another of the same figure, in the same paragraph.
const AFTER_TWO: &str = "#meta-loss?m=2&alpha=0.05";
/// A link to another figure.
const THOUSAND: &str = "#fit-pretrained?steps=1000";

/// What keeps the place of a figure that is beside the text.
const HOLE: &str = ".hole:not([hidden])";

/// Waits until that figure, and no other, is beside the text; or none.
#[track_caller]
fn wait_docked(page: &Page, name: &str) {
    let script =
        "return [...document.querySelectorAll('.docked')].map((e) => e.id).join() === arguments[0]";
    page.wait_until(script, json!([name]));
    assert_eq!(page.count(HOLE), usize::from(!name.is_empty()), "one hole for each");
    assert_eq!(page.count(".docked > .dock"), usize::from(!name.is_empty()));
    if !name.is_empty() {
        page.settle(name);
    }
}

/// Brings a link into view and presses it; returns where the page was scrolled to then.
#[track_caller]
pub(super) fn follow(page: &Page, hand: Hand, href: &str) -> f64 {
    page.bring_into_view(&link(href));
    press(page, hand, href)
}

/// Presses a link that is in view.
#[track_caller]
fn press(page: &Page, hand: Hand, href: &str) -> f64 {
    still(page);
    let line = page.script(
        "const r = document.querySelector(arguments[0]).getClientRects()[0];
         return [r.left + r.width / 2, r.top + r.height / 2, scrollY]",
        json!([link(href)]),
    );
    let [x, y, scrolled] = [0, 1, 2].map(|index| line[index].as_f64().expect("three numbers"));
    page.tap_at(hand, (x, y));
    scrolled
}

fn link(href: &str) -> String {
    format!("a[href=\"{href}\"]")
}

#[track_caller]
fn scrolled(page: &Page) -> f64 {
    page.number("return scrollY", json!([]))
}

/// Panics unless the first panel of the docked figure is seen whole, with what moves it and the
/// buttons, and does not lie on the link.
#[track_caller]
fn demand_beside(page: &Page, href: &str) {
    let script = "const docked = document.querySelector('.docked');
        const inside = (e) => {
          const r = e.getBoundingClientRect();
          return r.width > 20 && r.height > 10 && r.left >= 0 && r.right <= innerWidth
              && r.top >= 0 && r.bottom <= innerHeight;
        };
        const parts = ['.panel canvas', '.lead input', '.describe', '.dock button:first-child',
                       '.dock button:last-child'];
        const lost = parts.filter((part) => !inside(docked.querySelector(part)));
        const r = docked.getBoundingClientRect();
        const lines = [...document.querySelector(arguments[0]).getClientRects()];
        const covered = lines.some((line) => line.right > r.left && line.left < r.right
                                          && line.bottom > r.top && line.top < r.bottom);
        return [...lost, ...(covered ? ['the link is covered'] : []),
                ...(r.height > innerHeight * 0.451 && r.width > innerWidth * 0.9 ? ['too high'] : [])]
            .join(', ')";
    page.wait_until(&script.replacen("return [", "return '' === [", 1), json!([link(href)]));
}

/// Reloads the page, with the figure that `href` sets beside the text; panics unless it is
/// there again in that state, and the link where it was in the window.
#[track_caller]
pub(super) fn demand_place_kept(page: &Page, href: &str) {
    let name = native(href).name();
    wait_docked(page, name);
    // Where the link stands in the window; what is above it may be of another height.
    let top = || {
        let script = "return document.querySelector(arguments[0]).getBoundingClientRect().top";
        page.wait_for_rest("the link", || page.number(script, json!([link(href)])))
    };
    let before = top();
    page.reload();
    wait_docked(page, name);
    demand_state(page, href);
    let after = top();
    assert!((after - before).abs() < 2.0, "the link has moved from {before} to {after}");
}

/// The state of a link, as the page shows it.
#[track_caller]
fn demand_state(page: &Page, href: &str) {
    let figure = native(href);
    page.settle(figure.name());
    page.demand_readouts(figure.as_ref(), super::TOLERANCE);
    assert_eq!(shown(page, figure.name()).settings(), figure.settings(), "{href}");
    assert_eq!(page.fragment(), href);
}

#[test]
fn a_link_to_a_figure_far_away_brings_it_beside_the_sentence() {
    let screens = [(1280, 900), (1920, 1000), (1024, 768), (768, 1024)];
    for (width, height) in screens {
        Visit::new().screen(width, height).run("index.html", |page| {
            wait_all(page);
            let tall = page.number("return document.documentElement.scrollHeight", json!([]));
            let before = follow(page, Hand::Mouse, AFTER_ONE);
            wait_docked(page, "meta-loss");
            still(page);
            demand_state(page, AFTER_ONE);
            demand_beside(page, AFTER_ONE);
            assert_eq!(scrolled(page), before, "the reader stays at {width} px");
            let now = page.number("return document.documentElement.scrollHeight", json!([]));
            // The browser rounds what it tells of the whole.
            assert!((now - tall).abs() <= 1.0, "nothing else moves: {tall} to {now} at {width} px");
            assert_eq!(page.sideways_scroll(), 0.0);
            assert_eq!(page.count("a[href*=\"?\"][aria-current]"), 1);
            let said = page
                .string("return document.querySelector('body > .announce').textContent", json!([]));
            assert!(said.contains("beside the text"), "{said}");
            // It is moved there as in its place, and then is not as the link had it.
            page.set_slider("meta-loss", "m", 3.0);
            page.wait_until("return location.hash === '#meta-loss?m=3&alpha=0.05'", json!([]));
            assert_eq!(page.count("a[href*=\"?\"][aria-current]"), 0);
            // Another link to it sets it where it is.
            press(page, Hand::Mouse, AFTER_TWO);
            page.wait_until("return location.hash === arguments[0]", json!([AFTER_TWO]));
            wait_docked(page, "meta-loss");
            demand_state(page, AFTER_TWO);
            assert_eq!(scrolled(page), before);
        });
    }
}

#[test]
fn another_figure_takes_the_place_beside_the_text() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        follow(page, Hand::Mouse, AFTER_ONE);
        wait_docked(page, "meta-loss");
        follow(page, Hand::Mouse, THOUSAND);
        wait_docked(page, "fit-pretrained");
        demand_state(page, THOUSAND);
        demand_beside(page, THOUSAND);
        assert!(page.is_visible("#meta-loss .readouts"), "the first is whole, in its place");
    });
}

#[test]
fn a_figure_that_is_seen_stays_where_it_is() {
    Visit::new().screen(1280, 1400).run("index.html", |page| {
        wait_all(page);
        // The figure at the top of the window, the sentence below it.
        let to = "const r = document.querySelector('#meta-loss').getBoundingClientRect();
            scrollBy({ top: r.top - 20, behavior: 'instant' })";
        page.script(to, json!([]));
        let before = press(page, Hand::Mouse, AFTER_ONE);
        page.wait_until("return location.hash === arguments[0]", json!([AFTER_ONE]));
        page.wait_until("return document.activeElement.id === 'meta-loss'", json!([]));
        still(page);
        demand_state(page, AFTER_ONE);
        assert_eq!(page.count(&[".docked, ", HOLE].concat()), 0);
        assert_eq!(scrolled(page), before);
    });
}

#[test]
fn back_and_forward_take_the_figure_away_and_bring_it_back() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        page.set_slider("meta-loss", "m", 9.0);
        page.wait_until("return location.hash === '#meta-loss?m=9'", json!([]));
        let before = follow(page, Hand::Mouse, AFTER_ONE);
        wait_docked(page, "meta-loss");
        press(page, Hand::Mouse, AFTER_TWO);
        page.wait_until("return location.hash === arguments[0]", json!([AFTER_TWO]));
        page.back();
        page.wait_until("return location.hash === arguments[0]", json!([AFTER_ONE]));
        wait_docked(page, "meta-loss");
        demand_state(page, AFTER_ONE);
        page.back();
        wait_docked(page, "");
        page.wait_until("return location.hash === '#meta-loss?m=9'", json!([]));
        still(page);
        demand_state(page, "#meta-loss?m=9");
        assert_eq!(scrolled(page), before);
        page.script("history.forward()", json!([]));
        page.wait_until("return location.hash === arguments[0]", json!([AFTER_ONE]));
        wait_docked(page, "meta-loss");
        demand_state(page, AFTER_ONE);
        still(page);
        assert_eq!(scrolled(page), before);
    });
}

/// Wherever the reader is when they reload: a browser may look for the place by the text that
/// stood at the top of the window, and by the number of that text among its siblings.
#[test]
fn a_reload_keeps_every_place_of_the_text() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        follow(page, Hand::Mouse, AFTER_ONE);
        for down in [0, 60, 60, 60, 60] {
            page.script("scrollBy({ top: arguments[0], behavior: 'instant' })", json!([down]));
            demand_place_kept(page, AFTER_ONE);
        }
    });
}

#[test]
fn a_new_visit_goes_to_the_figure() {
    Visit::new().run(&format!("index.html{AFTER_ONE}"), |page| {
        page.wait_ready("meta-loss");
        still(page);
        assert_eq!(page.count(".docked"), 0);
        let script =
            "const r = document.querySelector('#meta-loss .panel').getBoundingClientRect();
            return r.top < innerHeight / 2 && r.bottom > innerHeight / 4";
        assert_eq!(page.script(script, json!([])), true, "the reader is at the figure");
    });
}

#[test]
fn its_buttons_lead_to_the_figure_or_close_it() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        let before = follow(page, Hand::Mouse, AFTER_ONE);
        wait_docked(page, "meta-loss");
        page.script("document.querySelector('.dock button:last-child').click()", json!([]));
        wait_docked(page, "");
        assert_eq!(scrolled(page), before, "the reader stays");
        demand_state(page, AFTER_ONE);

        press(page, Hand::Mouse, AFTER_TWO);
        wait_docked(page, "meta-loss");
        page.script("document.querySelector('.dock button').click()", json!([]));
        wait_docked(page, "");
        still(page);
        let seen = "const r = document.querySelector('#meta-loss .panel').getBoundingClientRect();
            return r.top >= 0 && r.bottom <= innerHeight";
        page.wait_until(seen, json!([]));
        assert_eq!(page.string("return document.activeElement.id", json!([])), "meta-loss");
        // *Back* leads to the sentence again.
        page.back();
        wait_docked(page, "meta-loss");
        still(page);
        assert_eq!(scrolled(page), before);
    });
}

#[test]
fn a_reader_who_comes_to_its_place_finds_it_there() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        follow(page, Hand::Mouse, AFTER_ONE);
        wait_docked(page, "meta-loss");
        // A little up: the figure stays.
        page.script("scrollBy({ top: -60, behavior: 'instant' })", json!([]));
        still(page);
        wait_docked(page, "meta-loss");
        page.script(
            "const r = document.querySelector('.hole:not([hidden])').getBoundingClientRect();
             scrollBy({ top: r.top - 30, behavior: 'instant' })",
            json!([]),
        );
        wait_docked(page, "");
        page.settle("meta-loss");
        let at = page.number(
            "return document.querySelector('#meta-loss').getBoundingClientRect().top",
            json!([]),
        );
        assert!((at - 30.0).abs() < 2.0, "it is where its place was: {at}");
        assert!(page.is_visible("#meta-loss .readouts"));
        demand_state(page, AFTER_ONE);
    });
}

#[test]
fn by_keyboard_the_focus_goes_to_the_figure_and_comes_back() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        page.focus(&link(AFTER_ONE));
        still(page);
        page.type_keys(&["Enter"]);
        wait_docked(page, "meta-loss");
        page.wait_until("return document.activeElement.id === 'meta-loss'", json!([]));
        assert_eq!(page.count("body > .announce"), 0, "the focus says it");
        page.type_keys(&["Tab"]);
        let inside = "return !!document.activeElement.closest('.docked')";
        assert_eq!(page.script(inside, json!([])), true);
        page.type_keys(&["Escape"]);
        wait_docked(page, "");
        let focused = "return document.activeElement.getAttribute('href')";
        assert_eq!(page.string(focused, json!([])), AFTER_ONE);
        // A mouse leaves the focus in the text.
        press(page, Hand::Mouse, AFTER_ONE);
        wait_docked(page, "meta-loss");
        assert_eq!(page.script(inside, json!([])), false);
        page.type_keys(&["Escape"]);
        wait_docked(page, "");
    });
}

#[test]
fn on_a_phone_it_is_a_sheet_that_leaves_more_than_half_of_the_text() {
    for visit in [Visit::new().phone(), Visit::new().phone().dark()] {
        visit.run("index.html", |page| {
            page.wait_ready("meta-loss");
            follow(page, Hand::Finger, AFTER_ONE);
            wait_docked(page, "meta-loss");
            still(page);
            demand_state(page, AFTER_ONE);
            demand_beside(page, AFTER_ONE);
            assert_eq!(page.sideways_scroll(), 0.0);
            page.tap(Hand::Finger, ".dock button:last-child");
            wait_docked(page, "");
        });
    }
}

/// Of what the sliders of the figure beside the text are called, nothing is cut off, and nothing
/// lies over their values.
#[track_caller]
fn demand_whole_labels(page: &Page, name: &str) {
    let script = "const bad = [];
        for (const slider of document.querySelectorAll('.docked .lead .slider')) {
            if (!slider.checkVisibility()) continue;
            const [label, output] = ['label', 'output'].map((part) => slider.querySelector(part));
            const box = label.getBoundingClientRect(), words = document.createRange();
            const within = (r) => r.right <= box.right + 1 && r.bottom <= box.bottom + 1;
            words.selectNodeContents(label);
            const lines = [...words.getClientRects()];
            words.selectNodeContents(output);
            const value = words.getBoundingClientRect();
            const apart = (r) => r.right <= value.left || r.bottom <= value.top
                || r.top >= value.bottom;
            if (getComputedStyle(label).textOverflow !== 'clip' || !lines.length
                || !lines.every(within) || !lines.every(apart)) bad.push(label.textContent);
        }
        return bad";
    assert_eq!(page.script(script, json!([])), json!([]), "{name}");
}

#[test]
fn three_sliders_beside_the_text_are_called_by_their_whole_names() {
    Visit::new().run("imaml.html", |page| {
        follow(page, Hand::Mouse, "#imaml-pull?inner-steps=50&cg-steps=1");
        wait_docked(page, "imaml-pull");
        let shown = "return [...document.querySelectorAll('.docked .lead .slider')]
            .filter((slider) => slider.checkVisibility()).length";
        assert_eq!(page.script(shown, json!([])), json!(3));
        demand_whole_labels(page, "imaml-pull");
    });
}

/// Whatever moves a figure, and however much it says: its sheet is never higher, its picture
/// never small, and what its sliders are called never cut off.
#[test]
fn on_a_phone_no_figure_takes_more_of_the_text() {
    for chapter in CHAPTERS {
        Visit::new().phone().run(&format!("{chapter}.html"), |page| {
            let first = "const seen = new Set();
                return [...document.querySelectorAll('article a[href^=\"#\"][href*=\"?\"]')]
                  .map((link) => link.getAttribute('href'))
                  .filter((href) => !seen.has(href.split('?')[0]) && seen.add(href.split('?')[0]))";
            let links = page.script(first, json!([]));
            for href in links.as_array().expect("a list").iter().filter_map(|href| href.as_str()) {
                let name = native(href).name();
                page.bring_into_view(&link(href));
                // As a finger would, wherever the sheet before this one lies.
                page.script(
                    "document.querySelector(arguments[0]).dispatchEvent(
                       new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }))",
                    json!([link(href)]),
                );
                // One that is seen stays, and takes the focus.
                let shown = "const docked = document.querySelector('.docked');
                    return docked?.id === arguments[0] && docked.dataset.state === 'ready'
                        || document.activeElement.id === arguments[0]";
                page.wait_until(shown, json!([name]));
                page.wait_until(
                    "const docked = document.querySelector('.docked');
                     if (!docked) return true;
                     const high = (e) => e.getBoundingClientRect().height;
                     const inside = (e) => {
                       const r = e.getBoundingClientRect(), d = docked.getBoundingClientRect();
                       return r.top >= d.top && r.bottom <= d.bottom && r.right <= innerWidth;
                     };
                     return high(docked) <= 0.451 * innerHeight
                         && high(docked.querySelector('.picture')) >= 100
                         && [...docked.querySelectorAll('.lead input, .dock button')]
                              .filter((e) => e.checkVisibility()).every(inside)
                         && [...docked.querySelectorAll('.lead label')]
                              .filter((e) => e.checkVisibility()).every(inside)",
                    json!([]),
                );
                demand_whole_labels(page, name);
            }
        });
    }
}

/// A window that becomes wider has the figure in its place: its hole would be of another height.
#[test]
fn another_width_brings_it_home() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        follow(page, Hand::Mouse, AFTER_ONE);
        wait_docked(page, "meta-loss");
        let metrics =
            json!({ "width": 900, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        page.session().chromium("Emulation.setDeviceMetricsOverride", metrics).expect("it resizes");
        wait_docked(page, "");
    });
}

/// The picture is there at once, and what it is a picture of soon after.
#[test]
fn a_figure_that_is_not_there_yet_comes_beside_the_text() {
    const FAR: &str = "#two-tasks?theta=0.3,0.05&alpha=0.04";
    Visit::new().run("index.html", |page| {
        page.wait_ready("fit-pretrained");
        assert!(!page.is_ready("two-tasks"), "the reader has not been there");
        // From a sentence at the beginning, so that nothing comes because it is near.
        page.script(
            "const [href] = arguments, link = document.createElement('a');
             link.href = href;
             link.textContent = 'the start';
             const p = document.querySelector('article > p');
             p.prepend(link);
             p.scrollIntoView({ block: 'center', behavior: 'instant' })",
            json!([FAR]),
        );
        // The link itself has moved the words after it.
        let before = page.layout_shift();
        page.script("document.querySelector('article > p a').click()", json!([]));
        page.wait_until(
            "return document.querySelector('.docked')?.dataset.state === 'ready'",
            json!([]),
        );
        wait_docked(page, "two-tasks");
        demand_state(page, FAR);
        // Called by a script, as nobody's input: whatever had moved would count.
        let shift = page.layout_shift() - before;
        assert!(shift < 0.01, "the page moved by {shift}");
    });
}

#[test]
fn without_its_part_and_without_scripts_a_link_is_a_link() {
    Visit::new().without_file("split_dock.wasm").run("index.html", |page| {
        wait_all(page);
        follow(page, Hand::Mouse, AFTER_ONE);
        page.wait_until("return location.hash === arguments[0]", json!([AFTER_ONE]));
        page.wait_until("return document.activeElement.id === 'meta-loss'", json!([]));
        still(page);
        demand_state(page, AFTER_ONE);
        let seen = "const r = document.querySelector('#meta-loss .panel').getBoundingClientRect();
            return r.top >= -1 && r.bottom <= innerHeight + 1";
        page.wait_until(seen, json!([]));
    });
    // The browser knows no such element, and leaves the reader where they are.
    Visit::new().without_scripts().run("index.html", |page| {
        page.tap(Hand::Mouse, &link(AFTER_ONE));
        page.wait_until("return location.hash === arguments[0]", json!([AFTER_ONE]));
        assert_eq!(page.count(".docked"), 0);
    });
}

#[test]
fn a_link_that_shall_open_elsewhere_does() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        let prevented = page.script(
            "const link = document.querySelector(arguments[0]);
             // Nothing shall open: what reaches the window last is whether somebody had it.
             let had = null;
             addEventListener('click', (event) => { had = event.defaultPrevented; event.preventDefault(); }, { once: true });
             link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: true }));
             return had",
            json!([link(AFTER_ONE)]),
        );
        assert_eq!(prevented, false);
        assert_eq!(page.count(".docked"), 0);
    });
}

#[test]
fn on_paper_every_figure_is_in_its_place() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        follow(page, Hand::Mouse, AFTER_ONE);
        wait_docked(page, "meta-loss");
        let media = json!({ "media": "print" });
        page.session().chromium("Emulation.setEmulatedMedia", media).expect("Chromium prints");
        let script = "return getComputedStyle(document.querySelector('.docked')).position";
        assert_eq!(page.string(script, json!([])), "static");
        assert!(page.is_visible(".docked .readouts"));
        assert!(!page.is_visible(HOLE) && !page.is_visible(".dock"));
    });
}
