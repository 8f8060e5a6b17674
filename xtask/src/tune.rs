//! `cargo xtask tune`: finds the few numbers of every method's recipe, with the same effort
//! for each.
//!
//! A method has its outer rate to be chosen, Reptile also its inner steps, and iMAML its
//! steps, its pull λ and its iterations of conjugate gradient. Each method gets
//! [`CANDIDATES`] settings of these, spread evenly over ranges that are wide enough to have the
//! best inside, and each setting is trained by the page's recipe from every one of [`SEEDS`].
//! At each of [`RUNGS`] the better half goes on (successive halving, Jamieson and Talwalkar,
//! 2016), so that all methods are granted the same number of tasks, whatever they cost.
//!
//! Better means: a smaller mean logarithm of the error, over seeds and over 1, 5 and 10 steps of
//! fine-tuning from ten points, so that no length of fine-tuning is favoured. The tasks for it
//! are [`HeldOut::for_tuning`]; those that the article's errors are taken from, and the table's
//! seeds, have no part in it.
//!
//! Writes `www/tables/tuning.csv`. What it says is taken over into each method's `Listed` by hand; a
//! test asks that the two agree.

use std::fmt::Write as _;
use std::sync::Mutex;
use std::thread;

use maml_live::learn::Samples;
use maml_live::learn::adapt::Inner;
use maml_live::learn::error::Error;
use maml_live::learn::meta::Method;
use maml_live::learn::meta::conjugate_gradient::Settings;
use maml_live::learn::meta::imaml::Imaml;
use maml_live::learn::meta::reptile::Reptile;
use maml_live::learn::task::sinusoid::DIVERGED;
use maml_live::learn::train::evaluate::{HeldOut, HeldOutError};
use maml_live::learn::train::schedule::Schedule;
use maml_live::learn::train::{
    Recipe, Regression, SinusoidTrainer, TrainError, errors_on, presets,
};

use crate::experiment::{STEPS, inner_steps};
use crate::progress::Progress;
use crate::train::Failure;
use crate::workspace::Workspace;
use crate::write::write_at_once;

/// How many settings each method gets.
const CANDIDATES: usize = 16;

/// The seeds of the runs; the table has others.
const SEEDS: [u64; 3] = [11, 12, 13];

/// The meta-steps after which candidates are compared and the better half goes on.
const RUNGS: [u64; 4] = [4_000, 10_000, 20_000, 40_000];

/// The number of tasks that candidates are compared on, and of their support points.
const TASKS: usize = 300;
const SHOTS: usize = 10;

/// A number to be chosen, with the range that is searched on a logarithmic scale.
#[derive(Clone, Copy)]
struct Choice {
    range: (f64, f64),
    whole: bool,
}

const RATE: Choice = Choice { range: (0.0005, 0.02), whole: false };
const INNER_STEPS: Choice = Choice { range: (2.0, 16.0), whole: true };
const PULL: Choice = Choice { range: (0.2, 50.0), whole: false };
const ITERATIONS: Choice = Choice { range: (1.0, 5.0), whole: true };

impl Choice {
    /// The number at the part `u`, in [0, 1], of the range: a whole one, or of two digits.
    fn at(self, u: f64) -> f64 {
        let (low, high) = self.range;
        if self.whole {
            return ((low - 0.5) * ((high + 0.5) / (low - 0.5)).powf(u)).round();
        }
        let value = low * (high / low).powf(u);
        let scale = 10_f64.powf(1.0 - value.log10().floor());
        (value * scale).round() / scale
    }
}

/// What is open in the recipe of `method`; the outer rate comes first.
fn choices(method: Method) -> &'static [Choice] {
    match method {
        Method::Reptile(_) => &[RATE, INNER_STEPS],
        Method::Imaml(_) => &[RATE, INNER_STEPS, PULL, ITERATIONS],
        _ => &[RATE],
    }
}

/// The page's recipe for `method` with these numbers for its [`choices`].
fn recipe(method: Method, numbers: &[f64]) -> Result<Recipe, Error> {
    let inner = |steps: f64| Inner::new(presets::inner_rate(method), steps as usize);
    let method = match (method, numbers) {
        (Method::Reptile(_), &[_, m]) => Reptile(inner(m)?).into(),
        (Method::Imaml(own), &[_, m, pull, iterations]) => {
            let solver = Settings::new(iterations as usize, own.solver().tolerance())?;
            Imaml::new(inner(m)?, pull, solver)?.into()
        }
        _ => method,
    };
    let page = presets::page_for(method);
    let peak = numbers.first().copied().unwrap_or(page.schedule.peak);
    Ok(Recipe { schedule: Schedule { peak, ..page.schedule }, ..page })
}

/// The `index`-th of points that fill the unit cube evenly, for any number of them (Roberts' R
/// sequence, which held-out tasks come from too).
fn point(dimensions: usize, index: usize) -> Vec<f64> {
    // The root of p^(d + 1) = p + 1, by iterating p = (p + 1)^(1 / (d + 1)).
    let root = |p: f64| (p + 1.0).powf(1.0 / (dimensions as f64 + 1.0));
    let p = (0..60).fold(1.5, |p, _| root(p));
    let coordinate = |d: i32| (0.5 + index as f64 * p.powi(-d)).fract();
    (1..=dimensions as i32).map(coordinate).collect()
}

/// One setting and its runs.
struct Candidate {
    numbers: Vec<f64>,
    runs: Vec<SinusoidTrainer>,
    /// Its scores at the rungs that it has reached.
    scores: Vec<f64>,
}

impl Candidate {
    fn new(method: Method, index: usize) -> Result<Self, TrainError> {
        let choices = choices(method);
        let parts = point(choices.len(), index);
        let numbers: Vec<f64> = choices.iter().zip(parts).map(|(choice, u)| choice.at(u)).collect();
        let recipe = recipe(method, &numbers)?;
        let runs: Result<_, _> =
            SEEDS.map(|seed| Regression::default().trainer(recipe, seed)).into_iter().collect();
        Ok(Self { numbers, runs: runs?, scores: Vec::new() })
    }

    fn score(&self) -> f64 {
        self.scores.last().copied().unwrap_or(f64::INFINITY)
    }
}

/// The mean logarithm of a run's error over [`STEPS`]; a task that diverged has an error of
/// [`DIVERGED`].
fn score(run: &SinusoidTrainer, tasks: &HeldOut<Samples<f32>>) -> f64 {
    let fixed = [presets::inner_rate(run.recipe().method) as f32];
    let rates = if run.rates().is_empty() { &fixed } else { run.rates() };
    let errors = errors_on(run.model(), tasks, run.parameters(), rates, &STEPS);
    let logarithm = |error: HeldOutError| {
        let sum = if error.tasks > 0 { error.mean * error.tasks as f64 } else { 0.0 };
        ((sum + DIVERGED * error.diverged as f64) / tasks.len() as f64).ln()
    };
    errors.into_iter().map(logarithm).sum::<f64>() / STEPS.len() as f64
}

/// Tunes every method, prints what is best, and writes all of it.
///
/// # Errors
/// When a recipe is refused, or the file cannot be written.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let tasks = HeldOut::for_tuning(&Regression::default().distribution, SHOTS, TASKS);
    let mut text = "method,objective_steps,beta,inner_steps,lambda,iterations".to_owned();
    for rung in RUNGS {
        let _ = write!(text, ",after_{rung}");
    }
    text += ",chosen\n";
    for method in presets::methods() {
        let name = method.name();
        let failure = |error| Failure::Training { name, error };
        let candidates = tune(method, &tasks).map_err(failure)?;
        for (place, candidate) in candidates.iter().enumerate() {
            let row = row(method, candidate, place == 0);
            if place == 0 {
                println!("{row}");
            }
            let _ = writeln!(text, "{row}");
        }
    }
    let path = workspace.www().join("tables/tuning.csv");
    write_at_once(&path, &text)
        .map_err(|error| Failure::File { path: workspace.relative(&path), error })?;
    println!("wrote {}", workspace.relative(&path));
    Ok(())
}

/// The candidates of one method, those that came farthest first and the best of them in front.
fn tune(method: Method, tasks: &HeldOut<Samples<f32>>) -> Result<Vec<Candidate>, TrainError> {
    let all: Result<_, _> = (0..CANDIDATES).map(|index| Candidate::new(method, index)).collect();
    let mut candidates: Vec<Candidate> = all?;
    let mut going = CANDIDATES;
    let name = format!("{}, {} inner steps", method.name(), inner_steps(method));
    for rung in RUNGS {
        climb(&mut candidates[..going], rung, tasks, &name);
        candidates[..going].sort_by(|a, b| a.score().total_cmp(&b.score()));
        going = going.div_ceil(2);
    }
    Ok(candidates)
}

/// Trains all runs of `candidates` up to `rung` meta-steps, on as many threads as there are,
/// and scores them.
fn climb(candidates: &mut [Candidate], rung: u64, tasks: &HeldOut<Samples<f32>>, name: &str) {
    let name = format!("{name}, to step {rung}");
    let progress = Mutex::new((Progress::new(name, candidates.len() as u64), 0));
    let queue = Mutex::new(candidates.iter_mut());
    let work = || {
        while let Some(candidate) = next(&queue) {
            for run in &mut candidate.runs {
                for _ in run.meta_steps()..rung {
                    // A batch that diverges as a whole leaves θ as it was; the score will tell.
                    let _ = run.meta_step();
                }
            }
            let scores = candidate.runs.iter().map(|run| score(run, tasks));
            candidate.scores.push(scores.sum::<f64>() / SEEDS.len() as f64);
            if let Ok(mut progress) = progress.lock() {
                progress.1 += 1;
                let done = progress.1;
                progress.0.show(done, String::new);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
}

fn next<T>(queue: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    queue.lock().ok()?.next()
}

/// How the lines of a method begin: its name, and the inner steps that its objective has.
fn row_name(method: Method) -> String {
    let objective = match method {
        Method::Reptile(_) | Method::Imaml(_) => String::new(),
        _ => inner_steps(method).to_string(),
    };
    format!("\"{}\",{objective}", method.name())
}

/// A candidate as a line of the file.
fn row(method: Method, candidate: &Candidate, chosen: bool) -> String {
    let number = |index: usize| match candidate.numbers.get(index) {
        Some(&number) => (number as f32).to_string(),
        None => String::new(),
    };
    let mut row = row_name(method);
    for index in 0..4 {
        let _ = write!(row, ",{}", number(index));
    }
    for rung in 0..RUNGS.len() {
        let score = candidate.scores.get(rung);
        let _ = write!(row, ",{}", score.map_or(String::new(), |score| format!("{score:.4}")));
    }
    let _ = write!(row, ",{}", if chosen { "yes" } else { "" });
    row
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The recipe that the file says was chosen for `method`.
    fn chosen(text: &str, method: Method) -> Recipe {
        let name = row_name(method);
        let of_method = |row: &&str| row.starts_with(&name) && row.ends_with(",yes");
        let row = text.lines().find(of_method).unwrap_or_else(|| panic!("no row for {name}"));
        let numbers = row[name.len()..].split(',').skip(1).take(4);
        let numbers: Vec<f64> = numbers.filter_map(|number| number.parse().ok()).collect();
        assert_eq!(numbers.len(), choices(method).len(), "{row}");
        recipe(method, &numbers).expect("was trained by")
    }

    #[test]
    fn the_recipes_are_those_that_tuning_chose() {
        let path = Workspace::find().www().join("tables/tuning.csv");
        let text = fs::read_to_string(path).expect("the record is part of the repository");
        for method in presets::methods() {
            assert_eq!(presets::page_for(method), chosen(&text, method));
        }
    }

    #[test]
    fn every_method_is_granted_the_same() {
        for method in presets::methods() {
            let count = choices(method).len();
            let points: Vec<Vec<f64>> = (0..CANDIDATES).map(|index| point(count, index)).collect();
            for coordinate in 0..count {
                // Even, as far as 16 points can be in four dimensions.
                for quarter in 0..4 {
                    let inside = |p: &&Vec<f64>| (4.0 * p[coordinate]) as usize == quarter;
                    let found = points.iter().filter(inside).count();
                    assert!((2..=6).contains(&found), "{method:?}: {found} of {CANDIDATES}");
                }
            }
        }
    }
}
