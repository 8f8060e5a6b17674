//! Events on their way to a figure: controls, buttons, links, and the hands of
//! [`super::hand`]; and what must follow from them.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::fields::{Heard, Phase};
use super::host::{Host, Wish};
use super::{address, dom, hand};
use crate::contract::link::{self, Link};
use crate::contract::{Button, Changed, Control, Key, Pointer, Press, Value};
use crate::plot::Ink;

use super::panel::Panel;
use super::stage::Stage;

impl Host {
    /// Listens to all that a reader can do with the figure.
    pub(super) fn listen(self: &Rc<Self>) {
        let phases =
            [("input", Phase::Changing), ("change", Phase::Changed), ("focusout", Phase::Left)];
        // Events of the controls bubble up to the figure.
        for (kind, phase) in phases {
            let host = Rc::clone(self);
            dom::listen(self.element(), kind, move |event| host.hear(&event, phase));
        }
        let host = Rc::clone(self);
        dom::listen(self.element(), "click", move |event| host.click(&event));
        // Sent by `words.js`, when a word in an ink is pointed at, and when no longer.
        let host = Rc::clone(self);
        dom::listen(self.element(), "lit", move |_| host.light());
        for (place, panel) in self.panels().iter().enumerate() {
            let host = Rc::clone(self);
            dom::listen(panel.canvas(), "contextrestored", move |_| {
                host.panels().get(place).into_iter().for_each(Panel::forget);
                host.want(Wish::Now);
            });
        }
        // The picture of an inset only shows what its sentence says.
        if !self.is_inset() {
            hand::listen(self);
        }
    }

    /// Whether it stands in a sentence: then its state is no address's, and its picture is no
    /// place for hands.
    pub(super) fn is_inset(&self) -> bool {
        self.element().has_attribute("data-inset")
    }

    /// A pointer did something in a panel.
    pub(super) fn pointer(&self, pointer: &Pointer) {
        let changed = self.act(|figure| figure.pointer(pointer));
        self.after(changed.unwrap_or(Changed::Nothing));
    }

    /// A key was pressed in a panel.
    pub(super) fn key(&self, panel: &Panel, key: Key) -> Changed {
        let changed = self.act(|figure| figure.key(panel.index, key)).unwrap_or(Changed::Nothing);
        self.after(changed);
        if changed != Changed::Nothing {
            self.answered.set(panel.index);
            self.answering.begin();
        }
        changed
    }

    /// Brings the figure into the state of `link`.
    pub(super) fn open(&self, link: &Link) {
        self.addressing.cancel();
        self.hush();
        let complaints = self.act(|figure| link::apply(figure, link));
        self.after(Changed::Picture);
        self.say(complaints.unwrap_or_default());
    }

    /// Lets the marks of the ink stand out that the attribute `data-lit` names, or all of them.
    fn light(&self) {
        let lit = self.element().get_attribute("data-lit").and_then(|name| Ink::named(&name));
        if self.lit.replace(lit) != lit {
            self.want(Wish::Now);
        }
    }

    /// What must follow when something `changed`.
    pub(super) fn after(&self, changed: Changed) {
        self.send_errands();
        if changed == Changed::Settings {
            self.hush();
            self.addressing.begin();
        }
        if changed != Changed::Nothing {
            if self.with(|figure| figure.is_sketch()) == Some(true) {
                self.finishing.begin();
            }
            self.announcing.begin();
            self.want(Wish::Now);
        }
    }

    /// Lets the figure replace its sketch, in the frames to come.
    pub(super) fn finish(&self) {
        self.with(|figure| figure.settle());
        self.stage.want_frame();
    }

    /// A control changed, or the reader left it.
    fn hear(&self, event: &Event, phase: Phase) {
        match self.fields.hear(event, phase) {
            Heard::Set(control, text) => self.set(control, &text),
            // What the reader typed and left gives way to what the figure holds.
            Heard::Nothing if phase == Phase::Left => self.show_settings(),
            Heard::Nothing => {}
        }
    }

    /// Sets a control to what `text` says.
    pub(super) fn set(&self, control: &'static Control, text: &str) {
        // Most elements speak twice: while they change, and when they are done.
        if let Ok((value, None)) = control.read(text)
            && self.setting(control) == Some(value)
        {
            return;
        }
        match self.act(|figure| figure.set(control.key, text)) {
            Some(Ok(complaint)) => {
                self.after(Changed::Settings);
                self.say(complaint);
            }
            Some(Err(complaint)) => {
                self.say([complaint]);
                self.show_settings();
            }
            None => {}
        }
    }

    fn setting(&self, control: &Control) -> Option<Value> {
        self.with(|figure| {
            let shown = figure.shown_settings();
            shown.value(control.key).cloned()
        })?
    }
}

/// Buttons.
impl Host {
    fn click(&self, event: &Event) {
        let button = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|target| target.closest("button[name]").ok().flatten());
        let Some(key) = button.and_then(|button| button.get_attribute("name")) else {
            return;
        };
        // In a form it would send it.
        event.prevent_default();
        match key.as_str() {
            "reset" => self.reset(),
            "copy-link" => self.copy(&address::link, "Copied: the link to what you see."),
            "embed" => self.copy(
                &|stage, fragment| address::frame(stage, self.element(), fragment),
                "Copied: the code of a frame that shows this figure as it is now.",
            ),
            // What is not the figure's own affair is in [`super::buttons`].
            key => {
                if let Some(Press::Figure) = self.button(key).map(|button| button.press()) {
                    let changed = self.act(|figure| figure.press(key));
                    self.after(changed.unwrap_or(Changed::Nothing));
                }
            }
        }
    }

    /// The button of the figure with this key.
    pub(super) fn button(&self, key: &str) -> Option<Button> {
        self.with(|figure| figure.settings().button(key))?
    }

    fn reset(&self) {
        self.with(|figure| figure.reset());
        self.after(Changed::Settings);
    }

    /// Copies what `text` makes of the figure's present state, and says so beside the buttons.
    fn copy(&self, text: &dyn Fn(&Stage, &str) -> String, done: &'static str) {
        if let Some(fragment) = self.fragment() {
            let told = dom::find(self.element(), ".told");
            address::copy(&self.stage, text(&self.stage, &fragment), done, move |sentence| {
                if let Some(told) = told {
                    dom::set_text(&told, &sentence);
                }
            });
        }
    }
}

/// The address of the figure's present state.
impl Host {
    /// The fragment that brings the figure back into its present state.
    pub(super) fn fragment(&self) -> Option<String> {
        self.with(|figure| link::write(figure))
    }

    /// Lets the address follow at once, if it was about to.
    pub(super) fn settle(&self) {
        if self.addressing.cancel() {
            self.follow();
        }
    }

    /// Makes the address that of the present state.
    pub(super) fn follow(&self) {
        if let Some(fragment) = self.fragment().filter(|_| !self.is_inset()) {
            address::replace(&self.stage, &fragment);
        }
    }
}
