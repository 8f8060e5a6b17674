//! Networks from elsewhere in `fit-maml`: whose they are, what is to blame if they fail, and
//! the way back.

use maml_live::contract::{Changed, Figure, Weights};
use maml_live::learn::{Activation, weights};

use super::support::{SIZES, demand_sound, output, state};

/// `fit-maml` in the state of a link, with a network from a reader's file.
fn with_guest(link: &str, values: Vec<f32>) -> Box<dyn Figure> {
    let mut figure = state(link);
    let origin = "the network from your file".to_string();
    let guest = Weights { values, activation: Activation::Relu, rates: Vec::new(), origin };
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
