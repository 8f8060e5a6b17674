//! Meta-learning on a model of one's own: logistic regression in the plane.
//!
//! ```sh
//! cargo run -p maml-live --no-default-features --example logistic_regression
//! ```
//!
//! A task is a straight boundary through the plane, and a point's label says on which side of it
//! the point lies. All boundaries of the distribution keep the same distance from the origin, so
//! there is something to be learned about them before any one of them is seen.

use std::error::Error;
use std::f64::consts::FRAC_PI_2;

use maml_live::learn::Model;
use maml_live::learn::adapt::Inner;
use maml_live::learn::meta::maml::Maml;
use maml_live::learn::model::derivatives;
use maml_live::learn::model::softplus_line::{sigmoid, softplus};
use maml_live::learn::task::source::Source;
use maml_live::learn::train::optimiser::Rule;
use maml_live::learn::train::schedule::{Decay, Schedule};
use maml_live::learn::train::{Recipe, Trainer, evaluate};
use maml_live::rand::{Rng, RngExt};

/// A point of the plane, and whether it lies beyond the boundary.
pub type Point = ([f64; 2], bool);

/// p(label = 1) = sigmoid(z), z = w · x + b, with θ = (w₁, w₂, b) and the mean of −ln p.
#[derive(Clone, Copy, Debug)]
pub struct LogisticRegression;

impl LogisticRegression {
    /// The features that θ is multiplied by: z = ⟨θ, features⟩.
    fn features([x, y]: [f64; 2]) -> [f64; 3] {
        [x, y, 1.0]
    }

    fn dot(left: &[f64], right: &[f64]) -> f64 {
        left.iter().zip(right).map(|(l, r)| l * r).sum()
    }
}

impl Model for LogisticRegression {
    type Real = f64;
    type Data = Vec<Point>;
    /// What the Hessian needs of the gradient: sigmoid'(z) at each point.
    type Tape = Vec<f64>;

    fn parameter_count(&self) -> usize {
        3
    }

    fn tape(&self) -> Vec<f64> {
        Vec::new()
    }

    fn loss(&self, theta: &[f64], points: &Vec<Point>, _: &mut Vec<f64>) -> f64 {
        let loss = |&(x, label): &Point| {
            let z = Self::dot(theta, &Self::features(x));
            softplus(if label { -z } else { z })
        };
        points.iter().map(loss).sum::<f64>() / points.len().max(1) as f64
    }

    /// ∇L = mean of (sigmoid(z) − label) · features.
    fn gradient(
        &self,
        theta: &[f64],
        points: &Vec<Point>,
        slopes: &mut Vec<f64>,
        gradient: &mut [f64],
    ) -> f64 {
        gradient.fill(0.0);
        slopes.clear();
        let share = 1.0 / points.len().max(1) as f64;
        for &(x, label) in points {
            let features = Self::features(x);
            let p = sigmoid(Self::dot(theta, &features));
            slopes.push(p * (1.0 - p));
            for (sum, feature) in gradient.iter_mut().zip(features) {
                *sum += share * (p - f64::from(u8::from(label))) * feature;
            }
        }
        self.loss(theta, points, slopes)
    }

    /// ∇²L · v = mean of sigmoid'(z) · ⟨features, v⟩ · features.
    fn hessian_vector(
        &self,
        _: &[f64],
        points: &Vec<Point>,
        slopes: &mut Vec<f64>,
        vector: &[f64],
        product: &mut [f64],
    ) {
        product.fill(0.0);
        let share = 1.0 / points.len().max(1) as f64;
        for (&(x, _), slope) in points.iter().zip(slopes) {
            let features = Self::features(x);
            let along = Self::dot(&features, vector);
            for (sum, feature) in product.iter_mut().zip(features) {
                *sum += share * *slope * along * feature;
            }
        }
    }
}

/// Boundaries at a distance of 1 from the origin, in a direction between right and up; points
/// are labelled by the side that they lie on.
#[derive(Clone, Copy, Debug)]
pub struct Boundaries;

impl Source<Vec<Point>> for Boundaries {
    /// The direction of the boundary, as an angle.
    type Task = f64;

    fn task(&self, rng: &mut impl Rng) -> f64 {
        FRAC_PI_2 * rng.random::<f64>()
    }

    fn sample(&self, angle: &f64, count: usize, rng: &mut impl Rng, points: &mut Vec<Point>) {
        points.clear();
        points.extend((0..count).map(|_| {
            let x = [(); 2].map(|()| 6.0 * rng.random::<f64>() - 3.0);
            (x, x[0] * angle.cos() + x[1] * angle.sin() > 1.0)
        }));
    }
}

/// The mean held-out loss after one step from ten points: from zeros, and from what MAML found.
pub fn learn() -> Result<[f64; 2], Box<dyn Error>> {
    let (model, source, start) = (LogisticRegression, Boundaries, [0.0; 3]);

    // First of all: are the derivatives right?
    let points = vec![([1.0, 2.0], true), ([-0.5, 0.3], false), ([0.2, -2.0], true)];
    let errors = derivatives::check(&model, &[0.3, -0.2, 0.1], &points)?;
    if errors.largest().is_nan() || errors.largest() > 1e-7 {
        return Err(format!("wrong derivatives: {errors:?}").into());
    }

    let inner = Inner::new(0.5, 1)?;
    let recipe: Recipe = Recipe {
        method: Maml(inner).into(),
        shots: 10,
        queries: 10,
        tasks: 8,
        steps: 1000,
        rule: Rule::adam(0.99),
        schedule: Schedule { peak: 0.02, warm_up: 0, decay: Decay::Cosine },
        clip: 10.0,
        averaging: 0.0,
    };
    let mut trainer = Trainer::new(model, source, recipe, &start, 1)?;
    while !trainer.is_finished() {
        trainer.step()?;
    }
    let error = |theta: &[f64]| {
        let after = evaluate::errors(&model, &source, recipe.shots, theta, &[inner.rate()], &[1]);
        after[0].mean
    };
    Ok([error(&start), error(trainer.parameters())])
}

fn main() -> Result<(), Box<dyn Error>> {
    let [zeros, maml] = learn()?;
    println!("loss on held-out tasks, after one step from ten points:");
    println!("  from zeros    {zeros:.3}");
    println!("  from MAML's θ {maml:.3}");
    Ok(())
}
