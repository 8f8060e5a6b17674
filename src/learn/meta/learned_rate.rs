//! MAML that learns its inner rate too: one α, or one for every parameter (Meta-SGD).
//!
//! Li, Zhou, Chen and Li (2017), *Meta-SGD: Learning to Learn Quickly for Few-Shot Learning*.
//! The inner step becomes φ_{j+1} = φ_j − α ∘ ∇L_s(φ_j), with a vector α that is learned along
//! with θ. The recursion of [MAML](super::maml) carries over, and the gradient by α falls out
//! on the way:
//!
//! u_m = ∇L_q(φ_m),  u_j = u_{j+1} − ∇²L_s(φ_j) (α ∘ u_{j+1}),
//!
//! ∇_α L_q = − Σ_j ∇L_s(φ_j) ∘ u_{j+1}.
//!
//! A single shared α is the case in which all entries are equal; its derivative is the sum of
//! theirs. A learned rate may become negative: that climbs the support loss, and is allowed
//! here.
//!
//! Cost for one task, as MAML's: m + 1 gradients and m Hessian-vector products. Memory: linear
//! in m.
//!
//! ```
//! use maml_live::learn::task::Task;
//! use maml_live::learn::meta::{Workspace, learned_rate};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let line = SoftplusLine::<f64>::default();
//! let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
//! let (room, mut by_theta, mut by_rate) = (&mut Workspace::new(&line), [0.0; 2], [0.0]);
//! let grown = [&mut by_theta[..], &mut by_rate[..]];
//! learned_rate::meta_gradient(&line, &[0.6, 0.5], &[0.01], 1, Task::unsplit(&task), room, grown)?;
//! assert!(by_rate[0] < 0.0); // a longer step would have done better
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use super::workspace::Workspace;
use crate::learn::adapt::{Inner, Scratch};
use crate::learn::check::{check_finite, check_length, check_loss, check_parameters};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::{all_finite, descend_by};

/// Writes the gradients of L_q(U_α(θ)) by θ and by α, and returns L_q(U_α(θ)).
///
/// `theta` and `by_theta` have P entries; `rates` and `by_rate` have one, the shared α, or P.
/// At most [`Inner::MAX_STEPS`] steps. [`Error::Diverged`] if fine-tuning, or the way back,
/// leaves the bounds.
pub fn meta_gradient<M: Model>(
    model: &M,
    theta: &[M::Real],
    rates: &[M::Real],
    steps: usize,
    task: Task<'_, M::Data>,
    workspace: &mut Workspace<M>,
    [by_theta, by_rate]: [&mut [M::Real]; 2],
) -> Result<M::Real, Error> {
    check_parameters(model.parameter_count(), theta)?;
    check_rates(model, rates)?;
    check_length(theta.len(), by_theta)?;
    check_length(rates.len(), by_rate)?;
    check_steps(steps)?;
    workspace.reserve_path(model, steps);
    let Workspace { path, query_tape, phi, product, vectors: [weighted, alpha, by_alpha], .. } =
        workspace;
    let path = &mut path[..steps];
    spread(rates, alpha);

    // φ = U_α(θ), keeping every φ_j, its gradient and its tape.
    phi.copy_from_slice(theta);
    for (step, at) in path.iter_mut().enumerate() {
        at.parameters.copy_from_slice(phi);
        let loss = model.gradient(phi, task.support, &mut at.tape, &mut at.gradient);
        check_loss(loss, step)?;
        descend_by(phi, alpha, &at.gradient); // φ ← φ − α ∘ ∇L_s(φ)
    }
    check_finite(phi, steps)?;

    let u = by_theta;
    let loss = model.gradient(phi, task.query, query_tape, u);
    check_loss(loss, steps)?;

    by_alpha.fill(M::Real::of(0.0));
    for at in path.iter_mut().rev() {
        descend_by(by_alpha, &at.gradient, u); // ∇_α ← ∇_α − ∇L_s(φ_j) ∘ u
        for ((weight, &rate), &value) in weighted.iter_mut().zip(&*alpha).zip(&*u) {
            *weight = rate * value;
        }
        model.hessian_vector(&at.parameters, task.support, &mut at.tape, weighted, product);
        for (value, &change) in u.iter_mut().zip(&*product) {
            *value -= change; // u ← u − ∇²L_s(φ_j) (α ∘ u)
        }
    }
    gather(by_alpha, by_rate);
    check_finite(u, steps)?;
    check_finite(by_rate, steps)?;
    Ok(loss)
}

/// Fine-tunes `phi` in place by `steps` steps at the given rates, one for all or one each.
///
/// At most [`Inner::MAX_STEPS`] steps. On [`Error::Diverged`] `phi` holds the parameters at
/// which that was noticed.
pub fn fine_tune<M: Model>(
    model: &M,
    phi: &mut [M::Real],
    rates: &[M::Real],
    steps: usize,
    data: &M::Data,
    scratch: &mut Scratch<M>,
) -> Result<(), Error> {
    check_parameters(model.parameter_count(), phi)?;
    check_rates(model, rates)?;
    check_steps(steps)?;
    for step in 0..steps {
        let loss = model.gradient(phi, data, &mut scratch.tape, &mut scratch.gradient);
        check_loss(loss, step)?;
        match rates {
            &[rate] => crate::learn::vector::descend(phi, rate, &scratch.gradient),
            _ => descend_by(phi, rates, &scratch.gradient),
        }
    }
    check_finite(phi, steps)
}

fn check_steps(steps: usize) -> Result<(), Error> {
    if steps <= Inner::MAX_STEPS { Ok(()) } else { Err(Error::Steps(steps)) }
}

fn check_rates<M: Model>(model: &M, rates: &[M::Real]) -> Result<(), Error> {
    if rates.len() != 1 {
        check_length(model.parameter_count(), rates)?;
    }
    if all_finite(rates) { Ok(()) } else { Err(Error::NotFinite) }
}

/// One rate for each parameter, from one for all or one each.
fn spread<R: Real>(rates: &[R], each: &mut [R]) {
    match rates {
        &[shared] => each.fill(shared),
        _ => each.copy_from_slice(rates),
    }
}

/// The transpose of [`spread`]: the derivative by a shared rate is the sum of all.
fn gather<R: Real>(each: &[R], rates: &mut [R]) {
    match rates {
        [shared] => *shared = each.iter().copied().sum(),
        _ => rates.copy_from_slice(each),
    }
}
