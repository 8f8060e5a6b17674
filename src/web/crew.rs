//! The workers of one figure, seen from the page: hires them, deals runs to them,
//! passes orders and reports on, and notices when one fails.
//!
//! No worker starts before the first order, and there are never more than the
//! machine has cores. Those that started stay and take up the next runs: an idle one
//! costs a few megabytes, to start one costs the reader a tenth of a second. When a
//! worker fails, all are dismissed, as the figure begins anew anyway.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::Float64Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent, Window, Worker, WorkerOptions, WorkerType};

use super::dom::Rest;
use super::host::Host;
use super::worker::{READ, REST, WAKE};
use crate::contract::Fault;
use crate::figures::train::protocol::{Order, Report, Task};

/// The worker's script, beside the page.
const SCRIPT: &str = "worker.js";

/// How often, in milliseconds, the crew asks itself who owes an answer.
const ROLL_CALL: i32 = 2_500;

/// After so many roll calls without an answer, five seconds at least, the reader
/// hears of it.
const LATE: u32 = 3;

/// After so many without an answer, a worker counts as dead.
const DEAD: u32 = 7;

/// The workers of a figure.
pub(super) struct Crew {
    host: Weak<Host>,
    window: Window,
    members: RefCell<Vec<Member>>,
    /// The runs that were told to go on, and will report by themselves.
    going: RefCell<Vec<u32>>,
    away: Cell<Away>,
    /// Waits for the next roll call.
    calling: OnceCell<Rest>,
}

/// Why runs rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Away {
    /// The reader has left the page or hidden it.
    pub(super) page: bool,
    /// The figure has been out of view for long.
    pub(super) figure: bool,
}

/// A worker and the runs that it holds.
struct Member {
    worker: Worker,
    runs: Vec<u32>,
    answer: Cell<Answer>,
    /// At how many roll calls it has owed an answer, since it last gave one.
    silent: Cell<u32>,
    // Kept for as long as the worker may call them.
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(Event)>,
}

/// Whether a worker owes an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Given,
    Owed,
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

impl Crew {
    /// The workers of the figure that `host` holds: none as yet.
    pub(super) fn new(host: Weak<Host>, window: Window) -> Self {
        Self {
            host,
            window,
            members: RefCell::default(),
            going: RefCell::default(),
            away: Cell::default(),
            calling: OnceCell::new(),
        }
    }

    /// Passes orders on.
    pub(super) fn send(&self, orders: &[Order]) {
        for order in orders {
            if self.pass(order).is_none() {
                self.fail(Fault::NoWorker);
                return;
            }
        }
        self.call_later();
    }

    /// Lets all runs rest while the page or the figure is out of sight.
    pub(super) fn see(&self, away: Away) {
        let before = self.away.replace(away);
        if away.is_away() != before.is_away() {
            let word = if away.is_away() { REST } else { WAKE };
            for member in self.members.borrow().iter() {
                member.say(word);
                member.silent.set(0);
            }
            self.call_later();
        }
    }

    /// What is out of sight now.
    pub(super) fn away(&self) -> Away {
        self.away.get()
    }

    /// Gives one order to the worker it is for; none when there is none to be had.
    fn pass(&self, order: &Order) -> Option<()> {
        let run = order.run;
        let mut members = self.members.borrow_mut();
        if let Task::Begin { .. } = order.task {
            let place = self.hire(&mut members)?;
            members.get_mut(place)?.runs.push(run);
        }
        let mut going = self.going.borrow_mut();
        if !matches!(order.task, Task::Step | Task::Measure(_)) {
            going.retain(|&other| other != run);
        }
        if let Task::Go(_) = order.task {
            going.push(run);
        }
        // An order for a run that died with its worker comes too late.
        if let Some(member) = members.iter_mut().find(|member| member.runs.contains(&run)) {
            member.say(&order.to_text());
            if order.task == Task::End {
                member.runs.retain(|&other| other != run);
                member.owe_for(&going);
            } else {
                member.answer.set(Answer::Owed);
            }
        }
        Some(())
    }

    /// The place of the worker with the fewest runs; a new one as long as all have
    /// some and the machine has a core left.
    fn hire(&self, members: &mut Vec<Member>) -> Option<usize> {
        let least = (0..members.len()).min_by_key(|&place| members[place].runs.len());
        let cores = self.window.navigator().hardware_concurrency().max(1.0) as usize;
        match least {
            Some(place) if members[place].runs.is_empty() || members.len() >= cores => Some(place),
            _ => {
                members.push(Member::start(&self.host)?);
                if self.away.get().is_away() {
                    members.last()?.say(REST);
                }
                Some(members.len() - 1)
            }
        }
    }

    /// A report has come.
    fn heard(&self, data: &JsValue) {
        let Some(report) = data.dyn_ref::<Float64Array>().map(Float64Array::to_vec) else { return };
        let Some(report) = Report::from_numbers(&report) else { return };
        if report.end.is_some() {
            self.going.borrow_mut().retain(|&run| run != report.run);
        }
        let members = self.members.borrow();
        if let Some(member) = members.iter().find(|member| member.runs.contains(&report.run)) {
            member.say(&[READ, &report.run.to_string()].concat());
            member.silent.set(0);
            member.owe_for(&self.going.borrow());
        }
        drop(members);
        if let Some(host) = self.host.upgrade() {
            host.report(report);
        }
    }

    /// A worker did not start, or died, or the browser has none to give.
    fn fail(&self, fault: Fault) {
        self.going.borrow_mut().clear();
        self.calling.get().map(Rest::cancel);
        // Dropped when nothing is borrowed any more.
        let dismissed = self.members.take();
        drop(dismissed);
        if let Some(host) = self.host.upgrade() {
            host.fault(fault);
        }
    }
}

/// Waiting for answers. The workers are asked nothing: who is at work reports, and
/// who has an order answers it.
impl Crew {
    /// Sees to it that the roll is called as long as somebody owes an answer.
    fn call_later(&self) {
        let calling = self.calling.get_or_init(|| {
            let host = Weak::clone(&self.host);
            Rest::new(&self.window, ROLL_CALL, move || {
                if let Some(host) = host.upgrade() {
                    host.crew().call();
                }
            })
        });
        let owed = self.members.borrow().iter().any(Member::owes);
        if !owed || self.away.get().is_away() {
            calling.cancel();
        } else if !calling.is_waiting() {
            calling.begin();
        }
    }

    fn call(&self) {
        let mut silence = Vec::new();
        for member in self.members.borrow().iter().filter(|member| member.owes()) {
            member.silent.set(member.silent.get() + 1);
            silence.push(member.silent.get());
        }
        if silence.contains(&DEAD) {
            self.fail(Fault::Died);
            return;
        }
        self.call_later();
        if let (true, Some(host)) = (silence.contains(&LATE), self.host.upgrade()) {
            host.fault(Fault::Late);
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
    fn start(host: &Weak<Host>) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(SCRIPT, &options).ok()?;
        worker.post_message(&wasm_bindgen::module()).ok()?;
        let hearing = Weak::clone(host);
        let spoken = Rc::new(Cell::new(Fault::NoWorker));
        let speaking = Rc::clone(&spoken);
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            speaking.set(Fault::Died);
            if let Some(host) = hearing.upgrade() {
                host.crew().heard(&event.data());
            }
        });
        let failing = Weak::clone(host);
        let failed = Closure::<dyn FnMut(Event)>::new(move |_| {
            if let Some(host) = failing.upgrade() {
                host.crew().fail(spoken.get());
            }
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(failed.as_ref().unchecked_ref()));
        Some(Self {
            worker,
            runs: Vec::new(),
            answer: Cell::new(Answer::Given),
            silent: Cell::new(0),
            _heard: heard,
            _failed: failed,
        })
    }

    fn owes(&self) -> bool {
        self.answer.get() == Answer::Owed
    }

    /// It owes no more than the reports of those of its runs that are `going`.
    fn owe_for(&self, going: &[u32]) {
        let at_work = self.runs.iter().any(|run| going.contains(run));
        self.answer.set(if at_work { Answer::Owed } else { Answer::Given });
    }

    fn say(&self, text: &str) {
        // Texts can always be posted.
        let _ = self.worker.post_message(&JsValue::from_str(text));
    }
}
