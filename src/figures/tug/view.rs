//! What `tug` looks like, and what it says.

use super::response::positions;
use super::state::{NETWORKS, Tug};
use crate::contract::{Panel, Readout};
use crate::number::held;
use crate::plot::{
    Anchor, Axis, Dash, Face, Ink, Margins, Placer, Plot, Px, Scene, Size, Stroke, Text, format,
    marks,
};

const X: Axis = Axis::linear("x", (-5.0, 5.0));
const Y: Axis = Axis::linear("f(x)", (-5.0, 5.0));

const KEYS: &str = "Arrow keys move the pull, with shift in small steps. Page up and down go to \
                    the other pull, if there are two.";

/// One panel for each network.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "maml",
        label: "MAML’s curve before the step and after it, with arrows between, and the \
                first-order prediction",
        wide: Size::new(468.0, 380.0),
        narrow: Size::new(358.0, 300.0),
        keys: KEYS,
    },
    Panel {
        key: "pretrained",
        label: "The pretrained network’s curve before the step and after it, with arrows between, \
                and the first-order prediction",
        wide: Size::new(468.0, 380.0),
        narrow: Size::new(358.0, 300.0),
        keys: KEYS,
    },
];

/// Every so many of the points there is an arrow.
const ARROWS: usize = 4;

/// The lengths, in CSS pixels, from which on a thin arrow is drawn, and a label written.
const SHORTEST: f64 = 5.0;

/// The plot in a panel.
pub fn plot(size: Size) -> Plot {
    Plot::new(size, Margins { left: 46.0, top: 46.0, right: 14.0, bottom: 42.0 }, &X, &Y)
}

/// Where the handles of the pulls are in a panel.
pub fn handles(figure: &Tug, panel: usize, size: Size) -> Vec<Px> {
    let plot = plot(size);
    let handle = |(x, y)| inside(&plot, plot.px(x, figure.nets[panel].at(x) + y));
    figure.pulls().into_iter().map(handle).collect()
}

/// The point, or the nearest in the plot.
fn inside(plot: &Plot, at: Px) -> Px {
    plot.rect.nearest(at)
}

/// The panel of one network.
pub fn panel(figure: &Tug, index: usize, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = plot(size);
    let (_, ink) = NETWORKS[index];
    let response = &figure.responses[index];
    plot.grid(&mut scene, &X, &Y);
    plot.axes(&mut scene, &X, &Y);
    key(&mut scene, &plot, index);
    let moved = |by: &[f64]| -> Vec<(f64, f64)> {
        let after = response.before.iter().zip(by).map(|(before, by)| before + by);
        positions().zip(after).collect()
    };
    let (before, after) = (moved(&[0.0; super::response::POINTS]), moved(&response.real));
    plot.curve(&mut scene, before.iter().copied(), BEFORE.of(ink));
    for (from, to) in before.iter().zip(&after).step_by(ARROWS) {
        let [from, to] = [from, to].map(|&(x, y)| inside(&plot, plot.px(x, y)));
        if (to.1 - from.1).abs() > SHORTEST {
            scene.arrow(from, to, Stroke::new(ink, 1.25).faded(0.6));
        }
    }
    plot.curve(&mut scene, moved(&response.linear), LINEAR.of(Ink::Text));
    plot.curve(&mut scene, after, AFTER.of(ink));
    pulled(figure, index, &mut scene, &plot);
    scene
}

/// A kind of line.
struct Line(&'static str, f64, Dash);

const BEFORE: Line = Line("before", 1.75, Dash::Dotted);
const AFTER: Line = Line("after one step", 3.0, Dash::Solid);
const LINEAR: Line = Line("first order", 1.25, Dash::Dashed);

impl Line {
    fn of(&self, ink: Ink) -> Stroke {
        Stroke::new(ink, self.1).dashed(self.2)
    }
}

/// The name of the network, and of its lines.
fn key(scene: &mut Scene, plot: &Plot, index: usize) {
    let (name, ink) = NETWORKS[index];
    let mut x = plot.rect.left;
    scene.text(Text::new(name, (x, 9.0), 14.0, ink, Anchor::Left).face(Face::Bold));
    for (line, ink) in [(BEFORE, ink), (AFTER, ink), (LINEAR, Ink::Text)] {
        scene.segment((x, 31.0), (x + 20.0, 31.0), line.of(ink));
        let text = Text::new(line.0, (x + 25.0, 31.0), 12.5, ink, Anchor::Left);
        x += 25.0 + text.width() + 14.0;
        scene.text(text);
    }
}

/// The pulls and what came of them, there and at the mirrored places.
fn pulled(figure: &Tug, index: usize, scene: &mut Scene, plot: &Plot) {
    let (net, response) = (&figure.nets[index], &figure.responses[index]);
    let (_, ink) = NETWORKS[index];
    let mut labels = Placer::new(plot.rect.shrunk(3.0));
    let handles = handles(figure, index, scene.size);
    for (&handle, (x, _)) in handles.iter().zip(figure.pulls()) {
        labels.avoid(handle, 13.0);
        let from = inside(plot, plot.px(x, net.at(x)));
        scene.segment(from, handle, Stroke::new(Ink::Accent, 1.5).dashed(Dash::Dashed));
    }
    let (x, _) = figure.pull();
    let places = if x == 0.0 { vec![x] } else { vec![x, -x] };
    for x in places {
        let (y, moved) = (net.at(x), net.moved(response, x));
        let [from, to] = [y, y + moved].map(|y| inside(plot, plot.px(x, y)));
        if (to.1 - from.1).abs() > SHORTEST {
            marks::haloed_arrow(scene, from, to, Stroke::new(ink, 2.5));
        } else {
            scene.dot(from, 3.5, ink);
        }
        labels.avoid_line(from, to);
        labels.label(marks::map_label(signed(moved), to, ink), 10.0);
    }
    for (place, &handle) in handles.iter().enumerate() {
        let held = figure.hand.is_some() && place == figure.chosen;
        marks::handle(scene, handle, if held { 12.0 } else { 10.0 });
    }
    if !figure.touched
        && let Some(&handle) = handles.get(figure.chosen)
    {
        labels.label(marks::map_label("pull", handle, Ink::Accent), 15.0);
    }
    labels.finish(scene);
}

/// A number with its sign.
fn signed(value: f64) -> String {
    let text = format::fixed(value, 2);
    if value > 0.0 { ["+", &text].concat() } else { text }
}

/// How far the curve of a network moves at the pull in hand and at the mirrored place.
fn moves(figure: &Tug, index: usize) -> [f64; 2] {
    let (x, _) = figure.pull();
    [x, -x].map(|x| figure.nets[index].moved(&figure.responses[index], x))
}

/// The numbers under the figure.
pub fn readouts(figure: &Tug) -> Vec<Readout> {
    let names = [
        [
            ("here-maml", "MAML, at the pull"),
            ("there-maml", "MAML, at −x"),
            ("share-maml", "MAML, first order explains"),
        ],
        [
            ("here-pretrained", "Pretrained, at the pull"),
            ("there-pretrained", "Pretrained, at −x"),
            ("share-pretrained", "Pretrained, first order explains"),
        ],
    ];
    let mut readouts = Vec::new();
    for (index, [here, there, share]) in names.into_iter().enumerate() {
        let (_, ink) = NETWORKS[index];
        let readout = |(key, label), value: Option<f64>, text| {
            let values = value.filter(|value| value.is_finite()).into_iter().collect();
            Readout { key, label, values, text, ink }
        };
        let [at, mirrored] = moves(figure, index);
        let explained = figure.responses[index].share();
        readouts.push(readout(here, Some(at), signed(at)));
        readouts.push(readout(there, Some(mirrored), signed(mirrored)));
        readouts.push(readout(share, explained, percent(explained)));
    }
    readouts
}

/// A share as people read it; one below nothing explains nothing.
fn percent(share: Option<f64>) -> String {
    match share {
        Some(share) if share > 0.0 => {
            [&format::fixed(held(100.0 * share, 0.0, 100.0), 0), " %"].concat()
        }
        _ => "nothing".into(),
    }
}

/// What is seen now, in words.
pub fn describe(figure: &Tug) -> String {
    let (x, y) = figure.pull();
    let [maml, pretrained] = [0, 1].map(|index| moves(figure, index).map(signed));
    let [explained, other] = [0, 1].map(|index| percent(figure.responses[index].share()));
    format!(
        "Pulled by {} at x = {}, MAML’s curve moves by {} there and by {} at x = {}; the \
         pretrained one moves by {} and {}. First order explains {explained} of MAML’s response \
         and {other} of the other’s.",
        signed(y),
        format::fixed(x, 2),
        maml[0],
        maml[1],
        format::fixed(0.0 - x, 2),
        pretrained[0],
        pretrained[1],
    )
}

/// The pull in hand.
pub fn at_hand(figure: &Tug) -> String {
    let (x, y) = figure.pull();
    format!("Pull {} at x = {}, by {}.", figure.chosen + 1, format::fixed(x, 2), signed(y))
}
