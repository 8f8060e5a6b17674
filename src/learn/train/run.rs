//! A run: meta-training and measuring in turn, a small piece of work at a time.
//!
//! It knows of no worker and no clock: whoever calls [`Run::advance`] decides how often. At
//! which meta-steps the error is measured depends on their number alone, so that the same
//! recipe and seed draw the same curve however fast they were run.

use super::evaluate::{Evaluation, HeldOut, HeldOutError, TASKS};
use super::moments::Moments;
use super::recipe::Recipe;
use super::trainer::Trainer;
use crate::learn::model::Model;
use crate::learn::real::Real;
use crate::learn::task::source::Source;

/// Two measurements are this factor of meta-steps apart. One takes as long as some five hundred
/// meta-steps of four tasks, so that at 1.15 a run at full speed spends half of its time on them.
const SPACING: f64 = 1.25;

/// Held-out tasks measured in one piece of work.
const PIECE: usize = 300;

/// Meta-training with its measurements.
pub struct Run<M: Model<Data: Sized>, S> {
    trainer: Trainer<M, S>,
    held_out: HeldOut<M::Data>,
    rate: f64,
    /// After how many steps of fine-tuning errors are taken, ascending.
    after: Vec<usize>,
    work: Work<M>,
    /// How θ stood when it was measured, so that more can be measured of it later.
    kept: Moments<Kept<M::Real>>,
    /// The meta-steps of moments that lack something; the last comes first.
    lacking: Vec<u64>,
    again: Option<Again<M>>,
}

/// θ at a moment that was measured.
struct Kept<R> {
    theta: Vec<R>,
    rate: f64,
    /// After how many steps its errors were taken.
    after: Vec<usize>,
}

/// A moment that is measured again.
struct Again<M: Model> {
    meta_steps: u64,
    after: Vec<usize>,
    evaluation: Evaluation<M>,
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

/// The errors of θ as it stood at one moment of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// The meta-steps that were made then.
    pub meta_steps: u64,
    /// Numbers of fine-tuning steps, ascending, with the error after each.
    pub errors: Vec<(usize, HeldOutError)>,
}

impl Measurement {
    /// The error after so many steps of fine-tuning, if it was taken.
    pub fn after(&self, steps: usize) -> Option<HeldOutError> {
        self.errors.iter().find(|error| error.0 == steps).map(|error| error.1)
    }
}

/// What a piece of work brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// So many meta-steps.
    Trained(u64),
    /// Part of a measurement.
    Measuring,
    /// A measurement, of the present moment or of an earlier one.
    Measured(Measurement),
    /// There is nothing more to do.
    Ended(End),
}

impl<M: Model<Data: Default + Sized>, S: Source<M::Data>> Run<M, S> {
    /// A run of `trainer`, whose first work is to measure θ as it stands.
    ///
    /// Errors are taken after each of the numbers `after` of fine-tuning steps, which must ascend,
    /// at `rate` or at the shared rate that the method learns.
    pub fn new(trainer: Trainer<M, S>, rate: f64, after: &[usize]) -> Self {
        // The same tasks from the first measurement to the last, or the curve would have a seam;
        // and as many as all errors of the article are taken from.
        let held_out = HeldOut::new(trainer.source(), trainer.recipe().shots, TASKS);
        let (work, after) = (Work::Train { until: 0 }, after.to_vec());
        let (kept, lacking, again) = (Moments::default(), Vec::new(), None);
        let mut run = Self { trainer, held_out, rate, after, work, kept, lacking, again };
        run.measure();
        run
    }

    /// Does one piece of work: at most `steps` meta-steps, or a part of a measurement.
    pub fn advance(&mut self, steps: u64) -> Outcome {
        match self.work {
            Work::Measure(_) => self.go_on_measuring(),
            _ if self.looks_back() => self.measure_again(),
            Work::Ended(end) => Outcome::Ended(end),
            Work::Train { until } => self.train(steps, until),
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

    /// Takes errors after these numbers of fine-tuning steps from now on, which must ascend, and
    /// those that the moments measured so far lack.
    pub fn measure_after(&mut self, after: &[usize]) {
        self.after = after.to_vec();
        self.again = None;
        self.lacking = (self.kept.iter())
            .filter(|(_, kept)| !kept.lacks(after).is_empty())
            .map(|moment| moment.0)
            .collect();
        match self.work {
            Work::Measure(_) => self.measure(),
            _ => self.measure_here(),
        }
    }

    /// Measures θ as it stands, if that was not done.
    pub fn measure_here(&mut self) {
        let known = self.kept.get(self.trainer.meta_steps()).is_some();
        if !known && matches!(self.work, Work::Train { .. }) {
            self.measure();
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
        matches!(self.work, Work::Measure(_)) || self.looks_back()
    }

    /// Whether earlier moments are to be measured again.
    fn looks_back(&self) -> bool {
        self.again.is_some() || !self.lacking.is_empty()
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
        let evaluation = Evaluation::new(self.trainer.model(), &self.after);
        self.work = Work::Measure(Box::new(evaluation));
    }

    fn go_on_measuring(&mut self) -> Outcome {
        let rate = [M::Real::of(self.rate())];
        let Work::Measure(evaluation) = &mut self.work else { return Outcome::Measuring };
        let Self { trainer, held_out, .. } = self;
        if !evaluation.advance(trainer.model(), held_out, trainer.parameters(), &rate, PIECE) {
            return Outcome::Measuring;
        }
        let (meta_steps, after) = (trainer.meta_steps(), self.after.clone());
        let measurement = measurement(meta_steps, &after, evaluation);
        let (theta, rate) = (trainer.parameters().to_vec(), self.rate());
        self.kept.keep(meta_steps, Kept { theta, rate, after });
        self.schedule_training();
        Outcome::Measured(measurement)
    }

    /// Measures what one earlier moment lacks, or a part of that.
    fn measure_again(&mut self) -> Outcome {
        let Self { trainer, held_out, kept, after, .. } = self;
        let again = self.again.take().or_else(|| {
            let meta_steps = self.lacking.pop()?;
            let after = kept.get(meta_steps)?.lacks(after);
            let evaluation = Evaluation::new(trainer.model(), &after);
            Some(Again { meta_steps, after, evaluation })
        });
        // A moment that has given way to others meanwhile is no loss.
        let Some(mut again) = again else { return Outcome::Measuring };
        let Some(moment) = kept.get_mut(again.meta_steps) else { return Outcome::Measuring };
        let rate = [M::Real::of(moment.rate)];
        let Again { meta_steps, after, evaluation } = &mut again;
        if !evaluation.advance(trainer.model(), held_out, &moment.theta, &rate, PIECE) {
            self.again = Some(again);
            return Outcome::Measuring;
        }
        moment.after.extend_from_slice(after);
        Outcome::Measured(measurement(*meta_steps, after, evaluation))
    }

    fn schedule_training(&mut self) {
        let next = next_measurement(self.trainer.meta_steps());
        self.work = match self.trainer.is_finished() {
            true => Work::Ended(End::Finished),
            false => Work::Train { until: next.min(self.trainer.recipe().steps) },
        };
    }
}

impl<R> Kept<R> {
    /// Which of these errors it lacks.
    fn lacks(&self, after: &[usize]) -> Vec<usize> {
        after.iter().copied().filter(|steps| !self.after.contains(steps)).collect()
    }
}

/// What an evaluation that is done has found of a moment.
fn measurement<M: Model<Data: Sized>>(
    meta_steps: u64,
    after: &[usize],
    evaluation: &Evaluation<M>,
) -> Measurement {
    let errors = after.iter().enumerate();
    let errors = errors.map(|(index, &steps)| (steps, evaluation.error(index))).collect();
    Measurement { meta_steps, errors }
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
