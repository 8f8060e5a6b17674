//! A run: updates one after the other, until θ rests or goes in a circle.

/// How long one update is shown, in milliseconds.
const UPDATE_TIME: f64 = 40.0;

/// The most updates of one run; it has long come to rest by then, or never will.
const MOST_UPDATES: usize = 2000;

/// A change smaller than this counts as rest.
const REST: f64 = 1e-6;

/// In which order tasks are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// All at once, by their mean.
    Together,
    /// One after the other, task 0 first.
    Turns,
    /// One after the other, task 1 first.
    TurnsFromOne,
}

/// What became of θ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It goes on.
    Moving,
    /// It rests, or comes back to where it was a round ago.
    Resting,
    /// A task's fine-tuning diverged.
    Diverged,
}

/// A run under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    order: Order,
    made: usize,
    /// Time that went by and is not yet spent on updates, in milliseconds.
    unspent: f64,
}

impl Run {
    /// A run that has not begun.
    pub fn new(order: Order) -> Self {
        Self { order, made: 0, unspent: 0.0 }
    }

    /// In which order it takes the tasks.
    pub fn order(&self) -> Order {
        self.order
    }

    /// Whose turn is next, where they take turns.
    pub fn turn(&self) -> usize {
        match self.order {
            Order::Together | Order::Turns => self.made % 2,
            Order::TurnsFromOne => (self.made + 1) % 2,
        }
    }

    /// How many updates are due after `milliseconds` more.
    pub fn due(&mut self, milliseconds: f64) -> usize {
        self.unspent += milliseconds.max(0.0);
        let due = (self.unspent / UPDATE_TIME) as usize;
        self.unspent -= due as f64 * UPDATE_TIME;
        due.min(MOST_UPDATES)
    }

    /// An update was made, the last of `places`: whether there will be more.
    pub fn made(&mut self, places: &[[f64; 2]]) -> Outcome {
        self.made += 1;
        let round = if self.order == Order::Together { 1 } else { 2 };
        let back = places.len().checked_sub(1 + round).map(|before| places[before]);
        let moved = match (places.last(), back) {
            (Some(last), Some(before)) => (last[0] - before[0]).hypot(last[1] - before[1]),
            _ => f64::INFINITY,
        };
        // A round is finished: who comes last in it has the last word.
        let over = moved < REST || self.made >= MOST_UPDATES;
        if over && self.made.is_multiple_of(round) { Outcome::Resting } else { Outcome::Moving }
    }
}
