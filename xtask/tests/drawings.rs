//! The networks that are shipped to tell drawings apart are as good as their records say, and
//! good enough, on real handwriting that they never saw.

use std::path::Path;

use maml_live::learn::model::conv::ConvNet;
use maml_live::learn::task::images::Images;
use maml_live::learn::train::drawings::{accuracies_on, nearest_on};
use maml_live::learn::train::evaluate::{HeldOut, TASKS};
use maml_live::learn::weights::drawings::{self, Characters, Classifier};
use xtask::classifiers::held_out;
use xtask::handwriting::{Handwriting, Kin};

fn handwriting() -> Handwriting {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    Handwriting::read(root).expect("the file is there and whole")
}

/// Per cent of the queries that are answered rightly after so many steps.
fn right(classifier: &Classifier, tasks: &HeldOut<Images<f32>>, steps: usize) -> f64 {
    let (network, theta) = (ConvNet::default(), classifier.values());
    100.0 * accuracies_on(&network, tasks, &theta, &classifier.rates, &[steps])[0].mean
}

#[test]
fn the_records_are_those_of_the_shipped_networks() {
    let handwriting = handwriting();
    for (ways, shots) in [(5, 1), (3, 1), (5, 5)] {
        let kinds = [Characters::Invented, Characters::Handwritten];
        for (characters, (_, tasks)) in kinds.into_iter().zip(held_out(&handwriting, ways, shots)) {
            for classifier in [drawings::maml(), drawings::pretrained()] {
                for steps in [1, 5] {
                    let said = classifier.accuracy(characters, ways, shots, steps);
                    let said = said.expect("it was measured").mean;
                    let found = right(classifier, &tasks, steps);
                    // Machines round differently: of 15,000 answers, thirty may change.
                    assert!(
                        (found - said).abs() < 0.2,
                        "{}, {characters:?}, {ways} ways, {shots} shots, {steps} steps: \
                         {found:.2}, and the record says {said}",
                        classifier.method,
                    );
                }
            }
        }
    }
}

/// What the figure promises: real characters, told apart after one step from one drawing each.
#[test]
fn the_shipped_network_tells_real_characters_apart() {
    let handwriting = handwriting();
    for (ways, least) in [(5, 93.0), (3, 94.0)] {
        let tasks = handwriting.tasks(Kin::Any, ways, 1, TASKS);
        let maml = right(drawings::maml(), &tasks, 1);
        assert!(maml >= least, "{ways} ways: {maml:.2}");
        let pretrained = right(drawings::pretrained(), &tasks, 1);
        assert!(maml > pretrained + 1.0, "{ways} ways: {maml:.2}, pretrained {pretrained:.2}");
    }
    let tasks = handwriting.tasks(Kin::Any, 5, 1, TASKS);
    let (maml, pixels) = (right(drawings::maml(), &tasks, 1), nearest_on(&tasks, None));
    assert!(maml >= 100.0 * pixels.mean + 3.0, "{maml:.2}, nearest neighbour {pixels:?}");
}

#[test]
fn the_handwriting_is_whole() {
    assert_eq!(handwriting().len(), 136);
    assert!(Handwriting::read(Path::new("/nowhere")).is_err());
}

/// No drawing is both learned from and asked for, and no character is there twice.
#[test]
fn tasks_of_handwriting_are_fair() {
    for [support, query] in handwriting().tasks(Kin::Any, 5, 5, 20).tasks() {
        assert_eq!((support.len(), query.len(), query.ways()), (25, 25, 5));
        for input in query.inputs() {
            assert!(!support.inputs().contains(input));
        }
    }
}
