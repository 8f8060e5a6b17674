//! One method's run, as the page knows it: how it stands, and the moments that are kept of it.

use super::plan::Plan;
use super::protocol::Report;
use crate::learn::train::evaluate::HeldOutError;
use crate::learn::train::moments::Moments;
use crate::learn::train::run::End;
use crate::plot::{Ink, Spread};

/// The most fine-tuning steps after which errors are taken.
pub(super) const MOST_STEPS: usize = 10;

/// One method's run.
#[derive(Clone, Debug)]
pub(super) struct Racer {
    pub(super) plan: Plan,
    /// The number of its job; `None` before workers know of it.
    pub(super) job: Option<u32>,
    /// How it stands.
    pub(super) now: Stand,
    /// What was measured on the way: from random to trained, like the frames of a film.
    pub(super) moments: Moments<Moment>,
    pub(super) end: Option<End>,
}

/// How a run stands after some meta-steps.
#[derive(Clone, Debug)]
pub(super) struct Stand {
    pub(super) meta_steps: u64,
    pub(super) tasks_seen: u64,
    /// The seconds of training so far.
    pub(super) seconds: f64,
    /// The inner rate to fine-tune with.
    pub(super) rate: f64,
    pub(super) theta: Vec<f32>,
}

/// A moment that was measured.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) stand: Stand,
    pub(super) errors: Errors,
}

/// The errors on held-out tasks after each number of fine-tuning steps, as far as they were taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Errors([Option<HeldOutError>; MOST_STEPS + 1]);

impl Errors {
    /// The error after so many steps, if it was taken.
    pub(super) fn after(&self, steps: usize) -> Option<HeldOutError> {
        self.0.get(steps).copied().flatten()
    }

    fn add(&mut self, errors: &[(usize, HeldOutError)]) {
        for (after, error) in errors {
            if let Some(place) = self.0.get_mut(*after) {
                *place = Some(*error);
            }
        }
    }
}

impl Racer {
    /// A racer before its start, its θ drawn as the run will draw it.
    pub(super) fn new(plan: Plan) -> Self {
        let theta = plan.problem.start(plan.seed);
        let now = Stand { meta_steps: 0, tasks_seen: 0, seconds: 0.0, rate: plan.rate, theta };
        Self { plan, job: None, now, moments: Moments::default(), end: None }
    }

    /// Its ink.
    pub(super) fn ink(&self) -> Ink {
        self.plan.entrant.ink()
    }

    pub(super) fn has_begun(&self) -> bool {
        self.now.meta_steps > 0
    }

    pub(super) fn is_over(&self) -> bool {
        self.end.is_some()
    }

    /// Takes what its worker reports.
    pub(super) fn take(&mut self, report: Report) {
        let Report { meta_steps, tasks_seen, seconds, measured, end, rate, theta } = report;
        let finite = theta.iter().all(|value| value.is_finite());
        let theta = if finite { theta } else { std::mem::take(&mut self.now.theta) };
        self.now = Stand { meta_steps, tasks_seen, seconds, rate, theta };
        self.end = end;
        let Some(measured) = measured else { return };
        match self.moments.get_mut(measured.meta_steps) {
            Some(moment) => moment.errors.add(&measured.errors),
            None if measured.meta_steps == meta_steps => {
                let mut errors = Errors::default();
                errors.add(&measured.errors);
                self.moments.keep(meta_steps, Moment { stand: self.now.clone(), errors });
            }
            // One that has given way to others.
            None => {}
        }
    }

    /// How it stood after so many meta-steps, as nearly as was kept; how it stands for none.
    pub(super) fn stand(&self, at: Option<u64>) -> &Stand {
        at.and_then(|at| self.moments.at(at)).map_or(&self.now, |(_, moment)| &moment.stand)
    }

    /// The last measurement until then, or until now.
    pub(super) fn measured(&self, at: Option<u64>) -> Option<&Moment> {
        let moment = match at {
            Some(at) => self.moments.at(at),
            None => self.moments.last(),
        };
        moment.map(|moment| &moment.1)
    }

    /// The meta-steps of the kept moment nearest to `wished`, seen from `before`: who moves
    /// gets somewhere, be the next moment ever so far.
    pub(super) fn nearest(&self, wished: u64, before: u64) -> u64 {
        let made = self.now.meta_steps;
        let known = || self.moments.iter().map(|moment| moment.0).chain([made]);
        let along = |meta_steps: u64| Spread::Symlog.position(meta_steps as f64);
        let far = |meta_steps: &u64| (along(*meta_steps) - along(wished)).abs();
        let nearest = known().min_by(|a, b| far(a).total_cmp(&far(b))).unwrap_or(made);
        let next = match nearest == before {
            true if wished > before => known().filter(|&other| other > before).min(),
            true if wished < before => known().filter(|&other| other < before).max(),
            _ => None,
        };
        next.unwrap_or(nearest)
    }

    /// Keeps of it what a line in the plot of errors and a row of numbers need.
    pub(super) fn fade(&mut self) {
        self.now.theta = Vec::new();
        for (_, moment) in self.moments.iter_mut() {
            moment.stand.theta = Vec::new();
        }
    }
}
