//! The convolutional network, and MAML on it, against values that JAX computed in float64.

mod common;

use common::{assert_vector, items, number, numbers, reals, reference};
use maml_live::learn::adapt::{Inner, Scratch, fine_tune};
use maml_live::learn::meta::fomaml::Fomaml;
use maml_live::learn::meta::maml::Maml;
use maml_live::learn::meta::{Method, Workspace, meta_gradient};
use maml_live::learn::model::conv::ConvNet;
use maml_live::learn::task::Task;
use maml_live::learn::task::images::{Images, input};
use maml_live::learn::{Model, Real};
use serde_json::Value;

/// The sets of the reference: `per_class` images of each class, in order.
fn images<R: Real>(value: &Value, per_class: usize) -> Images<R> {
    let mut images = Images::new(5);
    for (number, bytes) in items(value).iter().enumerate() {
        let pixels: Vec<f64> = numbers(bytes).iter().map(|byte| byte / 255.0).collect();
        images.push_input(std::array::from_fn(|pixel| input(pixels[pixel])), number / per_class);
    }
    images
}

fn agrees<R: Real>(tolerance: f64) {
    let file = reference("drawings");
    let v = numbers(&file["v"]);
    let check = |name: &str, actual: &[R]| assert_vector(actual, &file[name], &v, tolerance, name);
    let (support, query) = (images::<R>(&file["support"], 1), images::<R>(&file["query"], 5));
    let theta: Vec<R> = reals(&file["theta"]);
    let network = ConvNet::<R>::default();
    let (mut tape, mut out) = (network.tape(), theta.clone());

    let loss = network.gradient(&theta, &support, &mut tape, &mut out);
    check("support_loss", &[loss]);
    check("support_grad", &out);
    network.hessian_vector(&theta, &support, &mut tape, &reals(&file["v"]), &mut out);
    check("support_hvp_v", &out);

    // Outputs are known up to a number for each image.
    let log = |p: &R| R::of(p.into_f64().ln());
    let relative = |numbers: &[f64]| -> Vec<f64> {
        let rows = numbers.chunks(5);
        rows.flat_map(|row| row.iter().map(|z| z - row[0])).collect()
    };
    let logits: Vec<R> =
        network.probabilities(&theta, &support, &mut tape).iter().map(log).collect();
    let found: Vec<f64> = logits.iter().map(|z| z.into_f64()).collect();
    let expected: Value = relative(&numbers(&file["logits_support"])).into();
    assert_vector(&relative(&found), &expected, &v, tolerance, "logits_support");

    let inner = |steps| Inner::new(number(&file["alpha"]), steps).unwrap();
    out.copy_from_slice(&theta);
    fine_tune(&network, &mut out, &support, inner(1), &mut Scratch::new(&network)).unwrap();
    check("phi_1", &out);
    check("query_loss_phi_1", &[network.loss(&out, &query, &mut tape)]);

    let mut direction = |name: &str, method: Method| {
        let task = Task { support: &support, query: &query };
        let room = &mut Workspace::new(&network);
        meta_gradient(&network, &method, &theta, task, room, &mut out).unwrap();
        check(name, &out);
    };
    direction("maml_grad_1", Maml(inner(1)).into());
    direction("maml_grad_3", Maml(inner(3)).into());
    direction("fomaml_grad_1", Fomaml(inner(1)).into());
}

#[test]
fn in_double_precision_only_the_order_of_sums_differs() {
    agrees::<f64>(1e-10);
}

#[test]
fn single_precision_agrees_to_its_rounding() {
    agrees::<f32>(2e-5);
}
