//! The training engine, and the weights that it has made.

use maml_live::learn::adapt::Inner;
use maml_live::learn::meta::Method;
use maml_live::learn::meta::maml::Maml;
use maml_live::learn::meta::pretrained::Pretrained;
use maml_live::learn::model::mlp::SHAPES;
use maml_live::learn::train::evaluate::{self, Evaluation, HeldOut};
use maml_live::learn::train::optimiser::Rule;
use maml_live::learn::train::{Recipe, Regression, SinusoidTrainer, TrainError, Trainer, presets};
use maml_live::learn::weights::{self, Trained, WeightsError};
use maml_live::learn::{Activation, Distribution, Error, Network, PARAMETERS};

/// A short run of any method.
fn short(method: Method) -> Recipe {
    Recipe { method, tasks: 4, steps: 60, averaging: 0.9, ..presets::fit_maml() }
}

fn methods() -> Vec<Method> {
    let three = Method::Maml(Maml(Inner::usual(3)));
    Method::ALL.iter().copied().chain([three]).collect()
}

/// A run of the article's problem, at its start.
fn trainer(recipe: Recipe, seed: u64) -> Result<SinusoidTrainer, TrainError> {
    Regression::default().trainer(recipe, seed)
}

fn run(trainer: &mut SinusoidTrainer, steps: u64) {
    for _ in 0..steps {
        trainer.step().unwrap();
    }
}

#[test]
fn a_seed_means_a_run() {
    for method in methods() {
        let [mut a, mut b, mut c] = [5, 5, 6].map(|seed| trainer(short(method), seed).unwrap());
        for each in [&mut a, &mut b, &mut c] {
            run(each, 10);
        }
        assert_eq!(a.parameters(), b.parameters(), "{method:?}");
        assert_ne!(a.parameters(), c.parameters(), "{method:?}");
    }
}

#[test]
fn a_resumed_run_is_the_same_to_the_bit() {
    for method in methods() {
        let mut whole = trainer(short(method), 7).unwrap();
        run(&mut whole, 20);
        let checkpoint = whole.checkpoint();
        run(&mut whole, 20);
        let mut resumed =
            Trainer::resume(*whole.model(), *whole.source(), short(method), checkpoint).unwrap();
        run(&mut resumed, 20);
        assert_eq!(whole.checkpoint(), resumed.checkpoint(), "{method:?}");
        assert_eq!(resumed.tasks_seen(), 160);
    }
}

#[test]
fn every_method_learns() {
    for method in methods() {
        let mut whole = trainer(short(method), 1).unwrap();
        let before = held_out(&whole);
        run(&mut whole, 60);
        let after = held_out(&whole);
        assert!(after < before, "{}: {before} → {after}", method.name());
    }
}

/// The error on 200 held-out tasks after one step.
fn held_out(trainer: &SinusoidTrainer) -> f64 {
    let tasks = HeldOut::new(&Distribution::default(), 10, 200);
    let mut evaluation = Evaluation::new(trainer.model(), &[1]);
    evaluation.advance(trainer.model(), &tasks, trainer.parameters(), &[0.01], 200);
    evaluation.error(0).mean
}

#[test]
fn an_evaluation_in_parts_is_the_same() {
    let network = Network::new(Activation::Relu);
    let theta = &weights::maml().values();
    let tasks = HeldOut::new(&Distribution::default(), 10, 50);
    let [mut whole, mut parts] = [(); 2].map(|()| Evaluation::new(&network, &[0, 1, 5]));
    assert!(whole.advance(&network, &tasks, theta, &[0.01], 1000));
    while !parts.advance(&network, &tasks, theta, &[0.01], 7) {}
    assert_eq!(parts.done(), 50);
    for index in 0..3 {
        assert_eq!(whole.error(index), parts.error(index));
    }
}

#[test]
fn divergence_is_a_value() {
    let wild = Recipe {
        method: Method::Maml(Maml(Inner::new(1e6, 5).unwrap())),
        ..short(Method::Pretrained(Pretrained))
    };
    let result = trainer(wild, 1).unwrap().step();
    assert!(matches!(result, Err(TrainError::Learning(Error::Diverged { .. }))), "{result:?}");

    let network = Network::new(Activation::Relu);
    let distribution = Distribution::default();
    let theta = &weights::maml().values();
    let error = evaluate::errors(&network, &distribution, 10, theta, &[10.0], &[10])[0];
    assert_eq!((error.tasks, error.diverged), (0, evaluate::TASKS));
    assert!(error.mean.is_nan());
}

#[test]
fn a_recipe_that_makes_no_sense_is_refused_by_name() {
    let fine = presets::fit_maml();
    let wrong = [
        ("queries", Recipe { queries: 0, ..fine }),
        ("tasks", Recipe { tasks: 0, ..fine }),
        ("tasks", Recipe { tasks: usize::MAX, ..fine }),
        ("shots", Recipe { shots: 1_000_000, ..fine }),
        ("clip", Recipe { clip: f64::NAN, ..fine }),
        ("averaging", Recipe { averaging: 1.0, ..fine }),
    ];
    for (field, recipe) in wrong {
        assert_eq!(trainer(recipe, 1).err(), Some(TrainError::Recipe(field)));
    }
    assert!(trainer(Recipe { shots: 0, rule: Rule::Sgd, ..fine }, 1).is_ok());
    let Regression { distribution, .. } = Regression::default();
    let network = Network::new(Activation::Relu);
    let nan = Trainer::new(network, distribution, fine, &[f32::NAN; PARAMETERS], 1).err();
    assert_eq!(nan, Some(TrainError::Learning(Error::NotFinite)));
}

/// The recorded errors are what the embedded weights give, here as where they were made.
#[test]
fn the_recorded_errors_hold() {
    for trained in [weights::maml(), weights::pretrained()] {
        let network = Network::new(trained.activation);
        for recorded in trained.errors {
            let measured = evaluate::errors(
                &network,
                &Distribution::default(),
                recorded.shots,
                &trained.values(),
                &[trained.alpha as f32],
                &[recorded.steps],
            )[0];
            // Another machine's sines and fused multiply-adds shift the fifth digit.
            assert!((measured.mean - recorded.mean).abs() < 1e-3 * recorded.mean, "{recorded:?}");
            assert_eq!(measured.diverged, recorded.diverged);
        }
    }
}

#[test]
fn the_embedded_weights_are_good_enough() {
    let mean = |trained: &Trained, shots, steps| trained.error(shots, steps).unwrap().mean;
    let maml = weights::maml();
    assert!(mean(maml, 10, 1) <= 0.55);
    assert!(mean(maml, 10, 10) <= 0.10);
    assert!(maml.errors.iter().all(|error| error.diverged == 0));
    let pretrained = weights::pretrained();
    assert_eq!(pretrained.tasks_seen, maml.tasks_seen);
    assert!(mean(pretrained, 10, 10) < 2.0);
}

#[test]
fn the_embedded_weights_are_those_of_the_files() {
    for (name, trained) in [("maml", weights::maml()), ("pretrained", weights::pretrained())] {
        let path = format!("{}/www/weights/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let list = |value: &serde_json::Value| value.as_array().unwrap().clone();
        let values: Vec<f64> =
            list(&file["values"]).iter().map(|value| value.as_f64().unwrap()).collect();
        let shape = |shape| list(shape).iter().map(|n| n.as_u64().unwrap() as usize).collect();
        let shapes: Vec<Vec<usize>> = list(&file["shapes"]).iter().map(shape).collect();
        let parsed = weights::parse(&shapes, file["activation"].as_str().unwrap(), &values);
        assert_eq!(parsed, Ok((trained.activation, trained.values())));
        assert_eq!(file["training"]["tasks_seen"], trained.tasks_seen);
    }
}

#[test]
fn weights_from_elsewhere_are_checked() {
    let shapes: Vec<Vec<usize>> = SHAPES.map(<[usize]>::to_vec).to_vec();
    let values = vec![0.5; PARAMETERS];
    let with = |index: usize, value: f64| {
        let mut values = values.clone();
        values[index] = value;
        values
    };
    let check = |values: &[f64]| weights::parse(&shapes, "tanh", values).err();
    assert_eq!(check(&values), None);
    assert_eq!(check(&values[1..]), Some(WeightsError::Count { wanted: 1761, found: 1760 }));
    assert_eq!(check(&with(3, f64::NAN)), Some(WeightsError::NotFinite(3)));
    assert_eq!(check(&with(1760, 1e39)), Some(WeightsError::NotFinite(1760)));
    let shapes_error = weights::parse(&shapes[1..], "tanh", &values).err();
    assert_eq!(shapes_error, Some(WeightsError::Shapes));
    let activation_error = weights::parse(&shapes, "sigmoid", &values).err();
    assert_eq!(activation_error, Some(WeightsError::Activation));
}

/// The commands' own recipe, to its first steps: the files are what it makes.
#[test]
fn the_recipes_are_sound() {
    for recipe in [presets::fit_maml(), presets::fit_pretrained()] {
        assert_eq!(recipe.check(), Ok(()));
    }
}
