//! The room that meta-gradients are computed in.

use crate::learn::adapt::{Scratch, step};
use crate::learn::check::check_finite;
use crate::learn::error::Error;
use crate::learn::footprint::Footprint;
use crate::learn::model::Model;
use crate::learn::real::Real;

/// All that a meta-gradient needs besides its inputs, allocated once and used again.
///
/// It grows with what it is used for and never shrinks: for methods that go back through the
/// optimiser, to 2 m vectors of P numbers and m tapes. Nothing in it carries over from one call
/// to the next.
pub struct Workspace<M: Model> {
    /// The way of fine-tuning, for those who go back along it.
    pub(super) path: Vec<Waypoint<M>>,
    /// For those who only go forward.
    pub(super) scratch: Scratch<M>,
    /// The query set's tape, where the support set's is still needed.
    pub(super) query_tape: M::Tape,
    /// φ, the parameters after fine-tuning.
    pub(super) phi: Vec<M::Real>,
    /// A Hessian-vector product.
    pub(super) product: Vec<M::Real>,
    /// The right-hand side, residual and search direction of conjugate gradient; the weighted
    /// adjoint, rates and their gradient where the rate is learned.
    pub(super) vectors: [Vec<M::Real>; 3],
    /// One task's direction, while a mean over tasks is taken.
    pub(super) direction: Vec<M::Real>,
    /// The mean of the directions, while θ is updated.
    mean: Vec<M::Real>,
}

/// One step of a fine-tuning: φ_j, ∇L(φ_j), and the tape that serves ∇²L(φ_j) · v.
pub(super) struct Waypoint<M: Model> {
    pub(super) parameters: Vec<M::Real>,
    pub(super) scratch: Scratch<M>,
}

impl<M: Model> Workspace<M> {
    /// Room for `model`, still empty.
    pub fn new(model: &M) -> Self {
        Self {
            path: Vec::new(),
            scratch: Scratch { tape: model.tape(), gradient: Vec::new() },
            query_tape: model.tape(),
            phi: Vec::new(),
            product: Vec::new(),
            vectors: [Vec::new(), Vec::new(), Vec::new()],
            direction: Vec::new(),
            mean: Vec::new(),
        }
    }

    /// A vector of `count` zeros that outlives a borrow of the workspace; to be [taken
    /// back](Workspace::take_back), or it is allocated anew the next time.
    pub(super) fn lend_mean(&mut self, count: usize) -> Vec<M::Real> {
        let mut mean = std::mem::take(&mut self.mean);
        mean.clear();
        mean.resize(count, M::Real::default());
        mean
    }

    /// Takes back what was lent.
    pub(super) fn take_back(&mut self, mean: Vec<M::Real>) {
        self.mean = mean;
    }

    /// Makes room to go forward: φ and a gradient.
    pub(super) fn for_descent(&mut self, model: &M) {
        let Self { phi, scratch, .. } = self;
        fit(model.parameter_count(), [phi, &mut scratch.gradient]);
    }

    /// Makes room for three vectors more, as those need who solve a linear system.
    pub(super) fn for_vectors(&mut self, model: &M) {
        fit(model.parameter_count(), self.vectors.iter_mut());
    }

    /// Makes room to go forward and to solve a linear system there.
    pub(super) fn for_system(&mut self, model: &M) {
        self.for_descent(model);
        self.for_vectors(model);
        fit(model.parameter_count(), [&mut self.product]);
    }

    /// Makes room to go back through `steps` steps: φ, a product, and the waypoints.
    pub(super) fn for_path(&mut self, model: &M, steps: usize) {
        fit(model.parameter_count(), [&mut self.phi, &mut self.product]);
        while self.path.len() < steps {
            let parameters = vec![M::Real::default(); model.parameter_count()];
            self.path.push(Waypoint { parameters, scratch: Scratch::new(model) });
        }
    }
}

impl<M: Model<Tape: Footprint>> Footprint for Workspace<M> {
    fn bytes(&self) -> usize {
        let Self { path, scratch, query_tape, phi, product, vectors, direction, mean } = self;
        let way = |waypoint: &Waypoint<M>| waypoint.parameters.bytes() + held(&waypoint.scratch);
        let own = [phi, product, direction, mean].into_iter().chain(vectors);
        held(scratch)
            + query_tape.bytes()
            + path.iter().map(way).sum::<usize>()
            + own.map(Footprint::bytes).sum::<usize>()
    }
}

fn held<M: Model<Tape: Footprint>>(scratch: &Scratch<M>) -> usize {
    scratch.tape.bytes() + scratch.gradient.bytes()
}

/// Makes each of the vectors `count` numbers long; what they hold is of no use.
fn fit<'a, R: Real>(count: usize, vectors: impl IntoIterator<Item = &'a mut Vec<R>>) {
    vectors.into_iter().for_each(|vector| vector.resize(count, R::zero()));
}

/// Fine-tunes `phi` like [`fine_tune`](crate::learn::adapt::fine_tune), one step for each
/// waypoint, and leaves there what the way back needs.
pub(super) fn fine_tune_recorded<M: Model>(
    model: &M,
    phi: &mut [M::Real],
    data: &M::Data,
    alpha: &[M::Real],
    path: &mut [Waypoint<M>],
) -> Result<(), Error> {
    for (done, waypoint) in path.iter_mut().enumerate() {
        waypoint.parameters.copy_from_slice(phi);
        step(model, phi, data, alpha, done, &mut waypoint.scratch)?;
    }
    check_finite(phi, path.len())
}
