//! What all figures of a page share: the window, the reader's preferences, the
//! next frame.

use std::cell::{Cell, OnceCell};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, MediaQueryList, Window};

use super::canvas::Typeface;
use crate::plot::Theme;

/// The page as all figures see it.
pub(super) struct Stage {
    /// The window.
    pub(super) window: Window,
    /// The page.
    pub(super) document: Document,
    /// The address of the script that a worker runs.
    pub(super) worker: String,
    dark: Option<MediaQueryList>,
    calm: Option<MediaQueryList>,
    /// Whether the one figure of the page is drawn larger than in its chapter.
    large: Option<MediaQueryList>,
    typeface: OnceCell<Typeface>,
    frame: OnceCell<Closure<dyn Fn(f64)>>,
    awaiting: Cell<bool>,
}

/// From which width on the style sheet enlarges a figure that stands alone.
const LARGE: &str = "(min-width: 62rem)";

/// How the reader wants things to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Motion {
    /// As they do.
    Full,
    /// At once to where they end.
    Reduced,
}

impl Stage {
    /// The stage of the page that runs us, with the address of the `worker`'s script; none
    /// where there is no page.
    pub(super) fn new(worker: String) -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let query = |text: &str| window.match_media(text).ok().flatten();
        Some(Self {
            dark: query("(prefers-color-scheme: dark)"),
            calm: query("(prefers-reduced-motion: reduce)"),
            large: document
                .document_element()
                .filter(|root| root.class_list().contains("embed"))
                .and_then(|_| query(LARGE)),
            typeface: OnceCell::new(),
            frame: OnceCell::new(),
            awaiting: Cell::new(false),
            window,
            document,
            worker,
        })
    }

    /// The theme that the reader prefers now.
    pub(super) fn theme(&self) -> Theme {
        match self.dark.as_ref().is_some_and(MediaQueryList::matches) {
            true => Theme::Dark,
            false => Theme::Light,
        }
    }

    /// Tells of changes of [`theme`](Stage::theme).
    pub(super) fn theme_query(&self) -> Option<&MediaQueryList> {
        self.dark.as_ref()
    }

    /// How the reader wants things to move now.
    pub(super) fn motion(&self) -> Motion {
        match self.calm.as_ref().is_some_and(MediaQueryList::matches) {
            true => Motion::Reduced,
            false => Motion::Full,
        }
    }

    /// Whether figures are drawn larger than in their chapter: one that stands alone, in a
    /// wide window.
    pub(super) fn enlarges(&self) -> bool {
        self.large.as_ref().is_some_and(MediaQueryList::matches)
    }

    /// The typeface, measured with `measure` when first asked for.
    pub(super) fn typeface(&self, measure: impl FnOnce() -> Typeface) -> Typeface {
        *self.typeface.get_or_init(measure)
    }

    /// Sets what happens in a frame; only the first call counts.
    pub(super) fn set_frame(self: &std::rc::Rc<Self>, action: impl Fn(f64) + 'static) {
        let stage = std::rc::Rc::downgrade(self);
        let _ = self.frame.set(Closure::new(move |now| {
            if let Some(stage) = stage.upgrade() {
                stage.awaiting.set(false);
            }
            action(now);
        }));
    }

    /// Asks for a frame, unless one is coming already.
    pub(super) fn want_frame(&self) {
        if self.awaiting.get() {
            return;
        }
        if let Some(frame) = self.frame.get() {
            let asked = self.window.request_animation_frame(frame.as_ref().unchecked_ref());
            self.awaiting.set(asked.is_ok());
        }
    }
}
