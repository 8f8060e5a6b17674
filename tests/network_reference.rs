//! The networks, and every method on them, against values that JAX computed in float64.
//!
//! In `f64` only the order of summation differs. In `f32` each of the few hundred
//! roundings on the way to a number is 6e-8 and sums lose what cancels; a gradient
//! carries on what its inner steps rounded, through Hessians with eigenvalues near 100.
//! Each tolerance is some three times what was seen.

mod common;

use common::{assert_vector, number, numbers, reals, reference};
use maml_live::learn::adapt::{Inner, Scratch, fine_tune};
use maml_live::learn::meta::conjugate_gradient::{Settings, solve};
use maml_live::learn::meta::fomaml::Fomaml;
use maml_live::learn::meta::imaml::Imaml;
use maml_live::learn::meta::maml::Maml;
use maml_live::learn::meta::reptile::Reptile;
use maml_live::learn::meta::{Method, Workspace, meta_gradient};
use maml_live::learn::model::mlp::Textbook;
use maml_live::learn::task::Task;
use maml_live::learn::{Activation, Model, Network, Real, Samples};
use serde_json::Value;

const DOUBLE: f64 = 1e-9;
const SINGLE: f64 = 2e-5;

/// A reference file, and what comparisons with it need.
struct Oracle {
    file: Value,
    v: Vec<f64>,
    tolerance: f64,
}

impl Oracle {
    fn new(name: &str, tolerance: f64) -> Self {
        let file = reference(name);
        Self { v: numbers(&file["v"]), file, tolerance }
    }

    fn vector<R: Real>(&self, name: &str) -> Vec<R> {
        reals(&self.file[name])
    }

    fn support<R: Real>(&self) -> Samples<R> {
        Samples::new(self.vector("xs"), self.vector("ys")).unwrap()
    }

    fn query<R: Real>(&self) -> Samples<R> {
        Samples::new(self.vector("xq"), self.vector("yq")).unwrap()
    }

    #[track_caller]
    fn check(&self, name: &str, actual: &[impl Real]) {
        self.check_value(name, &self.file[name], actual);
    }

    #[track_caller]
    fn check_value(&self, name: &str, expected: &Value, actual: &[impl Real]) {
        assert_vector(actual, expected, &self.v, self.tolerance, name);
    }
}

/// Loss, gradient, Hessian-vector product, fine-tuning, and all methods.
fn relu_agrees<R: Real>(model: &impl Model<Real = R, Data = Samples<R>>, tolerance: f64) {
    let oracle = Oracle::new("sinusoid_he", tolerance);
    let (support, query) = (oracle.support(), oracle.query());
    let theta: Vec<R> = oracle.vector("theta");
    let (mut tape, mut out) = (model.tape(), theta.clone());

    let loss = model.gradient(&theta, &support, &mut tape, &mut out);
    oracle.check("support_loss", &[loss]);
    oracle.check("support_grad", &out);
    model.hessian_vector(&theta, &support, &mut tape, &oracle.vector("v"), &mut out);
    oracle.check("support_hvp_v", &out);

    let alpha = number(&oracle.file["alpha"]);
    let inner = |steps| Inner::new(alpha, steps).unwrap();
    let mut losses = [Vec::new(), Vec::new()];
    for steps in 0..=10 {
        out.copy_from_slice(&theta);
        fine_tune(model, &mut out, &support, inner(steps), &mut Scratch::new(model)).unwrap();
        if [1, 5, 10].contains(&steps) {
            oracle.check(&format!("phi_{steps}"), &out);
        }
        for (losses, data) in losses.iter_mut().zip([&support, &query]) {
            losses.push(model.loss(&out, data, &mut tape));
        }
    }
    oracle.check("support_loss_after_steps_0_to_10", &losses[0]);
    oracle.check("query_loss_after_steps_0_to_10", &losses[1]);

    let mut direction = |method| {
        let task = Task { support: &support, query: &query };
        meta_gradient(model, &method, &theta, task, &mut Workspace::new(model), &mut out).unwrap();
        out.clone()
    };
    for steps in [1, 3, 5] {
        oracle.check(&format!("maml_grad_{steps}"), &direction(Method::Maml(Maml(inner(steps)))));
        oracle.check(
            &format!("fomaml_grad_{steps}"),
            &direction(Method::Fomaml(Fomaml(inner(steps)))),
        );
    }
    oracle.check("reptile_dir_5", &direction(Method::Reptile(Reptile(inner(5)))));
    let imaml = &oracle.file["imaml10"].clone();
    let mut implicit = |iterations, tolerance| {
        let settings = Settings::new(iterations, tolerance).unwrap();
        let proximal = Imaml::new(inner(10), number(&imaml["lam"]), settings);
        direction(Method::Imaml(proximal.unwrap()))
    };
    for iterations in [1, 2, 5] {
        let name = format!("cg_{iterations}");
        oracle.check_value(&name, &imaml[&name], &implicit(iterations, 0.0));
    }
    if tolerance == DOUBLE {
        // Conjugate gradient forgets its orthogonality: rounding errors grow tenfold with
        // each iteration after the fifth, and two correct programs differ by 1e-5 in the
        // tenth. The solution that all of them arrive at is exact again.
        let loose = Oracle { tolerance: 1e-4, ..oracle };
        loose.check_value("cg_10", &imaml["cg_10"], &implicit(10, 0.0));
        let exact = Oracle { tolerance, ..loose };
        exact.check_value("implicit_grad", &imaml["implicit_grad"], &implicit(300, 1e-13));
    }
}

fn tanh_agrees<R: Real>(model: &impl Model<Real = R, Data = Samples<R>>, tolerance: f64) {
    let oracle = Oracle::new("imaml_tanh", tolerance);
    let (support, query) = (oracle.support(), oracle.query());
    let theta: Vec<R> = oracle.vector("theta");
    let (mut tape, mut out) = (model.tape(), theta.clone());

    let loss = model.gradient(&theta, &support, &mut tape, &mut out);
    oracle.check("support_loss_at_theta", &[loss]);
    oracle.check("theta_grad_support", &out);
    model.hessian_vector(&theta, &support, &mut tape, &oracle.vector("v"), &mut out);
    oracle.check("support_hvp_v", &out);

    let phi: Vec<R> = oracle.vector("phi");
    oracle.check("support_loss_at_phi", &[model.loss(&phi, &support, &mut tape)]);
    let loss = model.gradient(&phi, &query, &mut tape, &mut out);
    oracle.check("query_loss_at_phi", &[loss]);
    oracle.check("query_grad_at_phi", &out);

    for steps in [1, 3, 5] {
        let method = Method::Maml(Maml(Inner::new(number(&oracle.file["alpha"]), steps).unwrap()));
        let task = Task { support: &support, query: &query };
        let workspace = &mut Workspace::new(model);
        meta_gradient(model, &method, &theta, task, workspace, &mut out).unwrap();
        oracle.check(&format!("maml_grad_{steps}"), &out);
    }
}

/// The implicit gradient at the very φ that JAX found, and at the one that the
/// method finds by itself in as many steps as it may make.
#[test]
fn the_implicit_gradient_at_rest_agrees_with_jax() {
    let oracle = Oracle::new("imaml_tanh", DOUBLE);
    let model = Network::<f64>::new(Activation::Tanh);
    let (support, query) = (oracle.support(), oracle.query());
    let lambda = number(&oracle.file["lam"]);
    let phi: Vec<f64> = oracle.vector("phi");
    let [mut b, mut x, mut r, mut p, mut q] = [(); 5].map(|()| phi.clone());
    let mut tape = model.tape();
    model.gradient(&phi, &query, &mut tape, &mut b);
    model.gradient(&phi, &support, &mut tape, &mut x);
    let system = |v: &[f64], out: &mut [f64]| {
        model.hessian_vector(&phi, &support, &mut tape, v, out);
        out.iter_mut().zip(v).for_each(|(out, v)| *out = v + *out / lambda);
    };
    let settings = Settings::new(300, 1e-14).unwrap();
    solve(system, &b, &mut x, [&mut r, &mut p, &mut q], settings);
    oracle.check("implicit_grad", &x);

    let theta: Vec<f64> = oracle.vector("theta");
    let inner = Inner::new(0.02, Inner::MAX_STEPS).unwrap();
    let method = Method::Imaml(Imaml::new(inner, lambda, settings).unwrap());
    let task = Task { support: &support, query: &query };
    meta_gradient(&model, &method, &theta, task, &mut Workspace::new(&model), &mut x).unwrap();
    Oracle { tolerance: 1e-5, ..oracle }.check("implicit_grad", &x);
}

fn predictions_agree<R: Real>(tolerance: f64) {
    let oracle = Oracle::new("sinusoid_he", tolerance);
    let network = Network::<R>::new(Activation::Relu);
    for (xs, name) in [("xs", "pred_support"), ("xq", "pred_query")] {
        let mut out = [R::zero(); 10];
        network.predict(&oracle.vector("theta"), &oracle.vector::<R>(xs), &mut out);
        oracle.check(name, &out);
    }
}

#[test]
fn the_relu_network_agrees_with_jax() {
    predictions_agree::<f64>(DOUBLE);
    predictions_agree::<f32>(SINGLE);
    relu_agrees(&Network::<f64>::new(Activation::Relu), DOUBLE);
    relu_agrees(&Network::<f32>::new(Activation::Relu), 20.0 * SINGLE);
}

#[test]
fn the_tanh_network_agrees_with_jax() {
    tanh_agrees(&Network::<f64>::new(Activation::Tanh), DOUBLE);
    tanh_agrees(&Network::<f32>::new(Activation::Tanh), SINGLE);
}

#[test]
fn the_textbook_form_agrees_with_jax() {
    relu_agrees(&Textbook::<f64>::new(Activation::Relu), DOUBLE);
    tanh_agrees(&Textbook::<f64>::new(Activation::Tanh), DOUBLE);
}
