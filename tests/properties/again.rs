//! What is used again gives what a new one gives, bit for bit: a tape, a workspace and the room
//! for fine-tuning, whatever they have seen before, and however many points that had.

use maml_live::learn::adapt::{Inner, Scratch, fine_tune};
use maml_live::learn::meta::conjugate_gradient::Settings;
use maml_live::learn::meta::imaml::Imaml;
use maml_live::learn::meta::learned_rate::{self, TensorRates};
use maml_live::learn::meta::maml::Maml;
use maml_live::learn::meta::{Method, Workspace, batch_gradient, initial, meta_gradient};
use maml_live::learn::model::mlp::Textbook;
use maml_live::learn::model::softplus_line::{Points, ToyTask};
use maml_live::learn::task::Task;
use maml_live::learn::{Activation, Model, Network, Real, Samples};
use proptest::prelude::*;

use crate::problems::{line, network_problem, network_samples};

/// Every method, with settings under which all of its parts run.
fn methods() -> Vec<Method> {
    let inner = |steps| Inner::new(0.004, steps).unwrap();
    let settings = Settings::new(30, 1e-3).unwrap();
    let thorough = Imaml::new(inner(3), 20.0, settings).unwrap();
    let all = Method::ALL.iter().map(|method| method.with_inner(inner(2)));
    let others = [Maml(inner(3)).into(), TensorRates(inner(2)).into(), thorough.into()];
    all.chain(others).collect()
}

/// All bits of some numbers: equal only if they are the same, the sign of a zero included.
fn bits<R: Real>(numbers: &[R]) -> Vec<u64> {
    numbers.iter().map(|&x| x.into_f64().to_bits()).collect()
}

/// Asserts that all bits are the same, without listing thousands.
fn assert_same(again: &[u64], fresh: &[u64], what: &str) {
    let others = again.iter().zip(fresh).filter(|(again, fresh)| again != fresh).count();
    assert!(again.len() == fresh.len() && others == 0, "{what}: {others} numbers differ");
}

/// One use of everything that a tape is for, in turn.
fn passes<M: Model>(model: &M, theta: &[M::Real], data: &M::Data, tape: &mut M::Tape) -> Vec<u64> {
    let [mut gradient, mut product] = [theta.to_vec(), theta.to_vec()];
    let before = model.loss(theta, data, tape);
    let loss = model.gradient(theta, data, tape, &mut gradient);
    model.hessian_vector(theta, data, tape, theta, &mut product);
    // A second direction at the same place, as conjugate gradient asks for.
    let direction = gradient.clone();
    let mut other = theta.to_vec();
    model.hessian_vector(theta, data, tape, &direction, &mut other);
    bits(&[&[before, loss], &gradient[..], &product, &other].concat())
}

/// Fine-tuning at one rate, at a learned one, and at one for each parameter.
fn adapted<M: Model>(
    model: &M,
    theta: &[M::Real],
    data: &M::Data,
    scratch: &mut Scratch<M>,
) -> Vec<u64> {
    let [mut plain, mut shared, mut each] = [(); 3].map(|()| theta.to_vec());
    let rate = M::Real::of(0.004);
    fine_tune(model, &mut plain, data, Inner::new(0.004, 3).unwrap(), scratch).unwrap();
    learned_rate::fine_tune(model, &mut shared, &[rate], 2, data, scratch).unwrap();
    let rates = vec![rate; theta.len()];
    learned_rate::fine_tune(model, &mut each, &rates, 1, data, scratch).unwrap();
    bits(&[plain, shared, each].concat())
}

/// One task's direction by `method`, then the mean over it and its reverse.
fn directions<M: Model>(
    model: &M,
    method: Method,
    theta: &[M::Real],
    [support, query]: [&M::Data; 2],
    room: &mut Workspace<M>,
) -> Vec<u64> {
    let omega = initial(model, &method, theta);
    let [mut one, mut mean] = [omega.clone(), omega.clone()];
    let (task, reverse) = (Task { support, query }, Task { support: query, query: support });
    let loss = meta_gradient(model, &method, &omega, task, room, &mut one).unwrap();
    batch_gradient(model, &method, &omega, [task, reverse], room, &mut mean).unwrap();
    bits(&[&[loss], &one[..], &mean].concat())
}

/// Goes through `sets` with one tape, one scratch and one workspace, and each time with new ones.
pub(crate) fn check<M: Model>(model: &M, theta: &[M::Real], sets: &[[M::Data; 2]])
where
    M::Data: Sized,
{
    let (mut tape, mut scratch) = (model.tape(), Scratch::new(model));
    let mut room = Workspace::new(model);
    for [support, query] in sets {
        let fresh = passes(model, theta, support, &mut model.tape());
        assert_same(&passes(model, theta, support, &mut tape), &fresh, "passes");
        let fresh = adapted(model, theta, support, &mut Scratch::new(model));
        assert_same(&adapted(model, theta, support, &mut scratch), &fresh, "fine-tuning");
        for method in methods() {
            let sets = [support, query];
            let fresh = directions(model, method, theta, sets, &mut Workspace::new(model));
            let again = directions(model, method, theta, sets, &mut room);
            assert_same(&again, &fresh, method.name());
        }
    }
}

fn toy<R: Real>(sizes: &[[usize; 2]], seed: u64) {
    let task = |size: usize, seed| {
        ToyTask::<R>::new(&Points::from_seed(seed, size.clamp(1, 20)).unwrap(), [0.83, 0.75])
    };
    let sets: Vec<_> =
        sizes.iter().map(|&[s, q]| [task(s, seed), task(q, seed.wrapping_add(1))]).collect();
    check(&line::<R>(), &[0.4, 0.6].map(R::of), &sets);
}

fn sets<R: Real>(sizes: &[[usize; 2]], seed: u64) -> Vec<[Samples<R>; 2]> {
    let of = |&[s, q]: &[usize; 2]| [network_samples(seed, s, 0.3), network_samples(seed, q, 0.7)];
    sizes.iter().map(of).collect()
}

fn networks<R: Real>(sizes: &[[usize; 2]], seed: u64) {
    let theta = network_problem::<R>(seed).0;
    for activation in [Activation::Relu, Activation::Tanh] {
        check(&Network::<R>::new(activation), &theta, &sets(sizes, seed));
    }
}

/// Numbers of support and query points, several tasks in a row.
fn sizes(greatest: usize, tasks: usize) -> impl Strategy<Value = Vec<[usize; 2]>> {
    prop::collection::vec(prop::array::uniform2(0..=greatest), 2..=tasks)
}

proptest! {
    #[test]
    fn on_the_toy_problem(sizes in sizes(20, 8), seed in 0..1000_u64) {
        toy::<f64>(&sizes, seed);
        toy::<f32>(&sizes, seed);
    }
}

proptest! {
    // A network's check takes a thousand times a toy's.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn on_networks(sizes in sizes(25, 5), seed in 0..1000_u64) {
        networks::<f64>(&sizes, seed);
        networks::<f32>(&sizes, seed);
    }
}

/// The sequences of sizes at which a tape once kept sums of other points.
#[test]
fn fewer_points_then_more_and_the_other_way_round() {
    let sizes = [[10, 9], [9, 10], [5, 10], [100, 10], [10, 0], [0, 10], [1, 100]];
    networks::<f64>(&sizes, 7);
    networks::<f32>(&sizes, 7);
    let theta = network_problem::<f64>(7).0;
    check(&Textbook::<f64>::new(Activation::Relu), &theta, &sets(&sizes, 7));
}
