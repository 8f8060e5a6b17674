//! The panel of the task: what the model makes of it before the inner step and after it.

use super::run::Look;
use super::state::FourModels;
use super::subject::{Exhibit, Subject};
use crate::figures::kit::key::{self, Item, Sign};
use crate::figures::kit::told_apart::{Glyphs, ToldApart};
use crate::plot::{Axis, Dash, Ink, Margins, Plot, Scene, Size, Stroke};

const MARGINS: Margins = Margins { left: 46.0, top: 46.0, right: 14.0, bottom: 42.0 };

const TRUTH: Stroke = Stroke::new(Ink::Truth, 1.75).dashed(Dash::Dashed);
const BEFORE: Stroke = Stroke::new(Ink::Maml, 1.75).dashed(Dash::Dotted);
const AFTER: Stroke = Stroke::new(Ink::Maml, 3.0);

/// The panel.
pub fn scene(figure: &FourModels, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    if let Some(pupil) = figure.pupil() {
        match &pupil.exhibit {
            Exhibit::Curve { support, truth } => {
                let curve = Curve { subject: figure.subject(), support, truth, now: &pupil.now };
                curve.draw(&mut scene, size);
            }
            Exhibit::Drawings { support, query } => {
                let (before, after) = (&pupil.now.before, &pupil.now.after);
                let [support, query] = [support, query].map(|inputs| Glyphs::Pixels(inputs));
                ToldApart { support, query, before, after }.draw(&mut scene, size);
            }
        }
    }
    scene
}

/// A task whose answers are numbers.
struct Curve<'a> {
    subject: Subject,
    support: &'a [(f64, f64)],
    truth: &'a [f64],
    now: &'a Look,
}

impl Curve<'_> {
    fn draw(&self, scene: &mut Scene, size: Size) {
        let items = [("truth", TRUTH), ("before the step", BEFORE), ("after it", AFTER)];
        let items = items.map(|(text, stroke)| Item { text, sign: Sign::Line(stroke) });
        key::write(scene, &items, (MARGINS.left, size.width - 4.0));
        let x = Axis::linear("x", self.subject.places());
        let y = Axis::linear("f(x)", self.subject.values());
        let plot = Plot::new(size, MARGINS, &x, &y);
        plot.grid(scene, &x, &y);
        plot.axes(scene, &x, &y);
        let lines =
            [(self.truth, TRUTH), (&self.now.before[..], BEFORE), (&self.now.after[..], AFTER)];
        for (values, stroke) in lines {
            plot.curve(scene, self.subject.xs().zip(values.iter().copied()), stroke);
        }
        for &(x, y) in self.support {
            scene.dot(plot.px(x, y), 4.5, Ink::Samples);
        }
    }
}
