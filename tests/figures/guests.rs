//! Networks from elsewhere in `fit-maml` and `drawings`: whose they are, what is to blame if they
//! fail, and the way back.

use maml_live::contract::{Changed, Figure, Weights};
use maml_live::learn::weights::drawings::{self, PARAMETERS, TENSORS};
use maml_live::learn::{Activation, weights};

use super::support::{SIZES, demand_sound, output, readout, state};

/// `fit-maml` in the state of a link, with a network from a reader's file.
fn with_guest(link: &str, values: Vec<f32>) -> Box<dyn Figure> {
    with_file(link, values, Vec::new())
}

/// The same for any figure, with inner rates.
fn with_file(link: &str, values: Vec<f32>, rates: Vec<f32>) -> Box<dyn Figure> {
    let mut figure = state(link);
    let origin = "the network from your file".to_string();
    let guest = Weights { values, activation: Activation::Relu, rates, origin };
    let exchange = figure.exchange().expect("the figure takes networks");
    assert_eq!(exchange.take(guest), Changed::Picture);
    figure
}

fn notice(figure: &dyn Figure) -> String {
    figure.notice().unwrap_or_default()
}

const RATE: &str = "inner rate α is too large";

#[test]
fn huge_weights_are_blamed_themselves_and_their_file_is_not_forgotten() {
    for weight in [1e10, 1e5, f32::MAX] {
        let figure = with_guest("fit-maml", vec![weight; 1761]);
        let said = notice(figure.as_ref());
        assert!(said.contains("network from your file"), "{weight}: {said}");
        assert!(said.contains("weights"), "{weight}: {said}");
        assert!(!said.contains(RATE), "{weight}: {said}");
        demand_sound(figure.as_ref(), &SIZES, "huge weights");
    }
}

#[test]
fn a_rate_that_is_too_large_is_blamed_for_a_guest_too() {
    let own = weights::maml().values();
    let link = "fit-maml?alpha=0.1&amplitude=5&samples=5,5,5,5,5";
    assert!(notice(state(link).as_ref()).contains(RATE), "the rate is too large to begin with");
    let figure = with_guest(link, own.clone());
    let said = notice(figure.as_ref());
    assert!(said.contains(RATE) && said.contains("network from your file"), "{said}");
    // With nothing amiss only the origin is said.
    let said = notice(with_guest("fit-maml", own).as_ref());
    assert!(said.contains("network from your file") && !said.contains("too large"), "{said}");
}

#[test]
fn reset_brings_the_own_network_back() {
    let original = output(state("fit-maml").as_ref(), "curve-mse");
    let mut figure = with_guest("fit-maml?amplitude=2", vec![1e10; 1761]);
    assert_ne!(output(figure.as_ref(), "curve-mse"), original);
    figure.reset();
    assert_eq!(output(figure.as_ref(), "curve-mse"), original);
    assert_eq!(figure.settings(), state("fit-maml").settings());
    assert_eq!(figure.notice(), None);
}

/// The answers of the three on the board.
fn answers(figure: &dyn Figure) -> [Vec<f64>; 3] {
    ["prediction", "prediction-pretrained", "prediction-nearest"].map(|key| output(figure, key))
}

#[test]
fn a_network_on_the_board_that_cannot_be_computed_with_is_blamed_and_alone_in_it() {
    let original = answers(state("drawings").as_ref());
    let (own, rates) = (drawings::maml().values(), drawings::maml().rates.to_vec());
    let huge = |value: f32| (vec![value; PARAMETERS], rates.clone());
    for (values, rates) in [huge(1e10), huge(f32::MAX), (own.clone(), vec![1e38; TENSORS])] {
        for link in ["drawings", "drawings?steps=20&ways=5&shots=5"] {
            let others = answers(state(link).as_ref());
            let mut figure = with_file(link, values.clone(), rates.clone());
            let said = notice(figure.as_ref());
            assert!(
                said.contains("network from your file") && said.contains("too large"),
                "{said}"
            );
            assert_eq!(readout(figure.as_ref(), "loss-support").text, "diverged");
            let found = answers(figure.as_ref());
            assert!(found[0].is_empty(), "{found:?}");
            assert_eq!(found[1..], others[1..], "the others answer as before");
            demand_sound(figure.as_ref(), &SIZES, "a network of huge numbers");
            figure.reset();
            assert_eq!(answers(figure.as_ref()), original);
            assert_eq!(figure.notice(), None);
        }
    }
    // Before any step huge rates do no harm.
    let figure = with_file("drawings?steps=0", own, vec![1e38; TENSORS]);
    let said = notice(figure.as_ref());
    assert!(said.contains("network from your file") && !said.contains("too large"), "{said}");
    assert_eq!(answers(figure.as_ref())[0].len(), 3);
}

#[test]
fn a_sound_network_takes_its_place_on_the_board_and_reset_brings_the_own_one_back() {
    let original = answers(state("drawings").as_ref());
    let other = drawings::pretrained();
    let mut figure = with_file("drawings", other.values(), other.rates.to_vec());
    let found = answers(figure.as_ref());
    assert_eq!(found[0], found[1], "both are the pretrained network");
    assert!(!notice(figure.as_ref()).contains("too large"));
    figure.reset();
    assert_eq!(answers(figure.as_ref()), original);
}

/// Each figure refuses what is no network of its own, and stays as it is.
#[test]
fn the_other_kind_of_network_is_not_taken() {
    let (small, large) = (weights::maml().values(), drawings::maml());
    for (link, values, rates) in [
        ("drawings", small, Vec::new()),
        ("drawings", large.values(), Vec::new()),
        ("fit-maml", large.values(), large.rates.to_vec()),
    ] {
        let mut figure = state(link);
        let before = figure.readouts();
        let guest = Weights { values, activation: Activation::Relu, rates, origin: "x".into() };
        let exchange = figure.exchange().expect("the figure takes networks");
        assert_eq!(exchange.take(guest), Changed::Nothing, "{link}");
        assert_eq!((figure.readouts(), figure.notice()), (before, None), "{link}");
    }
}
