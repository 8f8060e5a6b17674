//! The one job that a figure has a worker do at a time, and what it says when the worker fails:
//! what all such figures do as the contract's `Remote`.

use crate::contract::{Changed, Failure};
use crate::work::{Errand, Parcel};

/// What is said while a worker keeps silent.
const LATE: &str = "The worker has not answered for a while; the machine may be busy.";

/// What a figure says of workers that fail, in its own words.
#[derive(Clone, Copy, Debug)]
pub struct Excuses {
    /// When none could be started.
    pub none: &'static str,
    /// When it died.
    pub died: &'static str,
}

/// A figure's one job: at work, or not.
#[derive(Debug)]
pub struct SingleJob {
    kind: &'static str,
    excuses: Excuses,
    /// Its number, while a worker is at it.
    now: Option<u32>,
    /// The number of the one before.
    last: u32,
    errands: Vec<Errand>,
    notice: Option<String>,
}

impl SingleJob {
    /// None yet; those to come are of this `kind`.
    pub const fn new(kind: &'static str, excuses: Excuses) -> Self {
        Self { kind, excuses, now: None, last: 0, errands: Vec::new(), notice: None }
    }

    /// Has a worker begin with what `brief` says; what it was at is ended.
    pub fn begin(&mut self, brief: Parcel) {
        self.end();
        self.last = self.last.wrapping_add(1).max(1);
        let (job, kind) = (self.last, self.kind.to_string());
        self.errands.push(Errand::Begin { job, kind, brief });
        self.errands.push(Errand::Tell(job, Parcel::of_words("begin")));
        self.now = Some(job);
        self.notice = None;
    }

    /// Tells the job something, if a worker is at one.
    pub fn tell(&mut self, words: &str) {
        let told = |job| Errand::Tell(job, Parcel::of_words(words));
        self.errands.extend(self.now.map(told));
    }

    /// Forgets what went wrong.
    pub fn excuse(&mut self) {
        self.notice = None;
    }

    /// Ends the job, if a worker is at one.
    pub fn end(&mut self) {
        self.errands.extend(self.now.take().map(Errand::End));
    }

    /// Whether a worker is at it.
    pub const fn is_at_work(&self) -> bool {
        self.now.is_some()
    }

    /// Whether what `job` says is from the one at work, and no late word of another. A worker
    /// that speaks is silent no longer.
    pub fn hears(&mut self, job: u32) -> bool {
        let is_ours = self.now == Some(job);
        if is_ours && self.notice.as_deref() == Some(LATE) {
            self.notice = None;
        }
        is_ours
    }

    /// What workers shall do now.
    pub fn errands(&mut self) -> Vec<Errand> {
        std::mem::take(&mut self.errands)
    }

    /// The worker failed, and the job with it, unless it is only late.
    pub fn fail(&mut self, failure: Failure) -> Changed {
        let text = match failure {
            Failure::NoWorker => self.excuses.none,
            Failure::Died => self.excuses.died,
            Failure::Late => LATE,
        };
        self.notice = Some(text.to_string());
        if failure != Failure::Late {
            self.now = None;
            self.errands.clear();
        }
        Changed::Picture
    }

    /// Says what went wrong in the job itself.
    pub fn say(&mut self, text: &str) {
        self.notice = Some(text.to_string());
    }

    /// What went wrong, if something did.
    pub fn notice(&self) -> Option<String> {
        self.notice.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXCUSES: Excuses = Excuses { none: "There is none.", died: "It died." };

    fn job() -> SingleJob {
        SingleJob::new("digging", EXCUSES)
    }

    #[test]
    fn a_job_is_begun_heard_and_ended() {
        let mut digging = job();
        assert!(!digging.is_at_work() && !digging.hears(0) && digging.errands().is_empty());
        digging.begin(Parcel::of_words("here"));
        assert!(digging.is_at_work() && digging.hears(1) && !digging.hears(2));
        let (kind, brief) = ("digging".to_string(), Parcel::of_words("here"));
        let begun =
            [Errand::Begin { job: 1, kind, brief }, Errand::Tell(1, Parcel::of_words("begin"))];
        assert_eq!(digging.errands(), begun);
        digging.end();
        assert_eq!(digging.errands(), [Errand::End(1)]);
        digging.end();
        assert!(digging.errands().is_empty() && !digging.is_at_work() && !digging.hears(1));
    }

    #[test]
    fn another_takes_the_place_of_the_first() {
        let mut digging = job();
        digging.begin(Parcel::default());
        digging.errands();
        digging.begin(Parcel::default());
        assert_eq!(digging.errands().first(), Some(&Errand::End(1)));
        assert!(!digging.hears(1) && digging.hears(2));
    }

    #[test]
    fn a_late_worker_is_excused_until_it_speaks() {
        let mut digging = job();
        digging.begin(Parcel::default());
        digging.fail(Failure::Late);
        assert_eq!(digging.notice().as_deref(), Some(LATE));
        assert!(!digging.hears(7) && digging.notice().is_some(), "another one spoke");
        assert!(digging.hears(1) && digging.notice().is_none() && digging.is_at_work());
    }

    #[test]
    fn a_worker_that_is_lost_takes_the_job_along() {
        for (failure, excuse) in [(Failure::NoWorker, EXCUSES.none), (Failure::Died, EXCUSES.died)]
        {
            let mut digging = job();
            digging.begin(Parcel::default());
            digging.fail(failure);
            assert_eq!(digging.notice().as_deref(), Some(excuse));
            assert!(!digging.is_at_work() && digging.errands().is_empty() && !digging.hears(1));
            digging.begin(Parcel::default());
            assert!(digging.notice().is_none() && digging.hears(2));
        }
    }
}
