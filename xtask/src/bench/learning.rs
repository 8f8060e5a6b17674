//! Time to learn: the page's recipe from a random start, on one thread of the browser.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::json;

use super::contestant::Contestant;
use super::error::BenchError;
use crate::progress::Progress;

const SEEDS: usize = 32;

/// Each run ends once it has computed for so long.
const SECONDS: f64 = 1.6;

/// The errors that a run is waited for, with what the second of them is.
const MARKS: [(f64, &str); 2] = [(0.77, "visibly learned"), (0.43, "well learned")];

/// The times and the numbers of tasks at which the curve is printed.
const AT_SECONDS: [f64; 6] = [0.05, 0.1, 0.2, 0.4, 0.8, 1.5];
const AT_TASKS: [f64; 6] = [2e3, 5e3, 1e4, 2e4, 5e4, 1e5];

/// A point of a learning curve.
#[derive(Clone, Copy)]
struct Point {
    seconds: f64,
    tasks: f64,
    error: f64,
}

/// Runs all seeds, prints the curves, and writes every point to `csv`.
pub(super) fn run(browser: &mut dyn Contestant, csv: &Path) -> Result<(), BenchError> {
    let mut curves = Vec::new();
    let mut text = "seed,seconds,tasks,error\n".to_owned();
    let mut progress = Progress::new("learning", SEEDS as u64);
    for seed in 1..=SEEDS {
        let curve = learn(browser, seed)?;
        for Point { seconds, tasks, error } in &curve {
            let _ = writeln!(text, "{seed},{seconds:.4},{tasks},{error:.4}");
        }
        curves.push(curve);
        progress.show(seed as u64, String::new);
    }
    fs::write(csv, text)?;
    report(&curves);
    Ok(())
}

/// One run, looked at ever more rarely: the evaluations take longer than the first steps.
fn learn(browser: &mut dyn Contestant, seed: usize) -> Result<Vec<Point>, BenchError> {
    let (mut curve, mut seconds, mut made) = (Vec::new(), 0.0, 0.0_f64);
    while seconds < SECONDS {
        let steps = (0.2 * made).max(100.0).round();
        let answer = browser.ask(&json!({ "do": "learn", "seed": seed, "steps": steps }))?;
        let number = |name: &str| answer[name].as_f64().unwrap_or(f64::NAN);
        made += steps;
        seconds += number("ms") / 1e3;
        if !seconds.is_finite() {
            let (name, said) = ("the browser".to_owned(), format!(" but {answer}"));
            return Err(BenchError::Silent { name, said });
        }
        curve.push(Point { seconds, tasks: number("tasks"), error: number("error") });
    }
    browser.ask(&json!({ "do": "forget", "seed": seed }))?;
    Ok(curve)
}

fn report(curves: &[Vec<Point>]) {
    println!("held-out error after one step, K = 10, of {SEEDS} runs by the page's recipe\n");
    let header = |what: &str| println!("{what:>10}{:>10}{:>10}{:>10}", "median", "30th", "worst");
    header("seconds");
    for at in AT_SECONDS {
        row(&format!("{at}"), curves, |point| point.seconds <= at);
    }
    println!();
    header("tasks");
    for at in AT_TASKS {
        row(&format!("{at}"), curves, |point| point.tasks <= at);
    }
    for (mark, what) in MARKS {
        let first = |curve: &Vec<Point>| {
            let found = curve.iter().find(|point| point.error <= mark);
            found.map_or(f64::INFINITY, |point| point.seconds)
        };
        let times = sorted(curves.iter().map(first));
        let [median, most, worst] = quantiles(&times);
        println!(
            "\nseconds to {mark} ({what}): median {median:.2}, 30th {most:.2}, worst {worst:.2}"
        );
    }
}

/// The errors of all runs at the last point that `reached` holds for.
fn row(name: &str, curves: &[Vec<Point>], reached: impl Fn(&Point) -> bool) {
    let last = |curve: &Vec<Point>| {
        curve.iter().rev().find(|point| reached(point)).map_or(f64::NAN, |point| point.error)
    };
    let [median, most, worst] = quantiles(&sorted(curves.iter().map(last)));
    println!("{name:>10}{median:>10.3}{most:>10.3}{worst:>10.3}");
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The median, the third from the end, and the last.
fn quantiles(sorted: &[f64]) -> [f64; 3] {
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    [at(sorted.len() / 2), at(sorted.len().saturating_sub(3)), at(sorted.len() - 1)]
}
