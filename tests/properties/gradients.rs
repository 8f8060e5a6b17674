//! Every method's direction against central differences of what it says it descends, and in
//! `f32` against `f64`.

use maml_live::learn::adapt::{Inner, Scratch, fine_tune};
use maml_live::learn::meta::conjugate_gradient::Settings;
use maml_live::learn::meta::fomaml::Fomaml;
use maml_live::learn::meta::imaml::Imaml;
use maml_live::learn::meta::learned_rate::{self, LearnedRate, MetaSgd, TensorRates};
use maml_live::learn::meta::maml::Maml;
use maml_live::learn::meta::pretrained::Pretrained;
use maml_live::learn::meta::reptile::Reptile;
use maml_live::learn::meta::{Method, initial};
use maml_live::learn::{Activation, Model, Network, Real};
use proptest::prelude::*;

use crate::problems::{direction, line, network_problem, toy_problem};

/// The slope of `objective` along `way` at `at`, by central differences of fourth order and
/// width `h`.
fn slope(objective: impl Fn(&[f64]) -> f64, at: &[f64], way: &[f64], h: f64) -> f64 {
    let beside = |t: f64| {
        let there: Vec<f64> = at.iter().zip(way).map(|(x, w)| x + t * w).collect();
        objective(&there)
    };
    (8.0 * (beside(h) - beside(-h)) - (beside(2.0 * h) - beside(-2.0 * h))) / (12.0 * h)
}

/// Asserts that `gradient` is that of `objective` at `at`, in every direction or in a few.
///
/// Of three widths the best counts: a wide one suffers from the curvature of the loss, a narrow
/// one from rounding, and a wrong gradient agrees with none.
fn assert_gradient(gradient: &[f64], objective: impl Fn(&[f64]) -> f64, at: &[f64]) {
    let size = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
    let ways: Vec<Vec<f64>> = if at.len() <= 4 {
        (0..at.len()).map(|k| (0..at.len()).map(|l| f64::from(k == l)).collect()).collect()
    } else {
        // Along the gradient, and along two waves that mix all parameters.
        let wave = |f: f64| (0..at.len()).map(|k| (f * k as f64).sin() * 0.05).collect();
        vec![gradient.iter().map(|g| g / size.max(1e-12)).collect(), wave(1.3), wave(2.7)]
    };
    for way in ways {
        let actual: f64 = gradient.iter().zip(&way).map(|(g, w)| g * w).sum();
        let slopes = [3e-4, 3e-5, 3e-6].map(|h| slope(&objective, at, &way, h));
        let allowed = 1e-7 * size.max(1.0);
        let near = slopes.iter().any(|expected| (actual - expected).abs() <= allowed);
        assert!(near, "{actual} instead of {slopes:?} (± {allowed:e})");
    }
}

/// L_q(U(θ)), the plain way.
fn after<M: Model<Real = f64>>(
    model: &M,
    theta: &[f64],
    [support, query]: [&M::Data; 2],
    inner: Inner,
) -> f64 {
    let mut phi = theta.to_vec();
    fine_tune(model, &mut phi, support, inner, &mut Scratch::new(model)).expect("stable");
    model.loss(&phi, query, &mut model.tape())
}

/// L_q(U_α(θ)) of ω = (θ, α), the plain way.
fn after_rates<M: Model<Real = f64>>(
    model: &M,
    omega: &[f64],
    [support, query]: [&M::Data; 2],
    steps: usize,
) -> f64 {
    let (theta, rates) = omega.split_at(model.parameter_count());
    let (mut phi, mut scratch) = (theta.to_vec(), Scratch::new(model));
    learned_rate::fine_tune(model, &mut phi, rates, steps, support, &mut scratch).expect("stable");
    model.loss(&phi, query, &mut model.tape())
}

/// A gradient sums its points in ascending order, a loss as they come.
fn assert_same(loss: f64, again: f64) {
    assert!((loss - again).abs() <= 1e-12 * again.abs(), "{loss} and {again}");
}

fn check_all<M: Model<Real = f64>>(model: &M, theta: &[f64], sets: [&M::Data; 2], inner: Inner) {
    let [_, query] = sets;
    let (loss, gradient) = direction(model, Method::Pretrained(Pretrained), theta, sets);
    assert_same(loss, model.loss(theta, query, &mut model.tape()));
    assert_gradient(&gradient, |p| model.loss(p, query, &mut model.tape()), theta);

    let (loss, gradient) = direction(model, Method::Maml(Maml(inner)), theta, sets);
    assert_same(loss, after(model, theta, sets, inner));
    assert_gradient(&gradient, |p| after(model, p, sets, inner), theta);

    // FOMAML is the gradient of the query loss, taken at φ.
    let (_, gradient) = direction(model, Method::Fomaml(Fomaml(inner)), theta, sets);
    let mut phi = theta.to_vec();
    fine_tune(model, &mut phi, sets[0], inner, &mut Scratch::new(model)).expect("stable");
    assert_gradient(&gradient, |p| model.loss(p, query, &mut model.tape()), &phi);

    // Reptile points from φ back to θ.
    let (loss, way) = direction(model, Method::Reptile(Reptile(inner)), theta, sets);
    assert_same(loss, model.loss(&phi, sets[0], &mut model.tape()));
    assert!(way.iter().zip(theta).zip(&phi).all(|((w, t), p)| *w == t - p));

    for method in [LearnedRate(inner).into(), MetaSgd(inner).into(), TensorRates(inner).into()] {
        let omega = initial(model, &method, theta);
        let (_, gradient) = direction(model, method, &omega, sets);
        let steps = inner.steps();
        assert_gradient(&gradient, |p| after_rates(model, p, sets, steps), &omega);
    }
}

/// The proximal problem solved until it rests, and the implicit system solved to the end. λ
/// must outweigh what negative curvature the loss has, up to a hundred; what positive it has is
/// no more than that.
fn at_rest(lambda: f64) -> Imaml {
    let inner = Inner::new(0.9 / (100.0 + lambda), Inner::MAX_STEPS).expect("a valid rate");
    Imaml::new(inner, lambda, Settings::default()).expect("a valid λ")
}

proptest! {
    #[test]
    fn on_the_toy_problem(problem in toy_problem()) {
        let [support, query] = problem.sets();
        check_all(&line(), &problem.theta, [&support, &query], problem.inner);
    }

    #[test]
    fn imaml_is_the_gradient_of_where_the_proximal_problem_rests(
        problem in toy_problem(),
        lambda in 100.0..300.0,
    ) {
        let [support, query] = problem.sets();
        let objective = |theta: &[f64]| {
            direction(&line(), Method::Imaml(at_rest(lambda)), theta, [&support, &query]).0
        };
        let sets = [&support, &query];
        let (_, gradient) = direction(&line(), Method::Imaml(at_rest(lambda)), &problem.theta, sets);
        assert_gradient(&gradient, objective, &problem.theta);
    }

    /// An `f32` knows a residual to some 4e-7 and a gradient, a sum of ten times residual times
    /// point, to 1e-5; eight stable steps do not add to that.
    #[test]
    fn single_precision_follows_double(problem in toy_problem()) {
        let inner = problem.inner;
        for method in [
            Method::Pretrained(Pretrained),
            Method::Maml(Maml(inner)),
            Method::Fomaml(Fomaml(inner)),
            Method::Reptile(Reptile(inner)),
            Method::Imaml(at_rest(200.0)),
            Method::LearnedRate(LearnedRate(inner)),
            Method::MetaSgd(MetaSgd(inner)),
            Method::TensorRates(TensorRates(inner)),
        ] {
            let (double, single) = (problem.sets::<f64>(), problem.sets::<f32>());
            let omega = initial(&line::<f64>(), &method, &problem.theta());
            let narrow = initial(&line::<f32>(), &method, &problem.theta());
            let (_, exact) = direction(&line(), method, &omega, double.each_ref());
            let (_, rounded) = direction(&line(), method, &narrow, single.each_ref());
            let size = exact.iter().map(|x| x.abs()).fold(1.0, f64::max);
            for (&x, &y) in exact.iter().zip(&rounded) {
                prop_assert!((x - y.into_f64()).abs() <= 2e-5 * size, "{}: {x} {y}", method.name());
            }
        }
    }
}

proptest! {
    // A network's check takes a thousand times a toy's.
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn on_a_network(seed in 0..1000_u64, rate in 0.0..0.005, steps in 0..=3_usize) {
        let (theta, [support, query]) = network_problem::<f64>(seed);
        let inner = Inner::new(rate, steps).expect("valid");
        check_all(&Network::new(Activation::Tanh), &theta, [&support, &query], inner);
    }
}
