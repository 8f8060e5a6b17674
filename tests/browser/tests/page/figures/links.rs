//! The address and the figures: links in, links out, and links that mean no good.

use std::f64::consts::PI;

use browser::figure::native;
use browser::{Hand, Page, Visit};
use maml_live::contract::link;
use serde_json::{Value, json};

use super::{FIGURES, demand_native, fraction, go, rect, shown, still, theta, wait_all};

#[test]
fn an_address_opens_its_figure_in_its_state_and_scrolls_to_it() {
    let addresses = [
        "two-tasks?theta=0.6,0.25&alpha=0.03&reveal=on",
        "meta-loss?m=7&alpha=0.02&scale=all&shade=linear&theta=0.9,0.1",
        "meta-loss?x=-2,-1,0,1.5,2&m=3",
        "fit-pretrained?amplitude=1.5&phase=2&samples=-4.5,0,1&steps=3&alpha=0.004",
        "fit-maml?samples=-3%2C0&compare=on",
        "fit-maml?samples=",
    ];
    for address in addresses {
        Visit::new().run(&format!("index.html#{address}"), |page| {
            let figure = native(address);
            let name = figure.name();
            wait_all(page);
            page.settle(name);
            page.demand_readouts(figure.as_ref(), super::TOLERANCE);
            assert_eq!(shown(page, name).settings(), figure.settings(), "{address}");
            demand_in_view(page, name);
            assert_eq!(page.message(name), figure.notice().unwrap_or_default());
            for other in FIGURES.into_iter().filter(|other| *other != name) {
                assert_eq!(shown(page, other).settings(), native(other).settings(), "{other}");
            }
        });
    }
}

/// Clicks on the first line of a link of the text. Returns where the page was scrolled to
/// then.
#[track_caller]
fn follow(page: &Page, href: &str) -> f64 {
    let link = format!("a[href=\"{href}\"]");
    page.bring_into_view(&link);
    still(page);
    // A link may be broken over two lines, and other words lie between its ends then.
    let line = page.script(
        "const r = document.querySelector(arguments[0]).getClientRects()[0];
         return [r.left + r.width / 2, r.top + r.height / 2, scrollY]",
        json!([link]),
    );
    let [x, y, scrolled] = [0, 1, 2].map(|index| line[index].as_f64().expect("three numbers"));
    page.tap_at(Hand::Mouse, (x, y));
    still(page);
    scrolled
}

#[track_caller]
fn demand_in_view(page: &Page, name: &str) {
    let script = "const r = document.getElementById(arguments[0]).getBoundingClientRect();
        return r.top < innerHeight * 0.8 && r.bottom > innerHeight * 0.2";
    page.wait_until(script, json!([name]));
}

/// A link with a value outside the slider's first range has the slider offer more.
#[test]
fn a_slider_reaches_as_far_as_the_state_that_it_shows() {
    Visit::new().run("index.html#two-tasks?alpha=0.12", |page| {
        page.wait_ready("two-tasks");
        let slider = |what: &str| {
            let script = format!(
                "return Number(document.querySelector('#two-tasks input[name=alpha]').{what})"
            );
            page.number(&script, json!([]))
        };
        assert_eq!((slider("value"), slider("max"), slider("min")), (0.12, 0.2, 0.0));
        // Back inside, it offers what it did at first; on request, all.
        go(page, "two-tasks?alpha=0.03");
        page.settle("two-tasks");
        assert_eq!((slider("value"), slider("max"), slider("min")), (0.03, 0.05, 0.01));
        page.script("document.querySelectorAll('#two-tasks details').forEach((fold) => { fold.open = true })", json!([]));
        page.press("two-tasks", "wide");
        assert_eq!((slider("value"), slider("max"), slider("min")), (0.03, 0.2, 0.0));
        page.set_slider("two-tasks", "alpha", 0.15);
        assert_eq!(demand_native(page, "two-tasks").settings().number("alpha"), 0.15);
    });
}

#[test]
fn every_link_of_the_text_puts_its_figure_into_its_state() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        let links = page.script(
            "return [...document.querySelectorAll('a[href^=\"#\"][href*=\"?\"]')].map((a) => a.getAttribute('href'))",
            json!([]),
        );
        let links: Vec<&str> = links.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert!(links.len() >= 10, "the text sends its readers to the figures: {links:?}");
        for href in links {
            let name = link::parse(href).figure;
            if !FIGURES.contains(&name.as_str()) {
                continue;
            }
            follow(page, href);
            page.settle(&name);
            // A link of ours may hold no fault: `native` would not tell, the message does.
            let figure = native(href);
            page.demand_readouts(figure.as_ref(), super::TOLERANCE);
            assert_eq!(shown(page, &name).settings(), figure.settings(), "{href}");
            assert_eq!(page.message(&name), figure.notice().unwrap_or_default(), "{href}");
            // In its place, from which the keyboard goes on, or beside the text.
            let shown = "const figure = document.getElementById(arguments[0]);
                return figure.matches('.docked') || document.activeElement === figure";
            page.wait_until(shown, json!([name]));
            demand_in_view(page, &name);
            assert_eq!(page.fragment(), href);
        }
    });
}

#[test]
fn a_link_to_one_figure_leaves_the_others_as_they_are_and_back_leads_back() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        page.set_slider("fit-maml", "amplitude", 2.0);
        page.set_slider("two-tasks", "alpha", 0.02);
        let two_tasks = demand_native(page, "two-tasks");
        let place = follow(page, "#meta-loss?m=5&alpha=0.04");
        page.settle("meta-loss");
        assert_eq!(shown(page, "meta-loss").settings().number("m"), 5.0);
        assert_eq!(shown(page, "fit-maml").settings().number("amplitude"), 2.0);
        assert_eq!(shown(page, "two-tasks").settings(), two_tasks.settings());
        page.script("history.back()", json!([]));
        still(page);
        assert_eq!(page.number("return scrollY", json!([])), place);
        // The state that the address holds again is the one that two-tasks is in.
        assert_eq!(page.fragment(), link::write(two_tasks.as_ref()));
        page.demand_readouts(two_tasks.as_ref(), super::TOLERANCE);
    });
}

/// An entry of the history that names no figure is one in which none was touched.
#[test]
fn back_to_an_address_without_a_state_brings_the_first_state_back() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        let first = native("two-tasks");
        go(page, "two-tasks?theta=0.1,0.1");
        page.settle("two-tasks");
        page.demand_readouts(native("two-tasks?theta=0.1,0.1").as_ref(), super::TOLERANCE);
        page.back();
        page.wait_until("return location.hash === ''", json!([]));
        still(page);
        page.settle("two-tasks");
        assert_eq!(shown(page, "two-tasks").settings(), first.settings());
        page.demand_readouts(first.as_ref(), super::TOLERANCE);
        page.script("history.forward()", json!([]));
        page.wait_until("return location.hash.includes('theta')", json!([]));
        page.settle("two-tasks");
        assert_eq!(theta(shown(page, "two-tasks").as_ref()), [0.1, 0.1]);
    });
}

/// An entry that names another thing has the figure in the state that the reader left it in.
#[test]
fn back_to_a_heading_brings_back_what_the_reader_had_done_before() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        page.set_slider("fit-maml", "amplitude", 2.0);
        page.set_slider("two-tasks", "alpha", 0.02);
        demand_native(page, "two-tasks");
        go(page, "text");
        go(page, "fit-maml?amplitude=3&samples=1");
        page.settle("fit-maml");
        page.back();
        page.wait_until("return location.hash === '#text'", json!([]));
        page.settle("fit-maml");
        let expected = native("fit-maml?amplitude=2");
        assert_eq!(shown(page, "fit-maml").settings(), expected.settings());
        page.demand_readouts(expected.as_ref(), super::TOLERANCE);
        assert_eq!(shown(page, "two-tasks").settings().number("alpha"), 0.02);
    });
}

/// A clipboard that throws where it should promise: some extensions put one there.
#[test]
fn a_clipboard_that_throws_leaves_the_reader_with_the_link() {
    let clipboards = [
        "navigator.clipboard.writeText = () => { throw new TypeError('no') }",
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no'))",
        "navigator.clipboard.writeText = () => 7",
        "navigator.clipboard.writeText = undefined",
        "Object.defineProperty(navigator, 'clipboard', { value: undefined })",
    ];
    Visit::new().run("index.html#two-tasks?theta=0.5,0.25", |page| {
        page.wait_ready("two-tasks");
        for clipboard in clipboards {
            page.script(clipboard, json!([]));
            page.press("two-tasks", "reset");
            page.press("two-tasks", "copy-link");
            let said = "return document.querySelector('#two-tasks .told').textContent
                .includes('index.html#two-tasks')";
            page.wait_until(said, json!([]));
            page.script("document.querySelector('#two-tasks .told').textContent = ''", json!([]));
        }
        page.set_slider("two-tasks", "alpha", 0.02);
        demand_native(page, "two-tasks");
    });
}

/// π is no whole number of steps away from 0.
#[test]
fn the_slider_of_the_phase_ends_at_pi_and_comes_back_to_it() {
    Visit::new().run("index.html#fit-maml", |page| {
        wait_all(page);
        page.wait_ready("train");
        page.script(
            "document.querySelectorAll('#train details').forEach((fold) => { fold.open = true })",
            json!([]),
        );
        for (name, key) in [("fit-maml", "phase"), ("train", "phase-max")] {
            let at_end = "const e = document.querySelector(arguments[0]); return e.value === e.max";
            let slider = format!("#{name} input[name={key}]");
            let value = || shown(page, name).settings().number(key);
            page.keys_in_control(name, key, &["End"]);
            assert_eq!(value(), PI, "{name}: {key}");
            assert_eq!(page.script(at_end, json!([slider])), true);
            page.keys_in_control(name, key, &["ArrowLeft"]);
            assert!(value() < PI, "{name}: {key}");
            page.keys_in_control(name, key, &["ArrowRight"]);
            assert_eq!(value(), PI, "{name}: {key}");
            assert_eq!(page.script(at_end, json!([slider])), true);
            page.press(name, "reset");
        }
    });
}

#[test]
fn what_a_reader_does_can_be_sent_to_another_reader() {
    let mut sent = String::new();
    Visit::new().run("index.html", |page| {
        page.wait_ready("two-tasks");
        let at = |theta| fraction(page, "two-tasks", "task-0", theta);
        page.drag(Hand::Mouse, "two-tasks", "task-0", at((0.35, 0.55)), at((0.62, 0.41)));
        page.press("two-tasks", "reveal");
        demand_native(page, "two-tasks");
        sent = page.fragment();
    });
    Visit::new().phone().dark().run(&format!("index.html{sent}"), |page| {
        page.wait_ready("two-tasks");
        page.demand_readouts(native(&sent).as_ref(), super::TOLERANCE);
        assert!(shown(page, "two-tasks").settings().is_on("reveal"));
    });
}

#[test]
fn reset_brings_a_figure_back_and_its_link_can_be_copied() {
    Visit::new().run("index.html#meta-loss?m=9&alpha=0.02&theta=0.1,0.2", |page| {
        wait_all(page);
        let permissions =
            json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
        page.session().chromium("Browser.grantPermissions", permissions).expect("it may copy");
        page.press("meta-loss", "copy-link");
        page.wait_until(
            "return document.querySelector('#meta-loss .told').textContent.startsWith('Copied')",
            json!([]),
        );
        let copied = page
            .session()
            .script_async("navigator.clipboard.readText().then(arguments[0])", json!([]))
            .expect("the clipboard answers");
        let expected = format!("{}index.html#meta-loss?m=9&alpha=0.02&theta=0.1,0.2", page.site());
        assert_eq!(copied, expected.as_str());
        page.press("meta-loss", "reset");
        assert_eq!(demand_native(page, "meta-loss").settings(), native("meta-loss").settings());
        assert_eq!(page.message("meta-loss"), "", "what was said is over");
    });
}

#[test]
fn one_figure_can_be_embedded_alone() {
    Visit::new().run("index.html?embed=two-tasks#two-tasks?theta=0.5,0.25", |page| {
        let name = "two-tasks";
        page.wait_ready(name);
        page.demand_readouts(native("two-tasks?theta=0.5,0.25").as_ref(), super::TOLERANCE);
        for hidden in [".lede", ".menu", "#meta-loss", "#fit-maml", ".turn"] {
            assert!(!page.is_visible(hidden), "{hidden} is seen");
        }
        let at = |theta| fraction(page, name, "task-0", theta);
        page.drag(Hand::Mouse, name, "task-0", at((0.5, 0.25)), at((0.7, 0.4)));
        demand_native(page, name);
        assert_eq!(page.string("return location.search", json!([])), "?embed=two-tasks");
        assert_eq!(page.sideways_scroll(), 0.0);
    });
    Visit::new().run("index.html?embed=%3Cscript%3Enothing", |page| {
        wait_all(page);
        assert!(page.is_visible("h1"), "the page stays whole");
        assert!(page.text("main .message").contains("no figure of that name"));
    });
}

/// The fragments that the project promises to survive, and what each leaves.
const HOSTILE: [(&str, &str); 14] = [
    ("two-tasks?theta=NaN", "two-tasks"),
    ("two-tasks?theta=NaN,0.5&alpha=0.03", "two-tasks?alpha=0.03"),
    ("two-tasks?theta=5,-5", "two-tasks?theta=1,0"),
    ("two-tasks?alpha=-1", "two-tasks?alpha=0"),
    ("two-tasks?theta=<script>alert(1)</script>", "two-tasks"),
    ("two-tasks?<img src=x onerror=alert(1)>=1", "two-tasks"),
    ("meta-loss?m=1e9", "meta-loss?m=20"),
    ("meta-loss?m=&alpha=", "meta-loss"),
    ("meta-loss?scale=%3Cscript%3Ealert(1)%3C/script%3E", "meta-loss"),
    ("meta-loss?m=3&m=4", "meta-loss?m=4"),
    ("fit-maml?samples=%ZZ%F0%28", "fit-maml"),
    ("fit-maml?samples=1,2,3,4,5,6,7", "fit-maml?samples=1,2,3,4,5"),
    ("fit-pretrained?amplitude=1e999&phase=-1", "fit-pretrained?phase=0"),
    ("fit-pretrained?play=1&__proto__=2", "fit-pretrained"),
];

#[test]
fn hostile_addresses_get_a_sentence_and_leave_a_figure_that_works() {
    Visit::new().run("index.html", |page| {
        wait_all(page);
        for (hostile, left) in HOSTILE {
            go(page, hostile);
            let expected = native(left);
            let name = expected.name();
            let said =
                "return document.querySelector(`#${arguments[0]} > .message`).textContent !== ''";
            page.wait_until(said, json!([name]));
            page.settle(name);
            assert_eq!(shown(page, name).settings(), expected.settings(), "{hostile}");
            page.demand_readouts(expected.as_ref(), super::TOLERANCE);
            demand_harmless(page, name, hostile);
            // What was said goes with the next thing that the reader does.
            page.press(name, "reset");
            demand_native(page, name);
            assert_eq!(page.message(name), "", "{hostile}");
        }
    });
}

#[test]
fn hostile_addresses_do_no_harm_when_the_page_opens_with_them() {
    let endless = format!("fit-maml?samples={}", vec!["1.5"; 10_000].join(","));
    for hostile in ["two-tasks?theta=NaN", "meta-loss?m=1e9", endless.as_str()] {
        Visit::new().run(&format!("index.html#{hostile}"), |page| {
            wait_all(page);
            let name = link::parse(hostile).figure;
            demand_harmless(page, &name, hostile);
            for other in FIGURES.into_iter().filter(|other| *other != name) {
                page.demand_readouts(native(other).as_ref(), super::TOLERANCE);
                assert_eq!(page.message(other), native(other).notice().unwrap_or_default());
            }
            page.press(&name, "reset");
            demand_native(page, &name);
        });
    }
}

#[track_caller]
fn demand_harmless(page: &Page, name: &str, hostile: &str) {
    let message = page.message(name);
    assert!(message.ends_with('.') && message.len() < 500, "{hostile}: {message}");
    let quoted = ["<", ">", "%", "script", "onerror", "NaN", "1e9", "1.5", "__proto__"];
    assert!(!quoted.iter().any(|text| message.contains(text)), "{hostile}: {message}");
    assert!(page.is_visible(&format!("#{name} > .message")));
    assert_eq!(
        page.count("figure script, figure :not(picture) > img, figure iframe"),
        0,
        "{hostile}"
    );
    let [_, _, width, height] = rect(page, &format!("#{name} canvas"));
    assert!(width > 100.0 && height > 100.0, "{hostile}");
}

#[test]
fn addresses_of_nothing_are_left_alone() {
    Visit::new().run("index.html#no-such-figure?theta=1,2", |page| {
        wait_all(page);
        for name in FIGURES {
            assert_eq!(shown(page, name).settings(), native(name).settings());
            assert_eq!(page.message(name), native(name).notice().unwrap_or_default());
        }
        for fragment in ["#", "#?", "#?m=3", "#%E0%A4%A", "#two-tasks?", "#TWO-TASKS?alpha=0.01"] {
            go(page, fragment);
            page.settle("two-tasks");
            assert_eq!(shown(page, "two-tasks").settings(), native("two-tasks").settings());
        }
    });
}
