//! A run: meta-training and measuring in turn, a small piece of work at a time.
//!
//! It knows of no worker and no clock: whoever calls [`Run::advance`] decides how often. At
//! which meta-steps the error is measured depends on their number alone, so that the same
//! recipe and seed draw the same curve however fast they were run.

use super::evaluate::{Evaluation, HeldOut, HeldOutError, TASKS};
use super::recipe::Recipe;
use super::trainer::Trainer;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::source::Source;

/// Two measurements are this factor of meta-steps apart.
const SPACING: f64 = 1.12;

/// Held-out tasks measured in one piece of work.
const PIECE: usize = 300;

/// Meta-training with its measurements.
pub struct Run<M: Model<Data: Sized>, S> {
    trainer: Trainer<M, S>,
    held_out: HeldOut<M::Data>,
    rate: f64,
    eval_steps: usize,
    work: Work<M>,
}

/// What a run is about to do.
enum Work<M: Model> {
    /// Train until this many meta-steps are made.
    Train { until: u64 },
    /// Measure.
    Measure(Box<Evaluation<M>>),
    /// Nothing more.
    Ended(End),
}

/// Why a run does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All its meta-steps are made.
    Finished,
    /// Its numbers overflowed.
    Diverged,
}

/// What a piece of work brought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// So many meta-steps.
    Trained(u64),
    /// Part of a measurement.
    Measuring,
    /// A measurement at the present meta-step.
    Measured(HeldOutError),
    /// There is nothing more to do.
    Ended(End),
}

impl<M: Model<Data: Default + Sized>, S: Source<M::Data>> Run<M, S> {
    /// A run of `trainer`, whose first work is to measure θ as it stands.
    ///
    /// Errors are taken after `eval_steps` steps of fine-tuning at `rate`, or at the shared rate
    /// that the method learns.
    pub fn new(trainer: Trainer<M, S>, rate: f64, eval_steps: usize) -> Self {
        // The same tasks from the first measurement to the last, or the curve would have a seam;
        // and as many as all errors of the article are taken from.
        let held_out = HeldOut::new(trainer.source(), trainer.recipe().shots, TASKS);
        let work = Work::Train { until: 0 };
        let mut run = Self { trainer, held_out, rate, eval_steps, work };
        run.measure();
        run
    }

    /// Does one piece of work: at most `steps` meta-steps, or a part of a measurement.
    pub fn advance(&mut self, steps: u64) -> Outcome {
        match &mut self.work {
            Work::Ended(end) => Outcome::Ended(*end),
            Work::Train { until } => {
                let until = *until;
                self.train(steps, until)
            }
            Work::Measure(_) => self.go_on_measuring(),
        }
    }

    /// Makes exactly one meta-step and measures after it, if training is not over.
    pub fn step_once(&mut self) {
        if let Work::Measure(_) = self.work {
            self.schedule_training();
        }
        if let Work::Train { .. } = self.work {
            self.train(1, self.trainer.meta_steps() + 1);
        }
    }

    /// Takes the error after another number of fine-tuning steps from now on.
    pub fn measure_after(&mut self, eval_steps: usize) {
        self.eval_steps = eval_steps;
        match self.work {
            Work::Ended(End::Diverged) => {}
            _ => self.measure(),
        }
    }

    /// How the run trains.
    pub fn recipe(&self) -> &Recipe {
        self.trainer.recipe()
    }

    /// θ as it stands.
    pub fn parameters(&self) -> &[M::Real] {
        self.trainer.parameters()
    }

    /// The inner rate to fine-tune with: the learned one, where there is one.
    pub fn rate(&self) -> f64 {
        match self.trainer.rates() {
            [rate] => rate.into_f64(),
            _ => self.rate,
        }
    }

    /// The meta-steps made.
    pub fn meta_steps(&self) -> u64 {
        self.trainer.meta_steps()
    }

    /// The tasks seen.
    pub fn tasks_seen(&self) -> u64 {
        self.trainer.tasks_seen()
    }

    /// Whether the next piece of work belongs to a measurement.
    pub fn is_measuring(&self) -> bool {
        matches!(self.work, Work::Measure(_))
    }

    /// Why the run does not go on, if it does not.
    pub fn end(&self) -> Option<End> {
        match self.work {
            Work::Ended(end) => Some(end),
            _ => None,
        }
    }

    fn train(&mut self, steps: u64, until: u64) -> Outcome {
        let wanted = steps.min(until.saturating_sub(self.trainer.meta_steps())).max(1);
        for done in 0..wanted {
            if self.trainer.step().is_err() {
                self.work = Work::Ended(End::Diverged);
                return if done > 0 {
                    Outcome::Trained(done)
                } else {
                    Outcome::Ended(End::Diverged)
                };
            }
        }
        if self.trainer.meta_steps() >= until {
            self.measure();
        }
        Outcome::Trained(wanted)
    }

    fn measure(&mut self) {
        let evaluation = Evaluation::new(self.trainer.model(), &[self.eval_steps]);
        self.work = Work::Measure(Box::new(evaluation));
    }

    fn go_on_measuring(&mut self) -> Outcome {
        let rate = [M::Real::of(self.rate())];
        let Work::Measure(evaluation) = &mut self.work else { return Outcome::Measuring };
        let Self { trainer, held_out, .. } = self;
        if !evaluation.advance(trainer.model(), held_out, trainer.parameters(), &rate, PIECE) {
            return Outcome::Measuring;
        }
        let error = evaluation.error(0);
        self.schedule_training();
        Outcome::Measured(error)
    }

    fn schedule_training(&mut self) {
        let next = next_measurement(self.trainer.meta_steps());
        self.work = match self.trainer.is_finished() {
            true => Work::Ended(End::Finished),
            false => Work::Train { until: next.min(self.trainer.recipe().steps) },
        };
    }
}

/// The first of the fixed places for measurements that lies after `made` meta-steps.
/// Single steps and measurements in between move none of them.
fn next_measurement(made: u64) -> u64 {
    let mut next = 1;
    while next <= made {
        next = ((next as f64 * SPACING).ceil() as u64).max(next + 1);
    }
    next
}
