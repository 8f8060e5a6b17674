//! The controls of `average`.

use std::f64::consts::PI;

use crate::contract::{Button, Choice, Control, Count, Number, Switch};
use crate::plot::Spread;

/// The greatest seed of the tasks.
pub const LAST_SEED: u32 = 9999;

/// The fold of what concerns the tasks.
const TASKS_FOLD: &str = "Tasks";

/// The fold of the reader's answer.
const ANSWER_FOLD: &str = "The answer";

/// Which tasks are averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinds {
    /// f₁ and f₂, of amplitude 1, some phase apart.
    Opposed,
    /// Some drawn from p(τ).
    Drawn,
}

/// Which tasks are averaged.
pub const PHASES: Choice<Kinds> = Choice::new(
    "phases",
    "Tasks",
    &[("opposed", "two: f₁ against f₂"), ("drawn", "many, drawn from p(τ)")],
    &[Kinds::Opposed, Kinds::Drawn],
)
.group(TASKS_FOLD);

/// How far apart the phases of f₁ and f₂ are.
pub const DISTANCE: Number = Number::linear("distance", "Phase gap", (0.0, PI))
    .help("Between f₁ and f₂. At π, its end, each is the other upside down.")
    .lead();

/// How many tasks are drawn.
pub const TASKS: Count = Count::slider("tasks", "Tasks drawn", (2, 1000))
    .spread(Spread::Symlog)
    .default(20)
    .help("One by one up to ten, then ten for every factor of ten.")
    .lead();

/// Draws other tasks.
pub const OTHERS: Button = Button::new("others", "⚄ Other tasks");

/// Whether the pretrained network's curve is drawn beside the average.
pub const NETWORK: Switch = Switch::new("network", "Show the pretrained network");

/// Where the reader answers.
pub const X: Number = Number::linear("x", "Your answer’s x", (-5.0, 5.0))
    .step(0.1, 1)
    .default(0.6)
    .help("Or drag the answer in the picture.")
    .group(ANSWER_FOLD);

/// What the reader answers.
pub const ANSWER: Number = Number::linear("answer", "Your answer", (-6.0, 6.0))
    .step(0.05, 2)
    .default(0.7)
    .group(ANSWER_FOLD);

/// The seed of the tasks.
pub const SEED: Count =
    Count::typed("seed", "Seed of the tasks", (0, LAST_SEED)).default(1).group(TASKS_FOLD);

/// All of them.
pub const CONTROLS: [Control; 8] = [
    DISTANCE.control(),
    TASKS.control(),
    OTHERS.control(),
    NETWORK.control(),
    PHASES.control(),
    SEED.control(),
    X.control(),
    ANSWER.control(),
];
