//! The panels of `train-drawings`, and what it says.

use super::job::STEPS;
use super::state::TrainDrawings;
use crate::contract::{Panel, Readout};
use crate::figures::kit::readouts;
use crate::plot::{Ink, Size, format};

/// The index of the panel with the task.
pub const TASK: usize = 0;

/// Both panels.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "task",
        label: "Five characters that the network was not trained on: a drawing of each to learn \
                from, another to tell apart, and the probability of the right one",
        wide: Size::new(468.0, 380.0),
        narrow: Size::new(358.0, 300.0),
        keys: "",
    },
    Panel {
        key: "accuracy",
        label: "How often the network is right on held-out characters, against meta-steps",
        wide: Size::new(468.0, 380.0),
        narrow: Size::new(358.0, 300.0),
        keys: "",
    },
];

/// The numbers under the figure.
pub fn readouts(figure: &TrainDrawings) -> Vec<Readout> {
    let measured = figure.measured.last().map(|(_, measured)| measured);
    let share = |key, label, value: Option<f64>, ink| Readout {
        key,
        label,
        values: value.into_iter().collect(),
        text: value.map_or_else(|| readouts::ABSENT.to_string(), percent),
        ink,
    };
    let made = figure.meta_steps;
    vec![
        Readout {
            key: "accuracy",
            label: "MAML, after one step",
            values: measured.map(|measured| measured.maml).into_iter().collect(),
            text: measured.map_or_else(
                || readouts::ABSENT.to_string(),
                |measured| {
                    let interval = format::fixed(100.0 * measured.interval, 1);
                    [&*format::fixed(100.0 * measured.maml, 1), " ± ", &*interval, " %"].concat()
                },
            ),
            ink: Ink::Maml,
        },
        share(
            "accuracy-features",
            "Nearest in its features",
            measured.map(|measured| measured.features),
            Ink::Maml,
        ),
        share("accuracy-pixels", "Nearest in pixels", figure.pixels, Ink::Text),
        Readout {
            key: "meta-steps",
            label: "Meta-steps",
            values: vec![made as f64],
            text: [&*made.to_string(), " of ", &*STEPS.to_string()].concat(),
            ink: Ink::Text,
        },
        Readout {
            key: "seconds",
            label: "Seconds of training",
            values: vec![figure.seconds],
            text: format::fixed(figure.seconds, 1),
            ink: Ink::Text,
        },
    ]
}

fn percent(share: f64) -> String {
    format::fixed(100.0 * share, 1) + " %"
}

/// What is seen now, in words.
pub fn describe(figure: &TrainDrawings) -> String {
    let Some((meta_steps, measured)) = figure.measured.last() else {
        return "The network waits at a random start; it has seen no character yet.".into();
    };
    let pixels = figure.pixels.map_or_else(String::new, percent);
    [
        "After ",
        &*format::counted(*meta_steps as u64, "meta-step"),
        " the network is right about ",
        &*percent(measured.maml),
        " of the drawings of five new characters after one step on one drawing of each; the \
         nearest neighbour in its features about ",
        &*percent(measured.features),
        ", in pixels about ",
        &*pixels,
        ".",
    ]
    .concat()
}
