//! `cargo xtask table`: every method trained from three seeds on the same tasks, and what
//! fine-tuning makes of the results on tasks they have never seen.
//!
//! Writes `www/tables/sinusoid.md`, the means over seeds, and `www/tables/sinusoid.csv`, every run;
//! both at one stroke when all is done.

use std::fmt::Write as _;
use std::io;
use std::time::Instant;

use maml_live::learn::PARAMETERS;
use maml_live::learn::meta::{Learner, Method};
use maml_live::learn::train::evaluate::{Evaluation, HeldOut, HeldOutError, QUERIES, TASKS};
use maml_live::learn::train::presets;
use maml_live::learn::train::{Recipe, Regression, SinusoidTrainer, TrainError};

use crate::experiment::{SHOTS, STEPS, inner_steps};
use crate::progress::Progress;
use crate::workspace::Workspace;
use crate::write::write_at_once;

/// The seeds; with the same seed all methods see the same tasks in the same order.
const SEEDS: [u64; 3] = [1, 2, 3];

/// The meta-steps of each run: 200,000 tasks at the recipe's four a step.
const META_STEPS: u64 = 50_000;

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A run failed.
    #[error("training by {method} failed: {error}")]
    Training {
        /// The method.
        method: &'static str,
        /// What happened.
        error: TrainError,
    },
    /// A file could not be written.
    #[error("{path}: {error}")]
    Write {
        /// The file.
        path: String,
        /// What the system said.
        error: io::Error,
    },
}

/// One method from one seed.
struct Run {
    seed: u64,
    seconds: f64,
    tasks_seen: u64,
    /// The batches of which every task diverged.
    lost: u64,
    /// By shots, then by steps.
    errors: [[HeldOutError; STEPS.len()]; SHOTS.len()],
}

/// Trains, measures, prints, and writes the tables.
///
/// # Errors
/// When a recipe is refused, or a file cannot be written. A method that diverges is
/// reported as such in the table.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for method in presets::methods() {
        let recipe = Recipe { steps: META_STEPS, ..presets::page_for(method) };
        let failure = |error| Failure::Training { method: method.name(), error };
        let runs: Result<Vec<Run>, TrainError> =
            SEEDS.into_iter().map(|seed| train(recipe, seed)).collect();
        rows.push((recipe, runs.map_err(failure)?));
    }
    let markdown = markdown(&rows);
    println!("{markdown}");
    for (name, text) in [("sinusoid.md", markdown), ("sinusoid.csv", csv(&rows))] {
        let path = workspace.www().join("tables").join(name);
        write_at_once(&path, &text)
            .map_err(|error| Failure::Write { path: workspace.relative(&path), error })?;
        println!("wrote {}", workspace.relative(&path));
    }
    Ok(())
}

fn train(recipe: Recipe, seed: u64) -> Result<Run, TrainError> {
    let mut trainer = Regression::default().trainer(recipe, seed)?;
    let (name, steps) = (recipe.method.name(), inner_steps(recipe.method));
    let mut progress =
        Progress::new(format!("{name}, {steps} inner steps, seed {seed}"), META_STEPS);
    let (start, mut lost) = (Instant::now(), 0);
    while !trainer.is_finished() {
        // A batch that diverges as a whole leaves θ as it was; the next may not.
        lost += u64::from(trainer.step().is_err());
        progress.show(trainer.meta_steps(), String::new);
    }
    let seconds = start.elapsed().as_secs_f64();
    let errors = SHOTS.map(|shots| measure(&trainer, shots));
    Ok(Run { seed, seconds, tasks_seen: trainer.tasks_seen(), lost, errors })
}

fn measure(trainer: &SinusoidTrainer, shots: usize) -> [HeldOutError; STEPS.len()] {
    let recipe = trainer.recipe();
    let tasks = HeldOut::new(trainer.source(), shots, TASKS);
    let fixed = [presets::inner_rate(recipe.method) as f32];
    let rates = if trainer.rates().is_empty() { &fixed } else { trainer.rates() };
    let mut evaluation = Evaluation::new(trainer.model(), &STEPS);
    evaluation.advance(trainer.model(), &tasks, trainer.parameters(), rates, TASKS);
    std::array::from_fn(|index| evaluation.error(index))
}

fn markdown(rows: &[(Recipe, Vec<Run>)]) -> String {
    let mut text = format!(
        "<!-- Made by `cargo xtask table`; not to be edited. -->\n\n\
         Mean squared error on {TASKS} held-out tasks of {QUERIES} query points each, after 1, 5 and \
         10 steps of fine-tuning on K points; mean over {} seeds, ± half the 95 % interval over tasks.\n\n",
        SEEDS.len()
    );
    text += "| method | inner steps | α |";
    for shots in SHOTS {
        for steps in STEPS {
            let _ = write!(text, " K = {shots}, {steps} |");
        }
    }
    text += " tasks seen | seconds |\n|---|--:|--:|";
    text += &"--:|".repeat(SHOTS.len() * STEPS.len() + 2);
    text.push('\n');
    for (recipe, runs) in rows {
        let method = recipe.method;
        let (steps, rate) = (inner_steps(method), rate(method));
        let _ = write!(text, "| {} | {steps} | {rate} |", method.name());
        for shots in 0..SHOTS.len() {
            for steps in 0..STEPS.len() {
                let _ = write!(text, " {} |", cell(runs.iter().map(|r| r.errors[shots][steps])));
            }
        }
        let count = runs.len().max(1) as f64;
        let seconds = runs.iter().map(|run| run.seconds).sum::<f64>() / count;
        let tasks = runs.first().map_or(0, |run| run.tasks_seen);
        let _ = writeln!(text, " {tasks} | {seconds:.1} |");
    }
    text
}

/// The mean over seeds of the means and of the intervals, and how many tasks diverged.
fn cell(errors: impl Iterator<Item = HeldOutError>) -> String {
    let errors: Vec<HeldOutError> = errors.collect();
    let count = errors.len() as f64;
    let mean = errors.iter().map(|error| error.mean).sum::<f64>() / count;
    let interval = errors.iter().map(|error| error.interval).sum::<f64>() / count;
    let diverged: usize = errors.iter().map(|error| error.diverged).sum();
    let tasks = errors.len() * TASKS;
    match diverged {
        0 => format!("{mean:.3} ± {interval:.3}"),
        _ if diverged == tasks => "diverged".to_owned(),
        _ => format!("{mean:.3} ± {interval:.3}, {diverged} of {tasks} diverged"),
    }
}

fn csv(rows: &[(Recipe, Vec<Run>)]) -> String {
    let mut text = "method,inner_steps,alpha,seed,shots,steps,mean,interval,tasks,diverged,\
                    tasks_seen,lost_batches,seconds\n"
        .to_owned();
    for (recipe, runs) in rows {
        let method = recipe.method;
        let (name, inner_steps, rate) = (method.name(), inner_steps(method), rate(method));
        for Run { seed, seconds, tasks_seen, lost, errors } in runs {
            for (shots, errors) in SHOTS.iter().zip(errors) {
                for (steps, error) in STEPS.iter().zip(errors) {
                    let HeldOutError { mean, interval, tasks, diverged } = error;
                    let _ = writeln!(
                        text,
                        "\"{name}\",{inner_steps},{rate},{seed},{shots},{steps},{mean:.5},{interval:.5},\
                         {tasks},{diverged},{tasks_seen},{lost},{seconds:.1}"
                    );
                }
            }
        }
    }
    text
}

/// The inner rate as the table names it.
fn rate(method: Method) -> String {
    match method.learned_rates(PARAMETERS) {
        0 => presets::inner_rate(method).to_string(),
        _ => "learned".to_owned(),
    }
}
