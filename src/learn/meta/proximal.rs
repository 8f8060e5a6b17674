//! The inner problem of iMAML, solved to rest: φ\* = argmin_p L_s(p) + λ/2 |p − θ|².
//!
//! [`imaml`](super::imaml) goes a few steps of gradient descent and hopes; that is what one can
//! afford with a network. Here the problem is solved as far as the numbers allow, by Newton's
//! method: each step x solves (∇²L_s(φ) + λ I) x = ∇L_s(φ) + λ (φ − θ) by [conjugate
//! gradient](super::conjugate_gradient), and is halved until the loss falls. Where the loss
//! curves downwards, the step goes straight downhill instead. So the minimum is the one to which
//! a way leads that goes downhill from θ, as with gradient descent.
//!
//! λ = 0 is allowed: nothing ties φ to θ any more, φ\* is a minimum of L_s alone, and the
//! implicit gradient is zero, for what θ does no longer matters.
//!
//! [`AtRest`] is iMAML with both of its problems solved.
//!
//! ```
//! use maml_live::learn::meta::proximal::minimise;
//! use maml_live::learn::meta::Workspace;
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let line = SoftplusLine::<f64>::default();
//! let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
//! let (theta, mut phi) = ([0.6, 0.5], [0.0; 2]);
//! let rest = minimise(&line, &theta, &task, 2.0, &mut Workspace::new(&line), &mut phi)?;
//! assert!(rest.unrest < 1e-12 && rest.steps < 20);
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use super::conjugate_gradient::{Settings, iterate};
use super::implicit;
use super::learner::{Learner, Split};
use super::workspace::Workspace;
use crate::learn::adapt::Inner;
use crate::learn::check::{Checked, check_finite, check_length, check_loss, check_pull};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::{add_scaled, descend, dot, norm, scale};

/// The most steps of Newton's method. A dozen does; the bound is for losses that have no minimum.
const MOST_STEPS: usize = 100;
/// How often a step is halved before it is given up.
const MOST_HALVINGS: usize = 40;
/// The share of what the slope promises by which the loss must fall.
const ENOUGH: f64 = 1e-4;

/// How the inner problem was solved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rest<R> {
    /// L_s(φ\*) + λ/2 |φ\* − θ|².
    pub loss: R,
    /// |∇L_s(φ\*) + λ (φ\* − θ)|: zero where φ\* is at rest.
    pub unrest: f64,
    /// How many steps of Newton's method it took.
    pub steps: usize,
}

/// Writes to `phi` the minimum of L(p) + `lambda`/2 |p − θ|² that lies downhill from θ.
///
/// λ lies in [0, [`Imaml::MAX_LAMBDA`](super::imaml::Imaml::MAX_LAMBDA)], else [`Error::Regularisation`]. `theta` and `phi` have P
/// entries. [`Error::Diverged`] if the loss at θ is out of bounds.
pub fn minimise<M: Model>(
    model: &M,
    theta: &[M::Real],
    data: &M::Data,
    lambda: f64,
    workspace: &mut Workspace<M>,
    phi: &mut [M::Real],
) -> Result<Rest<M::Real>, Error> {
    check_pull(lambda)?;
    let theta = Checked::new(model.parameter_count(), theta)?;
    check_length(theta.len(), phi)?;
    let rest = settle(model, theta, data, lambda, workspace)?;
    phi.copy_from_slice(&workspace.phi);
    Ok(rest)
}

/// The way of gradient descent on L(p) + `lambda`/2 |p − θ|²: φ_0 = θ and the φ after each of the
/// `inner` steps, as far as it stays within bounds.
///
/// λ as for [`minimise`]; `theta` has P finite entries.
pub fn descent<M: Model>(
    model: &M,
    theta: &[M::Real],
    data: &M::Data,
    lambda: f64,
    inner: Inner,
    workspace: &mut Workspace<M>,
) -> Result<Vec<Vec<M::Real>>, Error> {
    check_pull(lambda)?;
    let theta = Checked::new(model.parameter_count(), theta)?;
    workspace.for_descent(model);
    let (mut phi, mut way) = (theta.to_vec(), vec![theta.to_vec()]);
    for step in 0..inner.steps() {
        let loss = look(model, &theta, data, lambda, &phi, workspace);
        descend(&mut phi, M::Real::of(inner.rate()), &workspace.scratch.gradient);
        if check_loss(loss, step).and(check_finite(&phi, step)).is_err() {
            break;
        }
        way.push(phi.clone());
    }
    Ok(way)
}

/// Takes `workspace.phi` from θ to φ\*. Leaves the tape there, and the whole gradient, in
/// `workspace.scratch`.
fn settle<M: Model>(
    model: &M,
    theta: Checked<'_, M::Real>,
    data: &M::Data,
    lambda: f64,
    workspace: &mut Workspace<M>,
) -> Result<Rest<M::Real>, Error> {
    workspace.for_system(model);
    let mut phi = std::mem::take(&mut workspace.phi);
    phi.copy_from_slice(&theta);
    let outcome = newton(model, &theta, data, lambda, &mut phi, workspace);
    // The last step that was tried may have been given up.
    look(model, &theta, data, lambda, &phi, workspace);
    workspace.phi = phi;
    let rest = outcome?;
    check_finite(&workspace.phi, rest.steps).and(Ok(rest))
}

fn newton<M: Model>(
    model: &M,
    theta: &[M::Real],
    data: &M::Data,
    lambda: f64,
    phi: &mut [M::Real],
    workspace: &mut Workspace<M>,
) -> Result<Rest<M::Real>, Error> {
    let loss = look(model, theta, data, lambda, phi, workspace);
    check_loss(loss, 0)?;
    let unrest = norm(&workspace.scratch.gradient).into_f64();
    let mut rest = Rest { loss, unrest, steps: 0 };
    let content = 4.0 * M::Real::PRECISION * unrest;
    while rest.unrest > content && rest.steps < MOST_STEPS {
        step(model, phi, data, lambda, workspace);
        let promise = dot(&workspace.scratch.gradient, &workspace.vectors[2]).into_f64();
        match lowered(model, theta, data, lambda, phi, workspace, &rest, promise) {
            Some(next) => rest = next,
            None => break,
        }
    }
    Ok(rest)
}

/// Writes the step x from φ, whose tape and gradient are at hand, to `workspace.vectors[2]`.
fn step<M: Model>(
    model: &M,
    phi: &[M::Real],
    data: &M::Data,
    lambda: f64,
    workspace: &mut Workspace<M>,
) {
    let Workspace { scratch, product, vectors: [residual, direction, x], .. } = workspace;
    let (tape, gradient) = (&mut scratch.tape, &scratch.gradient);
    let curvature = |vector: &[M::Real], product: &mut [M::Real]| {
        model.hessian_vector(phi, data, tape, vector, product);
        add_scaled(product, M::Real::of(lambda), vector); // (∇²L(φ) + λ I) v
    };
    let room = [&mut residual[..], direction, &mut *product];
    let (_, iterations) = iterate(curvature, gradient, x, room, Settings::default());
    if iterations == 0 {
        // The loss curves downwards here: downhill, by as much as it bends.
        let (slope, bend) = (norm(direction), norm(product));
        x.copy_from_slice(gradient);
        if bend > M::Real::of(0.0) {
            scale(x, slope / bend);
        }
    }
}

/// Goes the step x, halved until the loss falls, and leaves tape and gradient there; `None`
/// if it falls no further.
#[allow(clippy::too_many_arguments, reason = "the state of one iteration, which has no other use")]
fn lowered<M: Model>(
    model: &M,
    theta: &[M::Real],
    data: &M::Data,
    lambda: f64,
    phi: &mut [M::Real],
    workspace: &mut Workspace<M>,
    rest: &Rest<M::Real>,
    promise: f64,
) -> Option<Rest<M::Real>> {
    let before = rest.loss.into_f64();
    // The loss is known to so much at best. Where it is small for being made of small
    // differences, as squared errors are, those are known to so much of numbers of about 1.
    let rounding = 16.0 * M::Real::PRECISION * before.abs();
    let doubtful = rounding + 16.0 * M::Real::PRECISION * before.abs().sqrt();
    let (x, mut next) = (workspace.vectors[2].clone(), phi.to_vec());
    let mut share = 1.0;
    for _ in 0..MOST_HALVINGS {
        next.copy_from_slice(phi);
        descend(&mut next, M::Real::of(share), &x); // φ ← φ − x
        let loss = look(model, theta, data, lambda, &next, workspace);
        let unrest = norm(&workspace.scratch.gradient).into_f64();
        let fallen = before - loss.into_f64();
        let low = fallen >= ENOUGH * share * promise && fallen > rounding;
        // Where the loss can tell no more, the gradient still does.
        let alike = fallen.abs() <= rounding;
        if low || (fallen.abs() <= doubtful && unrest < 0.5 * rest.unrest) {
            phi.copy_from_slice(&next);
            return Some(Rest { loss, unrest, steps: rest.steps + 1 });
        }
        if alike {
            return None;
        }
        share *= 0.5;
    }
    None
}

/// The loss L(p) + λ/2 |p − θ|² at `phi`; leaves the tape there, and the whole gradient.
fn look<M: Model>(
    model: &M,
    theta: &[M::Real],
    data: &M::Data,
    lambda: f64,
    phi: &[M::Real],
    workspace: &mut Workspace<M>,
) -> M::Real {
    let scratch = &mut workspace.scratch;
    let mut loss = model.gradient(phi, data, &mut scratch.tape, &mut scratch.gradient);
    let (lambda, half) = (M::Real::of(lambda), M::Real::of(0.5));
    for ((slope, &p), &centre) in scratch.gradient.iter_mut().zip(phi).zip(theta) {
        let away = p - centre;
        *slope += lambda * away;
        loss += half * lambda * away * away;
    }
    loss
}

/// iMAML with both of its problems solved: the direction (I + ∇²L_s(φ\*)/λ)⁻¹ ∇L_q(φ\*) at the
/// proximal solution φ\*. It reports L_q(φ\*).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtRest {
    lambda: f64,
}

impl AtRest {
    /// With a pull of strength `lambda` towards θ: 0, or within the limits of
    /// [`Imaml`](super::imaml::Imaml); else
    /// [`Error::Regularisation`].
    pub fn new(lambda: f64) -> Result<Self, Error> {
        check_pull(lambda).and(Ok(Self { lambda }))
    }
}

impl Learner for AtRest {
    fn split(&self) -> Split {
        Split::SupportAndQuery
    }

    fn inner(&self) -> Option<Inner> {
        None
    }

    fn direction<M: Model>(
        &self,
        model: &M,
        theta: Checked<'_, M::Real>,
        task: Task<'_, M::Data>,
        workspace: &mut Workspace<M>,
        direction: &mut [M::Real],
    ) -> Result<M::Real, Error> {
        let rest = settle(model, theta, task.support, self.lambda, workspace)?;
        let solver = Settings::default();
        let loss = implicit::gradient(model, task, self.lambda, solver, workspace, direction)?.0;
        check_finite(direction, rest.steps).and(Ok(loss))
    }
}
