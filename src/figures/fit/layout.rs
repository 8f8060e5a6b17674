//! Where everything lies in the fitting figures: for those who draw and for hands.

use super::fitting::STEPS;
use super::samples::{self, DOMAIN};
use crate::contract::{Panel, Tip, is_small};
use crate::learn::Sinusoid;
use crate::plot::{Axis, Margins, Plot, Px, Size, distance};

/// The index of the panel with the curves.
pub const CURVES: usize = 0;

/// Both panels.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "curves",
        label: "The task’s curve, the samples, and the model before and after fine-tuning",
        wide: Size::new(680.0, 400.0),
        narrow: Size::new(358.0, 320.0),
        keys: "Left and right arrows move the cursor or the chosen sample, with shift in small \
               steps. Enter places a sample. Up and down arrows choose a sample, Delete removes it. \
               Home takes hold of the curve: then arrows raise and shift it, and Escape lets go.",
    },
    Panel {
        key: "errors",
        label: "Mean squared error against the number of fine-tuning steps",
        wide: Size::new(256.0, 400.0),
        narrow: Size::new(358.0, 220.0),
        keys: "Left and right arrows choose the number of fine-tuning steps.",
    },
];

/// Below this width a panel has no room for labels beside its curves.
pub const ROOMY: f64 = 480.0;

/// The axis of x.
pub const X: Axis = Axis::linear("x", DOMAIN);
/// The axis of f(x).
pub const Y: Axis = Axis::linear("f(x)", (-6.5, 6.5));
/// The axis of fine-tuning steps.
pub const STEP: Axis = Axis::counts("fine-tuning steps", STEPS as f64);
/// The axis of errors.
pub const ERROR: Axis = Axis::log("", (0.001, 30.0));

/// The plot in the panel of curves.
pub fn curve_plot(size: Size) -> Plot {
    if is_small(size) {
        let margins = Margins { left: 22.0, top: 8.0, right: 8.0, bottom: 22.0 };
        return Plot::new(size, margins, &X, &Y);
    }
    let right = if size.width >= ROOMY { 118.0 } else { 12.0 };
    let top = if size.width >= ROOMY { 12.0 } else { 44.0 };
    Plot::new(size, Margins { left: 46.0, top, right, bottom: 42.0 }, &X, &Y)
}

/// The plot in the panel of errors.
pub fn error_plot(size: Size) -> Plot {
    let top = if size.width < 300.0 { 64.0 } else { 34.0 };
    Plot::new(size, Margins { left: 42.0, top, right: 18.0, bottom: 42.0 }, &STEP, &ERROR)
}

/// The index of the sample that a pointer at `at` reaches.
pub fn sample_at(plot: &Plot, task: Sinusoid, samples: &[f64], at: Px, tip: Tip) -> Option<usize> {
    let (index, _) = samples::nearest(samples, plot.x.value(at.0))?;
    let x = *samples.get(index)?;
    let (px, py) = plot.px(x, task.at(x));
    (distance((px, py), at) <= tip.reach()).then_some(index)
}
