//! A session: one run as a worker keeps it, with its pace and its reports.
//!
//! The worker lends time in slices and a clock to measure it with; what to do next,
//! and what of it the page must hear, is decided here, where it can be tested.

use super::protocol::{Pace, Report, Task};
use super::run::{Outcome, Run, watchable, watched_for};
use crate::learn::train::evaluate::HeldOutError;
use crate::number::held;

/// How long a slice of work lasts, in milliseconds: orders wait no longer than this.
pub const SLICE: f64 = 12.0;

/// How long one piece of training may last, in milliseconds: a fraction of a slice.
const PIECE: f64 = 3.0;

/// The most meta-steps in one piece, for clocks that are too coarse to tell.
const LARGEST_PIECE: u64 = 200;

/// Reports without a measurement are at least so many milliseconds apart.
const REPORT_EVERY: f64 = 33.0;

/// The most milliseconds that one slice adds to the time watched: a machine that
/// slept goes on where it was, not ahead.
const LONGEST_GAP: f64 = 250.0;

/// A run and what is left to do about it.
pub struct Session {
    number: u32,
    run: Run,
    /// How fast it goes on; `None` while it waits.
    pace: Option<Pace>,
    /// Single meta-steps that were ordered and are not yet made.
    steps_due: u32,
    /// For how many seconds the reader has watched.
    watched: f64,
    /// When that was last brought up to date.
    looked: f64,
    /// The seconds spent in meta-steps.
    seconds: f64,
    news: News,
    /// When the last report was sent.
    reported: f64,
    /// Reports that the page has not yet acknowledged.
    unanswered: u32,
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

impl Session {
    /// The session of a run at its start, which waits.
    pub fn new(number: u32, run: Run) -> Self {
        Self {
            number,
            run,
            pace: None,
            steps_due: 0,
            watched: 0.0,
            looked: 0.0,
            seconds: 0.0,
            news: News::None,
            reported: f64::NEG_INFINITY,
            unanswered: 0,
        }
    }

    /// The number of the run.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Takes an order for the run. That it begins or ends is its keeper's business.
    pub fn take(&mut self, task: &Task, now: f64) {
        match *task {
            Task::Go(pace) => {
                self.pace = Some(pace);
                self.wake(now);
            }
            Task::Pause => self.pace = None,
            Task::Step => self.steps_due = self.steps_due.saturating_add(1),
            Task::Measure(eval_steps) => self.run.measure_after(eval_steps),
            Task::Begin { .. } | Task::End => return,
        }
        // Each order is answered, also by a run that is over.
        if !matches!(task, Task::Go(_)) || self.run.end().is_some() {
            self.news = News::Urgent;
        }
    }

    /// The page has read a report.
    pub fn answered(&mut self) {
        self.unanswered = self.unanswered.saturating_sub(1);
    }

    /// Goes on after a rest: the time watched is that of the steps made, so that a
    /// run goes on at the speed it had.
    pub fn wake(&mut self, now: f64) {
        self.watched = watched_for(self.run.meta_steps());
        self.looked = now;
    }

    /// After how many milliseconds the session wants a slice: 0 for at once, infinity
    /// for not before it is told something.
    pub fn due(&self, now: f64) -> f64 {
        if self.run.is_measuring() || self.wants_step() {
            return 0.0;
        }
        let work = match self.pace.filter(|_| self.run.end().is_none()) {
            None => f64::INFINITY,
            Some(Pace::Full) => 0.0,
            Some(Pace::Watch) => {
                let next = watched_for(self.run.meta_steps() + 1) - self.watched;
                1e3 * next - (now - self.looked)
            }
        };
        let report = match self.news {
            News::Urgent => 0.0,
            News::Progress if self.unanswered == 0 => self.reported + REPORT_EVERY - now,
            _ => f64::INFINITY,
        };
        work.min(report).max(0.0)
    }

    /// Works for one slice, or less if there is less to do, and reports to `say`.
    /// Every measurement is reported; of the rest, what is newest when its time comes.
    pub fn slice(&mut self, clock: &dyn Fn() -> f64, say: &mut dyn FnMut(&Report)) {
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
                }
                Outcome::Measured(error) => self.report(Some(error), after, say),
                Outcome::Ended(_) => self.news = News::Urgent,
                Outcome::Measuring => {}
            }
            now = after;
        }
        let in_time = self.unanswered == 0 && now - self.reported >= REPORT_EVERY;
        match self.news {
            News::Urgent => self.report(None, now, say),
            News::Progress if in_time => self.report(None, now, say),
            _ => {}
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

    fn report(&mut self, error: Option<HeldOutError>, now: f64, say: &mut dyn FnMut(&Report)) {
        say(&Report::of(self.number, &self.run, self.seconds, error));
        self.news = News::None;
        self.reported = now;
        self.unanswered = self.unanswered.saturating_add(1);
    }
}

impl News {
    /// The news after a piece of training: urgent if that was the last.
    fn max_with_end(self, run: &Run) -> Self {
        match run.end() {
            Some(_) => News::Urgent,
            None if self == News::None => News::Progress,
            None => self,
        }
    }
}
