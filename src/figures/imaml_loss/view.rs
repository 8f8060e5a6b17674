//! What `imaml-loss` looks like, and what it says.

use super::state::{ImamlLoss, RANGE};
use crate::contract::{Panel, Readout};
use crate::figures::kit::proximal::{Rest, TASK};
use crate::figures::kit::readouts::{self, pair};
use crate::figures::kit::square;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{Axis, Ink, Margins, Plot, Scene, Size, Stroke, format, marks};

/// The room on the right of the square, in CSS pixels.
pub const RIGHT: f64 = 14.0;

/// The index of the panel with θ in it.
pub const SQUARE: usize = 0;

/// The square with θ, and the losses for every spring.
pub const PANELS: [Panel; 2] = [
    Panel {
        key: "square",
        label: "The loss with the spring over a and b, with θ and the minimum φ*",
        wide: Size::new(468.0, 482.0),
        narrow: Size::new(358.0, 372.0),
        keys: "Arrow keys move θ, with shift in small steps.",
    },
    Panel {
        key: "losses",
        label: "The loss at φ*, with and without the spring, against its strength λ",
        wide: Size::new(468.0, 482.0),
        narrow: Size::new(358.0, 280.0),
        keys: "",
    },
];

const STRENGTH: Axis = Axis::log("pull λ", (RANGE.1, RANGE.0));

/// The panel of the square.
pub fn square(figure: &ImamlLoss, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let plot = square::plot(size, RIGHT);
    let ink = square::INKS[figure.settings.get(TASK)];
    figure.surface.draw(&mut scene, &plot);
    plot.axes(&mut scene, &square::A, &square::B);
    marks::title(&mut scene, &plot, "The task’s loss and the spring’s together", ink);
    let mut labels = square::placer(&plot);
    let [a, b] = figure.theta();
    let theta = plot.px(a, b);
    labels.avoid(theta, 14.0);
    let name = if figure.touched { "θ" } else { "drag θ" };
    labels.label(marks::map_label(name, theta, Ink::Accent), 17.0);
    let way: Vec<(f64, f64)> =
        figure.way.iter().map(|(_, rest)| (rest.phi[0], rest.phi[1])).collect();
    marks::haloed_path(&mut scene, &plot, &way, Stroke::new(Ink::Imaml, 2.0).faded(0.7));
    let own = plot.px(figure.task.truth()[0], figure.task.truth()[1]);
    marks::cross(&mut scene, own, ink);
    labels.avoid(own, 9.0);
    labels.label(marks::map_label("without spring", own, ink), 12.0);
    if let Some(Rest { phi: [a, b], .. }) = figure.rest {
        let at = plot.px(a, b);
        scene.dot(at, 7.5, Ink::Halo);
        scene.dot(at, 5.5, Ink::Imaml);
        labels.avoid(at, 9.0);
        labels.label(marks::map_label("ϕ*", at, Ink::Imaml), 10.0);
    }
    square::handle(&mut scene, theta, figure.hand.grip());
    labels.finish(&mut scene);
    scene
}

/// The panel of the losses for every spring.
pub fn losses(figure: &ImamlLoss, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let margins = Margins { left: 50.0, top: 30.0, right: 96.0, bottom: 42.0 };
    let most = figure.way.iter().fold(1e-6, |most: f64, (_, rest)| most.max(rest.loss));
    let y = Axis::linear("loss", (0.0, 1.1 * most));
    let plot = Plot::new(size, margins, &STRENGTH, &y);
    marks::title(&mut scene, &plot, "At ϕ*, for every spring", Ink::Text);
    plot.grid(&mut scene, &STRENGTH, &y);
    plot.axes(&mut scene, &STRENGTH, &y);
    let both = |(lambda, rest): &(f64, Rest)| (*lambda, rest.loss);
    let own = |(lambda, rest): &(f64, Rest)| (*lambda, figure.loss(rest.phi));
    let ink = square::INKS[figure.settings.get(TASK)];
    plot.curve(&mut scene, figure.way.iter().rev().map(both), Stroke::new(Ink::Imaml, 2.5));
    plot.curve(&mut scene, figure.way.iter().rev().map(own), Stroke::new(ink, 2.5));
    if let Some(strongest) = figure.way.first() {
        let end = |text: &str, (lambda, loss): (f64, f64), ink| EndLabel {
            text: text.to_string(),
            y: plot.px(lambda, loss).1,
            ink,
        };
        let ends = [
            end("loss with\nthe spring", both(strongest), Ink::Imaml),
            end("task’s loss", own(strongest), ink),
        ];
        labels::column(&mut scene, &ends, plot.rect.right + 8.0, &plot.rect);
    }
    let lambda = figure.lambda();
    if let Some(rest) = figure.rest.filter(|_| lambda >= RANGE.1) {
        let here = plot.px(lambda, 0.0).0;
        let cursor = vec![(here, plot.rect.top), (here, plot.rect.bottom)];
        scene.line(cursor, Stroke::new(Ink::Accent, 1.5).faded(0.7));
        scene.dot(plot.px(lambda, rest.loss), 4.0, Ink::Imaml);
        scene.dot(plot.px(lambda, figure.loss(rest.phi)), 4.0, ink);
    }
    scene
}

/// The numbers under the figure.
pub fn readouts(figure: &ImamlLoss) -> Vec<Readout> {
    let rest = figure.rest;
    let ink = square::INKS[figure.settings.get(TASK)];
    let (phi, loss) = (rest.map(|rest| rest.phi), rest.map(|rest| rest.loss));
    let own = phi.map(|phi| figure.loss(phi));
    vec![
        readouts::point("minimiser", "Minimum ϕ*", phi, "out of bounds", Ink::Imaml),
        readouts::number("loss", "Loss with the spring", loss, "out of bounds", Ink::Imaml),
        readouts::number("task-loss", "Task’s loss there", own, "out of bounds", ink),
    ]
}

/// What is seen now, in words.
pub fn describe(figure: &ImamlLoss) -> String {
    let (theta, lambda) = (pair(figure.theta()), format::fixed(figure.lambda(), 1));
    match figure.rest {
        Some(rest) => [
            "With θ = ",
            &*theta,
            " and λ = ",
            &*lambda,
            " fine-tuning rests at ϕ* = ",
            &*pair(rest.phi),
            ", where the task’s loss is ",
            &*format::number(figure.loss(rest.phi)),
            " and that of the spring ",
            &*format::number((rest.loss - figure.loss(rest.phi)).max(0.0)),
            ".",
        ]
        .concat(),
        None => "At these points the loss is too large to be minimised.".to_string(),
    }
}
