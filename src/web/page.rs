//! The page: finds its figures, brings them to life, and tells them what happens
//! around them.

use std::cell::OnceCell;
use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    ResizeObserver, ResizeObserverBoxOptions, ResizeObserverEntry, ResizeObserverOptions,
    ResizeObserverSize,
};

use super::host::{Host, Wish};
use super::panel;
use super::place::Place;
use super::stage::Stage;
use super::{address, dom, embed, exchange};
use crate::number::decimal;
use crate::plot::{Size, Theme};

/// A page and its figures.
pub(super) struct Page {
    /// What the figures share.
    pub(super) stage: Rc<Stage>,
    /// Where the figures stand, in reading order.
    pub(super) places: Vec<Rc<Place>>,
    /// Watches the sizes of their panels.
    sizes: OnceCell<ResizeObserver>,
}

/// Brings the page to life: the figures whose program is here at once, the others when
/// the reader comes near them.
pub(super) fn open(stage: Stage) {
    let stage = Rc::new(stage);
    let alone = embed::alone(&stage);
    let places = (stage.document.document_element().iter())
        .flat_map(|root| dom::find_all(root, "figure[id]"))
        .filter_map(|element| Place::find(element.dyn_into().ok()?))
        .filter(|place| alone.as_ref().is_none_or(|name| place.name == *name))
        .collect();
    let page = Rc::new(Page { stage, places, sizes: OnceCell::new() });
    let framing = Rc::clone(&page);
    page.stage.set_frame(move |now| framing.frame(now));
    watch_sizes(&page);
    for place in page.places.iter().filter(|place| place.is_here() || alone.is_some()) {
        place.summon(&page, |_| ());
    }
    address::follow(&page);
    exchange::follow(&page);
    watch_ratio(&page);
    watch_nearness(&page);
    watch_presence(&page);
    watch_theme(&page);
    page.stage.want_frame();
}

impl Page {
    /// The place of the figure called `name`, if this page has one.
    pub(super) fn place(&self, name: &str) -> Option<&Rc<Place>> {
        self.places.iter().find(|place| place.name == name)
    }

    /// The figures that are there.
    pub(super) fn hosts(&self) -> impl Iterator<Item = &Rc<Host>> {
        self.places.iter().filter_map(|place| place.host())
    }

    /// Does for a figure that has just come what is done for all.
    pub(super) fn attend(&self, host: &Host) {
        let options = ResizeObserverOptions::new();
        // Asked for a box that it does not know, a browser throws.
        if knows_device_pixels() {
            options.set_box(ResizeObserverBoxOptions::DevicePixelContentBox);
        }
        for panel in host.panels() {
            if let Some(observer) = self.sizes.get() {
                observer.observe_with_options(panel.canvas(), &options);
            }
        }
        self.stage.want_frame();
    }

    fn frame(&self, now: f64) {
        let mut another = false;
        for host in self.hosts() {
            another |= host.frame(now);
        }
        if another {
            self.stage.want_frame();
        }
    }

    fn want_all(&self) {
        self.hosts().for_each(|host| host.want(Wish::WhenNear));
    }

    fn come_near(self: &Rc<Self>, element: &Element, near: bool) {
        if let Some(place) = self.places.iter().find(|place| place.is_at(element)) {
            place.come_near(self, near);
        }
    }

    /// Lets training rest while the reader is elsewhere.
    fn be_seen(&self, seen: Seen) {
        let page = seen == Seen::No || self.stage.document.hidden();
        for host in self.hosts() {
            host.see_page(page);
        }
    }

    /// A canvas has a new size. It is painted before the browser shows it, so that
    /// no stretched picture is ever seen.
    fn resized(&self, entry: &ResizeObserverEntry) {
        let (target, rect) = (entry.target(), entry.content_rect());
        let size = Size::new(rect.width(), rect.height());
        let computed = panel::device_pixels(size, self.stage.window.device_pixel_ratio());
        // Rounding may make a difference of one; a browser that only pretends to have
        // another ratio observes the pixels that it really has.
        let near = |pixels: &(u32, u32)| {
            pixels.0.abs_diff(computed.0) <= 1 && pixels.1.abs_diff(computed.1) <= 1
        };
        let pixels = observed_pixels(entry).filter(near).unwrap_or(computed);
        for host in self.hosts() {
            if let Some(panel) = panel::of(host.panels(), &target)
                && panel.resize(size, pixels)
            {
                host.want(Wish::WhenNear);
            }
        }
    }
}

/// The size in device pixels where the browser tells it exactly.
fn observed_pixels(entry: &ResizeObserverEntry) -> Option<(u32, u32)> {
    let key = JsValue::from_str("devicePixelContentBoxSize");
    let sizes = js_sys::Reflect::get(entry, &key).ok()?;
    let first = js_sys::Reflect::get_u32(&sizes, 0).ok()?;
    let size: ResizeObserverSize = first.dyn_into().ok()?;
    Some((size.inline_size() as u32, size.block_size() as u32))
}

fn watch_sizes(page: &Rc<Page>) {
    let watching = Rc::clone(page);
    let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        for entry in entries.iter() {
            if let Some(entry) = entry.dyn_ref::<ResizeObserverEntry>() {
                watching.resized(entry);
            }
        }
        let theme = watching.stage.theme();
        for host in watching.hosts() {
            host.paint_if_wanted(theme);
        }
    });
    let Ok(observer) = ResizeObserver::new(closure.as_ref().unchecked_ref()) else {
        return;
    };
    closure.forget();
    // Set once, as the page is opened.
    let _ = page.sizes.set(observer);
}

fn knows_device_pixels() -> bool {
    let get = |target: &JsValue, key: &str| js_sys::Reflect::get(target, &key.into()).ok();
    let entry = get(&js_sys::global(), "ResizeObserverEntry");
    entry
        .and_then(|entry| get(&entry, "prototype"))
        .and_then(|prototype| {
            js_sys::Reflect::has(&prototype, &"devicePixelContentBoxSize".into()).ok()
        })
        .unwrap_or(false)
}

/// Follows the device pixel ratio, which changes with the zoom and between screens.
fn watch_ratio(page: &Rc<Page>) {
    let stage = &page.stage;
    // There is no event for it; one can only ask whether it is still what it was.
    let ratio = decimal::shortest(stage.window.device_pixel_ratio());
    let query = ["(resolution: ", &ratio, "dppx)"].concat();
    let Some(query) = stage.window.match_media(&query).ok().flatten() else {
        return;
    };
    let watching = Rc::clone(page);
    dom::listen_once(&query, "change", move || {
        let panels = watching.hosts().map(|host| (host, host.panels()));
        for (host, panels) in panels {
            panels.iter().for_each(|panel| {
                panel.measure(&watching.stage);
            });
            host.want(Wish::WhenNear);
        }
        watch_ratio(&watching);
    });
}

/// Lets figures come when the reader is within a screen of them, and rest when not.
fn watch_nearness(page: &Rc<Page>) {
    let watching = Rc::clone(page);
    let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        for entry in entries.iter() {
            if let Some(entry) = entry.dyn_ref::<IntersectionObserverEntry>() {
                watching.come_near(&entry.target(), entry.is_intersecting());
            }
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin("100% 0%");
    let callback = closure.as_ref().unchecked_ref();
    let observer = IntersectionObserver::new_with_options(callback, &options);
    closure.forget();
    for place in &page.places {
        match &observer {
            Ok(observer) => observer.observe(place.element()),
            // Without an observer every figure counts as near.
            Err(_) => place.come_near(page, true),
        }
    }
}

/// Whether the page is open, though perhaps under others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Yes,
    No,
}

/// Follows the reader away from the page and back.
fn watch_presence(page: &Rc<Page>) {
    let watching = Rc::clone(page);
    dom::listen(&page.stage.document, "visibilitychange", move |_| watching.be_seen(Seen::Yes));
    for (kind, seen) in [("pagehide", Seen::No), ("pageshow", Seen::Yes)] {
        let watching = Rc::clone(page);
        dom::listen(&page.stage.window, kind, move |_| watching.be_seen(seen));
    }
}

/// Follows the reader's theme; paper is always light.
fn watch_theme(page: &Rc<Page>) {
    let window = &page.stage.window;
    if let Some(query) = page.stage.theme_query() {
        let watching = Rc::clone(page);
        dom::listen(query, "change", move |_| watching.want_all());
    }
    let printing = Rc::clone(page);
    dom::listen(window, "beforeprint", move |_| {
        for host in printing.hosts() {
            host.paint(Theme::Light);
        }
    });
    let printed = Rc::clone(page);
    dom::listen(window, "afterprint", move |_| printed.want_all());
}
