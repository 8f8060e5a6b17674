//! iMAML: the meta-gradient from where fine-tuning ends, whatever way it took.
//!
//! Rajeswaran, Finn, Kakade and Levine (2019), *Meta-Learning with Implicit Gradients*.
//! Fine-tuning is tied to θ by a spring of strength λ,
//!
//! φ = argmin_p L_s(p) + λ/2 |p − θ|²,
//!
//! and where it comes to rest, ∇L_s(φ) + λ (φ − θ) = 0. Differentiating that equation by θ
//! gives the Jacobian of φ without a look at the steps, and with it the meta-gradient
//!
//! g = (I + ∇²L_s(φ)/λ)⁻¹ ∇L_q(φ).
//!
//! Here φ is found by m steps of gradient descent, p ← p − α (∇L_s(p) + λ (p − θ)), which are
//! stable for α < 2 / (λ + the largest curvature of L_s); then g by [conjugate
//! gradient](super::conjugate_gradient) on (I + ∇²L_s(φ)/λ) g = ∇L_q(φ). Both are approximate,
//! and [`Report`] says how near they came. As λ → ∞, φ → θ and g → ∇L_q(θ): pretraining.
//!
//! Cost for one task: m + 2 gradients and one Hessian-vector product for every iteration of
//! conjugate gradient. Memory: constant, however many steps.
//!
//! ```
//! use maml_live::learn::adapt::Inner;
//! use maml_live::learn::meta::conjugate_gradient::{Settings, Stop};
//! use maml_live::learn::meta::imaml::{self, Imaml};
//! use maml_live::learn::task::Task;
//! use maml_live::learn::meta::{Workspace};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let line = SoftplusLine::<f64>::default();
//! let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
//! let (room, mut gradient) = (&mut Workspace::new(&line), [0.0; 2]);
//! let method = Imaml::new(Inner::new(0.05, 200)?, 2.0, Settings::default())?;
//! let (_, report) =
//!     imaml::meta_gradient(&line, &[0.6, 0.5], Task::unsplit(&task), method, room, &mut gradient)?;
//! assert!(report.unrest < 1e-9); // fine-tuning came to rest,
//! assert_eq!(report.solution.stop, Stop::Converged); // and the system was solved
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use super::conjugate_gradient::{Settings, Solution, Stop, relative_residual};
use super::implicit::{self, system};
use super::learner::{Learner, Listed, Split};
use super::workspace::Workspace;
use crate::learn::adapt::Inner;
use crate::learn::check::{Checked, PULLS, check_finite, check_length, check_loss};
use crate::learn::error::{Error, valid};
use crate::learn::lanes::Lanes as _;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::{descend, norm, update};

/// iMAML: how it adapts, and how well it solves. It reports L_q(φ).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Imaml {
    inner: Inner,
    lambda: f64,
    solver: Settings,
}

impl Imaml {
    /// The weakest pull.
    pub const MIN_LAMBDA: f64 = PULLS.0;
    /// The strongest pull.
    pub const MAX_LAMBDA: f64 = PULLS.1;

    /// `inner` steps on L_s(p) + `lambda`/2 |p − θ|², and a conjugate gradient as `solver`
    /// says.
    ///
    /// λ lies in [[`MIN_LAMBDA`](Self::MIN_LAMBDA), [`MAX_LAMBDA`](Self::MAX_LAMBDA)], else
    /// [`Error::Regularisation`]: at λ = 0 nothing ties φ to θ. If there are two steps or more,
    /// α λ must be below 2, else [`Error::Spring`]: each step would throw φ at least as far
    /// beyond θ as it was before it, whatever the loss.
    pub const fn new(inner: Inner, lambda: f64, solver: Settings) -> Result<Self, Error> {
        // Written so that a NaN fails.
        if !(lambda >= Self::MIN_LAMBDA && lambda <= Self::MAX_LAMBDA) {
            return Err(Error::Regularisation(lambda));
        }
        // The first step starts from θ itself, where the spring does not pull.
        if inner.steps() > 1 && inner.rate() * lambda >= 2.0 {
            return Err(Error::Spring { rate: inner.rate(), lambda });
        }
        Ok(Self { inner, lambda, solver })
    }

    /// The same pull and solver, but with this inner loop; see [`new`](Self::new).
    pub const fn with_inner(self, inner: Inner) -> Result<Self, Error> {
        Self::new(inner, self.lambda, self.solver)
    }

    /// How the linear system is solved.
    pub fn solver(&self) -> Settings {
        self.solver
    }

    /// The strength λ of the pull towards θ.
    pub fn lambda(&self) -> f64 {
        self.lambda
    }
}

/// How near iMAML came to what its equations ask for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Report {
    /// |∇L_s(φ) + λ (φ − θ)|: zero where fine-tuning has come to rest. (A ReLU network
    /// may have no such place: its minimisers lie on kinks.)
    pub unrest: f64,
    /// How the linear system went.
    pub solution: Solution,
}

impl Learner for Imaml {
    fn split(&self) -> Split {
        Split::SupportAndQuery
    }

    fn inner(&self) -> Option<Inner> {
        Some(self.inner)
    }

    fn direction<M: Model>(
        &self,
        model: &M,
        theta: Checked<'_, M::Real>,
        task: Task<'_, M::Data>,
        workspace: &mut Workspace<M>,
        direction: &mut [M::Real],
    ) -> Result<M::Real, Error> {
        implicit(model, theta, task, self, workspace, direction).map(|(loss, ..)| loss)
    }
}

impl Listed for Imaml {
    const WORD: &'static str = "imaml";
    const NAME: &'static str = "iMAML";
    const PEAK: f64 = 0.0019;
    /// A ReLU network has no rest that fine-tuning could be near to, and the further the linear
    /// system is solved the more it amplifies that: few steps, a weak pull and a single
    /// iteration are better than more of any, and leave little of the idea.
    const USUAL: Self = valid(Self::new(Inner::usual(3), 0.41, valid(Settings::new(1, 1e-3))));

    /// Keeps its own number of steps: they are how it comes to rest, and not what it asks for.
    fn with_inner(self, inner: Inner) -> Self {
        Self::with_inner(self, self.inner.with_rate_of(inner)).unwrap_or(self)
    }
}

/// The direction of iMAML with a report of how near it came, at the cost of one more
/// Hessian-vector product.
///
/// `theta` and `gradient` have P entries. [`Error::Diverged`] if fine-tuning leaves the bounds.
/// Where conjugate gradient meets a bad direction, `gradient` is the last iterate before it;
/// where it makes no iteration at all, ∇L_q(φ) itself, which is FOMAML's direction.
pub fn meta_gradient<M: Model>(
    model: &M,
    theta: &[M::Real],
    task: Task<'_, M::Data>,
    method: Imaml,
    workspace: &mut Workspace<M>,
    gradient: &mut [M::Real],
) -> Result<(M::Real, Report), Error> {
    let theta = Checked::new(model.parameter_count(), theta)?;
    check_length(theta.len(), gradient)?;
    let (loss, stop, iterations) = implicit(model, theta, task, &method, workspace, gradient)?;
    let unrest = norm(&workspace.scratch.gradient).into_f64();
    let Workspace { scratch, phi, product, vectors: [target, left, _], .. } = workspace;
    let system = system(model, phi, task.support, &mut scratch.tape, method.lambda);
    let residual = relative_residual(system, target, gradient, [left, product]);
    Ok((loss, Report { unrest, solution: Solution { stop, iterations, residual } }))
}

/// Writes (I + ∇²L_s(φ)/λ)⁻¹ ∇L_q(φ) to `gradient`; returns L_q(φ), and how the linear system
/// went.
///
/// Leaves φ, the support set's tape there, and ∇L_q(φ) in the workspace.
fn implicit<M: Model>(
    model: &M,
    theta: Checked<'_, M::Real>,
    task: Task<'_, M::Data>,
    method: &Imaml,
    workspace: &mut Workspace<M>,
    gradient: &mut [M::Real],
) -> Result<(M::Real, Stop, usize), Error> {
    settle(model, theta, task.support, method, workspace)?;
    let steps = method.inner.steps();
    let late = |_| Error::Diverged { step: steps };
    let (loss, stop, iterations) =
        implicit::gradient(model, task, method.lambda, method.solver, workspace, gradient)
            .map_err(late)?;
    check_finite(gradient, steps)?;
    Ok((loss, stop, iterations))
}

/// Takes `workspace.phi` from θ to φ by gradient descent on L_s(p) + λ/2 |p − θ|².
///
/// Leaves the support set's tape at φ, and the whole gradient there, ∇L_s(φ) + λ (φ − θ), in
/// `workspace.scratch`.
fn settle<M: Model>(
    model: &M,
    theta: Checked<'_, M::Real>,
    support: &M::Data,
    method: &Imaml,
    workspace: &mut Workspace<M>,
) -> Result<(), Error> {
    workspace.for_system(model);
    let Workspace { scratch, phi, .. } = workspace;
    let alpha = M::Real::of(method.inner.rate());
    let lambda = <M::Real as Real>::Lanes::splat(M::Real::of(method.lambda));
    let steps = method.inner.steps();

    phi.copy_from_slice(&theta);
    for step in 0..=steps {
        let loss = model.gradient(phi, support, &mut scratch.tape, &mut scratch.gradient);
        check_loss(loss, step)?;
        update([&mut scratch.gradient], [phi, &theta], |[slope], [p, centre]| {
            [slope + lambda * (p - centre)]
        });
        if step < steps {
            descend(phi, alpha, &scratch.gradient);
        }
    }
    check_finite(phi, steps)?;
    check_finite(&scratch.gradient, steps)
}
