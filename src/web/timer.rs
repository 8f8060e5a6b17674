//! Waiting: an action some time after it was last asked for.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Window;

/// Calls an action some time after it was last asked for: while asking goes on,
/// nothing happens.
pub(super) struct Timer {
    window: Window,
    action: Closure<dyn Fn()>,
    milliseconds: i32,
    waiting: Rc<Cell<Option<i32>>>,
}

impl Timer {
    /// Waits `milliseconds` before `action`.
    pub(super) fn new(window: &Window, milliseconds: i32, action: impl Fn() + 'static) -> Self {
        let waiting = Rc::new(Cell::new(None));
        let over = Rc::clone(&waiting);
        Self {
            window: window.clone(),
            action: Closure::new(move || {
                over.set(None);
                action();
            }),
            milliseconds,
            waiting,
        }
    }

    /// Begins to wait, anew if it was waiting already.
    pub(super) fn begin(&self) {
        self.cancel();
        let handle = self.window.set_timeout_with_callback_and_timeout_and_arguments_0(
            self.action.as_ref().unchecked_ref(),
            self.milliseconds,
        );
        self.waiting.set(handle.ok());
    }

    /// Whether it is waiting.
    pub(super) fn is_waiting(&self) -> bool {
        self.waiting.get().is_some()
    }

    /// Stops waiting; whether it was.
    pub(super) fn cancel(&self) -> bool {
        match self.waiting.take() {
            Some(handle) => {
                self.window.clear_timeout_with_handle(handle);
                true
            }
            None => false,
        }
    }
}
