//! What `drawings` says: its numbers and sentences.

use super::board::Content;
use super::pupil::Shares;
use super::race::Rival;
use super::spot::{NAMES, Spot};
use super::state::Drawings;
use crate::contract::{Pad, Readout};
use crate::plot::{Ink, Size, format};

/// The numbers under the figure.
pub fn readouts(figure: &Drawings) -> Vec<Readout> {
    let [maml, pretrained, nearest] = figure.answers();
    let ways = figure.ways();
    let prediction = |key, label, shares: Option<Shares>, rival: Rival| {
        let values = shares.map_or(Vec::new(), |shares| shares[..ways].to_vec());
        let text = match values.is_empty() {
            true => "nothing asked".into(),
            false => percentages(&values),
        };
        Readout { key, label, values, text, ink: rival.ink() }
    };
    vec![
        prediction("prediction", "MAML", maml, Rival::Maml),
        prediction("prediction-pretrained", "Pretrained", pretrained, Rival::Pretrained),
        prediction("prediction-nearest", "Nearest neighbour", nearest, Rival::Nearest),
        loss(figure, "loss-support", "Support loss, MAML", Rival::Maml),
        loss(figure, "loss-support-pretrained", "Support loss, pretrained", Rival::Pretrained),
        score(figure),
    ]
}

/// “A 94 · B 5 · C 1 %”.
fn percentages(shares: &[f64]) -> String {
    let of = |(share, name): (&f64, &str)| [name, " ", &format::fixed(100.0 * share, 0)].concat();
    let each: Vec<String> = shares.iter().zip(NAMES).map(of).collect();
    [&each.join(" · "), " %"].concat()
}

/// The loss on the support set before fine-tuning and after.
fn loss(figure: &Drawings, key: &'static str, label: &'static str, rival: Rival) -> Readout {
    let at = |steps| figure.race.loss(rival, steps);
    let (text, values) = match (at(0), at(figure.steps())) {
        (Some(before), Some(after)) => {
            let [from, to] = [before, after].map(format::number);
            ([&from, " → ", &to].concat(), vec![before, after])
        }
        (Some(_), None) => ("diverged".into(), Vec::new()),
        (None, _) if figure.race.is_diverged(rival, 0) => ("diverged".into(), Vec::new()),
        _ => ("nothing learned".into(), Vec::new()),
    };
    Readout { key, label, values, text, ink: rival.ink() }
}

fn score(figure: &Drawings) -> Readout {
    let (right, rounds) = figure.score();
    let [maml, pretrained, nearest] = right.map(|right| right.to_string());
    Readout {
        key: "score",
        label: "Right: MAML, pretrained, nearest",
        values: right.into_iter().chain([rounds]).map(|count| count as f64).collect(),
        text: [&maml, " · ", &pretrained, " · ", &nearest, " of ", &rounds.to_string()].concat(),
        ink: Ink::Text,
    }
}

/// What is seen now, in words.
pub fn describe(figure: &Drawings) -> String {
    let steps = format::counted(figure.taken(), "inner step");
    let after = ["after ", &steps, " on ", &figure.count()].concat();
    let [Some(maml), Some(pretrained), Some(nearest)] = figure.answers() else {
        return waiting(figure, &after);
    };
    let surest = |shares: Shares| {
        let choice = Drawings::choice(&shares);
        let percent = format::fixed(100.0 * shares[choice], 0);
        [NAMES[choice], " (", &percent, " %)"].concat()
    };
    let mut said = [
        "MAML is surest of ",
        &surest(maml),
        ", the pretrained network of ",
        &surest(pretrained),
        ", ",
        &after,
        "; the nearest neighbour is ",
        &surest(nearest),
        ".",
    ]
    .concat();
    match figure.was() {
        Some(was) => said.push_str(&[" You say that it was ", NAMES[was], "."].concat()),
        // Those who cannot see it can judge too.
        None if *figure.board.content(Spot::Query) == Content::Example => {
            let asked = NAMES[figure.example.asked(figure.ways())];
            said.push_str(&[" The example asks about ", asked, "."].concat());
        }
        None => {}
    }
    said
}

/// What there is to do as long as nobody answers.
fn waiting(figure: &Drawings, after: &str) -> String {
    if figure.race.given().classes().len() < 2 {
        return "An empty board: a pad to ask with, and a row of pads for each class.".into();
    }
    if figure.image(Spot::Query).is_some() {
        return ["A network has left all sense behind ", after, "."].concat();
    }
    ["Both networks are ready ", after, ". Draw something to ask about."].concat()
}

/// The pad that keys act on, in words.
pub fn announcement(figure: &Drawings) -> Option<String> {
    figure.selected.map(|spot| label(figure, spot))
}

/// The pads of the board.
pub fn pads(figure: &Drawings, size: Size) -> Vec<Pad> {
    let layout = figure.layout(size);
    let pad = |spot: Spot| {
        let rect = layout.pad(spot)?;
        Some(Pad { key: spot.key(), label: label(figure, spot), rect })
    };
    figure.spots().filter_map(pad).collect()
}

/// What a pad is and holds.
fn label(figure: &Drawings, spot: Spot) -> String {
    let what = match figure.board.content(spot) {
        Content::Example => "an invented character".into(),
        Content::Empty => "empty".into(),
        Content::Own(sketch) => {
            ["drawn, ", &format::counted(sketch.strokes.len(), "stroke")].concat()
        }
    };
    match spot {
        Spot::Query => ["Which is this? ", &what].concat(),
        Spot::Support { class, shot } => {
            let (number, shots) = ((shot + 1).to_string(), figure.shots().to_string());
            ["Class ", NAMES[class], ", drawing ", &number, " of ", &shots, ": ", &what].concat()
        }
    }
}
