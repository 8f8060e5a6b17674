//! What runs inside a worker: brings errands to its desk, lends the desk time and a
//! clock, and posts what it answers.
//!
//! Between two slices the worker lets its messages in. It yields by posting itself a
//! message over a channel: a timer would wait four milliseconds each time. While the part
//! with a job is on its way, what is said to the worker waits, for it may be meant for that job.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, Performance};

use super::mail::{self, Letter};
use super::{jobs, waiting};
use crate::work::{Answer, Desk, Errand, Parcel};

/// Why a job is not done.
const LOST: &str = "the part with the worker's job did not load";

/// Longer sleeps are cut into these, in milliseconds.
const LONGEST_SLEEP: f64 = 60_000.0;

/// Reads the messages that came early, and listens to the others from now on. `fail` is called
/// with a sentence when the part with a job does not come.
///
/// # Errors
/// A sentence when this is no worker.
pub(super) fn open_desk(early: &Array, fail: Function) -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope =
        js_sys::global().dyn_into().map_err(|_| "this is no worker")?;
    let clock = scope.performance().ok_or("this worker has no clock")?;
    let bench = Rc::new(Bench {
        clock,
        channel: MessageChannel::new()?,
        desk: RefCell::default(),
        inbox: RefCell::default(),
        reading: Cell::new(false),
        fail,
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
    });
    bench.scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    Ok(())
}

/// A desk and what it needs in a worker.
struct Bench {
    scope: DedicatedWorkerGlobalScope,
    clock: Performance,
    channel: MessageChannel,
    desk: RefCell<Desk>,
    /// What came and was not read yet.
    inbox: RefCell<VecDeque<Letter>>,
    /// It is being read, perhaps by somebody who waits for a part.
    reading: Cell<bool>,
    /// Is told what went wrong.
    fail: Function,
    /// A turn is on its way through the channel.
    turning: Cell<bool>,
    /// The timer that is set for the next turn.
    alarm: Cell<Option<i32>>,
    turn: OnceCell<Closure<dyn FnMut()>>,
}

impl Bench {
    /// Takes a message from the page.
    fn hear(self: &Rc<Self>, message: &JsValue) {
        self.inbox.borrow_mut().extend(Letter::from_js(message));
        if !self.reading.replace(true) {
            let bench = Rc::clone(self);
            waiting::run(async move {
                while let Some(letter) = bench.next() {
                    bench.read(letter).await;
                }
                bench.reading.set(false);
                bench.arrange();
            });
        }
    }

    fn next(&self) -> Option<Letter> {
        self.inbox.borrow_mut().pop_front()
    }

    /// Does what a letter asks for.
    async fn read(&self, letter: Letter) {
        let (desk, now) = (|| self.desk.borrow_mut(), self.clock.now());
        match letter {
            Letter::Errand(Errand::Begin { job, kind, brief }) => {
                self.begin(job, &kind, brief).await;
            }
            Letter::Errand(Errand::Tell(job, told)) => desk().tell(job, &told, now),
            Letter::Errand(Errand::End(job)) => desk().end(job),
            Letter::Read(job) => desk().read(job),
            Letter::Rest => desk().rest(),
            Letter::Wake => desk().wake(now),
        }
    }

    /// Takes a job to the desk, as soon as its part is there.
    async fn begin(&self, number: u32, kind: &str, brief: Parcel) {
        match jobs::open(kind, brief).await {
            Ok(Some(job)) => self.desk.borrow_mut().begin(number, job),
            // There is no such job: whoever asks for it hears nothing.
            Ok(None) => {}
            // What it throws is its own affair.
            Err(_) => drop(self.fail.call1(&JsValue::NULL, &LOST.into())),
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
