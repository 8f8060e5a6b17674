//! What the article says of experiments that are in no other record, measured.
//!
//! [`run`] is part of `cargo xtask table` and writes `www/tables/findings.json`, from which a
//! chapter takes a number as `{{findings.long.maml.k5}}`. Errors are those of
//! [`evaluate`](maml_live::learn::train::evaluate): means over its 600 held-out tasks; those of
//! networks trained here are means over [`SEEDS`] too. In names `k5` means
//! five samples a task, and a number behind it the steps of fine-tuning.

use std::collections::BTreeMap;

use maml_live::learn::meta::Listed;
use maml_live::learn::meta::maml::Maml;
use maml_live::learn::meta::pretrained::Pretrained;
use maml_live::learn::model::Model;
use maml_live::learn::task::samples::Samples;
use maml_live::learn::task::sinusoid::Interval;
use maml_live::learn::train::evaluate::{HeldOut, TASKS};
use maml_live::learn::train::initialise::Initialisation;
use maml_live::learn::train::presets::{self, ALPHA};
use maml_live::learn::train::{Recipe, Regression, TrainError, errors_on};
use maml_live::learn::weights::{self, Trained};
use maml_live::learn::{Distribution, Network, PARAMETERS};
use serde_json::{Value, json};

use crate::experiment::SEEDS;

/// Errors by the number of fine-tuning steps.
type Errors = BTreeMap<usize, f64>;

/// Measures everything that is not in the table.
///
/// # Errors
/// When a run fails.
pub(crate) fn run() -> Result<Value, TrainError> {
    let mut found = json!({ "narrow": narrow()?, "authors": authors()?, "race": race()? });
    renew(&mut found);
    Ok(found)
}

/// Measures anew what is `found` of the embedded networks, for which nothing is trained.
pub(crate) fn renew(found: &mut Value) {
    found["long"] = long();
    found["rate"] = rate();
    found["linear"] = linear();
}

/// The errors of θ after each of the numbers `after` of steps at `rate` from `shots` samples.
fn errors(
    network: &Network<f32>,
    theta: &[f32],
    distribution: &Distribution,
    shots: usize,
    rate: f64,
    after: &[usize],
) -> Errors {
    let tasks = HeldOut::new(distribution, shots, TASKS);
    let errors = errors_on(network, &tasks, theta, &[rate as f32], after);
    after.iter().zip(errors).map(|(&steps, error)| (steps, error.mean)).collect()
}

/// The networks of the fitting figures, with their names.
fn embedded() -> [(&'static str, &'static Trained); 2] {
    [("maml", weights::maml()), ("pretrained", weights::pretrained())]
}

/// The embedded networks, fine-tuned for long: `long.maml.k5`.
fn long() -> Value {
    const STEPS: usize = 3000;
    let mut found = json!({ "steps": STEPS, "alpha": ALPHA });
    for (name, trained) in embedded() {
        for shots in [5, 10] {
            let (network, everything) = (Network::new(trained.activation), Distribution::default());
            let errors = errors(&network, &trained.values(), &everything, shots, ALPHA, &[STEPS]);
            found[name][format!("k{shots}")] = json!(errors[&STEPS]);
        }
    }
    found
}

/// The embedded networks at the rate they were trained for, and at twice that rate:
/// `rate.maml.k5.same.1`, `rate.maml.k5.double.1`.
fn rate() -> Value {
    let mut found = json!({ "same": ALPHA, "double": 2.0 * ALPHA });
    for (name, trained) in embedded() {
        for shots in [5, 10] {
            for (which, rate) in [("same", ALPHA), ("double", 2.0 * ALPHA)] {
                let network = Network::new(trained.activation);
                let everything = Distribution::default();
                let errors =
                    errors(&network, &trained.values(), &everything, shots, rate, &[1, 2, 5, 10]);
                found[name][format!("k{shots}")][which] = json!(errors);
            }
        }
    }
    found
}

/// How much of the first step of the MAML network, from ten samples, a network that is linear in
/// its parameters would make: `linear.share` of the gain.
///
/// The linear network is f_θ(x) + ∇f_θ(x)ᵀ (φ − θ), its last term a difference quotient over
/// a millionth of the step; between two kinks that is exact.
fn linear() -> Value {
    const SHOTS: usize = 10;
    const PART: f64 = 1e-6;
    let trained = weights::maml();
    let network = Network::<f64>::new(trained.activation);
    let theta: Vec<f64> = trained.values().iter().map(|&value| value.into()).collect();
    let (mut tape, mut gradient) = (network.tape(), vec![0.0; PARAMETERS]);
    let mut sums = [0.0; 3];
    let tasks = HeldOut::new(&Distribution::default(), SHOTS, TASKS);
    for sets in tasks.tasks() {
        let [support, query] = sets.each_ref().map(in_double);
        network.gradient(&theta, &support, &mut tape, &mut gradient);
        let after = |part: f64| -> Vec<f64> {
            let step = theta.iter().zip(&gradient).map(|(&p, &g)| p - part * ALPHA * g);
            let mut f = vec![0.0; query.len()];
            network.predict(&step.collect::<Vec<f64>>(), query.x(), &mut f);
            f
        };
        let (before, a_little, real) = (after(0.0), after(PART), after(1.0));
        let linear: Vec<f64> =
            before.iter().zip(&a_little).map(|(&f, &g)| f + (g - f) / PART).collect();
        for (sum, f) in sums.iter_mut().zip([before, linear, real]) {
            let residuals = f.iter().zip(query.y()).map(|(f, y)| (f - y).powi(2));
            *sum += residuals.sum::<f64>() / query.len() as f64 / TASKS as f64;
        }
    }
    let [before, linear, after] = sums;
    let share = 100.0 * (before - linear) / (before - after);
    json!({ "before": before, "linear": linear, "after": after, "percent": share })
}

fn in_double(samples: &Samples<f32>) -> Samples<f64> {
    let mut double = Samples::default();
    for (&x, &y) in samples.x().iter().zip(samples.y()) {
        double.push(x.into(), y.into());
    }
    double
}

/// The means over seeds of [`errors`] from ten samples, of networks trained by `recipe`.
fn trained(problem: Regression, recipe: Recipe, after: &[usize]) -> Result<Errors, TrainError> {
    let mut means = Errors::new();
    for seed in SEEDS {
        let mut trainer = problem.trainer(recipe, seed)?;
        while !trainer.is_finished() {
            trainer.meta_step()?;
        }
        let (theta, on) = (trainer.parameters(), &problem.distribution);
        for (steps, error) in errors(trainer.model(), theta, on, 10, ALPHA, after) {
            *means.entry(steps).or_default() += error / SEEDS.len() as f64;
        }
    }
    Ok(means)
}

/// Tasks whose phases lie between 0 and 0.3, for training and for measuring, beside all:
/// `narrow.narrow.maml.1`, `narrow.all.maml.1`, and the ratios of pretraining to MAML.
fn narrow() -> Result<Value, TrainError> {
    let all = Distribution::default();
    let phase = Interval::new(0.0, 0.3).unwrap_or(all.phase);
    let mut found = json!({ "phase_max": phase.high() });
    for (which, distribution) in [("all", all), ("narrow", Distribution { phase, ..all })] {
        let problem = Regression { distribution, ..Regression::default() };
        let maml = trained(problem, presets::page_for(Maml::USUAL.into()), &[1, 10])?;
        let pretrained = trained(problem, presets::page_for(Pretrained::USUAL.into()), &[1, 10])?;
        let ratio: Errors =
            maml.iter().map(|(&steps, error)| (steps, pretrained[&steps] / error)).collect();
        found[which] = json!({ "maml": maml, "pretrained": pretrained, "ratio": ratio });
    }
    Ok(found)
}

/// The settings of the MAML authors' own code, on our tasks, from ten samples: `authors.1`.
fn authors() -> Result<Value, TrainError> {
    let initialisation = Initialisation::TruncatedNormal(0.01);
    let problem = Regression { initialisation, ..Regression::default() };
    let recipe = presets::authors();
    let mut found = json!(trained(problem, recipe, &[1, 5, 10])?);
    found["tasks_seen"] = json!(recipe.steps * recipe.tasks as u64);
    Ok(found)
}

/// MAML and pretraining along their runs: the error after one step from ten samples where it
/// is lowest and at the end, and the error before any step at the same places:
/// `race.pretrained.lowest.after`.
fn race() -> Result<Value, TrainError> {
    let mut found = json!({});
    let problem = Regression::default();
    for (name, method) in [("maml", Maml::USUAL.into()), ("pretrained", Pretrained::USUAL.into())] {
        let recipe = presets::page_for(method);
        let mut curve: Vec<[f64; 3]> = Vec::new();
        for seed in SEEDS {
            let mut trainer = problem.trainer(recipe, seed)?;
            for place in 0.. {
                let goal = (1.25_f64.powi(place) as u64).min(recipe.steps);
                while trainer.meta_steps() < goal {
                    trainer.meta_step()?;
                }
                let theta = trainer.parameters();
                let on = &problem.distribution;
                let errors = errors(trainer.model(), theta, on, 10, ALPHA, &[0, 1]);
                let place = place as usize;
                curve.resize(curve.len().max(place + 1), [0.0; 3]);
                let point = &mut curve[place];
                point[0] = trainer.tasks_seen() as f64;
                point[1] += errors[&0] / SEEDS.len() as f64;
                point[2] += errors[&1] / SEEDS.len() as f64;
                if trainer.is_finished() {
                    break;
                }
            }
        }
        let point = |point: Option<&[f64; 3]>| {
            point.map(|[tasks, before, after]| {
                json!({ "tasks_seen": tasks, "before": before, "after": after })
            })
        };
        let lowest = curve.iter().min_by(|a, b| a[2].total_cmp(&b[2]));
        found[name] = json!({
            "beta": recipe.schedule.peak, "lowest": point(lowest), "last": point(curve.last()),
        });
    }
    Ok(found)
}
