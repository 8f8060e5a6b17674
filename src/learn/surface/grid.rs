//! A grid of nodes over a rectangle of the parameters (a, b).

use ndarray::{Array2, ArrayView2};

use super::finer::FEWEST;
use crate::learn::error::Error;
use crate::number::sort_by_number;

/// Nodes over a rectangle of (a, b), borders included.
///
/// Row r and column c stand for θ = ([`a(c)`](Grid::a), [`b(r)`](Grid::b)): a grows along a
/// row, b from row to row, so row 0 is the lower edge of a plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    a: [f64; 2],
    b: [f64; 2],
    columns: usize,
    rows: usize,
}

impl Grid {
    /// The most nodes a side may have.
    pub const MAX_SIDE: usize = 1024;

    /// `columns` × `rows` nodes over `a[0] ≤ a ≤ a[1]`, `b[0] ≤ b ≤ b[1]`.
    ///
    /// Both sides need 2 to [`MAX_SIDE`](Grid::MAX_SIDE) nodes, both ranges finite ends in
    /// ascending order; anything else is [`Error::Grid`].
    pub fn new(a: [f64; 2], b: [f64; 2], columns: usize, rows: usize) -> Result<Self, Error> {
        let side = 2..=Self::MAX_SIDE;
        let range = |[low, high]: [f64; 2]| low < high && (high - low).is_finite();
        if side.contains(&columns) && side.contains(&rows) && range(a) && range(b) {
            Ok(Self { a, b, columns, rows })
        } else {
            Err(Error::Grid)
        }
    }

    /// `side` × `side` nodes over the unit square, where the article looks.
    pub fn unit(side: usize) -> Result<Self, Error> {
        Self::new([0.0, 1.0], [0.0, 1.0], side, side)
    }

    /// Every other node, the borders included; [`Error::Grid`] if a side has an even number of
    /// nodes, or less than seven.
    pub(super) fn every_other(&self) -> Result<Self, Error> {
        let [columns, rows] = [self.columns, self.rows].map(|side| side.div_ceil(2));
        let is_odd = [self.columns, self.rows].iter().all(|side| side % 2 == 1);
        if is_odd && columns.min(rows) >= FEWEST {
            Ok(Self { columns, rows, ..*self })
        } else {
            Err(Error::Grid)
        }
    }

    /// The lowest and the highest a and b: `[low, high]` of each.
    pub fn ranges(&self) -> [[f64; 2]; 2] {
        [self.a, self.b]
    }

    /// The number of nodes along a.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The number of nodes along b.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The parameter a of a column.
    pub fn a(&self, column: usize) -> f64 {
        node(self.a, column, self.columns)
    }

    /// The parameter b of a row.
    pub fn b(&self, row: usize) -> f64 {
        node(self.b, row, self.rows)
    }

    /// How `surface` curves about `theta`, ∂²/∂a², ∂²/∂a∂b and ∂²/∂b², by differences between the
    /// nodes next to it; three along each side at least.
    pub(super) fn curvature(&self, surface: ArrayView2<'_, f32>, theta: [f64; 2]) -> [f64; 3] {
        let across = (self.a[1] - self.a[0]) / (self.columns - 1) as f64;
        let up = (self.b[1] - self.b[0]) / (self.rows - 1) as f64;
        // The nearest node that has neighbours all around.
        let middle = |place: f64, nodes: usize| (place.round() as usize).max(1).min(nodes - 2);
        let column = middle((theta[0] - self.a[0]) / across, self.columns);
        let row = middle((theta[1] - self.b[0]) / up, self.rows);
        let [below, here, above] = [row - 1, row, row + 1]
            .map(|row| [column - 1, column, column + 1].map(|at| f64::from(surface[[row, at]])));
        [
            (here[0] - 2.0 * here[1] + here[2]) / (across * across),
            (above[2] - above[0] - below[2] + below[0]) / (4.0 * across * up),
            (below[1] - 2.0 * here[1] + above[1]) / (up * up),
        ]
    }

    /// The value of `loss` at θ = (a, b) of every node: rows × columns.
    pub fn map(&self, mut loss: impl FnMut([f64; 2]) -> f64) -> Array2<f64> {
        let shape = (self.rows, self.columns);
        Array2::from_shape_fn(shape, |(row, column)| loss([self.a(column), self.b(row)]))
    }
}

/// The nodes `[row, column]` that are no higher than their up to eight neighbours, lowest first.
///
/// Of equal neighbours only one counts; nodes that are not finite never do.
pub(super) fn local_minima(values: ArrayView2<'_, f32>) -> Vec<[usize; 2]> {
    let mut found = Vec::new();
    for ((row, column), &value) in values.indexed_iter() {
        // The neighbours in a row first: they rule out nearly every node.
        let beaten = (column > 0 && values[[row, column - 1]] <= value)
            || (column + 1 < values.ncols() && values[[row, column + 1]] < value);
        if !beaten && value.is_finite() && is_lowest(values, [row, column]) {
            found.push([row, column]);
        }
    }
    sort_by_number(&mut found, |&node| f64::from(values[node]));
    found
}

/// Whether no neighbour is lower. An equal neighbour wins if it comes first.
fn is_lowest(values: ArrayView2<'_, f32>, node: [usize; 2]) -> bool {
    let [row, column] = node;
    let value = values[node];
    let rows = row.saturating_sub(1)..=(row + 1).min(values.nrows() - 1);
    let columns = column.saturating_sub(1)..=(column + 1).min(values.ncols() - 1);
    let mut neighbours = rows.flat_map(|r| columns.clone().map(move |c| [r, c]));
    neighbours.all(|at| value < values[at] || (value == values[at] && node <= at))
}

/// Node `index` of `count` even nodes over a range; the last is exactly its end.
fn node([low, high]: [f64; 2], index: usize, count: usize) -> f64 {
    if index + 1 >= count {
        return high;
    }
    low + (high - low) * index as f64 / (count - 1) as f64
}
