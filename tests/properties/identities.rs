//! Where the methods coincide, in both precisions.

use maml_live::learn::adapt::{Inner, Scratch, fine_tune, trajectory};
use maml_live::learn::meta::conjugate_gradient::Settings;
use maml_live::learn::meta::fomaml::Fomaml;
use maml_live::learn::meta::imaml::Imaml;
use maml_live::learn::meta::learned_rate::{LearnedRate, MetaSgd};
use maml_live::learn::meta::maml::{self, Maml};
use maml_live::learn::meta::pretrained::{self, Pretrained};
use maml_live::learn::meta::reptile::Reptile;
use maml_live::learn::meta::{Method, Workspace, batch_gradient, initial, update};
use maml_live::learn::task::Task;
use maml_live::learn::{Activation, Model, Network, Real};
use proptest::prelude::*;

use crate::problems::{ToyProblem, direction, line, network_problem, toy_problem};

/// A loss without curvature, L(θ) = c · θ, whose Hessian is zero.
struct Slope;

impl Model for Slope {
    type Real = f64;
    type Data = [f64; 3];
    type Tape = ();

    fn parameter_count(&self) -> usize {
        3
    }

    fn tape(&self) {}

    fn loss(&self, theta: &[f64], c: &[f64; 3], (): &mut ()) -> f64 {
        theta.iter().zip(c).map(|(t, c)| t * c).sum()
    }

    fn gradient(&self, theta: &[f64], c: &[f64; 3], (): &mut (), gradient: &mut [f64]) -> f64 {
        gradient.copy_from_slice(c);
        self.loss(theta, c, &mut ())
    }

    fn hessian_vector(&self, _: &[f64], _: &[f64; 3], (): &mut (), _: &[f64], out: &mut [f64]) {
        out.fill(0.0);
    }
}

/// The identities that hold for any model, to `rounding` where the order of operations differs.
fn check_all<M: Model>(
    model: &M,
    theta: &[M::Real],
    sets: [&M::Data; 2],
    inner: Inner,
    rounding: f64,
) {
    let still = [Inner::new(inner.rate(), 0), Inner::new(0.0, inner.steps())].map(Result::unwrap);
    let plain = direction(model, Method::Pretrained(Pretrained), theta, sets);
    for inner in still {
        // U is the identity, so MAML and FOMAML are pretraining, and Reptile stays where it is.
        let mut phi = theta.to_vec();
        fine_tune(model, &mut phi, sets[0], inner, &mut Scratch::new(model)).unwrap();
        assert_eq!(phi, theta);
        let way = trajectory(model, theta, sets[0], inner).unwrap();
        assert!(way.parameters.rows().into_iter().all(|row| row.as_slice() == Some(theta)));
        assert_eq!(direction(model, Method::Maml(Maml(inner)), theta, sets), plain);
        assert_eq!(direction(model, Method::Fomaml(Fomaml(inner)), theta, sets), plain);
        let (_, way) = direction(model, Method::Reptile(Reptile(inner)), theta, sets);
        assert!(way.iter().all(|&w| w == M::Real::of(0.0)));
    }

    // Reptile with one step is α times the gradient on the support set.
    let one = Inner::new(inner.rate(), 1).unwrap();
    let (_, way) = direction(model, Method::Reptile(Reptile(one)), theta, sets);
    let (_, gradient) = direction(model, Method::Pretrained(Pretrained), theta, [sets[0], sets[0]]);
    let scaled: Vec<_> = gradient.iter().map(|&g| M::Real::of(inner.rate()) * g).collect();
    assert_near(&way, &scaled, rounding);

    // One learned rate, or one for each parameter, is MAML as far as θ is concerned; and the
    // derivative by a shared rate is the sum of those by each.
    let (_, exact) = direction(model, Method::Maml(Maml(inner)), theta, sets);
    let shared = Method::LearnedRate(LearnedRate(inner));
    let (_, by_shared) = direction(model, shared, &initial(model, &shared, theta), sets);
    let each = Method::MetaSgd(MetaSgd(inner));
    let (_, by_each) = direction(model, each, &initial(model, &each, theta), sets);
    let count = theta.len();
    assert_near(&by_shared[..count], &exact, rounding);
    assert_near(&by_each[..count], &exact, rounding);
    let sum: M::Real = by_each[count..].iter().copied().sum();
    assert_near(&[sum], &by_shared[count..], rounding);

    // The trajectory ends where fine-tuning does.
    let mut phi = theta.to_vec();
    fine_tune(model, &mut phi, sets[0], inner, &mut Scratch::new(model)).unwrap();
    let way = trajectory(model, theta, sets[0], inner).unwrap();
    assert_eq!(way.parameters.row(inner.steps()).as_slice(), Some(&phi[..]));
    assert_eq!((way.losses.len(), way.diverged_at), (inner.steps() + 1, None));
}

/// Entries agree to `rounding` of the largest, or of 1.
#[track_caller]
fn assert_near<R: Real>(actual: &[R], expected: &[R], rounding: f64) {
    assert_eq!(actual.len(), expected.len());
    let size = expected.iter().map(|&x| x.into_f64().abs()).fold(1.0, f64::max);
    for (&x, &y) in actual.iter().zip(expected) {
        assert!((x - y).into_f64().abs() <= rounding * size, "{x} instead of {y}");
    }
}

/// Every method, with this inner loop.
fn methods(inner: Inner) -> impl Iterator<Item = Method> {
    Method::ALL.iter().map(move |method| method.with_inner(inner))
}

fn on_the_toy<R: Real>(problem: &ToyProblem, rounding: f64) {
    let [support, query] = problem.sets::<R>();
    check_all(&line(), &problem.theta::<R>(), [&support, &query], problem.inner, rounding);
}

fn on_a_network<R: Real>(activation: Activation, seed: u64, inner: Inner, rounding: f64) {
    let (theta, [support, query]) = network_problem::<R>(seed);
    check_all(&Network::<R>::new(activation), &theta, [&support, &query], inner, rounding);
}

proptest! {
    #[test]
    fn hold_for_the_toy_problem(problem in toy_problem()) {
        on_the_toy::<f64>(&problem, 1e-12);
        on_the_toy::<f32>(&problem, 2e-5);
    }

    #[test]
    fn fomaml_is_maml_when_the_hessian_is_zero(
        theta in [-5.0..5.0, -5.0..5.0, -5.0..5.0_f64],
        slopes in [[-5.0..5.0, -5.0..5.0, -5.0..5.0_f64], [-5.0..5.0, -5.0..5.0, -5.0..5.0_f64]],
        rate in 0.0..1.0,
        steps in 0..20_usize,
    ) {
        let (inner, sets) = (Inner::new(rate, steps).unwrap(), [&slopes[0], &slopes[1]]);
        let first_order = direction(&Slope, Method::Fomaml(Fomaml(inner)), &theta, sets);
        prop_assert_eq!(first_order, direction(&Slope, Method::Maml(Maml(inner)), &theta, sets));
        // The implicit gradient too: its system is the identity.
        let proximal = Imaml::new(inner, 0.5, Settings::default()).unwrap();
        let (_, implicit) = direction(&Slope, Method::Imaml(proximal), &theta, sets);
        assert_near(&implicit, &slopes[1], 1e-12);
    }

    /// With λ = 1e7 the spring holds φ to within |∇L| / λ of θ, and I + H/λ is I to within
    /// 1e-5.
    #[test]
    fn imaml_tends_to_pretraining_as_lambda_grows(problem in toy_problem()) {
        let sets = problem.sets::<f64>();
        let inner = Inner::new(1e-7, 50).unwrap();
        let proximal = Imaml::new(inner, 1e7, Settings::default()).unwrap();
        let (_, implicit) = direction(&line(), Method::Imaml(proximal), &problem.theta, sets.each_ref());
        let (_, plain) = direction(&line(), Method::Pretrained(Pretrained), &problem.theta, sets.each_ref());
        assert_near(&implicit, &plain, 1e-4);
    }

    #[test]
    fn a_batch_is_the_mean_of_its_tasks(problems in prop::collection::vec(toy_problem(), 1..6)) {
        let model = line::<f64>();
        let sets: Vec<_> = problems.iter().map(|problem| problem.sets()).collect();
        let tasks: Vec<_> = sets.iter().map(|[support, query]| Task { support, query }).collect();
        let (theta, inner) = (problems[0].theta, problems[0].inner);
        // A workspace that has seen other tasks gives the same as a new one.
        let mut room = Workspace::new(&model);
        for method in [Method::Pretrained(Pretrained), Method::Maml(Maml(inner)), Method::Reptile(Reptile(inner))] {
            let mut mean = [0.0; 2];
            let batch = batch_gradient(&model, &method, &theta, tasks.iter().copied(), &mut room, &mut mean).unwrap();
            prop_assert_eq!((batch.tasks, batch.diverged), (tasks.len(), 0));
            let each: Vec<_> = sets
                .iter()
                .map(|sets| direction(&model, method, &theta, sets.each_ref()).1)
                .collect();
            let count = each.len() as f64;
            let expected = [0, 1].map(|k| each.iter().map(|d| d[k]).sum::<f64>() / count);
            assert_near(&mean, &expected, 1e-12);

            // And does not depend on their order.
            let (mut other, mut reversed) = ([0.0; 2], tasks.clone());
            reversed.reverse();
            batch_gradient(&model, &method, &theta, reversed.iter().copied(), &mut room, &mut other).unwrap();
            assert_near(&other, &mean, 1e-12);
        }
    }

    #[test]
    fn an_update_descends_the_mean(problem in toy_problem(), beta in 0.0..0.1) {
        let (model, sets) = (line::<f64>(), problem.sets::<f64>());
        let task = Task { support: &sets[0], query: &sets[1] };
        let (mut room, inner) = (Workspace::new(&model), problem.inner);
        for method in methods(inner) {
            let omega = initial(&model, &method, &problem.theta);
            let (_, d) = direction(&model, method, &omega, sets.each_ref());
            let expected: Vec<_> = omega.iter().zip(d).map(|(w, d)| w - beta * d).collect();
            let mut moved = omega;
            update(&model, &method, &mut moved, &[task], beta, &mut room).unwrap();
            prop_assert_eq!(&moved, &expected, "{}", method.name());
            // The two that the article lists have updates of their own.
            let mut theta = problem.theta;
            match method {
                Method::Maml(_) => maml::update(&model, &mut theta, &[task], inner, beta, &mut room),
                Method::Pretrained(_) => {
                    pretrained::update(&model, &mut theta, &[task], beta, &mut room)
                }
                _ => continue,
            }
            .unwrap();
            prop_assert_eq!(&theta[..], &expected[..]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn hold_for_networks(seed in 0..1000_u64, rate in 1e-4..0.003, steps in 0..=3_usize) {
        let inner = Inner::new(rate, steps).unwrap();
        for activation in [Activation::Relu, Activation::Tanh] {
            on_a_network::<f64>(activation, seed, inner, 1e-11);
            on_a_network::<f32>(activation, seed, inner, 1e-3);
        }
    }
}
