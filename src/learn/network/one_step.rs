//! MAML with one inner step, without ever forming the adapted weights.
//!
//! The same meta-gradient as [`maml::meta_gradient`](crate::learn::meta::maml::meta_gradient)
//! with m = 1, up to rounding, in about two thirds of the time. This is the hot path of meta-training
//! in the page; the generic form is its reference, and does what this one cannot.
//!
//! # Why it is less work
//!
//! One step on K points changes W₂ by a matrix of rank K: W₂' = W₂ − α h₁ᵀ δ₂, where
//! h₁ and δ₂ are the support set's activations and errors, K × 40. Whatever is multiplied by W₂'
//! can be multiplied by W₂ and corrected with K × Q numbers. Let a bar mark the query set:
//!
//! - h̄₁ W₂' = h̄₁ W₂ + S δ₂ with S = −α h̄₁ h₁ᵀ (forward), and
//! - δ̄₂ W₂'ᵀ = δ̄₂ W₂ᵀ + T h₁ with T = −α δ̄₂ δ₂ᵀ (backward).
//!
//! The way back through the inner step needs the Hessian-vector product in the direction
//! v = −α u, u being the query's gradient, whose W₂ part is again of low rank, h̄₁ᵀ δ̄₂. So
//! its two products with V₂ need neither V₂ nor new numbers:
//!
//! - h₁ V₂ = Sᵀ δ̄₂ and
//! - δ₂ V₂ᵀ = Tᵀ h̄₁.
//!
//! What is left are six products with the one W₂ that all tasks share, so that it is
//! transposed once a batch, and one outer product of stacked rows a task, added to the
//! batch's sum at once: h̄₁ᵀ δ̄₂ + h₁ᵀ δ̇₂ + ḣ₁ᵀ δ₂ (a dot marks a rate of change along v).
//! It pays while K and Q are small beside 40.

use super::activation::{Relu, Tanh, Unit};
use super::kernels::{
    Matrix, Row, WIDTH, Zeros, add_outer, add_product, dot, fill, gram, load, product, transpose,
    update,
};
use super::lanes::{Lanes, Vectorised};
use super::passes::{
    deltas, first_layer, first_layer_dot, forward, output_errors, output_layer, sum_first_layer,
    sum_output_layer, sum_rows,
};
use super::weights::{Weights, WeightsMut};
use super::{Activation, Network};
use crate::learn::adapt::check_loss;
use crate::learn::meta::{Batch, Task};
use crate::learn::vector::{all_finite, scale};
use crate::learn::{Error, Real, Samples};

/// Room for meta-gradients of one inner step; allocated once, used for all tasks.
#[derive(Clone, Debug)]
pub struct OneStep<R> {
    /// W₂ transposed.
    w2_transposed: Box<Matrix<R>>,
    /// h̄₁, h₁ and ḣ₁, one below the other.
    left: Vec<Row<R>>,
    /// δ̄₂, δ̇₂ and δ₂, one below the other: the right factors to `left`.
    right: Vec<Row<R>>,
    /// h₂ and ḣ₂ of the support set; h̄₂.
    h2: Vec<Row<R>>,
    h2_dot: Vec<Row<R>>,
    query_h2: Vec<Row<R>>,
    /// ∂L/∂h₁ of the support set, its rate of change, and the query set's.
    back1: Vec<Row<R>>,
    back1_dot: Vec<Row<R>>,
    query_back1: Vec<Row<R>>,
    /// ∂L/∂f of both sets.
    error: Vec<R>,
    query_error: Vec<R>,
    /// S and T, the first K numbers of Q rows.
    s: Vec<Row<R>>,
    t: Vec<Row<R>>,
    /// The support gradient at θ, the adapted network, the direction v, and the query
    /// gradient that becomes the meta-gradient; all without their W₂.
    step: Rest<R>,
    adapted: Rest<R>,
    v: Rest<R>,
    gradient: Rest<R>,
}

/// All parameters but W₂: of the adapted network, of a gradient, of a direction.
#[derive(Clone, Debug)]
struct Rest<R> {
    w1: Row<R>,
    b1: Row<R>,
    b2: Row<R>,
    w3: Row<R>,
    b3: R,
}

impl<R: Vectorised> Default for OneStep<R> {
    fn default() -> Self {
        Self {
            w2_transposed: Box::new([[R::zero(); WIDTH]; WIDTH]),
            left: Vec::new(),
            right: Vec::new(),
            h2: Vec::new(),
            h2_dot: Vec::new(),
            query_h2: Vec::new(),
            back1: Vec::new(),
            back1_dot: Vec::new(),
            query_back1: Vec::new(),
            error: Vec::new(),
            query_error: Vec::new(),
            s: Vec::new(),
            t: Vec::new(),
            step: Rest::zero(),
            adapted: Rest::zero(),
            v: Rest::zero(),
            gradient: Rest::zero(),
        }
    }
}

impl<R: Vectorised> OneStep<R> {
    /// The most support points of a task that this form is made for.
    pub const MAX_SHOTS: usize = WIDTH;

    /// Writes the mean of ∇_θ L_q(θ − α ∇L_s(θ)) over a batch to `mean`.
    ///
    /// `theta` and `mean` have 1761 entries, `rate` is α, tasks have at most
    /// [`MAX_SHOTS`](Self::MAX_SHOTS) support points. Tasks that diverge are left out and counted.
    ///
    /// # Errors
    /// [`Error::EmptyBatch`] for an empty batch. [`Error::Diverged`] if the sum of the
    /// gradients overflows: the generic form can then tell which tasks are to blame.
    pub fn batch_gradient<'a>(
        &mut self,
        network: &Network<R>,
        theta: &[R],
        rate: R,
        batch: impl IntoIterator<Item = Task<'a, Samples<R>>>,
        mean: &mut [R],
    ) -> Result<Batch, Error>
    where
        R: 'a,
    {
        let weights = Weights::of(theta);
        transpose(weights.w2, &mut self.w2_transposed);
        mean.fill(R::zero());
        let mut outcome = Batch { loss: 0.0, tasks: 0, diverged: 0 };
        for task in batch {
            let loss = match network.activation() {
                Activation::Relu => self.add_gradient::<Relu>(&weights, rate, task, mean),
                Activation::Tanh => self.add_gradient::<Tanh>(&weights, rate, task, mean),
            };
            match loss {
                Ok(loss) => {
                    outcome.loss += Real::to_f64(loss);
                    outcome.tasks += 1;
                }
                Err(_) => outcome.diverged += 1,
            }
        }
        if outcome.tasks + outcome.diverged == 0 {
            return Err(Error::EmptyBatch);
        }
        if !all_finite(mean) {
            return Err(Error::Diverged { step: 1 });
        }
        // No task at all: an infinite loss, and a mean of zero.
        outcome.loss = if outcome.tasks > 0 { outcome.loss } else { f64::INFINITY };
        let count = outcome.tasks.max(1) as f64;
        outcome.loss /= count;
        scale(mean, R::of(1.0 / count));
        Ok(outcome)
    }

    /// Adds one task's meta-gradient to `sum`, unless the task diverges.
    fn add_gradient<A: Unit>(
        &mut self,
        weights: &Weights<'_, R>,
        rate: R,
        task: Task<'_, Samples<R>>,
        sum: &mut [R],
    ) -> Result<R, Error> {
        let (shots, queries) = (task.support.len(), task.query.len());
        self.resize(shots, queries);
        let (h1_query, rest) = self.left.split_at_mut(queries);
        let (h1, h1_dot) = rest.split_at_mut(shots);
        let (delta2_query, rest) = self.right.split_at_mut(queries);
        let (delta2_dot, delta2) = rest.split_at_mut(shots);
        let Self { w2_transposed, h2, h2_dot, query_h2, back1, back1_dot, .. } = self;
        let Self { query_back1, error, query_error, s, t, .. } = self;
        let Self { step, adapted, v, gradient, .. } = self;
        let w2_transposed = &w2_transposed[..];
        let (xs, xq) = (task.support.x(), task.query.x());
        let zero = [R::zero(); WIDTH];

        // The support set's gradient at θ, except for W₂.
        forward::<A, R>(weights, xs, h1, h2, error);
        check_loss(output_errors(error, task.support.y()), 0)?;
        deltas::<A, R>(h2, error, weights.w3, delta2);
        product(A::ZEROS, delta2, w2_transposed, &zero, back1);
        let delta1 = |k: usize, c| A::slope::<R>(load(&h1[k], c), load(&back1[k], c));
        step.set_gradient(xs, delta1, delta2, h2, error);
        adapted.set_sum(weights, -rate, step);

        // The query set's pass through the adapted network.
        first_layer::<A, R>(&adapted.w1, &adapted.b1, xq, h1_query);
        gram(h1_query, h1, -rate, s);
        product(A::ZEROS, h1_query, weights.w2, &adapted.b2, query_h2);
        add_product(Zeros::Few, s, delta2, query_h2);
        output_layer::<A, R>(&adapted.w3, adapted.b3, query_h2, query_error);
        let loss = output_errors(query_error, task.query.y());
        check_loss(loss, 1)?;
        deltas::<A, R>(query_h2, query_error, &adapted.w3, delta2_query);
        gram(delta2_query, delta2, -rate, t);
        product(A::ZEROS, delta2_query, w2_transposed, &zero, query_back1);
        add_product(Zeros::Few, t, h1, query_back1);
        let delta1 = |k: usize, c| A::slope::<R>(load(&h1_query[k], c), load(&query_back1[k], c));
        gradient.set_gradient(xq, delta1, delta2_query, query_h2, query_error);

        // The Hessian-vector product along v = −α u: the support set's pass, differentiated.
        v.set_scaled(-rate, gradient);
        first_layer_dot::<A, R>(&v.w1, &v.b1, xs, h1, h1_dot);
        product(A::ZEROS, h1_dot, weights.w2, &v.b2, h2_dot);
        add_outer(Zeros::Few, s, delta2_query, h2_dot);
        let scale = R::of(2.0 / shots.max(1) as f64);
        for (k, (delta2_dot, h2_dot)) in delta2_dot.iter_mut().zip(&mut *h2_dot).enumerate() {
            let h2 = &h2[k];
            update(h2_dot, |c, z_dot| A::slope::<R>(load(h2, c), z_dot));
            let error_dot = scale * (dot(h2, &v.w3) + dot(h2_dot, weights.w3) + v.b3);
            gradient.b3 += error_dot;
            let (error, error_dot) = (R::Lanes::splat(error[k]), R::Lanes::splat(error_dot));
            update(&mut gradient.w3, |c, sum| {
                error.mul_add(load(h2_dot, c), error_dot.mul_add(load(h2, c), sum))
            });
            fill(delta2_dot, |c| {
                let (h2, w3) = (load(h2, c), load(weights.w3, c));
                let back = error_dot.mul_add(w3, error * load(&v.w3, c));
                A::slope::<R>(h2, back) + A::bend::<R>(h2, error * w3, load(h2_dot, c))
            });
        }
        product(A::ZEROS, delta2_dot, w2_transposed, &zero, back1_dot);
        add_outer(Zeros::Few, t, h1_query, back1_dot);
        let delta1_dot = |k: usize, c| {
            let h1 = load(&h1[k], c);
            A::slope::<R>(h1, load(&back1_dot[k], c))
                + A::bend::<R>(h1, load(&back1[k], c), load(&h1_dot[k], c))
        };
        // v has done its work, and takes the sums that are still to be added.
        sum_first_layer::<R>(xs, delta1_dot, [&mut v.w1, &mut v.b1]);
        sum_rows(delta2_dot, &mut v.b2);

        let out = WeightsMut::of(sum);
        for (out, first, second) in [
            (out.w1, &gradient.w1, &v.w1),
            (out.b1, &gradient.b1, &v.b1),
            (out.b2, &gradient.b2, &v.b2),
            (out.w3, &gradient.w3, &zero),
        ] {
            update(out, |c, sum| sum + load(first, c) + load(second, c));
        }
        *out.b3 += gradient.b3;
        add_outer(A::ZEROS, &self.left, &self.right, out.w2);
        Ok(loss)
    }

    fn resize(&mut self, shots: usize, queries: usize) {
        let zero = [R::zero(); WIDTH];
        for rows in [&mut self.left, &mut self.right] {
            rows.resize(queries + 2 * shots, zero);
        }
        for rows in [&mut self.h2, &mut self.h2_dot, &mut self.back1, &mut self.back1_dot] {
            rows.resize(shots, zero);
        }
        for rows in [&mut self.query_h2, &mut self.query_back1, &mut self.s, &mut self.t] {
            rows.resize(queries, zero);
        }
        self.error.resize(shots, R::zero());
        self.query_error.resize(queries, R::zero());
    }
}

impl<R: Vectorised> Rest<R> {
    fn zero() -> Self {
        let row = [R::zero(); WIDTH];
        Self { w1: row, b1: row, b2: row, w3: row, b3: R::zero() }
    }

    /// self ← the gradient that these activations and errors make.
    fn set_gradient(
        &mut self,
        xs: &[R],
        delta1: impl Fn(usize, usize) -> R::Lanes,
        delta2: &[Row<R>],
        h2: &[Row<R>],
        error: &[R],
    ) {
        sum_first_layer::<R>(xs, delta1, [&mut self.w1, &mut self.b1]);
        sum_rows(delta2, &mut self.b2);
        sum_output_layer(error, h2, &mut self.w3);
        self.b3 = error.iter().copied().sum();
    }

    /// self ← weights + factor · other.
    fn set_sum(&mut self, weights: &Weights<'_, R>, factor: R, other: &Self) {
        let lanes = R::Lanes::splat(factor);
        for (row, start, other) in [
            (&mut self.w1, weights.w1, &other.w1),
            (&mut self.b1, weights.b1, &other.b1),
            (&mut self.b2, weights.b2, &other.b2),
            (&mut self.w3, weights.w3, &other.w3),
        ] {
            fill(row, |c| lanes.mul_add(load(other, c), load(start, c)));
        }
        self.b3 = weights.b3 + factor * other.b3;
    }

    /// self ← factor · other.
    fn set_scaled(&mut self, factor: R, other: &Self) {
        let lanes = R::Lanes::splat(factor);
        for (row, other) in [
            (&mut self.w1, &other.w1),
            (&mut self.b1, &other.b1),
            (&mut self.b2, &other.b2),
            (&mut self.w3, &other.w3),
        ] {
            fill(row, |c| lanes * load(other, c));
        }
        self.b3 = factor * other.b3;
    }
}
