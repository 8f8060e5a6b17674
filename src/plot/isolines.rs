//! Lines of equal height on a grid, by marching squares.

use std::collections::HashMap;

use ndarray::ArrayView2;

/// A point in units of the grid: (column, row), with fractions.
pub type Node = (f64, f64);

/// An edge of the grid, named by its left or lower node and its direction.
type Edge = (usize, usize, Along);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Along {
    Row,
    Column,
}

/// The lines on which `values` (row 0 is the lowest) equal `level`, in units of
/// the grid. Cells with a corner that is not finite hold no line.
pub fn isolines(values: ArrayView2<'_, f32>, level: f64) -> Vec<Vec<Node>> {
    let mut segments: Vec<(Edge, Edge)> = Vec::new();
    for row in 0..values.nrows().saturating_sub(1) {
        for column in 0..values.ncols().saturating_sub(1) {
            cell(values, level as f32, row, column, &mut segments);
        }
    }
    chains(&segments)
        .into_iter()
        .map(|chain| chain.into_iter().map(|edge| crossing(values, level, edge)).collect())
        .collect()
}

/// The segments of one cell: each joins two of its edges that the level crosses.
fn cell(
    values: ArrayView2<'_, f32>,
    level: f32,
    row: usize,
    column: usize,
    segments: &mut Vec<(Edge, Edge)>,
) {
    let corners = [
        values[(row, column)],
        values[(row, column + 1)],
        values[(row + 1, column + 1)],
        values[(row + 1, column)],
    ];
    if !corners.iter().all(|corner| corner.is_finite()) {
        return;
    }
    // Bottom, right, top, left: edge i joins corner i and corner i + 1.
    let edges: [Edge; 4] = [
        (row, column, Along::Row),
        (row, column + 1, Along::Column),
        (row + 1, column, Along::Row),
        (row, column, Along::Column),
    ];
    let above = corners.map(|corner| corner >= level);
    let crossed: Vec<usize> = (0..4).filter(|&i| above[i] != above[(i + 1) % 4]).collect();
    match crossed[..] {
        [a, b] => segments.push((edges[a], edges[b])),
        // A saddle: the mean of the corners decides which two corners are joined.
        [_, _, _, _] => {
            let middle = corners.iter().sum::<f32>() / 4.0 >= level;
            let (first, second) =
                if middle == above[0] { ((0, 1), (2, 3)) } else { ((3, 0), (1, 2)) };
            segments.push((edges[first.0], edges[first.1]));
            segments.push((edges[second.0], edges[second.1]));
        }
        _ => {}
    }
}

/// Joins segments that share an edge of the grid into as few lines as possible.
fn chains(segments: &[(Edge, Edge)]) -> Vec<Vec<Edge>> {
    let mut at: HashMap<Edge, Vec<usize>> = HashMap::new();
    for (index, (a, b)) in segments.iter().enumerate() {
        at.entry(*a).or_default().push(index);
        at.entry(*b).or_default().push(index);
    }
    let mut used = vec![false; segments.len()];
    let mut follow = |start: Edge| {
        let mut chain = vec![start];
        let mut end = start;
        while let Some(&next) = at[&end].iter().find(|&&segment| !used[segment]) {
            used[next] = true;
            let (a, b) = segments[next];
            end = if a == end { b } else { a };
            chain.push(end);
        }
        chain
    };
    // Open lines first, from one of their ends; what is left are closed ones.
    let ends = segments.iter().flat_map(|(a, b)| [*a, *b]).filter(|edge| at[edge].len() == 1);
    let starts: Vec<Edge> = ends.chain(segments.iter().map(|segment| segment.0)).collect();
    starts.into_iter().map(&mut follow).filter(|chain| chain.len() > 1).collect()
}

/// Where on `edge` the level lies, by linear interpolation.
fn crossing(values: ArrayView2<'_, f32>, level: f64, (row, column, along): Edge) -> Node {
    let (next_row, next_column) = match along {
        Along::Row => (row, column + 1),
        Along::Column => (row + 1, column),
    };
    let (from, to) = (f64::from(values[(row, column)]), f64::from(values[(next_row, next_column)]));
    let share = ((level - from) / (to - from)).clamp(0.0, 1.0);
    match along {
        Along::Row => (column as f64 + share, row as f64),
        Along::Column => (column as f64, row as f64 + share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn the_line_around_a_bowl_is_one_closed_circle() {
        let bowl = Array2::from_shape_fn((41, 41), |(row, column)| {
            let (x, y) = (column as f32 - 20.0, row as f32 - 20.0);
            x * x + y * y
        });
        let lines = isolines(bowl.view(), 100.0);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].first(), lines[0].last());
        for (x, y) in &lines[0] {
            assert!(((x - 20.0).hypot(y - 20.0) - 10.0).abs() < 0.05);
        }
    }

    #[test]
    fn the_line_across_a_slope_runs_from_edge_to_edge() {
        let slope = Array2::from_shape_fn((5, 9), |(_, column)| column as f32);
        let lines = isolines(slope.view(), 2.5);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].len(), 5);
        assert!(lines[0].iter().all(|point| (point.0 - 2.5).abs() < 1e-6));
    }

    #[test]
    fn what_overflowed_holds_no_line() {
        let broken = Array2::from_elem((3, 3), f32::INFINITY);
        assert!(isolines(broken.view(), 1.0).is_empty());
    }
}
