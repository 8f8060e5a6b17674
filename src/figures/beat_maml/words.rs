//! What `beat-maml` says: its numbers and sentences.

use super::drawing::{HANDLES, position};
use super::round::Guess;
use super::state::{BeatMaml, Player};
use crate::contract::Readout;
use crate::figures::kit::readouts;
use crate::plot::{Ink, format};

/// The numbers under the figure.
pub fn readouts(figure: &BeatMaml) -> Vec<Readout> {
    let is_open = figure.is_open();
    let number = |key, label, error: Option<f64>, ink, missing| {
        let empty = if is_open { missing } else { readouts::ABSENT };
        readouts::number(key, label, error.filter(|_| is_open), empty, ink)
    };
    let network = |key, label, guess: &Option<Guess>, ink| {
        number(key, label, guess.as_ref().map(|guess| guess.error), ink, "diverged")
    };
    let round = &figure.round;
    let [you, maml, pretrained] = figure.score();
    let score: Vec<String> = [you, maml, pretrained].map(|won| won.to_string()).to_vec();
    vec![
        number(
            "error-you",
            "Your error",
            figure.error_of(figure.heights()),
            Ink::Accent,
            readouts::ABSENT,
        ),
        network("error-maml-1", "MAML, 1 step", &round.maml[0], Ink::Maml),
        network("error-maml-10", "MAML, 10 steps", &round.maml[1], Ink::Maml),
        network("error-pretrained-1", "Pretrained, 1 step", &round.pretrained[0], Ink::Pretrained),
        network(
            "error-pretrained-10",
            "Pretrained, 10 steps",
            &round.pretrained[1],
            Ink::Pretrained,
        ),
        Readout {
            key: "score",
            label: "Rounds won: you – MAML – pretrained",
            values: [you, maml, pretrained].map(|won| won as f64).to_vec(),
            text: score.join(" – "),
            ink: Ink::Text,
        },
    ]
}

/// What is seen now, in words.
pub fn describe(figure: &BeatMaml) -> String {
    let round = ["Round ", &figure.round.seed.to_string()].concat();
    if figure.is_open() {
        return outcome(figure, &round);
    }
    if figure.is_revealed() {
        return [&round, ": the networks are drawing."].concat();
    }
    let challenge = match figure.challenge() {
        Some(_) => " Somebody’s curve is sealed in this round: it shows when yours is compared.",
        None => "",
    };
    let what = match figure.count() {
        0 => "five points of a hidden sinusoid. Draw the curve that runs through them.",
        HANDLES => "your curve is drawn. Change it, or compare.",
        _ => "a part of your curve is drawn. Draw on, or compare.",
    };
    [&round, ": ", what, challenge].concat()
}

/// The handle that keys act on, in words.
pub fn announcement(figure: &BeatMaml) -> Option<String> {
    let handle = figure.selected?;
    let x = format::tick(position(handle));
    let height = match figure.drawn()[handle] {
        Some(height) => ["height ", &format::fixed(height, 2)].concat(),
        None => "not drawn yet".into(),
    };
    Some(format!("handle {} of {HANDLES}, x = {x}, {height}", handle + 1))
}

fn outcome(figure: &BeatMaml, round: &str) -> String {
    let task = figure.round.task;
    let error = |error: Option<f64>| error.map_or_else(|| "diverged".into(), format::number);
    let after = |guesses: &[Option<Guess>; 2]| {
        let [first, last] =
            guesses.each_ref().map(|guess| error(guess.as_ref().map(|guess| guess.error)));
        format!("{first} after 1 step and {last} after 10")
    };
    let yours = match figure.error_of(figure.heights()) {
        Some(error) => ["your error is ", &format::number(error)].concat(),
        None => "you have drawn nothing".into(),
    };
    let challenger = figure
        .error_of(figure.challenge())
        .map_or(String::new(), |error| [", the challenger’s ", &format::number(error)].concat());
    let winner = match figure.winner() {
        Some(Player::You) => "You win.",
        Some(Player::Maml) => "MAML wins.",
        Some(Player::Pretrained) => "The pretrained network wins.",
        None => "",
    };
    format!(
        "{round}: the task was {} · sin(x + {}); {yours}{challenger}. MAML’s is {}, the \
         pretrained network’s {}. {winner}",
        format::fixed(task.amplitude, 2),
        format::fixed(task.phase, 2),
        after(&figure.round.maml),
        after(&figure.round.pretrained)
    )
}
