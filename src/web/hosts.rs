//! The figures of a page: each has its place from the first picture on, and comes to it
//! once its part of the program is there.

use std::cell::{Cell, OnceCell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use wasm_split_helpers::SplitLoaderError;
use web_sys::{Element, HtmlElement, ResizeObserver};

use super::dom;
use super::host::{Host, Wish};
use super::stage::Stage;
use super::{pool, waiting};
use crate::contract::Figure;
use crate::contract::link::Link;

/// A page and its figures.
pub(super) struct Page {
    /// What the figures share.
    pub(super) stage: Rc<Stage>,
    /// Where the figures stand, in reading order.
    pub(super) places: Vec<Rc<Place>>,
    /// The sentences whose numbers can be moved.
    pub(super) insets: Vec<Rc<Inset>>,
    /// Watches the sizes of their panels.
    pub(super) sizes: OnceCell<ResizeObserver>,
    /// The figure that is beside the text, away from its place; see [`super::dock`].
    pub(super) docked: RefCell<Option<Docked>>,
    /// Puts it back; none before there was one.
    pub(super) undock: Cell<Option<Undock>>,
}

/// What puts a figure back into its place.
type Undock = fn(&Page, Docked);

/// A figure that is beside the text.
pub(super) struct Docked {
    /// Its place.
    pub(super) place: Rc<Place>,
    /// What keeps that free.
    pub(super) hole: HtmlElement,
    /// The buttons by which it goes.
    pub(super) bar: Element,
    /// The least of the hole's height that was in the window since, in CSS pixels.
    pub(super) seen: Cell<f64>,
    /// The link that set the figure as it is.
    pub(super) link: RefCell<Option<HtmlElement>>,
}

impl Page {
    /// The place of the figure called `name`, if this page has one.
    pub(super) fn place(&self, name: &str) -> Option<&Rc<Place>> {
        self.places.iter().find(|place| place.name == name)
    }

    /// Puts the figure that is beside the text back into its place, if there is one.
    pub(super) fn put_back(&self) {
        if let (Some(docked), Some(undock)) = (self.docked.take(), self.undock.get()) {
            undock(self, docked);
        }
    }

    /// The figures that are there, and those of the insets.
    ///
    /// A list and no iterator, which would be in the program once for each who asks.
    pub(super) fn hosts(&self) -> Vec<&Rc<Host>> {
        let insets = self.insets.iter().map(|inset| &inset.host);
        let hosts = self.places.iter().map(|place| &place.host).chain(insets);
        hosts.filter_map(OnceCell::get).collect()
    }

    /// The inset that `element` is.
    pub(super) fn inset(&self, element: &Element) -> Option<&Rc<Inset>> {
        self.insets.iter().find(|inset| AsRef::<Element>::as_ref(&inset.element) == element)
    }

    /// Does for a figure that has just come what is done for all.
    pub(super) fn attend(&self, host: &Host) {
        if let Some(observer) = self.sizes.get() {
            host.panels().iter().for_each(|panel| panel.be_observed(observer));
        }
        self.stage.want_frame();
    }

    /// Does what a frame at time `now` asks of all figures.
    pub(super) fn frame(&self, now: f64) {
        let mut another = false;
        for host in self.hosts() {
            another |= host.frame(now);
        }
        if another {
            self.stage.want_frame();
        }
    }

    /// Has all figures painted anew.
    pub(super) fn want_all(&self) {
        self.hosts().into_iter().for_each(|host| host.want(Wish::WhenNear));
    }

    /// Says whether the reader may soon see the figure of `element`.
    pub(super) fn come_near(self: &Rc<Self>, element: &Element, near: bool) {
        if let Some(place) = self.places.iter().find(|place| place.is_at(element)) {
            place.come_near(self, near);
        }
        if let Some(host) = self.inset(element).and_then(|inset| inset.host.get()) {
            host.come_near(near);
        }
    }

    /// Lets training rest while the reader is elsewhere.
    pub(super) fn be_seen(&self, seen: Seen) {
        let page = seen == Seen::No || self.stage.document.hidden();
        for host in self.hosts() {
            host.see_page(page);
        }
    }
}

/// A sentence whose numbers can be moved; see [`super::insets`].
pub(super) struct Inset {
    /// The sentence and the picture beside it.
    pub(super) element: HtmlElement,
    /// The figure that says the numbers, in the state in which the sentence was written.
    pub(super) link: Link,
    /// Where its program is.
    pub(super) part: Part,
    /// Whether the figure is here or on its way.
    pub(super) called: Cell<bool>,
    /// The figure, if it is there.
    pub(super) host: OnceCell<Rc<Host>>,
}

impl Inset {
    /// The inset that `element` is, of a figure whose program is in `part`.
    pub(super) fn new(element: HtmlElement, link: Link, part: Part) -> Self {
        Self { element, link, part, called: Cell::new(false), host: OnceCell::new() }
    }
}

/// Whether the page is open, though perhaps under others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Yes,
    No,
}

/// Where a figure's program is.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// In the main part.
    Main(fn() -> Box<dyn Figure>),
    /// In a part of its own, which is asked for by what this returns.
    Own(fn() -> Pin<Box<dyn Future<Output = Made>>>),
}

/// A figure in its first state with its outfit, unless its part did not come.
pub(super) type Made = Result<(Box<dyn Figure>, Outfit), SplitLoaderError>;

/// What the page does for a figure besides what it does for all, once it is in its place: of
/// use to few, and so in their parts.
pub(super) type Outfit = Option<fn(&Rc<Page>, &Rc<Host>)>;

/// What is said beside the picture of a figure whose part did not come.
const MISSING: &str = "This figure stays a picture: its part of the program did not load. \
                       Reloading the page may help.";

/// A place for a figure.
pub(super) struct Place {
    /// The figure's name, and the id of its element.
    pub(super) name: String,
    element: HtmlElement,
    part: Part,
    host: OnceCell<Rc<Host>>,
    /// Whether the reader may soon see it; so without an observer that knows.
    near: Cell<bool>,
    /// Who waits for the figure, while its part is on its way.
    waiting: RefCell<Option<Vec<Then>>>,
}

/// What shall be done with the figure when it is there; it gets none if it did not come.
type Then = Box<dyn FnOnce(Option<&Rc<Host>>)>;

impl Place {
    /// The place that `element` is, of a figure whose program is in `part`.
    pub(super) fn new(element: HtmlElement, part: Part) -> Rc<Self> {
        Rc::new(Self {
            name: element.id(),
            part,
            element,
            host: OnceCell::new(),
            near: Cell::new(true),
            waiting: RefCell::default(),
        })
    }

    /// The element of the figure.
    pub(super) fn element(&self) -> &HtmlElement {
        &self.element
    }

    /// Whether the figure can be had without waiting.
    pub(super) fn is_here(&self) -> bool {
        matches!(self.part, Part::Main(_))
    }

    /// The figure, if it is there.
    pub(super) fn host(&self) -> Option<&Rc<Host>> {
        self.host.get()
    }

    /// Whether `element` is that of the figure.
    pub(super) fn is_at(&self, element: &Element) -> bool {
        AsRef::<Element>::as_ref(&self.element) == element
    }

    /// Says whether the reader may soon see the figure, and has it come if so.
    pub(super) fn come_near(self: &Rc<Self>, page: &Rc<Page>, near: bool) {
        self.near.set(near);
        match self.host() {
            Some(host) => host.come_near(near),
            None if near => self.summon(page, |_| ()),
            None => {}
        }
    }

    /// Has the figure come, if it is neither here nor on its way, and does `then` when it
    /// is there. One that did not come is asked for again by the next call.
    pub(super) fn summon(
        self: &Rc<Self>,
        page: &Rc<Page>,
        then: impl FnOnce(Option<&Rc<Host>>) + 'static,
    ) {
        if let Some(host) = self.host() {
            return then(Some(host));
        }
        let on_its_way = self.waiting.borrow().is_some();
        self.waiting.borrow_mut().get_or_insert_default().push(Box::new(then));
        match self.part {
            _ if on_its_way => {}
            Part::Main(make) => self.arrive(page, Ok((make(), None))),
            Part::Own(load) => {
                let (place, page) = (Rc::clone(self), Rc::clone(page));
                waiting::run(async move {
                    let made = load().await;
                    place.arrive(&page, made);
                });
            }
        }
    }

    /// The figure's part has come, or will not.
    fn arrive(&self, page: &Rc<Page>, made: Made) {
        let waiting = self.waiting.take().unwrap_or_default();
        let host = made.ok().map(|(figure, outfit)| {
            self.host.get_or_init(|| {
                let host = Host::mount(&page.stage, self.element.clone(), figure);
                host.listen();
                pool::call(&host);
                if let Some(fit) = outfit {
                    fit(page, &host);
                }
                host
            })
        });
        match host {
            Some(host) => {
                page.attend(host);
                host.come_near(self.near.get());
            }
            None => self.apologise(),
        }
        waiting.into_iter().for_each(|then| then(host));
    }

    fn apologise(&self) {
        if let Some(message) = dom::find(&self.element, ".message") {
            dom::set_text(&message, MISSING);
        }
    }
}
