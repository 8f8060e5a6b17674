//! The controls of `beat-maml`.

use super::drawing::{HANDLES, HEIGHTS};
use crate::contract::{Button, Control, Count, List, Numbers, Switch};

/// The greatest seed of a round.
pub const LAST_SEED: u32 = 9999;

/// The fold of what the link holds.
const ROUND: &str = "The round";

/// What a curve of handles admits.
pub const CURVE: Numbers = Numbers { count: (0, HANDLES), range: HEIGHTS, places: 2, default: &[] };

/// Has both networks draw their curves, and shows the task.
pub const COMPARE: Button = Button::new("compare", "Compare").lead();
/// Goes on to the round of the next seed.
pub const NEXT: Button = Button::new("next", "Next round").lead();
/// Takes the drawing away, and the answers.
pub const OVER: Button = Button::new("over", "Start over").lead();
/// Seals the drawing into the link.
pub const SEAL: Button = Button::new("seal", "Make it a challenge").lead();

/// The round.
pub const SEED: Count = Count::typed("seed", "Round", (0, LAST_SEED))
    .default(14)
    .help("Every number is a round of its own, the same for everybody.")
    .group(ROUND);

/// The reader's curve.
pub const DRAWING: List = List::new("drawing", "Your curve at x = −5, −4, … 5", CURVE)
    .help("Eleven numbers from −6.5 to 6.5, or draw in the picture.")
    .group(ROUND);

/// Somebody else's curve, which is shown with the answers.
pub const CHALLENGE: List = List::new("challenge", "The challenger’s curve", CURVE)
    .help("Shown when yours is compared.")
    .group(ROUND);

/// Whether the answers are shown.
pub const REVEALED: Switch = Switch::new("revealed", "Show the answers").group(ROUND);

/// All of them.
pub const CONTROLS: [Control; 8] = [
    COMPARE.control(),
    NEXT.control(),
    OVER.control(),
    SEAL.control(),
    SEED.control(),
    DRAWING.control(),
    CHALLENGE.control(),
    REVEALED.control(),
];
