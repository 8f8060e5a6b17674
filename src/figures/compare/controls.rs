//! What a reader can set in `compare`.

use super::contender::Contender;
use crate::contract::{Button, Control, Count, List, Number, Numbers, Several, Switch};
use crate::figures::kit::controls;
use crate::plot::Spread;

/// The most fine-tuning steps.
pub const MOST_STEPS: usize = 10;

/// The fewest and the most tasks.
pub const TASK_COUNTS: (usize, usize) = (2, 4);

/// The folds.
const OUTER: &str = "Outer rates and λ";
const OWN: &str = "A method’s own settings";
const TASKS_FOLD: &str = "Tasks, θ and points";

/// How many fine-tuning steps.
pub const STEPS: Count = Count::slider("m", "Fine-tuning steps m", (0, MOST_STEPS as u32))
    .default(2)
    .help("How many steps of gradient descent each task takes before its loss counts.")
    .lead();

/// The inner rate.
pub const RATE: Number = Number::linear("alpha", "Inner rate α", (0.0, 0.2))
    .at_first((0.0, 0.06), controls::WIDE)
    .step(0.001, 3)
    .default(0.03)
    .help("How far each fine-tuning step goes.")
    .lead();

/// Lets all walk.
pub const RUN: Button = Button::new("run", "Let them run").lead();

/// Who is shown.
pub const METHODS: Several<Contender> = Several::new(
    "methods",
    "Methods",
    &[
        ("maml", "MAML"),
        ("fomaml", "FOMAML"),
        ("reptile", "Reptile"),
        ("imaml", "iMAML"),
        ("descent", "plain descent"),
    ],
    &Contender::ALL,
);

/// Whether all arrows are of one length.
pub const ALIKE: Switch = Switch::new("alike", "Arrows all alike")
    .help("Draws all arrows of one length, so that only their directions differ.");

/// Whether the meta-gradient is confirmed.
pub const CONFIRM: Switch = Switch::new("confirm", "Confirm by finite differences")
    .help("Computes the meta-gradient once more, from the accumulated loss alone.");

/// The outer rate.
pub const BETA: Number = Number::linear("beta", "Outer rate β", (0.0, 0.1))
    .step(0.001, 3)
    .default(0.03)
    .help("Of MAML, FOMAML, iMAML and plain descent.")
    .group(OUTER);

/// Reptile's interpolation.
pub const EPSILON: Number = Number::linear("epsilon", "Reptile’s ε", (0.0, 1.0))
    .default(0.5)
    .help("How much of the way to the mean of the ϕ Reptile goes.")
    .group(OUTER);

/// iMAML's pull.
pub const LAMBDA: Number = Number::linear("lambda", "iMAML’s λ", (0.0, 100.0))
    .step(0.5, 1)
    .default(10.0)
    .spread(Spread::Symlog)
    .help("How strongly iMAML ties the parameters of a task to θ; 0 is not at all.")
    .group(OUTER);

/// The truths of the tasks.
pub const TASKS: List = List::new(
    "tasks",
    "Tasks a₀, b₀, a₁, b₁, …",
    Numbers {
        count: (2 * TASK_COUNTS.0, 2 * TASK_COUNTS.1),
        range: (0.0, 1.0),
        places: 3,
        default: &[0.3, 0.05, 0.83, 0.75],
    },
)
.help("Two to four pairs of numbers from 0 to 1, or drag a task’s cross in the picture.")
.group(TASKS_FOLD);

/// One task more, or the first two again.
pub const ADD_TASK: Button = Button::new("add-task", "Add a task");

/// The tasks that are added to the first two.
pub const FURTHER: [[f64; 2]; 2] = [[0.5, 0.9], [0.75, 0.15]];

/// A number of steps that one method has of its own.
const fn steps(key: &'static str, label: &'static str) -> List {
    number(key, label, (0.0, MOST_STEPS as f64), 0)
}

/// A number that one method has of its own, or none.
const fn number(key: &'static str, label: &'static str, range: (f64, f64), places: usize) -> List {
    List::new(key, label, Numbers { count: (0, 1), range, places, default: &[] }).group(OWN)
}

const RATES: (f64, f64) = (0.0, 0.2);
const BETAS: (f64, f64) = (0.0, 0.1);

/// MAML's own number of steps.
pub const MAML_STEPS: List =
    steps("maml-m", "MAML: m").help("Empty, a method has the settings that all share.");
/// MAML's own inner rate.
pub const MAML_RATE: List = number("maml-alpha", "MAML: α", RATES, 4);
/// MAML's own outer rate.
pub const MAML_BETA: List = number("maml-beta", "MAML: β", BETAS, 4);
/// FOMAML's own number of steps.
pub const FOMAML_STEPS: List = steps("fomaml-m", "FOMAML: m");
/// FOMAML's own inner rate.
pub const FOMAML_RATE: List = number("fomaml-alpha", "FOMAML: α", RATES, 4);
/// FOMAML's own outer rate.
pub const FOMAML_BETA: List = number("fomaml-beta", "FOMAML: β", BETAS, 4);
/// Reptile's own number of steps.
pub const REPTILE_STEPS: List = steps("reptile-m", "Reptile: m");
/// Reptile's own inner rate.
pub const REPTILE_RATE: List = number("reptile-alpha", "Reptile: α", RATES, 4);
/// Reptile's own interpolation.
pub const REPTILE_EPSILON: List = number("reptile-epsilon", "Reptile: ε", (0.0, 1.0), 4);
/// iMAML's own pull.
pub const IMAML_LAMBDA: List = number("imaml-lambda", "iMAML: λ", (0.0, 100.0), 3);
/// iMAML's own outer rate.
pub const IMAML_BETA: List = number("imaml-beta", "iMAML: β", BETAS, 4);
/// Plain descent's own rate.
pub const DESCENT_BETA: List = number("descent-beta", "descent: β", BETAS, 4);

/// θ as numbers, for those who type: at first where the methods disagree.
const THETA: List = List::new(
    controls::THETA.key(),
    "θ = (a, b)",
    Numbers { default: &[0.15, 0.8], ..controls::PLACE },
)
.help("Two numbers from 0 to 1, or drag θ in the picture.")
.group(TASKS_FOLD);

/// The controls of this figure.
pub const CONTROLS: [Control; 28] = [
    STEPS.control(),
    RATE.control(),
    RUN.control(),
    METHODS.control(),
    ADD_TASK.control(),
    ALIKE.control(),
    CONFIRM.control(),
    BETA.control(),
    EPSILON.control(),
    LAMBDA.control(),
    controls::WIDE.group(OUTER).control(),
    MAML_STEPS.control(),
    MAML_RATE.control(),
    MAML_BETA.control(),
    FOMAML_STEPS.control(),
    FOMAML_RATE.control(),
    FOMAML_BETA.control(),
    REPTILE_STEPS.control(),
    REPTILE_RATE.control(),
    REPTILE_EPSILON.control(),
    IMAML_LAMBDA.control(),
    IMAML_BETA.control(),
    DESCENT_BETA.control(),
    TASKS.control(),
    THETA.control(),
    controls::POINTS.group(TASKS_FOLD).control(),
    controls::SEED.group(TASKS_FOLD).control(),
    controls::NEW_POINTS.group(TASKS_FOLD).control(),
];
