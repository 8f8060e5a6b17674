//! `cargo xtask bench --page`: how much the page weighs and how quickly it answers, in
//! headless Chromium, beside a calibration loop in the same page.

mod moves;
mod scripts;

use std::collections::BTreeSet;
use std::process::ExitCode;

use browser::figure::home;
use browser::{Page, Visit};
use maml_live::figures::list::NAMES;
use maml_live::learn::train::presets;
use scripts::{
    BARE_RATE, CALIBRATION, DRAG, JUMP, SLIDE, TIME_FRAMES, TRAIN, TRAIN_FOR, WATCH, WORKER_RATE,
};
use serde_json::{Value, json};
use xtask::workspace::Workspace;
use xtask::{build, weight};

/// Fresh visits, and repetitions of each interaction.
const VISITS: usize = 7;
const REPETITIONS: usize = 60;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A part of the measurement.
type Part = fn() -> Result<(), Failure>;

/// What is measured, in this order.
const PARTS: [(&str, Part); 7] = [
    ("weight", weight),
    ("loading", loading),
    ("interactions", interactions),
    ("moves", moves::measure),
    ("training", training),
    ("frames", frames_while_training),
    ("throughput", throughput),
];

/// Measures everything, or only the parts that the command line names.
fn run() -> Result<(), Failure> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|other| other == name);
    PARTS.iter().filter(|(name, _)| is_asked(name)).try_for_each(|(_, measure)| measure())
}

/// What each file of the built pages weighs, and what a visit really asks for.
fn weight() -> Result<(), Failure> {
    let pages = weight::pages(&Workspace::find().dist())?;
    pages.iter().for_each(|page| print!("{}", weight::table(page)));
    let Some(first) = pages.iter().find(|page| page.name == "index.html") else { return Ok(()) };
    let page = Visit::new().open("index.html")?;
    page.wait_ready(NAMES[0]);
    let asked: BTreeSet<String> = page.served().iter().map(|path| lasting(path)).collect();
    // As soon as the first figure answers, the pictures of the others come, and what the page
    // fetches while it is idle.
    let later =
        |file: &String| file.contains("pictures/") || first.later.contains_key(file.as_str());
    let asked: Vec<&String> = asked.iter().filter(|file| !later(file)).collect();
    println!("  a visit asked for {} files until then", asked.len());
    for file in asked.iter().filter(|file| !first.first.contains_key(file.as_str())) {
        println!("  BUT ALSO for {file}, which is not weighed");
    }
    Ok(())
}

/// The name that a file has in [`weight`], from the path that the server was asked for.
fn lasting(path: &str) -> String {
    weight::lasting(path.rsplit("some/where/").next().unwrap_or(path))
}

/// From navigation until the first figure answers, without a cache, and from a jump to each
/// of the others until it does.
fn loading() -> Result<(), Failure> {
    let page = Visit::new().open("index.html")?;
    let session = page.session();
    session.chromium("Network.enable", json!({}))?;
    session.chromium("Network.setCacheDisabled", json!({ "cacheDisabled": true }))?;
    session.chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH }))?;
    let mut times = Vec::new();
    let mut jumps = vec![Vec::new(); figures().count()];
    for _ in 0..VISITS {
        page.reload();
        page.wait_until("return window.firstReady > 0", json!([]));
        times.push(page.number("return window.firstReady", json!([])));
        for (figure, times) in figures().zip(&mut jumps).skip(1) {
            times.extend(session.script_async(JUMP, json!([figure]))?.as_f64());
        }
    }
    println!("\nfirst figure ready after navigation: median {:.0} ms", median(&mut times));
    for (figure, times) in figures().zip(&mut jumps).skip(1) {
        println!("  {figure} ready after a jump to it: median {:.0} ms", median(times));
    }
    let memory = "const done = arguments[0];
        import(document.querySelector('link[href$=\"/maml_live.js\"]').href)
            .then((module) => module.default())
            .then((wasm) => done(wasm.memory.buffer.byteLength), () => done(-1))";
    let before = session.script_async(memory, json!([]))?;
    for _ in 0..10 {
        session.script_async(DRAG, json!(["two-tasks", 100]))?;
    }
    let after = session.script_async(memory, json!([]))?;
    let mega = |bytes: &Value| bytes.as_f64().unwrap_or(f64::NAN) / (1024.0 * 1024.0);
    println!(
        "wasm memory: {:.1} MiB when ready, {:.1} MiB after a thousand moves",
        mega(&before),
        mega(&after)
    );
    Ok(())
}

/// Main-thread work of one interaction: its event, and its part of the next frame.
fn interactions() -> Result<(), Failure> {
    let page = Visit::new().open("index.html#meta-loss?m=20")?;
    wait_for_all(&page);
    let session = page.session();
    let unit = samples(&session.script_async(CALIBRATION, json!([REPETITIONS]))?);
    let unit = median(&mut unit.clone());
    println!("\nmain-thread work of one interaction (calibration loop: {unit:.2} ms)");
    let runs = [
        ("drag of θ in two-tasks", DRAG, json!(["two-tasks", REPETITIONS])),
        ("drag of θ in meta-loss", DRAG, json!(["meta-loss", REPETITIONS])),
        ("m around 20 in meta-loss", SLIDE, json!(["meta-loss", "m", 17, 20, REPETITIONS])),
        (
            "amplitude, a thousand steps refitted",
            SLIDE,
            json!(["fit-maml", "amplitude", 2, 4.9, REPETITIONS]),
        ),
        ("α in meta-loss, all anew", SLIDE, json!(["meta-loss", "alpha", 0.02, 0.04, REPETITIONS])),
    ];
    for (name, script, arguments) in runs {
        let figure = arguments[0].as_str().unwrap_or_default().to_owned();
        page.bring_into_view(&format!("#{figure} .panel"));
        let mut times = samples(&session.script_async(script, arguments)?);
        let high = percentile(&mut times, 0.95);
        let mid = median(&mut times);
        println!(
            "  {name:<32} median {mid:>5.2} ms   95 % {high:>5.2} ms   {:>5.2} × calibration",
            mid / unit
        );
    }
    Ok(())
}

/// From pressing start at full speed until the error on held-out tasks is low.
fn training() -> Result<(), Failure> {
    println!("\ntraining in the page at full speed, from pressing start, by seed");
    for limit in [0.77, 0.43] {
        let mut times = Vec::new();
        for seed in 1..=5 {
            let page = Visit::new().open(&format!("index.html#train?speed=full&seed={seed}"))?;
            wait_for_all(&page);
            page.bring_into_view("#train .panel");
            let time = page.session().script_async(TRAIN, json!([limit]))?;
            times.push(time.as_f64().unwrap_or(f64::INFINITY));
        }
        let list: Vec<String> = times.iter().map(|time| format!("{time:.2}")).collect();
        println!("  error ≤ {limit}: median {:.2} s ({} s)", median(&mut times), list.join(", "));
    }
    Ok(())
}

/// What training costs the thread that paints: by task of it, at both speeds.
fn frames_while_training() -> Result<(), Failure> {
    println!("\nmain-thread tasks while training (messages of workers, and frames)");
    for speed in ["watch", "full"] {
        let race = "race-pretrained=on&race-fomaml=on";
        for (name, race) in [("alone", ""), ("a race of three", race)] {
            let page = Visit::new().open("index.html")?;
            let script = json!({ "source": TIME_FRAMES });
            page.session().chromium("Page.addScriptToEvaluateOnNewDocument", script)?;
            page.goto(&format!("index.html?#train?speed={speed}&tasks=25&{race}"));
            wait_for_all(&page);
            page.bring_into_view("#train .panel");
            let mut times = samples(&page.session().script_async(TRAIN_FOR, json!([4000]))?);
            println!(
                "  {speed:<5} {name:<16} median {:>5.2} ms   95 % {:>5.2} ms   longest {:>5.2} ms   of {}",
                median(&mut times),
                percentile(&mut times, 0.95),
                percentile(&mut times, 1.0),
                times.len()
            );
        }
    }
    Ok(())
}

/// Meta-steps per second of the figure's worker, with its measurements and reports,
/// beside a bare loop over the same code in the same page, in turns.
fn throughput() -> Result<(), Failure> {
    const TURNS: usize = 5;
    let workspace = Workspace::find();
    let site = workspace.target().join("bench-page");
    build::build_with(&workspace, &site, &["bench"])?;
    println!("\nmeta-steps per second: in the worker of `train`, in a bare loop");
    for tasks in [4, 25] {
        let address = format!("index.html#train?speed=full&tasks={tasks}");
        let page = Visit::new().to(site.clone()).open(&address)?;
        wait_for_all(&page);
        page.bring_into_view("#train .panel");
        let (mut bare, mut worker) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            let session = page.session();
            bare.push(session.script_async(BARE_RATE, json!([tasks, 1500]))?);
            let all = presets::page().steps;
            worker.push(session.script_async(WORKER_RATE, json!([all]))?);
        }
        let rate = |rates: Vec<Value>| median(&mut samples(&Value::from(rates)));
        let (bare, worker) = (rate(bare), rate(worker));
        let share = 100.0 * worker / bare;
        println!("  {tasks:>2} tasks   {worker:>6.0}   {bare:>6.0}   {share:.0} %");
    }
    Ok(())
}

/// The figures of the first chapter.
fn figures() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied().filter(|name| home(name) == "index.html")
}

fn wait_for_all(page: &Page) {
    figures().for_each(|figure| page.wait_ready(figure));
}

fn samples(value: &Value) -> Vec<f64> {
    value.as_array().map(|all| all.iter().filter_map(Value::as_f64).collect()).unwrap_or_default()
}

fn median(values: &mut [f64]) -> f64 {
    percentile(values, 0.5)
}

fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let index = (values.len() as f64 * share) as usize;
    values.get(index.min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}
