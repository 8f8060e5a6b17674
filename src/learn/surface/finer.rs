//! What lies between the nodes of a grid, where a surface is smooth.

use ndarray::{Array2, ArrayView2, s};

/// The fewest nodes along a side that tell what lies between them: a cubic goes through four.
pub(super) const FEWEST: usize = 4;

/// How far what is told of a node may be from what it is, as a share of that.
///
/// From one grid to the next finer one the error of a cubic falls to a sixteenth. So where every
/// other node tells the rest to one per cent, all nodes tell what lies between them to about a
/// tenth of that, to a third of one at worst: less than one of the 256 colours.
const STRAY: f32 = 0.01;

/// `values` with a node more between every two, along both sides, which have at least
/// [`FEWEST`] nodes: each lies on the cubic through four nodes of its line.
pub(super) fn finer(values: ArrayView2<'_, f32>) -> Array2<f32> {
    let wider = wider(values);
    self::wider(wider.t()).reversed_axes()
}

/// The same along the rows alone.
fn wider(values: ArrayView2<'_, f32>) -> Array2<f32> {
    let nodes = values.ncols();
    Array2::from_shape_fn((values.nrows(), 2 * nodes - 1), |(row, column)| {
        let before = column / 2;
        if column.is_multiple_of(2) {
            return values[[row, before]];
        }
        let first = before.saturating_sub(1).min(nodes - FEWEST);
        let weights = match before - first {
            0 => [5.0, 15.0, -5.0, 1.0],
            1 => [-1.0, 9.0, 9.0, -1.0],
            _ => [1.0, -5.0, 15.0, 5.0],
        };
        (0..FEWEST).map(|k| weights[k] * values[[row, first + k]]).sum::<f32>() / 16.0
    })
}

/// Whether `values` are so smooth that [`finer`] can be trusted with them: whether every other
/// one of them tells the rest. Never, where something is not finite, or too few are left.
pub(super) fn is_smooth(values: ArrayView2<'_, f32>) -> bool {
    let every_other = values.slice(s![..;2, ..;2]);
    if every_other.nrows() < FEWEST || every_other.ncols() < FEWEST {
        return false;
    }
    let told = finer(every_other);
    let near =
        |(&told, &value): (&f32, &f32)| value.is_finite() && (told - value).abs() <= STRAY * value;
    told.dim() == values.dim() && told.iter().zip(values).all(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of a polynomial that is cubic along either side.
    fn cubic(rows: usize, columns: usize, step: f32) -> Array2<f32> {
        let along = |x: f32| 1.0 + x * (0.5 + x * (0.25 - 0.125 * x));
        Array2::from_shape_fn((rows, columns), |(row, column)| {
            along(row as f32 * step) * along(2.0 - column as f32 * step)
        })
    }

    #[test]
    fn what_is_cubic_along_either_side_is_told_exactly() {
        for (rows, columns) in [(4, 4), (5, 4), (9, 6)] {
            let (coarse, fine) =
                (cubic(rows, columns, 0.25), cubic(2 * rows - 1, 2 * columns - 1, 0.125));
            let told = finer(coarse.view());
            assert_eq!(told.dim(), fine.dim());
            for (told, value) in told.iter().zip(&fine) {
                assert!((told - value).abs() < 1e-5, "{told} for {value}");
            }
            assert_eq!(told.slice(s![..;2, ..;2]), coarse, "its own nodes stay");
        }
    }

    #[test]
    fn what_is_torn_or_has_overflown_or_is_too_small_is_not_smooth() {
        assert!(is_smooth(cubic(9, 17, 0.125).view()));
        assert!(!is_smooth(cubic(5, 17, 0.125).view()), "three rows tell nothing");
        assert!(!is_smooth(cubic(8, 9, 0.125).view()), "the last row lies beyond the others");
        for torn in [0.8, 1.3, f32::INFINITY, f32::NAN] {
            for at in [[0, 0], [4, 4], [3, 8], [8, 5]] {
                let mut values = cubic(9, 9, 0.125);
                values[at] *= torn;
                assert!(!is_smooth(values.view()), "{torn} at {at:?}");
            }
        }
    }
}
