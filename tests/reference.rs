//! The toy problem against reference values from an implementation that shares no code with
//! this one.
//!
//! In `f64` the agreement is to a relative 1e-9 or the oracle's own precision. In `f32` a
//! number near 1 is known to 6e-8; a residual g − g* loses the digits that the two share, a sum
//! over ten points some more, and twenty inner steps hand their errors on. Each test says what
//! it allows for that.

mod common;

use common::{assert_close, items, number, numbers, reals, reference};
use maml_live::learn::adapt::{Inner, Scratch, fine_tune, trajectory};
use maml_live::learn::meta::conjugate_gradient::{Settings, Stop};
use maml_live::learn::meta::fomaml::Fomaml;
use maml_live::learn::meta::imaml::{self, Imaml};
use maml_live::learn::meta::maml::Maml;
use maml_live::learn::meta::reptile::Reptile;
use maml_live::learn::meta::rule::{Rule, numeric_meta_gradient};
use maml_live::learn::meta::{Method, Workspace, implicit, meta_gradient, proximal};
use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
use maml_live::learn::surface::{AccumulatedLoss, Grid, Place};
use maml_live::learn::task::Task;
use maml_live::learn::{Model, Real};
use serde_json::Value;

/// The reference's two tasks at its own points, which are this crate's default ones.
fn tasks<R: Real>(toy: &Value) -> [ToyTask<R>; 2] {
    let points = Points::new(&numbers(&toy["x"])).expect("the reference's points are valid");
    softplus_line::TASKS.map(|truth| ToyTask::new(&points, truth))
}

fn inner_of(item: &Value) -> Inner {
    Inner::new(number(&item["alpha"]), number(&item["m"]) as usize).expect("a valid rate")
}

#[test]
fn the_defaults_are_the_reference_problem() {
    let toy = reference("toy");
    assert_eq!(numbers(&toy["tasks"]), softplus_line::TASKS.concat());
    for (ours, theirs) in Points::default().as_slice().iter().zip(numbers(&toy["x"])) {
        assert_close(*ours, theirs, 1e-15, 1.0, "a default point");
    }
}

/// `f32`: residuals up to 3 known to 4e-7, times slopes and points up to 3, summed over ten.
#[test]
fn losses_gradients_and_hessians() {
    losses_gradients_and_hessians_in::<f64>(1e-13);
    losses_gradients_and_hessians_in::<f32>(2e-6);
}

fn losses_gradients_and_hessians_in<R: Real>(tolerance: f64) {
    let toy = reference("toy");
    let (model, tasks) = (SoftplusLine::<R>::default(), tasks::<R>(&toy));
    let mut tape = model.tape();
    for item in items(&toy["points"]) {
        let theta: Vec<R> = reals(&item["theta"]);
        let task = &tasks[number(&item["task"]) as usize];
        let mut gradient = [R::of(0.0); 2];
        let loss = model.gradient(&theta, task, &mut tape, &mut gradient);
        assert_close(loss.into_f64(), number(&item["loss"]), tolerance, 1.0, "loss");
        assert_eq!(loss, model.loss(&theta, task, &mut model.tape()), "loss alone");
        for (&slope, expected) in gradient.iter().zip(numbers(&item["grad"])) {
            assert_close(slope.into_f64(), expected, tolerance, 10.0, "gradient");
        }
        for column in 0..2 {
            let mut unit = [R::of(0.0); 2];
            unit[column] = R::of(1.0);
            let mut product = [R::of(0.0); 2];
            model.hessian_vector(&theta, task, &mut tape, &unit, &mut product);
            for row in 0..2 {
                let expected = number(&item["hess"][row][column]);
                assert_close(product[row].into_f64(), expected, tolerance, 10.0, "Hessian");
            }
        }
    }
}

/// Σ_i L_i(U_i(θ)) in the plainest way.
fn accumulated(tasks: &[ToyTask<f64>], theta: [f64; 2], inner: Inner) -> f64 {
    let model = SoftplusLine::default();
    let after = |task| {
        let mut phi = theta;
        fine_tune(&model, &mut phi, task, inner, &mut Scratch::new(&model)).expect("stable");
        model.loss(&phi, task, &mut model.tape())
    };
    tasks.iter().map(after).sum()
}

/// The vectorised surface is `f32`: its residuals are off by some 4e-7 each, so a loss of ten
/// residuals r by about 1e-6 √loss, and where that vanishes by 1e-12.
#[test]
fn surfaces() {
    let toy = reference("toy");
    let tasks = tasks::<f64>(&toy);
    let every_fourth = Grid::unit(9).expect("a valid grid");
    for surface in items(&toy["surfaces"]) {
        let inner = inner_of(surface);
        let expected = numbers(&surface["values"]);
        let plain = every_fourth.map(|theta| accumulated(&tasks, theta, inner));
        for (value, expected) in plain.iter().zip(&expected) {
            assert_close(*value, *expected, 1e-9, 1e-12, "plain surface");
        }
        let mut fast = AccumulatedLoss::new(&tasks, inner.rate(), every_fourth).expect("valid");
        let level = fast.level(inner.steps()).expect("few steps");
        for (value, expected) in level.iter().zip(&expected) {
            let allowed = 3e-6 * expected.sqrt().max(expected.abs()) + 1e-12;
            let error = (f64::from(*value) - expected).abs();
            assert!(error <= allowed, "vectorised surface: {value} for {expected} ({error:e})");
        }
    }
}

#[test]
fn minima_in_the_square() {
    let toy = reference("toy");
    let tasks = tasks::<f64>(&toy);
    for item in items(&toy["box_minima"]) {
        let inner = inner_of(item);
        let grid = Grid::unit(65).expect("a valid grid");
        let mut surface = AccumulatedLoss::new(&tasks, inner.rate(), grid).expect("valid");
        let minima = surface.minima(inner.steps()).expect("few steps");
        let expected = items(&item["box_minima"]);
        let what = format!("α = {}, m = {}", inner.rate(), inner.steps());
        assert_eq!(minima.len(), expected.len(), "{what}: {minima:?}");
        for (minimum, expected) in minima.iter().zip(expected) {
            assert_close(minimum.loss, number(&expected["value"]), 1e-9, 0.0, &what);
            let theta = numbers(&expected["theta"]);
            for (place, expected) in minimum.theta.iter().zip(&theta) {
                // A minimum is flat: an error of 1e-14 in the value is one of 1e-7 in its
                // place.
                assert_close(*place, *expected, 1e-7, 1.0, &what);
            }
            let on_edge = theta.iter().any(|&t| t == 0.0 || t == 1.0);
            assert_eq!(minimum.place == Place::Interior, !on_edge, "{what}: {minimum:?}");
        }
    }
}

#[test]
fn stationary_minima_and_extremes_of_the_grid() {
    let toy = reference("toy");
    let tasks = tasks::<f64>(&toy);
    let grid = Grid::unit(33).expect("a valid grid");
    let wide = Grid::new([-0.5, 2.0], [-0.5, 2.0], 101, 101).expect("a valid grid");
    for item in items(&toy["minima"]) {
        let inner = inner_of(item);
        let what = format!("α = {}, m = {}", inner.rate(), inner.steps());
        let plain = grid.map(|theta| accumulated(&tasks, theta, inner));
        let (lowest, least) =
            plain.indexed_iter().min_by(|(_, p), (_, q)| p.total_cmp(q)).expect("a grid has nodes");
        let most = plain.iter().copied().fold(0.0, f64::max);
        assert_eq!(
            vec![grid.a(lowest.1), grid.b(lowest.0)],
            numbers(&item["grid_argmin"]),
            "{what}"
        );
        assert_close(*least, number(&item["grid_min_value"]), 1e-9, 0.0, &what);
        assert_close(most, number(&item["grid_max_value"]), 1e-9, 0.0, &what);

        let mut surface = AccumulatedLoss::new(&tasks, inner.rate(), wide).expect("valid");
        let found = surface.minima(inner.steps()).expect("few steps");
        for expected in items(&item["all_stationary_minima"]) {
            let theta = numbers(&expected["theta"]);
            let near = |k: usize, minimum: &[f64; 2]| (minimum[k] - theta[k]).abs() < 1e-6;
            let inside = theta.iter().all(|t| (-0.5..2.0).contains(t));
            let met = found.iter().find(|m| near(0, &m.theta) && near(1, &m.theta));
            assert!(!inside || met.is_some(), "{what}: {theta:?} is not in {found:?}");
            if let Some(minimum) = met {
                assert_close(minimum.loss, number(&expected["value"]), 1e-9, 1e-12, &what);
            }
        }
    }
}

/// `f32`: after up to 20 steps φ is off by some 1e-6, and a curvature of 20 makes that 2e-5 in
/// a gradient.
#[test]
fn directions() {
    directions_in::<f64>(1e-9);
    directions_in::<f32>(3e-5);
}

fn directions_in<R: Real>(tolerance: f64) {
    let toy = reference("toy");
    let (model, tasks) = (SoftplusLine::<R>::default(), tasks::<R>(&toy));
    let mut workspace = Workspace::new(&model);
    let close = |actual: &[R], expected: &Value, what: &str| {
        for (&actual, expected) in actual.iter().zip(numbers(expected)) {
            assert_close(actual.into_f64(), expected, tolerance, 1.0, what);
        }
    };
    for item in items(&toy["directions"]) {
        let theta: Vec<R> = reals(&item["theta"]);
        let inner = inner_of(item);
        let methods = [
            ("maml", Method::Maml(Maml(inner))),
            ("fomaml", Method::Fomaml(Fomaml(inner))),
            ("reptile", Method::Reptile(Reptile(inner))),
            ("imaml", Method::Imaml(at_rest(number(&item["lam"])))),
        ];
        for (name, method) in methods {
            let mut sum = [R::of(0.0); 2];
            for (task, expected) in tasks.iter().zip(items(&item["per_task"])) {
                let task = Task::unsplit(task);
                let mut direction = [R::of(0.0); 2];
                meta_gradient(&model, &method, &theta, task, &mut workspace, &mut direction)
                    .expect("stable");
                close(&direction, &expected[name], name);
                sum = [0, 1].map(|k| sum[k] + direction[k]);
            }
            close(&sum, &item[format!("{name}_sum")], name);
        }
        for (task, expected) in tasks.iter().zip(items(&item["per_task"])) {
            let way = trajectory(&model, &theta, task, inner).expect("valid");
            let phi = way.parameters.row(inner.steps()).to_vec();
            close(&phi, &expected["phi"], "phi");
        }
    }
}

/// Enough inner steps that the proximal problem comes to rest: its curvature is at most 20 + λ.
fn at_rest(lambda: f64) -> Imaml {
    let inner = Inner::new(0.05, 500).expect("a valid rate");
    let solver = Settings::new(10, 1e-14).expect("a valid tolerance");
    Imaml::new(inner, lambda, solver).expect("a valid λ")
}

#[test]
fn the_proximal_problem_comes_to_rest() {
    let toy = reference("toy");
    let (model, tasks) = (SoftplusLine::<f64>::default(), tasks::<f64>(&toy));
    let mut workspace = Workspace::new(&model);
    for item in items(&toy["directions"]) {
        let theta = numbers(&item["theta"]);
        for task in &tasks {
            let task = Task::unsplit(task);
            let method = at_rest(number(&item["lam"]));
            let mut gradient = [0.0; 2];
            let (_, report) =
                imaml::meta_gradient(&model, &theta, task, method, &mut workspace, &mut gradient)
                    .expect("stable");
            assert!(report.unrest < 1e-13, "{report:?}");
            assert_eq!(report.solution.stop, Stop::Converged);
        }
    }
}

/// Newton's method finds the solution that the reference has, whatever way it took, and both
/// ways of solving the linear system give its implicit gradient.
#[test]
fn the_proximal_solution_and_its_implicit_gradient() {
    let toy = reference("toy");
    let (model, tasks) = (SoftplusLine::<f64>::default(), tasks::<f64>(&toy));
    let mut workspace = Workspace::new(&model);
    for item in items(&toy["directions"]) {
        let (theta, lambda) = (numbers(&item["theta"]), number(&item["lam"]));
        for (task, expected) in tasks.iter().zip(items(&item["per_task"])) {
            let mut phi = [0.0; 2];
            let rest = proximal::minimise(&model, &theta, task, lambda, &mut workspace, &mut phi)
                .expect("stable");
            assert!(rest.unrest < 1e-13 && rest.steps < 12, "{rest:?}");
            let split = Task::unsplit(task);
            let exact = implicit::exact(&model, &phi, split, lambda, &mut workspace)
                .expect("valid")
                .expect("the reference's systems have solutions");
            let (mut solved, solver) = ([0.0; 2], Settings::new(2, 0.0).expect("valid"));
            implicit::by_conjugate_gradient(
                &model,
                &phi,
                split,
                lambda,
                solver,
                &mut workspace,
                &mut solved,
            )
            .expect("valid");
            for k in 0..2 {
                let expected_phi = number(&expected["imaml_phi"][k]);
                assert_close(phi[k], expected_phi, 1e-12, 1.0, "the proximal solution");
                let expected = number(&expected["imaml"][k]);
                assert_close(exact[k], expected, 1e-11, 1.0, "by elimination");
                assert_close(solved[k], expected, 1e-11, 1.0, "by two iterations");
            }
        }
    }
}

/// The updates that the article compares, for both tasks at once.
#[test]
fn the_updates_of_all_rules() {
    let toy = reference("toy");
    let (model, tasks) = (SoftplusLine::<f64>::default(), tasks::<f64>(&toy));
    let batch = tasks.each_ref().map(Task::unsplit);
    let mut workspace = Workspace::new(&model);
    for item in items(&toy["directions"]) {
        let theta = numbers(&item["theta"]);
        let (inner, lambda) = (inner_of(item), number(&item["lam"]));
        let (beta, epsilon) = (0.3, 0.7);
        let rules = [
            (Rule::Maml { inner, beta }, "maml_sum", -beta),
            (Rule::Fomaml { inner, beta }, "fomaml_sum", -beta),
            (Rule::Reptile { inner, epsilon }, "reptile_sum", -epsilon / 2.0),
            (Rule::Imaml { lambda, beta }, "imaml_sum", -beta),
        ];
        for (rule, sum, factor) in rules {
            let mut change = [0.0; 2];
            rule.change(&model, &theta, &batch, &mut workspace, &mut change).expect("stable");
            for (change, expected) in change.iter().zip(numbers(&item[sum])) {
                assert_close(*change, factor * expected, 1e-9, 1.0, sum);
            }
        }
        let numeric =
            numeric_meta_gradient(&model, &theta, &batch, inner, &mut workspace).expect("stable");
        for (slope, expected) in numeric.iter().zip(numbers(&item["maml_sum"])) {
            assert_close(*slope, expected, 1e-7, 1.0, "by differences");
        }
    }
}

/// The meta-gradient vanishes where the reference says that the accumulated loss is stationary.
#[test]
fn the_meta_gradient_vanishes_at_stationary_points() {
    let toy = reference("toy");
    let (model, tasks) = (SoftplusLine::<f64>::default(), tasks::<f64>(&toy));
    let mut workspace = Workspace::new(&model);
    for item in items(&toy["minima"]) {
        for minimum in items(&item["all_stationary_minima"]) {
            let theta = numbers(&minimum["theta"]);
            let mut sum = [0.0; 2];
            for task in &tasks {
                let (task, mut gradient) = (Task::unsplit(task), [0.0; 2]);
                let inner = inner_of(item);
                meta_gradient(&model, &Maml(inner), &theta, task, &mut workspace, &mut gradient)
                    .expect("stable");
                sum = [0, 1].map(|k| sum[k] + gradient[k]);
            }
            assert!(sum[0].hypot(sum[1]) < 1e-12, "{sum:?} at {theta:?}");
        }
    }
}
