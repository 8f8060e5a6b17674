//! What the figures of the toy problem share: controls, the square, its marks.

use crate::contract::{
    Action, Control, Grip, Key, Kind, Numbers, Pace, Place, Pointer, Settings, Slider, Tip, Value,
};
use crate::learn::Error;
use crate::learn::model::softplus_line::{Points, TASKS, ToyTask};
use crate::learn::surface::AccumulatedLoss;
use crate::plot::heatmap::{HeatMap, Shade, Shading};
use crate::plot::{
    Anchor, Axis, Dash, Face, Ink, Margins, Placer, Plot, Px, Scene, Size, Spread, Stroke, Text,
};
use ndarray::{Array2, ArrayView2};

/// The nodes along each side of the grids on which surfaces are computed.
pub const NODES: usize = 65;

/// The inks of the two tasks.
pub const INKS: [Ink; 2] = [Ink::Task0, Ink::Task1];

/// The greatest seed for new points.
pub const LAST_SEED: u32 = 9999;

/// How far an arrow key moves θ.
pub const KEY_STEP: f64 = 0.01;

/// θ in the square, kept to three decimals.
pub const THETA: Numbers =
    Numbers { count: (2, 2), range: (0.0, 1.0), places: 3, default: &[0.35, 0.55] };

/// The inner rate: 0.01 to 0.05 at first, more on request.
pub const fn rate(default: f64) -> Control {
    Control {
        key: "alpha",
        label: "Inner rate α",
        help: "How far each fine-tuning step goes.",
        place: Place::Main,
        kind: Kind::Slider(Slider {
            range: (0.0, 0.2),
            at_first: (0.01, 0.05),
            step: 0.001,
            default,
            spread: Spread::Linear,
            places: 3,
            unit: "",
        }),
    }
}

/// Widens the slider of the inner rate.
pub const WIDE: Control = Control {
    key: "wide",
    label: "Allow larger and smaller α",
    help: "From about 0.1 on, gradient descent no longer settles.",
    place: Place::More,
    kind: Kind::Switch,
};

/// θ as numbers, for those who type.
pub const THETA_CONTROL: Control = Control {
    key: "theta",
    label: "θ = (a, b)",
    help: "Two numbers from 0 to 1, or drag θ in the picture.",
    place: Place::More,
    kind: Kind::Numbers(THETA),
};

/// The points x_j at which the losses are measured.
pub const POINTS: Control = Control {
    key: "x",
    label: "Points x_j",
    help: "One to twenty numbers from −10 to 10 at which the losses are measured.",
    place: Place::More,
    kind: Kind::Numbers(Numbers {
        count: (1, Points::MAX_COUNT),
        range: (-Points::LIMIT, Points::LIMIT),
        places: 3,
        default: &[-3.0, -2.333, -1.667, -1.0, -0.333, 0.333, 1.0, 1.667, 2.333, 3.0],
    }),
};

/// The seed of new points.
pub const SEED: Control = Control {
    key: "seed",
    label: "Seed of the points",
    help: "The button draws the points that belong to the next seed.",
    place: Place::More,
    kind: Kind::Whole { range: (0, LAST_SEED), default: 0 },
};

/// Draws new points.
pub const NEW_POINTS: Control = Control {
    key: "new-points",
    label: "⚄ New points",
    help: "",
    place: Place::More,
    kind: Kind::Button,
};

/// The two tasks, measured at the points that `settings` hold.
pub fn tasks(settings: &Settings) -> [ToyTask<f64>; 2] {
    let xs = settings.numbers("x");
    let is_default = POINTS.default() == Value::Numbers(xs.to_vec());
    // The default points are thirds; in links and on screen they are rounded.
    let points = if is_default { Points::default() } else { Points::new(xs).unwrap_or_default() };
    TASKS.map(|truth| ToyTask::new(&points, truth))
}

/// Draws ten new points from the next seed.
pub fn draw_points(settings: &mut Settings) {
    let seed = (settings.count("seed") + 1) % (LAST_SEED as usize + 1);
    if let Ok(points) = Points::from_seed(seed as u64, 10) {
        settings.set("seed", Value::Number(seed as f64));
        settings.set("x", Value::Numbers(points.as_slice().to_vec()));
    }
}

/// θ as `settings` hold it.
pub fn theta(settings: &Settings) -> [f64; 2] {
    match settings.numbers("theta") {
        [a, b] => [*a, *b],
        _ => [0.5, 0.5],
    }
}

/// Sets θ, held inside the square.
pub fn set_theta(settings: &mut Settings, theta: [f64; 2]) {
    let held = theta.map(|entry| THETA.admit(entry)).to_vec();
    settings.set("theta", Value::Numbers(held));
}

/// θ moved by one press of an arrow key, or `None` for another key.
pub fn walked(theta: [f64; 2], key: Key) -> Option<[f64; 2]> {
    let by = |pace: Pace| KEY_STEP * pace.factor();
    let [a, b] = theta;
    match key {
        Key::Left(pace) => Some([a - by(pace), b]),
        Key::Right(pace) => Some([a + by(pace), b]),
        Key::Down(pace) => Some([a, b - by(pace)]),
        Key::Up(pace) => Some([a, b + by(pace)]),
        _ => None,
    }
}

/// What a pointer does with θ.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hand {
    held: Option<Held>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Held {
    /// θ before, for when the system takes the pointer away.
    before: [f64; 2],
    /// From the pointer to the handle's centre, in CSS pixels.
    offset: Px,
}

impl Hand {
    /// Whether θ is being dragged.
    pub fn grip(&self) -> Grip {
        if self.held.is_some() { Grip::Held } else { Grip::Nothing }
    }

    /// What a pointer in `plot` makes of `theta`: its new place, if it moves.
    ///
    /// A handle within reach is taken where it is; elsewhere in the plot θ comes
    /// to the pointer.
    pub fn moved(&mut self, plot: &Plot, theta: [f64; 2], pointer: &Pointer) -> Option<[f64; 2]> {
        let Pointer { at, action, tip, .. } = *pointer;
        match action {
            Action::Down => {
                let handle = plot.px(theta[0], theta[1]);
                let offset = (handle.0 - at.0, handle.1 - at.1);
                let near = offset.0.hypot(offset.1) <= tip.reach();
                if !near && !plot.rect.contains(at) {
                    return None;
                }
                let offset = if near { offset } else { (0.0, 0.0) };
                self.held = Some(Held { before: theta, offset });
                (!near).then(|| value(plot, at))
            }
            Action::Drag => {
                let Held { offset, .. } = self.held?;
                Some(value(plot, (at.0 + offset.0, at.1 + offset.1)))
            }
            Action::Up => {
                self.held = None;
                None
            }
            Action::Cancel => self.held.take().map(|held| held.before),
            Action::Hover | Action::Leave => None,
        }
    }
}

fn value(plot: &Plot, at: Px) -> [f64; 2] {
    let (a, b) = plot.value(at);
    [a, b].map(|entry| THETA.admit(entry))
}

/// What a hand would find at `at`: θ's handle, or a place to put it.
pub fn grip(plot: &Plot, hand: &Hand, theta: [f64; 2], at: Px, tip: Tip) -> Grip {
    let handle = plot.px(theta[0], theta[1]);
    let near = (handle.0 - at.0).hypot(handle.1 - at.1) <= tip.reach();
    match (hand.grip(), near, plot.rect.contains(at)) {
        (Grip::Held, ..) => Grip::Held,
        (_, true, _) => Grip::Handle,
        (_, false, true) => Grip::Place,
        _ => Grip::Nothing,
    }
}

/// A loss over the square, ready to be drawn at any size.
#[derive(Clone, Debug)]
pub struct Surface {
    map: HeatMap,
    /// The scale of its colours.
    pub shading: Shading,
}

impl Surface {
    /// Colours `values` on a grid over the square (row 0 is b = 0) by `shading`.
    pub fn new(values: ArrayView2<'_, f32>, shading: Shading) -> Self {
        Self { map: HeatMap::new(values, shading).with_lines(values, shading, 9), shading }
    }

    /// A surface without hills, for as long as there is nothing to show.
    pub fn blank() -> Self {
        let values = Array2::zeros((2, 2));
        Self::new(values.view(), Shading::between(0.0, 1.0, Shade::Linear))
    }

    /// The loss of one of the tasks itself, before any fine-tuning.
    pub fn of_task(losses: &mut AccumulatedLoss, task: usize) -> Result<Self, Error> {
        let own = losses.task_level(task, 0)?.ok_or(Error::EmptyBatch)?;
        Ok(Self::new(own, Shading::over(own, Shade::Root)))
    }

    /// Draws the colours and the lines of equal loss into `plot`.
    pub fn draw(&self, scene: &mut Scene, plot: &Plot) {
        scene.rasters.push(self.map.over(plot.rect));
    }
}

/// The axis of a.
pub const A: Axis = Axis::linear("a", (0.0, 1.0));
/// The axis of b.
pub const B: Axis = Axis::linear("b", (0.0, 1.0));

/// The plot of the square in a panel of `size`, `right` CSS pixels left free on the right.
pub fn plot(size: Size, right: f64) -> Plot {
    Plot::new(size, Margins { left: 44.0, top: 30.0, right, bottom: 42.0 }, &A, &B)
}

/// Writes the title of a panel, in its ink.
pub fn title(scene: &mut Scene, plot: &Plot, text: &str, ink: Ink) {
    let at = (plot.rect.left, plot.rect.top - 14.0);
    scene.text(Text::new(text, at, 14.0, ink, Anchor::Left).face(Face::Bold));
}

/// Marks a minimum with a cross in a halo.
pub fn cross(scene: &mut Scene, (x, y): Px, ink: Ink) {
    for stroke in [Stroke::new(Ink::Halo, 5.0), Stroke::new(ink, 2.5)] {
        let arm = 5.5;
        scene.line(vec![(x - arm, y - arm), (x + arm, y + arm)], stroke);
        scene.line(vec![(x - arm, y + arm), (x + arm, y - arm)], stroke);
    }
}

/// An arrow with a halo, so that it shows on every colour.
pub fn haloed_arrow(scene: &mut Scene, from: Px, to: Px, stroke: Stroke) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(1e-9);
    let beyond = (to.0 + 2.0 * dx / length, to.1 + 2.0 * dy / length);
    let halo = Stroke::new(Ink::Halo, stroke.width + 2.0).faded(stroke.opacity * 0.85);
    scene.arrow(from, beyond, halo);
    scene.arrow(from, to, stroke);
}

/// A path through data points with a halo, clipped to the plot.
pub fn haloed_path(scene: &mut Scene, plot: &Plot, points: &[(f64, f64)], stroke: Stroke) {
    let halo = Stroke::new(Ink::Halo, stroke.width + 2.0).faded(0.75);
    plot.curve(scene, points.iter().copied(), halo.dashed(Dash::Solid));
    plot.curve(scene, points.iter().copied(), stroke);
}

/// The handle of θ: it looks as if it could be grabbed.
pub fn handle(scene: &mut Scene, at: Px, grip: Grip) {
    let ring = if grip == Grip::Held { 13.0 } else { 11.0 };
    scene.dot(at, ring, Ink::Halo);
    scene.ring(at, ring, Stroke::new(Ink::Accent, 2.5));
    scene.dot(at, 4.0, Ink::Accent);
}

/// A label on a heat map.
pub fn map_label(text: impl Into<String>, at: Px, ink: Ink) -> Text {
    Text::new(text, at, 14.0, ink, Anchor::Left).face(Face::Haloed)
}

/// Labels that keep inside the plot.
pub fn placer(plot: &Plot) -> Placer {
    Placer::new(plot.rect.shrunk(3.0))
}
