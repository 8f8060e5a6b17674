//! What happens around the figures: sizes, zoom, scrolling, coming and going, themes.

use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit, ResizeObserver,
    ResizeObserverEntry, ResizeObserverSize,
};

use super::host::Wish;
use super::hosts::{Page, Seen};
use super::{dom, insets, panel};
use crate::number::decimal;
use crate::plot::{Size, Theme};

/// Follows the sizes of the figures' panels.
pub(super) fn sizes(page: &Rc<Page>) {
    let watching = Rc::clone(page);
    let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        for entry in entries.iter() {
            if let Some(entry) = entry.dyn_ref::<ResizeObserverEntry>() {
                resized(&watching, entry);
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

/// Follows the device pixel ratio, which changes with the zoom and between screens.
pub(super) fn ratio(page: &Rc<Page>) {
    let stage = &page.stage;
    // There is no event for it; one can only ask whether it is still what it was.
    let present = decimal::shortest(stage.window.device_pixel_ratio());
    let query = ["(resolution: ", &present, "dppx)"].concat();
    let Some(query) = stage.window.match_media(&query).ok().flatten() else {
        return;
    };
    let watching = Rc::clone(page);
    dom::listen_once(&query, "change", move || {
        for host in watching.hosts() {
            host.panels().iter().for_each(|panel| {
                panel.measure(&watching.stage);
            });
            host.want(Wish::WhenNear);
        }
        ratio(&watching);
    });
}

/// Lets figures come when the reader is within a screen of them, and rest when not.
pub(super) fn nearness(page: &Rc<Page>) {
    let watching = Rc::clone(page);
    let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        for entry in entries.iter() {
            if let Some(entry) = entry.dyn_ref::<IntersectionObserverEntry>() {
                let (target, near) = (entry.target(), entry.is_intersecting());
                watching.come_near(&target, near);
                if near {
                    insets::call(&watching, &target);
                }
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
    for inset in &page.insets {
        match &observer {
            Ok(observer) => observer.observe(&inset.element),
            Err(_) => insets::call(page, &inset.element),
        }
    }
}

/// Follows the reader away from the page and back.
pub(super) fn presence(page: &Rc<Page>) {
    let watching = Rc::clone(page);
    dom::listen(&page.stage.document, "visibilitychange", move |_| watching.be_seen(Seen::Yes));
    for (kind, seen) in [("pagehide", Seen::No), ("pageshow", Seen::Yes)] {
        let watching = Rc::clone(page);
        dom::listen(&page.stage.window, kind, move |_| watching.be_seen(seen));
    }
}

/// Follows the reader's theme; paper is always light.
pub(super) fn theme(page: &Rc<Page>) {
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

/// A canvas has a new size. It is painted before the browser shows it, so that
/// no stretched picture is ever seen.
fn resized(page: &Page, entry: &ResizeObserverEntry) {
    let (target, rect) = (entry.target(), entry.content_rect());
    let size = Size::new(rect.width(), rect.height());
    let computed = panel::device_pixels(size, page.stage.window.device_pixel_ratio());
    // Rounding may make a difference of one; a browser that only pretends to have
    // another ratio observes the pixels that it really has.
    let near = |pixels: &(u32, u32)| {
        pixels.0.abs_diff(computed.0) <= 1 && pixels.1.abs_diff(computed.1) <= 1
    };
    let pixels = observed_pixels(entry).filter(near).unwrap_or(computed);
    for host in page.hosts() {
        if let Some(panel) = panel::of(host.panels(), &target)
            && panel.resize(&page.stage, size, pixels)
        {
            host.want(Wish::WhenNear);
            // Its sentence may need another number of lines.
            host.announcing.begin();
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
