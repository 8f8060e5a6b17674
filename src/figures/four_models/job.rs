//! The job behind the figure: one model's run, at the pace of somebody who watches.

use super::run::{Learning, Look};
use super::subject::Subject;
use crate::figures::kit::pace::{watchable, watched_for};
use crate::number::held;
use crate::work::{Job, Parcel, SLICE, Urgency};

/// The kind of this job.
pub const KIND: &str = "four-models";

/// Two measurements are this factor of meta-steps apart.
const SPACING: f64 = 1.12;

/// The most milliseconds that one slice adds to the time watched: a machine that slept goes on
/// where it was.
const LONGEST_GAP: f64 = 250.0;

/// What a job is told to go on; anything else has it wait.
pub const GO: &str = "go";

/// What a job must know to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brief {
    /// Which model.
    pub subject: Subject,
    /// The seed of the first θ and of all tasks.
    pub seed: u64,
}

impl Brief {
    /// The brief as a parcel.
    pub fn to_parcel(self) -> Parcel {
        Parcel { words: self.subject.word().to_string(), numbers: vec![self.seed as f64] }
    }

    /// Reads [`Brief::to_parcel`]; `None` for anything else.
    pub fn from_parcel(parcel: &Parcel) -> Option<Self> {
        let &[seed] = parcel.numbers.as_slice() else { return None };
        Some(Self { subject: Subject::named(&parcel.words)?, seed: seed as u64 })
    }
}

/// The job that a brief asks for; `None` if it makes no sense.
pub fn open(brief: &Parcel) -> Option<Box<dyn Job>> {
    Some(Box::new(Teaching::new(Brief::from_parcel(brief)?)))
}

/// A run, and whether it goes on.
pub struct Teaching {
    run: Box<dyn Learning>,
    /// The meta-steps of the whole run.
    steps: u64,
    goes: bool,
    /// The meta-steps at which it is measured next.
    next: u64,
    /// For how many seconds the reader has watched.
    watched: f64,
    /// When that was last brought up to date.
    looked: f64,
    /// Something was asked and is not yet answered.
    asked: bool,
}

impl Teaching {
    /// The job of a run at its start, which waits.
    pub fn new(Brief { subject, seed }: Brief) -> Self {
        Self {
            run: subject.open(seed).0,
            steps: subject.plan().steps,
            goes: false,
            next: 0,
            watched: 0.0,
            looked: 0.0,
            asked: false,
        }
    }

    /// Whether its last meta-step has been made and measured.
    fn is_over(&self) -> bool {
        self.next > self.steps
    }

    /// Measures if the time has come.
    fn measured(&mut self) -> Option<Look> {
        let made = self.run.made();
        (made == self.next).then(|| {
            let next = ((made as f64 * SPACING).ceil() as u64).max(made + 1);
            self.next = if made < self.steps { next.min(self.steps) } else { made + 1 };
            self.run.measure()
        })
    }
}

impl Job for Teaching {
    fn hear(&mut self, told: &Parcel, now: f64) {
        self.goes = told.words == GO;
        self.asked = true;
        self.wake(now);
    }

    /// The time watched is that of the steps made, so that a run goes on at the speed it had.
    fn wake(&mut self, now: f64) {
        self.watched = watched_for(self.run.made());
        self.looked = now;
    }

    fn due(&self, now: f64) -> f64 {
        match self.goes && !self.is_over() {
            _ if self.asked => 0.0,
            false => f64::INFINITY,
            true if self.run.made() == self.next => 0.0,
            true => {
                let next = watched_for(self.run.made() + 1) - self.watched;
                (1e3 * next - (now - self.looked)).max(0.0)
            }
        }
    }

    fn slice(&mut self, clock: &dyn Fn() -> f64, say: &mut dyn FnMut(Urgency, Parcel)) {
        let start = clock();
        self.watched += held(start - self.looked, 0.0, LONGEST_GAP) / 1e3;
        self.looked = start;
        let mut unseen = std::mem::take(&mut self.asked);
        while self.goes && !self.is_over() && clock() - start < SLICE {
            if let Some(look) = self.measured() {
                say(Urgency::Now, look.to_parcel());
                unseen = false;
            } else if self.run.made() >= watchable(self.watched) {
                break;
            } else if self.run.step().is_ok() {
                unseen = true;
            } else {
                // An empty parcel says that there is no way on.
                self.next = u64::MAX;
                say(Urgency::Now, Parcel::default());
                return;
            }
        }
        if unseen {
            say(Urgency::Newest, self.run.look().to_parcel());
        }
    }
}
