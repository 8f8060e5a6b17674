//! Where everything lies in `beat-maml`: for those who draw and for hands.

use super::drawing::{HEIGHTS, Heights, position};
use crate::contract::{Panel, Tip};
use crate::plot::{Axis, Margins, Plot, Px, Size, distance};

/// The index of the panel with the curves.
pub const CURVES: usize = 0;

/// Both panels.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "curves",
        label: "Five points of a hidden task, your curve, and once they are compared both \
                networks’ curves and the task",
        wide: Size::new(680.0, 400.0),
        narrow: Size::new(358.0, 320.0),
        keys: "Your curve has eleven handles. Left and right arrows choose one, up and down \
               arrows move it, with shift in small steps, Page up and Page down in large ones; \
               Delete takes it away. Enter compares, and then goes on to the next round.",
    },
    Panel {
        key: "errors",
        label: "The mean squared errors of all curves, and the score",
        wide: Size::new(256.0, 400.0),
        narrow: Size::new(358.0, 208.0),
        keys: "",
    },
];

/// Below this width a panel has no room for labels beside its curves.
pub const ROOMY: f64 = 480.0;

/// The axis of x.
pub const X: Axis = Axis::linear("x", (-5.0, 5.0));
/// The axis of f(x).
pub const Y: Axis = Axis::linear("f(x)", HEIGHTS);
/// The axis of errors.
pub const ERROR: Axis = Axis::log("mean squared error", (0.001, 30.0));

/// So far beside the plot, in CSS pixels, a line may begin: a hand that wants to begin at the
/// edge comes down there.
const BESIDE: f64 = 10.0;

/// The plot in the panel of curves.
pub fn curve_plot(size: Size) -> Plot {
    let (top, right) = if size.width >= ROOMY { (12.0, 118.0) } else { (62.0, 12.0) };
    Plot::new(size, Margins { left: 46.0, top, right, bottom: 42.0 }, &X, &Y)
}

/// Whether a line can begin at `at`.
pub fn is_paper(plot: &Plot, at: Px) -> bool {
    plot.rect.shrunk(-BESIDE).contains(at)
}

/// The index of the handle that a pointer at `at` reaches.
pub fn handle_at(plot: &Plot, heights: &Heights, at: Px, tip: Tip) -> Option<usize> {
    let away = |index: usize| {
        let (x, y) = plot.px(position(index), heights[index]);
        distance((x, y), at)
    };
    let nearest = (0..heights.len()).min_by(|&one, &other| away(one).total_cmp(&away(other)))?;
    (away(nearest) <= tip.reach()).then_some(nearest)
}
