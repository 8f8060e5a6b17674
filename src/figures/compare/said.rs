//! What `compare` says: its numbers, its sentence, and what is wrong.

use super::contender::Contender;
use super::controls::{CONFIRM, TASKS};
use super::race::{End, MOST_UPDATES};
use super::state::Compare;
use crate::contract::{Readout, Row, Table};
use crate::figures::kit::readouts::{self, pair};
use crate::learn::meta::rule::Rule;
use crate::learn::vector::angle;
use crate::plot::{Ink, format};

/// Tasks nearer to each other than this are on top of each other.
const SAME: f64 = 0.01;

/// An angle in whole degrees.
pub fn degrees(angle: f64) -> String {
    [&format::fixed(angle, 0), "°"].concat()
}

/// The angle of a method's update to that of the true meta-gradient, in degrees; none where one
/// of them has no direction.
pub fn off(figure: &Compare, who: Contender) -> Option<f64> {
    angle(&figure.update(who)?, &figure.truth?)
}

/// The same, clockwise as the terrain is seen, from −180 to 180.
pub fn turn(figure: &Compare, who: Contender) -> Option<f64> {
    let ([x, y], [u, v]) = (figure.update(who)?, figure.truth?);
    let size = off(figure, who)?;
    Some(if x * v - y * u < 0.0 { -size } else { size })
}

/// The keys and labels of a method's numbers.
const KEYS: [[&str; 3]; 5] = [
    ["update-maml", "angle-maml", "end-maml"],
    ["update-fomaml", "angle-fomaml", "end-fomaml"],
    ["update-reptile", "angle-reptile", "end-reptile"],
    ["update-imaml", "angle-imaml", "end-imaml"],
    ["update-descent", "angle-descent", "end-descent"],
];

/// The numbers of the methods, a row for each.
pub fn table(figure: &Compare) -> Table {
    Table {
        caption: "Each method’s update, how far it is turned from the true meta-gradient, and the \
                  accumulated loss where its race has got to",
        heads: &["Method", "Δθ", "angle", "loss"],
        rows: Contender::ALL.into_iter().map(|who| row(figure, who)).collect(),
    }
}

fn row(figure: &Compare, who: Contender) -> Row {
    let ([update, angle, end], ink) = (KEYS[who.index()], who.ink());
    let shown = figure.is_shown(who);
    let empty = |otherwise: &'static str| if shown { otherwise } else { readouts::ABSENT };
    let change = figure.update(who).filter(|_| shown);
    let off = off(figure, who).filter(|_| shown);
    let none = if change.is_some() { readouts::ABSENT } else { "diverged" };
    let race = figure.race.as_ref();
    let loss = race.and_then(|race| race.walks[who.index()].loss()).filter(|_| shown);
    let not = if race.is_some() { "diverged" } else { readouts::ABSENT };
    let cells = vec![
        readouts::point(update, "Δθ", change, empty("diverged"), ink),
        Readout {
            key: angle,
            label: "angle",
            text: off.map_or_else(
                || empty(none).to_string(),
                |angle| [&format::fixed(angle, 1), "°"].concat(),
            ),
            values: off.into_iter().collect(),
            ink,
        },
        readouts::number(end, "loss", loss, empty(not), ink),
    ];
    Row { name: who.name().to_string(), ink, cells }
}

/// The other numbers.
pub fn readouts(figure: &Compare) -> Vec<Readout> {
    let numeric = figure.numeric;
    let asked = figure.settings.get(CONFIRM);
    let empty = if asked { "diverged" } else { readouts::ABSENT };
    let error = numeric.zip(figure.truth).map(|(p, q)| (p[0] - q[0]).hypot(p[1] - q[1]));
    let limit = Some(figure.limit).filter(|limit| limit.is_finite());
    vec![
        readouts::point("numeric-update", "Δθ by differences", numeric, empty, Ink::Text),
        readouts::number("numeric-error", "off the exact one by", error, empty, Ink::Text),
        readouts::number("meta-loss", "loss at θ", figure.loss, "diverged", Ink::Accent),
        readouts::number("stability-limit", "α settles below", limit, readouts::ABSENT, Ink::Text),
    ]
}

/// Where θ is, and what it costs there.
pub fn at_hand(figure: &Compare) -> String {
    let theta = pair(figure.theta());
    match figure.loss {
        Some(loss) => format!("θ = {theta}, accumulated loss {}.", format::number(loss)),
        None => format!("θ = {theta}, where fine-tuning diverges."),
    }
}

/// What is seen now, in words.
pub fn describe(figure: &Compare) -> String {
    if let Some(race) = &figure.race {
        let end = |who: Contender| {
            let walk = &race.walks[who.index()];
            let loss = walk.loss().map_or_else(|| "diverged".into(), format::number);
            [who.name(), " ", &loss].concat()
        };
        let ends: Vec<String> = figure.shown().into_iter().map(end).collect();
        let updates = format::counted(race.updates, "update");
        return format!("Accumulated loss after {updates}: {}.", ends.join(", "));
    }
    let theta = pair(figure.theta());
    let others = figure.shown().into_iter().filter_map(|who| {
        let off = off(figure, who)?;
        Some([who.name(), " ", &degrees(off)].concat())
    });
    let others: Vec<String> = others.collect();
    if others.is_empty() {
        return format!("θ is at {theta}. There is no direction to compare.");
    }
    format!("θ is at {theta}. Off the true meta-gradient: {}.", others.join(", "))
}

/// What the reader should know, if there is something.
pub fn trouble(figure: &Compare) -> Option<String> {
    let sentences = [
        nobody(figure),
        half_a_task(figure),
        diverged(figure),
        unstable(figure),
        untied(figure),
        coincidence(figure),
        restless(figure),
    ];
    // More at a time would be read by nobody.
    let said: Vec<String> = sentences.into_iter().flatten().take(2).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn nobody(figure: &Compare) -> Option<String> {
    let what = "All methods are switched off, so no arrow is drawn.";
    figure.shown().is_empty().then(|| what.into())
}

fn half_a_task(figure: &Compare) -> Option<String> {
    let what =
        "A task has two numbers, a and b; the last of “tasks” has no partner and is left out.";
    (figure.settings.get(TASKS).len() % 2 == 1).then(|| what.into())
}

fn coincidence(figure: &Compare) -> Option<String> {
    let truths = &figure.conditions.truths;
    let pairs = (0..truths.len()).flat_map(|i| (i + 1..truths.len()).map(move |j| (i, j)));
    let same = |&(i, j): &(usize, usize)| {
        (truths[i][0] - truths[j][0]).hypot(truths[i][1] - truths[j][1]) < SAME
    };
    let (i, j) = pairs.into_iter().find(same)?;
    let what = "lie on top of each other: they are one task that counts twice.";
    Some(format!("Tasks {i} and {j} {what}"))
}

fn unstable(figure: &Compare) -> Option<String> {
    let alpha = figure.conditions.inner.rate();
    (alpha > figure.limit).then(|| {
        let [alpha, limit] = [alpha, figure.limit].map(format::number);
        format!(
            "α = {alpha} is beyond 2/λₘₐₓ = {limit}, where λₘₐₓ is the greatest curvature at a \
             task’s minimum: there fine-tuning does not settle, and more steps make it worse."
        )
    })
}

fn diverged(figure: &Compare) -> Option<String> {
    let lost = figure.shown().into_iter().filter(|who| figure.update(*who).is_none());
    let names: Vec<&str> = lost.map(Contender::name).collect();
    if names.is_empty() {
        return None;
    }
    Some(format!("Fine-tuning diverges for {}, which has no arrow.", names.join(", ")))
}

fn untied(figure: &Compare) -> Option<String> {
    let rule = figure.conditions.rules[Contender::Imaml.index()];
    let none = matches!(rule, Rule::Imaml { lambda: 0.0, .. }) && figure.is_shown(Contender::Imaml);
    let what = "With λ = 0 nothing ties iMAML’s solutions to θ. They are the tasks’ own minima \
                (ringed), wherever θ is, so its meta-gradient is zero.";
    none.then(|| what.into())
}

fn restless(figure: &Compare) -> Option<String> {
    let race = figure.race.as_ref().filter(|race| !race.running)?;
    let still = |who: &Contender| race.walks[who.index()].end == Some(End::Restless);
    let names: Vec<&str> = figure.shown().into_iter().filter(still).map(Contender::name).collect();
    let after = format::counted(MOST_UPDATES, "update");
    (!names.is_empty()).then(|| format!("After {after} still on the way: {}.", names.join(", ")))
}
