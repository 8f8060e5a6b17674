//! `cargo xtask table`: every method trained from three seeds on the same tasks, and what
//! fine-tuning makes of the results on tasks they have never seen.
//!
//! Writes `www/tables/sinusoid.md`, the means over seeds, `www/tables/sinusoid.csv`, every run, and
//! `www/tables/findings.json`, what else is measured for the chapters: the
//! [`findings`](crate::findings). All at one stroke when all is done.

use std::fmt::Write as _;
use std::time::Instant;
use std::{fs, io};

use maml_live::learn::meta::{Learner, Method};
use maml_live::learn::train::evaluate::{HeldOut, HeldOutError, QUERIES, TASKS};
use maml_live::learn::train::presets;
use maml_live::learn::train::{Recipe, Regression, SinusoidTrainer, TrainError, errors_on};

use maml_live::plot::format::counted;
use serde_json::Value;

use crate::experiment::{SEEDS, SHOTS, STEPS, inner_steps};
use crate::findings;
use crate::progress::Progress;
use crate::workspace::Workspace;
use crate::write::write_at_once;

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
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        error: io::Error,
    },
}

/// The file of what the article says of other experiments, in `www/tables/`.
const FINDINGS: &str = "findings.json";

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
        let recipe = presets::page_for(method);
        let failure = |error| Failure::Training { method: method.name(), error };
        let runs: Result<Vec<Run>, TrainError> =
            SEEDS.into_iter().map(|seed| train(recipe, seed)).collect();
        rows.push((recipe, runs.map_err(failure)?));
    }
    let markdown = markdown(&rows);
    println!("{markdown}");
    let failure = |error| Failure::Training { method: "one of the findings", error };
    let findings = findings::run().map_err(failure)?;
    write(workspace, "sinusoid.md", &markdown)?;
    write(workspace, "sinusoid.csv", &csv(&rows))?;
    write(workspace, FINDINGS, &json_text(&findings))
}

/// Trains nothing, and measures anew what is said of the embedded networks.
///
/// # Errors
/// When the file of findings cannot be read or written.
pub fn renew(workspace: &Workspace) -> Result<(), Failure> {
    let path = workspace.www().join("tables").join(FINDINGS);
    let failure = |error| Failure::File { path: workspace.relative(&path), error };
    let text = fs::read_to_string(&path).map_err(failure)?;
    let mut found = serde_json::from_str(&text).map_err(|error| failure(error.into()))?;
    findings::renew(&mut found);
    write(workspace, FINDINGS, &json_text(&found))
}

fn json_text(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn write(workspace: &Workspace, name: &str, text: &str) -> Result<(), Failure> {
    let path = workspace.www().join("tables").join(name);
    write_at_once(&path, text)
        .map_err(|error| Failure::File { path: workspace.relative(&path), error })?;
    println!("wrote {}", workspace.relative(&path));
    Ok(())
}

fn train(recipe: Recipe, seed: u64) -> Result<Run, TrainError> {
    let mut trainer = Regression::default().trainer(recipe, seed)?;
    let (name, steps) = (recipe.method.name(), inner_steps(recipe.method));
    let mut progress =
        Progress::new(format!("{name}, {steps} inner steps, seed {seed}"), recipe.steps);
    let (mut times, mut lost) = (Vec::new(), 0);
    while !trainer.is_finished() {
        let start = Instant::now();
        // A batch that diverges as a whole leaves θ as it was; the next may not.
        lost += u64::from(trainer.meta_step().is_err());
        times.push(start.elapsed().as_secs_f64());
        progress.show(trainer.meta_steps(), String::new);
    }
    // By the median of the meta-steps: what else the machine does meanwhile does not count.
    times.sort_by(f64::total_cmp);
    let seconds = times.len() as f64 * times.get(times.len() / 2).copied().unwrap_or(0.0);
    let errors = SHOTS.map(|shots| measure(&trainer, shots));
    Ok(Run { seed, seconds, tasks_seen: trainer.tasks_seen(), lost, errors })
}

fn measure(trainer: &SinusoidTrainer, shots: usize) -> [HeldOutError; STEPS.len()] {
    let recipe = trainer.recipe();
    let tasks = HeldOut::new(trainer.source(), shots, TASKS);
    let fixed = [presets::inner_rate(recipe.method) as f32];
    let rates = if trainer.rates().is_empty() { &fixed } else { trainer.rates() };
    let errors = errors_on(trainer.model(), &tasks, trainer.parameters(), rates, &STEPS);
    std::array::from_fn(|index| errors[index])
}

fn markdown(rows: &[(Recipe, Vec<Run>)]) -> String {
    let mut text = format!(
        "<!-- Made by `cargo xtask table`; not to be edited. -->\n\n\
         Mean squared error on {TASKS} held-out tasks of {QUERIES} query points each, after 1, 5 and \
         10 steps of fine-tuning at α on K points; mean over {} seeds, ± half the 95 % interval over \
         tasks. All methods are trained from ten samples a task, on the same tasks in the same order.\n\n\
         Each method's own numbers, its outer rate β first of all, were chosen by `cargo xtask tune` \
         with the same effort for each: 16 settings from three other seeds, the better half \
         of them going on after 4,000, 10,000 and 20,000 meta-steps, compared by the mean logarithm of \
         their errors after 1, 5 and 10 steps from ten samples, on 300 tasks that are not among these \
         ({}). α, and the inner steps of MAML and FOMAML, were not: they say what is asked for.\n\n",
        SEEDS.len(),
        "every candidate is in [tuning.csv](tuning.csv)"
    );
    text += "| method | inner steps | α | β | other numbers |";
    for shots in SHOTS {
        for steps in STEPS {
            let _ = write!(text, " K = {shots}, {steps} |");
        }
    }
    text += " tasks seen | seconds |\n|---|--:|--:|--:|---|";
    text += &"--:|".repeat(SHOTS.len() * STEPS.len() + 2);
    text.push('\n');
    for (recipe, runs) in rows {
        let method = recipe.method;
        let (steps, rate) = (inner_steps(method), rate(method));
        let (beta, own) = (recipe.schedule.peak, own_numbers(method));
        let _ = write!(text, "| {} | {steps} | {rate} | {beta} | {own} |", method.name());
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

/// What else a method needs to be told.
fn own_numbers(method: Method) -> String {
    match method {
        Method::Imaml(proximal) => {
            let (pull, solver) = (proximal.lambda(), proximal.solver());
            format!("λ = {pull}, conjugate gradient: {}", counted(solver.iterations(), "iteration"))
        }
        _ => String::new(),
    }
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
    match method.learned_rates(&Regression::default().network()) {
        0 => presets::inner_rate(method).to_string(),
        _ => "learned".to_owned(),
    }
}
