//! A session: one job as a worker keeps it, and how often the page hears of it.

use super::job::{Job, Parcel, Urgency};

/// Parcels that can wait are at least so many milliseconds apart.
const EVERY: f64 = 33.0;

/// A job, and what it has said that the page does not know yet.
pub struct Session {
    number: u32,
    job: Box<dyn Job>,
    /// What the page shall hear when it has time.
    waiting: Option<Parcel>,
    /// When the page was last sent something.
    sent: f64,
    /// Parcels that the page has not yet read.
    unread: usize,
}

impl Session {
    /// The session of the job with this number.
    pub fn new(number: u32, job: Box<dyn Job>) -> Self {
        Self { number, job, waiting: None, sent: f64::NEG_INFINITY, unread: 0 }
    }

    /// The number of the job.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Tells the job something.
    pub fn hear(&mut self, told: &Parcel, now: f64) {
        self.job.hear(told, now);
    }

    /// The page has read a parcel.
    pub fn read(&mut self) {
        self.unread = self.unread.saturating_sub(1);
    }

    /// Goes on after a rest.
    pub fn wake(&mut self, now: f64) {
        self.job.wake(now);
    }

    /// After how many milliseconds the session wants a slice: 0 for at once, infinity
    /// for not before it is told something.
    pub fn due(&self, now: f64) -> f64 {
        let parcel = match self.waiting {
            Some(_) if self.unread == 0 => self.sent + EVERY - now,
            _ => f64::INFINITY,
        };
        self.job.due(now).min(parcel).max(0.0)
    }

    /// Works for one slice and returns what the page shall hear now: all that is urgent;
    /// of the rest, what is newest when its time comes.
    pub fn slice(&mut self, clock: &dyn Fn() -> f64) -> Vec<Parcel> {
        let mut parcels = Vec::new();
        let waiting = &mut self.waiting;
        self.job.slice(clock, &mut |urgency, parcel| match urgency {
            Urgency::Now => {
                // Whatever waited is older.
                *waiting = None;
                parcels.push(parcel);
            }
            Urgency::Newest => *waiting = Some(parcel),
        });
        let now = clock();
        if parcels.is_empty() && self.unread == 0 && now - self.sent >= EVERY {
            parcels.extend(self.waiting.take());
        }
        if !parcels.is_empty() {
            self.sent = now;
            self.unread += parcels.len();
        }
        parcels
    }
}
