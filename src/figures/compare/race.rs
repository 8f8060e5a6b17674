//! All methods set off from θ, each by its own updates, until they rest.

use super::conditions::Conditions;
use super::contender::{COUNT, Contender};
use crate::learn::meta::Workspace;
use crate::learn::meta::rule::accumulated_loss;
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};
use crate::learn::task::Task;
use crate::number::held;

/// The most updates; who still moves then is left where it is.
pub const MOST_UPDATES: usize = 3000;

/// How long the first update is shown, in milliseconds, and after how many more the next ones
/// take half as long: the way is long, and most of it happens at its beginning.
const FIRST_PAUSE: f64 = 40.0;
const HALF_AFTER: f64 = 20.0;

/// An update shorter than this is rest.
const REST: f64 = 2e-6;

/// Up to so many updates each loss is kept, and one of ten after them.
const EACH_LOSS: usize = 100;

/// A race: under which conditions, and how far all are.
#[derive(Clone, Debug, PartialEq)]
pub struct Race {
    /// What it depends on.
    pub conditions: Conditions,
    /// The way of each contender.
    pub walks: [Walk; COUNT],
    /// How many updates were made.
    pub updates: usize,
    /// Whether it goes on.
    pub running: bool,
    /// Time that went by and is not yet spent on updates, in milliseconds.
    unspent: f64,
}

/// The way of one method.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// Where it has been, the last place last.
    pub trail: Vec<(f64, f64)>,
    /// The accumulated loss after some numbers of updates.
    pub losses: Vec<(f64, f64)>,
    /// How it ended, if it did.
    pub end: Option<End>,
}

/// How a way ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It came to rest, inside or on the edge of the square.
    Rest,
    /// A task's fine-tuning diverged.
    Diverged,
    /// It still moved after [`MOST_UPDATES`].
    Restless,
}

impl Walk {
    /// Where it is.
    pub fn at(&self) -> [f64; 2] {
        self.trail.last().map_or([f64::NAN; 2], |&(a, b)| [a, b])
    }

    /// The accumulated loss where it is, unless that diverged.
    pub fn loss(&self) -> Option<f64> {
        self.losses.last().map(|(_, loss)| *loss).filter(|_| self.end != Some(End::Diverged))
    }
}

impl Race {
    /// All at the start.
    pub fn new(conditions: Conditions, loss: Option<f64>) -> Self {
        let [a, b] = conditions.theta;
        let losses = loss.map(|loss| (0.0, loss)).into_iter().collect();
        let walk = Walk { trail: vec![(a, b)], losses, end: None };
        let walks = std::array::from_fn(|_| walk.clone());
        Self { conditions, walks, updates: 0, running: true, unspent: 0.0 }
    }

    /// Makes the updates that are due after `milliseconds`.
    pub fn advance(&mut self, tasks: &[ToyTask<f64>], milliseconds: f64) {
        self.unspent += milliseconds.max(0.0);
        while self.running {
            let pause = FIRST_PAUSE / (1.0 + self.updates as f64 / HALF_AFTER);
            if self.unspent < pause {
                return;
            }
            self.unspent -= pause;
            self.update(tasks);
        }
    }

    /// Goes on to the next still: 1, 3, 10, 30, … updates.
    pub fn advance_to_still(&mut self, tasks: &[ToyTask<f64>]) {
        let stills = [1, 3, 10, 30, 100, 300, 1000, MOST_UPDATES];
        let next = stills.into_iter().find(|still| *still > self.updates);
        while self.running && self.updates < next.unwrap_or(MOST_UPDATES) {
            self.update(tasks);
        }
    }

    /// One update of each that still moves.
    fn update(&mut self, tasks: &[ToyTask<f64>]) {
        let line = SoftplusLine::<f64>::default();
        let batch: Vec<_> = tasks.iter().map(Task::unsplit).collect();
        let mut workspace = Workspace::new(&line);
        self.updates += 1;
        let (updates, inner) = (self.updates, self.conditions.inner);
        for (who, walk) in Contender::ALL.into_iter().zip(&mut self.walks) {
            if walk.end.is_some() {
                continue;
            }
            let (rule, from) = (self.conditions.rules[who.index()], walk.at());
            let mut change = [0.0; 2];
            if rule.change(&line, &from, &batch, &mut workspace, &mut change).is_err() {
                walk.end = Some(End::Diverged);
                continue;
            }
            let to = [0, 1].map(|k| held(from[k] + change[k], 0.0, 1.0));
            walk.trail.push((to[0], to[1]));
            let moved = (to[0] - from[0]).hypot(to[1] - from[1]);
            if moved < REST {
                walk.end = Some(End::Rest);
            } else if updates >= MOST_UPDATES {
                walk.end = Some(End::Restless);
            }
            if updates <= EACH_LOSS || updates.is_multiple_of(10) || walk.end.is_some() {
                match accumulated_loss(&line, &to, &batch, inner, &mut workspace) {
                    Ok(loss) => walk.losses.push((updates as f64, loss)),
                    Err(_) => walk.end = Some(End::Diverged),
                }
            }
        }
        self.running = self.walks.iter().any(|walk| walk.end.is_none());
    }
}
