//! The panel of curves: each racer's initialisation θ, and a few tasks fine-tuned from it.

use super::controls::EVAL_STEPS;
use super::racer::{Racer, Stand};
use super::state::Train;
use crate::figures::kit::key::{self, Item, Sign};
use crate::learn::adapt::{self, Inner};
use crate::learn::{Distribution, Network, Samples, Sinusoid};
use crate::plot::{
    Anchor, Axis, Dash, Face, Ink, Margins, Plot, Rect, Scene, Size, Stroke, Text, format,
};

const X: Axis = Axis::linear("x", (-5.0, 5.0));
const Y: Axis = Axis::linear("f(x)", (-6.5, 6.5));

/// The tasks on show: where they lie in the ranges of amplitude and phase, and their inks. What
/// belongs to one task is of one hue.
const SHOWN: [((f64, f64), Ink); 3] =
    [((0.85, 0.15), Ink::Task0), ((0.55, 0.9), Ink::Task1), ((0.25, 0.5), Ink::Task2)];

/// The points at which curves are computed.
const POINTS: usize = 201;

/// The share of the way from one sample to the next at which arrows stand.
const ARROWS: usize = 10;

/// The room between two plots, in CSS pixels.
const GAP: f64 = 10.0;

/// The panel.
pub(super) fn scene(figure: &Train, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let margins = Margins { left: 46.0, top: 48.0, right: 12.0, bottom: 42.0 };
    let whole = Plot::new(size, margins, &X, &Y);
    let cells = cells(figure.racers.len(), &whole.rect, size);
    match figure.racers.len() {
        0 | 1 => {
            whole.grid(&mut scene, &X, &Y);
            whole.axes(&mut scene, &X, &Y);
        }
        _ => frame(&mut scene, &whole, &cells),
    }
    let at = figure.looked_back_to();
    let steps = figure.settings.get(EVAL_STEPS);
    for (racer, rect) in figure.racers.iter().zip(&cells) {
        let plot = Plot::within(*rect, &X, &Y);
        let look = Look { plot, fine: cells.len() == 1, steps };
        look.racer(&mut scene, racer, racer.stand(at));
    }
    explain(&mut scene, steps, size);
    scene
}

/// The rectangles of so many plots within one: small ones side by side show all racers at once.
fn cells(count: usize, whole: &Rect, size: Size) -> Vec<Rect> {
    let columns = match count {
        0 | 1 => 1,
        5.. if size.width > 440.0 => 3,
        2 if size.width <= 440.0 => 1,
        _ => 2,
    };
    let rows = count.div_ceil(columns).max(1);
    let side =
        |length: f64, count: usize| ((length - GAP * (count - 1) as f64) / count as f64).max(1.0);
    let (width, height) = (side(whole.width(), columns), side(whole.height(), rows));
    let cell = |index: usize| {
        let left = whole.left + (width + GAP) * (index % columns) as f64;
        let top = whole.top + (height + GAP) * (index / columns) as f64;
        Rect { left, top, right: left + width, bottom: top + height }
    };
    (0..count.max(1)).map(cell).collect()
}

/// Grids of several plots, with tick labels along the outer edges alone.
fn frame(scene: &mut Scene, whole: &Plot, cells: &[Rect]) {
    let edge = Stroke::new(Ink::Hairline, 1.0);
    for rect in cells {
        let plot = Plot::within(*rect, &X, &Y);
        plot.grid(scene, &X, &Axis { ticks: 3, ..Y });
        let corner = [(rect.left, rect.top), (rect.left, rect.bottom), (rect.right, rect.bottom)];
        scene.line(corner.to_vec(), edge);
        if rect.left <= whole.rect.left {
            plot.ticks_beside(scene, &Axis { ticks: 3, ..Y });
        }
        if rect.bottom + GAP > whole.rect.bottom || !has_one_below(rect, cells) {
            plot.ticks_below(scene, &Axis { ticks: 3, ..X });
        }
    }
}

fn has_one_below(rect: &Rect, cells: &[Rect]) -> bool {
    cells.iter().any(|other| other.left == rect.left && other.top > rect.top)
}

/// How one racer's plot is drawn.
struct Look {
    plot: Plot,
    /// It is the only one, and has room for what explains.
    fine: bool,
    /// The fine-tuning steps.
    steps: usize,
}

impl Look {
    fn racer(&self, scene: &mut Scene, racer: &Racer, stand: &Stand) {
        let width = if self.fine { 1.75 } else { 1.5 };
        let start = predicted(racer, &stand.theta);
        for (task, ink) in tasks(&racer.plan.problem.distribution) {
            let truth = positions().map(|x| (x, task.at(x)));
            let stroke = Stroke::new(ink, width - 0.5).dashed(Dash::Dotted);
            self.plot.curve(scene, truth, stroke);
            let fitted = self.fitted(racer, stand, task);
            if let Some(fitted) = fitted.filter(|_| self.steps > 0) {
                if self.fine {
                    self.arrows(scene, &start, &fitted, ink);
                }
                self.plot.curve(scene, fitted, Stroke::new(ink, width));
            }
            for x in sample_positions(racer.plan.recipe.shots) {
                scene.dot(self.plot.px(x, task.at(x)), if self.fine { 2.75 } else { 1.75 }, ink);
            }
        }
        let theta = Stroke::new(Ink::Text, if self.fine { 4.0 } else { 2.75 });
        self.plot.curve(scene, start, theta);
        if !self.fine {
            let rect = &self.plot.rect;
            let at = (rect.left + 6.0, rect.top + 9.0);
            let name = Text::new(racer.plan.entrant.name(), at, 12.5, racer.ink(), Anchor::Left);
            scene.text(name.face(Face::Haloed));
        }
    }

    /// From the curve of θ to where fine-tuning moves it.
    fn arrows(&self, scene: &mut Scene, start: &[(f64, f64)], fitted: &[(f64, f64)], ink: Ink) {
        let rect = self.plot.rect.shrunk(-1.0);
        for (from, to) in
            start.iter().zip(fitted).skip(POINTS / ARROWS / 2).step_by(POINTS / ARROWS)
        {
            let [from, to] = [from, to].map(|&(x, y)| self.plot.px(x, y));
            // One that is shorter than its head says nothing.
            if (to.1 - from.1).abs() > 12.0 && rect.contains(from) && rect.contains(to) {
                scene.arrow(from, to, Stroke::new(ink, 1.0).faded(0.4));
            }
        }
    }

    /// The racer's network fine-tuned to `task`, unless that diverges.
    fn fitted(&self, racer: &Racer, stand: &Stand, task: Sinusoid) -> Option<Vec<(f64, f64)>> {
        let network = Network::<f32>::new(racer.plan.problem.activation);
        let mut support = Samples::default();
        task.sample(sample_positions(racer.plan.recipe.shots), &mut support);
        let inner = Inner::new(stand.rate, self.steps).ok()?;
        let mut phi = stand.theta.clone();
        let mut scratch = adapt::Scratch::new(&network);
        adapt::fine_tune(&network, &mut phi, &support, inner, &mut scratch).ok()?;
        Some(predicted(racer, &phi))
    }
}

/// What each kind of mark is, above the plots.
fn explain(scene: &mut Scene, steps: usize, size: Size) {
    let hues = SHOWN.map(|(_, ink)| ink);
    let fitted = ["three tasks after ", &format::counted(steps, "step")].concat();
    let items = [
        Item { text: "initialisation θ", sign: Sign::Line(Stroke::new(Ink::Text, 4.0)) },
        Item { text: &fitted, sign: Sign::Lines(hues, Dash::Solid) },
        Item { text: "their truth", sign: Sign::Lines(hues, Dash::Dotted) },
        Item { text: "samples", sign: Sign::Dots(hues) },
    ];
    key::write(scene, &items, (46.0, size.width - 4.0));
}

/// The tasks on show, with their inks.
fn tasks(distribution: &Distribution) -> impl Iterator<Item = (Sinusoid, Ink)> {
    let (amplitude, phase) = (distribution.amplitude, distribution.phase);
    SHOWN.into_iter().map(move |((a, p), ink)| {
        let amplitude = amplitude.low() + a * (amplitude.high() - amplitude.low());
        let phase = phase.low() + p * (phase.high() - phase.low());
        (Sinusoid { amplitude, phase }, ink)
    })
}

/// Evenly spread sample positions, so that nothing in the picture is luck.
fn sample_positions(shots: usize) -> impl Iterator<Item = f64> {
    (0..shots).map(move |i| -5.0 + 10.0 * (i as f64 + 0.5) / shots as f64)
}

fn positions() -> impl Iterator<Item = f64> {
    (0..POINTS).map(|i| -5.0 + 10.0 * i as f64 / (POINTS - 1) as f64)
}

/// The function of the network with parameters `theta`.
fn predicted(racer: &Racer, theta: &[f32]) -> Vec<(f64, f64)> {
    let network = Network::<f32>::new(racer.plan.problem.activation);
    let xs: Vec<f32> = positions().map(|x| x as f32).collect();
    let mut ys = vec![0.0; POINTS];
    network.predict(theta, &xs, &mut ys);
    positions().zip(ys.into_iter().map(f64::from)).collect()
}
