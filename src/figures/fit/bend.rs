//! The task's curve in a hand: up and down is its amplitude, left and right its phase.

use super::controls::{AMPLITUDE_RANGE, PHASE_RANGE};
use crate::contract::{Key, Stride, Tip};
use crate::learn::Sinusoid;
use crate::number::held;
use crate::number::turn::sin;
use crate::plot::{Plot, Px, distance};

/// How far from the curve, in parts of a pointer's usual reach, it is taken: it runs through the
/// whole plot, and fingers shall find room beside it to scroll.
const REACH: f64 = 2.0 / 3.0;

/// How far an arrow key raises the curve, and with shift; and how far it shifts the curve.
const RISE: f64 = 0.5;
const FINE_RISE: f64 = 0.1;
const SHIFT: f64 = 0.1;

/// The curve in a hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bend {
    /// Where the pointer came down.
    pub from: Px,
    /// The task before, for when the system takes the pointer away.
    pub before: Sinusoid,
    /// Whether it is a drag by now.
    pub moved: bool,
}

impl Bend {
    /// The task whose curve has followed the pointer to `at`.
    pub fn to(&self, plot: &Plot, at: Px) -> Sinusoid {
        let ((x, y), (to_x, to_y)) = (plot.value(self.from), plot.value(at));
        dragged(self.before, x, (to_x - x, to_y - y))
    }
}

/// Whether a pointer at `at` reaches the curve of `task`.
pub fn reaches(plot: &Plot, task: Sinusoid, at: Px, tip: Tip) -> bool {
    let reach = REACH * tip.reach();
    let columns = reach.ceil() as i32;
    let near = |column: i32| {
        let x = at.0 + f64::from(column);
        let y = plot.y.px(task.at(plot.x.value(x)));
        distance((x, y), at) <= reach
    };
    plot.rect.contains(at) && (-columns..=columns).any(near)
}

/// The task after its curve was taken at `x` and dragged so far to the right and upwards.
///
/// The curve stays under the hand, but for where it was taken near one of its zeros: there
/// no amplitude would lift it far, and it follows less, and not at all at the zero itself.
fn dragged(task: Sinusoid, x: f64, (right, up): (f64, f64)) -> Sinusoid {
    let height = sin(x + task.phase);
    let lever = height / height.powi(2).max(0.25);
    admitted(task.amplitude + lever * up, task.phase - right)
}

/// The task after an arrow key, or `None` for another key.
pub fn nudged(task: Sinusoid, key: Key) -> Option<Sinusoid> {
    let rise = |stride| if stride == Stride::Fine { FINE_RISE } else { RISE };
    let shift = |stride: Stride| SHIFT * stride.factor();
    let Sinusoid { amplitude, phase } = task;
    Some(match key {
        Key::Up(stride) => admitted(amplitude + rise(stride), phase),
        Key::Down(stride) => admitted(amplitude - rise(stride), phase),
        Key::Left(stride) => admitted(amplitude, phase + shift(stride)),
        Key::Right(stride) => admitted(amplitude, phase - shift(stride)),
        _ => return None,
    })
}

/// The task with what the sliders admit: tenths of an amplitude, hundredths of a phase.
fn admitted(amplitude: f64, phase: f64) -> Sinusoid {
    Sinusoid {
        amplitude: snapped(amplitude, 10.0, AMPLITUDE_RANGE),
        phase: snapped(phase, 100.0, PHASE_RANGE),
    }
}

/// `value` held inside the range, at one of so many places in a unit unless it is at an end.
fn snapped(value: f64, places: f64, (least, most): (f64, f64)) -> f64 {
    match held(value, least, most) {
        end if end == least || end == most => end,
        inside => held((inside * places).round() / places, least, most),
    }
}

/// Where the curve of `task` is highest within reach of the middle.
pub fn crest(plot: &Plot, task: Sinusoid) -> Px {
    plot.px(std::f64::consts::FRAC_PI_2 - task.phase, task.amplitude)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::super::layout;
    use super::*;
    use crate::plot::Size;

    const TASK: Sinusoid = Sinusoid { amplitude: 3.0, phase: 1.0 };

    #[test]
    fn the_curve_follows_the_hand() {
        // Taken at its crest, on a slope, and in its trough.
        for x in [PI / 2.0 - 1.0, 0.1, -PI / 2.0 - 1.0] {
            let found = dragged(TASK, x, (-0.5, 0.75));
            let expected = TASK.at(x) + 0.75;
            // Both are rounded to what the sliders have.
            assert!((found.at(x - 0.5) - expected).abs() < 0.1, "at {x}: {found:?}");
        }
    }

    #[test]
    fn at_a_zero_only_the_phase_follows() {
        let found = dragged(TASK, -1.0, (-0.25, 2.0));
        assert_eq!(found, Sinusoid { amplitude: 3.0, phase: 1.25 });
    }

    #[test]
    fn a_hand_cannot_leave_the_ranges() {
        let crest = PI / 2.0 - 1.0;
        let far = dragged(TASK, crest, (-100.0, 100.0));
        assert_eq!((far.amplitude, far.phase), (AMPLITUDE_RANGE.1, PI));
        let near = dragged(TASK, crest, (100.0, -100.0));
        assert_eq!((near.amplitude, near.phase), (AMPLITUDE_RANGE.0, 0.0));
        let odd = dragged(TASK, f64::NAN, (f64::NAN, f64::INFINITY));
        assert!(odd.amplitude.is_finite() && odd.phase.is_finite(), "{odd:?}");
    }

    #[test]
    fn a_curve_is_reached_from_near_and_a_finger_is_never_too_fine() {
        let plot = layout::curve_plot(Size::new(680.0, 400.0));
        let crest = crest(&plot, TASK);
        for (tip, reached, beyond) in [(Tip::Fine, 7.0, 9.0), (Tip::Coarse, 15.0, 17.0)] {
            let above = |by: f64| (crest.0, crest.1 - by);
            assert!(reaches(&plot, TASK, above(reached), tip), "{tip:?}");
            assert!(!reaches(&plot, TASK, above(beyond), tip), "{tip:?}");
        }
        // On the steepest slope of all, a hand beside it is still on it.
        let steep = Sinusoid { amplitude: 5.0, phase: 0.0 };
        let zero = plot.px(0.0, 0.0);
        assert!(reaches(&plot, steep, (zero.0 + 7.0, zero.1), Tip::Fine));
        assert!(!reaches(&plot, steep, (zero.0 + 12.0, zero.1), Tip::Fine));
    }
}
