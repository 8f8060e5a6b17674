//! The controls of the training figure.

use std::f64::consts::PI;

use crate::contract::{Control, Kind, Place, Slider};
use crate::learn::train::presets;
use crate::plot::Spread;

/// The greatest seed of a run.
pub const LAST_SEED: u32 = 999_999;

/// The methods that can be trained: their words in links and their names.
pub const METHODS: [(&str, &str); 6] = [
    ("maml", "MAML"),
    ("pretrained", "pretrained"),
    ("fomaml", "FOMAML"),
    ("reptile", "Reptile"),
    ("imaml", "iMAML"),
    ("learned-rate", "MAML with learned α"),
];

const METHOD: Control = Control {
    key: "method",
    label: "Method",
    help: "Which direction a meta-step takes. A change starts the run again.",
    place: Place::Main,
    kind: Kind::Choice { options: &METHODS },
};

const SPEED: Control = Control {
    key: "speed",
    label: "Speed",
    help: "Slow at first, so that single meta-steps can be seen; or full speed at once.",
    place: Place::Main,
    kind: Kind::Choice { options: &[("watch", "slow, then fast"), ("full", "full speed")] },
};

const AXIS: Control = Control {
    key: "axis",
    label: "Error against",
    help: "Tasks seen is fair to data, seconds is fair to computing.",
    place: Place::Main,
    kind: Kind::Choice { options: &[("tasks", "tasks seen"), ("seconds", "seconds of computing")] },
};

const EVAL_STEPS: Control = count(
    "eval-steps",
    "Fine-tuning steps",
    "After how many steps the error is taken. The run goes on; its error is measured anew.",
    (0.0, 10.0),
    1.0,
);

const INNER_STEPS: Control = count(
    "inner-steps",
    "Inner steps, trained",
    "How many steps MAML looks through. Reptile and iMAML have numbers of their own, pretraining \
     looks through none. A change starts the run again.",
    (1.0, 5.0),
    1.0,
);

const SHOTS: Control = count(
    "shots",
    "Support points K",
    "How many samples a task offers, in training and when measured.",
    (1.0, 20.0),
    10.0,
);

const TASKS: Control = count(
    "tasks",
    "Tasks in a meta-step",
    "How many tasks are averaged before θ moves.",
    (1.0, 50.0),
    4.0,
);

const RATE: Control = Control {
    key: "alpha",
    label: "Inner rate α",
    help: "How far each inner step goes, in training and when measured.",
    place: Place::More,
    kind: Kind::Slider(Slider {
        range: (0.001, 0.1),
        at_first: (0.001, 0.1),
        step: 0.01,
        default: presets::ALPHA,
        spread: Spread::Log,
        places: 4,
        unit: "",
    }),
};

const NETWORK: Control = Control {
    key: "network",
    label: "Network",
    help: "The activation of its two layers of forty units.",
    place: Place::More,
    kind: Kind::Choice { options: &[("relu", "ReLU"), ("tanh", "tanh")] },
};

const SEED: Control = Control {
    key: "seed",
    label: "Seed",
    help: "Decides the first θ and all tasks: the same link shows the same run.",
    place: Place::More,
    kind: Kind::Whole { range: (0, LAST_SEED), default: 1 },
};

const NEW_SEED: Control = Control {
    key: "new-seed",
    label: "⚄ New seed",
    help: "",
    place: Place::Main,
    kind: Kind::Button,
};

const START: Control = button("start", "▶ Start");
const PAUSE: Control = button("pause", "Pause");
const STEP: Control = button("step", "One meta-step");
const RESTART: Control = button("restart", "Restart");
const USE: Control = button("use-weights", "Use these weights above");
const DOWNLOAD: Control = button("download", "Download the weights");

const UPLOAD: Control = Control {
    key: "upload",
    label: "Weights from a file",
    help: "A JSON file as the download writes it; it goes into the fitting figure above.",
    place: Place::More,
    kind: Kind::File { accept: ".json,application/json" },
};

const RACE: [Control; 6] = [
    race("race-maml", "Race MAML"),
    race("race-pretrained", "Race pretraining"),
    race("race-fomaml", "Race FOMAML"),
    race("race-reptile", "Race Reptile"),
    race("race-imaml", "Race iMAML"),
    race("race-learned-rate", "Race learned α"),
];

/// The controls of the figure.
pub const CONTROLS: [Control; 28] = [
    START,
    PAUSE,
    STEP,
    RESTART,
    NEW_SEED,
    METHOD,
    SPEED,
    AXIS,
    EVAL_STEPS,
    INNER_STEPS,
    SHOTS,
    TASKS,
    RACE[0],
    RACE[1],
    RACE[2],
    RACE[3],
    RACE[4],
    RACE[5],
    USE,
    DOWNLOAD,
    UPLOAD,
    RATE,
    NETWORK,
    edge("amplitude-min", "Least amplitude", 5.0, 0.1),
    edge("amplitude-max", "Greatest amplitude", 5.0, 5.0),
    edge("phase-min", "Least phase", PI, 0.0),
    edge("phase-max", "Greatest phase", PI, PI),
    SEED,
];

const fn button(key: &'static str, label: &'static str) -> Control {
    Control { key, label, help: "", place: Place::Main, kind: Kind::Button }
}

const fn race(key: &'static str, label: &'static str) -> Control {
    let help = "Trains this method too, on the same tasks in the same order.";
    Control { key, label, help, place: Place::Main, kind: Kind::Switch }
}

const fn count(
    key: &'static str,
    label: &'static str,
    help: &'static str,
    range: (f64, f64),
    default: f64,
) -> Control {
    let spread = Spread::Linear;
    let slider = Slider { range, at_first: range, step: 1.0, default, spread, places: 0, unit: "" };
    Control { key, label, help, place: Place::Main, kind: Kind::Slider(slider) }
}

/// One end of the range that tasks come from.
const fn edge(key: &'static str, label: &'static str, greatest: f64, default: f64) -> Control {
    let (range, spread) = ((0.0, greatest), Spread::Linear);
    let slider =
        Slider { range, at_first: range, step: 0.05, default, spread, places: 2, unit: "" };
    let help = "Tasks are drawn evenly between the two ends. A change starts the run again.";
    Control { key, label, help, place: Place::More, kind: Kind::Slider(slider) }
}
