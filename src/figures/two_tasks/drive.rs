//! A meta-learner at the wheel: θ moves down its gradient, step by step.

use crate::learn::adapt::Inner;
use crate::learn::meta::{Workspace, maml, pretrained};
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};
use crate::learn::task::Task;
use crate::number::held;

/// The outer rate β of a drive, for the sum of both tasks' losses. The sum's
/// steepest curvature in the square is below 40, so 0.02 settles everywhere.
const OUTER_RATE: f64 = 0.02;

/// How long one step is shown, in milliseconds.
const STEP_TIME: f64 = 30.0;

/// The most steps of one drive; it has long come to rest by then, or never will.
const MOST_STEPS: usize = 1500;

/// A step shorter than this counts as rest.
const REST: f64 = 2e-6;

/// Who drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// The true meta-gradient, through one step of fine-tuning.
    Maml,
    /// The gradient of the plain sum of losses.
    Pretraining,
}

impl Driver {
    /// 0 for MAML, 1 for pretraining.
    pub fn index(self) -> usize {
        match self {
            Driver::Maml => 0,
            Driver::Pretraining => 1,
        }
    }

    /// The name, to begin a sentence with.
    pub fn name(self) -> &'static str {
        match self {
            Driver::Maml => "MAML",
            Driver::Pretraining => "Pretraining",
        }
    }
}

/// A drive under way.
#[derive(Clone, Debug)]
pub struct Drive {
    driver: Driver,
    steps: usize,
    /// Time that went by and is not yet spent on steps, in milliseconds.
    unspent: f64,
    /// θ in full precision; the figure's own is rounded for its link.
    exact: Option<[f64; 2]>,
}

/// What became of θ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It goes on.
    Moving,
    /// It came to rest, inside or on the edge of the square.
    Resting,
    /// A task's fine-tuning diverged.
    Diverged,
}

impl Drive {
    /// A drive that has not begun.
    pub fn new(driver: Driver) -> Self {
        Self { driver, steps: 0, unspent: 0.0, exact: None }
    }

    /// Who drives.
    pub fn driver(&self) -> Driver {
        self.driver
    }

    /// Takes the steps that are due after `milliseconds`, moving `theta` within the
    /// unit square and adding each place to `trail`.
    pub fn advance(
        &mut self,
        milliseconds: f64,
        theta: &mut [f64; 2],
        trail: &mut Vec<[f64; 2]>,
        tasks: &[ToyTask<f64>; 2],
        rate: f64,
    ) -> Outcome {
        self.unspent += milliseconds.max(0.0);
        let exact = *self.exact.get_or_insert(*theta);
        let mut outcome = Outcome::Moving;
        let mut current = exact;
        while self.unspent >= STEP_TIME && outcome == Outcome::Moving {
            self.unspent -= STEP_TIME;
            self.steps += 1;
            outcome = step(self.driver, &mut current, tasks, rate);
            trail.push(current);
            if self.steps >= MOST_STEPS && outcome == Outcome::Moving {
                outcome = Outcome::Resting;
            }
        }
        self.exact = Some(current);
        *theta = current;
        outcome
    }
}

/// One step of the driver's descent, held inside the square.
fn step(driver: Driver, theta: &mut [f64; 2], tasks: &[ToyTask<f64>; 2], rate: f64) -> Outcome {
    let model = SoftplusLine::<f64>::default();
    let mut workspace = Workspace::new(&model);
    let batch = [Task::unsplit(&tasks[0]), Task::unsplit(&tasks[1])];
    let before = *theta;
    // The updates descend the mean over the batch; twice that is the sum.
    let beta = 2.0 * OUTER_RATE;
    let outcome = match driver {
        Driver::Pretraining => pretrained::update(&model, theta, &batch, beta, &mut workspace),
        Driver::Maml => Inner::new(rate, 1)
            .and_then(|inner| maml::update(&model, theta, &batch, inner, beta, &mut workspace)),
    };
    match outcome {
        Ok(batch) if batch.diverged == 0 && theta.iter().all(|entry| entry.is_finite()) => {}
        _ => {
            *theta = before;
            return Outcome::Diverged;
        }
    }
    for entry in theta.iter_mut() {
        *entry = held(*entry, 0.0, 1.0);
    }
    let moved = (theta[0] - before[0]).hypot(theta[1] - before[1]);
    if moved < REST { Outcome::Resting } else { Outcome::Moving }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::model::softplus_line::{Points, TASKS};

    /// The resting places are those of the reference values: the minimum of the sum
    /// of losses at m = 0, and the best of the square after one step at α = 0.04.
    #[test]
    fn pretraining_rests_at_the_minimum_of_the_plain_sum() {
        let points = Points::default();
        let tasks = TASKS.map(|truth| ToyTask::new(&points, truth));
        let mut theta = [0.1, 0.9];
        let mut drive = Drive::new(Driver::Pretraining);
        let outcome = drive.advance(1e9, &mut theta, &mut Vec::new(), &tasks, 0.04);
        assert_eq!(outcome, Outcome::Resting);
        assert!((theta[0] - 0.579_051).abs() < 1e-3, "{theta:?}");
        assert!((theta[1] - 0.434_890).abs() < 1e-3, "{theta:?}");
    }
}
