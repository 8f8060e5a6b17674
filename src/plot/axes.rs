//! A plot: two scales that share a rectangle, with its axes.

use super::clip;
use super::format;
use super::scale::{Scale, Spread};
use super::scene::{Anchor, Face, Px, Rect, Scene, Size, Stroke, Text};
use super::simplify;
use super::theme::Ink;
use super::ticks::ticks;

/// The size of tick labels in CSS pixels.
pub const TICK_SIZE: f64 = 12.0;
/// The size of the names of axes in CSS pixels.
pub const NAME_SIZE: f64 = 13.0;

/// What one axis shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The name written beside it.
    pub name: &'static str,
    /// The data values at its two ends.
    pub domain: (f64, f64),
    /// Linear or logarithmic.
    pub spread: Spread,
    /// At most so many ticks.
    pub ticks: usize,
}

impl Axis {
    /// A linear axis with about five ticks.
    pub const fn linear(name: &'static str, domain: (f64, f64)) -> Self {
        Self { name, domain, spread: Spread::Linear, ticks: 6 }
    }

    /// A logarithmic axis with a tick at each power of ten.
    pub const fn log(name: &'static str, domain: (f64, f64)) -> Self {
        Self { name, domain, spread: Spread::Log, ticks: 6 }
    }

    /// An axis of counts from 0 to `most`, linear up to 10 and logarithmic beyond, with
    /// ticks at 0, 5 and the powers of ten.
    pub const fn counts(name: &'static str, most: f64) -> Self {
        Self { name, domain: (0.0, most), spread: Spread::Symlog, ticks: 6 }
    }

    fn scale(&self, pixels: (f64, f64)) -> Scale {
        Scale::new(self.spread, self.domain, pixels)
    }

    /// Where the ticks stand, in data values.
    fn tick_values(&self) -> Vec<f64> {
        let (from, to) = self.domain;
        match self.spread {
            Spread::Linear => ticks(from, to, self.ticks),
            Spread::Log => {
                let powers = from.log10().ceil() as i32..=to.log10().floor() as i32;
                let every = (powers.clone().count() / self.ticks.max(1) + 1).max(1);
                powers.step_by(every).map(|power| 10_f64.powi(power)).collect()
            }
            Spread::Symlog => {
                let powers = (1..).map(|power| 10_f64.powi(power));
                [0.0, 5.0].into_iter().chain(powers.take_while(|&power| power <= to)).collect()
            }
        }
    }
}

/// A rectangle of a panel with a horizontal and a vertical scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot {
    /// Where the data lies, in CSS pixels of the panel.
    pub rect: Rect,
    /// The horizontal scale.
    pub x: Scale,
    /// The vertical scale, its pixels running from the bottom up.
    pub y: Scale,
}

/// The room around a plot for its labels, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margins {
    /// Left of the plot.
    pub left: f64,
    /// Above it.
    pub top: f64,
    /// Right of it.
    pub right: f64,
    /// Below it.
    pub bottom: f64,
}

impl Plot {
    /// A plot in a panel of `size`, `margins` left free. A panel too small to hold
    /// its margins gets a plot of one pixel instead of a negative one.
    pub fn new(size: Size, margins: Margins, x: &Axis, y: &Axis) -> Self {
        let left = margins.left;
        let top = margins.top;
        let rect = Rect {
            left,
            top,
            right: (size.width - margins.right).max(left + 1.0),
            bottom: (size.height - margins.bottom).max(top + 1.0),
        };
        Self::within(rect, x, y)
    }

    /// A plot that fills `rect`, one of several in a panel.
    pub fn within(rect: Rect, x: &Axis, y: &Axis) -> Self {
        Self { rect, x: x.scale((rect.left, rect.right)), y: y.scale((rect.bottom, rect.top)) }
    }

    /// The pixel of a data point.
    pub fn px(&self, x: f64, y: f64) -> Px {
        (self.x.px(x), self.y.px(y))
    }

    /// The data point at a pixel.
    pub fn value(&self, (x, y): Px) -> (f64, f64) {
        (self.x.value(x), self.y.value(y))
    }

    /// Draws the line through data `points`, clipped to the plot, with no more points
    /// than an eye can tell.
    pub fn curve(
        &self,
        scene: &mut Scene,
        points: impl IntoIterator<Item = (f64, f64)>,
        stroke: Stroke,
    ) {
        // All else is in the program once, and not for every way of coming by the points.
        self.polyline(scene, points.into_iter().map(|(x, y)| self.px(x, y)).collect(), stroke);
    }

    #[inline(never)]
    fn polyline(&self, scene: &mut Scene, pixels: Vec<Px>, stroke: Stroke) {
        for part in clip::polyline(pixels, &self.rect) {
            scene.line(simplify::simplify(&part, simplify::TOLERANCE), stroke);
        }
    }

    /// Draws grid lines at the ticks, to lie below the data.
    pub fn grid(&self, scene: &mut Scene, x: &Axis, y: &Axis) {
        let faint = Stroke::new(Ink::Hairline, 1.0);
        let rect = self.rect;
        for value in x.tick_values() {
            let at = self.x.px(value);
            scene.segment((at, rect.top), (at, rect.bottom), faint.faded(0.6));
        }
        for value in y.tick_values() {
            let at = self.y.px(value);
            scene.segment((rect.left, at), (rect.right, at), faint.faded(0.6));
        }
    }

    /// Draws a frame, tick labels and the names of both axes.
    pub fn axes(&self, scene: &mut Scene, x: &Axis, y: &Axis) {
        let rect = self.rect;
        let edge = Stroke::new(Ink::Hairline, 1.0);
        scene.line(
            vec![(rect.left, rect.top), (rect.left, rect.bottom), (rect.right, rect.bottom)],
            edge,
        );
        let widest = self.ticks_beside(scene, y);
        self.ticks_below(scene, x);
        self.names(scene, x, y, widest);
    }

    /// Tick labels left of the plot; how wide the widest is.
    pub fn ticks_beside(&self, scene: &mut Scene, y: &Axis) -> f64 {
        let mut widest: f64 = 0.0;
        for value in y.tick_values() {
            let at = (self.rect.left - 7.0, self.y.px(value));
            let label = Text::new(format::tick(value), at, TICK_SIZE, Ink::Muted, Anchor::Right);
            widest = widest.max(label.width());
            scene.text(label);
        }
        widest
    }

    /// As [`axes`](Plot::axes), in a picture with little room: of each axis the first tick and
    /// the last, and between them its name.
    pub fn small_axes(&self, scene: &mut Scene, x: &Axis, y: &Axis) {
        let rect = self.rect;
        let edge = Stroke::new(Ink::Hairline, 1.0);
        scene.line(
            vec![(rect.left, rect.top), (rect.left, rect.bottom), (rect.right, rect.bottom)],
            edge,
        );
        let ends = |axis: &Axis| {
            let ticks = axis.tick_values();
            [ticks.first().copied(), ticks.last().copied()].into_iter().flatten()
        };
        let label = |text: String, at, anchor| Text::new(text, at, TICK_SIZE, Ink::Muted, anchor);
        for value in ends(y) {
            let at = (rect.left - 4.0, self.y.px(value));
            scene.text(label(format::tick(value), at, Anchor::Right));
        }
        for value in ends(x) {
            scene.text(label(
                format::tick(value),
                (self.x.px(value), rect.bottom + 4.0),
                Anchor::Top,
            ));
        }
        let middle = ((rect.left + rect.right) / 2.0, (rect.top + rect.bottom) / 2.0);
        scene.text(label(x.name.into(), (middle.0, rect.bottom + 4.0), Anchor::Top));
        let name =
            label(y.name.into(), (rect.left - 4.0 - TICK_SIZE / 2.0, middle.1), Anchor::Middle);
        let face = if y.name.chars().count() > 1 { Face::Upward } else { Face::Plain };
        scene.text(name.face(face));
    }

    /// Tick labels below the plot.
    pub fn ticks_below(&self, scene: &mut Scene, x: &Axis) {
        for value in x.tick_values() {
            let at = (self.x.px(value), self.rect.bottom + 6.0);
            scene.text(Text::new(format::tick(value), at, TICK_SIZE, Ink::Muted, Anchor::Top));
        }
    }

    /// The names of the axes, outside tick labels of which the widest is `widest`.
    pub fn names(&self, scene: &mut Scene, x: &Axis, y: &Axis, widest: f64) {
        let rect = self.rect;
        if !x.name.is_empty() {
            let at = ((rect.left + rect.right) / 2.0, rect.bottom + 6.0 + TICK_SIZE + 5.0);
            scene.text(Text::new(x.name, at, NAME_SIZE, Ink::Muted, Anchor::Top));
        }
        if !y.name.is_empty() {
            let at = (
                (rect.left - 7.0 - widest - NAME_SIZE).max(NAME_SIZE * 0.6),
                (rect.top + rect.bottom) / 2.0,
            );
            let name = Text::new(y.name, at, NAME_SIZE, Ink::Muted, Anchor::Middle);
            // A single letter is read best upright; a longer name runs along its axis.
            let face = if y.name.chars().count() > 1 { Face::Upward } else { Face::Plain };
            scene.text(name.face(face));
        }
    }
}
