//! iMAML's two problems, solved: at rest, downhill from θ, and differentiated rightly.

use maml_live::learn::adapt::Inner;
use maml_live::learn::meta::conjugate_gradient::{Settings, Stop};
use maml_live::learn::meta::rule::{Rule, accumulated_loss, numeric_meta_gradient};
use maml_live::learn::meta::{Workspace, implicit, meta_gradient, proximal};
use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
use maml_live::learn::task::Task;
use maml_live::learn::{Error, Model};
use proptest::prelude::*;

use crate::problems::toy_problem;

type Line = SoftplusLine<f64>;

/// L(p) + λ/2 |p − θ|².
fn pulled(task: &ToyTask<f64>, p: [f64; 2], theta: [f64; 2], lambda: f64) -> f64 {
    let line = Line::default();
    let away = (p[0] - theta[0]).powi(2) + (p[1] - theta[1]).powi(2);
    line.loss(&p, task, &mut line.tape()) + 0.5 * lambda * away
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_proximal_solution_is_at_rest_and_lower_than_all_around(
        problem in toy_problem(), lambda in 0.05..50.0_f64,
    ) {
        let (line, theta) = (Line::default(), problem.theta);
        let [task, _] = problem.sets::<f64>();
        let (mut workspace, mut phi) = (Workspace::new(&line), [0.0; 2]);
        let rest = proximal::minimise(&line, &theta, &task, lambda, &mut workspace, &mut phi)
            .expect("a loss at θ");
        prop_assert!(rest.unrest < 1e-10, "{rest:?}");
        let loss = pulled(&task, phi, theta, lambda);
        prop_assert!((rest.loss - loss).abs() <= 1e-12 * loss.max(1.0), "{} is {loss}", rest.loss);
        prop_assert!(loss <= pulled(&task, theta, theta, lambda), "not downhill");
        for angle in (0..16).map(|i| f64::from(i) * std::f64::consts::TAU / 16.0) {
            let beside = [phi[0] + 1e-4 * angle.cos(), phi[1] + 1e-4 * angle.sin()];
            prop_assert!(pulled(&task, beside, theta, lambda) >= loss - 1e-12 * loss.max(1.0));
        }
    }

    /// dL_q(φ*(θ))/dθ by differences of the whole, inner problem and all.
    #[test]
    fn the_implicit_gradient_is_the_slope_of_the_loss_at_rest(
        problem in toy_problem(), lambda in 0.5..50.0_f64,
    ) {
        let (line, theta) = (Line::default(), problem.theta);
        let [support, query] = problem.sets::<f64>();
        let task = Task { support: &support, query: &query };
        let mut workspace = Workspace::new(&line);
        let (method, mut gradient) = (proximal::AtRest::new(lambda).expect("valid"), [0.0; 2]);
        meta_gradient(&line, &method, &theta, task, &mut workspace, &mut gradient)
            .expect("a loss at θ");
        let mut after = |theta: [f64; 2]| {
            let mut phi = [0.0; 2];
            proximal::minimise(&line, &theta, &support, lambda, &mut workspace, &mut phi)
                .expect("a loss at θ");
            line.loss(&phi, &query, &mut line.tape())
        };
        for k in 0..2 {
            let h = 1e-5;
            let moved = |by: f64| { let mut at = theta; at[k] += by; at };
            let slope = (after(moved(h)) - after(moved(-h))) / (2.0 * h);
            // Where two minima are near each other, the solution turns within h.
            let near = (slope - gradient[k]).abs() <= 1e-4 * slope.abs().max(1.0);
            prop_assert!(near, "{k}: {} instead of {slope}", gradient[k]);
        }
    }

    #[test]
    fn elimination_and_conjugate_gradient_agree(
        problem in toy_problem(), lambda in 0.5..50.0_f64,
    ) {
        let (line, phi) = (Line::default(), problem.theta);
        let [support, query] = problem.sets::<f64>();
        let task = Task { support: &support, query: &query };
        let (mut workspace, mut solved) = (Workspace::new(&line), [0.0; 2]);
        let exact = implicit::exact(&line, &phi, task, lambda, &mut workspace).expect("valid");
        let solver = Settings::default();
        let solution = implicit::by_conjugate_gradient(
            &line, &phi, task, lambda, solver, &mut workspace, &mut solved,
        ).expect("valid");
        // Where the loss curves downwards more than λ, only elimination has an answer.
        if let (Stop::Converged, Some(exact)) = (solution.stop, exact) {
            let error = implicit::relative_error(&solved, &exact).unwrap_or(0.0);
            prop_assert!(error < 1e-8, "{error:e} of {exact:?}");
        }
    }

    #[test]
    fn differences_confirm_the_meta_gradient(problem in toy_problem()) {
        let (line, theta, inner) = (Line::default(), problem.theta, problem.inner);
        let [support, query] = problem.sets::<f64>();
        let batch = [Task { support: &support, query: &query }, Task::unsplit(&query)];
        let (mut workspace, mut change) = (Workspace::new(&line), [0.0; 2]);
        let rule = Rule::Maml { inner, beta: 1.0 };
        rule.change(&line, &theta, &batch, &mut workspace, &mut change).expect("stable");
        let numeric = numeric_meta_gradient(&line, &theta, &batch, inner, &mut workspace)
            .expect("stable");
        let scale = numeric[0].hypot(numeric[1]).max(1.0);
        for (change, slope) in change.iter().zip(numeric) {
            prop_assert!((change + slope).abs() < 1e-5 * scale, "{change} for −{slope}");
        }
    }
}

/// Without a pull the solution is the task's own, and θ has no say in it.
#[test]
fn without_a_pull_the_solution_is_the_tasks_own() {
    let line = Line::default();
    let mut workspace = Workspace::new(&line);
    for truth in softplus_line::TASKS {
        let task = ToyTask::new(&Points::default(), truth);
        for theta in [[0.0, 0.0], [1.0, 1.0], [0.1, 0.9], [0.9, 0.1]] {
            let mut phi = [0.0; 2];
            let rest = proximal::minimise(&line, &theta, &task, 0.0, &mut workspace, &mut phi)
                .expect("a loss at θ");
            assert!((phi[0] - truth[0]).hypot(phi[1] - truth[1]) < 1e-9, "{phi:?}, {rest:?}");
            let batch = [Task::unsplit(&task)];
            let (rule, mut change) = (Rule::Imaml { lambda: 0.0, beta: 1.0 }, [1.0; 2]);
            rule.change(&line, &theta, &batch, &mut workspace, &mut change).expect("valid");
            assert_eq!(change, [0.0; 2]);
        }
    }
}

/// All points at 0: nothing tells what a is, and it stays where it was.
#[test]
fn along_a_flat_direction_nothing_moves() {
    let line = Line::default();
    let task = ToyTask::new(&Points::new(&[0.0, 0.0]).expect("points"), [0.3, 0.05]);
    for lambda in [0.0, 1e-9, 1.0] {
        let mut phi = [0.0; 2];
        let mut workspace = Workspace::new(&line);
        proximal::minimise(&line, &[0.9, 0.7], &task, lambda, &mut workspace, &mut phi)
            .expect("a loss at θ");
        assert_eq!(phi[0], 0.9, "λ = {lambda}");
        assert!(phi[1] < 0.7, "λ = {lambda}");
        let exact = implicit::exact(&line, &phi, Task::unsplit(&task), lambda, &mut workspace);
        assert!(exact.expect("valid").is_some(), "λ = {lambda}");
    }
}

#[test]
fn the_way_of_descent_leads_to_the_solution() {
    let (line, theta) = (Line::default(), [0.9, 0.2]);
    let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
    let (mut workspace, mut phi) = (Workspace::new(&line), [0.0; 2]);
    proximal::minimise(&line, &theta, &task, 2.0, &mut workspace, &mut phi).expect("a loss at θ");
    let inner = Inner::new(0.05, 300).expect("valid");
    let way = proximal::descent(&line, &theta, &task, 2.0, inner, &mut workspace).expect("valid");
    assert_eq!((way.len(), &way[0][..]), (301, &theta[..]));
    assert!((way[300][0] - phi[0]).hypot(way[300][1] - phi[1]) < 1e-9);
    // A rate far too large: the way ends where the numbers do.
    let inner = Inner::new(10.0, 300).expect("valid");
    let way = proximal::descent(&line, &theta, &task, 2.0, inner, &mut workspace).expect("valid");
    assert!(way.len() < 301 && way.iter().flatten().all(|entry| entry.is_finite()));
}

#[test]
fn what_is_no_strength_no_rate_or_no_task_is_an_error() {
    let line = Line::default();
    let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
    let (mut workspace, mut phi, theta) = (Workspace::new(&line), [0.0; 2], [0.5, 0.5]);
    for lambda in [-1.0, f64::NAN, f64::INFINITY, 1e-300] {
        let answer = proximal::minimise(&line, &theta, &task, lambda, &mut workspace, &mut phi);
        assert!(matches!(answer, Err(Error::Regularisation(_))), "{lambda}: {answer:?}");
    }
    let answer = proximal::minimise(&line, &[f64::NAN, 0.0], &task, 1.0, &mut workspace, &mut phi);
    assert_eq!(answer, Err(Error::NotFinite));
    let rule = Rule::Descent { beta: f64::NAN };
    let batch = [Task::unsplit(&task)];
    let answer = rule.change(&line, &theta, &batch, &mut workspace, &mut phi);
    assert!(matches!(answer, Err(Error::Rate(_))));
    let answer = Rule::Descent { beta: 1.0 }.change(&line, &theta, &[], &mut workspace, &mut phi);
    assert_eq!(answer, Err(Error::EmptyBatch));
    // One task of two diverges: there is no sum.
    let far: Vec<f64> = (0..20).map(|i| if i % 2 == 0 { 10.0 } else { -10.0 }).collect();
    let wild = ToyTask::new(&Points::new(&far).expect("points"), [1.0, 1.0]);
    let flat = ToyTask::new(&Points::new(&[0.0]).expect("points"), [0.5, 0.5]);
    let inner = Inner::new(0.5, 200).expect("valid");
    let batch = [Task::unsplit(&flat), Task::unsplit(&wild)];
    let answer =
        Rule::Maml { inner, beta: 1.0 }.change(&line, &theta, &batch, &mut workspace, &mut phi);
    assert!(matches!(answer, Err(Error::Diverged { .. })), "{answer:?}");
    let loss = accumulated_loss(&line, &theta, &batch, inner, &mut workspace);
    assert!(matches!(loss, Err(Error::Diverged { .. })), "{loss:?}");
}
