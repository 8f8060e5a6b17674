//! What `curvature` knows: a quadratic, a place on it, and the two directions there.

use crate::contract::{Button, Changed, Control, List, Number, Numbers, Settings};
use crate::figures::kit::controls;
use crate::figures::kit::square::Drag;
use crate::figures::kit::terrain::{self, Surface};
use crate::learn::Error;
use crate::learn::surface::{Grid, Quadratic};
use crate::learn::vector::angle;
use crate::plot::heatmap::{Shade, Shading};

/// The centre of the curvature, where the exact gradient is g.
pub(super) const CENTRE: [f64; 2] = [0.5, 0.5];

const ENTRY: (f64, f64) = (-0.5, 0.5);

pub(super) const A: Number = Number::linear("a", "Curvature a", ENTRY)
    .default(0.4)
    .help("The upper left entry of H: how fast the slope along the first axis changes along it.")
    .lead();
pub(super) const B: Number = Number::linear("b", "Twist b", ENTRY)
    .default(-0.2)
    .help("The two other entries of H: how fast the slope along one axis changes along the other.")
    .lead();
pub(super) const C: Number = Number::linear("c", "Curvature c", ENTRY)
    .default(0.3)
    .help("The lower right entry of H: how fast the slope along the second axis changes along it.")
    .lead();
pub(super) const PLANE: Button = Button::new("plane", "Plane");
pub(super) const BOWL: Button = Button::new("bowl", "Bowl");
pub(super) const VALLEY: Button = Button::new("valley", "Valley");
pub(super) const SADDLE: Button = Button::new("saddle", "Saddle");
pub(super) const SLOPE: List = List::new(
    "g",
    "Slope g of the plane",
    Numbers { count: (2, 2), range: ENTRY, places: 3, default: &[-0.1, 0.12] },
)
.help("Two numbers from −0.5 to 0.5: the gradient in the middle of the square.")
.group("Values to type");
pub(super) const AT: List = List::new(
    "at",
    "The place x",
    Numbers { count: (2, 2), range: (0.0, 1.0), places: 3, default: &[0.2, 0.3] },
)
.help("Two numbers from 0 to 1, or drag x in the picture.")
.group("Values to type");

const CONTROLS: [Control; 9] = [
    A.control(),
    B.control(),
    C.control(),
    PLANE.control(),
    BOWL.control(),
    VALLEY.control(),
    SADDLE.control(),
    SLOPE.control(),
    AT.control(),
];

/// The figure: a quadratic, a place on it, and what follows from both.
pub struct Curvature {
    pub(super) settings: Settings,
    pub(super) quadratic: Quadratic,
    /// f over the square.
    pub(super) surface: Surface,
    /// The angle between the two directions over the square, in degrees.
    pub(super) angles: Surface,
    pub(super) hand: Drag,
    pub(super) touched: bool,
}

impl Default for Curvature {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let quadratic = quadratic(&settings);
        let (surface, angles) = surfaces(&quadratic);
        Self { settings, quadratic, surface, angles, hand: Drag::default(), touched: false }
    }
}

impl Curvature {
    pub(super) fn follow_settings(&mut self) {
        let wanted = quadratic(&self.settings);
        if wanted != self.quadratic {
            (self.surface, self.angles) = surfaces(&wanted);
            self.quadratic = wanted;
        }
    }

    /// The place where both directions are taken.
    pub(super) fn at(&self) -> [f64; 2] {
        pair(self.settings.get(AT))
    }

    /// −(H (x − c) + g): straight downhill.
    pub(super) fn descent(&self) -> [f64; 2] {
        self.quadratic.gradient(self.at()).map(negated)
    }

    /// −g: downhill on the plane that is left without H.
    pub(super) fn first_order(&self) -> [f64; 2] {
        self.quadratic.slope.map(negated)
    }

    /// Between the two, in degrees; `None` where one of them is zero.
    pub(super) fn angle(&self) -> Option<f64> {
        angle(&self.descent(), &self.first_order())
    }

    pub(super) fn put(&mut self, at: [f64; 2]) -> Changed {
        self.touched = true;
        self.settings.set(AT, at.map(|entry| controls::PLACE.admit(entry)).to_vec());
        Changed::Settings
    }

    /// Bends the surface as one of the buttons says.
    pub(super) fn bend(&mut self, [a, b, c]: [f64; 3]) -> Changed {
        self.settings.set(A, a);
        self.settings.set(B, b);
        self.settings.set(C, c);
        self.follow_settings();
        Changed::Settings
    }
}

/// −x, and never −0, which would be read out as such.
fn negated(x: f64) -> f64 {
    0.0 - x
}

fn pair(numbers: &[f64]) -> [f64; 2] {
    match numbers {
        [x, y] => [*x, *y],
        _ => CENTRE,
    }
}

fn quadratic(settings: &Settings) -> Quadratic {
    let hessian = [settings.get(A), settings.get(B), settings.get(C)];
    Quadratic { hessian, slope: pair(settings.get(SLOPE)), centre: CENTRE }
}

/// f over the square, and the angle between both directions.
fn surfaces(quadratic: &Quadratic) -> (Surface, Surface) {
    let both = || -> Result<_, Error> {
        let grid = Grid::unit(terrain::NODES)?;
        let heights = grid.map(|x| quadratic.value(x)).mapv(|value| value as f32);
        let low = heights.iter().copied().fold(f32::INFINITY, f32::min);
        let high = heights.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        // Heights may be negative, of which the scale needs to know nothing.
        let heights = heights.mapv(|value| value - low);
        let shading = Shading::between(0.0, f64::from(high - low), Shade::Linear);
        // Where one of them is zero there is no angle; half a turn stands for all of them.
        let angles = grid.map(|x| angle(&quadratic.gradient(x), &quadratic.slope).unwrap_or(90.0));
        let angles = angles.mapv(|value| value as f32);
        let degrees = Shading::between(0.0, 180.0, Shade::Linear);
        Ok((Surface::new(heights.view(), shading), Surface::of_levels(angles.view(), degrees, 5)))
    };
    both().unwrap_or_else(|_| (Surface::blank(), Surface::blank()))
}
