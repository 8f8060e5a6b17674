//! The panels of the training figure.

use crate::contract::Panel;
use crate::plot::Size;

/// The index of the panel with the curves.
pub const CURVES: usize = 0;

/// Both panels.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "curves",
        label: "The initialisation, and three held-out tasks fine-tuned from it",
        wide: Size::new(500.0, 400.0),
        narrow: Size::new(358.0, 320.0),
        keys: "",
    },
    Panel {
        key: "errors",
        label: "The error on held-out tasks before and after fine-tuning, as training goes on",
        wide: Size::new(436.0, 400.0),
        narrow: Size::new(358.0, 300.0),
        keys: "",
    },
];
