//! `cargo xtask bench --page`: how much the page weighs and how quickly it answers, in
//! headless Chromium, beside a calibration loop in the same page.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use browser::{Page, Visit};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use xtask::workspace::Workspace;

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

fn run() -> Result<(), Failure> {
    weight()?;
    loading()?;
    interactions()?;
    training()
}

/// What a first visit to the first chapter asks the server for.
fn weight() -> Result<(), Failure> {
    let page = Visit::new().open("index.html")?;
    wait_for_all(&page);
    let files: BTreeSet<String> = page.served().into_iter().collect();
    println!("\nfirst chapter, everything that it asks for (gzip -9)");
    let dist = Workspace::find().dist();
    let mut total = 0;
    for file in &files {
        let name = file.rsplit("some/where/").next().unwrap_or(file);
        let size = gzipped(&dist.join(name))?;
        total += size;
        println!("  {name:<28} {:>7.1} kB", kilo(size));
    }
    println!("  {:<28} {:>7.1} kB in {} requests", "together", kilo(total), files.len());
    Ok(())
}

fn kilo(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

fn gzipped(path: &Path) -> Result<usize, Failure> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&fs::read(path)?)?;
    Ok(encoder.finish()?.len())
}

/// From navigation until every figure answers, without a cache.
fn loading() -> Result<(), Failure> {
    let page = Visit::new().open("index.html")?;
    let session = page.session();
    session.chromium("Network.enable", json!({}))?;
    session.chromium("Network.setCacheDisabled", json!({ "cacheDisabled": true }))?;
    session.chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH }))?;
    let mut times = Vec::new();
    for _ in 0..VISITS {
        page.reload();
        wait_for_all(&page);
        page.wait_until("return window.allReady > 0", json!([]));
        times.push(page.number("return window.allReady", json!([])));
    }
    println!("\nall figures ready after navigation: median {:.0} ms", median(&mut times));
    let memory = "const done = arguments[0];
        import(new URL('maml_live.js', location)).then((module) => module.default())
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
            "amplitude, ten steps refitted",
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

fn wait_for_all(page: &Page) {
    let script = "const figures = [...document.querySelectorAll('figure.figure')];
        return figures.length > 0 && figures.every((figure) => figure.dataset.state === 'ready')";
    page.wait_until(script, json!([]));
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

/// Notes when the last figure became ready, in milliseconds after navigation.
const WATCH: &str = "window.allReady = 0;
    const look = () => {
        const figures = [...document.querySelectorAll('figure.figure')];
        if (document.readyState !== 'loading' && figures.length > 0
            && figures.every((figure) => figure.dataset.state === 'ready')) {
            window.allReady = performance.now();
        } else setTimeout(look, 1);
    };
    look();";

/// A fixed piece of arithmetic, to compare machines by.
const CALIBRATION: &str = "const [count, done] = arguments, times = [];
    for (let i = 0; i < count; i++) {
        const start = performance.now();
        let sum = 0;
        for (let k = 1; k < 1000000; k++) sum += Math.sqrt(k) / (k + 1);
        if (sum > 0) times.push(performance.now() - start);
    }
    done(times)";

/// Drags θ about in the first panel; the time of each move, and of its painting.
///
/// A callback asked for before the event runs before the figure's in the next frame, one
/// asked for after it runs after; between them lies what the figure paints.
const DRAG: &str = "const [id, count, done] = arguments, times = [];
    const canvas = document.querySelector(`#${id} .panel canvas`);
    const box = canvas.getBoundingClientRect();
    const send = (type, share) => canvas.dispatchEvent(new PointerEvent(type, {
        bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse', isPrimary: true,
        button: 0, buttons: 1,
        clientX: box.left + box.width * (0.35 + 0.3 * share),
        clientY: box.top + box.height * (0.4 + 0.2 * share) }));
    canvas.setPointerCapture = () => {};
    send('pointerdown', 0);
    const once = (i) => {
        if (i === count) { send('pointerup', 0); return done(times); }
        let painting = 0;
        requestAnimationFrame(() => { painting = performance.now(); });
        const start = performance.now();
        send('pointermove', 0.5 + 0.5 * Math.sin(i));
        const handled = performance.now() - start;
        requestAnimationFrame(() => {
            times.push(handled + performance.now() - painting);
            setTimeout(() => once(i + 1), 4);
        });
    };
    once(0)";

/// Moves a slider between two values; the time of each move, and of its painting.
const SLIDE: &str = "const [id, key, low, high, count, done] = arguments, times = [];
    const input = document.querySelector(`#${id} [name=${key}]`);
    const once = (i) => {
        if (i === count) return done(times);
        let painting = 0;
        requestAnimationFrame(() => { painting = performance.now(); });
        input.value = low + (high - low) * (0.5 + 0.5 * Math.sin(2.4 * i));
        const start = performance.now();
        input.dispatchEvent(new Event('input', { bubbles: true }));
        const handled = performance.now() - start;
        requestAnimationFrame(() => {
            times.push(handled + performance.now() - painting);
            setTimeout(() => once(i + 1), 4);
        });
    };
    once(0)";

/// Starts the training and waits until the error is at the limit: the seconds that took.
const TRAIN: &str = "const [limit, done] = arguments, start = performance.now();
    document.querySelector('#train [name=start]').click();
    const look = () => {
        const value = document.querySelector('#train output[name=error]').dataset.value;
        const seconds = (performance.now() - start) / 1000;
        if (value !== '' && Number(value) <= limit) done(seconds);
        else if (seconds > 25) done(null);
        else setTimeout(look, 5);
    };
    look()";
