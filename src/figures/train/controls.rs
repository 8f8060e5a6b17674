//! The controls of the training figure.

use std::f64::consts::PI;

use super::entrant::Entrant;
use crate::contract::{Button, Choice, Control, Count, Kind, Number, Place, Press, Switch};
use crate::figures::kit::pace::Pace;
use crate::learn::Activation;
use crate::learn::train::presets;
use crate::plot::Spread;

/// The greatest seed of a run.
const LAST_SEED: u32 = 999_999;

/// The meta-steps of a whole run.
const LAST_STEP: u32 = 40_000;
/// The fold of what is measured.
const MEASURED: &str = "What is measured";
/// The fold of how the methods train.
const TRAINING: &str = "How they train";
/// The fold of the distribution of tasks.
const DISTRIBUTION: &str = "The tasks";
/// The fold of what comes from elsewhere or goes there.
const WEIGHTS: &str = "Weights";

/// Who trains.
pub const METHOD: Choice<Entrant> = Choice::new("method", "Method", &Entrant::NAMES, &Entrant::ALL)
    .help("Which direction a meta-step takes. A change starts the run again.");

/// How fast.
pub const SPEED: Choice<Pace> = Choice::new(
    "speed",
    "Speed",
    &[("watch", "slow, then fast"), ("full", "full speed")],
    &[Pace::Watch, Pace::Full],
)
.help("Slow at first, so that single meta-steps can be seen; or full speed at once.");

/// What the errors are drawn against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The tasks seen.
    Tasks,
    /// The seconds of computing.
    Seconds,
}

/// What the errors are drawn against.
pub const AXIS: Choice<Against> = Choice::new(
    "axis",
    "Error against",
    &[("tasks", "tasks seen"), ("seconds", "seconds of computing")],
    &[Against::Tasks, Against::Seconds],
)
.help("Tasks seen is fair to data, seconds is fair to computing.")
.group(MEASURED);

/// After how many fine-tuning steps the error is taken.
pub const EVAL_STEPS: Count = Count::slider("eval-steps", "Fine-tuning steps", (0, 10))
    .default(1)
    .help("After how many steps the error is taken. The run goes on; its error is measured anew.")
    .group(MEASURED);

/// The moment that is seen, by the meta-steps made until then: now, as long as nobody looks back.
pub const AT: Count = Count::slider("at", "At meta-step", (0, LAST_STEP))
    .default(0)
    .spread(Spread::Symlog)
    .step(0.5)
    .help("Back to an earlier moment of the run, or on to one that is to be trained first.")
    .lead();

/// How many steps the method looks through.
pub const INNER_STEPS: Count = Count::slider("inner-steps", "Inner steps, trained", (1, 5))
    .default(1)
    .help(
        "How many steps MAML looks through. Reptile and iMAML have numbers of their own, \
         pretraining looks through none. A change starts the run again.",
    )
    .group(TRAINING);

/// Samples of a task.
pub const SHOTS: Count = Count::slider("shots", "Support points K", (1, 20))
    .default(10)
    .help("How many samples a task offers, in training and when measured.")
    .group(TRAINING);

/// Tasks in a meta-step.
pub const TASKS: Count = Count::slider("tasks", "Tasks in a meta-step", (1, 50))
    .default(4)
    .help("How many tasks are averaged before θ moves.")
    .group(TRAINING);

/// The inner rate.
pub const RATE: Number = Number::log("alpha", "Inner rate α", (0.001, 0.1))
    .default(presets::ALPHA)
    .help("How far each inner step goes, in training and when measured.")
    .group(TRAINING);

/// The activation of the network.
pub const NETWORK: Choice<Activation> = Choice::new(
    "network",
    "Network",
    &[("relu", "ReLU"), ("tanh", "tanh")],
    &[Activation::Relu, Activation::Tanh],
)
.help("The activation of its two layers of forty units.")
.group(TRAINING);

/// The seed of a run.
pub const SEED: Count = Count::typed("seed", "Seed", (0, LAST_SEED))
    .default(1)
    .help("Decides the first θ and all tasks: the same link shows the same run.")
    .group(TRAINING);

const NEW_SEED: Button =
    Button::of_page("new-seed", "⚄ New seed", Press::NewSeed(SEED.key())).lead();

/// Begins the runs, lets them wait, lets them go on.
pub const START: Button = Button::new("start", "▶ Start").lead();
/// Makes one meta-step.
pub const STEP: Button = Button::new("step", "One meta-step").lead();
/// Begins them again.
pub const RESTART: Button = Button::new("restart", "Restart").lead();

/// Forgets the runs before.
pub const CLEAR: Button = Button::new("clear-ghosts", "Clear ghosts").lead();

/// Brings the network to the fitting figure.
pub const USE: Button =
    Button::of_page("use-weights", "Use these weights above", Press::HandOver).group(WEIGHTS);
/// Makes a file of it.
pub const DOWNLOAD: Button =
    Button::of_page("download", "Download the weights", Press::Save).group(WEIGHTS);

const UPLOAD: Control = Control {
    key: "upload",
    label: "Weights from a file",
    help: "A JSON file as the download writes it; it goes into the fitting figure above.",
    place: Place::Group(WEIGHTS),
    kind: Kind::File { accept: ".json,application/json" },
};

/// Which rivals train too, in the order of [`Entrant::ALL`].
const RACE: [Switch; Entrant::ALL.len()] = [
    race("race-maml", "Race MAML"),
    race("race-pretrained", "Race pretraining"),
    race("race-fomaml", "Race FOMAML"),
    race("race-reptile", "Race Reptile"),
    race("race-imaml", "Race iMAML"),
    race("race-learned-rate", "Race learned α"),
];

/// The switch with which an entrant races the chosen method.
pub fn race_of(entrant: Entrant) -> Switch {
    RACE[entrant as usize]
}

/// The ends of the range of amplitudes that tasks come from.
pub const AMPLITUDES: [Number; 2] = [
    edge("amplitude-min", "Least amplitude", 5.0, 0.1),
    edge("amplitude-max", "Greatest amplitude", 5.0, 5.0),
];

/// The ends of the range of phases.
pub const PHASES: [Number; 2] =
    [edge("phase-min", "Least phase", PI, 0.0), edge("phase-max", "Greatest phase", PI, PI)];

/// The controls of the figure.
pub const CONTROLS: [Control; 29] = [
    AT.control(),
    START.control(),
    STEP.control(),
    NEW_SEED.control(),
    RESTART.control(),
    CLEAR.control(),
    METHOD.control(),
    SPEED.control(),
    RACE[0].control(),
    RACE[1].control(),
    RACE[2].control(),
    RACE[3].control(),
    RACE[4].control(),
    RACE[5].control(),
    EVAL_STEPS.control(),
    AXIS.control(),
    INNER_STEPS.control(),
    RATE.control(),
    SHOTS.control(),
    TASKS.control(),
    NETWORK.control(),
    SEED.control(),
    AMPLITUDES[0].control(),
    AMPLITUDES[1].control(),
    PHASES[0].control(),
    PHASES[1].control(),
    USE.control(),
    DOWNLOAD.control(),
    UPLOAD,
];

const fn race(key: &'static str, label: &'static str) -> Switch {
    Switch::new(key, label).help("Trains this method too, on the same tasks in the same order.")
}

/// One end of the range that tasks come from.
const fn edge(key: &'static str, label: &'static str, greatest: f64, default: f64) -> Number {
    Number::linear(key, label, (0.0, greatest))
        .step(0.05, 2)
        .default(default)
        .help("Tasks are drawn evenly between the two ends. A change starts the run again.")
        .group(DISTRIBUTION)
}
