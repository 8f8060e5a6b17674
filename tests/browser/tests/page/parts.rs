//! The parts of the program: each comes when it is needed, and none that lacks takes the
//! rest of the page with it.

use std::thread;
use std::time::Duration;

use browser::figure::native;
use browser::{Page, Visit};
use serde_json::json;

use crate::figures::{FIGURES, TOLERANCE, demand_native, shown, still};

/// The parts that were asked for since the last call, by the names of their files.
fn parts(page: &Page) -> Vec<String> {
    let served = page.served();
    let names = served.iter().filter_map(|address| address.rsplit('/').next());
    names.filter(|name| name.starts_with("split_")).map(str::to_owned).collect()
}

#[test]
fn a_part_comes_when_the_reader_comes_near_its_figure() {
    Visit::new().run("index.html", |page| {
        page.wait_ready("fit-pretrained");
        // Time enough for parts that nobody has asked for.
        thread::sleep(Duration::from_millis(500));
        assert_eq!(parts(page), [""; 0]);
        for name in FIGURES.iter().chain(&["train"]).skip(1) {
            assert!(!page.is_ready(name), "{name}");
            // A screen away: not in view, but near.
            let script = "const r = document.getElementById(arguments[0]).getBoundingClientRect();
                scrollTo({ top: scrollY + r.top - 1.7 * innerHeight, behavior: 'instant' })";
            page.script(script, json!([name]));
            let ready = "return document.getElementById(arguments[0]).dataset.state === 'ready'";
            page.wait_until(ready, json!([name]));
            let part = format!("split_{}.wasm", name.replace('-', "_"));
            assert!(parts(page).contains(&part), "{part}");
            page.settle(name);
            page.demand_readouts(native(name).as_ref(), TOLERANCE);
        }
    });
}

#[test]
fn a_link_has_its_figure_come_in_the_state_that_it_names() {
    Visit::new().run("index.html", |page| {
        page.wait_ready("fit-pretrained");
        // Opened twice before the part can be there: the last link counts.
        let links = ["two-tasks?alpha=0.02&reveal=on", "two-tasks?theta=0.6,0.25&alpha=0.03"];
        page.script("arguments[0].forEach((link) => { location.hash = link; })", json!([links]));
        page.wait_ready("two-tasks");
        still(page);
        page.settle("two-tasks");
        let figure = native(links[1]);
        assert_eq!(shown(page, "two-tasks").settings(), figure.settings());
        page.demand_readouts(figure.as_ref(), TOLERANCE);
        assert_eq!(page.fragment(), format!("#{}", links[1]));
        let focused = page.string("return document.activeElement.id", json!([]));
        assert_eq!(focused, "two-tasks");
    });
}

#[test]
fn an_embedded_figure_comes_alone() {
    for name in ["meta-loss", "fit-pretrained"] {
        Visit::new().run(&format!("index.html?embed={name}"), |page| {
            page.wait_ready(name);
            page.settle(name);
            page.demand_readouts(native(name).as_ref(), TOLERANCE);
            thread::sleep(Duration::from_millis(300));
            let others = parts(page);
            assert!(others.iter().all(|part| part == "split_meta_loss.wasm"), "{others:?}");
        });
    }
}

#[test]
fn a_part_that_lacks_is_said_and_the_rest_works() {
    let lost = ["two-tasks", "train"];
    let visit = Visit::new().without_file("split_two_tasks.wasm").without_file("split_train.wasm");
    visit.run("index.html#two-tasks?alpha=0.03", |page| {
        page.wait_ready("fit-pretrained");
        for name in lost {
            page.bring_into_view(&format!("#{name} .panel"));
            let said = "return document.querySelector(`#${arguments[0]} > .message`).textContent
                .includes('did not load')";
            page.wait_until(said, json!([name]));
            assert!(page.is_visible(&format!("#{name} > .message")));
            assert!(page.is_visible(&format!("#{name} .panel img")), "its picture stays");
            assert!(!page.is_ready(name));
            assert_eq!(page.count(&format!("#{name} canvas")), 0);
        }
        for name in FIGURES.into_iter().filter(|name| !lost.contains(name)) {
            page.wait_ready(name);
            page.settle(name);
            page.demand_readouts(native(name).as_ref(), TOLERANCE);
            assert_eq!(page.message(name), native(name).notice().unwrap_or_default());
        }
        page.set_slider("meta-loss", "m", 3.0);
        demand_native(page, "meta-loss");
        // A link asks for it once more, and leads to the picture.
        page.served();
        page.script("location.hash = '#two-tasks?alpha=0.02'", json!([]));
        still(page);
        let asked = "split_two_tasks.wasm".to_owned();
        assert!(parts(page).contains(&asked), "it may have come in the meantime");
    });
}

/// As on a train, and as in Firefox when the reader leaves: not a word to the console.
#[test]
fn a_connection_that_breaks_once_is_no_loss() {
    const BREAK: &str = "const fetched = fetch; const broken = new Set();
        window.fetch = (address) => {
            const first = !broken.has(String(address));
            broken.add(String(address));
            const breaks = first && String(address).includes('split_');
            return breaks ? Promise.reject(new TypeError('broken')) : fetched(address);
        };
        window.broken = broken;";
    Visit::new().watched_by(BREAK).run("index.html#two-tasks?alpha=0.03", |page| {
        page.wait_ready("two-tasks");
        let broken = "return [...broken].some((address) => address.includes('split_two_tasks'))";
        assert_eq!(page.script(broken, json!([])), true, "the connection has broken");
        page.settle("two-tasks");
        page.demand_readouts(native("two-tasks?alpha=0.03").as_ref(), TOLERANCE);
        assert_eq!(page.message("two-tasks"), "");
    });
}

#[test]
fn workers_without_their_parts_are_said() {
    for part in ["split_desk.wasm", "split_train_job.wasm", "split_workers.wasm"] {
        Visit::new().without_file(part).run("index.html#train", |page| {
            page.wait_ready("train");
            page.press("train", "start");
            crate::train::wait_for_message(page, "needs a worker");
        });
    }
}

#[test]
fn weights_call_for_the_figure_that_takes_them() {
    Visit::new().run("index.html#train", |page| {
        page.wait_ready("train");
        assert!(!page.is_ready("fit-maml"), "the reader has not been there");
        page.press("train", "step");
        crate::train::wait_for_steps(page, 1);
        page.press("train", "use-weights");
        let said = "return document.querySelector('#fit-maml > .message').textContent
            .includes('trained on 4 tasks')";
        page.wait_until(said, json!([]));
        still(page);
        let script = "const r = document.getElementById('fit-maml').getBoundingClientRect();
            return r.top < innerHeight && r.bottom > 0";
        assert_eq!(page.script(script, json!([])), true, "the reader is brought there");
    });
}

#[test]
fn without_the_part_that_moves_weights_a_sentence_says_so() {
    let visit = Visit::new().without_file("split_exchange.wasm");
    visit.run("index.html#train", |page| {
        page.wait_ready("train");
        page.press("train", "download");
        crate::train::wait_for_message(page, "did not load");
    });
}

/// Whatever is part of the program is in one folder, whose name comes of what is in it.
#[test]
fn all_of_the_program_is_of_one_build() {
    Visit::new().run("index.html", |page| {
        for name in FIGURES.iter().chain(&["train"]) {
            page.wait_ready(name);
        }
        page.press("train", "step");
        crate::train::wait_for_steps(page, 1);
        let served = page.served();
        // What decides before the first paint what is shown is no part of the program, nor is what
        // words do, which pages without figures have too.
        let of_pages = ["/page.js", "/words.js"];
        let is_program = |address: &&String| {
            let of_program = [".js", ".wasm", ".bin"].iter().any(|end| address.ends_with(end));
            of_program && !of_pages.iter().any(|script| address.ends_with(script))
        };
        let folders = served.iter().filter(is_program);
        let mut folders: Vec<&str> =
            folders.filter_map(|address| Some(address.rsplit_once('/')?.0)).collect();
        folders.sort_unstable();
        folders.dedup();
        assert_eq!(folders.len(), 1, "{folders:?}");
        let name = folders[0].rsplit('/').next().unwrap_or_default();
        let hash = name.strip_prefix("program-").unwrap_or_default();
        assert!(hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    });
}
