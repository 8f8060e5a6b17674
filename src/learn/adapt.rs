//! Fine-tuning U^(m): m steps of gradient descent on one task.
//!
//! φ_0 = θ, φ_{j+1} = φ_j − α ∇L(φ_j), and U^(m)(θ) = φ_m. So U^(0) is the identity.
//! [`fine_tune`] moves parameters in place; [`trajectory`] keeps the whole way for a figure to
//! draw.
//!
//! A rate that is too large makes gradient descent diverge. That is worth showing, not hiding,
//! and it never travels on as a NaN: see [`LOSS_LIMIT`].
//!
//! ```
//! use maml_live::learn::adapt::{Inner, trajectory};
//! use maml_live::learn::model::softplus_line::{self, Points, SoftplusLine, ToyTask};
//!
//! let task = ToyTask::new(&Points::default(), softplus_line::TASKS[0]);
//! let way = trajectory(&SoftplusLine::<f64>::default(), &[0.6, 0.4], &task, Inner::new(0.05, 20)?)?;
//! assert!(way.losses[20] < 0.01 * way.losses[0]);
//! # Ok::<(), maml_live::learn::Error>(())
//! ```

use ndarray::{Array2, ArrayView2, aview1, s};

use super::check::{Checked, check_finite, check_length, check_loss, check_rate};
use super::error::{Error, valid};
use super::model::Model;
use super::real::Real;
use super::vector::descend_at;

pub use super::check::LOSS_LIMIT;

/// How a task is fine-tuned: the inner learning rate α and the number m of steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inner {
    rate: f64,
    steps: usize,
}

impl Inner {
    /// The inner rate α of the MAML paper's regression, which this project keeps to.
    pub const USUAL_RATE: f64 = 0.01;
    /// The most steps allowed. MAML keeps every step in memory.
    pub const MAX_STEPS: usize = 1000;

    /// `steps` steps at rate `rate`.
    ///
    /// α = 0 and m = 0 are both allowed and leave the parameters as they are. A negative,
    /// infinite or NaN rate, or more than [`MAX_STEPS`](Inner::MAX_STEPS) steps, is an error; a
    /// huge rate is not: it diverges.
    pub const fn new(rate: f64, steps: usize) -> Result<Self, Error> {
        if let Err(error) = check_rate(rate) {
            return Err(error);
        }
        if steps > Self::MAX_STEPS {
            return Err(Error::Steps(steps));
        }
        Ok(Self { rate, steps })
    }

    /// `steps` steps at the rate of 0.01 that this project's networks are trained for and
    /// fine-tuned with.
    ///
    /// # Panics
    /// If there are more than [`MAX_STEPS`](Inner::MAX_STEPS).
    pub const fn usual(steps: usize) -> Self {
        valid(Self::new(Self::USUAL_RATE, steps))
    }

    /// As many steps, at the rate of `other`.
    pub const fn with_rate_of(self, other: Self) -> Self {
        Self { rate: other.rate, ..self }
    }

    /// The inner learning rate α, finite and ≥ 0.
    pub const fn rate(&self) -> f64 {
        self.rate
    }

    /// The number m of steps.
    pub const fn steps(&self) -> usize {
        self.steps
    }
}

/// A tape and a gradient to fine-tune with; allocated once, used again for every task.
#[derive(Debug, Clone)]
pub struct Scratch<M: Model> {
    pub(super) tape: M::Tape,
    pub(super) gradient: Vec<M::Real>,
}

impl<M: Model> Scratch<M> {
    /// Room for `model`.
    pub fn new(model: &M) -> Self {
        let gradient = vec![M::Real::default(); model.parameter_count()];
        Self { tape: model.tape(), gradient }
    }
}

/// Fine-tuning: takes `phi` from φ_0 = θ to φ_m = U^(m)(θ).
///
/// `phi` has P finite entries, else [`Error::Length`] or [`Error::NotFinite`]. On
/// [`Error::Diverged`] it holds the parameters at which that was noticed.
pub fn fine_tune<M: Model>(
    model: &M,
    phi: &mut [M::Real],
    data: &M::Data,
    inner: Inner,
    scratch: &mut Scratch<M>,
) -> Result<(), Error> {
    Checked::new(model.parameter_count(), phi)?;
    descend(model, phi, data, &[M::Real::of(inner.rate)], inner.steps, scratch)
}

// listing: fine-tune
/// Fine-tuning: `steps` steps down the task's loss, from φ_0 = θ to φ_m = U^(m)(θ).
pub(crate) fn descend<M: Model>(
    model: &M,
    phi: &mut [M::Real],
    data: &M::Data,
    alpha: &[M::Real], // one rate for all parameters, or one for each
    steps: usize,
    scratch: &mut Scratch<M>,
) -> Result<(), Error> {
    for done in 0..steps {
        step(model, phi, data, alpha, done, scratch)?;
    }
    check_finite(phi, steps)
}

/// One of its steps. Returns the loss before it.
pub(crate) fn step<M: Model>(
    model: &M,
    phi: &mut [M::Real],
    data: &M::Data,
    alpha: &[M::Real],
    done: usize,
    scratch: &mut Scratch<M>,
) -> Result<M::Real, Error> {
    let loss = model.gradient(phi, data, &mut scratch.tape, &mut scratch.gradient);
    check_loss(loss, done)?;
    descend_at(phi, alpha, &scratch.gradient); // φ ← φ − α ∇L(φ)
    Ok(loss)
}
// end listing

/// Writes a rate for each parameter to `each`, from one for all, one for each of the model's
/// [tensors](Model::tensors), or one each; [`Error::Length`] if `rates` is neither.
pub fn spread<M: Model>(model: &M, rates: &[M::Real], each: &mut [M::Real]) -> Result<(), Error> {
    check_length(model.parameter_count(), each)?;
    if let [shared] = rates {
        each.fill(*shared);
    } else if rates.len() == model.tensors().count() {
        let mut rest = each;
        for (&rate, length) in rates.iter().zip(model.tensors()) {
            let (own, others) = rest.split_at_mut(length);
            own.fill(rate);
            rest = others;
        }
    } else {
        check_length(each.len(), rates)?;
        each.copy_from_slice(rates);
    }
    Ok(())
}

/// Every φ_0 … φ_m of a fine-tuning, with its loss.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory<R> {
    /// φ_j in row j: (m + 1) × P, always finite. From `diverged_at` on, the rows repeat the
    /// last parameters whose loss made sense.
    pub parameters: Array2<R>,
    /// L(φ_j) on the data that was fine-tuned on: m + 1 numbers, never NaN, +∞ from
    /// `diverged_at` on.
    pub losses: Vec<R>,
    /// The first j whose φ_j or loss is out of bounds (see [`LOSS_LIMIT`]), if any.
    pub diverged_at: Option<usize>,
}

impl<R: Real> Trajectory<R> {
    /// The rows up to divergence: what can be drawn as a path. Empty if the start itself is out
    /// of bounds.
    pub fn path(&self) -> ArrayView2<'_, R> {
        let rows = self.diverged_at.unwrap_or(self.losses.len());
        self.parameters.slice(s![..rows, ..])
    }
}

/// Fine-tunes from `theta` and keeps the whole way.
///
/// `theta` has P finite entries, else [`Error::Length`] or [`Error::NotFinite`]. Divergence is
/// reported in the trajectory, not as an error. Costs m + 1 gradients.
pub fn trajectory<M: Model>(
    model: &M,
    theta: &[M::Real],
    data: &M::Data,
    inner: Inner,
) -> Result<Trajectory<M::Real>, Error> {
    Checked::new(model.parameter_count(), theta)?;
    let (alpha, mut scratch) = ([M::Real::of(inner.rate)], Scratch::new(model));
    let mut parameters = Array2::zeros((inner.steps + 1, theta.len()));
    let mut losses = vec![M::Real::of(f64::INFINITY); inner.steps + 1];
    let mut diverged_at = None;
    let mut phi = theta.to_vec();

    for (done, mut row) in parameters.rows_mut().into_iter().enumerate() {
        row.assign(&aview1(&phi));
        // The step from the last φ leads nowhere, but its loss is looked at.
        let outcome = check_finite(&phi, done);
        match outcome.and_then(|()| step(model, &mut phi, data, &alpha, done, &mut scratch)) {
            Ok(loss) => losses[done] = loss,
            Err(_) => {
                diverged_at = Some(done);
                break;
            }
        }
    }
    if let Some(at) = diverged_at {
        let last_good =
            if at == 0 { aview1(theta).to_owned() } else { parameters.row(at - 1).to_owned() };
        parameters.slice_mut(s![at.., ..]).assign(&last_good);
    }
    Ok(Trajectory { parameters, losses, diverged_at })
}
