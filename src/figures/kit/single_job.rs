//! The one job that a figure has a worker do at a time.

use super::jobs::{Excuses, Jobs};
use crate::contract::{Changed, Failure};
use crate::work::{Errand, Parcel};

/// A figure's one job: at work, or not.
#[derive(Debug)]
pub struct SingleJob {
    jobs: Jobs,
    /// Its number, while a worker is at it.
    now: Option<u32>,
}

impl SingleJob {
    /// None yet; those to come are of this `kind`.
    pub const fn new(kind: &'static str, excuses: Excuses) -> Self {
        Self { jobs: Jobs::new(kind, excuses), now: None }
    }

    /// Has a worker begin with what `brief` says; what it was at is ended.
    pub fn begin(&mut self, brief: Parcel) {
        self.end();
        self.now = Some(self.jobs.begin(brief));
        self.tell("begin");
        self.jobs.hush();
    }

    /// Tells the job something, if a worker is at one.
    pub fn tell(&mut self, words: &str) {
        self.jobs.tell(self.now, &Parcel::of_words(words));
    }

    /// Forgets what went wrong.
    pub fn excuse(&mut self) {
        self.jobs.hush();
    }

    /// Ends the job, if a worker is at one.
    pub fn end(&mut self) {
        self.jobs.end(self.now.take());
    }

    /// Whether a worker is at it.
    pub const fn is_at_work(&self) -> bool {
        self.now.is_some()
    }

    /// Whether what `job` says is from the one at work, and no late word of another. A worker
    /// that speaks is silent no longer.
    pub fn hears(&mut self, job: u32) -> bool {
        let is_ours = self.now == Some(job);
        if is_ours {
            self.jobs.excuse_silence();
        }
        is_ours
    }

    /// What workers shall do now.
    pub fn errands(&mut self) -> Vec<Errand> {
        self.jobs.errands()
    }

    /// The worker failed, and the job with it, unless it is only late.
    pub fn fail(&mut self, failure: Failure) -> Changed {
        self.jobs.fail(failure);
        self.now = self.now.filter(|_| failure == Failure::Late);
        Changed::Picture
    }

    /// Says what went wrong in the job itself.
    pub fn say(&mut self, text: &str) {
        self.jobs.say(text);
    }

    /// What went wrong, if something did.
    pub fn notice(&self) -> Option<String> {
        self.jobs.notice()
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
        assert!(digging.notice().is_some_and(|said| said.contains("has not answered")));
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
