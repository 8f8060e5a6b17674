//! The crate as a library: the example that shows how to meta-learn on a model of one's own is
//! run, and does what it says.

#[allow(dead_code, reason = "the example has a main function of its own")]
#[path = "../examples/logistic_regression.rs"]
mod logistic_regression;

use logistic_regression::{Boundaries, LogisticRegression, learn};
use maml_live::learn::Task;
use maml_live::learn::meta::{Method, Workspace, initial, update};
use maml_live::learn::task::source::Source;
use maml_live::rand::SeedableRng;
use maml_live::rand::rngs::ChaCha8Rng;

#[test]
fn a_model_of_ones_own_is_meta_learned() {
    let [zeros, maml] = learn().unwrap();
    assert!(maml < 0.6 * zeros, "{zeros} → {maml}");
}

/// Every method takes a step on it, and none needs more than the trait.
#[test]
fn every_method_updates_a_model_of_ones_own() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let [mut support, mut query] = [Vec::new(), Vec::new()];
    let task = Boundaries.task(&mut rng);
    Boundaries.sample(&task, 10, &mut rng, &mut support);
    Boundaries.sample(&task, 10, &mut rng, &mut query);
    let (model, batch) = (LogisticRegression, [Task { support: &support, query: &query }]);
    for method in Method::ALL {
        let mut omega = initial(&model, method, &[0.1, -0.2, 0.3]);
        let before = omega.clone();
        let mut room = Workspace::new(&model);
        let first = update(&model, method, &mut omega, &batch, 0.01, &mut room).unwrap();
        assert_ne!(omega, before, "{}", method.name());
        let second = update(&model, method, &mut omega, &batch, 0.01, &mut room).unwrap();
        assert!(second.loss < first.loss, "{}: {first:?}, {second:?}", method.name());
    }
}
