//! Where everything lies in `average`: for those who draw and for hands.

use super::controls::Kinds;
use super::wave::HALF;
use crate::contract::Panel;
use crate::plot::{Axis, Margins, Plot, Size};

/// The one panel: curves, the values at one place, and the error of every answer there.
pub const PANELS: [Panel; 1] = [Panel {
    key: "curves",
    label: "The tasks’ curves and their average; beside them the values at the reader’s x, and \
            the mean squared error of every answer there",
    wide: Size::new(936.0, 272.0),
    narrow: Size::new(358.0, 282.0),
    keys: "Arrow keys move your answer: left and right along x, up and down its value, with shift \
           in small steps. Enter puts it on the average.",
}];

/// How many points a drawn curve has.
pub const POINTS: usize = 101;

/// Below this width there is no room for labels beside the curves.
const ROOMY: f64 = 480.0;

/// The axis of x.
pub const X: Axis = Axis::linear("x", (-HALF, HALF));

const ERROR: &str = "squared error";

/// What the axes span for one kind of tasks.
pub struct Axes {
    /// The axis of f(x).
    pub y: Axis,
    /// The axis of errors.
    pub error: Axis,
}

impl Axes {
    /// Those for tasks of some kind: f₁ and f₂ are small.
    pub const fn of(kinds: Kinds) -> Self {
        match kinds {
            Kinds::Opposed => Self {
                y: Axis::linear("f(x)", (-1.8, 1.8)),
                error: Axis::linear(ERROR, (0.0, 4.0)),
            },
            Kinds::Drawn => Self {
                y: Axis::linear("f(x)", (-5.6, 5.6)),
                error: Axis::linear(ERROR, (0.0, 40.0)),
            },
        }
    }
}

/// The three plots, side by side and of one height.
pub struct Plots {
    /// The curves.
    pub curves: Plot,
    /// The values at the reader's x.
    pub values: Plot,
    /// The error of every answer there.
    pub errors: Plot,
    /// Whether names find room beside the curves.
    pub roomy: bool,
}

impl Plots {
    /// Those in a panel of `size`.
    pub fn new(size: Size, axes: &Axes) -> Self {
        let roomy = size.width >= ROOMY;
        // From the panel's right edge: the errors, the values, the curves.
        let (top, bottom) = if roomy { (26.0, 42.0) } else { (62.0, 42.0) };
        let edges = match roomy {
            true => [(46.0, 408.0), (size.width - 282.0, 202.0), (size.width - 182.0, 12.0)],
            false => [(42.0, 136.0), (size.width - 126.0, 88.0), (size.width - 80.0, 10.0)],
        };
        let [curves, values, errors] =
            edges.map(|(left, right)| Margins { left, top, right, bottom });
        Self {
            curves: Plot::new(size, curves, &X, &axes.y),
            values: Plot::new(size, values, &Axis::linear("", (0.0, 1.0)), &axes.y),
            errors: Plot::new(size, errors, &axes.error, &axes.y),
            roomy,
        }
    }
}

/// The positions at which curves are drawn.
pub fn positions() -> impl Iterator<Item = f64> {
    (0..POINTS).map(|i| -HALF + 2.0 * HALF * i as f64 / (POINTS - 1) as f64)
}
