//! Random problems to test on: the toy problem with a support and a query set of its own, and
//! networks.

use maml_live::learn::adapt::Inner;
use maml_live::learn::meta::{Method, Workspace, meta_gradient};
use maml_live::learn::model::softplus_line::{Points, SoftplusLine, ToyTask};
use maml_live::learn::task::Task;
use maml_live::learn::{Model, PARAMETERS, Real, Samples};
use proptest::prelude::*;

/// A task of the toy problem, seen at different points by fine-tuning and by judgement, a θ,
/// and α and m.
#[derive(Debug, Clone)]
pub(crate) struct ToyProblem {
    pub(crate) support: Points,
    pub(crate) query: Points,
    pub(crate) truth: [f64; 2],
    pub(crate) theta: [f64; 2],
    pub(crate) inner: Inner,
}

impl ToyProblem {
    /// The task in the type that is tested.
    pub(crate) fn sets<R: Real>(&self) -> [ToyTask<R>; 2] {
        [&self.support, &self.query].map(|points| ToyTask::new(points, self.truth))
    }

    /// θ in the type that is tested.
    pub(crate) fn theta<R: Real>(&self) -> [R; 2] {
        self.theta.map(R::of)
    }
}

/// The largest curvature of ten points in [−3, 3] is 100 at most: at rates up to 0.03 a few of
/// these problems oscillate, and none diverges within eight steps.
pub(crate) fn toy_problem() -> impl Strategy<Value = ToyProblem> {
    let points = || {
        (any::<u64>(), 1..=10_usize)
            .prop_map(|(seed, count)| Points::from_seed(seed, count).expect("a valid count"))
    };
    let parameters = || [-1.5..1.5_f64, -1.5..1.5];
    (points(), points(), parameters(), parameters(), inner(0.03, 8)).prop_map(
        |(support, query, truth, theta, inner)| ToyProblem { support, query, truth, theta, inner },
    )
}

/// A rate up to `rate` and up to `steps` steps.
pub(crate) fn inner(rate: f64, steps: usize) -> impl Strategy<Value = Inner> {
    (0.0..rate, 0..=steps).prop_map(|(rate, steps)| Inner::new(rate, steps).expect("valid"))
}

/// Weights, a support set and a query set for a network, from a few numbers. Smooth in none of
/// them.
pub(crate) fn network_problem<R: Real>(seed: u64) -> (Vec<R>, [Samples<R>; 2]) {
    let theta = (0..PARAMETERS).map(|k| R::of(0.35 * scattered(seed, k, 0.1))).collect();
    (theta, [network_samples(seed, 10, 0.3), network_samples(seed, 10, 0.7)])
}

/// `count` points of a curve that depends on `phase`, in no order.
pub(crate) fn network_samples<R: Real>(seed: u64, count: usize, phase: f64) -> Samples<R> {
    let x: Vec<f64> = (0..count).map(|k| 5.0 * scattered(seed, k, phase)).collect();
    let y = x.iter().map(|x| R::of(3.0 * (x + 5.0 * phase).sin())).collect();
    Samples::new(x.into_iter().map(R::of).collect(), y).expect("as many x as y")
}

/// Number k in [−1, 1) of a Weyl sequence: evenly spread, and no generator needed.
fn scattered(seed: u64, k: usize, phase: f64) -> f64 {
    let x = (seed as f64 * 0.618_034 + phase + k as f64 * 0.754_877_666) % 1.0;
    2.0 * x - 1.0
}

/// One task's direction by `method`, in a new workspace.
pub(crate) fn direction<M: Model>(
    model: &M,
    method: Method,
    omega: &[M::Real],
    [support, query]: [&M::Data; 2],
) -> (M::Real, Vec<M::Real>) {
    let mut direction = vec![M::Real::default(); omega.len()];
    let (task, mut room) = (Task { support, query }, Workspace::new(model));
    let loss = meta_gradient(model, &method, omega, task, &mut room, &mut direction)
        .unwrap_or_else(|error| panic!("{}: {error}", method.name()));
    (loss, direction)
}

/// The toy model in the type that is tested.
pub(crate) fn line<R: Real>() -> SoftplusLine<R> {
    SoftplusLine::default()
}
