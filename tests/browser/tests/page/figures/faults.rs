//! What must not happen: memory that grows, requests, values from nowhere, lost pointers.

use browser::figure::native;
use browser::{Hand, PROGRAM, Page, Visit};
use serde_json::json;

use super::{FIGURES, PICTURE, canvas, demand_native, fraction, shown, theta, wait_all};

/// The most memory that the program may have, in bytes.
const MOST_MEMORY: f64 = 32.0 * 1024.0 * 1024.0;

/// The program's memory in bytes: the module that the page itself runs is asked.
#[track_caller]
fn memory(page: &Page) -> f64 {
    let script = format!(
        "const done = arguments[0];
        import({PROGRAM})
          .then(({{ default: init }}) => init())
          .then((wasm) => done(wasm.memory.buffer.byteLength), (error) => done(String(error)))"
    );
    let bytes = page.session().script_async(&script, json!([])).expect("the page answers");
    bytes.as_f64().unwrap_or_else(|| panic!("no memory but {bytes}"))
}

/// Does something to all four figures in each of `rounds` frames, as fast as they come: sliders
/// over their ranges, θ dragged through its panel, samples through theirs, links.
const PLAY_WITH_ALL: &str = "
    const [rounds, done] = arguments;
    const slide = (selector, share) => {
      const e = document.querySelector(selector);
      e.value = Number(e.min) + share * (Number(e.max) - Number(e.min));
      e.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const point = (selector, kind, x, y) => {
      const e = document.querySelector(selector), r = e.getBoundingClientRect();
      e.dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerId: 1, isPrimary: true, button: 0,
        pointerType: 'mouse', clientX: r.left + x * r.width, clientY: r.top + y * r.height }));
    };
    let round = 0;
    const next = () => {
      const share = (round * 0.618) % 1, other = (round * 0.7549) % 1;
      slide('#meta-loss input[name=m]', share);
      if (round % 25 === 0) slide('#meta-loss input[name=alpha]', other);
      point('#two-tasks canvas', round % 10 ? 'pointermove' : 'pointerdown', share, other);
      if (round % 10 === 9) point('#two-tasks canvas', 'pointerup', share, other);
      slide('#fit-pretrained input[name=amplitude]', share);
      point('#fit-maml canvas', 'pointerdown', share, other);
      point('#fit-maml canvas', 'pointerup', share, other);
      if (round % 50 === 0) location.hash = `#two-tasks?theta=${share.toFixed(3)},${other.toFixed(3)}`;
      if (++round < rounds) requestAnimationFrame(next); else done(true);
    };
    next()";

/// What the program may take when all figures are first played with at once, in bytes.
const MOST_AT_FIRST: f64 = 16.0 * 65_536.0;

/// What it may take after that, in all, until it is at rest.
const MOST_LATER: f64 = 8.0 * 65_536.0;

/// How often all figures are played with a thousand times more. What loses memory, be it 65
/// bytes at each touch, takes a page in each of these.
const PLAYS: usize = 5;

/// A module's memory only grows. The figures hold what they have computed (levels of the
/// landscape, the last scene of every panel), and new things go into the gaps between. When all
/// figures first change in the same frame there is twice no gap that is large enough: a point
/// that is moved in `fit-maml` (two pages), a level of `meta-loss` on another inner rate (three or
/// four). Which frame that is depends on how frames fall: mostly it is among the first hundred,
/// on a busy machine now and then a later one. Each of the two alone takes nothing. So what is
/// played first may take some pages, and a while later there is a play that takes none.
#[test]
fn a_thousand_interactions_take_no_more_memory() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        let at_first = memory(page);
        page.session().script_async(PLAY_WITH_ALL, json!([100])).expect("the page answers");
        let ready = memory(page);
        assert!(ready <= MOST_MEMORY, "{ready} bytes when all figures have been played with");
        assert!(ready <= at_first + MOST_AT_FIRST, "from {at_first} to {ready} bytes");
        let mut sizes = vec![ready];
        let at_rest = |sizes: &[f64]| sizes.windows(2).any(|pair| pair[0] == pair[1]);
        while !at_rest(&sizes) && sizes.len() <= PLAYS {
            // Each round is five things to four figures; the first hundred are those from before.
            page.session().script_async(PLAY_WITH_ALL, json!([200])).expect("the page answers");
            FIGURES.iter().for_each(|name| page.settle(name));
            sizes.push(memory(page));
        }
        assert!(at_rest(&sizes), "more after every play: {sizes:?} bytes");
        assert!(sizes.iter().all(|&size| size <= ready + MOST_LATER), "{sizes:?} bytes");
        for name in FIGURES {
            page.demand_readouts(shown(page, name).as_ref(), super::TOLERANCE);
        }
    });
}

#[test]
fn nothing_is_asked_of_the_network_while_a_reader_plays() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        page.served();
        page.requests();
        page.session().script_async(PLAY_WITH_ALL, json!([40])).expect("the page answers");
        for (name, button) in
            [("fit-maml", "random"), ("two-tasks", "drive-maml"), ("fit-pretrained", "play")]
        {
            page.press(name, button);
        }
        page.settle("two-tasks");
        assert_eq!(page.served(), [""; 0]);
        // Nor of anybody else, nor of a cache.
        let asked = page.requests();
        let asked: Vec<&String> = asked.iter().filter(|url| !url.starts_with("data:")).collect();
        assert!(asked.is_empty(), "{asked:?}");
    });
}

/// A slider that something other than a hand moves: an extension, a script, a faulty driver.
#[test]
fn values_that_no_hand_can_set_are_held_or_refused() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        let sliders = [("meta-loss", "m"), ("two-tasks", "alpha"), ("fit-maml", "amplitude"), ("fit-pretrained", "alpha")];
        for (name, key) in sliders {
            let force = "const [figure, key, change, value] = arguments;
                const e = document.querySelector(`#${figure} input[name=${key}]`);
                Object.assign(e, change);
                e.value = value;
                for (const kind of ['input', 'change']) e.dispatchEvent(new Event(kind, { bubbles: true }));
                const shown = [e.type, e.value];
                e.type = 'range';";
            let forces = [
                (json!({}), "NaN"),
                (json!({}), "1e9"),
                (json!({ "max": "1e12" }), "1e9"),
                (json!({ "min": "-1e12" }), "-1e9"),
                (json!({ "type": "text" }), "NaN"),
                (json!({ "type": "text" }), "<script>alert(1)</script>"),
                (json!({ "type": "text" }), ""),
            ];
            for (change, value) in forces {
                page.script(force, json!([name, key, change, value]));
                page.settle(name);
                // `native` demands nothing, but a value out of range would show here.
                let figure = shown(page, name);
                let number = figure.settings().number(key);
                assert!(number.is_finite(), "{name}: {key} = {value} became {number}");
                page.demand_readouts(figure.as_ref(), super::TOLERANCE);
                assert!(!page.message(name).contains("script"), "{}", page.message(name));
            }
            page.press(name, "reset");
            assert_eq!(demand_native(page, name).settings(), native(name).settings());
        }
    });
}

#[test]
fn typed_lists_that_are_none_are_refused_with_a_sentence() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        page.script(
            "document.querySelectorAll('details').forEach((d) => { d.open = true })",
            json!([]),
        );
        for (name, key, text, kept) in [
            ("two-tasks", "theta", "here, there", "0.35,0.55"),
            ("two-tasks", "theta", "0.5", "0.35,0.55"),
            ("fit-maml", "samples", "1, 2, <b>", "-4.1,-2.2,0.3,1.9,4.2"),
            ("meta-loss", "seed", "-7", "0"),
        ] {
            page.enter(name, key, text);
            let message = page.message(name);
            assert!(message.contains(key) && !message.contains("<b>"), "{name}: {message}");
            let field = format!("#{name} input[name={key}]");
            let value = "return document.querySelector(arguments[0]).value";
            page.script("document.activeElement.blur()", json!([]));
            assert_eq!(page.string(value, json!([field])), kept, "{name}");
            page.demand_readouts(native(name).as_ref(), super::TOLERANCE);
            page.press(name, "reset");
        }
    });
}

#[test]
fn a_pointer_may_leave_the_panel_and_come_back() {
    Visit::new().run("index.html#two-tasks?theta=0.5,0.5", |page| {
        let name = "two-tasks";
        page.wait_ready(name);
        let at = |theta| fraction(page, name, "task-0", theta);
        // Out over the edge: θ stays in the square, at its edge.
        page.drag(Hand::Mouse, name, "task-0", at((0.5, 0.5)), (0.5, -0.3));
        assert_eq!(theta(demand_native(page, name).as_ref())[1], 1.0);
        let [a, _] = theta(shown(page, name).as_ref());
        let (across, along) = at((a, 1.0));
        page.drag(Hand::Mouse, name, "task-0", (across, along + 0.01), (-0.05, 1.2));
        assert_eq!(theta(demand_native(page, name).as_ref()), [0.0, 0.0]);
        // Let go outside, it is let go.
        let frame = page.frame(name);
        page.hover_at(page.point(name, "task-1", (0.5, 0.5)));
        page.settle(name);
        assert_eq!(theta(shown(page, name).as_ref()), [0.0, 0.0]);
        assert!(page.frame(name) <= frame + 1);
        // Beside the plot, on the axis labels, nothing happens.
        page.tap_panel(Hand::Mouse, name, "task-0", (0.02, 0.99));
        assert_eq!(theta(shown(page, name).as_ref()), [0.0, 0.0]);
    });
}

#[test]
fn a_pointer_that_the_system_takes_away_is_undone() {
    Visit::new().run("index.html#two-tasks?theta=0.5,0.5", |page| {
        let name = "two-tasks";
        page.wait_ready(name);
        let from = page.point(name, "task-0", fraction(page, name, "task-0", (0.5, 0.5)));
        let send = "const [selector, kind, x, y] = arguments;
            document.querySelector(selector).dispatchEvent(new PointerEvent(kind, { bubbles: true,
              pointerId: 7, isPrimary: true, button: 0, pointerType: 'pen', clientX: x, clientY: y }))";
        let canvas = canvas(name, "task-0");
        for (kind, across) in [("pointerdown", 0.0), ("pointermove", 80.0)] {
            page.script(send, json!([canvas, kind, from.0 + across, from.1]));
        }
        page.settle(name);
        assert!(theta(shown(page, name).as_ref())[0] > 0.6);
        page.script(send, json!([canvas, "pointercancel", 0.0, 0.0]));
        page.settle(name);
        assert_eq!(theta(shown(page, name).as_ref()), [0.5, 0.5]);
        // Other buttons and further fingers are not ours.
        for extra in ["button: 2", "isPrimary: false"] {
            let other = send.replace("button: 0, pointerType: 'pen'", &format!("{extra}, pointerType: 'mouse'"));
            page.script(&other, json!([canvas, "pointerdown", from.0 + 90.0, from.1]));
            page.script(&other, json!([canvas, "pointerup", from.0 + 90.0, from.1]));
        }
        page.settle(name);
        assert_eq!(theta(shown(page, name).as_ref()), [0.5, 0.5]);
    });
}

/// Keys that mean nothing here stay the page's: the browser scrolls, Tab goes on.
#[test]
fn a_figure_is_no_trap_for_the_keyboard() {
    Visit::new().run("index.html", |page| {
        let name = "two-tasks";
        page.wait_ready(name);
        page.keys(name, "task-0", &["Tab"]);
        let focused = "return document.activeElement === document.querySelector(arguments[0])";
        assert_eq!(page.script(focused, json!([canvas(name, "task-1")])), true);
        page.keys(name, "task-1", &["Shift+Tab"]);
        assert_eq!(page.script(focused, json!([canvas(name, "task-0")])), true);
        page.script(
            "window.taken = [];
             addEventListener('keydown', (event) => window.taken.push(event.defaultPrevented))",
            json!([]),
        );
        page.keys(name, "task-0", &["Control+ArrowLeft", "a", "PageDown", "Home"]);
        assert_eq!(shown(page, name).settings(), native(name).settings());
        page.wait_until("return scrollY === 0", json!([]));
        page.keys(name, "task-0", &["ArrowLeft"]);
        let (left, taken) = (false, true);
        let keys = json!([left, left, left, left, left, taken]);
        assert_eq!(page.script("return window.taken", json!([])), keys);
    });
}

/// Waits until a picture that is a file of its own has come.
#[track_caller]
fn demand_drawn(page: &Page, picture: &str) {
    let script = "const picture = document.querySelector(arguments[0]);
        return picture.localName !== 'img' || picture.complete && picture.naturalWidth > 0";
    page.wait_until(script, json!([picture]));
}

#[test]
fn pictures_stay_where_scripts_are_off_or_the_program_is_lost() {
    let visits = [Visit::new().without_scripts(), Visit::new().without_file("maml_live_bg.wasm")];
    for (index, visit) in visits.into_iter().enumerate() {
        visit.run("index.html#two-tasks?theta=0.1,0.2", |page| {
            for name in FIGURES {
                let figure = native(name);
                for panel in figure.panels() {
                    let panel = format!("#{name} .panel[data-panel=\"{}\"]", panel.key);
                    page.bring_into_view(&panel);
                    let picture = format!("{panel} {PICTURE}");
                    assert!(page.is_visible(&picture), "{picture}");
                    demand_drawn(page, &picture);
                }
                // The numbers under it are those of the picture: the first state.
                page.demand_readouts(figure.as_ref(), super::TOLERANCE);
                let said = match index {
                    0 => format!("#{name} .still"),
                    _ => format!("#{name} > .message"),
                };
                page.wait_until(
                    "return document.querySelector(arguments[0]).innerText.length > 20",
                    json!([said]),
                );
                assert_eq!(page.count(&format!("#{name} canvas")), 0);
                assert_eq!(page.count(&format!("#{name}[data-state=static]")), 1);
            }
        });
    }
}
