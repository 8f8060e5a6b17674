//! What is said while something moves: to eyes in every frame, to ears now and then.

use std::thread;
use std::time::{Duration, Instant};

use browser::{Hand, Page, Visit};
use maml_live::contract::Kind;
use maml_live::figures::list;
use serde_json::{Value, json};

use super::{FIGURES, demand_native, demand_theta, fraction, go};

/// Counts how often each live region changes, from the start. What counts as one is what a
/// screen reader takes for one: by `aria-live`, by its role, or for being an `<output>`.
const LISTEN: &str = "
    window.heard = [];
    const isLive = (node) => {
        for (let e = node.nodeType === 1 ? node : node.parentElement; e; e = e.parentElement) {
            const live = e.getAttribute('aria-live');
            if (live) return live !== 'off';
            if (['status', 'alert', 'log'].includes(e.getAttribute('role'))) return true;
            if (e.localName === 'output') return true;
        }
        return false;
    };
    new MutationObserver((records) => {
        const regions = new Set(records.filter((record) => isLive(record.target))
            .map((record) => record.target.nodeType === 1 ? record.target : record.target.parentElement));
        for (const region of regions) window.heard.push(region?.textContent ?? '');
    }).observe(document, { subtree: true, childList: true, characterData: true });";

/// Notes from now on, whenever a sentence changes, the sentence and the texts of some readouts.
const READ: &str = "
    const [id, keys] = arguments, figure = document.getElementById(id);
    window.read = [];
    const sentence = figure.querySelector('.describe');
    new MutationObserver(() => window.read.push([sentence.textContent,
        ...keys.map((key) => figure.querySelector(`output[name='${key}']`).textContent)]))
      .observe(sentence, { subtree: true, childList: true, characterData: true });";

fn heard(page: &Page) -> Vec<String> {
    texts(&page.script("return window.heard.splice(0)", json!([])))
}

/// The sentences that were shown, each with the readouts of that moment.
fn read(page: &Page) -> Vec<Vec<String>> {
    let read = page.script("return window.read", json!([]));
    read.as_array().into_iter().flatten().map(texts).collect()
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn tap(page: &Page, figure: &str, key: &str) {
    let script =
        "document.querySelector(`#${arguments[0]} button[name='${arguments[1]}']`).click()";
    page.script(script, json!([figure, key]));
}

fn announced(page: &Page, figure: &str) -> String {
    let script = "return document.querySelector(`#${arguments[0]} .announce`).textContent";
    page.string(script, json!([figure]))
}

fn wait_announced(page: &Page, figure: &str, part: &str) {
    let script = "return document.querySelector(`#${arguments[0]} .announce`).textContent
        .includes(arguments[1])";
    page.wait_until(script, json!([figure, part]));
}

#[test]
fn no_number_is_told_by_itself() {
    Visit::new().run("index.html", |page| {
        assert!(page.count("output") > 30);
        assert_eq!(page.count("output:not([aria-live=off])"), 0);
        assert_eq!(page.count(".describe[aria-live], .readouts [role]"), 0);
        let figures = page.count("figure.figure");
        assert_eq!(page.count("figure.figure .announce[aria-live=polite]"), figures);
    });
}

/// A screen reader would talk for minutes of six seconds in which every number changes.
#[test]
fn a_run_is_told_of_now_and_then_and_shown_in_every_frame() {
    for speed in ["watch", "full"] {
        let address = format!("index.html#train?speed={speed}&tasks=50");
        Visit::new().watched_by(LISTEN).run(&address, |page| {
            page.wait_ready("train");
            page.settle("train");
            page.script(READ, json!(["train", ["error", "tasks-seen"]]));
            heard(page);
            let start = Instant::now();
            tap(page, "train", "start");
            let changes = "return window.read.length >= 20";
            page.wait_until(changes, json!([]));
            while start.elapsed() < Duration::from_secs(6) {
                thread::sleep(Duration::from_millis(100));
            }
            let (told, seconds) = (heard(page), start.elapsed().as_secs_f64());
            // One for the press, one each five seconds, and one for what the message may say.
            let most = 3.0 + seconds / 5.0;
            assert!(told.len() as f64 <= most, "{speed}, {seconds} s: {told:?}");
            let mut measured = 0;
            for moment in read(page) {
                let [sentence, error, tasks] = moment.as_slice() else { panic!("{moment:?}") };
                assert!(!sentence.contains("waits at a random start"), "{speed}: {moment:?}");
                // “0.302 ± 0.008, 600 tasks”.
                let error = error.split(' ').next().unwrap_or_default();
                if error.parse::<f64>().is_ok() {
                    measured += 1;
                    assert!(sentence.contains(error), "{speed}: {moment:?}");
                    assert!(sentence.contains(&format!("{tasks} task")), "{speed}: {moment:?}");
                }
            }
            assert!(measured >= 10, "{speed}: {measured} moments with an error");
        });
    }
}

#[test]
fn a_drag_is_told_at_its_end_and_shown_in_every_frame() {
    Visit::new().watched_by(LISTEN).run("index.html#two-tasks", |page| {
        let name = "two-tasks";
        page.wait_ready(name);
        page.settle(name);
        page.script(READ, json!([name, ["loss-sum", "theta"]]));
        heard(page);
        let at = |theta| fraction(page, name, "task-0", theta);
        let corners = [(0.35, 0.55), (0.8, 0.2), (0.2, 0.2), (0.6, 0.8)];
        let start = Instant::now();
        for pair in corners.windows(2) {
            page.drag(Hand::Mouse, name, "task-0", at(pair[0]), at(pair[1]));
        }
        let seconds = start.elapsed().as_secs_f64();
        let told = heard(page);
        // On a slow machine a drag may pause for long enough to count as a rest.
        assert!(told.len() as f64 <= 1.0 + seconds, "{told:?}");
        wait_announced(page, name, &page.description(name));
        demand_theta(demand_native(page, name).as_ref(), corners[3].into());
        let moments = read(page);
        assert!(moments.len() > 8, "{moments:?}");
        for moment in moments {
            let [sentence, sum, theta] = moment.as_slice() else { panic!("{moment:?}") };
            assert!(sentence.contains(sum) && sentence.contains(theta), "{moment:?}");
        }
    });
}

#[test]
fn a_drive_and_a_play_are_told_at_their_end_and_shown_in_every_frame() {
    Visit::new().watched_by(LISTEN).run("index.html", |page| {
        let runs = [
            ("two-tasks", "theta=0.05,0.95", "drive-both", "loss-sum", "came to rest"),
            ("fit-maml", "steps=3", "play", "curve-mse", "After 3 steps"),
        ];
        for (name, state, button, key, end) in runs {
            page.wait_ready(name);
            go(page, &format!("{name}?{state}"));
            page.settle(name);
            // What the link set is told too.
            thread::sleep(Duration::from_millis(1500));
            page.script(READ, json!([name, [key]]));
            heard(page);
            let start = Instant::now();
            tap(page, name, button);
            page.wait_until("return window.read.length > 3", json!([]));
            page.wait_until(
                "return document.querySelector(`#${arguments[0]} .describe`).textContent.includes(arguments[1])",
                json!([name, end]),
            );
            let seconds = start.elapsed().as_secs_f64();
            thread::sleep(Duration::from_millis(1500));
            let told = heard(page);
            assert!(told.len() as f64 <= 3.0 + seconds / 5.0, "{name}: {told:?}");
            for moment in read(page) {
                let [sentence, number] = moment.as_slice() else { panic!("{moment:?}") };
                assert!(sentence.contains(number), "{name}: {moment:?}");
            }
        }
    });
}

/// Who cannot see the networks draw hears how it came out when they have, and no half of it.
#[test]
fn a_round_against_the_networks_is_told_once_it_is_over() {
    Visit::new().watched_by(LISTEN).run("index.html", |page| {
        let name = "beat-maml";
        page.wait_ready(name);
        go(page, "beat-maml?seed=14&drawing=0,1,2,1,0,-1,-2,-1,0,1,2");
        wait_announced(page, name, "your curve is drawn");
        heard(page);
        tap(page, name, "compare");
        wait_announced(page, name, "the task was");
        assert_eq!(announced(page, name), page.description(name));
        let told = heard(page);
        assert!(
            told.iter().all(|told| !told.contains("error") || told.contains(" win")),
            "{told:?}"
        );
        // Where frames are far apart, a pause may count as a rest on the way.
        assert!(told.len() <= 3, "{told:?}");

        // What is said of the deed itself is a message, and what then stands there follows.
        tap(page, name, "next");
        wait_announced(page, name, "Round 15: five points of a hidden sinusoid");
        assert_eq!(heard(page).len(), 1);
    });
}

#[test]
fn keys_say_what_they_came_to() {
    Visit::new().run("index.html", |page| {
        for (name, panel, keys, told) in [
            ("two-tasks", "task-0", ["ArrowRight"], "θ = (0.360, 0.550), sum of losses"),
            ("meta-loss", "accumulated", ["ArrowUp"], "θ = (0.350, 0.560), accumulated loss"),
            ("fit-maml", "curves", ["ArrowUp"], "Sample 1 of "),
            ("beat-maml", "curves", ["ArrowUp"], "of 11, x = "),
        ] {
            page.wait_ready(name);
            page.keys(name, panel, &keys);
            wait_announced(page, name, told);
        }
        // What changed is described after that; who only chose a sample changed nothing.
        wait_announced(page, "two-tasks", "θ is at (0.360, 0.550)");
        assert!(announced(page, "fit-maml").starts_with("Sample 1 of "));
    });
}

#[test]
fn thumbs_go_along_with_what_moves() {
    let watch = "window.thumbs = [];
        const output = document.querySelector(`#${arguments[0]} output[for='${arguments[0]}-${arguments[1]}']`);
        new MutationObserver(() => window.thumbs.push(Number(output.dataset.value)))
          .observe(output, { attributes: true, attributeFilter: ['data-value'] })";
    Visit::new().run("index.html#fit-maml?steps=4", |page| {
        page.wait_ready("fit-maml");
        page.script(watch, json!(["fit-maml", "steps"]));
        tap(page, "fit-maml", "play");
        page.wait_until("return window.thumbs.at(-1) === 4", json!([]));
        assert_eq!(page.script("return window.thumbs", json!([])), json!([0, 1, 2, 3, 4]));
        assert_eq!(page.fragment(), "#fit-maml?steps=4");

        go(page, "two-tasks?theta=0.05,0.95");
        page.wait_ready("two-tasks");
        page.script(watch, json!(["two-tasks", "along"]));
        tap(page, "two-tasks", "drive-both");
        page.wait_until("return window.thumbs.at(-1) === 100", json!([]));
        let rising = "return window.thumbs.every((x, i) => i === 0 || x > window.thumbs[i - 1])
            && window.thumbs.length";
        assert!(page.number(rising, json!([])) > 10.0);
        page.wait_until("return location.hash.includes('wheel=both')", json!([]));
        // And back along the way, by hand.
        page.set_slider("two-tasks", "along", 50.0);
        let figure = demand_native(page, "two-tasks");
        assert_eq!(figure.settings().number("along"), 50.0);
        assert!(page.description("two-tasks").starts_with("MAML is at ("));
    });
}

/// Of each sentence that is cut off, how much is out of sight.
const CLIPPED: &str = "
    const clipped = [...document.querySelectorAll('figure.figure')]
      .map((figure) => [figure.id, figure.querySelector('.describe')])
      .filter(([, sentence]) => sentence.scrollHeight > sentence.clientHeight)
      .map(([id, sentence]) => `${id}: ${sentence.scrollHeight - sentence.clientHeight}`);
    ";

#[test]
fn sentences_have_room_on_every_screen_and_the_page_does_not_jump_for_them() {
    for width in [320, 390, 768, 1280] {
        Visit::new().screen(width, 900).run("index.html", |page| {
            for name in list::NAMES {
                if page.count(&format!("#{name}")) == 1 {
                    page.wait_ready(name);
                    page.settle(name);
                }
            }
            assert_eq!(
                page.script(&[CLIPPED, "return clipped"].concat(), json!([])),
                json!([]),
                "at {width}, at first"
            );
            // While a hand moves something, the box stays; a long sentence gets its room at rest.
            page.bring_into_view("#two-tasks .panel");
            for link in ["wheel=both&along=50&theta=0.123,0.987", "alpha=0.2&theta=1,0"] {
                go(page, &format!("two-tasks?{link}"));
                let none = [CLIPPED, "return clipped.length === 0"].concat();
                page.wait_until(&none, json!([]));
            }
        });
    }
}

#[test]
fn a_moving_sentence_leaves_the_page_alone() {
    let places = "return [...document.getElementById(arguments[0]).querySelectorAll('.describe, .tools, figcaption, .controls')]
        .map((e) => e.getBoundingClientRect())
        .map((r) => [r.left + scrollX, r.top + scrollY, r.width, r.height].map(Math.round).join(' '))";
    Visit::new().phone().run("index.html", |page| {
        for name in FIGURES {
            page.wait_ready(name);
            page.bring_into_view(&format!("#{name} .panel"));
            let before = page.script(places, json!([name]));
            let figure = browser::figure::native(name);
            let slider =
                figure.settings().controls().iter().find_map(|control| match control.kind {
                    Kind::Slider(slider) => Some((control.key, slider)),
                    _ => None,
                });
            let (key, slider) = slider.expect("it has a slider");
            for value in [slider.at_first.0, slider.at_first.1, slider.default] {
                page.set_slider(name, key, value);
                assert_eq!(before, page.script(places, json!([name])), "{name}, {key} = {value}");
            }
        }
    });
}
