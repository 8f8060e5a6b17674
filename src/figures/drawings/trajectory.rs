//! The panel of inner steps: how each of them moves the probabilities.

use super::controls::MOST_STEPS;
use super::layout::{SHARE, STEP, steps_plot};
use super::race::Rival;
use super::spot::NAMES;
use super::state::Drawings;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{Anchor, Dash, Ink, Plot, Scene, Size, Stroke, Text, marks};

/// The two rivals that take steps, and how their lines are broken.
const NETWORKS: [(Rival, Dash); 2] =
    [(Rival::Pretrained, Dash::Dashed), (Rival::Maml, Dash::Solid)];

/// The panel.
pub fn trajectory(figure: &Drawings, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = steps_plot(size);
    plot.grid(&mut scene, &STEP, &SHARE);
    plot.axes(&mut scene, &STEP, &SHARE);
    header(&mut scene, &plot);
    let here = plot.x.px(figure.steps() as f64);
    let edge = Stroke::new(Ink::Accent, 1.5).faded(0.7);
    scene.segment((here, plot.rect.top), (here, plot.rect.bottom), edge);
    let mut ends = Vec::new();
    for (rival, dash) in NETWORKS {
        ends.extend(curves(figure, &mut scene, &plot, rival, dash));
    }
    labels::column(&mut scene, &ends, plot.rect.right + 8.0, &plot.rect);
    marks::handle(&mut scene, (here, plot.rect.top), 7.0);
    scene
}

/// The names of both networks, each behind a piece of its line.
fn header(scene: &mut Scene, plot: &Plot) {
    let mut x = plot.rect.left;
    for (rival, dash) in NETWORKS.into_iter().rev() {
        let y = 12.0;
        let line = Stroke::new(rival.ink(), 2.5).dashed(dash);
        scene.segment((x, y), (x + 20.0, y), line);
        let name = Text::new(rival.name(), (x + 25.0, y), labels::SIZE, rival.ink(), Anchor::Left);
        x += 25.0 + name.width() + 14.0;
        scene.text(name);
    }
}

/// From this share on, in per cent, the end of a line gets its class's name, as does that of the
/// class which a network is surest of.
const NAMED: f64 = 15.0;

/// A line for each class, that of the one which the network is surest of now the strongest; the
/// labels at their ends.
fn curves(
    figure: &Drawings,
    scene: &mut Scene,
    plot: &Plot,
    rival: Rival,
    dash: Dash,
) -> Vec<EndLabel> {
    let mut ends = Vec::new();
    let Some(now) = figure.race.shares(rival, figure.steps()) else { return ends };
    let choice = Drawings::choice(&now);
    let last = figure.race.taken(rival).min(MOST_STEPS);
    let known = |steps: usize| figure.race.shares(rival, steps).map(|shares| (steps, shares));
    let way: Vec<_> = (0..=last).map_while(known).collect();
    let others = figure.race.given().classes().into_iter().filter(|class| *class != choice);
    // The strongest lies above.
    for class in others.chain([choice]) {
        let is_choice = class == choice;
        let (width, opacity) = if is_choice { (2.5, 1.0) } else { (1.25, 0.5) };
        let line = Stroke::new(rival.ink(), width).faded(opacity).dashed(dash);
        let points: Vec<(f64, f64)> =
            way.iter().map(|(steps, shares)| (*steps as f64, 100.0 * shares[class])).collect();
        if let Some(&(_, share)) = points.last().filter(|last| is_choice || last.1 >= NAMED) {
            ends.push(EndLabel {
                text: NAMES[class].into(),
                y: plot.y.px(share),
                ink: rival.ink(),
            });
        }
        plot.curve(scene, points, line);
    }
    let at = plot.px(figure.steps().min(last) as f64, 100.0 * now[choice]);
    scene.dot(at, 6.0, Ink::Halo);
    scene.dot(at, 4.5, rival.ink());
    ends
}
