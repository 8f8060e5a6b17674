//! The square of a and b, and θ in it: looked at, dragged, moved by keys.

use super::controls;
use crate::contract::{Action, Grip, Key, Pointer, Stride, Tip, is_small};
use crate::plot::{Axis, Ink, Margins, Placer, Plot, Px, Scene, Size, distance, marks};

/// The inks of the two tasks.
pub const INKS: [Ink; 2] = [Ink::Task0, Ink::Task1];

/// How far an arrow key moves θ.
pub const KEY_STEP: f64 = 0.01;

/// The axis of a.
pub const A: Axis = Axis::linear("a", (0.0, 1.0));
/// The axis of b.
pub const B: Axis = Axis::linear("b", (0.0, 1.0));

/// The plot of the square in a panel of `size`, `right` CSS pixels left free on the right.
pub fn plot(size: Size, right: f64) -> Plot {
    let margins = match is_small(size) {
        true => Margins { left: 18.0, top: 8.0, right: 8.0, bottom: 22.0 },
        false => Margins { left: 44.0, top: 30.0, right, bottom: 42.0 },
    };
    Plot::new(size, margins, &A, &B)
}

/// Draws the axes of a and b.
pub fn axes(scene: &mut Scene, plot: &Plot) {
    match is_small(scene.size) {
        true => plot.small_axes(scene, &A, &B),
        false => plot.axes(scene, &A, &B),
    }
}

/// Labels that keep inside the plot.
pub fn placer(plot: &Plot) -> Placer {
    Placer::new(plot.rect.shrunk(3.0))
}

/// The handle of θ: it looks as if it could be grabbed, where it can.
pub fn handle(scene: &mut Scene, at: Px, grip: Grip) {
    if is_small(scene.size) {
        scene.dot(at, 7.0, Ink::Halo);
        return scene.dot(at, 5.0, Ink::Accent);
    }
    marks::handle(scene, at, if grip == Grip::Held { 13.0 } else { 11.0 });
}

/// θ moved by one press of an arrow key, or `None` for another key.
pub fn walked(theta: [f64; 2], key: Key) -> Option<[f64; 2]> {
    let by = |stride: Stride| KEY_STEP * stride.factor();
    let [a, b] = theta;
    match key {
        Key::Left(stride) => Some([a - by(stride), b]),
        Key::Right(stride) => Some([a + by(stride), b]),
        Key::Down(stride) => Some([a, b - by(stride)]),
        Key::Up(stride) => Some([a, b + by(stride)]),
        _ => None,
    }
}

/// What a pointer does with θ.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Drag {
    held: Option<Held>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Held {
    /// θ before, for when the system takes the pointer away.
    before: [f64; 2],
    /// From the pointer to the handle's centre, in CSS pixels.
    offset: Px,
}

impl Drag {
    /// Whether θ is being dragged.
    pub fn grip(&self) -> Grip {
        if self.held.is_some() { Grip::Held } else { Grip::Nothing }
    }

    /// What a pointer in `plot` makes of `theta`: its new place, if it moves.
    ///
    /// A handle within reach is taken where it is; elsewhere in the plot θ comes
    /// to the pointer.
    pub fn moved(&mut self, plot: &Plot, theta: [f64; 2], pointer: &Pointer) -> Option<[f64; 2]> {
        let Pointer { at, action, tip, .. } = *pointer;
        match action {
            Action::Down => {
                let handle = plot.px(theta[0], theta[1]);
                let offset = (handle.0 - at.0, handle.1 - at.1);
                let near = offset.0.hypot(offset.1) <= tip.reach();
                if !near && !plot.rect.contains(at) {
                    return None;
                }
                let offset = if near { offset } else { (0.0, 0.0) };
                self.held = Some(Held { before: theta, offset });
                (!near).then(|| value(plot, at))
            }
            Action::Drag => {
                let Held { offset, .. } = self.held?;
                Some(value(plot, (at.0 + offset.0, at.1 + offset.1)))
            }
            Action::Up => {
                self.held = None;
                None
            }
            Action::Cancel => self.held.take().map(|held| held.before),
            Action::Hover | Action::Leave => None,
        }
    }
}

fn value(plot: &Plot, at: Px) -> [f64; 2] {
    let (a, b) = plot.value(at);
    [a, b].map(|entry| controls::PLACE.admit(entry))
}

/// What a hand would find at `at`: θ's handle, or a place to put it.
pub fn grip(plot: &Plot, drag: &Drag, theta: [f64; 2], at: Px, tip: Tip) -> Grip {
    let handle = plot.px(theta[0], theta[1]);
    let near = distance(handle, at) <= tip.reach();
    match (drag.grip(), near, plot.rect.contains(at)) {
        (Grip::Held, ..) => Grip::Held,
        (_, true, _) => Grip::Handle,
        (_, false, true) => Grip::Place,
        _ => Grip::Nothing,
    }
}
