//! The native contestant of `cargo xtask bench`: answers one line of JSON with another.
//!
//! | asked | answer |
//! |---|---|
//! | `{"do":"iterate","tasks":25,"inner_steps":1,"for_ms":50}` | `{"ms":…}` per meta-iteration |
//! | `{"do":"calibrate","for_ms":50}` | `{"gflops":…}` |

use std::hint::black_box;
use std::io::{self, BufRead as _, Write as _};
use std::time::Instant;

use maml_live::bench::{CALIBRATION_FLOP, Iterations, calibrate};
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line?)?;
        let number = |name: &str| asked[name].as_f64().unwrap_or(0.0);
        let answer = match asked["do"].as_str() {
            Some("iterate") => {
                let (tasks, steps) = (number("tasks") as usize, number("inner_steps") as usize);
                let Some(mut iterations) = Iterations::of(tasks, steps) else { continue };
                let work = |count| iterations.run(count);
                json!({ "ms": milliseconds(number("for_ms"), work) })
            }
            Some("calibrate") => {
                let ms = milliseconds(number("for_ms"), |count| calibrate(count).into());
                json!({ "gflops": CALIBRATION_FLOP / ms / 1e6 })
            }
            _ => json!({ "error": "unknown" }),
        };
        writeln!(io::stdout(), "{answer}")?;
    }
    Ok(())
}

/// The time of one unit of work, over at least `at_least` milliseconds after a warm-up.
fn milliseconds(at_least: f64, mut work: impl FnMut(usize) -> f64) -> f64 {
    let mut work = |count| _ = black_box(work(count));
    work(20);
    let (start, mut done) = (Instant::now(), 0);
    loop {
        work(10);
        done += 10;
        let passed = start.elapsed().as_secs_f64() * 1e3;
        if passed >= at_least {
            return passed / done as f64;
        }
    }
}
