//! The networks against values that JAX computed in float64.

mod common;

use common::{Reference, distance};
use maml_live::learn::network::{Textbook, Vectorised};
use maml_live::learn::{Activation, Model, Network, Real, Samples};

/// In f64 nothing but the order of summation differs.
const DOUBLE: f64 = 1e-9;

/// In f32 each of the few hundred roundings on the way to a number is 6e-8, and sums
/// lose what cancels; a tenth of this is typical.
const SINGLE: f64 = 2e-5;

fn convert<R: Real>(values: &[f64]) -> Vec<R> {
    values.iter().map(|&v| R::of(v)).collect()
}

fn samples<R: Real>(reference: &Reference, x: &str, y: &str) -> Samples<R> {
    Samples::new(convert(reference.get(x)), convert(reference.get(y))).unwrap()
}

fn check(name: &str, actual: &[impl Real], expected: &[f64], tolerance: f64) {
    let distance = distance(actual, expected);
    assert!(distance <= tolerance, "{name}: relative distance {distance:e}");
}

/// Loss, gradient, Hessian-vector product, and ten steps of fine-tuning.
fn relu_agrees<R: Real>(model: &impl Model<Real = R, Data = Samples<R>>, tolerance: f64) {
    let reference = Reference::read("network_relu");
    let support = samples(&reference, "xs", "ys");
    let query = samples(&reference, "xq", "yq");
    let theta = convert::<R>(reference.get("theta"));
    let vector = convert(reference.get("v"));
    let (mut tape, mut gradient) = (model.tape(), vector.clone());

    let loss = model.gradient(&theta, &support, &mut tape, &mut gradient);
    check("support_loss", &[loss], reference.get("support_loss"), tolerance);
    check("support_grad", &gradient, reference.get("support_grad"), tolerance);
    let mut product = vec![R::of(f64::NAN); theta.len()];
    model.hessian_vector(&theta, &support, &mut tape, &vector, &mut product);
    check("support_hvp_v", &product, reference.get("support_hvp_v"), tolerance);

    let rate = R::of(reference.get("alpha")[0]);
    let (mut phi, mut losses) = (theta, [Vec::new(), Vec::new()]);
    for step in 0..=10 {
        for (losses, data) in losses.iter_mut().zip([&support, &query]) {
            losses.push(model.loss(&phi, data, &mut tape));
        }
        if [1, 5, 10].contains(&step) {
            let name = format!("phi_{step}");
            check(&name, &phi, reference.get(&name), tolerance);
        }
        model.gradient(&phi, &support, &mut tape, &mut gradient);
        phi.iter_mut().zip(&gradient).for_each(|(phi, &g)| *phi -= rate * g);
    }
    let [support, query] = losses;
    // Over ten steps, f32's roundings grow like everything that is near a kink.
    let tolerance = 10.0 * tolerance;
    check("support", &support, reference.get("support_loss_after_steps_0_to_10"), tolerance);
    check("query", &query, reference.get("query_loss_after_steps_0_to_10"), tolerance);
}

fn tanh_agrees<R: Real>(model: &impl Model<Real = R, Data = Samples<R>>, tolerance: f64) {
    let reference = Reference::read("network_tanh");
    let support = samples(&reference, "xs", "ys");
    let theta = convert::<R>(reference.get("theta"));
    let (mut tape, mut out) = (model.tape(), theta.clone());

    let loss = model.gradient(&theta, &support, &mut tape, &mut out);
    check("support_loss", &[loss], reference.get("support_loss_at_theta"), tolerance);
    check("theta_grad_support", &out, reference.get("theta_grad_support"), tolerance);
    model.hessian_vector(&theta, &support, &mut tape, &convert(reference.get("v")), &mut out);
    check("support_hvp_v", &out, reference.get("support_hvp_v"), tolerance);

    let phi = convert::<R>(reference.get("phi"));
    let query = samples(&reference, "xq", "yq");
    let loss = model.gradient(&phi, &query, &mut tape, &mut out);
    check("query_loss", &[loss], reference.get("query_loss_at_phi"), tolerance);
    check("query_grad_at_phi", &out, reference.get("query_grad_at_phi"), tolerance);
}

fn predictions_agree<R: Vectorised>(tolerance: f64) {
    let reference = Reference::read("network_relu");
    let (network, theta) = (Network::<R>::new(Activation::Relu), convert(reference.get("theta")));
    for (xs, name) in [("xs", "pred_support"), ("xq", "pred_query")] {
        let mut out = [R::zero(); 10];
        network.predict(&theta, &convert::<R>(reference.get(xs)), &mut out);
        check(name, &out, reference.get(name), tolerance);
    }
}

#[test]
fn the_relu_network_agrees_with_jax() {
    relu_agrees(&Network::<f64>::new(Activation::Relu), DOUBLE);
    relu_agrees(&Network::<f32>::new(Activation::Relu), SINGLE);
    predictions_agree::<f64>(DOUBLE);
    predictions_agree::<f32>(SINGLE);
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
