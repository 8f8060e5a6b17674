//! MAML that learns its inner rate too: one α, one for every tensor of θ, or one for every
//! parameter (Meta-SGD).
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
//! theirs. So it is with the entries of a tensor (Antoniou, Edwards and Storkey, 2019, *How to
//! train your MAML*): the layers of a deep network have use for very different rates. A learned
//! rate may become negative: that climbs the support loss, and is allowed here. Not so those of
//! tensors, which are learned through their logarithms.
//!
//! Cost for one task, as MAML's: m + 1 gradients and m Hessian-vector products. Memory: linear
//! in m.
//!
//! ```
//! use maml_live::learn::task::Task;
//! use maml_live::learn::adapt::Inner;
//! use maml_live::learn::meta::learned_rate::LearnedRate;
//! use maml_live::learn::meta::{Workspace, initial, meta_gradient};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let line = SoftplusLine::<f64>::default();
//! let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
//! let method = LearnedRate(Inner::new(0.01, 1)?);
//! let omega = initial(&line, &method, &[0.6, 0.5]); // a, b, and behind them α
//! let (room, mut direction) = (&mut Workspace::new(&line), [0.0; 3]);
//! meta_gradient(&line, &method, &omega, Task::unsplit(&task), room, &mut direction)?;
//! assert!(direction[2] < 0.0); // a longer step would have done better
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use std::fmt::Debug;

use super::learner::{Learner, Listed, Moves, Split};
use super::workspace::{Workspace, fine_tune_recorded};
use crate::learn::adapt::{Inner, Scratch, descend, spread};
use crate::learn::check::{Checked, check_finite, check_loss};
use crate::learn::error::Error;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::Task;
use crate::learn::vector::{add_scaled, descend_by, update};

/// MAML that learns one inner rate for all parameters, from that of this inner loop on. It
/// reports L_q(φ).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LearnedRate(pub Inner);

/// MAML that learns an inner rate for every parameter, from that of this inner loop on. It
/// reports L_q(φ).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MetaSgd(pub Inner);

/// MAML that learns an inner rate for every [tensor](Model::tensors) of the parameters, through
/// its logarithm, from that of this inner loop on. It reports L_q(φ).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TensorRates(pub Inner);

/// What sets the three apart: how many rates there are, and how they move.
trait Rates: Copy + PartialEq + Debug {
    /// The inner loop that they start with.
    fn start(&self) -> Inner;

    /// How many rates a model has.
    fn count<M: Model>(model: &M) -> usize;

    /// How a trainer moves them.
    const MOVES: Moves = Moves::Sums;
}

impl Rates for LearnedRate {
    fn start(&self) -> Inner {
        self.0
    }

    fn count<M: Model>(_: &M) -> usize {
        1
    }
}

impl Rates for MetaSgd {
    fn start(&self) -> Inner {
        self.0
    }

    fn count<M: Model>(model: &M) -> usize {
        model.parameter_count()
    }
}

impl Rates for TensorRates {
    fn start(&self) -> Inner {
        self.0
    }

    fn count<M: Model>(model: &M) -> usize {
        model.tensors().count()
    }

    const MOVES: Moves = Moves::Factors;
}

impl<L: Rates> Learner for L {
    fn split(&self) -> Split {
        Split::SupportAndQuery
    }

    fn inner(&self) -> Option<Inner> {
        Some(self.start())
    }

    fn learned_rates<M: Model>(&self, model: &M) -> usize {
        L::count(model)
    }

    fn moves(&self) -> Moves {
        L::MOVES
    }

    fn direction<M: Model>(
        &self,
        model: &M,
        omega: Checked<'_, M::Real>,
        task: Task<'_, M::Data>,
        workspace: &mut Workspace<M>,
        direction: &mut [M::Real],
    ) -> Result<M::Real, Error> {
        gradient(model, omega, self.start().steps(), task, workspace, direction)
    }
}

impl Listed for LearnedRate {
    const WORD: &'static str = "learned-rate";
    const NAME: &'static str = "MAML with learned α";
    const PEAK: f64 = 0.0032;
    const USUAL: Self = Self(Inner::usual(1));

    fn with_inner(self, inner: Inner) -> Self {
        Self(inner)
    }
}

impl Listed for MetaSgd {
    const WORD: &'static str = "meta-sgd";
    const NAME: &'static str = "Meta-SGD";
    const PEAK: f64 = 0.0086;
    const USUAL: Self = Self(Inner::usual(1));

    fn with_inner(self, inner: Inner) -> Self {
        Self(inner)
    }
}

impl Listed for TensorRates {
    const WORD: &'static str = "tensor-rates";
    const NAME: &'static str = "MAML with learned rates";
    const PEAK: f64 = 0.003;
    const USUAL: Self = Self(Inner::usual(1));

    fn with_inner(self, inner: Inner) -> Self {
        Self(inner)
    }
}

/// Writes the gradient of L_q(U_α(θ)) by ω = (θ, α) to `direction` and returns L_q(U_α(θ)); α is
/// one rate for all, one for each tensor, or one each.
fn gradient<M: Model>(
    model: &M,
    omega: Checked<'_, M::Real>,
    steps: usize,
    task: Task<'_, M::Data>,
    workspace: &mut Workspace<M>,
    direction: &mut [M::Real],
) -> Result<M::Real, Error> {
    let (theta, rates) = omega.split_at(model.parameter_count());
    let (u, by_rate) = direction.split_at_mut(theta.len());
    workspace.for_path(model, steps);
    workspace.for_vectors(model);
    let Workspace { path, query_tape, phi, product, vectors: [weighted, alpha, by_alpha], .. } =
        workspace;
    let path = &mut path[..steps];
    spread(model, &rates, alpha)?;

    // φ = U_α(θ), keeping every φ_j, its gradient and its tape.
    phi.copy_from_slice(&theta);
    fine_tune_recorded(model, phi, task.support, alpha, path)?;

    let loss = model.gradient(phi, task.query, query_tape, u);
    check_loss(loss, steps)?;

    by_alpha.fill(M::Real::of(0.0));
    for at in path.iter_mut().rev() {
        descend_by(by_alpha, &at.scratch.gradient, u); // ∇_α ← ∇_α − ∇L_s(φ_j) ∘ u
        update([weighted], [alpha, &*u], |_, [rate, value]| [rate * value]);
        let tape = &mut at.scratch.tape;
        model.hessian_vector(&at.parameters, task.support, tape, weighted, product);
        add_scaled(u, M::Real::of(-1.0), product); // u ← u − ∇²L_s(φ_j) (α ∘ u)
    }
    gather(model, by_alpha, by_rate);
    check_finite(u, steps)?;
    check_finite(by_rate, steps)?;
    Ok(loss)
}

/// Fine-tunes `phi` in place by `steps` steps at the given rates: one for all parameters, one for
/// each tensor, or one each.
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
    Checked::new(model.parameter_count(), phi)?;
    if steps > Inner::MAX_STEPS {
        return Err(Error::Steps(steps));
    }
    let mut each = Vec::new();
    let rates = if rates.len() == 1 {
        rates
    } else {
        each.resize(phi.len(), M::Real::default());
        spread(model, rates, &mut each)?;
        &each
    };
    let rates = Checked::new(rates.len(), rates)?;
    descend(model, phi, data, &rates, steps, scratch)
}

/// The transpose of [`spread`]: the derivative by a shared rate is the sum of all.
fn gather<M: Model>(model: &M, each: &[M::Real], rates: &mut [M::Real]) {
    if let [shared] = rates {
        *shared = each.iter().copied().sum();
    } else if rates.len() == each.len() {
        rates.copy_from_slice(each);
    } else {
        let mut rest = each;
        for (rate, length) in rates.iter_mut().zip(model.tensors()) {
            let (own, others) = rest.split_at(length);
            (*rate, rest) = (own.iter().copied().sum(), others);
        }
    }
}
