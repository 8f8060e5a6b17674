//! Time per meta-iteration, all contestants taking turns.

use serde_json::json;

use super::contestant::Contestant;
use super::error::BenchError;
use crate::progress::Progress;

/// The arithmetic of one unit of the library's calibration loop.
const CALIBRATION_FLOP: f64 = 64.0 * 80.0;

/// What is measured: the problem, the tasks of a batch, the inner steps.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Setting {
    problem: Problem,
    tasks: usize,
    inner_steps: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Problem {
    Sinusoids,
    Drawings,
}

/// The settings that are measured.
const SETTINGS: [Setting; 5] = [
    Setting { problem: Problem::Sinusoids, tasks: 25, inner_steps: 1 },
    Setting { problem: Problem::Sinusoids, tasks: 4, inner_steps: 1 },
    Setting { problem: Problem::Sinusoids, tasks: 25, inner_steps: 5 },
    Setting { problem: Problem::Sinusoids, tasks: 4, inner_steps: 5 },
    Setting { problem: Problem::Drawings, tasks: 16, inner_steps: 1 },
];

impl Setting {
    /// Whether an engine can do it.
    fn suits(self, engine: &str) -> bool {
        self.problem == Problem::Sinusoids || engine != "TensorFlow.js"
    }

    fn name(self) -> String {
        let Self { problem, tasks, inner_steps } = self;
        match problem {
            Problem::Sinusoids => format!("{tasks}, {inner_steps}"),
            Problem::Drawings => format!("drawings {tasks}, {inner_steps}"),
        }
    }
}

/// How long one turn lasts.
const TURN_MS: f64 = 60.0;

/// The contestant that the others are compared with, if it takes part.
const YARDSTICK: &str = "JAX, in lax.scan";

struct Column {
    contestant: usize,
    engine: &'static str,
    /// By setting, for each round the times of its slices, in ms.
    times: [Vec<Vec<f64>>; SETTINGS.len()],
    /// The same for the calibration loop, where there is one.
    calibration: Vec<Vec<f64>>,
}

/// Measures `rounds` rounds and prints medians, GFLOP/s and ratios.
pub(super) fn run(
    contestants: &mut [Box<dyn Contestant>],
    rounds: usize,
) -> Result<(), BenchError> {
    let mut columns = Vec::new();
    for (contestant, entry) in contestants.iter().enumerate() {
        for engine in entry.engines() {
            let (times, calibration) = Default::default();
            columns.push(Column { contestant, engine, times, calibration });
        }
    }
    let mut progress = Progress::new("taking turns", rounds as u64);
    for round in 1..=rounds {
        for column in &mut columns {
            measure(column, contestants)?;
        }
        progress.show(round as u64, String::new);
    }
    report(&columns);
    Ok(())
}

fn measure(column: &mut Column, contestants: &mut [Box<dyn Contestant>]) -> Result<(), BenchError> {
    let contestant = &mut contestants[column.contestant];
    let settings = SETTINGS.into_iter().zip(&mut column.times);
    for (setting, times) in settings.filter(|(setting, _)| setting.suits(column.engine)) {
        let problem = match setting.problem {
            Problem::Sinusoids => "sinusoids",
            Problem::Drawings => "drawings",
        };
        let question = json!({
            "do": "iterate", "engine": column.engine, "for_ms": TURN_MS, "problem": problem,
            "tasks": setting.tasks, "inner_steps": setting.inner_steps,
        });
        times.push(contestant.numbers(&question, "ms")?);
    }
    if ["native", "wasm"].contains(&column.engine) {
        let question = json!({ "do": "calibrate", "for_ms": TURN_MS });
        column.calibration.push(contestant.numbers(&question, "ms")?);
    }
    Ok(())
}

fn report(columns: &[Column]) {
    println!("ms per meta-iteration (exact MAML, Adam; K = Q = 10, or five characters with one");
    println!("drawing of each to learn from and five to be judged by), in thousandths:");
    println!("the median of all slices, the fastest in brackets, GFLOP/s of the median\n");
    print!("{:<20}", "tasks, inner steps");
    for setting in SETTINGS {
        print!("{:>24}", setting.name());
    }
    println!("{:>14}", "128-bit peak");
    for column in columns {
        print!("{:<20}", column.engine);
        for (setting, rounds) in SETTINGS.into_iter().zip(&column.times) {
            let all = rounds.concat();
            if all.is_empty() {
                print!("{:>24}", "–");
                continue;
            }
            let (median, fastest) = (median(&all), fastest(&all));
            let gflops = flop(setting) / median / 1e6;
            let (median, fastest) = (median * 1e3, fastest * 1e3);
            print!("{:>24}", format!("{median:.1} ({fastest:.1}) {gflops:4.1}"));
        }
        if column.calibration.is_empty() {
            println!("{:>14}", "–");
        } else {
            println!("{:>14.1}", CALIBRATION_FLOP / median(&column.calibration.concat()) / 1e6);
        }
    }
    println!("\narithmetic of the explicit, dense form, MFLOP:");
    for setting in SETTINGS {
        println!("  {}: {:.2}", setting.name(), flop(setting) / 1e6);
    }
    if let Some(yardstick) = columns.iter().find(|column| column.engine == YARDSTICK) {
        ratios(columns, yardstick);
    }
}

fn ratios(columns: &[Column], yardstick: &Column) {
    println!("\ntimes as fast as {YARDSTICK}: by medians, by the fastest in brackets");
    for column in columns {
        print!("{:<20}", column.engine);
        for (times, reference) in column.times.iter().zip(&yardstick.times) {
            let (times, reference) = (times.concat(), reference.concat());
            if times.is_empty() {
                print!("{:>24}", "–");
                continue;
            }
            let by_median = median(&reference) / median(&times);
            let by_fastest = fastest(&reference) / fastest(&times);
            print!("{:>24}", format!("{by_median:.2} ({by_fastest:.2})"));
        }
        println!();
    }
}

/// The floating-point operations of one meta-iteration, without the drawing of its batch.
fn flop(setting: Setting) -> f64 {
    let Setting { problem, tasks, inner_steps } = setting;
    let (tasks, steps) = (tasks as f64, inner_steps as f64);
    match problem {
        Problem::Sinusoids => sinusoid_flop(tasks, steps),
        Problem::Drawings => drawing_flop(tasks, steps),
    }
}

/// Those of the network for drawings. For each image a gradient has a product with the weights of
/// each layer forward, one backward but for the first layer, and one for their gradient; a
/// Hessian-vector product twice as many, but for the first layer.
fn drawing_flop(tasks: f64, steps: f64) -> f64 {
    const FIRST: f64 = 2.0 * (64 * 25 * 16) as f64;
    const OTHERS: f64 = 2.0 * (16 * 64 * 32 + 4 * 128 * 48 + 192 * 5) as f64;
    const PARAMETERS: f64 = 9653.0;
    let gradient = 2.0 * FIRST + 3.0 * OTHERS;
    let hessian_vector = 2.0 * FIRST + 6.0 * OTHERS;
    let (support, query) = (5.0, 25.0);
    let step = support * (gradient + hessian_vector) + 4.0 * PARAMETERS;
    tasks * (steps * step + query * gradient) + 12.0 * PARAMETERS
}

/// Those of the 1-40-40-1 network in the explicit form: per
/// inner step a gradient (three products of K rows with W₂) and a Hessian-vector
/// product (six), and the query's gradient; the first and last layers, updates and
/// Adam beside them.
fn sinusoid_flop(tasks: f64, steps: f64) -> f64 {
    const POINTS: f64 = 10.0;
    const UNITS: f64 = 40.0;
    const PARAMETERS: f64 = 1761.0;
    let product = 2.0 * POINTS * UNITS * UNITS;
    let gradient = 3.0 * product + 14.0 * POINTS * UNITS;
    let hessian_vector = 6.0 * product + 30.0 * POINTS * UNITS;
    let updates = 4.0 * PARAMETERS;
    tasks * (steps * (gradient + hessian_vector + updates) + gradient) + 12.0 * PARAMETERS
}

fn fastest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
