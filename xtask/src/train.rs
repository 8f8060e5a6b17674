//! `cargo xtask train`: trains the networks that the page embeds.
//!
//! Everything comes from a fixed seed and no clock is written down, so that the command makes
//! the same files whenever it runs on the same kind of machine. They are written when
//! all is done, each at one stroke: an interrupted run leaves the old ones as they were.
//!
//! What is measured, written and shipped is the network as the page has it, its numbers
//! rounded to whole [`UNIT`](maml_live::learn::weights::UNIT)s.

use std::path::Path;
use std::time::Instant;
use std::{fs, io};

use maml_live::learn::model::mlp::SHAPES;
use maml_live::learn::train::evaluate::{HeldOut, HeldOutError, QUERIES, TASKS};
use maml_live::learn::train::initialise::Initialisation;
use maml_live::learn::train::optimiser::Rule;
use maml_live::learn::train::presets::{self, ALPHA, SEED};
use maml_live::learn::train::schedule::Decay;
use maml_live::learn::train::{Recipe, Regression, SinusoidTrainer, TrainError, errors_on};
use maml_live::learn::weights;
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

/// Where the networks come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Networks {
    /// They are trained.
    Trained,
    /// They are those that are there already, to be measured anew.
    Kept,
}

/// A network as it is shipped, with what is known of its training.
struct Shipped {
    theta: Vec<f32>,
    training: Value,
}

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
    /// A weight is too large for the form in which networks are shipped.
    #[error("{0} has a weight that is too large to be shipped")]
    TooLarge(&'static str),
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        error: io::Error,
    },
}

/// Trains (or keeps), evaluates and writes `www/weights/maml.json` and
/// `www/weights/pretrained.json`.
///
/// # Errors
/// When a run diverges, or a file cannot be read or written.
pub fn run(workspace: &Workspace, networks: Networks) -> Result<(), Failure> {
    let recipes = [("maml", presets::fit_maml()), ("pretrained", presets::fit_pretrained())];
    let mut files = Vec::new();
    for (name, recipe) in recipes {
        let path = workspace.www().join(format!("weights/{name}.json"));
        let Shipped { theta, mut training } = match networks {
            Networks::Trained => train(name, recipe).map(|trainer| trained(&trainer))?,
            Networks::Kept => kept(&path).map_err(|error| failed(workspace, &path, error))?,
        };
        let theta = weights::rounded(&theta).ok_or(Failure::TooLarge(name))?;
        let [errors, bolder] = [ALPHA, BOLDER].map(|rate| measure(&theta, rate));
        [&errors, &bolder].into_iter().for_each(print_errors);
        training["errors"] = json!(listed(&errors));
        training["bolder"] = json!({ "alpha": BOLDER, "errors": listed(&bolder) });
        files.push((path, weights_file(&theta, &training)));
    }
    for (path, text) in files {
        write_at_once(&path, &text).map_err(|error| failed(workspace, &path, error))?;
        println!("wrote {}", workspace.relative(&path));
    }
    Ok(())
}

fn failed(workspace: &Workspace, path: &Path, error: io::Error) -> Failure {
    Failure::File { path: workspace.relative(path), error }
}

/// The network that is in the file already.
fn kept(path: &Path) -> io::Result<Shipped> {
    let mut file: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let theta = serde_json::from_value(file["values"].take())?;
    Ok(Shipped { theta, training: file["training"].take() })
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
fn measure(theta: &[f32], rate: f64) -> Errors {
    let Regression { distribution, .. } = Regression::default();
    let network = Regression::default().network();
    SHOTS
        .map(|shots| {
            let tasks = HeldOut::new(&distribution, shots, TASKS);
            (shots, errors_on(&network, &tasks, theta, &[rate as f32], &STEPS))
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

/// What a run came to.
fn trained(trainer: &SinusoidTrainer) -> Shipped {
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
    });
    Shipped { theta: trainer.parameters().to_vec(), training }
}

/// The JSON text, the weights on one line.
fn weights_file(theta: &[f32], training: &Value) -> String {
    let values: Vec<String> = theta.iter().map(f32::to_string).collect();
    let training = serde_json::to_string_pretty(training).unwrap_or_default();
    format!(
        "{{\n\"shapes\": {},\n\"activation\": {},\n\"values\": [{}],\n\"training\": {training}\n}}\n",
        json!(SHAPES),
        json!(Regression::default().activation.name()),
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
pub(crate) fn describe(recipe: &Recipe) -> Value {
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
