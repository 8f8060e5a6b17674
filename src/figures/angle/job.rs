//! The job behind the figure: meta-training by the page's own recipe, and at moments that
//! grow apart a look at both meta-gradients on held-out tasks.

use crate::learn::adapt::Inner;
use crate::learn::meta::fomaml::Fomaml;
use crate::learn::meta::maml::Maml;
use crate::learn::meta::{Learner, Workspace, meta_gradient};
use crate::learn::model::mlp::Network;
use crate::learn::task::Task;
use crate::learn::task::samples::Samples;
use crate::learn::train::evaluate::HeldOut;
use crate::learn::train::{Recipe, Regression, SinusoidTrainer, TrainError, presets};
use crate::learn::vector::{add_scaled, angle};
use crate::number::sort_by_number;
use crate::work::{Job, Parcel, SLICE, Urgency};

/// The kind of this job.
pub const KIND: &str = "angle";

/// The held-out tasks on which both gradients are taken.
pub const TASKS: usize = 100;

/// The meta-steps after which a run is looked at: some in each factor of ten.
pub const MOMENTS: [u64; 17] =
    [0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000];

/// The meta-steps of one piece of training, of which a slice has many.
const PIECE: u64 = 10;

/// What a run is to be: all that the angle depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brief {
    /// The inner steps of MAML, in training and where it is looked at.
    pub steps: usize,
    /// The inner rate α, likewise.
    pub rate: f64,
    /// The seed of the first θ and of all tasks.
    pub seed: u64,
}

impl Brief {
    /// The brief as a parcel.
    pub fn to_parcel(self) -> Parcel {
        Parcel::of_numbers(vec![self.steps as f64, self.rate, self.seed as f64])
    }

    /// Reads [`Brief::to_parcel`]; `None` for anything else.
    pub fn from_parcel(parcel: &Parcel) -> Option<Self> {
        match parcel.numbers[..] {
            [steps, rate, seed] => Some(Self { steps: steps as usize, rate, seed: seed as u64 }),
            _ => None,
        }
    }
}

/// The job that a brief asks for; `None` if it makes no run.
pub fn open(brief: &Parcel) -> Option<Box<dyn Job>> {
    Some(Box::new(Looking::new(Brief::from_parcel(brief)?).ok()?))
}

/// What is seen at one moment of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The meta-steps made.
    pub meta_steps: u64,
    /// The angle between the two gradients of a task, in degrees: a quarter of the tasks have
    /// less than the first, half of them less than the second, three quarters less than the third.
    pub quartiles: [f64; 3],
    /// The angle between the mean gradients over all tasks, in degrees.
    pub of_means: f64,
}

impl Look {
    /// The look as a parcel.
    pub fn to_parcel(self) -> Parcel {
        let [first, median, third] = self.quartiles;
        Parcel::of_numbers(vec![self.meta_steps as f64, first, median, third, self.of_means])
    }

    /// Reads [`Look::to_parcel`]; `None` for anything else.
    pub fn from_parcel(parcel: &Parcel) -> Option<Self> {
        let degrees = |value: &f64| (0.0..=180.0).contains(value);
        match parcel.numbers[..] {
            [steps, ref angles @ ..] if angles.len() == 4 && angles.iter().all(degrees) => {
                let quartiles = [angles[0], angles[1], angles[2]];
                Some(Self { meta_steps: steps as u64, quartiles, of_means: angles[3] })
            }
            _ => None,
        }
    }
}

/// A run under way.
pub struct Looking {
    trainer: SinusoidTrainer,
    tasks: HeldOut<Samples<f32>>,
    inner: Inner,
    room: Workspace<Network<f32>>,
    /// Which of the moments is next.
    next: usize,
    started: bool,
}

impl Looking {
    /// A run at its start.
    ///
    /// # Errors
    /// When the brief makes no recipe.
    pub fn new(brief: Brief) -> Result<Self, TrainError> {
        let inner = Inner::new(brief.rate, brief.steps)?;
        let recipe: Recipe = presets::page_for(Maml(inner).into());
        let trainer = Regression::default().trainer(recipe, brief.seed)?;
        let tasks = HeldOut::new(trainer.source(), trainer.recipe().shots, TASKS);
        let room = Workspace::new(trainer.model());
        Ok(Self { trainer, tasks, inner, room, next: 0, started: false })
    }

    fn is_over(&self) -> bool {
        self.next >= MOMENTS.len()
    }

    /// A piece of training, or a look if the moment has come.
    fn piece(&mut self) -> Option<Look> {
        let moment = MOMENTS[self.next];
        for _ in 0..PIECE.min(moment - self.trainer.meta_steps()) {
            if self.trainer.step().is_err() {
                // A run that has diverged has nothing more to show.
                self.next = MOMENTS.len();
                return None;
            }
        }
        (self.trainer.meta_steps() == moment).then(|| {
            self.next += 1;
            self.look()
        })?
    }

    /// Both gradients on every held-out task at the present θ; `None` if no task has both.
    fn look(&mut self) -> Option<Look> {
        let Self { trainer, tasks, inner, room, .. } = self;
        let (model, theta) = (trainer.model(), trainer.parameters());
        let zeros = || vec![0.0_f32; theta.len()];
        let (mut exact, mut first_order) = (zeros(), zeros());
        let mut means = [zeros(), zeros()];
        let mut angles = Vec::new();
        for [support, query] in tasks.tasks() {
            let task = Task { support, query };
            let taken = gradient(&Maml(*inner), model, theta, task, room, &mut exact)
                && gradient(&Fomaml(*inner), model, theta, task, room, &mut first_order);
            if let Some(between) = angle(&exact, &first_order).filter(|_| taken) {
                angles.push(between);
                add_scaled(&mut means[0], 1.0, &exact);
                add_scaled(&mut means[1], 1.0, &first_order);
            }
        }
        sort_by_number(&mut angles, |&angle| angle);
        let quartile = |quarters: usize| angles.get(angles.len() * quarters / 4).copied();
        Some(Look {
            meta_steps: trainer.meta_steps(),
            quartiles: [quartile(1)?, quartile(2)?, quartile(3)?],
            of_means: angle(&means[0], &means[1])?,
        })
    }
}

/// Whether `learner`'s gradient could be taken.
fn gradient(
    learner: &impl Learner,
    model: &Network<f32>,
    theta: &[f32],
    task: Task<'_, Samples<f32>>,
    room: &mut Workspace<Network<f32>>,
    direction: &mut [f32],
) -> bool {
    meta_gradient(model, learner, theta, task, room, direction).is_ok()
}

impl Job for Looking {
    /// Whatever it is told, it begins.
    fn hear(&mut self, _: &Parcel, _: f64) {
        self.started = true;
    }

    fn due(&self, _: f64) -> f64 {
        if self.started && !self.is_over() { 0.0 } else { f64::INFINITY }
    }

    fn slice(&mut self, clock: &dyn Fn() -> f64, say: &mut dyn FnMut(Urgency, Parcel)) {
        let start = clock();
        while !self.is_over() && clock() - start < SLICE {
            if let Some(look) = self.piece() {
                say(Urgency::Now, look.to_parcel());
            }
        }
        if self.is_over() {
            // An empty parcel says that no more will come.
            say(Urgency::Now, Parcel::default());
        }
    }
}
