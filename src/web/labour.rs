//! Work, for figures that have it done: between a [`Host`] and its workers.

use std::rc::{Rc, Weak};

use super::host::{Host, Wish};
use super::stage::Motion;
use super::workers::{Away, Ears, Unseen, WorkerPool, Workers};
use crate::contract::{Changed, Failure};
use crate::work::Parcel;

impl Host {
    /// Takes the workers that have come, once; none if they did not.
    pub(super) fn employ(&self, pool: Option<Rc<dyn WorkerPool>>) {
        if let Some(pool) = &pool {
            pool.see(self.away.get());
        }
        // The part with the workers is asked for once, when the figure is mounted.
        let _ = self.workers.set(pool);
        self.send_errands();
    }

    /// Lets all work rest while the page is out of sight.
    pub(super) fn see_page(&self, away: bool) {
        self.see(Away { page: away, ..self.away.get() });
    }

    /// Lets work rest for what is out of sight.
    pub(super) fn see(&self, away: Away) {
        self.away.set(away);
        if let Some(Some(pool)) = self.workers.get() {
            pool.see(away);
        }
    }

    /// A job in a worker says something.
    fn heard(&self, job: u32, parcel: &Parcel) {
        let changed = self.with(|figure| Some(figure.remote()?.hear(job, parcel))).flatten();
        if !matches!(changed, None | Some(Changed::Nothing)) {
            self.send_errands();
            self.show_results();
        }
    }

    /// The workers failed.
    fn failed(&self, failure: Failure) {
        let changed = self.with(|figure| Some(figure.remote()?.fail(failure))).flatten();
        self.after(changed.unwrap_or(Changed::Nothing));
    }

    /// Passes the figure's errands on to its workers. They stay with the figure until there
    /// is somebody to pass them to.
    pub(super) fn send_errands(&self) {
        let Some(pool) = self.workers.get() else { return };
        let errands = self.with(|figure| Some(figure.remote()?.errands())).flatten();
        match (pool, errands.unwrap_or_default()) {
            (_, errands) if errands.is_empty() => {}
            (Some(pool), errands) => pool.send(errands),
            (None, _) => self.failed(Failure::NoWorker),
        }
    }

    /// Paints what a job brought; where motion is unwelcome, not too often.
    fn show_results(&self) {
        if self.stage.motion() == Motion::Reduced {
            if self.stepping.is_waiting() {
                self.unseen.set(Unseen::Results);
                return;
            }
            self.stepping.begin();
        }
        self.announcing.begin();
        self.go_on();
        self.want(Wish::WhenNear);
    }

    /// Shows what came since the last step in which results appeared.
    pub(super) fn show_unseen(&self) {
        if self.unseen.replace(Unseen::Nothing) == Unseen::Results {
            self.show_results();
        }
    }

    /// The figure has been far from view for long.
    pub(super) fn leave(&self) {
        self.see(Away { figure: true, ..self.away.get() });
    }
}

/// Workers for the figure that `host` holds.
pub(super) fn workers(host: &Host) -> Rc<dyn WorkerPool> {
    let [hearing, failing] = [&host.itself, &host.itself].map(Weak::clone);
    let ears = Ears {
        hear: Box::new(move |job, parcel| {
            if let Some(host) = hearing.upgrade() {
                host.heard(job, parcel);
            }
        }),
        fail: Box::new(move |failure| {
            if let Some(host) = failing.upgrade() {
                host.failed(failure);
            }
        }),
    };
    Workers::new(&host.stage.window, &host.stage.worker, ears)
}
