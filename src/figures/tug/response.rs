//! How a network's curve responds to pulls: one step of gradient descent, and what the
//! inner products of its gradients say of that step.

use crate::learn::weights::Trained;
use crate::learn::{Model, Network, Samples};

/// The even points from −5 to 5 at which curves are known.
pub const POINTS: usize = 101;

/// A pull: at this x, by so much up (or down, if it is negative).
pub type Pull = (f64, f64);

/// A network that can be pulled at.
pub struct Net {
    network: Network<f32>,
    theta: Vec<f32>,
}

/// What a step on pulls does to the curve of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The curve at θ, at the [`POINTS`].
    pub before: Vec<f64>,
    /// How far the step moves it, to first order in α.
    pub linear: Vec<f64>,
    /// How far the step does move it.
    pub real: Vec<f64>,
    /// θ after the step.
    phi: Vec<f32>,
}

impl Response {
    /// How much of the response the first order explains: one, less the mean square of what it
    /// leaves over, as a part of the mean square of the response. Below zero, no response
    /// at all would have been the better guess. `None` where there is nothing to explain.
    pub fn share(&self) -> Option<f64> {
        let whole: f64 = self.real.iter().map(|real| real * real).sum();
        let left = self.real.iter().zip(&self.linear).map(|(real, linear)| (real - linear).powi(2));
        let share = 1.0 - left.sum::<f64>() / whole;
        (whole > 1e-9 && share.is_finite()).then_some(share)
    }
}

/// The positions of the [`POINTS`].
pub fn positions() -> impl Iterator<Item = f64> {
    (0..POINTS).map(|index| -5.0 + index as f64 / 10.0)
}

impl Net {
    /// One of the article's networks.
    pub fn of(trained: &Trained) -> Self {
        Self { network: Network::new(trained.activation), theta: trained.values() }
    }

    /// The prediction at θ.
    pub fn at(&self, x: f64) -> f64 {
        self.predict(&self.theta, [x])[0]
    }

    /// How far a step moved the prediction at `x`.
    pub fn moved(&self, response: &Response, x: f64) -> f64 {
        self.predict(&response.phi, [x])[0] - self.at(x)
    }

    /// One step of gradient descent with the rate `alpha` on samples that lie where the pulls
    /// want the curve: f(x_k) + y_k at x_k.
    pub fn respond(&self, pulls: &[Pull], alpha: f64) -> Response {
        let mut support = Samples::default();
        for &(x, y) in pulls {
            support.push(x as f32, (self.at(x) + y) as f32);
        }
        let mut tape = self.network.tape();
        let mut slope = vec![0.0; self.theta.len()];
        self.network.gradient(&self.theta, &support, &mut tape, &mut slope);
        let alpha = alpha as f32;
        let phi: Vec<f32> =
            self.theta.iter().zip(&slope).map(|(theta, slope)| theta - alpha * slope).collect();
        let before = self.predict(&self.theta, positions());
        let after = self.predict(&phi, positions());
        let real = after.iter().zip(&before).map(|(after, before)| after - before).collect();
        let mut gradient = vec![0.0; self.theta.len()];
        let mut linear = Vec::with_capacity(POINTS);
        for (x, f) in positions().zip(&before) {
            // Half below the curve, the gradient of the squared error is that of the prediction.
            let mut one = Samples::default();
            one.push(x as f32, (f - 0.5) as f32);
            self.network.gradient(&self.theta, &one, &mut tape, &mut gradient);
            // The slope is −2/K Σ y_k ∇f(x_k), so this is the sum over inner products.
            let product: f32 = gradient.iter().zip(&slope).map(|(a, b)| a * b).sum();
            linear.push(f64::from(-alpha * product));
        }
        Response { before, linear, real, phi }
    }

    fn predict(&self, theta: &[f32], at: impl IntoIterator<Item = f64>) -> Vec<f64> {
        let points: Vec<f32> = at.into_iter().map(|x| x as f32).collect();
        let mut curve = vec![0.0; points.len()];
        self.network.predict(theta, &points, &mut curve);
        curve.into_iter().map(f64::from).collect()
    }
}
