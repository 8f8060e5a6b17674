//! The file that a network is saved as: what is saved is read back to the last bit, and whatever
//! is changed in it is found and named.

use maml_live::learn::Activation;
use maml_live::learn::weights::file::{self, Content};
use maml_live::learn::weights::{Weights, WeightsError, drawings};
use proptest::prelude::*;
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};
use serde_json::Value;

/// Both networks of the article, with their numbers of parameters.
const SINUSOIDS: usize = 1761;
const DRAWINGS: usize = drawings::PARAMETERS;

const ORIGIN: &str = "the network from your file";

/// Any finite number: of all sizes, subnormal ones and both zeros among them.
fn number(rng: &mut ChaCha8Rng) -> f32 {
    let special = [0.0, -0.0, f32::MIN_POSITIVE, f32::MAX, f32::MIN, 1e-45, 0.1, 16_777_216.0];
    match rng.next_u32() % 16 {
        0 => special[rng.next_u32() as usize % special.len()],
        _ => loop {
            let number = f32::from_bits(rng.next_u32());
            if number.is_finite() {
                break number;
            }
        },
    }
}

/// A network of any numbers, as a figure gives it away.
fn network(parameters: usize, activation: Activation, seed: u64) -> Weights {
    let rng = &mut ChaCha8Rng::seed_from_u64(seed);
    let values = (0..parameters).map(|_| number(rng)).collect();
    let mut rates: Vec<f32> = Vec::new();
    while parameters == DRAWINGS && rates.len() < drawings::TENSORS {
        rates.extend(Some(number(rng).abs()).filter(|rate| *rate > 0.0));
    }
    Weights { values, activation, rates, origin: "a \"network\"\n from \\ here".into() }
}

/// Parses a file as the page does, though by another parser.
fn content(text: &str) -> Option<Content> {
    let file: Value = serde_json::from_str(text).ok()?;
    let numbers =
        |list: &Value| -> Option<Vec<f64>> { list.as_array()?.iter().map(Value::as_f64).collect() };
    Some(Content {
        shapes: file["shapes"].as_array()?.iter().map(numbers).collect::<Option<_>>()?,
        activation: file["activation"].as_str()?.to_string(),
        values: numbers(&file["values"])?,
        rates: file.get("rates").map_or(Some(Vec::new()), numbers)?,
    })
}

fn saved(network: &Weights) -> Content {
    content(&file::write(network)).expect("what was saved is JSON, and has all its parts")
}

/// Both networks of the article, and both activations of the first.
fn any_network() -> impl Strategy<Value = Weights> {
    let kinds = [
        (SINUSOIDS, Activation::Relu),
        (SINUSOIDS, Activation::Tanh),
        (DRAWINGS, Activation::Relu),
    ];
    (prop::sample::select(kinds.to_vec()), any::<u64>())
        .prop_map(|((parameters, activation), seed)| network(parameters, activation, seed))
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

/// What a file can be made to say in the place of a number.
fn no_number() -> impl Strategy<Value = f64> {
    prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e39, -1e300])
}

#[test]
fn where_a_network_comes_from_stands_in_its_file() {
    let text = file::write(&network(SINUSOIDS, Activation::Tanh, 1));
    let content: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(content["training"]["origin"], "a \"network\"  from \\ here");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_saved_is_read_back_to_the_last_bit(network in any_network()) {
        let read = file::read(&saved(&network), ORIGIN).expect("it is ours");
        prop_assert_eq!(bits(&read.values), bits(&network.values));
        prop_assert_eq!(bits(&read.rates), bits(&network.rates));
        prop_assert_eq!((read.activation, &*read.origin), (network.activation, ORIGIN));
        // And once more, to the letter.
        let again = file::write(&Weights { origin: network.origin.clone(), ..read });
        prop_assert_eq!(again, file::write(&network));
    }

    #[test]
    fn a_file_that_was_cut_off_is_no_file(network in any_network(), share in 0.0..1.0_f64) {
        let text = file::write(&network);
        let cut = (share * text.trim_end().len() as f64) as usize;
        prop_assert_eq!(content(&text[..cut]), None);
    }

    #[test]
    fn too_few_numbers_or_too_many_are_counted(network in any_network(), more in -40..40_isize) {
        let mut content = saved(&network);
        let wanted = content.values.len();
        let found = wanted.checked_add_signed(more).expect("there are more than forty");
        content.values.resize(found, 0.5);
        let error = (more != 0).then_some(WeightsError::Count { wanted, found });
        prop_assert_eq!(file::read(&content, ORIGIN).err(), error);
    }

    #[test]
    fn what_is_no_number_is_found(
        network in any_network(), at in any::<prop::sample::Index>(), no_number in no_number(),
    ) {
        let mut content = saved(&network);
        let at = at.index(content.values.len());
        content.values[at] = no_number;
        prop_assert_eq!(file::read(&content, ORIGIN), Err(WeightsError::NotFinite(at)));
    }

    #[test]
    fn a_side_that_is_another_is_noticed(
        network in any_network(),
        at in any::<prop::sample::Index>(),
        other in prop::sample::select(vec![0.0, 2.5, -1.0, 41.0, 1e300, f64::NAN, f64::INFINITY]),
    ) {
        let mut content = saved(&network);
        let shape = at.index(content.shapes.len());
        content.shapes[shape][0] = other;
        prop_assert_eq!(file::read(&content, ORIGIN), Err(WeightsError::Shapes));
        content.shapes.remove(shape);
        prop_assert_eq!(file::read(&content, ORIGIN), Err(WeightsError::Shapes));
    }

    #[test]
    fn rates_that_lead_nowhere_are_refused(
        seed: u64,
        at in 0..drawings::TENSORS,
        rate in prop::sample::select(vec![0.0, -0.1, 1e-60, 1e39, f64::NAN, f64::NEG_INFINITY]),
    ) {
        let whole = saved(&network(DRAWINGS, Activation::Relu, seed));
        let refused = |content: &Content| {
            prop_assert_eq!(file::read(content, ORIGIN), Err(WeightsError::Rates));
            Ok(())
        };
        let mut content = whole.clone();
        content.rates[at] = rate;
        refused(&content)?;
        content.rates.truncate(at);
        refused(&content)?;
        refused(&Content { rates: [&whole.rates[..], &[0.1]].concat(), ..whole.clone() })?;
    }

    #[test]
    fn an_activation_that_the_network_does_not_have_is_refused(
        network in any_network(), activation in "[a-z]{0,6}|tanh|ReLU",
    ) {
        let content = Content { activation: activation.clone(), ..saved(&network) };
        let known = match (network.values.len(), &*activation) {
            (_, "relu") | (SINUSOIDS, "tanh") => None,
            (SINUSOIDS, _) => Some(WeightsError::Activation),
            _ => Some(WeightsError::NotRectified),
        };
        prop_assert_eq!(file::read(&content, ORIGIN).err(), known);
    }

    /// The numbers of one network under the shapes of the other.
    #[test]
    fn one_network_is_not_taken_for_the_other(seed: u64) {
        let small = saved(&network(SINUSOIDS, Activation::Relu, seed));
        let large = saved(&network(DRAWINGS, Activation::Relu, seed));
        for (content, wanted, found) in [
            (Content { shapes: large.shapes.clone(), ..small.clone() }, DRAWINGS, SINUSOIDS),
            (Content { shapes: small.shapes, ..large }, SINUSOIDS, DRAWINGS),
        ] {
            let error = WeightsError::Count { wanted, found };
            prop_assert_eq!(file::read(&content, ORIGIN), Err(error));
        }
    }
}
