//! A meta-learner at the wheel: θ moves down its gradient, step by step, until it rests.
//!
//! The whole way is computed at once, from the reader's θ; the figure then goes along it, and
//! back. So a link needs to hold only the start, who drives, and how far they are.

use crate::learn::adapt::Inner;
use crate::learn::meta::{Workspace, maml, pretrained};
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};
use crate::learn::task::Task;
use crate::number::held;

/// The outer rate β of a drive, for the sum of both tasks' losses. The sum's
/// steepest curvature in the square is below 40, so 0.02 settles everywhere.
const OUTER_RATE: f64 = 0.02;

/// The most steps of one drive; it has long come to rest by then, or never will.
const MOST_STEPS: usize = 1500;

/// A step shorter than this counts as rest.
const REST: f64 = 2e-6;

/// How long each of the first steps is shown, in milliseconds.
const STEP_TIME: f64 = 30.0;

/// So many steps are shown one by one. Then they get shorter, and each takes less time than
/// the one before: nobody wants to watch the last thousandth for half a minute.
const SLOW_STEPS: f64 = 40.0;

/// Who drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// The true meta-gradient, through one step of fine-tuning.
    Maml,
    /// The gradient of the plain sum of losses.
    Pretraining,
}

impl Driver {
    /// Both.
    pub const ALL: [Self; 2] = [Driver::Maml, Driver::Pretraining];

    /// 0 for MAML, 1 for pretraining.
    pub fn index(self) -> usize {
        match self {
            Driver::Maml => 0,
            Driver::Pretraining => 1,
        }
    }

    /// The other.
    pub fn other(self) -> Self {
        match self {
            Driver::Maml => Driver::Pretraining,
            Driver::Pretraining => Driver::Maml,
        }
    }

    /// The name, to begin a sentence with.
    pub fn name(self) -> &'static str {
        match self {
            Driver::Maml => "MAML",
            Driver::Pretraining => "Pretraining",
        }
    }

    /// The name within a sentence.
    pub fn name_within(self) -> &'static str {
        match self {
            Driver::Maml => "MAML",
            Driver::Pretraining => "pretraining",
        }
    }
}

/// Who is at the wheel: who goes along, and whose way is drawn as a whole beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wheel {
    /// The reader: no way is drawn.
    Reader,
    /// One driver alone.
    Alone(Driver),
    /// Both at once; MAML has θ.
    Both,
    /// This driver, after the other has come to rest.
    After(Driver),
}

impl Wheel {
    /// Whose mark θ is; nobody's but the reader's at first.
    pub fn leader(self) -> Option<Driver> {
        match self {
            Wheel::Reader => None,
            Wheel::Alone(driver) | Wheel::After(driver) => Some(driver),
            Wheel::Both => Some(Driver::Maml),
        }
    }

    /// Whether `driver` goes along.
    pub fn moves(self, driver: Driver) -> bool {
        self == Wheel::Both || self.leader() == Some(driver)
    }

    /// Whether the way of `driver` is drawn.
    pub fn shows(self, driver: Driver) -> bool {
        matches!(self, Wheel::Both | Wheel::After(_)) || self.leader() == Some(driver)
    }

    /// Who is at the wheel once `driver` alone takes it: what the other has shown stays.
    pub fn taken_by(self, driver: Driver) -> Self {
        if self.shows(driver.other()) { Wheel::After(driver) } else { Wheel::Alone(driver) }
    }
}

/// How a way ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At rest, inside or on the edge of the square.
    Rest,
    /// Where a task's fine-tuning diverged.
    Diverged,
}

/// The way of a driver.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// θ after each step, the start first.
    points: Vec<[f64; 2]>,
    /// How far θ has gone by then.
    gone: Vec<f64>,
    /// How it ends.
    pub end: End,
}

impl Way {
    /// The way of `driver` from `start`, within the unit square.
    pub fn new(driver: Driver, start: [f64; 2], tasks: &[ToyTask<f64>; 2], rate: f64) -> Self {
        let mut way = Self { points: vec![start], gone: vec![0.0], end: End::Rest };
        let model = SoftplusLine::<f64>::default();
        let mut workspace = Workspace::new(&model);
        let (mut theta, mut gone) = (start, 0.0);
        while way.points.len() <= MOST_STEPS {
            let before = theta;
            if !step(driver, &mut theta, tasks, rate, &model, &mut workspace) {
                way.end = End::Diverged;
                break;
            }
            let moved = (theta[0] - before[0]).hypot(theta[1] - before[1]);
            gone += moved;
            way.points.push(theta);
            way.gone.push(gone);
            if moved < REST {
                break;
            }
        }
        way
    }

    /// How many steps it has.
    pub fn steps(&self) -> f64 {
        (self.points.len() - 1) as f64
    }

    /// How far it goes in all.
    fn length(&self) -> f64 {
        self.gone.last().copied().unwrap_or_default()
    }

    /// How far θ has gone after so many steps.
    fn gone(&self, steps: f64) -> f64 {
        let (from, to, share) = self.between(steps);
        self.gone[from] + share * (self.gone[to] - self.gone[from])
    }

    /// Where θ is after so many steps; between two of them it is on the line.
    pub fn at(&self, steps: f64) -> [f64; 2] {
        let (from, to, share) = self.between(steps);
        [0, 1].map(|k| {
            let (from, to) = (self.points[from][k], self.points[to][k]);
            from + share * (to - from)
        })
    }

    /// Its two pieces, parted after so many steps.
    pub fn parted(&self, steps: f64) -> [Vec<(f64, f64)>; 2] {
        let (from, ..) = self.between(steps);
        let at = [self.at(steps)];
        let pair = |&[a, b]: &[f64; 2]| (a, b);
        let before = self.points[..=from].iter().chain(&at).map(pair).collect();
        let after = at.iter().chain(&self.points[from + 1..]).map(pair).collect();
        [before, after]
    }

    /// The steps before and after `steps`, and the share of the way between them.
    fn between(&self, steps: f64) -> (usize, usize, f64) {
        let steps = held(steps, 0.0, self.steps());
        let from = steps.floor() as usize;
        (from, (from + 1).min(self.points.len() - 1), steps.fract())
    }
}

/// The share that those who go along have gone, together, after so many steps each.
pub fn share(ways: &[&Way], steps: f64) -> f64 {
    let all: f64 = ways.iter().map(|way| way.length()).sum();
    let gone: f64 = ways.iter().map(|way| way.gone(steps)).sum();
    if all > 0.0 { gone / all } else { 1.0 }
}

/// After how many steps they have gone that `share`; undoes [`share`].
pub fn steps_at(ways: &[&Way], wanted: f64) -> f64 {
    let most = most_steps(ways);
    if wanted >= 1.0 {
        return most;
    }
    // The share grows from step to step, so halving finds it: between which two, and where.
    let (mut low, mut high) = (0.0, most);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if share(ways, middle) < wanted { low = middle } else { high = middle }
    }
    if wanted > 0.0 { high } else { 0.0 }
}

/// The steps of the longest of `ways`.
pub fn most_steps(ways: &[&Way]) -> f64 {
    ways.iter().map(|way| way.steps()).fold(0.0, f64::max)
}

/// The steps that are shown after so many milliseconds.
pub fn steps_after(milliseconds: f64) -> f64 {
    let even = milliseconds / STEP_TIME;
    let beyond = (even - SLOW_STEPS).max(0.0);
    even.min(SLOW_STEPS) + SLOW_STEPS * ((beyond / SLOW_STEPS).exp() - 1.0)
}

/// How many milliseconds it takes until so many steps are shown; undoes [`steps_after`].
pub fn time_of(steps: f64) -> f64 {
    let beyond = (steps - SLOW_STEPS).max(0.0);
    STEP_TIME * (steps.min(SLOW_STEPS) + SLOW_STEPS * (1.0 + beyond / SLOW_STEPS).ln())
}

/// One step of the driver's descent, held inside the square; whether there was one.
fn step(
    driver: Driver,
    theta: &mut [f64; 2],
    tasks: &[ToyTask<f64>; 2],
    rate: f64,
    model: &SoftplusLine<f64>,
    workspace: &mut Workspace<SoftplusLine<f64>>,
) -> bool {
    let batch = [Task::unsplit(&tasks[0]), Task::unsplit(&tasks[1])];
    let before = *theta;
    // The updates descend the mean over the batch; twice that is the sum.
    let beta = 2.0 * OUTER_RATE;
    let outcome = match driver {
        Driver::Pretraining => pretrained::update(model, theta, &batch, beta, workspace),
        Driver::Maml => Inner::new(rate, 1)
            .and_then(|inner| maml::update(model, theta, &batch, inner, beta, workspace)),
    };
    let sound = matches!(outcome, Ok(batch) if batch.diverged == 0)
        && theta.iter().all(|entry| entry.is_finite());
    if !sound {
        *theta = before;
        return false;
    }
    for entry in theta.iter_mut() {
        *entry = held(*entry, 0.0, 1.0);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::model::softplus_line::{Points, TASKS};

    fn way(driver: Driver, start: [f64; 2]) -> Way {
        let points = Points::default();
        Way::new(driver, start, &TASKS.map(|truth| ToyTask::new(&points, truth)), 0.04)
    }

    /// The resting places are those of the reference values: the minimum of the sum
    /// of losses at m = 0, and the best of the square after one step at α = 0.04.
    #[test]
    fn pretraining_rests_at_the_minimum_of_the_plain_sum() {
        let way = way(Driver::Pretraining, [0.1, 0.9]);
        assert_eq!(way.end, End::Rest);
        let theta = way.at(way.steps());
        assert!((theta[0] - 0.579_051).abs() < 1e-3, "{theta:?}");
        assert!((theta[1] - 0.434_890).abs() < 1e-3, "{theta:?}");
    }

    #[test]
    fn shares_and_steps_undo_each_other() {
        let ways = Driver::ALL.map(|driver| way(driver, [0.0, 1.0]));
        let ways = [&ways[0], &ways[1]];
        for wanted in [0.0, 0.001, 0.2, 0.5, 0.97, 1.0] {
            let steps = steps_at(&ways, wanted);
            assert!((share(&ways, steps) - wanted).abs() < 1e-9, "{wanted}: {steps}");
        }
        assert_eq!(steps_at(&ways, 1.0), most_steps(&ways));
        for steps in [0.0, 3.5, 40.0, 41.0, 1500.0] {
            assert!((steps_after(time_of(steps)) - steps).abs() < 1e-6 * (1.0 + steps), "{steps}");
        }
        assert!(time_of(MOST_STEPS as f64) < 6_000.0);
    }
}
