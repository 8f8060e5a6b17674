//! The numbers under the figure.

use super::controls::EVAL_STEPS;
use super::naming;
use super::plan::TABLE;
use super::racer::Racer;
use super::state::{GHOSTS, Train};
use crate::contract::{Readout, Row, Table};
use crate::figures::kit::readouts;
use crate::learn::train::evaluate::HeldOutError;
use crate::plot::{Ink, format};

/// The heads of the table.
const HEADS: [&str; 6] = ["", "before", "after 1 step", "after 5 steps", "tasks seen", "time, s"];

/// The keys of a row's numbers: first those of the chosen method, then its rivals', then the
/// ghosts'.
const KEYS: [[&str; 5]; 6 + GHOSTS] = [
    ["error-0", "error-1", "error-5", "tasks-seen", "seconds"],
    ["error-0-b", "error-1-b", "error-5-b", "tasks-seen-b", "seconds-b"],
    ["error-0-c", "error-1-c", "error-5-c", "tasks-seen-c", "seconds-c"],
    ["error-0-d", "error-1-d", "error-5-d", "tasks-seen-d", "seconds-d"],
    ["error-0-e", "error-1-e", "error-5-e", "tasks-seen-e", "seconds-e"],
    ["error-0-f", "error-1-f", "error-5-f", "tasks-seen-f", "seconds-f"],
    ["ghost-0-a", "ghost-1-a", "ghost-5-a", "ghost-tasks-a", "ghost-seconds-a"],
    ["ghost-0-b", "ghost-1-b", "ghost-5-b", "ghost-tasks-b", "ghost-seconds-b"],
    ["ghost-0-c", "ghost-1-c", "ghost-5-c", "ghost-tasks-c", "ghost-seconds-c"],
    ["ghost-0-d", "ghost-1-d", "ghost-5-d", "ghost-tasks-d", "ghost-seconds-d"],
    ["ghost-0-e", "ghost-1-e", "ghost-5-e", "ghost-tasks-e", "ghost-seconds-e"],
    ["ghost-0-f", "ghost-1-f", "ghost-5-f", "ghost-tasks-f", "ghost-seconds-f"],
];

/// The rows of racers; those of ghosts follow.
const RACERS: usize = KEYS.len() - GHOSTS;

/// The numbers of the chosen method that stand in no row.
pub(super) fn readouts(figure: &Train) -> Vec<Readout> {
    let at = figure.looked_back_to();
    let racer = figure.main_racer();
    let steps = figure.settings.get(EVAL_STEPS);
    let error = racer.and_then(|racer| racer.measured(at)?.errors.after(steps));
    let made = racer.map_or(0, |racer| racer.stand(at).meta_steps);
    let whole = racer.map_or(0, |racer| racer.plan.recipe.steps);
    vec![
        Readout {
            key: "error",
            label: "Error after fine-tuning",
            values: value(error),
            text: match error.filter(|error| error.mean.is_finite()) {
                Some(error) => [
                    &format::number(error.mean),
                    " ± ",
                    &format::number(error.interval),
                    ", ",
                    &format::counted(error.tasks, "task"),
                ]
                .concat(),
                None => absent(error).into(),
            },
            ink: racer.map_or(Ink::Text, Racer::ink),
        },
        Readout {
            key: "meta-steps",
            label: "Meta-steps",
            values: vec![made as f64],
            text: [&made.to_string(), " of ", &whole.to_string()].concat(),
            ink: Ink::Text,
        },
    ]
}

/// Every racer's numbers, and every ghost's.
pub(super) fn table(figure: &Train) -> Table {
    let at = figure.looked_back_to();
    let names = naming::names(figure);
    let (racers, ghosts) = names.split_at(figure.racers.len().min(names.len()));
    let row = |place: usize, keys: &[&'static str; 5]| {
        let (racer, name, at) = match place.checked_sub(RACERS) {
            None => (figure.racers.get(place), racers.get(place).cloned(), at),
            Some(place) => (figure.ghosts.get(place), ghosts.get(place).cloned(), None),
        };
        // Ghosts are as pale as their lines.
        let ink = if place < RACERS { racer.map_or(Ink::Text, Racer::ink) } else { Ink::Muted };
        Row { name: name.unwrap_or_default(), ink, cells: cells(racer, at, keys) }
    };
    Table {
        caption: "Mean squared error on 600 held-out tasks, before fine-tuning and after it",
        heads: &HEADS,
        rows: KEYS.iter().enumerate().map(|(place, keys)| row(place, keys)).collect(),
    }
}

fn cells(racer: Option<&Racer>, at: Option<u64>, keys: &[&'static str; 5]) -> Vec<Readout> {
    let measured = racer.and_then(|racer| racer.measured(at));
    let stand = racer.map(|racer| racer.stand(at));
    let errors = TABLE.iter().zip(keys).zip(&HEADS[1..]).map(|((&steps, &key), &label)| {
        let error = measured.and_then(|moment| moment.errors.after(steps));
        let shown = error.map(|error| error.mean).filter(|mean| mean.is_finite());
        readouts::number(key, label, shown, absent(error), Ink::Text)
    });
    let tasks = stand.map_or(0, |stand| stand.tasks_seen);
    let seconds = stand.map_or(0.0, |stand| stand.seconds);
    let counts = [(tasks as f64, tasks.to_string()), (seconds, format::fixed(seconds, 2))];
    let counts = counts.into_iter().zip(&keys[3..]).zip(&HEADS[4..]);
    errors
        .chain(counts.map(|(((value, text), &key), &label)| Readout {
            key,
            label,
            values: vec![value],
            text,
            ink: Ink::Text,
        }))
        .collect()
}

fn value(error: Option<HeldOutError>) -> Vec<f64> {
    error.map(|error| error.mean).filter(|mean| mean.is_finite()).into_iter().collect()
}

/// Why there is no number.
fn absent(error: Option<HeldOutError>) -> &'static str {
    match error {
        Some(_) => "diverged",
        None => readouts::ABSENT,
    }
}
