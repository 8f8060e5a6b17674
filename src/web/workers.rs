//! The workers of one figure, seen from the page: hires them, deals jobs to them,
//! passes errands and answers on, and notices when one fails.
//!
//! No worker starts before the first errand, and there are never more than the
//! machine has cores. Those that started stay and take up the next jobs: an idle one
//! costs a few megabytes, to start one costs the reader a tenth of a second. When a
//! worker fails, all are dismissed, as the figure begins anew anyway.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, MessageEvent, Window, Worker, WorkerOptions, WorkerType};

use super::mail::{self, Letter};
use super::timer::Timer;
use crate::contract::Failure;
use crate::work::{Errand, Parcel, State};

/// How often, in milliseconds, it is asked who owes an answer.
const ROLL_CALL: i32 = 2_500;

/// After so many roll calls without an answer, five seconds at least, the reader
/// hears of it.
const LATE: u32 = 3;

/// After so many without an answer, a worker counts as dead.
const DEAD: u32 = 7;

/// Takes what a job says, with the number of the job.
type Hear = dyn Fn(u32, &Parcel);

/// Who hears of the workers.
pub(super) struct Ears {
    /// Takes what their jobs say.
    pub(super) hear: Box<Hear>,
    /// Is told that they do not work any more, or are late.
    pub(super) fail: Box<dyn Fn(Failure)>,
}

/// The workers of a figure.
pub(super) struct Workers {
    itself: Weak<Workers>,
    window: Window,
    /// The address of the script that each runs.
    script: String,
    ears: Ears,
    members: RefCell<Vec<Member>>,
    away: Cell<Away>,
    /// Waits for the next roll call.
    calling: Timer,
}

/// Whether results wait for the next step in which they appear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unseen {
    Nothing,
    Results,
}

/// Why jobs rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Away {
    /// The reader has left the page or hidden it.
    pub(super) page: bool,
    /// The figure has been out of view for long.
    pub(super) figure: bool,
}

/// A worker and the jobs that it holds.
struct Member {
    worker: Worker,
    jobs: Vec<Dealt>,
    /// At how many roll calls it has owed an answer, since it last gave one.
    silent: Cell<u32>,
    // Kept for as long as the worker may call them.
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(Event)>,
}

/// A job in a worker, and whether an answer is to come.
#[derive(Clone, Copy)]
struct Dealt {
    job: u32,
    state: State,
}

impl Drop for Member {
    fn drop(&mut self) {
        // What is on its way already must not call what is gone.
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

/// What the host of a figure asks of workers. The rest of this file is in a part of the
/// program that only figures with work for them need.
pub(super) trait WorkerPool {
    /// Passes errands on.
    fn send(&self, errands: Vec<Errand>);

    /// Lets all jobs rest while the page or the figure is out of sight.
    fn see(&self, away: Away);
}

impl WorkerPool for Workers {
    fn send(&self, errands: Vec<Errand>) {
        for errand in errands {
            if self.pass(errand).is_none() {
                self.dismiss(Failure::NoWorker);
                return;
            }
        }
        self.call_later();
    }

    fn see(&self, away: Away) {
        let before = self.away.replace(away);
        if away.is_away() != before.is_away() {
            for member in self.members.borrow().iter() {
                member.say(&if away.is_away() { Letter::Rest } else { Letter::Wake });
                member.silent.set(0);
            }
            self.call_later();
        }
    }
}

impl Workers {
    /// No workers as yet; each that is hired runs `script`.
    pub(super) fn new(window: &Window, script: &str, ears: Ears) -> Rc<Self> {
        Rc::new_cyclic(|itself: &Weak<Self>| {
            let calling = Weak::clone(itself);
            Self {
                itself: Weak::clone(itself),
                window: window.clone(),
                script: script.into(),
                ears,
                members: RefCell::default(),
                away: Cell::default(),
                calling: Timer::new(window, ROLL_CALL, move || {
                    calling.upgrade().iter().for_each(|workers| workers.call());
                }),
            }
        })
    }

    /// Gives one errand to the worker it is for; none when there is none to be had.
    fn pass(&self, errand: Errand) -> Option<()> {
        let mut members = self.members.borrow_mut();
        let job = errand.job();
        if let Errand::Begin { .. } = errand {
            let place = self.hire(&mut members)?;
            members.get_mut(place)?.jobs.push(Dealt { job, state: State::Idle });
        }
        // An errand for a job that died with its worker comes too late.
        let Some(member) = members.iter_mut().find(|member| member.has(job)) else {
            return Some(());
        };
        match errand {
            Errand::End(_) => member.jobs.retain(|dealt| dealt.job != job),
            Errand::Begin { .. } | Errand::Tell(..) => member.expect(job, State::Busy),
        }
        member.say(&Letter::Errand(errand));
        Some(())
    }

    /// The place of the worker with the fewest jobs; a new one as long as all have
    /// some and the machine has a core left.
    fn hire(&self, members: &mut Vec<Member>) -> Option<usize> {
        let least = (0..members.len()).min_by_key(|&place| members[place].jobs.len());
        let cores = self.window.navigator().hardware_concurrency().max(1.0) as usize;
        match least {
            Some(place) if members[place].jobs.is_empty() || members.len() >= cores => Some(place),
            _ => {
                members.push(Member::start(&self.itself)?);
                if self.away.get().is_away() {
                    members.last()?.say(&Letter::Rest);
                }
                Some(members.len() - 1)
            }
        }
    }

    /// An answer has come.
    fn heard(&self, data: &JsValue) {
        let Some(answer) = mail::answer_from_js(data) else { return };
        let mut members = self.members.borrow_mut();
        if let Some(member) = members.iter_mut().find(|member| member.has(answer.job)) {
            member.say(&Letter::Read(answer.job));
            member.silent.set(0);
            member.expect(answer.job, answer.state);
        }
        drop(members);
        (self.ears.hear)(answer.job, &answer.parcel);
    }

    /// A worker did not start, or died, or the browser has none to give.
    fn dismiss(&self, failure: Failure) {
        self.calling.cancel();
        // Dropped when nothing is borrowed any more.
        let dismissed = self.members.take();
        drop(dismissed);
        (self.ears.fail)(failure);
    }
}

/// Waiting for answers. The workers are asked nothing: who is at work says so, and
/// who was told something answers it.
impl Workers {
    /// Sees to it that the roll is called as long as somebody owes an answer.
    fn call_later(&self) {
        let owed = self.members.borrow().iter().any(Member::owes);
        if !owed || self.away.get().is_away() {
            self.calling.cancel();
        } else if !self.calling.is_waiting() {
            self.calling.begin();
        }
    }

    fn call(&self) {
        let mut silence = Vec::new();
        for member in self.members.borrow().iter().filter(|member| member.owes()) {
            member.silent.set(member.silent.get() + 1);
            silence.push(member.silent.get());
        }
        if silence.contains(&DEAD) {
            self.dismiss(Failure::Died);
            return;
        }
        self.call_later();
        if silence.contains(&LATE) {
            (self.ears.fail)(Failure::Late);
        }
    }
}

impl Away {
    fn is_away(self) -> bool {
        self.page || self.figure
    }
}

impl Member {
    /// Starts a worker with the module that the page itself runs, so that it neither
    /// loads nor compiles it again.
    fn start(workers: &Weak<Workers>) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let script = &workers.upgrade()?.script;
        let worker = Worker::new_with_options(script, &options).ok()?;
        worker.post_message(&wasm_bindgen::module()).ok()?;
        let hearing = Weak::clone(workers);
        let spoken = Rc::new(Cell::new(Failure::NoWorker));
        let speaking = Rc::clone(&spoken);
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            speaking.set(Failure::Died);
            if let Some(workers) = hearing.upgrade() {
                workers.heard(&event.data());
            }
        });
        let failing = Weak::clone(workers);
        let failed = Closure::<dyn FnMut(Event)>::new(move |_| {
            if let Some(workers) = failing.upgrade() {
                workers.dismiss(spoken.get());
            }
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(failed.as_ref().unchecked_ref()));
        Some(Self {
            worker,
            jobs: Vec::new(),
            silent: Cell::new(0),
            _heard: heard,
            _failed: failed,
        })
    }

    fn has(&self, job: u32) -> bool {
        self.jobs.iter().any(|dealt| dealt.job == job)
    }

    /// Whether an answer of one of its jobs is to come.
    fn owes(&self) -> bool {
        self.jobs.iter().any(|dealt| dealt.state == State::Busy)
    }

    fn expect(&mut self, job: u32, state: State) {
        let dealt = self.jobs.iter_mut().find(|dealt| dealt.job == job);
        dealt.into_iter().for_each(|dealt| dealt.state = state);
    }

    fn say(&self, letter: &Letter) {
        // Words and numbers can always be posted.
        let _ = self.worker.post_message(&letter.to_js());
    }
}
