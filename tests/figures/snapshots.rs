//! What every figure shows in a few well-chosen states, pinned in `tests/snapshots/`.
//!
//! A snapshot is a scene in words: a line for each mark with its ink, its stroke and
//! where it lies. That is what the SVG in the page and the canvas are painted from, at a
//! tenth of the SVG's length; that the SVG follows from it is tested here too.
//!
//! A deliberate change of a picture is taken over with
//!
//! ```text
//! MAML_LIVE_SNAPSHOTS=write cargo test -p maml-live --test figures snapshots
//! ```
//!
//! and shows in the diff. Numbers are compared with a tolerance, since the last bits of
//! `sin` and `exp` differ between machines.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use maml_live::contract::{Figure, Row};
use maml_live::plot::{Dash, Ink, Mark, Px, Raster, Scene, Size, Stroke, svg};

use super::support::{Workers, names, state};

/// The variable that has snapshots written instead of compared.
const VARIABLE: &str = "MAML_LIVE_SNAPSHOTS";

/// The longest snapshot that anybody would read, in bytes.
const LONGEST: usize = 60_000;

/// The turns that workers have after each button; they are done before.
const PATIENCE: usize = 1000;

/// How a state comes about: a link, then buttons with the time they are given.
type State = (&'static str, &'static str, &'static [(&'static str, f64)]);

const EXTREME_POINTS: &str =
    "x=10,10,10,10,10,10,10,10,10,10,-10,-10,-10,-10,-10,-10,-10,-10,-10,-10";

const STATES: &[State] = &[
    ("fit-pretrained-first", "fit-pretrained", &[]),
    ("fit-pretrained-both", "fit-pretrained?start=both", &[]),
    ("fit-pretrained-from-maml", "fit-pretrained?start=maml&phase=1.2", &[]),
    ("fit-pretrained-flat", "fit-pretrained?amplitude=0.1&samples=-4,-2,0,2,4", &[]),
    ("fit-pretrained-empty", "fit-pretrained?samples=", &[]),
    (
        "fit-pretrained-diverged",
        "fit-pretrained?samples=-5,-4.9,5,4.9,4.8&amplitude=5&alpha=0.1",
        &[],
    ),
    ("fit-maml-first", "fit-maml", &[]),
    ("fit-maml-alone", "fit-maml?compare=off", &[]),
    ("fit-maml-compared", "fit-maml?samples=-3,0&amplitude=4&phase=1.57&compare=on", &[]),
    ("fit-maml-playing", "fit-maml?steps=6", &[("play", 1_125.0)]),
    ("fit-maml-diverged", "fit-maml?samples=-5,-4.9,5,4.9,4.8&amplitude=5&alpha=0.1", &[]),
    ("average-first", "average", &[]),
    ("average-drawn", "average?phases=drawn&x=-1&answer=4&network=on", &[]),
    ("average-thousand", "average?phases=drawn&tasks=1000", &[]),
    ("beat-maml-first", "beat-maml", &[]),
    ("beat-maml-half", "beat-maml?drawing=-1,-4,-4", &[]),
    ("beat-maml-drawing", "beat-maml?drawing=-1,-4,-4,0,4,4,0,-4,-4,0,4", &[("compare", 700.0)]),
    (
        "beat-maml-challenged",
        "beat-maml?seed=39&drawing=-4,-4.5,-2,3,4.8,2.5,-2,-4.5,-3,2.5,4.5&revealed=on\
         &challenge=0,0,0,0,0,0,0,0,0,0,0",
        &[],
    ),
    ("meta-loss-first", "meta-loss", &[]),
    ("meta-loss-two-minima", "meta-loss?m=2&alpha=0.05&theta=0.6,0.2", &[]),
    ("meta-loss-dark", "meta-loss?m=20&alpha=0.04&scale=all&shade=linear", &[]),
    ("meta-loss-diverged", "meta-loss?m=12&alpha=0.2&theta=1,1&", &[]),
    ("two-tasks-first", "two-tasks", &[]),
    (
        "two-tasks-driven",
        "two-tasks?reveal=on&theta=0.1,0.9",
        &[("drive-pretraining", 60_000.0), ("drive-maml", 60_000.0)],
    ),
    ("two-tasks-far", "two-tasks?alpha=0.2&theta=1,0&", &[]),
    ("compare-first", "compare", &[]),
    (
        "compare-four-tasks",
        "compare?tasks=0.3,0.05,0.83,0.75,0.5,0.9,0.75,0.15&confirm=on&alike=on",
        &[],
    ),
    ("compare-run", "compare?m=1&alpha=0.05", &[("run", 60_000.0)]),
    ("compare-beyond", "compare?alpha=0.2&m=10&lambda=0&theta=1,1&", &[]),
    ("angle-first", "angle", &[]),
    ("cost-first", "cost", &[]),
    ("reptile-first", "reptile", &[]),
    ("reptile-run", "reptile?m=3&theta=0.1,0.9&order=turns", &[("run", 120_000.0)]),
    ("imaml-loss-first", "imaml-loss", &[]),
    ("imaml-pull-first", "imaml-pull", &[]),
    ("curvature-first", "curvature", &[]),
    ("curvature-saddle", "curvature?at=0.9,0.8&g=0.3,0.2", &[("saddle", 0.0)]),
    ("four-models-first", "four-models", &[]),
    ("four-models-line", "four-models?model=line&seed=2", &[("run", 0.0)]),
    ("train-drawings-first", "train-drawings", &[]),
    ("tug-first", "tug", &[]),
    ("tug-second", "tug?second=on", &[]),
    ("tug-far", "tug?x=3&y=4&alpha=0.03", &[]),
    ("drawings-first", "drawings", &[]),
    ("drawings-five", "drawings?ways=5&shots=2&steps=20&was=b&seed=7", &[]),
    ("drawings-cleared", "drawings?steps=3", &[("clear", 0.0)]),
    ("train-first", "train", &[]),
    (
        "train-stepped",
        "train?seed=2&shots=5&race-reptile=on",
        &[("step", 0.0), ("step", 0.0), ("step", 0.0)],
    ),
];

fn reached((_, link, presses): &State) -> Box<dyn Figure> {
    let points = if link.ends_with('&') { EXTREME_POINTS } else { "" };
    let mut figure = state(&format!("{link}{points}"));
    let mut workers = Workers::default();
    for (button, milliseconds) in *presses {
        figure.press(button);
        figure.tick(*milliseconds);
        workers.work(figure.as_mut(), PATIENCE);
    }
    figure
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots")
}

#[test]
fn every_state_looks_as_it_did() {
    let write = env::var_os(VARIABLE).is_some_and(|value| value == "write");
    let mut differences = Vec::new();
    for state in STATES {
        let path = folder().join(state.0).with_extension("txt");
        let now = told(reached(state).as_ref(), state.0.ends_with("first"));
        assert!(now.len() < LONGEST, "{}: {} bytes", state.0, now.len());
        if write {
            fs::write(&path, now).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            continue;
        }
        let then = fs::read_to_string(&path).unwrap_or_default();
        differences.extend(difference(&then, &now).map(|what| format!("{}: {what}", state.0)));
    }
    assert!(
        differences.is_empty(),
        "{}\nIf that is meant: {VARIABLE}=write cargo test -p maml-live --test figures snapshots",
        differences.join("\n")
    );
}

#[test]
fn every_figure_has_a_snapshot_of_its_first_state() {
    for name in names() {
        let first = STATES.iter().find(|state| state.0 == format!("{name}-first"));
        assert_eq!(first.map(|state| (state.1, state.2.len())), Some((name, 0)), "{name}");
    }
}

#[test]
fn every_snapshot_belongs_to_a_state() {
    let files = fs::read_dir(folder()).expect("the snapshots are committed");
    let found: BTreeSet<String> = files
        .map(|file| file.expect("a file").path())
        .map(|path| path.file_stem().expect("it has a name").to_string_lossy().into_owned())
        .collect();
    let known: BTreeSet<String> = STATES.iter().map(|state| state.0.to_string()).collect();
    assert_eq!(found, known);
}

/// A figure in words: its panels, then what it says.
fn told(figure: &dyn Figure, narrow_too: bool) -> String {
    let mut text = String::new();
    for (index, panel) in figure.panels().iter().enumerate() {
        for size in [panel.wide, panel.narrow].into_iter().take(1 + usize::from(narrow_too)) {
            let _ = writeln!(text, "panel {} {}", panel.key, at((size.width, size.height)));
            tell_scene(&mut text, &figure.scene(index, size));
        }
    }
    for readout in figure.readouts() {
        let _ = write!(text, "readout {} {}", readout.key, readout.ink.name());
        if readout.values.is_empty() {
            let _ = write!(text, " “{}”", readout.text);
        }
        for value in readout.values {
            let _ = write!(text, " {value:.5e}");
        }
        text.push('\n');
    }
    for row in figure.table().into_iter().flat_map(|table| table.rows) {
        tell_row(&mut text, &row);
    }
    let _ = writeln!(text, "says “{}”", figure.describe());
    if let Some(notice) = figure.notice() {
        let _ = writeln!(text, "notices “{notice}”");
    }
    text
}

/// A row of a table, if it is there.
fn tell_row(text: &mut String, row: &Row) {
    if row.name.is_empty() {
        return;
    }
    let _ = write!(text, "row {} “{}”", row.ink.name(), row.name);
    for cell in &row.cells {
        // How long something took is no matter of looks.
        let told = if cell.key.starts_with("seconds") { "…" } else { cell.text.as_str() };
        let _ = write!(text, " {} “{told}”", cell.key);
    }
    text.push('\n');
}

fn tell_scene(text: &mut String, scene: &Scene) {
    for raster in &scene.rasters {
        tell_raster(text, raster);
        raster.marks().for_each(|mark| tell_mark(text, &mark));
    }
    scene.marks.iter().for_each(|mark| tell_mark(text, mark));
}

fn tell_mark(text: &mut String, mark: &Mark) {
    let line = match mark {
        Mark::Line { points, stroke } => {
            format!("line {} {}", told_stroke(stroke), told_points(&along(points)))
        }
        Mark::Area { points, ink, opacity } => {
            format!("area {} {opacity} {}", ink.name(), told_area(points))
        }
        Mark::Dot { at, radius, ink } => {
            format!("dot {} {radius} {}", ink.name(), told_points(&[*at]))
        }
        Mark::Ring { at, radius, stroke } => {
            format!("ring {} {radius} {}", told_stroke(stroke), told_points(&[*at]))
        }
        Mark::Text(text) => format!(
            "text {} {:?} {:?} {} {} “{}”",
            text.ink.name(),
            text.face,
            text.anchor,
            text.size,
            at(text.at),
            text.text
        ),
    };
    let _ = writeln!(text, "  {line}");
}

/// A raster's place, its cells, and a few of its colours.
fn tell_raster(text: &mut String, raster: &Raster) {
    let Raster { rect, columns, rows, rgba, .. } = raster;
    let corners = told_points(&[(rect.left, rect.top), (rect.right, rect.bottom)]);
    let _ = write!(text, "  raster {columns} {rows} {corners}");
    let some = |count: usize| {
        let steps = count.min(5);
        (0..steps).map(move |i| i * (count - 1) / (steps.max(2) - 1))
    };
    for row in some(*rows) {
        for column in some(*columns) {
            let cell = 4 * (row * columns + column);
            let _ = write!(text, " {}/{}/{}", rgba[cell], rgba[cell + 1], rgba[cell + 2]);
        }
    }
    text.push('\n');
}

fn told_stroke(stroke: &Stroke) -> String {
    let dash = match stroke.dash {
        Dash::Solid => "solid",
        Dash::Dashed => "dashed",
        Dash::Dotted => "dotted",
    };
    format!("{} {dash} {} {}", stroke.ink.name(), stroke.width, stroke.opacity)
}

/// The corners of an area; of one with many, their number and the box around it.
fn told_area(points: &[Px]) -> String {
    if points.len() <= 8 {
        return told_points(points);
    }
    let fold = |of: fn(f64, f64) -> f64, start: f64| {
        points.iter().fold((start, start), |(x, y), point| (of(x, point.0), of(y, point.1)))
    };
    let corners = [fold(f64::min, f64::INFINITY), fold(f64::max, f64::NEG_INFINITY)];
    format!("{} corners within {}", points.len(), told_points(&corners))
}

fn told_points(points: &[Px]) -> String {
    points.iter().map(|&point| at(point)).collect::<Vec<_>>().join(" ")
}

fn at((x, y): Px) -> String {
    format!("{:.1},{:.1}", x + 0.0, y + 0.0)
}

/// Nine points along a line, evenly spaced: which ones the line itself is made of depends
/// on the last bits.
fn along(points: &[Px]) -> Vec<Px> {
    if points.len() <= 4 {
        return points.to_vec();
    }
    let length = |pair: &[Px]| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
    let whole: f64 = points.windows(2).map(length).sum();
    (0..=8)
        .map(|i| {
            let mut left = whole * f64::from(i) / 8.0;
            for pair in points.windows(2) {
                let piece = length(pair);
                if left <= piece && piece > 0.0 {
                    let share = left / piece;
                    let (from, to) = (pair[0], pair[1]);
                    return (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
                }
                left -= piece;
            }
            points[points.len() - 1]
        })
        .collect()
}

/// The first difference of two snapshots, if there is one that matters.
fn difference(then: &str, now: &str) -> Option<String> {
    let (mut old, mut new) = (then.lines(), now.lines());
    for number in 1.. {
        match (old.next(), new.next()) {
            (None, None) => return None,
            (Some(old), Some(new)) if alike(old, new) => {}
            (old, new) => {
                let missing = "(nothing)";
                let (old, new) = (old.unwrap_or(missing), new.unwrap_or(missing));
                return Some(format!("line {number}:\n  was {old}\n  is  {new}"));
            }
        }
    }
    None
}

/// How far two numbers of a line may be from each other: absolutely, and as a share.
fn tolerance(line: &str, quoted: bool) -> (f64, f64) {
    match line.split_whitespace().next() {
        // What people read is rounded to three digits, the last of which may turn over.
        _ if quoted => (0.0, 0.011),
        Some("readout") => (1e-6, 2e-3),
        // Levels of a colour.
        Some("raster") => (4.0, 0.0),
        // CSS pixels.
        _ => (0.6, 0.0),
    }
}

/// Whether two lines say the same, but for small differences of their numbers.
fn alike(old: &str, new: &str) -> bool {
    let parts =
        |line: &str| -> Vec<String> { line.split(['“', '”']).map(String::from).collect() };
    let (olds, news) = (parts(old), parts(new));
    olds.len() == news.len()
        && olds.iter().zip(&news).enumerate().all(|(index, (a, b))| {
            let (absolute, relative) = tolerance(old, index % 2 == 1);
            let (a, b) = (pieces(a), pieces(b));
            a.len() == b.len()
                && a.iter().zip(&b).all(|pair| match pair {
                    (Ok(a), Ok(b)) => (a - b).abs() <= absolute + relative * a.abs(),
                    (a, b) => a == b,
                })
        })
}

/// A text cut into its numbers and what stands between them.
fn pieces(text: &str) -> Vec<Result<f64, String>> {
    let is_numeric = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let mut pieces: Vec<String> = Vec::new();
    let mut numeric = None;
    for character in text.chars() {
        // The exponent of a number: 1.5e-3.
        let exponent = character == 'e'
            && numeric == Some(true)
            && pieces.last().is_some_and(|piece| !piece.contains('e'));
        let now = is_numeric(character) || exponent;
        match pieces.last_mut() {
            Some(piece) if numeric == Some(now) => piece.push(character),
            _ => pieces.push(character.into()),
        }
        numeric = Some(now);
    }
    pieces.into_iter().map(|piece| piece.parse().map_err(|_| piece)).collect()
}

#[test]
fn a_snapshot_tells_small_differences_from_real_ones() {
    assert!(alike("  line maml 3 1.0,20.0 5.0,6.0", "  line maml 3 1.3,20.0 5.0,5.9"));
    assert!(!alike("  line maml 3 1.0,20.0 5.0,6.0", "  line maml 3 1.0,20.0 5.0,8.0"));
    assert!(!alike("  line maml 3 1.0,20.0", "  line task0 3 1.0,20.0"));
    assert!(!alike("  line maml 3 1.0,20.0", "  line maml 3 1.0,20.0 5.0,6.0"));
    assert!(alike("readout a text 1.00000e-3", "readout a text 1.00100e-3"));
    assert!(!alike("readout a text 1.00000e-3", "readout a text 1.10000e-3"));
    assert!(alike("text “it is 0.432”", "text “it is 0.433”"));
    assert!(!alike("text “after 3 steps”", "text “after 4 steps”"));
    assert!(difference("a\nb", "a").is_some());
    assert!(difference("a\nb", "a\nb").is_none());
}

/// The page's picture is made of the same marks, and well-formed.
#[test]
fn the_svg_of_every_state_is_well_formed_and_whole() {
    for state in STATES {
        let figure = reached(state);
        for (index, panel) in figure.panels().iter().enumerate() {
            for size in [panel.wide, panel.narrow, Size::new(1.0, 1.0), Size::new(0.0, 0.0)] {
                let scene = figure.scene(index, size);
                let picture = svg::picture(&scene, |_| "#raster".into());
                let what = format!("{} {} {size:?}", state.0, panel.key);
                let document = roxmltree::Document::parse(&picture)
                    .unwrap_or_else(|error| panic!("{what}: {error}"));
                demand_same_marks(&scene, &document, &what);
            }
        }
    }
}

/// How often the pen of a path is put down.
fn begun(path: &str) -> usize {
    path.matches('M').count()
}

#[track_caller]
fn demand_same_marks(scene: &Scene, document: &roxmltree::Document<'_>, what: &str) {
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "svg", "{what}");
    let count =
        |name: &str| document.descendants().filter(|node| node.tag_name().name() == name).count();
    let marks = |test: &dyn Fn(&Mark) -> bool| scene.marks.iter().filter(|mark| test(mark)).count();
    assert_eq!(count("circle"), marks(&|mark| matches!(mark, Mark::Ring { .. })), "{what}");
    assert_eq!(count("use"), scene.rasters.len(), "{what}");
    assert_eq!(count("text"), marks(&|mark| matches!(mark, Mark::Text(_))), "{what}");
    // Lines that look alike share an element, as do dots; each begins where its pen moves.
    let paths = document.descendants().filter(|node| node.tag_name().name() == "path");
    let (filled, drawn): (Vec<_>, Vec<_>) = paths.partition(|node| node.has_attribute("fill"));
    let begun = |node: &roxmltree::Node<'_, '_>| node.attribute("d").map_or(0, begun);
    let (dots, lines): (Vec<_>, Vec<_>) =
        drawn.into_iter().partition(|node| node.has_attribute("stroke-linecap"));
    let [dots, lines] = [dots, lines].map(|nodes| nodes.iter().map(begun).sum::<usize>());
    assert_eq!(dots, marks(&|mark| matches!(mark, Mark::Dot { .. })), "{what}");
    assert_eq!(lines, marks(&|mark| matches!(mark, Mark::Line { .. })), "{what}");
    assert_eq!(filled.len(), marks(&|mark| matches!(mark, Mark::Area { .. })), "{what}");
    assert!(filled.iter().all(|node| begun(node) == 1), "{what}");
    let inks: Vec<String> = Ink::ALL.map(|ink| format!("var(--ink-{})", ink.name())).to_vec();
    for node in document.descendants() {
        for attribute in node.attributes() {
            let value = attribute.value();
            assert!(!value.contains("NaN") && !value.contains("inf"), "{what}: {value}");
            // Every colour is an ink, so that the page's theme decides.
            if ["fill", "stroke"].contains(&attribute.name()) && value != "none" {
                assert!(inks.iter().any(|ink| ink == value), "{what}: {value}");
            }
        }
    }
}
