//! The jobs that a figure has workers do, and what it says when the workers fail: what all such
//! figures do as the contract's `Remote`.

use crate::contract::Failure;
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

/// Jobs of one kind, by their numbers: what workers shall do about them, and what the reader
/// should know.
#[derive(Debug)]
pub struct Jobs {
    kind: &'static str,
    excuses: Excuses,
    /// The number of the last one.
    last: u32,
    errands: Vec<Errand>,
    notice: Option<String>,
}

impl Jobs {
    /// None yet; those to come are of this `kind`.
    pub const fn new(kind: &'static str, excuses: Excuses) -> Self {
        Self { kind, excuses, last: 0, errands: Vec::new(), notice: None }
    }

    /// Has a worker take a job, which waits to be told something; its number.
    pub fn begin(&mut self, brief: Parcel) -> u32 {
        self.last = self.last.wrapping_add(1).max(1);
        let (job, kind) = (self.last, self.kind.to_string());
        self.errands.push(Errand::Begin { job, kind, brief });
        job
    }

    /// Tells some jobs the same.
    pub fn tell(&mut self, jobs: impl IntoIterator<Item = u32>, told: &Parcel) {
        self.errands.extend(jobs.into_iter().map(|job| Errand::Tell(job, told.clone())));
    }

    /// Ends some jobs.
    pub fn end(&mut self, jobs: impl IntoIterator<Item = u32>) {
        self.errands.extend(jobs.into_iter().map(Errand::End));
    }

    /// One of them has spoken: late is better than never.
    pub fn excuse_silence(&mut self) {
        self.notice = self.notice.take().filter(|notice| notice != LATE);
    }

    /// What workers shall do now.
    pub fn errands(&mut self) -> Vec<Errand> {
        std::mem::take(&mut self.errands)
    }

    /// The workers failed, and all jobs with them, unless they are only late.
    pub fn fail(&mut self, failure: Failure) {
        self.say(match failure {
            Failure::NoWorker => self.excuses.none,
            Failure::Died => self.excuses.died,
            Failure::Late => LATE,
        });
        if failure != Failure::Late {
            self.errands.clear();
        }
    }

    /// Says what the reader should know.
    pub fn say(&mut self, text: &str) {
        self.notice = Some(text.to_string());
    }

    /// Forgets what was said.
    pub fn hush(&mut self) {
        self.notice = None;
    }

    /// What the reader should know, if there is something.
    pub fn notice(&self) -> Option<String> {
        self.notice.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXCUSES: Excuses = Excuses { none: "There is none.", died: "It died." };

    #[test]
    fn jobs_are_begun_told_and_ended_in_order() {
        let mut jobs = Jobs::new("digging", EXCUSES);
        let brief = || Parcel::of_words("here");
        let [first, second] = [jobs.begin(brief()), jobs.begin(brief())];
        let go = Parcel::of_words("go");
        jobs.tell([first, second], &go);
        jobs.end(Some(first));
        jobs.end(None);
        let begun = |job| Errand::Begin { job, kind: "digging".into(), brief: brief() };
        let told = |job| Errand::Tell(job, go.clone());
        let expected = [begun(1), begun(2), told(1), told(2), Errand::End(1)];
        assert_eq!(jobs.errands(), expected);
        assert!(jobs.errands().is_empty());
    }

    #[test]
    fn only_silence_is_excused_and_only_loss_forgets_errands() {
        let mut jobs = Jobs::new("digging", EXCUSES);
        for (failure, said, left) in [
            (Failure::Late, LATE, 1),
            (Failure::NoWorker, EXCUSES.none, 0),
            (Failure::Died, EXCUSES.died, 0),
        ] {
            jobs.begin(Parcel::default());
            jobs.fail(failure);
            assert_eq!(jobs.notice().as_deref(), Some(said));
            assert_eq!(jobs.errands().len(), left);
            jobs.excuse_silence();
            assert_eq!(jobs.notice().is_none(), failure == Failure::Late);
        }
        jobs.hush();
        assert_eq!(jobs.notice(), None);
    }
}
