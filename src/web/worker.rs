//! What runs inside a worker: takes orders, gives each run its slices of time in
//! turn, and posts reports.
//!
//! Between two slices the worker lets its messages in. It yields by posting itself a
//! message over a channel: a timer would wait four milliseconds each time.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Array, Float64Array, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, Performance};

use super::parts::{self, NoDesk};
use crate::figures::train::protocol::{Order, Report, Task, begin};
use crate::figures::train::session::Session;

/// The word with which the page lets all runs rest.
pub(super) const REST: &str = "rest";

/// The word with which the page lets them go on.
pub(super) const WAKE: &str = "wake";

/// What stands before the number of a run whose report the page has read.
pub(super) const READ: &str = "read ";

/// Longer sleeps are cut into these, in milliseconds.
const LONGEST_SLEEP: f64 = 60_000.0;

/// Begins to work for the page. `early` are the messages that came, and that come yet,
/// before there is somebody to hear them.
///
/// The promise is broken, with a sentence, when this is no worker, or when the part with
/// what it does did not load.
#[wasm_bindgen]
pub fn work(early: Array) -> Promise {
    future_to_promise(async {
        let opened = parts::desk(early).await;
        opened.map(|()| JsValue::UNDEFINED).map_err(|NoDesk(reason)| reason)
    })
}

/// Reads the messages that came early, and listens to the others from now on.
///
/// # Errors
/// A sentence when this is no worker.
pub(super) fn open_desk(early: &Array) -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope =
        js_sys::global().dyn_into().map_err(|_| "this is no worker")?;
    let clock = scope.performance().ok_or("this worker has no clock")?;
    let desk = Rc::new(Desk {
        clock,
        channel: MessageChannel::new()?,
        sessions: RefCell::default(),
        rest: Cell::new(Rest::Awake),
        turning: Cell::new(false),
        alarm: Cell::new(None),
        turn: OnceCell::new(),
        scope,
    });
    let turning = Rc::clone(&desk);
    let turn = desk.turn.get_or_init(|| Closure::new(move || turning.work()));
    desk.channel.port1().set_onmessage(Some(turn.as_ref().unchecked_ref()));
    for message in early.iter() {
        desk.hear(&message);
    }
    let hearing = Rc::clone(&desk);
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        hearing.hear(&event.data());
        hearing.arrange();
    });
    desk.scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    desk.arrange();
    Ok(())
}

/// The worker's runs, and what it needs to work on them.
struct Desk {
    scope: DedicatedWorkerGlobalScope,
    clock: Performance,
    channel: MessageChannel,
    /// The runs; whose turn is next stands first.
    sessions: RefCell<Vec<Session>>,
    rest: Cell<Rest>,
    /// A turn is on its way through the channel.
    turning: Cell<bool>,
    /// The timer that is set for the next turn.
    alarm: Cell<Option<i32>>,
    turn: OnceCell<Closure<dyn FnMut()>>,
}

/// Whether the page lets the runs go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    Awake,
    Resting,
}

impl Desk {
    /// Takes a message from the page. What it cannot read was not meant for it.
    fn hear(&self, message: &JsValue) {
        let Some(text) = message.as_string() else { return };
        match text.as_str() {
            REST => self.rest.set(Rest::Resting),
            WAKE => self.wake(),
            _ => match (text.strip_prefix(READ), Order::from_text(&text)) {
                (Some(number), _) => self.answered(number.parse().unwrap_or_default()),
                (None, Some(order)) => self.take(&order),
                (None, None) => {}
            },
        }
    }

    fn wake(&self) {
        self.rest.set(Rest::Awake);
        let now = self.clock.now();
        self.sessions.borrow_mut().iter_mut().for_each(|session| session.wake(now));
    }

    fn answered(&self, number: u32) {
        let mut sessions = self.sessions.borrow_mut();
        if let Some(session) = sessions.iter_mut().find(|session| session.number() == number) {
            session.answered();
        }
    }

    fn take(&self, order: &Order) {
        let now = self.clock.now();
        let mut sessions = self.sessions.borrow_mut();
        match &order.task {
            Task::Begin { entrant, link } => {
                sessions.extend(begin(*entrant, link).map(|run| Session::new(order.run, run)));
            }
            Task::End => sessions.retain(|session| session.number() != order.run),
            task => {
                if let Some(session) = sessions.iter_mut().find(|s| s.number() == order.run) {
                    session.take(task, now);
                }
            }
        }
    }

    /// Sees to it that the next turn comes when some run wants it.
    fn arrange(&self) {
        if let Some(alarm) = self.alarm.take() {
            self.scope.clear_timeout_with_handle(alarm);
        }
        if self.turning.get() || self.rest.get() == Rest::Resting {
            return;
        }
        let now = self.clock.now();
        let sessions = self.sessions.borrow();
        let due = sessions.iter().map(|session| session.due(now)).fold(f64::INFINITY, f64::min);
        if due == 0.0 {
            // Fails only for messages that cannot be copied.
            self.turning.set(self.channel.port2().post_message(&JsValue::NULL).is_ok());
        } else if let (true, Some(turn)) = (due.is_finite(), self.turn.get()) {
            let alarm = self.scope.set_timeout_with_callback_and_timeout_and_arguments_0(
                turn.as_ref().unchecked_ref(),
                due.min(LONGEST_SLEEP).ceil() as i32,
            );
            self.alarm.set(alarm.ok());
        }
    }

    /// One turn: a slice for the first run that wants one.
    fn work(&self) {
        self.turning.set(false);
        if self.rest.get() == Rest::Awake {
            let now = self.clock.now();
            let mut sessions = self.sessions.borrow_mut();
            if let Some(first) = sessions.iter().position(|session| session.due(now) == 0.0) {
                sessions[first].slice(&|| self.clock.now(), &mut |report| self.post(report));
                sessions.rotate_left(first + 1);
            }
        }
        self.arrange();
    }

    fn post(&self, report: &Report) {
        let numbers = Float64Array::from(report.to_numbers().as_slice());
        let transferred = Array::of1(&numbers.buffer());
        // Fails only for what cannot be copied or transferred.
        let _ = self.scope.post_message_with_transfer(&numbers, &transferred);
    }
}
