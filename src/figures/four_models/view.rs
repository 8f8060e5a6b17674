//! The panels of `four-models`, and what it says.

use super::state::FourModels;
use crate::contract::{Panel, Readout};
use crate::figures::kit::readouts;
use crate::plot::{Ink, Size, format};

/// The index of the panel with the task.
pub const TASK: usize = 0;

/// Both panels.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "task",
        label: "A task that the model was not trained on, and what the model makes of it before \
                the inner step and after it",
        wide: Size::new(468.0, 380.0),
        narrow: Size::new(358.0, 300.0),
        keys: "",
    },
    Panel {
        key: "losses",
        label: "The loss on held-out tasks before the inner step and after it, against meta-steps",
        wide: Size::new(468.0, 380.0),
        narrow: Size::new(358.0, 280.0),
        keys: "",
    },
];

/// The numbers under the figure.
pub fn readouts(figure: &FourModels) -> Vec<Readout> {
    let pupil = figure.pupil();
    let loss = |place: usize| pupil.and_then(|pupil| Some(pupil.losses.last()?.1[place]));
    let count = |key, label, count: u64| Readout {
        key,
        label,
        values: vec![count as f64],
        text: count.to_string(),
        ink: Ink::Text,
    };
    let made = pupil.map_or(0, |pupil| pupil.now.meta_steps);
    vec![
        readouts::number(
            "loss-before",
            "Loss before the step",
            loss(0),
            readouts::ABSENT,
            Ink::Muted,
        ),
        readouts::number("loss-after", "Loss after the step", loss(1), readouts::ABSENT, Ink::Maml),
        count("meta-steps", "Meta-steps", made),
        count("parameters", "Parameters", figure.subject().parameters() as u64),
    ]
}

/// What is seen now, in words.
pub fn describe(figure: &FourModels) -> String {
    let subject = figure.subject();
    let (name, parameters) = (subject.name(), subject.parameters() as u64);
    let pupil = figure.pupil();
    let Some(&(meta_steps, [before, after])) = pupil.and_then(|pupil| pupil.losses.last()) else {
        let parameters = format::counted(parameters, "parameter");
        return [capital(name).as_str(), ", with ", &parameters, ", waits at a random start."]
            .concat();
    };
    [
        "After ",
        &*format::counted(meta_steps as u64, "meta-step"),
        " the loss of ",
        name,
        " on new samples of new tasks is ",
        &*format::number(before),
        " before the inner step and ",
        &*format::number(after),
        " after it.",
    ]
    .concat()
}

/// What the reader should know.
pub fn notice(figure: &FourModels) -> Option<String> {
    let diverged = figure.pupil().is_some_and(|pupil| pupil.diverged);
    let diverged = diverged.then(|| "The run has diverged. Another start may do better.".into());
    figure.jobs.notice().or(diverged)
}

/// A name as a sentence begins with it. Names are plain English: the tables of all the alphabets'
/// capitals would weigh as much as the rest of the figure.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
