//! The job behind the figure: one run with its pace and its reports.
//!
//! The worker lends time in slices and a clock to measure it with; what to do next,
//! and what of it the page must hear at once, is decided here, where it can be tested.

use super::plan::measured_after;
use super::protocol::{Brief, Order, Report};
use crate::figures::kit::pace::{Pace, watchable, watched_for};
use crate::learn::train::SinusoidRun;
use crate::learn::train::run::{Measurement, Outcome};
use crate::number::held;
use crate::work::{Job, Parcel, SLICE, Urgency};

/// The kind of this job.
pub const KIND: &str = "train";

/// The job that a brief asks for; `None` if it makes no run.
pub fn open(brief: &Parcel) -> Option<Box<dyn Job>> {
    Some(Box::new(Training::new(Brief::from_parcel(brief)?.begin()?)))
}

/// How long one piece of training may last, in milliseconds: a fraction of a slice.
const PIECE: f64 = 3.0;

/// The most meta-steps in one piece, for clocks that are too coarse to tell.
const LARGEST_PIECE: u64 = 200;

/// The most milliseconds that one slice adds to the time watched: a machine that
/// slept goes on where it was, not ahead.
const LONGEST_GAP: f64 = 250.0;

/// A run and what is left to do about it.
pub struct Training {
    run: SinusoidRun,
    /// How fast it goes on; `None` while it waits.
    pace: Option<Pace>,
    /// The meta-steps after which it is to wait, if it is not to go on to its end.
    goal: Option<u64>,
    /// Single meta-steps that were ordered and are not yet made.
    steps_due: u32,
    /// For how many seconds the reader has watched.
    watched: f64,
    /// When that was last brought up to date.
    looked: f64,
    /// The seconds spent in meta-steps.
    seconds: f64,
    news: News,
}

/// What the page does not know yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    None,
    /// The run is farther than the page knows; that may wait.
    Progress,
    /// The page waits for this.
    Urgent,
}

impl Job for Training {
    fn hear(&mut self, told: &Parcel, now: f64) {
        let Some(order) = Order::from_parcel(told) else { return };
        match order {
            Order::Go(pace) => {
                (self.pace, self.goal) = (Some(pace), None);
                self.wake(now);
            }
            Order::GoTo(meta_steps) => {
                (self.pace, self.goal) = (Some(Pace::Full), Some(meta_steps));
                self.wake(now);
                self.wait_at_goal();
            }
            Order::Pause => self.wait(),
            Order::Step => self.steps_due = self.steps_due.saturating_add(1),
            Order::Measure(eval_steps) => self.run.measure_after(&measured_after(eval_steps)),
        }
        // Each order is answered, also by a run that is over or has nothing left to do.
        let goes = matches!(order, Order::Go(_) | Order::GoTo(_)) && self.pace.is_some();
        if !goes || self.run.end().is_some() {
            self.news = News::Urgent;
        }
    }

    /// The time watched is that of the steps made, so that a run goes on at the speed
    /// it had.
    fn wake(&mut self, now: f64) {
        self.watched = watched_for(self.run.meta_steps());
        self.looked = now;
    }

    fn due(&self, now: f64) -> f64 {
        if self.news == News::Urgent || self.run.is_measuring() || self.wants_step() {
            return 0.0;
        }
        match self.pace.filter(|_| self.run.end().is_none()) {
            None => f64::INFINITY,
            Some(Pace::Full) => 0.0,
            Some(Pace::Watch) => {
                let next = watched_for(self.run.meta_steps() + 1) - self.watched;
                (1e3 * next - (now - self.looked)).max(0.0)
            }
        }
    }

    /// Every measurement is reported; of the rest, how the run stands in the end.
    fn slice(&mut self, clock: &dyn Fn() -> f64, say: &mut dyn FnMut(Urgency, Parcel)) {
        let start = clock();
        let mut now = start;
        self.look(now);
        while now - start < SLICE {
            let Some(outcome) = self.piece() else { break };
            let after = clock();
            match outcome {
                Outcome::Trained(_) => {
                    self.seconds += (after - now) / 1e3;
                    self.news = self.news.max_with_end(&self.run);
                    self.wait_at_goal();
                }
                Outcome::Measured(measurement) => {
                    say(Urgency::Now, self.report(Some(measurement)));
                    self.news = News::None;
                }
                Outcome::Ended(_) => self.news = News::Urgent,
                Outcome::Measuring => {}
            }
            now = after;
        }
        match std::mem::replace(&mut self.news, News::None) {
            News::Urgent => say(Urgency::Now, self.report(None)),
            News::Progress => say(Urgency::Newest, self.report(None)),
            News::None => {}
        }
    }
}

impl Training {
    /// The job of a run at its start, which waits.
    pub fn new(run: SinusoidRun) -> Self {
        Self {
            run,
            pace: None,
            goal: None,
            steps_due: 0,
            watched: 0.0,
            looked: 0.0,
            seconds: 0.0,
            news: News::None,
        }
    }

    /// Waits, and measures where it waits: what is seen there shall have its numbers.
    fn wait(&mut self) {
        (self.pace, self.goal) = (None, None);
        self.run.measure_here();
    }

    fn wait_at_goal(&mut self) {
        if self.goal.is_some_and(|goal| self.run.meta_steps() >= goal) {
            self.wait();
            self.news = News::Urgent;
        }
    }

    fn wants_step(&self) -> bool {
        self.steps_due > 0 && self.run.end().is_none()
    }

    /// Brings the time watched up to date.
    fn look(&mut self, now: f64) {
        self.watched += held(now - self.looked, 0.0, LONGEST_GAP) / 1e3;
        self.looked = now;
    }

    /// Does one piece of work, if there is any. A measurement is always finished, also
    /// of a run that waits; so none is lost however the orders come.
    fn piece(&mut self) -> Option<Outcome> {
        if self.run.is_measuring() {
            return Some(self.run.advance(1));
        }
        if self.wants_step() {
            self.steps_due -= 1;
            self.run.step_once();
            return Some(Outcome::Trained(1));
        }
        let pace = self.pace.filter(|_| self.run.end().is_none())?;
        let most = match pace {
            Pace::Full => u64::MAX,
            Pace::Watch => watchable(self.watched).saturating_sub(self.run.meta_steps()),
        };
        // At its goal it waits, so that here something is left to it.
        let most =
            self.goal.map_or(most, |goal| most.min(goal.saturating_sub(self.run.meta_steps())));
        (most > 0).then(|| self.run.advance(most.min(self.usual_piece())))
    }

    /// How many meta-steps make a piece of training, by the time that they took so far.
    fn usual_piece(&self) -> u64 {
        let one = 1e3 * self.seconds / self.run.meta_steps().max(1) as f64;
        let fit = PIECE / one.max(PIECE / LARGEST_PIECE as f64);
        match self.run.meta_steps() {
            // Nothing is known of a run that has made none.
            0 => 1,
            _ => (fit as u64).max(1),
        }
    }

    fn report(&self, measured: Option<Measurement>) -> Parcel {
        Report::of(&self.run, self.seconds, measured).to_parcel()
    }
}

impl News {
    /// The news after a piece of training: urgent if that was the last.
    fn max_with_end(self, run: &SinusoidRun) -> Self {
        match run.end() {
            Some(_) => News::Urgent,
            None if self == News::None => News::Progress,
            None => self,
        }
    }
}
