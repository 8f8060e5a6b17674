//! The host of one figure: holds it, paints it, and shows beside the picture what
//! the figure says of itself. How events reach it is in [`super::events`].

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use web_sys::HtmlElement;

use super::dom;
use super::fields::{Fields, Standing};
use super::notes::Notes;
use super::panel::Panel;
use super::sheet::Dress;
use super::stage::{Motion, Stage};
use super::surface::Painted;
use super::timer::Timer;
use super::workers::{Away, Unseen, WorkerPool};
use crate::contract::{Complaint, Figure, Grip, Tip};
use crate::number::held;
use crate::plot::{Ink, Px, Scene, Theme};

/// How long, in milliseconds, a figure must rest before what is seen is told to those who
/// cannot see it, and how often that is told of what goes on by itself.
const ANNOUNCE_AFTER: i32 = 1_000;
const ANNOUNCE_EVERY: i32 = 5_000;

/// How long, in milliseconds, a key must rest before is told what it came to: held down, it
/// would flood a screen reader.
const ANSWER_AFTER: i32 = 200;

/// How long, in milliseconds, a figure must rest before the address follows it.
const ADDRESS_AFTER: i32 = 300;

/// How long, in milliseconds, a hand must rest before a sketch is replaced.
const FINISH_AFTER: i32 = 100;

/// The longest tick, in milliseconds: after a pause an animation goes on, not ahead.
const LONGEST_TICK: f64 = 100.0;

/// How long, in milliseconds, a figure may be far from view before its training rests.
const REST_AFTER: i32 = 10_000;

/// Where motion is unwelcome, results of training appear in steps: at least so many
/// milliseconds apart.
const STEP_TIME: i32 = 1_000;

/// Where motion is unwelcome, what moves by itself is shown in stills: each so many
/// milliseconds long.
const STILL_TIME: i32 = 500;

/// What is said when a figure has panicked, and will not answer again.
const STOPPED: &str = "This figure has stopped: it met a fault of its own. \
                       Reloading the page brings it back.";

/// At most so many sentences are said at once about a link.
const MOST_REMARKS: usize = 3;

/// A figure in the page.
pub(super) struct Host {
    pub(super) stage: Rc<Stage>,
    pub(super) itself: Weak<Host>,
    pub(super) fields: Fields,
    /// Waits for the figure to rest before the address follows it.
    pub(super) addressing: Timer,
    /// Waits for the figure to rest before it is told what is seen.
    pub(super) announcing: Timer,
    /// Runs between two times that it is told of what goes on by itself.
    announced: Timer,
    /// Waits for a key to rest before it is told what it came to.
    pub(super) answering: Timer,
    /// What follows every painting, for a figure that has more to show than pictures.
    pub(super) following: OnceCell<Box<Follow>>,
    /// The panel that the last key was pressed in.
    pub(super) answered: Cell<usize>,
    /// Waits for a hand to rest before a sketch is replaced.
    pub(super) finishing: Timer,
    element: HtmlElement,
    figure: RefCell<Box<dyn Figure>>,
    panels: Vec<Panel>,
    notes: Notes,
    /// The figure's workers, once the part of the program that deals with them is there;
    /// none if it did not come.
    pub(super) workers: OnceCell<Option<Rc<dyn WorkerPool>>>,
    pub(super) away: Cell<Away>,
    /// Waits for the figure to be far from view for long.
    leaving: Timer,
    /// Runs while a still is shown of what would move.
    still: Timer,
    /// Runs between two steps in which results appear.
    pub(super) stepping: Timer,
    /// Results have come since the last step.
    pub(super) unseen: Cell<Unseen>,
    /// What the page has to say about what the reader did.
    remark: RefCell<String>,
    /// The ink whose marks stand out, while a word in it is pointed at.
    pub(super) lit: Cell<Option<Ink>>,
    wish: Cell<Wish>,
    near: Cell<bool>,
    /// The page says that it shows a sketch.
    busy: Cell<bool>,
    frames: Cell<u32>,
    ticked: Cell<Option<f64>>,
}

/// What follows a painting.
pub(super) type Follow = dyn Fn(&Host);

/// When a figure must be painted anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wish {
    /// Not at all: it is as it should be.
    Never,
    /// When the reader may see it.
    WhenNear,
    /// In the next frame.
    Now,
}

impl Host {
    /// Brings `figure` to life in `element`.
    pub(super) fn mount(
        stage: &Rc<Stage>,
        element: HtmlElement,
        figure: Box<dyn Figure>,
    ) -> Rc<Self> {
        let panels: Vec<Panel> = (figure.panels().iter().enumerate())
            .filter_map(|(index, panel)| Panel::mount(stage, &element, index, panel))
            .collect();
        let remark = match panels.len() < dom::find_all(&element, ".panel").len() {
            true => "A part of this figure stays a picture: your browser gave it no canvas.",
            false => "",
        };
        Rc::new_cyclic(|host: &Weak<Host>| Self {
            stage: Rc::clone(stage),
            itself: Weak::clone(host),
            fields: Fields::find(&element, figure.settings()),
            addressing: rest(stage, host, ADDRESS_AFTER, Host::follow),
            announcing: rest(stage, host, ANNOUNCE_AFTER, Host::announce),
            announced: rest(stage, host, ANNOUNCE_EVERY, Host::announce),
            answering: rest(stage, host, ANSWER_AFTER, Host::answer),
            answered: Cell::new(0),
            following: OnceCell::new(),
            finishing: rest(stage, host, FINISH_AFTER, Host::finish),
            notes: Notes::find(&element, figure.as_ref()),
            workers: OnceCell::new(),
            away: Cell::default(),
            leaving: rest(stage, host, REST_AFTER, Host::leave),
            still: rest(stage, host, STILL_TIME, |host| host.stage.want_frame()),
            stepping: rest(stage, host, STEP_TIME, Host::show_unseen),
            unseen: Cell::new(Unseen::Nothing),
            panels,
            element,
            figure: RefCell::new(figure),
            remark: RefCell::new(remark.into()),
            lit: Cell::default(),
            wish: Cell::new(Wish::Now),
            near: Cell::new(true),
            busy: Cell::new(false),
            frames: Cell::new(0),
            ticked: Cell::new(None),
        })
    }

    /// The element of the figure.
    pub(super) fn element(&self) -> &HtmlElement {
        &self.element
    }

    /// The panels that the page has.
    pub(super) fn panels(&self) -> &[Panel] {
        &self.panels
    }

    /// What a hand would find at a point of a panel.
    pub(super) fn grip(&self, panel: &Panel, at: Px, tip: Tip) -> Grip {
        self.with(|figure| figure.grip(panel.index, panel.size(), at, tip)).unwrap_or(Grip::Nothing)
    }

    /// Lets the figure work, unless it is at work already: an event that a DOM call
    /// of ours set off comes too early, and is dropped.
    pub(super) fn with<R>(&self, work: impl FnOnce(&mut dyn Figure) -> R) -> Option<R> {
        let mut figure = self.figure.try_borrow_mut().ok()?;
        Some(work(figure.as_mut()))
    }

    /// As [`with`](Host::with), for what the reader does: if the figure does not
    /// answer, the next frame finds out why and says so.
    pub(super) fn act<R>(&self, work: impl FnOnce(&mut dyn Figure) -> R) -> Option<R> {
        let answer = self.with(work);
        if answer.is_none() {
            self.want(Wish::Now);
        }
        answer
    }

    /// Asks to be painted anew.
    pub(super) fn want(&self, wish: Wish) {
        self.wish.set(self.wish.get().max(wish));
        if self.wants_paint() {
            self.stage.want_frame();
        }
    }

    /// Says whether the reader may soon see the figure.
    pub(super) fn come_near(&self, near: bool) {
        self.near.set(near);
        if near {
            self.leaving.cancel();
            self.see(Away { figure: false, ..self.away.get() });
        } else {
            self.leaving.begin();
        }
        if near && (self.wants_paint() || self.is_animating()) {
            self.stage.want_frame();
        }
    }

    fn wants_paint(&self) -> bool {
        match self.wish.get() {
            Wish::Never => false,
            Wish::WhenNear => self.near.get(),
            Wish::Now => true,
        }
    }

    fn is_animating(&self) -> bool {
        self.with(|figure| figure.animating()).unwrap_or(false)
    }

    /// Does what a frame at time `now` asks for; whether it wants another.
    pub(super) fn frame(&self, now: f64) -> bool {
        if self.near.get() && self.is_animating() {
            self.animate(now);
        } else {
            self.ticked.set(None);
        }
        self.paint_if_wanted(self.stage.theme());
        self.near.get() && self.is_animating() && !self.still.is_waiting()
    }

    /// Lets what moves by itself go on: as time goes by or, where motion is unwelcome, from
    /// still to still.
    fn animate(&self, now: f64) {
        let before = self.ticked.replace(Some(now));
        // What replaces a sketch is no motion.
        let moves = self.with(|figure| figure.is_sketch()) == Some(false);
        let changed = match self.stage.motion() {
            Motion::Full => {
                let elapsed = held(now - before.unwrap_or(now), 0.0, LONGEST_TICK);
                self.with(|figure| figure.tick(elapsed))
            }
            Motion::Reduced if moves && self.still.is_waiting() => return,
            Motion::Reduced => {
                if moves {
                    self.still.begin();
                }
                // The first still is where it begins.
                if moves && before.is_none() {
                    return;
                }
                self.with(|figure| figure.next_still())
            }
        };
        if let Some(changed) = changed {
            self.after(changed);
            self.go_on();
        }
    }

    /// Something changed by itself, and may go on so: it is told of now and then.
    pub(super) fn go_on(&self) {
        if !self.announced.is_waiting() {
            self.announced.begin();
        }
    }

    /// Paints at once if it would be painted in the next frame.
    pub(super) fn paint_if_wanted(&self, theme: Theme) {
        if self.wants_paint() {
            self.paint(theme);
        }
    }

    /// Paints all panels at once, and shows what stands beside them.
    pub(super) fn paint(&self, theme: Theme) {
        self.wish.set(Wish::Never);
        if self.with(|_| ()).is_none() {
            // Nobody works with a figure between frames, so it never came back.
            self.notes.show_message(STOPPED);
            return;
        }
        let with_room = self.panels.iter().filter(|panel| panel.has_room());
        let scenes: Vec<(&Panel, Scene)> = with_room
            .filter_map(|panel| {
                let scene = self.with(|figure| figure.scene(panel.index, panel.size()))?;
                Some((panel, scene))
            })
            .collect();
        // A figure in which nothing is lit does not grow faint as a whole.
        let lit = self.lit.get().filter(|ink| scenes.iter().any(|(_, scene)| scene.shows(*ink)));
        let mut broken = false;
        for (panel, scene) in scenes {
            broken |= panel.paint(&self.stage, scene, Dress { theme, lit }) == Painted::Broken;
        }
        if broken {
            self.remark.replace("Your browser could not draw all of this figure.".into());
        }
        self.following.get().into_iter().for_each(|follow| follow(self));
        self.show_settings();
        self.show_notes();
        let busy = self.with(|figure| figure.is_sketch()).unwrap_or(false);
        if self.busy.replace(busy) != busy {
            dom::set_attribute(&self.element, "aria-busy", if busy { "true" } else { "false" });
        }
        let frames = self.frames.get().saturating_add(1);
        self.frames.set(frames);
        dom::set_attribute(&self.element, "data-frame", &frames.to_string());
        if frames == 1 {
            dom::set_attribute(&self.element, "data-state", "ready");
            self.notes.make_room();
        }
    }
}

/// What stands beside the picture.
impl Host {
    /// Brings the native controls in line with the figure.
    pub(super) fn show_settings(&self) {
        // Beforehand, since showing may let a field lose the focus, which is an event.
        if let Some(standing) = self.with(|figure| Standing::of(figure)) {
            self.fields.show(&standing);
        }
    }

    fn show_notes(&self) {
        if let Some((readouts, table, sentence)) =
            self.with(|figure| (figure.readouts(), figure.table(), figure.describe()))
        {
            self.notes.show_readouts(&readouts);
            table.iter().for_each(|table| self.notes.show_table(table));
            self.notes.show_description(sentence);
        }
        self.show_message();
    }

    fn show_message(&self) {
        let notice = self.with(|figure| figure.notice()).flatten();
        let text = match (self.remark.borrow().as_str(), notice.as_deref()) {
            (remark, None) => remark.to_string(),
            ("", Some(notice)) => notice.to_string(),
            (remark, Some(notice)) => [remark, notice].join(" "),
        };
        self.notes.show_message(&text);
    }

    /// The figure rests: tells what is seen to those who cannot see it, and gives the sentence
    /// the room that it needs.
    fn announce(&self) {
        if let Some(sentence) = self.with(|figure| figure.describe()) {
            self.notes.announce_description(sentence);
        }
        if !self.announcing.is_waiting() {
            self.notes.make_room();
        }
    }

    /// Tells them what the last key came to.
    fn answer(&self) {
        let panel = self.answered.get();
        if let Some(words) = self.with(|figure| figure.announcement(panel)).flatten() {
            self.notes.announce(&words);
        }
    }

    /// Says something to the reader, until the settings change again.
    pub(super) fn say(&self, complaints: impl IntoIterator<Item = Complaint>) {
        let sentences: Vec<String> =
            complaints.into_iter().take(MOST_REMARKS).map(|complaint| complaint.0).collect();
        if !sentences.is_empty() {
            self.remark.replace(sentences.join(" "));
            self.show_message();
        }
    }

    /// Takes back what was said.
    pub(super) fn hush(&self) {
        self.remark.replace(String::new());
    }
}

/// Calls `action` on the host, if it still lives, after so many milliseconds of rest.
fn rest(stage: &Stage, host: &Weak<Host>, milliseconds: i32, action: fn(&Host)) -> Timer {
    let host = Weak::clone(host);
    Timer::new(&stage.window, milliseconds, move || {
        if let Some(host) = host.upgrade() {
            action(&host);
        }
    })
}
