//! What runs inside a worker: brings errands to its desk, lends the desk time and a
//! clock, and posts what it answers.
//!
//! Between two slices the worker lets its messages in. It yields by posting itself a
//! message over a channel: a timer would wait four milliseconds each time.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, Performance};

use super::mail::{self, Letter};
use super::parts::{self, NoDesk};
use crate::figures::jobs;
use crate::work::{Answer, Desk};

/// Longer sleeps are cut into these, in milliseconds.
const LONGEST_SLEEP: f64 = 60_000.0;

/// Begins to work for the page. `early` are the messages that came, and that come yet,
/// before there is somebody to hear them.
///
/// `fail` is called with a sentence when this is no worker, or when the part with what it
/// does did not load.
#[wasm_bindgen]
pub fn work(early: Array, fail: Function) {
    parts::run(async move {
        if let Err(NoDesk(reason)) = parts::desk(early).await {
            // What it throws is its own affair.
            let _ = fail.call1(&JsValue::NULL, &reason);
        }
    });
}

/// Reads the messages that came early, and listens to the others from now on.
///
/// # Errors
/// A sentence when this is no worker.
pub(super) fn open_desk(early: &Array) -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope =
        js_sys::global().dyn_into().map_err(|_| "this is no worker")?;
    let clock = scope.performance().ok_or("this worker has no clock")?;
    let bench = Rc::new(Bench {
        clock,
        channel: MessageChannel::new()?,
        desk: RefCell::new(Desk::new(jobs::open)),
        turning: Cell::new(false),
        alarm: Cell::new(None),
        turn: OnceCell::new(),
        scope,
    });
    let turning = Rc::clone(&bench);
    let turn = bench.turn.get_or_init(|| Closure::new(move || turning.work()));
    bench.channel.port1().set_onmessage(Some(turn.as_ref().unchecked_ref()));
    for message in early.iter() {
        bench.hear(&message);
    }
    let hearing = Rc::clone(&bench);
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        hearing.hear(&event.data());
        hearing.arrange();
    });
    bench.scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    bench.arrange();
    Ok(())
}

/// A desk and what it needs in a worker.
struct Bench {
    scope: DedicatedWorkerGlobalScope,
    clock: Performance,
    channel: MessageChannel,
    desk: RefCell<Desk>,
    /// A turn is on its way through the channel.
    turning: Cell<bool>,
    /// The timer that is set for the next turn.
    alarm: Cell<Option<i32>>,
    turn: OnceCell<Closure<dyn FnMut()>>,
}

impl Bench {
    /// Takes a message from the page.
    fn hear(&self, message: &JsValue) {
        let Some(letter) = Letter::from_js(message) else { return };
        let (mut desk, now) = (self.desk.borrow_mut(), self.clock.now());
        match letter {
            Letter::Errand(errand) => desk.run(&errand, now),
            Letter::Read(job) => desk.read(job),
            Letter::Rest => desk.rest(),
            Letter::Wake => desk.wake(now),
        }
    }

    /// Sees to it that the next turn comes when some job wants it.
    fn arrange(&self) {
        if let Some(alarm) = self.alarm.take() {
            self.scope.clear_timeout_with_handle(alarm);
        }
        if self.turning.get() {
            return;
        }
        let due = self.desk.borrow().due(self.clock.now());
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

    /// One turn of the desk.
    fn work(&self) {
        self.turning.set(false);
        let clock = || self.clock.now();
        self.desk.borrow_mut().turn(&clock, &mut |answer| self.post(&answer));
        self.arrange();
    }

    fn post(&self, answer: &Answer) {
        let (message, handed) = mail::answer_to_js(answer);
        // Fails only for what cannot be copied or transferred.
        let _ = self.scope.post_message_with_transfer(&message, &handed);
    }
}
