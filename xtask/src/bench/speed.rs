//! Time per meta-iteration, all contestants taking turns.

use serde_json::json;

use super::BenchError;
use super::contestant::Contestant;

/// The settings that are measured: tasks of a batch, inner steps.
const SETTINGS: [(usize, usize); 4] = [(25, 1), (4, 1), (25, 5), (4, 5)];

/// How long one turn lasts.
const TURN_MS: f64 = 60.0;

/// The contestant that the others are compared with, if it takes part.
const YARDSTICK: &str = "JAX, in lax.scan";

struct Column {
    contestant: usize,
    engine: &'static str,
    /// The times of all rounds, by setting.
    times: [Vec<f64>; SETTINGS.len()],
    /// What its calibration loop reached, in GFLOP/s, round by round.
    calibration: Vec<f64>,
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
    for round in 0..rounds {
        print!("\rround {} of {rounds}", round + 1);
        let _ = std::io::Write::flush(&mut std::io::stdout());
        for column in &mut columns {
            measure(column, contestants)?;
        }
    }
    println!("\r{:<20}", "");
    report(&columns);
    Ok(())
}

fn measure(column: &mut Column, contestants: &mut [Box<dyn Contestant>]) -> Result<(), BenchError> {
    let contestant = &mut contestants[column.contestant];
    for ((tasks, inner_steps), times) in SETTINGS.iter().zip(&mut column.times) {
        let question = json!({
            "do": "iterate", "engine": column.engine, "for_ms": TURN_MS,
            "tasks": tasks, "inner_steps": inner_steps,
        });
        times.push(contestant.number(&question, "ms")?);
    }
    if ["native", "wasm"].contains(&column.engine) {
        let question = json!({ "do": "calibrate", "for_ms": TURN_MS });
        column.calibration.push(contestant.number(&question, "gflops")?);
    }
    Ok(())
}

fn report(columns: &[Column]) {
    println!("ms per meta-iteration (median), K = Q = 10, exact MAML with Adam; GFLOP/s\n");
    print!("{:<20}", "tasks, inner steps");
    for (tasks, steps) in SETTINGS {
        print!("{:>20}", format!("{tasks}, {steps}"));
    }
    println!("{:>14}", "128-bit peak");
    for column in columns {
        print!("{:<20}", column.engine);
        for ((tasks, steps), times) in SETTINGS.iter().zip(&column.times) {
            let ms = median(times);
            let gflops = flop(*tasks, *steps) / ms / 1e6;
            print!("{:>20}", format!("{ms:.4} ({gflops:.1})"));
        }
        match column.calibration.as_slice() {
            [] => println!("{:>14}", "–"),
            reached => println!("{:>14.1}", median(reached)),
        }
    }
    println!("\narithmetic of the explicit form, MFLOP:");
    for (tasks, steps) in SETTINGS {
        println!("  {tasks:2} tasks, {steps} inner: {:.2}", flop(tasks, steps) / 1e6);
    }
    if let Some(yardstick) = columns.iter().find(|column| column.engine == YARDSTICK) {
        ratios(columns, yardstick);
    }
}

fn ratios(columns: &[Column], yardstick: &Column) {
    println!("\ntimes as fast as {YARDSTICK} (median of the ratios of each round):");
    for column in columns {
        print!("{:<20}", column.engine);
        for (times, reference) in column.times.iter().zip(&yardstick.times) {
            let ratios: Vec<f64> = reference.iter().zip(times).map(|(r, t)| r / t).collect();
            print!("{:>20.2}", median(&ratios));
        }
        println!();
    }
}

/// The floating-point operations of one meta-iteration in the explicit form: per
/// inner step a gradient (three products of K rows with W₂) and a Hessian-vector
/// product (six), and the query's gradient; the first and last layers, updates and
/// Adam beside them.
fn flop(tasks: usize, inner_steps: usize) -> f64 {
    const POINTS: f64 = 10.0;
    const UNITS: f64 = 40.0;
    const PARAMETERS: f64 = 1761.0;
    let product = 2.0 * POINTS * UNITS * UNITS;
    let gradient = 3.0 * product + 14.0 * POINTS * UNITS;
    let hessian_vector = 6.0 * product + 30.0 * POINTS * UNITS;
    let updates = 4.0 * PARAMETERS;
    let steps = inner_steps as f64;
    tasks as f64 * (steps * (gradient + hessian_vector + updates) + gradient) + 12.0 * PARAMETERS
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
