//! The training figure: runs in workers, and what may go wrong with them.

use std::thread;
use std::time::{Duration, Instant};

use browser::figure::native;
use browser::page::patiently;
use browser::{Hand, PROGRAM, Page, Visit};
use maml_live::contract::Figure;
use maml_live::figures::jobs;
use maml_live::work::Desk;
use serde_json::json;

/// Keeps account of the page's workers.
const WATCH: &str = "
    window.workers = [];
    window.Worker = class extends window.Worker {
        constructor(...given) { super(...given); this.alive = true; window.workers.push(this); }
        terminate() { this.alive = false; super.terminate(); }
    };";

/// A run at full speed that does not end while a test is not looking.
const LONG_RUN: &str = "index.html#train?speed=full&inner-steps=5&tasks=50";

/// How far sums of `f32` that were rounded in another order may lie apart after a few
/// meta-steps, relative to their size.
const ROUNDING: f64 = 1e-3;

/// The figure, watched from the start.
pub(crate) fn visit(address: &str, work: impl FnMut(&Page)) {
    visit_with(Visit::new(), address, work);
}

fn visit_with(visit: Visit, address: &str, mut work: impl FnMut(&Page)) {
    visit.watched_by(WATCH).run(address, |page| {
        page.wait_ready("train");
        page.script(
            "document.querySelectorAll('details').forEach((d) => { d.open = true })",
            json!([]),
        );
        work(page);
    });
}

/// Presses a button without waiting for the figure to come to rest.
fn tap(page: &Page, key: &str) {
    page.tap(Hand::Mouse, &format!("#train button[name=\"{key}\"]"));
}

/// Presses a button many times at once.
fn tap_often(page: &Page, key: &str, times: u32) {
    let script = "const button = document.querySelector(`#train button[name='${arguments[0]}']`);
        for (let i = 0; i < arguments[1]; i += 1) button.click();";
    page.script(script, json!([key, times]));
}

fn meta_steps(page: &Page) -> f64 {
    page.output("train", "meta-steps")[0]
}

pub(crate) fn wait_for_steps(page: &Page, at_least: u32) {
    let script = "return Number(document.querySelector(
        '#train output[name=\"meta-steps\"]').dataset.value) >= arguments[0]";
    page.wait_until(script, json!([at_least]));
}

pub(crate) fn wait_for_message(page: &Page, part: &str) {
    let script = "return document.querySelector(`#${arguments[0]} > .message`).textContent
        .includes(arguments[1])";
    page.wait_until(script, json!(["train", part]));
}

/// Waits until training goes on no more; returns the meta-steps done.
#[track_caller]
fn wait_for_idle(page: &Page) -> f64 {
    page.wait_for_rest("training", || meta_steps(page))
}

fn workers(page: &Page) -> (f64, f64) {
    let made = page.number("return workers.length", json!([]));
    let alive = page.number("return workers.filter((worker) => worker.alive).length", json!([]));
    (made, alive)
}

/// What the figure shows natively after so many single meta-steps.
fn natively_stepped(link: &str, steps: u32) -> Box<dyn Figure> {
    let mut figure = native(link);
    for _ in 0..steps {
        figure.press("step");
    }
    let mut desk = Desk::default();
    for errand in figure.remote().expect("it has workers").errands() {
        desk.run(&errand, 0.0, jobs::open);
    }
    while desk.due(0.0) == 0.0 {
        desk.turn(&|| 0.0, &mut |answer| {
            let remote = figure.remote().expect("it has workers");
            remote.hear(answer.job, &answer.parcel);
        });
    }
    figure
}

#[test]
fn single_steps_equal_those_of_a_native_run() {
    let link = "train?seed=5&tasks=3&shots=7";
    visit(&format!("index.html#{link}"), |page| {
        for done in 1..=4 {
            page.press("train", "step");
            wait_for_steps(page, done);
        }
        page.settle("train");
        let native = natively_stepped(link, 4);
        for readout in native.readouts().iter().filter(|readout| readout.key != "seconds") {
            let (shown, real) = (page.output("train", readout.key), &readout.values);
            assert_eq!(shown.len(), real.len(), "{}", readout.key);
            for (shown, real) in shown.iter().zip(real) {
                let near = (shown - real).abs() <= ROUNDING * real.abs();
                assert!(near, "{}: {shown} here, {real} natively", readout.key);
            }
        }
    });
}

#[test]
fn a_run_starts_pauses_goes_on_and_begins_again() {
    visit(LONG_RUN, |page| {
        tap(page, "start");
        wait_for_steps(page, 300);
        tap(page, "start");
        wait_for_idle(page);
        let (paused, seen) = (meta_steps(page), page.output("train", "tasks-seen")[0]);
        assert_eq!(seen, 50.0 * paused);
        let error = page.output("train", "error")[0];
        assert!(error < 4.0, "the error is {error} after {paused} meta-steps");
        page.press("train", "step");
        wait_for_steps(page, paused as u32 + 1);
        assert_eq!(meta_steps(page), paused + 1.0);
        let fragment = page.fragment();
        tap(page, "restart");
        page.wait_until(
            "return Number(document.querySelector('#train output[name=\"meta-steps\"]')
                .dataset.value) < arguments[0]",
            json!([paused]),
        );
        tap(page, "start");
        assert_eq!(page.fragment(), fragment, "a restart keeps the seed");
        page.press("train", "new-seed");
        page.wait_until("return location.hash.includes('seed=')", json!([]));
        assert!(page.message("train").contains("begins again"));
    });
}

/// What stands on the main button.
fn main_button(page: &Page) -> String {
    page.text("#train button[name=\"start\"]")
}

#[test]
fn the_main_button_changes_its_word_and_keeps_the_focus() {
    visit(LONG_RUN, |page| {
        let focused = || page.string("return document.activeElement.name", json!([]));
        assert_eq!(main_button(page), "▶ Start");
        assert_eq!(page.count("#train button[name=\"restart\"]:disabled"), 1);
        page.script("document.querySelector('#train button[name=start]').focus()", json!([]));
        for said in ["❚❚ Pause", "▶ Go on", "❚❚ Pause"] {
            page.type_keys(&["Enter"]);
            page.wait_until(
                "return document.querySelector('#train button[name=start]').textContent
                    === arguments[0]",
                json!([said]),
            );
            assert_eq!(focused(), "start");
        }
        wait_for_steps(page, 1);
        page.wait_until(
            "return !document.querySelector('#train button[name=restart]').disabled",
            json!([]),
        );
        // While it trains there is no single step to be made, and the button says so.
        assert_eq!(page.count("#train button[name=\"step\"]:disabled"), 1);
    });
}

/// A button that has nothing to do any more keeps its reader's place until they leave.
#[test]
fn a_button_with_the_focus_is_not_disabled_under_the_hand() {
    visit("index.html#train?speed=full", |page| {
        tap(page, "start");
        wait_for_steps(page, 1500);
        tap(page, "start");
        wait_for_idle(page);
        page.enter("train", "seed", "2");
        let clear = "#train button[name=\"clear-ghosts\"]";
        page.wait_until("return !document.querySelector(arguments[0]).disabled", json!([clear]));
        assert_eq!(page.count("#train tbody tr:not([hidden])"), 2, "the run and its ghost");
        page.keys_in_control("train", "clear-ghosts", &["Enter"]);
        page.wait_until(
            "return document.querySelector(arguments[0]).ariaDisabled === 'true'",
            json!([clear]),
        );
        let focused = page.string("return document.activeElement.name", json!([]));
        assert_eq!(focused, "clear-ghosts");
        page.script("document.activeElement.blur()", json!([]));
        page.wait_until("return document.querySelector(arguments[0]).disabled", json!([clear]));
        assert_eq!(page.count("#train tbody tr:not([hidden])"), 1);
    });
}

#[test]
fn every_racer_has_its_numbers_in_a_table() {
    visit("index.html#train?speed=full&race-fomaml=on&race-reptile=on", |page| {
        let heads = page.text("#train thead");
        assert!(
            ["before", "after 1 step", "after 5 steps", "tasks seen", "time, s"]
                .iter()
                .all(|head| heads.contains(head))
        );
        tap(page, "start");
        wait_for_steps(page, 200);
        tap(page, "start");
        wait_for_idle(page);
        page.settle("train");
        let names: Vec<String> =
            (1..=3).map(|row| page.text(&format!("#train tbody tr:nth-child({row}) th"))).collect();
        assert_eq!(names, ["MAML", "FOMAML", "Reptile"]);
        for key in ["error-0", "error-1", "error-5", "error-5-b", "error-5-c"] {
            assert!(page.output("train", key)[0] > 0.0, "{key}");
        }
        assert_eq!(page.output("train", "error"), page.output("train", "error-1"));
    });
}

/// A run is looked back on with its slider; a link to the moment offers the run, goes there, and
/// shows the same.
#[test]
fn a_moment_can_be_looked_back_to_and_linked_to() {
    let mut seen = None;
    visit("index.html#train?speed=full&seed=4", |page| {
        tap(page, "start");
        wait_for_steps(page, 300);
        page.set_slider("train", "at", 40.0);
        page.settle("train");
        assert_eq!(main_button(page), "▶ Go on", "looking back is a pause");
        let at = meta_steps(page);
        assert!((30.0..50.0).contains(&at), "{at}");
        page.wait_until("return location.hash.includes('at=')", json!([]));
        seen = Some((page.fragment(), at, page.output("train", "error")[0]));
    });
    let (fragment, at, error) = seen.expect("it was looked back to");
    visit(&format!("index.html{fragment}"), |page| {
        wait_for_message(page, "has to be trained first");
        assert_eq!(meta_steps(page), 0.0);
        tap(page, "start");
        wait_for_steps(page, at as u32);
        page.wait_until(
            "return document.querySelector('#train button[name=start]').textContent
                === '▶ Go on'",
            json!([]),
        );
        wait_for_idle(page);
        page.settle("train");
        assert_eq!(meta_steps(page), at);
        assert_eq!(page.output("train", "error")[0], error);
        assert_eq!(page.fragment(), fragment);
    });
}

#[test]
fn at_full_speed_a_run_comes_to_its_end() {
    visit("index.html#train?speed=full", |page| {
        tap(page, "start");
        // It may take several times as long as anything else.
        let finished = || page.description("train").contains("finished");
        assert!((0..5).any(|_| patiently(finished)), "{}", page.description("train"));
        let error = page.output("train", "error")[0];
        assert!(error <= 0.43, "the error is {error} at the end");
        assert!(page.output_text("train", "error").contains("600 tasks"));
        assert!(page.output("train", "seconds")[0] > 0.0);
    });
}

#[test]
fn methods_race_each_in_a_worker() {
    visit("index.html#train?speed=full&race-fomaml=on&race-reptile=on", |page| {
        tap(page, "start");
        wait_for_steps(page, 200);
        tap(page, "start");
        // The description follows when the figure has come to rest.
        page.wait_until(
            "return document.querySelector('#train .describe').textContent
                .includes('races 2 other methods')",
            json!([]),
        );
        let cores = page.number("return navigator.hardwareConcurrency", json!([]));
        assert_eq!(workers(page), (cores.min(3.0), cores.min(3.0)));
    });
}

#[test]
fn a_blocked_worker_is_said_and_the_page_lives() {
    let visit = Visit::new().without_file("worker.js");
    visit_with(visit, "index.html#train", |page| {
        tap(page, "start");
        wait_for_message(page, "needs a worker");
        assert_eq!(workers(page).1, 0.0);
        page.wait_ready("fit-maml");
        let before = page.output("fit-maml", "curve-mse");
        page.set_slider("fit-maml", "alpha", 0.05);
        assert_ne!(page.output("fit-maml", "curve-mse"), before);
    });
}

#[test]
fn a_worker_that_dies_is_replaced_at_the_next_start() {
    visit("index.html#train", |page| {
        tap(page, "start");
        wait_for_steps(page, 1);
        page.script("workers[0].dispatchEvent(new Event('error'))", json!([]));
        wait_for_message(page, "has died");
        assert_eq!(workers(page), (1.0, 0.0));
        tap(page, "start");
        wait_for_steps(page, 1);
        assert_eq!(workers(page), (2.0, 1.0));
    });
}

#[test]
fn a_silent_worker_is_noticed() {
    visit("index.html#train", |page| {
        tap(page, "start");
        wait_for_steps(page, 1);
        // Gone without a word, as when the system ends it.
        page.script(
            "Object.getPrototypeOf(Worker).prototype.terminate.call(workers[0])",
            json!([]),
        );
        wait_for_message(page, "not answered");
    });
}

#[test]
fn many_starts_and_restarts_use_the_same_worker() {
    visit("index.html#train?speed=full", |page| {
        // Each press after the first is a pause or goes on.
        tap_often(page, "start", 21);
        wait_for_steps(page, 50);
        let memory = format!(
            "const [done] = arguments;
            import({PROGRAM}).then((module) => module.default())
                .then((wasm) => done(wasm.memory.buffer.byteLength))"
        );
        let taken = || page.session().script_async(&memory, json!([])).expect("a module").as_f64();
        tap_often(page, "restart", 5);
        wait_for_steps(page, 50);
        let before = taken();
        tap_often(page, "restart", 50);
        thread::sleep(Duration::from_millis(300));
        wait_for_steps(page, 50);
        assert_eq!(workers(page), (1.0, 1.0));
        assert_eq!(taken(), before, "the page's memory grew");
    });
}

#[test]
fn a_hidden_page_rests_and_goes_on_by_itself() {
    let hide = "const [hidden] = arguments;
        Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))";
    visit(LONG_RUN, |page| {
        tap(page, "start");
        wait_for_steps(page, 20);
        page.script(hide, json!([true]));
        let rested = wait_for_idle(page) as u32;
        assert!(page.description("train").contains("training"), "its own state is what it was");
        page.script(hide, json!([false]));
        wait_for_steps(page, rested + 20);
    });
}

#[test]
fn out_of_view_for_long_a_run_rests_and_goes_on_by_itself() {
    // A figure out of view is not painted, so the worker's own reports are counted.
    let count = "window.reports = 0;
        workers[0].addEventListener('message', () => { window.reports += 1; })";
    let reports = |page: &Page| page.number("return window.reports", json!([]));
    visit(LONG_RUN, |page| {
        tap(page, "start");
        wait_for_steps(page, 20);
        page.script(count, json!([]));
        page.bring_into_view("h1");
        // The reader may only have looked something up: it goes on for some seconds.
        page.wait_until("return window.reports > 5", json!([]));
        page.wait_for_rest("the worker", || reports(page));
        page.bring_into_view("#train .panel");
        let back = meta_steps(page) as u32;
        wait_for_steps(page, back + 20);
        assert!(meta_steps(page) < 40_000.0, "the run was over before it could rest");
    });
}

#[test]
fn who_leaves_in_the_middle_and_comes_back_can_go_on() {
    visit(LONG_RUN, |page| {
        tap(page, "start");
        wait_for_steps(page, 20);
        page.goto("conclusion.html");
        thread::sleep(Duration::from_millis(300));
        page.back();
        page.wait_ready("train");
        assert!(LONG_RUN.ends_with(&page.fragment()), "{}", page.fragment());
        // The browser may have kept the page, and with it the run, or begun it afresh.
        if meta_steps(page) == 0.0 {
            tap(page, "start");
        }
        let back = meta_steps(page) as u32;
        wait_for_steps(page, back + 20);
        assert_eq!(workers(page).1, 1.0);
    });
}

/// How long a report takes is a question for `cargo xtask bench --page`; that others get
/// their turn is one for a test.
#[test]
fn while_it_trains_the_other_figures_answer() {
    visit(LONG_RUN, |page| {
        tap(page, "start");
        wait_for_steps(page, 500);
        page.wait_ready("two-tasks");
        page.set_slider("two-tasks", "alpha", 0.03);
        page.settle("two-tasks");
        page.demand_readouts(native("two-tasks?alpha=0.03").as_ref(), 1e-9);
        let before = meta_steps(page);
        wait_for_steps(page, before as u32 + 500);
    });
}

#[test]
fn without_motion_results_appear_in_steps() {
    visit(LONG_RUN, |page| {
        let calm = json!({ "features": [
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        page.session().chromium("Emulation.setEmulatedMedia", calm).expect("can be emulated");
        tap(page, "start");
        thread::sleep(Duration::from_millis(300));
        let (before, start) = (page.frame("train"), Instant::now());
        thread::sleep(Duration::from_millis(2200));
        let painted = (page.frame("train") - before) as f64;
        // One for each second, and one for the description that follows.
        let seconds = start.elapsed().as_secs_f64();
        assert!(painted <= 2.0 * seconds.ceil() + 2.0, "{painted} frames in {seconds} s");
        wait_for_steps(page, 1);
    });
}
