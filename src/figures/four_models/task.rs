//! The panel of the task: what the model makes of it before the inner step and after it.

use super::state::{FourModels, Pupil};
use super::subject::Subject;
use crate::figures::kit::key::{self, Item, Sign};
use crate::plot::{Axis, Dash, Ink, Margins, Plot, Scene, Size, Stroke};

const MARGINS: Margins = Margins { left: 46.0, top: 46.0, right: 14.0, bottom: 42.0 };

const TRUTH: Stroke = Stroke::new(Ink::Truth, 1.75).dashed(Dash::Dashed);
const BEFORE: Stroke = Stroke::new(Ink::Maml, 1.75).dashed(Dash::Dotted);
const AFTER: Stroke = Stroke::new(Ink::Maml, 3.0);

/// The panel.
pub fn scene(figure: &FourModels, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    if let Some(pupil) = figure.pupil() {
        curves(&mut scene, figure.subject(), pupil, size);
    }
    scene
}

/// A task whose answers are numbers.
fn curves(scene: &mut Scene, subject: Subject, pupil: &Pupil, size: Size) {
    let items = [("truth", TRUTH), ("before the step", BEFORE), ("after it", AFTER)];
    let items = items.map(|(text, stroke)| Item { text, sign: Sign::Line(stroke) });
    key::write(scene, &items, (MARGINS.left, size.width - 4.0));
    let x = Axis::linear("x", subject.places());
    let y = Axis::linear("f(x)", subject.values());
    let plot = Plot::new(size, MARGINS, &x, &y);
    plot.grid(scene, &x, &y);
    plot.axes(scene, &x, &y);
    let (exhibit, now) = (&pupil.exhibit, &pupil.now);
    for (values, stroke) in [(&exhibit.truth, TRUTH), (&now.before, BEFORE), (&now.after, AFTER)] {
        plot.curve(scene, subject.xs().zip(values.iter().copied()), stroke);
    }
    for &(x, y) in &exhibit.support {
        scene.dot(plot.px(x, y), 4.5, Ink::Samples);
    }
}
