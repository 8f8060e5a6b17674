//! What is measured: one meta-gradient, by each of four methods, on two problems.

use crate::learn::Error;
use crate::learn::Sinusoid;
use crate::learn::adapt::Inner;
use crate::learn::footprint::Footprint;
use crate::learn::meta::fomaml::Fomaml;
use crate::learn::meta::imaml::Imaml;
use crate::learn::meta::maml::Maml;
use crate::learn::meta::reptile::Reptile;
use crate::learn::meta::{Listed, Method, Workspace, meta_gradient};
use crate::learn::model::Model;
use crate::learn::model::mlp::Network;
use crate::learn::model::softplus_line::{Points, SoftplusLine, TASKS, ToyTask};
use crate::learn::task::Task;
use crate::learn::task::samples::Samples;
use crate::learn::train::Regression;
use crate::plot::Ink;

/// The most inner steps that are measured.
pub const MOST_STEPS: usize = 20;

/// The points of the support set, and as many of the query set.
const SHOTS: usize = 10;

/// Whose meta-gradient it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrant {
    /// Through every inner step, exactly.
    Maml,
    /// Without second derivatives.
    Fomaml,
    /// No gradient at all: towards where fine-tuning leads.
    Reptile,
    /// Through the proximal problem, from the end point alone.
    Imaml,
}

impl Entrant {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Maml, Self::Fomaml, Self::Reptile, Self::Imaml];

    /// Their names, in the same order.
    const NAMES: [&'static str; 4] = [Maml::NAME, Fomaml::NAME, Reptile::NAME, Imaml::NAME];

    /// Its name.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Its ink, the same in every figure.
    pub fn ink(self) -> Ink {
        [Ink::Maml, Ink::Fomaml, Ink::Reptile, Ink::Imaml][self as usize]
    }

    /// Its method, with so many inner steps at the usual rate.
    fn method(self, steps: usize) -> Result<Method, Error> {
        let inner = Inner::new(Inner::USUAL_RATE, steps)?;
        Ok(match self {
            Self::Maml => Maml(inner).into(),
            Self::Fomaml => Fomaml(inner).into(),
            Self::Reptile => Reptile(inner).into(),
            Self::Imaml => Imaml::USUAL.with_inner(inner)?.into(),
        })
    }
}

/// On which problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The 1-40-40-1 network on a sinusoid, ten support and ten query points, in single
    /// precision.
    Network,
    /// The softplus line with its two parameters, in double precision.
    Toy,
}

/// Both problems with the room to compute in, which is used again.
pub struct Trials {
    network: Trial<Network<f32>>,
    support: Samples<f32>,
    query: Samples<f32>,
    toy: Trial<SoftplusLine<f64>>,
    task: ToyTask<f64>,
}

/// One problem.
struct Trial<M: Model> {
    model: M,
    theta: Vec<M::Real>,
    direction: Vec<M::Real>,
    room: Workspace<M>,
}

impl<M: Model<Tape: Footprint>> Trial<M> {
    fn new(model: M, theta: Vec<M::Real>) -> Self {
        let (direction, room) = (theta.clone(), Workspace::new(&model));
        Self { model, theta, direction, room }
    }

    /// Computes one meta-gradient. It may diverge, which takes no less time.
    fn run(&mut self, method: Method, task: Task<'_, M::Data>) {
        let Self { model, theta, direction, room } = self;
        let _ = meta_gradient(model, &method, theta, task, room, direction);
    }

    /// The bytes that one takes, from a room that was empty before.
    fn bytes(&mut self, method: Method, task: Task<'_, M::Data>) -> usize {
        self.room = Workspace::new(&self.model);
        self.run(method, task);
        self.room.bytes()
    }
}

impl Default for Trials {
    fn default() -> Self {
        let problem = Regression::default();
        let sinusoid = Sinusoid { amplitude: 2.5, phase: 1.0 };
        let spread = |first: f64| {
            let mut samples = Samples::default();
            sinusoid.sample((0..SHOTS).map(|index| first + index as f64), &mut samples);
            samples
        };
        Self {
            network: Trial::new(problem.network(), problem.start(1)),
            support: spread(-4.7),
            query: spread(-4.2),
            toy: Trial::new(SoftplusLine::default(), vec![0.35, 0.55]),
            task: ToyTask::new(&Points::default(), TASKS[0]),
        }
    }
}

impl Trials {
    /// Computes one meta-gradient.
    pub fn run(&mut self, problem: Problem, entrant: Entrant, steps: usize) {
        // Rates and steps of ours are in range.
        let Ok(method) = entrant.method(steps) else { return };
        match problem {
            Problem::Network => {
                let task = Task { support: &self.support, query: &self.query };
                self.network.run(method, task);
            }
            Problem::Toy => self.toy.run(method, Task::unsplit(&self.task)),
        }
    }

    /// The bytes of all that one meta-gradient needs besides its inputs and its result.
    pub fn bytes(&mut self, problem: Problem, entrant: Entrant, steps: usize) -> usize {
        let Ok(method) = entrant.method(steps) else { return 0 };
        match problem {
            Problem::Network => {
                let task = Task { support: &self.support, query: &self.query };
                self.network.bytes(method, task)
            }
            Problem::Toy => self.toy.bytes(method, Task::unsplit(&self.task)),
        }
    }
}
