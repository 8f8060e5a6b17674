//! Whatever numbers come in, a finite result or an error comes out, and nothing panics.

use maml_live::learn::adapt::{Inner, Scratch, fine_tune, trajectory};
use maml_live::learn::meta::conjugate_gradient::Settings;
use maml_live::learn::meta::fomaml::Fomaml;
use maml_live::learn::meta::imaml::Imaml;
use maml_live::learn::meta::learned_rate::{self, LearnedRate, MetaSgd};
use maml_live::learn::meta::maml::{self, Maml};
use maml_live::learn::meta::pretrained::Pretrained;
use maml_live::learn::meta::{Batch, Method, Workspace, batch_gradient, initial, meta_gradient};
use maml_live::learn::model::softplus_line::{Points, ToyTask};
use maml_live::learn::task::Task;
use maml_live::learn::vector::all_finite;
use maml_live::learn::{Activation, Error, Model, Network, Real, Samples};
use proptest::prelude::*;

use crate::problems::{line, network_problem};

/// Any number at all, and the awkward ones often.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => -2.0..2.0_f64,
        1 => any::<f64>(),
        1 => prop::sample::select(vec![
            0.0, -0.0, 1e-320, 1e10, 1e30, 1e38, 1e300, f64::MAX,
            f64::INFINITY, f64::NEG_INFINITY, f64::NAN,
        ]),
    ]
}

/// Every method that these numbers allow; those that they don't must say why.
fn methods(rate: f64, steps: usize, lambda: f64, iterations: usize) -> Vec<Method> {
    let mut methods = vec![Method::Pretrained(Pretrained)];
    match Inner::new(rate, steps) {
        Ok(inner) => {
            assert!(rate >= 0.0 && rate.is_finite());
            methods.extend(Method::ALL.iter().map(|method| method.with_inner(inner)));
            let solver = Settings::new(iterations, 1e-10).expect("a valid tolerance");
            match Imaml::new(inner, lambda, solver) {
                Ok(proximal) => methods.push(Method::Imaml(proximal)),
                Err(Error::Regularisation(_)) => assert!(!(1e-12..=1e12).contains(&lambda)),
                Err(Error::Spring { .. }) => assert!(steps > 1 && rate * lambda >= 2.0),
                Err(other) => panic!("{other}"),
            }
        }
        Err(Error::Rate(_)) => assert!(!(rate >= 0.0 && rate.is_finite())),
        Err(other) => panic!("{other}"),
    }
    methods
}

/// A finite direction and a loss that is a number, or an error.
fn check<M: Model>(model: &M, method: &Method, theta: &[M::Real], sets: [&M::Data; 2]) {
    let omega = initial(model, method, theta);
    let mut direction = vec![M::Real::default(); omega.len()];
    let (mut room, task) = (Workspace::new(model), Task { support: sets[0], query: sets[1] });
    match meta_gradient(model, method, &omega, task, &mut room, &mut direction) {
        Ok(loss) => {
            assert!(all_finite(&[loss]), "{}: loss {loss}", method.name());
            assert!(all_finite(&direction), "{}", method.name());
        }
        Err(Error::Diverged { .. } | Error::NotFinite) => {}
        Err(other) => panic!("{}: {other}", method.name()),
    }
    let mut mean = vec![M::Real::default(); omega.len()];
    match batch_gradient(model, method, &omega, [task, task], &mut room, &mut mean) {
        Ok(Batch { loss, tasks, diverged }) => {
            assert_eq!(tasks + diverged, 2);
            assert!(!loss.is_nan() && all_finite(&mean));
        }
        Err(Error::Diverged { .. } | Error::NotFinite) => {}
        Err(other) => panic!("{}: {other}", method.name()),
    }
}

fn check_trajectory<M: Model>(model: &M, theta: &[M::Real], data: &M::Data, inner: Inner) {
    let Ok(way) = trajectory(model, theta, data, inner) else {
        return assert!(!all_finite(theta));
    };
    let sound = way.diverged_at.unwrap_or(inner.steps() + 1);
    assert_eq!(way.path().nrows(), sound);
    assert!(way.parameters.iter().all(|&p| all_finite(&[p])));
    assert!(all_finite(&way.losses[..sound]));
    assert!(way.losses[sound..].iter().all(|&loss| loss == M::Real::of(f64::INFINITY)));
    let mut phi = theta.to_vec();
    match fine_tune(model, &mut phi, data, inner, &mut Scratch::new(model)) {
        Ok(()) => assert!(all_finite(&phi)),
        // A loss may happen to be finite at infinite parameters: it is noticed, if later.
        Err(Error::Diverged { step }) => assert!(way.diverged_at.is_some_and(|at| at <= step)),
        Err(other) => panic!("{other}"),
    }
}

fn toy<R: Real>(numbers: [f64; 4], points: &Points, methods: &[Method], inner: Option<Inner>) {
    let [a, b, true_a, true_b] = numbers;
    let (theta, task) = ([a, b].map(R::of), ToyTask::<R>::new(points, [true_a, true_b]));
    for method in methods {
        check(&line(), method, &theta, [&task, &task]);
    }
    if let Some(inner) = inner {
        check_trajectory(&line(), &theta, &task, inner);
    }
}

fn network<R: Real>(seed: u64, size: f64, methods: &[Method], inner: Option<Inner>) {
    let (mut theta, [support, query]) = network_problem::<R>(seed);
    theta.iter_mut().for_each(|t| *t *= R::of(size));
    for activation in [Activation::Relu, Activation::Tanh] {
        let model = Network::<R>::new(activation);
        for method in methods {
            check(&model, method, &theta, [&support, &query]);
            check(&model, method, &theta, [&Samples::default(), &query]);
        }
        if let Some(inner) = inner {
            check_trajectory(&model, &theta, &support, inner);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn on_the_toy_problem(
        numbers in [number(), number(), number(), number()],
        points in prop::collection::vec(number(), 0..24),
        rate in number(),
        lambda in number(),
        steps in 0..30_usize,
        iterations in 0..5_usize,
    ) {
        let methods = methods(rate, steps, lambda, iterations);
        let inner = Inner::new(rate, steps).ok();
        let points = Points::new(&points).unwrap_or_else(|error| {
            assert!(matches!(error, Error::PointCount(_) | Error::Point(_)));
            Points::default()
        });
        toy::<f64>(numbers, &points, &methods, inner);
        toy::<f32>(numbers, &points, &methods, inner);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn on_networks(
        seed in 0..1000_u64,
        size in number(),
        rate in number(),
        lambda in number(),
        steps in 0..6_usize,
    ) {
        let methods = methods(rate, steps, lambda, 3);
        let inner = Inner::new(rate, steps).ok();
        network::<f64>(seed, size, &methods, inner);
        network::<f32>(seed, size, &methods, inner);
    }
}

#[test]
fn a_task_that_diverges_is_left_out_of_the_mean() {
    let model = line::<f64>();
    let good = ToyTask::new(&Points::default(), [0.3, 0.05]);
    let bad = ToyTask::new(&Points::default(), [f64::INFINITY, 0.0]);
    let (theta, inner, mut room) =
        ([0.5, 0.5], Inner::new(0.01, 3).unwrap(), Workspace::new(&model));
    let method = Method::Maml(Maml(inner));
    let (mut mean, mut alone) = ([0.0; 2], [0.0; 2]);
    let [good, bad] = [Task::unsplit(&good), Task::unsplit(&bad)];
    let batch = batch_gradient(&model, &method, &theta, [bad, good], &mut room, &mut mean).unwrap();
    let loss = meta_gradient(&model, &method, &theta, good, &mut room, &mut alone).unwrap();
    assert_eq!(batch, Batch { loss, tasks: 1, diverged: 1 });
    assert_eq!(mean, alone);

    // If all do, nothing moves.
    let batch = batch_gradient(&model, &method, &theta, [bad], &mut room, &mut mean).unwrap();
    assert_eq!((batch.loss, batch.tasks, mean), (f64::INFINITY, 0, [0.0; 2]));
    let mut unmoved = theta;
    maml::update(&model, &mut unmoved, &[bad], inner, 0.1, &mut room).unwrap();
    assert_eq!(unmoved, theta);
}

#[test]
fn wrong_lengths_and_empty_batches_are_errors() {
    let (model, mut room) = (line::<f64>(), Workspace::new(&line()));
    let data = ToyTask::new(&Points::default(), [0.3, 0.05]);
    let (task, inner) = (Task::unsplit(&data), Inner::new(0.1, 2).unwrap());
    let short = Err(Error::Length { expected: 2, found: 1 });
    for method in
        [Method::Pretrained(Pretrained), Method::Maml(Maml(inner)), Method::Fomaml(Fomaml(inner))]
    {
        let mut out = [0.0; 2];
        assert_eq!(meta_gradient(&model, &method, &[0.0], task, &mut room, &mut out), short);
        let mut out = [0.0; 1];
        assert_eq!(meta_gradient(&model, &method, &[0.0; 2], task, &mut room, &mut out), short);
        let mut out = [0.0; 2];
        let empty = batch_gradient(&model, &method, &[0.0; 2], [], &mut room, &mut out);
        assert_eq!(empty, Err(Error::EmptyBatch));
    }
    // θ without the rates that are learned behind it, or with too many.
    for (method, expected) in
        [(Method::from(LearnedRate(inner)), 3), (Method::from(MetaSgd(inner)), 4)]
    {
        for found in [2, 5] {
            let (omega, mut out) = (vec![0.0; found], vec![0.0; found]);
            let result = meta_gradient(&model, &method, &omega, task, &mut room, &mut out);
            assert_eq!(result, Err(Error::Length { expected, found }));
        }
    }
    let (phi, mut scratch) = (&mut [0.0; 2], Scratch::new(&model));
    let result = learned_rate::fine_tune(&model, phi, &[0.1; 3], 1, &data, &mut scratch);
    assert_eq!(result, Err(Error::Length { expected: 2, found: 3 }));
    assert_eq!(Inner::new(0.1, usize::MAX), Err(Error::Steps(usize::MAX)));
    let mut fine_tuned =
        |steps| learned_rate::fine_tune(&model, phi, &[0.0], steps, &data, &mut scratch);
    assert_eq!(fine_tuned(Inner::MAX_STEPS), Ok(()));
    assert_eq!(fine_tuned(Inner::MAX_STEPS + 1), Err(Error::Steps(Inner::MAX_STEPS + 1)));
    assert!(trajectory(&model, &[0.0; 3], &data, inner).is_err());
    assert!(maml::update(&model, &mut [0.0; 2], &[task], inner, f64::NAN, &mut room).is_err());
}

/// What passes as a pull can be used as one: no λ is taken that overflows in single precision,
/// or that throws fine-tuning about by itself.
#[test]
fn a_pull_towards_the_start_that_cannot_work_is_refused() {
    let pull = |lambda, rate, steps| {
        Imaml::new(Inner::new(rate, steps).unwrap(), lambda, Settings::default())
    };
    for lambda in [0.0, -1.0, 1e-13, 1e13, 1e300, f64::MAX, f64::INFINITY, f64::NAN] {
        for steps in [0, 1, 5] {
            let refused = pull(lambda, 1e-13, steps);
            assert!(matches!(refused, Err(Error::Regularisation(_))), "{lambda}: {refused:?}");
        }
    }
    assert_eq!(pull(200.0, 0.01, 2), Err(Error::Spring { rate: 0.01, lambda: 200.0 }));

    let data = ToyTask::<f32>::new(&Points::default(), [0.3, 0.05]);
    let (model, theta, task) = (line::<f32>(), [0.5, 0.5], Task::unsplit(&data));
    for (lambda, rate, steps) in
        [(1e-12, 0.01, 5), (1e12, 1e-12, 5), (1e12, 0.01, 1), (199.0, 0.01, 9)]
    {
        let method = Method::Imaml(pull(lambda, rate, steps).unwrap());
        let mut way = [0.0; 2];
        meta_gradient(&model, &method, &theta, task, &mut Workspace::new(&model), &mut way)
            .unwrap_or_else(|error| panic!("λ = {lambda}: {error}"));
    }
}
