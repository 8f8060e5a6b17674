//! `cargo xtask train`, for the networks that tell drawings apart.
//!
//! As with the other networks, all comes from a fixed seed, and what is measured and written is
//! what is shipped: numbers rounded to bytes.

use std::path::Path;
use std::time::Instant;
use std::{fs, io};

use maml_live::learn::Model;
use maml_live::learn::meta::Learner;
use maml_live::learn::model::conv::ConvNet;
use maml_live::learn::task::alphabet::Alphabet;
use maml_live::learn::task::images::Images;
use maml_live::learn::train::drawings::{self, accuracies_on};
use maml_live::learn::train::evaluate::{HeldOut, HeldOutError, TASKS};
use maml_live::learn::train::presets::{self, SEED};
use maml_live::learn::train::{Recipe, TrainError};
use maml_live::learn::weights::drawings::{restored, rounded};
use serde_json::{Value, json};

use crate::experiment::inner_steps;
use crate::handwriting::{Handwriting, Kin};
use crate::progress::Progress;
use crate::train::{Failure, Networks, describe};
use crate::workspace::Workspace;
use crate::write::write_at_once;

/// The numbers of classes, and of drawings of each, that accuracies are measured for.
pub const SETTINGS: [(usize, usize); 4] = [(5, 1), (5, 5), (3, 1), (3, 5)];

/// The numbers of fine-tuning steps that accuracies are taken after.
pub const STEPS: [usize; 5] = [0, 1, 5, 10, 20];

/// The rates of the last layer and of those below it that are tried for the pretrained network.
const HEAD_RATES: [f32; 7] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];
const BODY_RATES: [f32; 6] = [0.0, 0.003, 0.01, 0.03, 0.1, 0.3];

/// A network, and the rates it is fine-tuned with, one for each tensor.
#[derive(Clone, Debug)]
pub struct Classifier {
    /// θ.
    pub theta: Vec<f32>,
    /// The rates.
    pub rates: Vec<f32>,
}

/// Trains (or keeps), measures and writes `www/weights/drawings-maml.json` and
/// `www/weights/drawings-pretrained.json`.
///
/// # Errors
/// When a run diverges, or a file cannot be read or written.
pub fn run(workspace: &Workspace, networks: Networks) -> Result<(), Failure> {
    let failed = |path: &Path, error| Failure::File { path: workspace.relative(path), error };
    let handwriting = Handwriting::read(workspace.root())
        .map_err(|error| failed(&workspace.root().join("tests/omniglot"), error))?;
    let recipes = [
        ("drawings-maml", presets::drawings_maml()),
        ("drawings-pretrained", presets::drawings_pretrained()),
    ];
    for (number, (name, recipe)) in recipes.into_iter().enumerate() {
        let path = workspace.www().join(format!("weights/{name}.json"));
        let (classifier, mut record) = match (networks, number) {
            (Networks::Kept, _) => kept(&path).map_err(|error| failed(&path, error))?,
            (Networks::Trained, 0) => (meta_trained(name, recipe)?, trained(&recipe)),
            (Networks::Trained, _) => (pretrained(name, recipe)?, pretrained_record(&recipe)),
        };
        let shipped = Shipped::of(classifier).ok_or(Failure::TooLarge(name))?;
        record["accuracies"] = json!(measure(&shipped.classifier, &handwriting));
        write_at_once(&path, &shipped.text(&record)).map_err(|error| failed(&path, error))?;
        println!("wrote {}", workspace.relative(&path));
    }
    Ok(())
}

/// A network as it is shipped, and the form in which it is.
struct Shipped {
    units: Vec<i8>,
    tensors: Vec<(usize, f32)>,
    classifier: Classifier,
}

impl Shipped {
    fn of(classifier: Classifier) -> Option<Self> {
        let network = ConvNet::<f32>::default();
        let (units, tensors) = rounded(&classifier.theta, network.tensors())?;
        let theta = restored(&units, &tensors);
        Some(Self { units, tensors, classifier: Classifier { theta, ..classifier } })
    }

    /// The JSON text, the weights on one line.
    fn text(&self, record: &Value) -> String {
        let training = serde_json::to_string_pretty(record).unwrap_or_default();
        format!(
            "{{\n\"tensors\": {},\n\"units\": {},\n\"rates\": {},\n\"training\": {training}\n}}\n",
            json!(self.tensors),
            json!(self.units),
            json!(self.classifier.rates),
        )
    }
}

/// The network that is in the file already.
fn kept(path: &Path) -> io::Result<(Classifier, Value)> {
    let mut file: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let units: Vec<i8> = serde_json::from_value(file["units"].take())?;
    let tensors: Vec<(usize, f32)> = serde_json::from_value(file["tensors"].take())?;
    let rates = serde_json::from_value(file["rates"].take())?;
    let theta = restored(&units, &tensors);
    Ok((Classifier { theta, rates }, file["training"].take()))
}

/// Trains by MAML or one of its relatives. Where the method learns no rates, it is fine-tuned
/// with its own.
///
/// # Errors
/// When a run fails.
pub fn meta_trained(name: &'static str, recipe: Recipe) -> Result<Classifier, Failure> {
    let failure = |error: TrainError| Failure::Training { name, error };
    let mut trainer = drawings::trainer(recipe, SEED).map_err(failure)?;
    let (start, mut progress) = (Instant::now(), Progress::new(name, recipe.steps));
    while !trainer.is_finished() {
        let batch = trainer.meta_step().map_err(failure)?;
        progress
            .show(trainer.meta_steps(), || format!(", loss of the last batch {:.3}", batch.loss));
    }
    println!("{name}: {} tasks in {:.0} s", trainer.tasks_seen(), start.elapsed().as_secs_f64());
    let own = recipe.method.inner().map_or(0.0, |inner| inner.rate()) as f32;
    let rates = match trainer.rates() {
        [] => ConvNet::<f32>::default().tensors().map(|_| own).collect(),
        learned => learned.to_vec(),
    };
    Ok(Classifier { theta: trainer.parameters().to_vec(), rates })
}

/// Trains one network on many characters, puts a new last layer on it, and looks for the rates
/// that suit it.
///
/// # Errors
/// When the run fails.
pub fn pretrained(name: &'static str, recipe: Recipe) -> Result<Classifier, Failure> {
    let failure = |error: TrainError| Failure::Training { name, error };
    let classes = presets::CLASSES;
    let mut trainer = drawings::pretraining(recipe, classes, SEED).map_err(failure)?;
    let (start, mut progress) = (Instant::now(), Progress::new(name, recipe.steps));
    while !trainer.is_finished() {
        let batch = trainer.pool_step().map_err(failure)?;
        progress
            .show(trainer.meta_steps(), || format!(", loss of the last batch {:.3}", batch.loss));
    }
    println!("{name}: {} batches in {:.0} s", recipe.steps, start.elapsed().as_secs_f64());
    let theta = drawings::with_new_head(trainer.parameters(), classes);
    let rates = best_rates(&theta);
    Ok(Classifier { theta, rates })
}

/// The rates of the last layer and of the others by which a network is right most often about
/// invented characters that no table is taken from: the mean over one and five shots, one and
/// five steps.
pub fn best_rates(theta: &[f32]) -> Vec<f32> {
    const TASKS: usize = 200;
    let network = ConvNet::<f32>::default();
    let sets = [1, 5].map(|shots| HeldOut::for_tuning(&Alphabet::default(), shots, TASKS));
    let (mut best, mut most) = (Vec::new(), 0.0);
    for head in HEAD_RATES {
        for body in BODY_RATES {
            let rates: Vec<f32> =
                (0..network.tensors().count()).map(|t| if t < 6 { body } else { head }).collect();
            let found = sets
                .iter()
                .flat_map(|tasks| accuracies_on(&network, tasks, theta, &rates, &[1, 5]));
            // A task on which fine-tuning diverged is one that it has nothing right of.
            let right = |found: HeldOutError| match found.tasks {
                0 => 0.0,
                tasks => found.mean * tasks as f64 / TASKS as f64,
            };
            let mean = found.map(right).sum::<f64>() / 4.0;
            if mean > most {
                (best, most) = (rates, mean);
            }
        }
    }
    println!("  best rates {best:?}: {:.1} % right", 100.0 * most);
    best
}

/// How often a network is right, for all settings and numbers of steps.
fn measure(classifier: &Classifier, handwriting: &Handwriting) -> Vec<Value> {
    let mut found = Vec::new();
    for (ways, shots) in SETTINGS {
        for (characters, tasks) in held_out(handwriting, ways, shots) {
            let Classifier { theta, rates } = classifier;
            let accuracies = accuracies_on(&ConvNet::default(), &tasks, theta, rates, &STEPS);
            print!("  {characters:11} {ways} ways, {shots} shots:");
            for (steps, accuracy) in STEPS.into_iter().zip(accuracies) {
                let [mean, interval] = [accuracy.mean, accuracy.interval].map(percent);
                print!("  {steps} steps {mean:.1} ± {interval:.1}");
                found.push(json!({
                    "characters": characters, "ways": ways, "shots": shots, "steps": steps,
                    "mean": mean, "interval": interval,
                }));
            }
            println!();
        }
    }
    found
}

/// Held-out tasks of both kinds, with the names of their characters.
pub fn held_out(
    handwriting: &Handwriting,
    ways: usize,
    shots: usize,
) -> [(&'static str, HeldOut<Images<f32>>); 2] {
    [
        ("invented", HeldOut::new(&Alphabet { ways }, shots, TASKS)),
        ("handwritten", handwriting.tasks(Kin::Any, ways, shots, TASKS)),
    ]
}

/// A part as per cent, to two decimals.
pub fn percent(part: f64) -> f64 {
    (10_000.0 * part).round() / 100.0
}

/// What a run of a meta-learner came to.
fn trained(recipe: &Recipe) -> Value {
    json!({
        "command": "cargo xtask train",
        "method": recipe.method.name(),
        "seed": SEED,
        "meta_steps": recipe.steps,
        "tasks_seen": recipe.steps * recipe.tasks as u64,
        "inner_steps": inner_steps(recipe.method),
        "recipe": describe_start(recipe),
        "held_out": { "tasks": TASKS },
    })
}

/// What pretraining came to.
fn pretrained_record(recipe: &Recipe) -> Value {
    let mut record = trained(recipe);
    record["classes"] = json!(presets::CLASSES);
    record["drawings_seen"] = json!(recipe.steps * (recipe.shots + recipe.queries) as u64);
    record
}

fn describe_start(recipe: &Recipe) -> Value {
    let mut choices = describe(recipe);
    choices["initialisation"] = json!("He normal, last layer 0.3 times Glorot normal");
    choices
}
