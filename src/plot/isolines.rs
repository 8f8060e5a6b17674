//! Lines of equal height on a grid, by marching squares.

use ndarray::ArrayView2;

use crate::number::held;

/// A point in units of the grid: (column, row), with fractions.
pub type Node = (f64, f64);

/// The lines on which `values` (row 0 is the lowest) equal `level`, in units of
/// the grid. Cells with a corner that is not finite hold no line.
pub fn isolines(values: ArrayView2<'_, f32>, level: f64) -> Vec<Vec<Node>> {
    let edges = Edges { columns: values.ncols() };
    let mut segments: Vec<[Edge; 2]> = Vec::new();
    let rows = values.rows().into_iter().zip(values.rows().into_iter().skip(1));
    for (row, (low, high)) in rows.enumerate() {
        let low = low.iter().zip(low.iter().skip(1));
        let high = high.iter().zip(high.iter().skip(1));
        for (column, ((&a, &b), (&d, &c))) in low.zip(high).enumerate() {
            cell([a, b, c, d], level as f32, edges.around(row, column), &mut segments);
        }
    }
    let crossing = |edge| edges.crossing(values, level, edge);
    let lines = chains(&segments, 2 * values.len()).into_iter();
    lines.map(|chain| chain.into_iter().map(crossing).collect()).collect()
}

/// An edge of the grid as a number: each node has two, the one to its right, which is
/// even, and the one up from it.
type Edge = usize;

/// The edges of a grid with so many columns of nodes.
#[derive(Clone, Copy)]
struct Edges {
    columns: usize,
}

impl Edges {
    /// Those of a cell: bottom, right, top, left.
    fn around(self, row: usize, column: usize) -> [Edge; 4] {
        let node = row * self.columns + column;
        [2 * node, 2 * node + 3, 2 * (node + self.columns), 2 * node + 1]
    }

    /// Where on `edge` the level lies, by linear interpolation.
    fn crossing(self, values: ArrayView2<'_, f32>, level: f64, edge: Edge) -> Node {
        let (row, column) = (edge / 2 / self.columns, edge / 2 % self.columns);
        let (right, up) = (1 - edge % 2, edge % 2);
        let (from, to) = (values[(row, column)], values[(row + up, column + right)]);
        let (from, to) = (f64::from(from), f64::from(to));
        let share = held((level - from) / (to - from), 0.0, 1.0);
        (column as f64 + share * right as f64, row as f64 + share * up as f64)
    }
}

/// The segments of one cell: each joins two of its `edges` that the level crosses. Edge i joins
/// corner i and corner i + 1.
fn cell(corners: [f32; 4], level: f32, edges: [Edge; 4], segments: &mut Vec<[Edge; 2]>) {
    let above = corners.map(|corner| corner >= level);
    // Most cells, by far.
    if above == [above[0]; 4] || !corners.iter().all(|corner| corner.is_finite()) {
        return;
    }
    let crossed: Vec<usize> = (0..4).filter(|&i| above[i] != above[(i + 1) % 4]).collect();
    match crossed[..] {
        [a, b] => segments.push([edges[a], edges[b]]),
        // A saddle: the mean of the corners decides which two corners are joined.
        [_, _, _, _] => {
            let middle = corners.iter().sum::<f32>() / 4.0 >= level;
            let [a, b, c, d] = edges;
            let joined = if middle == above[0] { [[a, b], [c, d]] } else { [[d, a], [b, c]] };
            segments.extend(joined);
        }
        _ => {}
    }
}

/// Joins segments that share an edge of the grid into as few lines as possible;
/// `edges` is how many edges there are.
fn chains(segments: &[[Edge; 2]], edges: usize) -> Vec<Vec<Edge>> {
    // At most two segments end at an edge: one in the cell on either side. Small numbers, for
    // there are far more edges than segments.
    let mut at: Vec<[u32; 2]> = vec![[NONE; 2]; edges];
    for (index, segment) in (0..).zip(segments) {
        for &edge in segment {
            let [first, second] = &mut at[edge];
            *(if *first == NONE { first } else { second }) = index;
        }
    }
    let mut used = vec![false; segments.len()];
    let mut follow = |start: Edge| {
        let mut chain = vec![start];
        let mut end = start;
        while let Some(next) = next_of(at[end], &used) {
            used[next] = true;
            let [a, b] = segments[next];
            end = if a == end { b } else { a };
            chain.push(end);
        }
        chain
    };
    // Open lines first, from one of their ends; what is left are closed ones.
    let ends = segments.iter().flatten().filter(|&&edge| at[edge][1] == NONE);
    let starts: Vec<Edge> = ends.chain(segments.iter().map(|[a, _]| a)).copied().collect();
    starts.into_iter().map(&mut follow).filter(|chain| chain.len() > 1).collect()
}

/// In place of the index of a segment, where there is none.
const NONE: u32 = u32::MAX;

/// Which of the segments that end at an edge is not used yet.
fn next_of(ends: [u32; 2], used: &[bool]) -> Option<usize> {
    let ends = ends.into_iter().filter(|&segment| segment != NONE);
    ends.map(|segment| segment as usize).find(|&segment| !used[segment])
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
