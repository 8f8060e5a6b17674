//! What the fitting figures say: numbers, sentences, and what went wrong.

use super::state::{Blame, Fit, Fitted, Initialisation, Selected};
use crate::contract::Readout;
use crate::figures::kit::readouts;
use crate::plot::{Ink, format};

/// The numbers under the figure.
pub fn readouts(figure: &Fit) -> Vec<Readout> {
    let shown = figure.progress().round() as usize;
    let none = figure.samples().is_empty();
    let Fitted { network, fitting } = &figure.own;
    let own = network.ink();
    let support = |index: usize| fitting.rungs.get(index).and_then(|rung| rung.support_error);
    let curve = |index: usize| fitting.curve_error(index);
    let on_samples = if none { "no samples" } else { DIVERGED };
    vec![
        readouts::number(
            "support-mse",
            "Error on the samples, after",
            support(shown),
            on_samples,
            Ink::Samples,
        ),
        readouts::number(
            "curve-mse",
            "Error over the whole curve, after",
            curve(shown),
            DIVERGED,
            own,
        ),
        readouts::number(
            "support-mse-before",
            "On the samples, before",
            support(0),
            on_samples,
            Ink::Samples,
        ),
        readouts::number("curve-mse-before", "Over the curve, before", curve(0), DIVERGED, own),
        beside(figure, shown),
    ]
}

/// What stands for the number of a fit that diverged.
const DIVERGED: &str = "diverged";

/// The number of the network that a figure is not named after.
fn beside(figure: &Fit, shown: usize) -> Readout {
    let (key, label, network) = match figure.role {
        Initialisation::Pretrained => {
            ("curve-mse-maml", "MAML, over the curve", Initialisation::Maml)
        }
        Initialisation::Maml => {
            ("curve-mse-pretrained", "Pretrained, over the curve", Initialisation::Pretrained)
        }
    };
    let fitting = figure.fit_of(network);
    let value = fitting.and_then(|fitting| fitting.curve_error(shown));
    let empty = if fitting.is_some() { DIVERGED } else { readouts::ABSENT };
    readouts::number(key, label, value, empty, network.ink())
}

/// What is seen now, in words.
pub fn describe(figure: &Fit) -> String {
    let task = figure.task();
    let intro = format!(
        "The task is {} · sin(x + {}).",
        format::tick(task.amplitude),
        format::fixed(task.phase, 2)
    );
    let count = figure.samples().len();
    if count == 0 {
        let stay = match figure.other {
            None => format!("the {} stays as it is", name(figure, figure.own.network)),
            Some(_) => "both networks stay as they are".into(),
        };
        return format!("{intro} There are no samples, so {stay}.");
    }
    let shown = figure.progress().round() as usize;
    let taken = format!(
        "After {} on {}",
        format::counted(figure.steps_shown(), "step"),
        format::counted(count, "sample")
    );
    match &figure.other {
        None => alone(figure, &intro, &taken, shown),
        Some(_) => {
            let first = outcome(figure, Initialisation::Maml, "error over the whole curve ", shown);
            let second = outcome(figure, Initialisation::Pretrained, "", shown);
            format!("{intro} {taken} {first}; {second}.")
        }
    }
}

/// How one network came out beside another, as a clause; `what` of it is told.
fn outcome(figure: &Fit, network: Initialisation, what: &str, shown: usize) -> String {
    let error = figure.fit_of(network).and_then(|fitting| fitting.curve_error(shown));
    let name = name(figure, network);
    match error {
        Some(error) => ["the ", name, "’s ", what, "is ", &format::number(error)].concat(),
        None => ["the fit of the ", name, " diverged"].concat(),
    }
}

/// How the only network came out.
fn alone(figure: &Fit, intro: &str, taken: &str, shown: usize) -> String {
    let Fitted { network, fitting } = &figure.own;
    let name = name(figure, *network);
    let (Some(before), Some(after)) = (fitting.curve_error(0), fitting.curve_error(shown)) else {
        return match fitting.rungs.first() {
            Some(_) => format!("{intro} The fit of the {name} diverged."),
            None => format!("{intro} The {name}’s numbers are too large to be shown."),
        };
    };
    format!(
        "{intro} {taken} the {name}’s error over the whole curve is {}; before it was {}.",
        format::number(after),
        format::number(before)
    )
}

/// What a network is called: MAML's only as long as it is ours.
fn name(figure: &Fit, network: Initialisation) -> &'static str {
    match (network, &figure.guest) {
        (Initialisation::Maml, Some(_)) => "network",
        _ => network.name(),
    }
}

/// What keys have just moved or chosen: the curve, a sample, or the cursor.
pub fn at_hand(figure: &Fit) -> Option<String> {
    let (samples, task) = (figure.samples(), figure.task());
    let place = |x: f64| {
        let (x, y) = (format::fixed(x, 2), format::fixed(task.at(x), 2));
        format!("x = {x}, y = {y}")
    };
    if figure.selected == Selected::Curve {
        let (amplitude, phase) = (format::tick(task.amplitude), format::fixed(task.phase, 2));
        return Some(format!("The curve, amplitude {amplitude}, phase {phase}."));
    }
    let sample = figure.selected.sample();
    let chosen = sample.and_then(|index| Some((index + 1, *samples.get(index)?)));
    Some(match (chosen, figure.cursor) {
        (Some((number, x)), _) => {
            format!("Sample {number} of {}, {}.", samples.len(), place(x))
        }
        (None, Some(x)) => format!("Cursor, {}.", place(x)),
        (None, None) => format!("{}.", format::counted(samples.len(), "sample")),
    })
}

/// What went wrong with a fit, if something did, and why.
pub fn trouble(figure: &Fit) -> Option<String> {
    let sentences: Vec<String> = figure.shown().filter_map(|fit| trouble_of(figure, fit)).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn trouble_of(figure: &Fit, Fitted { network, fitting }: &Fitted) -> Option<String> {
    let steps = figure.steps();
    let whose = match figure.other {
        Some(_) => [" of the ", name(figure, *network)].concat(),
        None => String::new(),
    };
    let diverged = fitting.diverged_at.filter(|&step| step <= steps);
    let what = match diverged {
        Some(0) => format!("The fit{whose} is out of bounds before its first step"),
        Some(step) => format!("The fit{whose} diverged at step {step}"),
        None if fitting.grows_until(steps) => {
            format!("The error{whose} on the samples grew instead of falling")
        }
        None => return None,
    };
    let own = *network == figure.own.network;
    let why = match (figure.blame, diverged) {
        (Blame::Weights, Some(0)) if own => {
            "the weights of this network are too large to compute with"
        }
        (Blame::Weights, _) if own => {
            "it does so at the least inner rate α too, so this network’s own weights are the reason"
        }
        _ => "the inner rate α is too large for these samples",
    };
    Some(format!("{what}: {why}."))
}

/// Whose weights are shown, if they are not the article's own.
pub fn origin(figure: &Fit) -> Option<String> {
    let guest = figure.guest.as_ref()?;
    Some(format!("This is {}, in place of the article’s own.", guest.origin))
}
