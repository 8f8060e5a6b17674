//! The implicit gradient (I + ∇²L_s(φ)/λ)⁻¹ ∇L_q(φ), at any φ: exactly, or by a few iterations.
//!
//! It is the meta-gradient of a fine-tuning that came to rest at φ under a pull of strength λ
//! (see [`imaml`](super::imaml)). Where φ is not at rest, it is an approximation of that; this
//! file takes φ as it is and looks at the linear system alone. [`exact`] writes the matrix out
//! and eliminates, which is for models with few parameters and asks nothing of the matrix but
//! that it has an inverse; [`by_conjugate_gradient`] needs products alone, and trusts only a
//! matrix without negative curvature.

use ndarray::Array2;

use super::conjugate_gradient::{Settings, Solution, Stop, iterate, relative_residual};
use super::workspace::Workspace;
use crate::learn::check::{Checked, check_finite, check_length, check_loss, check_pull};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::{add_scaled, norm, scale};

/// The implicit gradient of `task` at `phi`, solved by elimination; `None` where the matrix has
/// no inverse. Zero if λ is: then θ has no say in where fine-tuning rests.
///
/// `phi` has P finite entries; λ is 0 or within the limits of [`Imaml`](super::imaml::Imaml).
/// Costs two gradients, P Hessian-vector products and P³ multiplications.
pub fn exact<M: Model>(
    model: &M,
    phi: &[M::Real],
    task: Task<'_, M::Data>,
    lambda: f64,
    workspace: &mut Workspace<M>,
) -> Result<Option<Vec<M::Real>>, Error> {
    prepare(model, phi, task.support, lambda, workspace)?;
    let count = model.parameter_count();
    let Workspace { scratch, phi, product, vectors: [unit, ..], query_tape, .. } = workspace;
    let mut target = vec![M::Real::default(); count];
    check_loss(model.gradient(phi, task.query, query_tape, &mut target), 0)?;
    if lambda == 0.0 {
        return Ok(Some(vec![M::Real::default(); count]));
    }
    let mut matrix = Array2::zeros((count, count));
    let mut system = system(model, phi, task.support, &mut scratch.tape, lambda);
    for column in 0..count {
        unit.fill(M::Real::default());
        unit[column] = M::Real::of(1.0);
        system(unit, product);
        matrix.column_mut(column).assign(&ndarray::aview1(product));
    }
    Ok(eliminated(matrix, target))
}

/// The implicit gradient of `task` at `phi`, by conjugate gradient; and how that went.
///
/// As [`exact`]; `gradient` has P entries. On a bad direction it is the last iterate before it,
/// or ∇L_q(φ) itself if that was the first.
pub fn by_conjugate_gradient<M: Model>(
    model: &M,
    phi: &[M::Real],
    task: Task<'_, M::Data>,
    lambda: f64,
    solver: Settings,
    workspace: &mut Workspace<M>,
    gradient: &mut [M::Real],
) -> Result<Solution, Error> {
    check_length(model.parameter_count(), gradient)?;
    prepare(model, phi, task.support, lambda, workspace)?;
    let (_, stop, iterations) = self::gradient(model, task, lambda, solver, workspace, gradient)?;
    check_finite(gradient, 0)?;
    if lambda == 0.0 {
        return Ok(Solution { stop, iterations, residual: 0.0 });
    }
    let Workspace { scratch, phi, product, vectors: [target, left, _], .. } = workspace;
    let system = system(model, phi, task.support, &mut scratch.tape, lambda);
    let residual = relative_residual(system, target, gradient, [left, product]);
    Ok(Solution { stop, iterations, residual })
}

/// How far `approximate` is from `exact`, relative to its size; `None` if that is nothing.
pub fn relative_error<R: Real>(approximate: &[R], exact: &[R]) -> Option<f64> {
    let mut difference = exact.to_vec();
    add_scaled(&mut difference, R::of(-1.0), approximate);
    let whole = norm(exact).into_f64();
    (whole > 0.0).then(|| norm(&difference).into_f64() / whole)
}

/// Puts φ into the workspace, and the support set's tape there.
fn prepare<M: Model>(
    model: &M,
    phi: &[M::Real],
    support: &M::Data,
    lambda: f64,
    workspace: &mut Workspace<M>,
) -> Result<(), Error> {
    check_pull(lambda)?;
    let phi = Checked::new(model.parameter_count(), phi)?;
    workspace.for_system(model);
    workspace.phi.copy_from_slice(&phi);
    let scratch = &mut workspace.scratch;
    check_loss(model.gradient(&phi, support, &mut scratch.tape, &mut scratch.gradient), 0)
}

/// Writes the implicit gradient at the φ in the workspace, whose tape is there too, to `gradient`;
/// returns L_q(φ), and how the linear system went. Leaves ∇L_q(φ) in the first of the vectors.
pub(super) fn gradient<M: Model>(
    model: &M,
    task: Task<'_, M::Data>,
    lambda: f64,
    solver: Settings,
    workspace: &mut Workspace<M>,
    gradient: &mut [M::Real],
) -> Result<(M::Real, Stop, usize), Error> {
    let Workspace {
        scratch, phi, product, vectors: [target, residual, direction], query_tape, ..
    } = workspace;
    // Its own tape, for the support set's is needed for the Hessian at φ.
    let loss = model.gradient(phi, task.query, query_tape, target);
    check_loss(loss, 0)?;
    check_finite(target, 0)?;
    if lambda == 0.0 {
        gradient.fill(M::Real::default());
        return Ok((loss, Stop::Converged, 0));
    }
    let system = system(model, phi, task.support, &mut scratch.tape, lambda);
    let room = [&mut residual[..], direction, product];
    let (stop, iterations) = iterate(system, target, gradient, room, solver);
    if iterations == 0 {
        gradient.copy_from_slice(target);
    }
    Ok((loss, stop, iterations))
}

/// The product of I + ∇²L_s(φ)/λ with a vector, from the tape of a gradient at φ.
pub(super) fn system<M: Model>(
    model: &M,
    phi: &[M::Real],
    support: &M::Data,
    tape: &mut M::Tape,
    lambda: f64,
) -> impl FnMut(&[M::Real], &mut [M::Real]) {
    let weight = M::Real::of(1.0 / lambda);
    move |vector, product| {
        model.hessian_vector(phi, support, tape, vector, product);
        scale(product, weight);
        add_scaled(product, M::Real::of(1.0), vector); // (I + ∇²L_s(φ)/λ) v
    }
}

/// Solves `matrix` x = `target` by Gaussian elimination, the largest entry of a column first.
fn eliminated<R: Real>(mut matrix: Array2<R>, mut target: Vec<R>) -> Option<Vec<R>> {
    let count = target.len();
    let size = matrix.iter().fold(R::zero(), |most, entry| most.max(entry.abs()));
    for pivot in 0..count {
        let best = (pivot..count)
            .max_by(|&i, &j| {
                let entry = |row: usize| matrix[[row, pivot]].abs().into_f64();
                entry(i).total_cmp(&entry(j))
            })
            .unwrap_or(pivot);
        // Written so that a NaN fails.
        let sound = matrix[[best, pivot]].abs() > R::epsilon() * size;
        if !sound {
            return None;
        }
        for column in 0..count {
            matrix.swap([pivot, column], [best, column]);
        }
        target.swap(pivot, best);
        for row in pivot + 1..count {
            let factor = matrix[[row, pivot]] / matrix[[pivot, pivot]];
            for column in pivot..count {
                let above = matrix[[pivot, column]];
                matrix[[row, column]] -= factor * above;
            }
            let above = target[pivot];
            target[row] -= factor * above;
        }
    }
    for row in (0..count).rev() {
        for column in row + 1..count {
            let known = target[column];
            target[row] -= matrix[[row, column]] * known;
        }
        target[row] /= matrix[[row, row]];
    }
    Some(target)
}
