//! One figure alone, in somebody else's page: from its first paint on, and without scripts.

use browser::figure::{home, native};
use browser::{Hand, Page, Visit};
use maml_live::contract::{Figure, link};
use maml_live::figures::list::NAMES;
use maml_live::plot::{Anchor, Ink, Size, Theme};
use serde_json::json;

use crate::figures::{TOLERANCE, demand_native, demand_theta, pixel, rect, ticks};
use crate::loading::{HOLD_THE_PROGRAM, LET_IT_COME};

/// What is seen beside the figure, if anything is.
const SEEN_BESIDE: &str = "return [...document.querySelectorAll('body *')]
    .filter((e) => !e.closest('figure') && !e.querySelector('figure'))
    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
    .filter((e) => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1; })
    .filter((e) => !e.closest('h1') && !e.closest('header'))
    .map((e) => e.outerHTML.slice(0, 80)).join(' ')";

#[track_caller]
fn demand_alone(page: &Page, name: &str) {
    assert!(page.is_visible(&format!("#{name} .panels")), "{name} is seen");
    assert_eq!(page.string(SEEN_BESIDE, json!([])), "", "beside {name}");
    for other in NAMES.iter().filter(|other| **other != name) {
        assert!(!page.is_visible(&format!("#{other}")), "{other} is seen beside {name}");
    }
    // What tells people who cannot see it what they are at.
    assert_eq!(page.count("h1"), 1);
    assert!(page.is_visible("h1"), "the heading is there for those who listen");
}

#[test]
fn a_figure_is_alone_from_the_first_paint_on_and_nothing_moves() {
    for name in NAMES {
        let page = home(name);
        for address in [format!("{page}?embed={name}"), format!("embed-{name}.html")] {
            Visit::new().watched_by(HOLD_THE_PROGRAM).run(&address, |page| {
                demand_alone(page, name);
                assert!(
                    page.is_visible(&format!("#{name} .panels :is(svg, img)")),
                    "{name} is a picture"
                );
                page.script(LET_IT_COME, json!([]));
                page.wait_ready(name);
                page.settle(name);
                demand_alone(page, name);
                assert_eq!(page.message(name), native(name).notice().unwrap_or_default());
                let shift = page.layout_shift();
                assert!(shift < 0.01, "{address} moved by {shift}");
            });
        }
    }
}

#[test]
fn a_page_of_one_figure_needs_no_script_to_be_that() {
    // A page that is left at once says of its font that it came for nothing.
    Visit::new().without_scripts().noisy().run("index.html", |page| {
        for name in NAMES {
            page.goto(&format!("embed-{name}.html"));
            demand_alone(page, name);
            assert!(page.is_visible(&format!("#{name} .panels :is(svg, img)")));
            assert!(page.is_visible(&format!("#{name} .still")));
            let height = page.number("return document.documentElement.scrollHeight", json!([]));
            assert!(height < 3000.0, "{height} px are not one figure");
        }
    });
}

#[test]
fn a_page_of_one_figure_opens_links_and_follows_the_reader() {
    Visit::new().run("embed-two-tasks.html#two-tasks?theta=0.5,0.25", |page| {
        page.wait_ready("two-tasks");
        let figure = native("two-tasks?theta=0.5,0.25");
        page.demand_readouts(figure.as_ref(), TOLERANCE);
        page.set_slider("two-tasks", "alpha", 0.02);
        let here = link::write(native("two-tasks?theta=0.5,0.25&alpha=0.02").as_ref());
        page.wait_until(
            "return location.pathname.endsWith('/embed-two-tasks.html') && location.hash === arguments[0]",
            json!([here]),
        );
    });
}

/// For a lecture: a frame as wide as a projector's picture is filled, letters and all, and
/// hands still meet what they see.
#[test]
fn a_wide_frame_is_filled_and_everything_in_it_is_larger() {
    for address in ["embed-two-tasks.html", "index.html?embed=two-tasks"] {
        Visit::new().screen(1920, 1080).run(&format!("{address}#two-tasks?theta=0.5,0.25"), |page| {
            let name = "two-tasks";
            page.wait_ready(name);
            page.settle(name);
            let [left, _, width, _] = rect(page, &format!("#{name}"));
            assert!(left < 60.0 && width > 1800.0, "{width} px from {left}");
            let letters = "return parseFloat(getComputedStyle(document.querySelector('#two-tasks .controls')).fontSize)";
            assert!(page.number(letters, json!([])) > 28.0);
            // The picture is that of the chapter, enlarged: θ is where it is there.
            let figure = native("two-tasks?theta=0.5,0.25");
            let size = figure.panels()[0].wide;
            let at = |theta| at(figure.as_ref(), size, theta);
            let (red, green, blue) = Theme::Light.color(Ink::Accent);
            let found = pixel(page, name, "task-0", at((0.5, 0.25)));
            assert_eq!(found, [red, green, blue, 255], "θ is seen where it is");
            page.drag(Hand::Mouse, name, "task-0", at((0.5, 0.25)), at((0.3, 0.7)));
            demand_theta(demand_native(page, name).as_ref(), [0.3, 0.7]);
        });
    }
}

/// Where a point of the square lies in the first panel at `size`, as fractions.
fn at(figure: &dyn Figure, size: Size, (a, b): (f64, f64)) -> (f64, f64) {
    let scene = figure.scene(0, size);
    let along = |anchor, value: f64| {
        let [(v0, p0), (v1, p1)] = ticks(&scene, anchor);
        p0 + (value - v0) / (v1 - v0) * (p1 - p0)
    };
    (along(Anchor::Top, a) / size.width, along(Anchor::Right, b) / size.height)
}

/// A page around the frame can give it the height that it needs.
#[test]
fn a_frame_tells_the_page_around_it_its_height_and_nothing_else() {
    Visit::new().run("embed-two-tasks.html", |page| {
        let frame = page.string("return location.href", json!([]));
        // Our own pages let no frame in; others do.
        let bypass = json!({ "enabled": true });
        page.session().chromium("Page.setBypassCSP", bypass).expect("Chromium does it");
        page.goto("further-reading.html");
        let embed = "window.heard = [];
            addEventListener('message', (event) => heard.push(event.data));
            const frame = document.createElement('iframe');
            Object.assign(frame, { src: arguments[0], width: 900, height: 300 });
            document.body.append(frame)";
        page.script(embed, json!([frame]));
        page.wait_until("return heard.length > 0", json!([]));
        let height = page
            .wait_for_rest("the height", || page.number("return heard.at(-1).height", json!([])));
        assert!((500.0..2000.0).contains(&height), "{height} px");
        let keys = page.script("return [...new Set(heard.flatMap(Object.keys))].sort()", json!([]));
        assert_eq!(keys, json!(["height", "maml-live"]));
        let name = page.script("return heard.at(-1)['maml-live']", json!([]));
        assert_eq!(name, "two-tasks");
        // In a narrower frame it is higher.
        page.script("document.querySelector('iframe').width = 390", json!([]));
        page.wait_until("return heard.at(-1).height > arguments[0] + 200", json!([height]));
    });
}

/// Where no figure takes weights, what would hand them over is not offered.
#[test]
fn training_alone_offers_what_works_alone() {
    for address in ["index.html?embed=train", "embed-train.html"] {
        Visit::new().run(address, |page| {
            page.wait_ready("train");
            page.open_fold_of("train", "use-weights");
            for (key, offered) in [("use-weights", false), ("upload", false), ("download", true)] {
                let control = format!("#train [name=\"{key}\"]");
                assert_eq!(page.is_visible(&control), offered, "{address}: {key}");
            }
        });
    }
    Visit::new().run("index.html#train", |page| {
        page.wait_ready("train");
        page.open_fold_of("train", "use-weights");
        assert!(page.is_visible("#train [name=\"use-weights\"]"));
    });
}

#[test]
fn a_figure_that_the_page_does_not_have_leaves_it_whole() {
    for name in
        ["%3Cscript%3Enothing", "no-such-figure", "", "%", "text", "%E0%A4%A", "two-tasks%20"]
    {
        Visit::new().run(&format!("index.html?embed={name}"), |page| {
            page.wait_ready("fit-pretrained");
            assert!(page.is_visible("article > header .lede"), "{name}: the page stays whole");
            assert!(page.text("main .message").contains("no figure of that name"), "{name}");
        });
    }
    Visit::new().run("conclusion.html?embed=two-tasks", |page| {
        assert!(page.text("article").len() > 500, "a chapter without figures stays whole");
    });
}

/// What a letter is: a label of a figure alone says it as in its chapter.
#[test]
fn symbols_say_what_they_are_in_a_figure_alone() {
    Visit::new().run("embed-fit-maml.html", |page| {
        page.wait_ready("fit-maml");
        page.wait_until("return !!document.getElementById('tip')", json!([]));
        let (left, top, width, height) = page.bring_into_view("#fit-maml label[for$='-alpha']");
        page.hover_at((left + width / 2.0, top + height / 2.0));
        page.wait_until(
            "const tip = document.getElementById('tip');
             return tip.checkVisibility() && tip.textContent.includes('rate')",
            json!([]),
        );
    });
}
