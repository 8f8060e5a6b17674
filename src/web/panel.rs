//! One panel of a figure in the page: a canvas over the picture that came with it.

use std::cell::Cell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CssStyleDeclaration, Element, HtmlElement, ResizeObserver, ResizeObserverBoxOptions,
    ResizeObserverOptions,
};

use super::canvas::Typeface;
use super::dom;
use super::sheet::Dress;
use super::stage::Stage;
use super::surface::{Painted, Surface};
use crate::contract::{Grip, Panel as Declared};
use crate::number::held;
use crate::plot::{Px, Scene, Size};

/// A panel in the page.
pub(super) struct Panel {
    /// Its place among the panels that the figure declares.
    pub(super) index: usize,
    surface: Surface,
    /// The pictures that came with the page.
    pictures: Vec<HtmlElement>,
    /// How wide it is in its chapter, beside the others.
    wide: f64,
    size: Cell<Size>,
    /// The size in device pixels.
    pixels: Cell<(u32, u32)>,
    grip: Cell<Grip>,
    /// Whether the canvas has taken the pictures' place.
    live: Cell<bool>,
}

/// What every canvas over a picture is styled with. `touch-action` lets a finger
/// scroll the page; one that lands on a handle is kept from it, see [`super::hand`].
const STYLE: [(&str, &str); 9] = [
    ("position", "absolute"),
    ("inset", "0"),
    ("width", "100%"),
    ("height", "100%"),
    ("touch-action", "pan-y pinch-zoom"),
    ("user-select", "none"),
    ("-webkit-user-select", "none"),
    ("-webkit-touch-callout", "none"),
    ("-webkit-tap-highlight-color", "transparent"),
];

impl Panel {
    /// Lays a canvas over the picture of the panel `declared`, which lies in
    /// `figure`. None when the page has no such panel or the browser no canvas.
    pub(super) fn mount(
        stage: &Stage,
        figure: &HtmlElement,
        index: usize,
        declared: &Declared,
    ) -> Option<Self> {
        let place = dom::find(figure, &format!(".panel[data-panel=\"{}\"]", declared.key))?;
        // The picture alone: a panel may hold words below it.
        let picture = dom::find(&place, ".picture").unwrap_or_else(|| place.clone());
        let picture: HtmlElement = picture.dyn_into().ok()?;
        let surface = Surface::new(&stage.document)?;
        let canvas = surface.element();
        style(&picture.style(), &[("position", "relative")]);
        style(&canvas.style(), &STYLE);
        name(&place, canvas, figure, declared)?;
        picture.append_child(canvas).ok()?;
        let pictures = dom::find_all(&picture, "svg, img");
        let panel = Self {
            index,
            surface,
            pictures: pictures
                .into_iter()
                // An SVG element is no HTML element, but its style works alike.
                .map(JsCast::unchecked_into)
                .collect(),
            wide: declared.wide.width,
            size: Cell::new(Size::new(0.0, 0.0)),
            pixels: Cell::new((0, 0)),
            grip: Cell::new(Grip::Nothing),
            live: Cell::new(false),
        };
        panel.measure(stage);
        Some(panel)
    }

    /// The canvas.
    pub(super) fn canvas(&self) -> &HtmlElement {
        self.surface.element()
    }

    /// The size in CSS pixels, or in those that the page has enlarged.
    pub(super) fn size(&self) -> Size {
        self.size.get()
    }

    /// Whether there is room for a picture.
    pub(super) fn has_room(&self) -> bool {
        let Size { width, height } = self.size.get();
        let (columns, rows) = self.pixels.get();
        width >= 1.0 && height >= 1.0 && columns > 0 && rows > 0
    }

    /// Takes a new room, in CSS pixels and in those of the device; whether it was new. What
    /// the page enlarges is drawn as in its chapter, with all its letters, and larger.
    pub(super) fn resize(&self, stage: &Stage, room: Size, pixels: (u32, u32)) -> bool {
        let times = if stage.enlarges() { (room.width / self.wide).max(1.0) } else { 1.0 };
        let size = Size::new(room.width / times, room.height / times);
        let old = (self.size.replace(size), self.pixels.replace(pixels));
        old != (size, pixels)
    }

    /// Has `observer` tell of new sizes.
    pub(super) fn be_observed(&self, observer: &ResizeObserver) {
        let options = ResizeObserverOptions::new();
        // Asked for a box that it does not know, a browser throws.
        if knows_device_pixels() {
            options.set_box(ResizeObserverBoxOptions::DevicePixelContentBox);
        }
        observer.observe_with_options(self.canvas(), &options);
    }

    /// Takes the size that the page gives the panel now; whether it was new.
    pub(super) fn measure(&self, stage: &Stage) -> bool {
        let rect = self.canvas().get_bounding_client_rect();
        let room = Size::new(rect.width(), rect.height());
        self.resize(stage, room, device_pixels(room, stage.window.device_pixel_ratio()))
    }

    /// Where in the panel a point of the window lies.
    pub(super) fn locate(&self, client: Px) -> Px {
        let rect = self.canvas().get_bounding_client_rect();
        // What is enlarged has fewer pixels of its own.
        let times = if rect.width() > 0.0 { self.size.get().width / rect.width() } else { 1.0 };
        ((client.0 - rect.left()) * times, (client.1 - rect.top()) * times)
    }

    /// Paints `scene`, and lets the canvas take the picture's place.
    pub(super) fn paint(&self, stage: &Stage, scene: Scene, dress: Dress) -> Painted {
        let surface = &self.surface;
        let typeface = stage.typeface(|| Typeface::measure(surface.context()));
        let painted = surface.paint(scene, self.pixels.get(), dress, typeface);
        if painted != Painted::Skipped && !self.live.replace(true) {
            for picture in &self.pictures {
                style(&picture.style(), &[("visibility", "hidden")]);
            }
        }
        painted
    }

    /// Shows by the cursor what a hand would find.
    pub(super) fn show_grip(&self, grip: Grip) {
        if self.grip.replace(grip) != grip {
            let cursor = match grip {
                Grip::Nothing => "auto",
                Grip::Place | Grip::Paper => "crosshair",
                Grip::Handle => "grab",
                Grip::Held => "grabbing",
            };
            style(&self.canvas().style(), &[("cursor", cursor)]);
        }
    }

    /// Forgets what was painted: the browser has lost it.
    pub(super) fn forget(&self) {
        self.surface.forget();
    }
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

/// The device pixels of a canvas of `size`, as near as one can tell from the ratio.
pub(super) fn device_pixels(size: Size, ratio: f64) -> (u32, u32) {
    // No screen has more; a canvas of absurd size would take all memory.
    let whole = |length: f64| held((length * ratio).round(), 0.0, 16_384.0) as u32;
    (whole(size.width), whole(size.height))
}

/// Tells people who do not see the panel what it is and how to use it.
fn name(
    place: &Element,
    canvas: &HtmlElement,
    figure: &HtmlElement,
    declared: &Declared,
) -> Option<()> {
    // The canvas speaks for the panel now; what lies inside an image is not heard.
    for spoken in ["role", "aria-label", "aria-describedby"] {
        place.remove_attribute(spoken).ok()?;
    }
    canvas.set_attribute("aria-label", declared.label).ok()?;
    if declared.keys.is_empty() || dom::find(place, ".keys").is_none() {
        return canvas.set_attribute("role", "img").ok();
    }
    // An application: screen readers pass the arrow keys on to it.
    canvas.set_attribute("role", "application").ok()?;
    canvas.set_attribute("tabindex", "0").ok()?;
    let keys = format!("{}-{}-keys", figure.id(), declared.key);
    canvas.set_attribute("aria-describedby", &keys).ok()
}

pub(super) fn style(style: &CssStyleDeclaration, declarations: &[(&str, &str)]) {
    for (property, value) in declarations {
        // A browser that does not know a property leaves it out.
        let _ = style.set_property(property, value);
    }
}

/// The panel whose canvas is `element`.
pub(super) fn of<'a>(panels: &'a [Panel], element: &Element) -> Option<&'a Panel> {
    panels.iter().find(|panel| AsRef::<Element>::as_ref(panel.canvas()) == element)
}
