//! The controls of `drawings`.

use super::code::LONGEST;
use super::spot::{SHOTS, WAYS};
use crate::contract::{Button, Choice, Code, Control, Count};

/// The greatest seed of an example.
pub const LAST_SEED: u32 = 9999;

/// The most steps of fine-tuning.
pub const MOST_STEPS: usize = 20;

/// The fold of what the link holds.
const BOARD_FOLD: &str = "What is on the board";

/// Which class the drawing was, if the reader says so.
pub const WAS: Choice<Option<usize>> = Choice::new(
    "was",
    "It was",
    &[("unsaid", "?"), ("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "E")],
    &[None, Some(0), Some(1), Some(2), Some(3), Some(4)],
)
.counted_by(WAYS_CONTROL.key())
.help("Say which class you drew: then all three are judged, and the round counts.")
.lead();

/// Takes back what was done last.
pub const UNDO: Button = Button::new("undo", "Undo").lead();
/// Empties the pad that asks.
pub const CLEAR_QUERY: Button = Button::new("clear-query", "Ask anew").lead();
/// Empties all pads.
pub const CLEAR: Button = Button::new("clear", "Clear the board").lead();
/// Fills all pads with invented characters.
pub const EXAMPLE: Button = Button::new("example", "Another example").lead();

/// The number of inner steps.
pub const STEPS: Count = Count::slider("steps", "Inner steps", (0, MOST_STEPS as u32))
    .default(1)
    .help("How often both networks are fine-tuned on the drawings of the classes.");

/// The number of classes.
pub const WAYS_CONTROL: Count = Count::slider("ways", "Classes", (2, WAYS as u32))
    .default(3)
    .help("How many characters are to be told apart.");

/// The number of drawings of each class.
pub const SHOTS_CONTROL: Count = Count::slider("shots", "Drawings of each", (1, SHOTS as u32))
    .default(1)
    .help("How many drawings of each class there is room for.");

/// The seed of the example.
pub const SEED: Count = Count::typed("seed", "Example", (0, LAST_SEED))
    .default(78)
    .help("Every number is an alphabet of its own, the same for everybody.")
    .group(BOARD_FOLD);

/// The drawings.
pub const BOARD: Code = Code::new("board", "Your drawings, packed", LONGEST)
    .help("Empty while the whole board is the example’s. “Copy link” takes it along.")
    .group(BOARD_FOLD);

/// All of them.
pub const CONTROLS: [Control; 10] = [
    WAS.control(),
    UNDO.control(),
    CLEAR_QUERY.control(),
    CLEAR.control(),
    EXAMPLE.control(),
    STEPS.control(),
    WAYS_CONTROL.control(),
    SHOTS_CONTROL.control(),
    SEED.control(),
    BOARD.control(),
];
