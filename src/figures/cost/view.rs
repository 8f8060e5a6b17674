//! What `cost` looks like, and what it says.

use super::job::ROUNDS;
use super::state::Cost;
use super::trial::{Entrant, MOST_STEPS, Problem};
use crate::contract::{Panel, Readout};
use crate::figures::kit::readouts::ABSENT;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{
    Anchor, Axis, Dash, Ink, Margins, Plot, Scene, Size, Stroke, Text, format, marks,
};

const KEYS: &str = "Left and right arrows choose the number of inner steps.";

/// Time, then memory.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "time",
        label: "The time of one meta-gradient against the number of inner steps, a line a method",
        wide: Size::new(468.0, 360.0),
        narrow: Size::new(358.0, 300.0),
        keys: KEYS,
    },
    Panel {
        key: "memory",
        label: "The memory that one meta-gradient takes against the number of inner steps",
        wide: Size::new(468.0, 360.0),
        narrow: Size::new(358.0, 300.0),
        keys: KEYS,
    },
];

/// Which panel shows the time.
const TIME: usize = 0;

const MARGINS: Margins = Margins { left: 50.0, top: 34.0, right: 66.0, bottom: 42.0 };

const STEPS: Axis = Axis::linear("inner steps", (1.0, MOST_STEPS as f64));

/// The plot of a panel.
pub fn plot(figure: &Cost, panel: usize, size: Size) -> Plot {
    Plot::new(size, MARGINS, &STEPS, &upwards(figure, panel))
}

/// One of the two panels.
pub fn scene(figure: &Cost, panel: usize, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = plot(figure, panel, size);
    let y = upwards(figure, panel);
    marks::title(&mut scene, &plot, &title(figure, panel), Ink::Text);
    plot.grid(&mut scene, &STEPS, &y);
    plot.axes(&mut scene, &STEPS, &y);
    let mut ends = Vec::new();
    for (index, entrant) in Entrant::ALL.into_iter().enumerate() {
        let Some(values) = values(figure, panel, entrant) else { continue };
        let line = values.iter().enumerate().map(|(place, &value)| (place as f64 + 1.0, value));
        let dash = [Dash::Solid, Dash::Solid, Dash::Dashed, Dash::Dotted][index];
        plot.curve(&mut scene, line, Stroke::new(entrant.ink(), 2.5).dashed(dash));
        if let Some(&value) = values.get(figure.steps() - 1) {
            scene.dot(plot.px(figure.steps() as f64, value), 4.0, entrant.ink());
        }
        let last = values.last().copied().unwrap_or(0.0);
        let y = plot.px(MOST_STEPS as f64, last).1;
        ends.push(EndLabel { text: entrant.name().to_string(), y, ink: entrant.ink() });
    }
    if !ends.is_empty() {
        let here = plot.px(figure.steps() as f64, 0.0).0;
        let cursor = vec![(here, plot.rect.top), (here, plot.rect.bottom)];
        scene.line(cursor, Stroke::new(Ink::Accent, 1.5).faded(0.7));
    } else {
        let middle =
            ((plot.rect.left + plot.rect.right) / 2.0, (plot.rect.top + plot.rect.bottom) / 2.0);
        let text = match figure.progress() {
            Some(_) => "the first round is under way",
            None if size.width < 400.0 => "press Measure",
            None => "press Measure, and your machine draws this",
        };
        scene.text(Text::new(text, middle, 13.0, Ink::Muted, Anchor::Middle));
    }
    labels::column(&mut scene, &ends, plot.rect.right + 6.0, &plot.rect);
    scene
}

fn title(figure: &Cost, panel: usize) -> String {
    if panel != TIME {
        return "Memory".to_string();
    }
    match figure.progress() {
        Some(rounds) => {
            let (next, all) = ((rounds + 1).min(ROUNDS).to_string(), ROUNDS.to_string());
            ["Time: round ", &*next, " of ", &*all].concat()
        }
        None => "Time".to_string(),
    }
}

/// What a panel shows of an entrant, in microseconds or kilobytes.
fn values(figure: &Cost, panel: usize, entrant: Entrant) -> Option<Vec<f64>> {
    match panel {
        TIME => figure.times(entrant).map(<[f64]>::to_vec),
        _ => figure.bytes(entrant).map(|bytes| bytes.iter().map(|bytes| bytes / 1e3).collect()),
    }
}

/// The vertical axis: from zero to a little beyond the largest of what is shown.
fn upwards(figure: &Cost, panel: usize) -> Axis {
    let all = Entrant::ALL.into_iter().filter_map(|entrant| values(figure, panel, entrant));
    let most = all.flatten().fold(0.0, f64::max);
    let top = if most > 0.0 { 1.06 * most } else { 1.0 };
    Axis::linear(if panel == TIME { "microseconds" } else { "kilobytes" }, (0.0, top))
}

/// The numbers under the figure.
pub fn readouts(figure: &Cost) -> Vec<Readout> {
    const TIMES: [(&str, &str); 4] = [
        ("time-maml", "MAML takes"),
        ("time-fomaml", "FOMAML takes"),
        ("time-reptile", "Reptile takes"),
        ("time-imaml", "iMAML takes"),
    ];
    const MEMORIES: [(&str, &str); 4] = [
        ("memory-maml", "MAML keeps"),
        ("memory-fomaml", "FOMAML keeps"),
        ("memory-reptile", "Reptile keeps"),
        ("memory-imaml", "iMAML keeps"),
    ];
    let at = figure.steps() - 1;
    let time = |(entrant, (key, label)): (Entrant, (&'static str, &'static str))| {
        let value = figure.times(entrant).and_then(|times| times.get(at).copied());
        let text = value.map_or_else(|| ABSENT.to_string(), microseconds);
        Readout { key, label, values: value.into_iter().collect(), text, ink: entrant.ink() }
    };
    let memory = |(entrant, (key, label)): (Entrant, (&'static str, &'static str))| {
        let value = figure.bytes(entrant).and_then(|bytes| bytes.get(at).copied());
        let text = value.map_or_else(|| ABSENT.to_string(), kilobytes);
        Readout { key, label, values: value.into_iter().collect(), text, ink: entrant.ink() }
    };
    let all = || Entrant::ALL.into_iter();
    all().zip(TIMES).map(time).chain(all().zip(MEMORIES).map(memory)).collect()
}

fn microseconds(time: f64) -> String {
    format::number(time) + " µs"
}

fn kilobytes(bytes: f64) -> String {
    format::number(bytes / 1e3) + " kB"
}

/// What is seen now, in words.
pub fn describe(figure: &Cost) -> String {
    let steps = format::counted(figure.steps() as u64, "inner step");
    let on = match figure.problem() {
        Problem::Network => " of the network",
        Problem::Toy => " of the bent line",
    };
    let at = |values: Option<&[f64]>| values.and_then(|all| all.get(figure.steps() - 1).copied());
    let keeps = |entrant| at(figure.bytes(entrant)).map_or_else(String::new, kilobytes);
    let memory = [
        "With ",
        &*steps,
        on,
        " MAML keeps ",
        &*keeps(Entrant::Maml),
        " in memory and FOMAML ",
        &*keeps(Entrant::Fomaml),
        ".",
    ]
    .concat();
    match (at(figure.times(Entrant::Maml)), at(figure.times(Entrant::Fomaml))) {
        (Some(maml), Some(fomaml)) if fomaml > 0.0 => {
            let times = format::fixed(maml / fomaml, 1);
            let took = microseconds(maml);
            [
                &*memory,
                " On this machine MAML’s gradient takes ",
                &*took,
                ", ",
                &*times,
                " times as long as FOMAML’s.",
            ]
            .concat()
        }
        _ => memory + " How long they take, this machine can measure.",
    }
}
