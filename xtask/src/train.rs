//! `cargo xtask train`: trains the networks that the page embeds.
//!
//! Everything comes from a fixed seed and no clock is written down, so that the command makes
//! the same files whenever it runs on the same kind of machine. They are written when
//! all is done, each at one stroke: an interrupted run leaves the old ones as they were.

use std::io;
use std::time::Instant;

use maml_live::learn::model::mlp::SHAPES;
use maml_live::learn::train::evaluate::{HeldOut, HeldOutError, QUERIES, TASKS};
use maml_live::learn::train::initialise::Initialisation;
use maml_live::learn::train::optimiser::Rule;
use maml_live::learn::train::presets::{self, ALPHA, SEED};
use maml_live::learn::train::schedule::Decay;
use maml_live::learn::train::{Recipe, Regression, SinusoidTrainer, TrainError, errors_on};
use serde_json::{Value, json};

use crate::experiment::{SHOTS, inner_steps};
use crate::progress::Progress;
use crate::workspace::Workspace;
use crate::write::write_at_once;

/// The numbers of fine-tuning steps that the errors of the embedded networks are taken after:
/// those of every experiment, and the most that a figure takes.
const STEPS: [usize; 4] = [1, 5, 10, 1000];

/// A rate that the networks were not trained for, to show what that costs.
const BOLDER: f64 = 2.0 * ALPHA;

/// Errors for each number of shots (outer) and steps (inner).
type Errors = Vec<(usize, Vec<HeldOutError>)>;

/// Why no weights were written.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A run failed.
    #[error("training {name} failed: {error}")]
    Training {
        /// The network's name.
        name: &'static str,
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

/// Trains, evaluates and writes `www/weights/maml.json` and `www/weights/pretrained.json`.
///
/// # Errors
/// When a run diverges, or a file cannot be written.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let networks = [("maml", presets::fit_maml()), ("pretrained", presets::fit_pretrained())];
    let mut files = Vec::new();
    for (name, recipe) in networks {
        let trainer = train(name, recipe)?;
        let errors = [ALPHA, BOLDER].map(|rate| measure(&trainer, rate));
        errors.iter().for_each(print_errors);
        files.push((name, weights_file(&trainer, &errors)));
    }
    for (name, text) in files {
        let path = workspace.www().join(format!("weights/{name}.json"));
        write_at_once(&path, &text)
            .map_err(|error| Failure::Write { path: workspace.relative(&path), error })?;
        println!("wrote {}", workspace.relative(&path));
    }
    Ok(())
}

fn train(name: &'static str, recipe: Recipe) -> Result<SinusoidTrainer, Failure> {
    let failure = |error| Failure::Training { name, error };
    let start = Instant::now();
    let mut trainer = Regression::default().trainer(recipe, SEED).map_err(failure)?;
    let mut progress = Progress::new(name, recipe.steps);
    while !trainer.is_finished() {
        let batch = trainer.meta_step().map_err(failure)?;
        progress
            .show(trainer.meta_steps(), || format!(", loss of the last batch {:.3}", batch.loss));
    }
    let tasks = trainer.tasks_seen();
    println!("{name}: {tasks} tasks in {:.1} s", start.elapsed().as_secs_f64());
    Ok(trainer)
}

/// The errors on held-out tasks that are fine-tuned at the inner rate `rate`.
fn measure(trainer: &SinusoidTrainer, rate: f64) -> Errors {
    SHOTS
        .map(|shots| {
            let theta = trainer.parameters();
            let rates = [rate as f32];
            let tasks = HeldOut::new(trainer.source(), shots, TASKS);
            let errors = errors_on(trainer.model(), &tasks, theta, &rates, &STEPS);
            (shots, errors)
        })
        .to_vec()
}

fn print_errors(errors: &Errors) {
    for (shots, errors) in errors {
        print!("  K = {shots:2}:");
        for (steps, error) in STEPS.iter().zip(errors) {
            print!("  {steps:2} steps {:.3} ± {:.3}", error.mean, error.interval);
            if error.diverged > 0 {
                print!(" ({} diverged)", error.diverged);
            }
        }
        println!();
    }
}

/// The JSON text, the weights on one line.
fn weights_file(trainer: &SinusoidTrainer, [errors, bolder]: &[Errors; 2]) -> String {
    let recipe = trainer.recipe();
    let training = json!({
        "command": "cargo xtask train",
        "method": recipe.method.name(),
        "seed": SEED,
        "tasks_seen": trainer.tasks_seen(),
        "meta_steps": trainer.meta_steps(),
        "inner_steps": inner_steps(recipe.method),
        "alpha": ALPHA,
        "recipe": describe(recipe),
        "held_out": { "tasks": TASKS, "query_points": QUERIES, "alpha": ALPHA },
        "errors": listed(errors),
        "bolder": { "alpha": BOLDER, "errors": listed(bolder) },
    });
    let values: Vec<String> = trainer.parameters().iter().map(f32::to_string).collect();
    let training = serde_json::to_string_pretty(&training).unwrap_or_default();
    format!(
        "{{\n\"shapes\": {},\n\"activation\": {},\n\"values\": [{}],\n\"training\": {training}\n}}\n",
        json!(SHAPES),
        json!(trainer.model().activation().name()),
        values.join(","),
    )
}

/// Errors as the record has them.
fn listed(errors: &Errors) -> Vec<Value> {
    let by_shots = errors.iter().flat_map(|(shots, errors)| {
        STEPS.iter().zip(errors).map(move |(steps, error)| (shots, steps, error))
    });
    by_shots
        .map(|(shots, steps, error)| {
            json!({
                "shots": shots, "steps": steps, "mean": error.mean,
                "interval": error.interval, "diverged": error.diverged,
            })
        })
        .collect()
}

/// The choices of a recipe that a reader may want to know.
fn describe(recipe: &Recipe) -> Value {
    let schedule = recipe.schedule;
    json!({
        "initialisation": match Regression::default().initialisation {
            Initialisation::TruncatedNormal(deviation) => format!("truncated normal {deviation}"),
            Initialisation::Glorot { output_scale } =>
                format!("Glorot uniform, output layer × {output_scale}"),
            Initialisation::Spread { steepness, reach, .. } =>
                format!("kinks spread over ±{reach}, slopes up to {steepness}"),
        },
        "shots": recipe.shots,
        "query_points": recipe.queries,
        "tasks_per_step": recipe.tasks,
        "optimiser": match recipe.rule {
            Rule::Sgd => "SGD".to_owned(),
            Rule::Adam { beta1, beta2, .. } => format!("Adam, β₁ = {beta1}, β₂ = {beta2}"),
        },
        "rate": schedule.peak,
        "warm_up": schedule.warm_up,
        "decay": match schedule.decay {
            Decay::Constant => "none",
            Decay::Cosine => "cosine to 0",
        },
        "clip": if recipe.clip.is_finite() { json!(recipe.clip) } else { Value::Null },
        "averaging": recipe.averaging,
    })
}
