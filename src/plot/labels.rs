//! Labels that stand beside the ends of their lines and never on each other.

use super::scene::{Anchor, Px, Rect, Scene, Text};
use super::theme::Ink;

/// The font size of direct labels in CSS pixels.
pub const SIZE: f64 = 13.0;

/// A label for the end of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct EndLabel {
    /// What is written; lines are parted by `\n`.
    pub text: String,
    /// The height at which the line ends, in CSS pixels.
    pub y: f64,
    /// The ink of the line.
    pub ink: Ink,
}

/// Writes `labels` in a column that starts at `x`, each as near to its line's end
/// as the others and the edges of `rect` allow.
pub fn column(scene: &mut Scene, labels: &[EndLabel], x: f64, rect: &Rect) {
    let height = SIZE * 1.2;
    let mut order: Vec<&EndLabel> = labels.iter().filter(|label| label.y.is_finite()).collect();
    order.sort_by(|a, b| a.y.total_cmp(&b.y));
    let heights: Vec<f64> =
        order.iter().map(|label| height * label.text.lines().count().max(1) as f64).collect();
    let mut tops: Vec<f64> = order
        .iter()
        .zip(&heights)
        .map(|(label, height)| label.y.clamp(rect.top, rect.bottom) - height / 2.0)
        .collect();
    part(&mut tops, &heights, 4.0, (rect.top, rect.bottom));
    for (label, top) in order.iter().zip(tops) {
        for (row, line) in label.text.lines().enumerate() {
            let at: Px = (x, top + height * (row as f64 + 0.5));
            scene.text(Text::new(line, at, SIZE, label.ink, Anchor::Left));
        }
    }
}

/// Moves boxes (upper edges `tops`, in order, with `heights`) apart until each two
/// are `gap` from each other, and into `range` while there is room.
pub fn part(tops: &mut [f64], heights: &[f64], gap: f64, (low, high): (f64, f64)) {
    let mut floor = low;
    for (top, height) in tops.iter_mut().zip(heights) {
        *top = top.max(floor);
        floor = *top + height + gap;
    }
    let mut ceiling = high;
    for (top, height) in tops.iter_mut().zip(heights).rev() {
        *top = top.min(ceiling - height);
        ceiling = *top - gap;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn labels_never_touch_and_stay_inside(
            mut tops in prop::collection::vec(-100.0_f64..500.0, 1..8)
        ) {
            tops.sort_by(f64::total_cmp);
            let heights = vec![15.0; tops.len()];
            part(&mut tops, &heights, 4.0, (0.0, 400.0));
            prop_assert!(tops[0] >= -1e-9 && tops[tops.len() - 1] <= 385.0 + 1e-9);
            for pair in tops.windows(2) {
                prop_assert!(pair[1] - pair[0] >= 19.0 - 1e-9);
            }
        }
    }
}
