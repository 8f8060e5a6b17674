//! Symbols that say what they are, words that light up marks, and listings that change
//! their language together.

use browser::{Hand, Page, Visit};
use serde_json::{Value, json};

/// In a script: the symbols of the text that show this letter.
const SYMBOLS: &str = "const symbols = (letter) => [...document.querySelectorAll('p mi')]
    .filter((symbol) => symbol.textContent === letter);";

/// Brings the first symbol of the text with this letter into view and finds its middle.
#[track_caller]
fn symbol(page: &Page, letter: &str) -> (f64, f64) {
    page.wait_until("return !!document.getElementById('tip')", json!([]));
    let script = [
        SYMBOLS,
        "const [symbol] = symbols(arguments[0]);
         symbol.scrollIntoView({ block: 'center', behavior: 'instant' });
         const { x, y, width, height } = symbol.getBoundingClientRect();
         return [x + width / 2, y + height / 2]",
    ]
    .concat();
    middle(&page.script(&script, json!([letter])))
}

#[track_caller]
fn middle(at: &Value) -> (f64, f64) {
    let number = |index: usize| at[index].as_f64().unwrap_or_else(|| panic!("{at} is no place"));
    (number(0), number(1))
}

/// Waits until the tip says something, which is shown whole.
#[track_caller]
fn wait_for_tip(page: &Page, says: &str) {
    let script = "const tip = document.getElementById('tip');
        const { left, right, top, bottom } = tip.getBoundingClientRect();
        return tip.checkVisibility() && tip.textContent.startsWith(arguments[0])
            && left >= 0 && top >= 0 && bottom <= innerHeight
            && right <= document.documentElement.clientWidth";
    page.wait_until(script, json!([says]));
}

#[track_caller]
fn wait_for_no_tip(page: &Page) {
    page.wait_until("return !document.getElementById('tip').checkVisibility()", json!([]));
}

#[test]
fn a_tapped_symbol_says_what_it_is_and_takes_it_back() {
    Visit::new().phone().run("index.html", |page| {
        let at = symbol(page, "τ");
        for _ in 0..2 {
            page.tap_at(Hand::Finger, at);
            wait_for_tip(page, "task");
            page.tap_at(Hand::Finger, at);
            wait_for_no_tip(page);
        }
        page.tap_at(Hand::Finger, at);
        wait_for_tip(page, "task");
        page.tap_at(Hand::Finger, (at.0, at.1 + 120.0));
        wait_for_no_tip(page);
    });
}

/// In a script: what can be reached by the Tab key among formulas and words in inks.
const STOPS: &str = "[...document.querySelectorAll('article :is(math, [class^=ink-])')]
    .filter((e) => e.getAttribute('tabindex') === '0')";

#[test]
fn every_symbol_that_is_explained_is_in_the_list() {
    Visit::new().run("conclusion.html", |page| {
        page.hover_at(symbol(page, "θ"));
        wait_for_tip(page, "meta-parameters");
        let listed = page.text(".symbols");
        for name in ["meta-parameters", "fine-tuning", "number of inner steps", "expectation"] {
            assert!(listed.contains(name), "{name} is not in: {listed}");
        }
    });
}

/// What a figure's first panel shows.
fn pixels(page: &Page, figure: &str) -> String {
    let script = "return document.querySelector(arguments[0]).toDataURL()";
    page.string(script, json!([format!("#{figure} canvas")]))
}

/// Where a word in an ink of a figure's caption is, once it is in view.
#[track_caller]
fn word(page: &Page, selector: &str) -> (f64, f64) {
    let (left, top, width, height) = page.bring_into_view(selector);
    (left + width / 2.0, top + height / 2.0)
}

#[test]
fn a_word_lights_up_its_marks_with_one_painting_and_back_with_one() {
    const FIGURE: &str = "fit-pretrained";
    Visit::new().run("index.html", |page| {
        page.wait_ready(FIGURE);
        symbol(page, "α");
        let at = word(page, "#fit-pretrained figcaption .ink-samples");
        page.settle(FIGURE);
        let (frame, plain) = (page.frame(FIGURE), pixels(page, FIGURE));
        page.hover_at(at);
        page.wait_until(
            "return document.querySelector('#fit-pretrained').dataset.lit === 'samples'",
            json!([]),
        );
        page.settle(FIGURE);
        assert_eq!(page.frame(FIGURE), frame + 1);
        assert_ne!(pixels(page, FIGURE), plain, "other marks are faint");
        page.hover_at((1.0, 1.0));
        page.wait_until("return !document.querySelector('[data-lit]')", json!([]));
        page.settle(FIGURE);
        assert_eq!(page.frame(FIGURE), frame + 2);
        assert_eq!(pixels(page, FIGURE), plain, "all is as before");
    });
}

#[test]
fn a_figure_without_marks_in_the_ink_stays_as_it_is() {
    const FIGURE: &str = "fit-pretrained";
    Visit::new().run("index.html", |page| {
        page.wait_ready(FIGURE);
        symbol(page, "α");
        page.bring_into_view("#fit-pretrained");
        page.settle(FIGURE);
        let plain = pixels(page, FIGURE);
        let light = "const figure = document.querySelector('#fit-pretrained');
            figure.dataset.lit = arguments[0];
            figure.dispatchEvent(new Event('lit'))";
        for ink in ["task0", "nothing", ""] {
            page.script(light, json!([ink]));
            page.settle(FIGURE);
            assert_eq!(pixels(page, FIGURE), plain, "{ink}");
        }
    });
}

#[test]
fn a_tapped_word_lights_up_its_marks_until_it_is_tapped_again() {
    Visit::new().phone().run("index.html", |page| {
        page.wait_ready("fit-pretrained");
        symbol(page, "α");
        let at = word(page, "header + p .ink-truth");
        page.settle("fit-pretrained");
        let lit = "return document.querySelector('#fit-pretrained').dataset.lit ?? ''";
        page.tap_at(Hand::Finger, at);
        page.wait_until(&lit.replace("?? ''", "=== 'truth'"), json!([]));
        page.tap_at(Hand::Finger, at);
        assert_eq!(page.string(lit, json!([])), "");
    });
}

/// In a script: the language that each listing shows.
const LANGUAGES: &str = "[...document.querySelectorAll('.listing')].map((listing) =>
    [...listing.querySelectorAll('.code')].filter((code) => code.checkVisibility())
        .map((code) => code.classList[1]).join())";

#[track_caller]
fn demand_language(page: &Page, language: &str) {
    let all = format!(
        "const all = {LANGUAGES};
        return all.length > 2 && all.every((shown) => shown === arguments[0])"
    );
    page.wait_until(&all, json!([language]));
    let checked = format!(".listing input[value={language}]:checked");
    page.wait_until(
        "return document.querySelectorAll(arguments[0]).length === document.querySelectorAll('.listing').length",
        json!([checked]),
    );
}

/// What needs nothing but WebDriver, in every browser.
mod everywhere {
    use xtask::browsers::Browser;

    use super::*;

    #[test]
    fn a_symbol_under_the_mouse_says_what_it_is() {
        Visit::new().run("index.html", |page| {
            let at = symbol(page, "α");
            page.hover_at(at);
            wait_for_tip(page, "inner rate");
            // What it says may be pointed at as well, and stays.
            let tip = page.script(
            "const { x, y, width, height } = document.getElementById('tip').getBoundingClientRect();
             return [x + width / 2, y + height / 2]",
            json!([]),
        );
            page.hover_at(middle(&tip));
            let still = "const done = arguments[0];
            setTimeout(() => done(document.getElementById('tip').checkVisibility()), 1000)";
            assert_eq!(page.session().script_async(still, json!([])).expect("it answers"), true);
            page.type_keys(&["Escape"]);
            wait_for_no_tip(page);
            // Phase and parameters are two letters.
            page.hover_at(symbol(page, "φ"));
            wait_for_tip(page, "phase");
            page.hover_at(symbol(page, "ϕ"));
            wait_for_tip(page, "parameters for one task");
            page.hover_at((1.0, 1.0));
            wait_for_no_tip(page);
        });
    }

    #[test]
    fn symbols_are_reached_by_keyboard_with_one_stop_for_each_section() {
        Visit::new().run("index.html", |page| {
            symbol(page, "θ");
            let stops = |page: &Page| page.number(&format!("return {STOPS}.length"), json!([]));
            let sections = page.count("article :is(h2, h3)") as f64;
            let before = stops(page);
            assert!(
                before > 5.0 && before <= sections + 1.0,
                "{before} stops in {sections} sections"
            );

            // From a link the Tab key leads to the next section's stop.
            let go = format!(
                "const stop = {STOPS}.find((e) => e.localName === 'math');
             const before = document.createElement('button');
             before.id = 'before';
             stop.before(before);
             before.scrollIntoView({{ block: 'center', behavior: 'instant' }});
             before.focus({{ preventScroll: true }});
             return stop.querySelector('mi').textContent"
            );
            assert_eq!(page.string(&go, json!([])), "τ");
            page.type_keys(&["Tab"]);
            wait_for_tip(page, "task");
            assert!(page.text("#tip").contains("Esc"), "it says which keys do something");
            let described = "return document.activeElement.getAttribute('aria-describedby')";
            assert_eq!(page.string(described, json!([])), "tip");
            // Arrow keys go from symbol to symbol, into the next formula and back.
            page.type_keys(&["ArrowRight"]);
            wait_for_tip(page, "loss");
            assert_eq!(stops(page), before, "there is one stop as before");
            page.type_keys(&["ArrowLeft"]);
            wait_for_tip(page, "task");
            page.type_keys(&["Escape"]);
            wait_for_no_tip(page);
            page.type_keys(&["ArrowRight"]);
            wait_for_tip(page, "loss");
            page.type_keys(&["Tab"]);
            wait_for_no_tip(page);
        });
    }

    #[test]
    fn listings_change_their_language_together_and_remember_it() {
        Visit::new().run("index.html", |page| {
            demand_language(page, "python");
            symbol(page, "α");
            const SECOND: &str = "#listing-fine-tune label:last-of-type";
            let before = page.bring_into_view(SECOND);
            page.tap(Hand::Mouse, SECOND);
            demand_language(page, "rust");
            let place =
            "const { left, top } = document.querySelector(arguments[0]).getBoundingClientRect();
            return [left, top]";
            let (_, top) = middle(&page.script(place, json!([SECOND])));
            assert!((top - before.1).abs() < 2.0, "the listing went from {} to {top}", before.1);
            page.reload();
            demand_language(page, "rust");
            // A page that is left while it loads complains.
            symbol(page, "α");
            page.goto("conclusion.html");
            symbol(page, "θ");
            page.goto("index.html");
            demand_language(page, "rust");
            if page.browser() == Browser::Chromium {
                assert!(page.layout_shift() < 0.001, "nothing jumps");
            }
            symbol(page, "α");
            page.tap(Hand::Mouse, "#listing-maml-update label:first-of-type");
            demand_language(page, "python");
            page.reload();
            demand_language(page, "python");
            symbol(page, "α");
        });
    }

    #[test]
    fn without_storage_the_choice_still_holds_for_all() {
        const REFUSE: &str = "Object.defineProperty(window, 'localStorage', {
        get() { throw new DOMException('refused', 'SecurityError') } });";
        Visit::new().watched_by(REFUSE).run("index.html", |page| {
            symbol(page, "α");
            page.tap(Hand::Mouse, "#listing-fine-tune label:last-of-type");
            demand_language(page, "rust");
        });
    }

    #[test]
    fn plumbing_is_folded_and_can_be_seen() {
        Visit::new().run("index.html", |page| {
            symbol(page, "α");
            page.tap(Hand::Mouse, "#listing-maml-update label:last-of-type");
            let folded = "#listing-maml-update .rust details pre";
            assert!(!page.is_visible(folded));
            page.tap(Hand::Mouse, "#listing-maml-update .rust summary");
            assert!(page.is_visible(folded));
            assert!(page.text(folded).contains("check_rate(beta)?;"));
        });
    }
}
