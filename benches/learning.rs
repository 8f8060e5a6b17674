//! The native contestant of `cargo xtask bench`: answers one line of JSON with another.
//!
//! | asked | answer |
//! |---|---|
//! | `{"do":"iterate","tasks":25,"inner_steps":1,"for_ms":50}` | `{"ms":[…]}` per meta-iteration, slice by slice |
//! | the same with `"problem":"drawings"` | the same of the network that tells drawings apart |
//! | `{"do":"calibrate","for_ms":50}` | `{"ms":[…]}` per unit of calibration |

use std::hint::black_box;
use std::io::{self, BufRead as _, Write as _};
use std::time::Instant;

use maml_live::bench::{DrawingIterations, Iterations, calibrate};
use serde_json::{Value, json};

/// How long one slice of a measurement lasts.
const SLICE_MS: f64 = 3.0;

fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line?)?;
        let number = |name: &str| asked[name].as_f64().unwrap_or(0.0);
        let answer = match asked["do"].as_str() {
            Some("iterate") => {
                let (tasks, steps) = (number("tasks") as usize, number("inner_steps") as usize);
                let for_ms = number("for_ms");
                let ms = if asked["problem"] == "drawings" {
                    let Some(mut run) = DrawingIterations::of(tasks, steps) else { continue };
                    slices(for_ms, |count| run.run(count))
                } else {
                    let Some(mut run) = Iterations::of(tasks, steps) else { continue };
                    slices(for_ms, |count| run.run(count))
                };
                json!({ "ms": ms })
            }
            Some("calibrate") => {
                json!({ "ms": slices(number("for_ms"), |count| calibrate(count).into()) })
            }
            _ => json!({ "error": "unknown" }),
        };
        writeln!(io::stdout(), "{answer}")?;
    }
    Ok(())
}

/// The time of one unit of work in each of many short slices, after a warm-up.
///
/// Slices of some three milliseconds: what else runs on the machine then spoils some of them
/// and not the median.
fn slices(total_ms: f64, mut work: impl FnMut(usize) -> f64) -> Vec<f64> {
    let mut time = |count| {
        let start = Instant::now();
        black_box(work(count));
        start.elapsed().as_secs_f64() * 1e3
    };
    let rough = time(10).min(time(10)) / 10.0;
    let count = (SLICE_MS / rough).ceil() as usize;
    let slices = (total_ms / SLICE_MS).ceil() as usize;
    (0..slices).map(|_| time(count) / count as f64).collect()
}
