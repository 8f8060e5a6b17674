//! One sees what one moves: where a figure's controls stand and how much of its picture is in
//! view with each of them, for every figure of every chapter.

use browser::{Page, Visit};
use serde_json::{Value, json};
use xtask::page::CHAPTERS;

use super::{FIGURES, rect, wait_all};

/// A screen, and how much of the first panel must be seen with any of the main controls.
const SCREENS: [(u32, u32, f64); 4] =
    [(390, 844, 0.6), (768, 1024, 0.999), (1024, 768, 0.999), (1280, 800, 0.999)];

/// Calls `look` with every figure of every chapter, on a screen of that size.
fn every_figure((width, height): (u32, u32), look: impl Fn(&Page, &str)) {
    // A page that is left at once says of its font that it came for nothing.
    Visit::new().screen(width, height).noisy().run("index.html", |page| {
        let mut seen = 0;
        for chapter in CHAPTERS {
            page.goto(&format!("{chapter}.html"));
            let names = page.script(
                "return [...document.querySelectorAll('figure.figure')].map((f) => f.id)",
                json!([]),
            );
            for name in names.as_array().into_iter().flatten().filter_map(Value::as_str) {
                page.bring_into_view(&format!("#{name}"));
                page.wait_ready(name);
                page.settle(name);
                look(page, name);
                seen += 1;
            }
        }
        assert!(seen >= 5, "{seen} figures were looked at");
    });
}

/// Brings each of a figure's main controls to the lower edge of the screen, and returns its
/// name and the share of the first panel's picture that is seen then.
const SHARES: &str = "const figure = document.getElementById(arguments[0]);
    const picture = figure.querySelector('.panel .picture'), canvas = picture.querySelector('canvas');
    const controls = figure.querySelectorAll('.controls:not(.folded) :is(input, select, button)');
    return [...controls].filter((control) => control.checkVisibility()).map((control) => {
      const { bottom } = control.getBoundingClientRect();
      window.scrollTo({ top: scrollY + bottom + 4 - innerHeight, behavior: 'instant' });
      const box = picture.getBoundingClientRect();
      // A grid of points of the picture: those that nothing covers are seen.
      let seen = 0;
      const across = 8, down = 40;
      for (let row = 0; row < down; row++) for (let column = 0; column < across; column++) {
        const x = box.left + box.width * (column + 0.5) / across;
        const y = box.top + box.height * (row + 0.5) / down;
        // Pads lie over the canvas, and show it.
        const hit = document.elementFromPoint(x, y);
        if (hit === canvas || hit?.dataset.pad && picture.contains(hit)) seen += 1;
      }
      return [control.name, seen / (across * down)];
    })";

/// How far below the first panel's picture the control of what a figure is about begins.
const GAP: &str = "const figure = document.getElementById(arguments[0]);
    // From its top on: nothing is pushed about by a panel that stays in view.
    figure.scrollIntoView({ behavior: 'instant' });
    const lead = figure.querySelector('.lead :is(input, select, button)');
    const picture = figure.querySelector('.panel .picture').getBoundingClientRect();
    return lead.getBoundingClientRect().top - picture.bottom";

#[test]
fn the_first_panel_is_seen_with_each_of_the_main_controls_and_touches_the_first() {
    for (width, height, least) in SCREENS {
        every_figure((width, height), |page, name| {
            let on = format!("{name} at {width} × {height}");
            let shares = page.script(SHARES, json!([name]));
            let shares = shares.as_array().expect("a list");
            assert!(!shares.is_empty(), "{name} has no main control");
            for share in shares {
                let seen = share[1].as_f64().expect("a share");
                assert!(seen >= least, "{on}: {seen} is seen with {}", share[0]);
            }
            let gap = page.number(GAP, json!([name]));
            // Panels of one row share its height to the pixel, give or take what is rounded.
            assert!((-0.5..=13.0).contains(&gap), "{on}: {gap} px");
        });
    }
}

/// The sliders of a figure that have the focus ring, and those whose ring lies on their name or
/// their number.
const RINGS: &str = "const sliders = document.querySelectorAll(`#${arguments[0]} .slider input`);
    const ringed = [], touching = [];
    for (const slider of [...sliders].filter((slider) => slider.checkVisibility())) {
      slider.focus({ preventScroll: true });
      const { outlineWidth, outlineOffset, outlineStyle } = getComputedStyle(slider);
      if (outlineStyle !== 'none') ringed.push(slider.name);
      const out = parseFloat(outlineWidth) + parseFloat(outlineOffset);
      const { left, top, right, bottom } = slider.getBoundingClientRect();
      const covers = (text) => {
        const range = document.createRange();
        range.selectNodeContents(text);
        return [...range.getClientRects()].some((box) =>
          Math.min(right + out, box.right) - Math.max(left - out, box.left) > 0.5 &&
          Math.min(bottom + out, box.bottom) - Math.max(top - out, box.top) > 0.5);
      };
      if ([...slider.parentElement.querySelectorAll('label, output')].some(covers)) {
        touching.push(slider.name);
      }
    }
    return [ringed, touching]";

#[test]
fn no_focus_ring_lies_on_a_sliders_name_or_number() {
    for screen in [(390, 844), (1280, 800)] {
        every_figure(screen, |page, name| {
            let rings = page.script(RINGS, json!([name]));
            let sliders = page.count(&format!("#{name} .controls:not(.folded) .slider"));
            assert!(rings[0].as_array().unwrap().len() >= sliders, "{name} shows no ring: {rings}");
            assert_eq!(rings[1], json!([]), "{name} at {screen:?}");
        });
    }
}

/// The widest number that a figure shows keeps to its edges on the narrowest screen.
#[test]
fn no_number_sticks_out_of_its_figure() {
    const OUT: &str = "const figure = document.getElementById(arguments[0]);
        const { left, right } = figure.getBoundingClientRect();
        return [...figure.querySelectorAll('.readouts dd')].filter((number) => {
          const box = number.getBoundingClientRect(), output = number.firstElementChild;
          const text = document.createRange();
          text.selectNodeContents(output);
          const ends = text.getBoundingClientRect().right;
          return box.left < left - 0.5 || Math.max(box.right, ends) > Math.min(right, innerWidth) + 0.5;
        }).map((number) => number.parentNode.innerText)";
    for width in [320, 360] {
        every_figure((width, 800), |page, name| {
            if name == "drawings" {
                page.script("location.hash = '#drawings?ways=5&shots=1'", json!([]));
                page.wait_until(
                    "return document.querySelector('#drawings .readouts output').textContent.includes('E')",
                    json!([]),
                );
            }
            assert_eq!(page.script(OUT, json!([name])), json!([]), "{name} at {width}");
        });
    }
}

/// What stays in view must leave room for what is moved, and never hide what has the focus.
#[test]
fn on_a_phone_the_first_panel_leaves_room_and_hides_nothing_that_has_the_focus() {
    const HIDDEN: &str = "const figure = document.getElementById(arguments[0]);
        document.documentElement.style.scrollBehavior = 'auto';
        for (const fold of figure.querySelectorAll('details')) fold.open = true;
        const all = [...figure.querySelectorAll('canvas[tabindex], button, input, select, summary, a[href]')]
          .filter((e) => e.checkVisibility() && !e.disabled);
        const hidden = [];
        for (const from of [-1, 1]) for (const e of all) {
          document.activeElement.blur();
          // From above and from below, as the keyboard comes.
          const { top } = e.getBoundingClientRect();
          window.scrollTo({ top: scrollY + top + from * 900, behavior: 'instant' });
          e.focus();
          const box = e.getBoundingClientRect();
          const hit = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
          const own = [...(e.labels ?? [])].some((label) => label.contains(hit));
          if (!own && !e.contains(hit) && !hit?.contains(e)) hidden.push(`${e.name || e.textContent}: ${hit?.className}`);
        }
        return hidden";
    every_figure((390, 844), |page, name| {
        let height = "return document.querySelector(`#${arguments[0]} .panel`).offsetHeight";
        let height = page.number(height, json!([name]));
        assert!(height <= 0.45 * 844.0, "{name}: {height} px");
        assert_eq!(page.script(HIDDEN, json!([name])), json!([]), "{name}");
    });
}

/// Where a phone is too low for that, the panel goes by like everything else.
#[test]
fn on_a_low_screen_the_first_panel_goes_by() {
    let position = "return getComputedStyle(document.querySelector('.panel')).position";
    for (screen, expected) in
        [((390, 844), "sticky"), ((390, 560), "relative"), ((844, 390), "relative")]
    {
        Visit::new().screen(screen.0, screen.1).run("index.html", |page| {
            assert_eq!(page.string(position, json!([])), expected, "{screen:?}");
        });
    }
}

/// With a window of half the size, or letters of twice theirs, a plot is as wide as before and
/// the screen is lower.
#[test]
fn on_a_low_screen_the_whole_first_panel_is_seen() {
    for (width, height) in [(640, 450), (390, 560), (700, 400)] {
        Visit::new().screen(width, height).run("index.html", |page| {
            wait_all(page);
            for name in FIGURES {
                let panel = rect(page, &format!("#{name} .panel .picture"));
                assert!(panel[3] <= 0.81 * f64::from(height), "{name} at {width}: {panel:?}");
                let middle = panel[0] + panel[2] / 2.0;
                assert!((middle - f64::from(width) / 2.0).abs() < 12.0, "{name}: {panel:?}");
            }
        });
    }
}

/// What the keys do is shown to those who see, too, while they are at it.
#[test]
fn a_panel_that_the_keyboard_reaches_says_what_the_keys_do() {
    Visit::new().run("index.html#two-tasks", |page| {
        page.wait_ready("two-tasks");
        let height =
            "return document.querySelector('#two-tasks .keys').getBoundingClientRect().height";
        assert!(page.number(height, json!([])) <= 1.0, "nobody has asked");
        page.keys("two-tasks", "task-0", &["ArrowRight"]);
        assert!(page.number(height, json!([])) > 20.0, "it is read");
        page.type_keys(&["Tab"]);
        assert!(page.number(height, json!([])) <= 1.0, "it goes when the reader does");
    });
}

/// "Copied" is said where the reader looks.
#[test]
fn copying_is_confirmed_beside_its_button() {
    Visit::new().run("index.html#two-tasks?theta=0.2,0.3", |page| {
        page.wait_ready("two-tasks");
        let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
        page.session().chromium("Browser.grantPermissions", permissions).expect("a clipboard");
        let copied = "const done = arguments[0];
            navigator.clipboard.readText().then(done, (error) => done(String(error)))";
        let height = page.number("return document.getElementById('two-tasks').offsetHeight", json!([]));
        for (key, expected) in [
            ("copy-link", format!("{}index.html#two-tasks?theta=0.2,0.3", page.site())),
            (
                "embed",
                format!(
                    "<iframe src=\"{}embed-two-tasks.html#two-tasks?theta=0.2,0.3\" width=\"100%\" \
                     height=\"{height}\" title=\"{}\"></iframe>",
                    page.site(),
                    browser::figure::native("two-tasks").title()
                ),
            ),
        ] {
            page.press("two-tasks", key);
            page.wait_until(
                "return document.querySelector('#two-tasks .told').textContent.startsWith('Copied')",
                json!([]),
            );
            assert!(page.is_visible("#two-tasks .told"));
            let button = super::rect(page, &format!("#two-tasks [name=\"{key}\"]"));
            let told = super::rect(page, "#two-tasks .told");
            assert!((told[1] - button[1] - button[3]).abs() < 24.0, "{told:?} beside {button:?}");
            let found = page.session().script_async(copied, json!([])).expect("the page answers");
            assert_eq!(found, expected);
        }
    });
}
