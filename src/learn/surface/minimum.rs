//! A minimum of a loss over a rectangle, and how a loss curves.

/// A local minimum of Σ_i L_i(U_i^(m)(θ)) within a rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Minimum {
    /// Where it is, (a, b).
    pub theta: [f64; 2],
    /// The accumulated loss there.
    pub loss: f64,
    /// Whether it lies inside, on the border, or in a valley of equals.
    pub place: Place,
}

/// Where in its rectangle a minimum lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Inside: the gradient is zero.
    Interior,
    /// On an edge: the loss falls further beyond it.
    Edge,
    /// In a corner: the loss falls further beyond both edges.
    Corner,
    /// On the level floor of a valley: one of a whole line of equally good points, as where all
    /// sample points are the same and only a x + b matters.
    Valley,
}

/// A symmetric 2 × 2 matrix.
#[derive(Clone, Copy)]
pub(super) struct Hessian {
    pub(super) aa: f64,
    pub(super) ab: f64,
    pub(super) bb: f64,
}

impl Hessian {
    /// The part that belongs to the free coordinates, zero elsewhere.
    pub(super) fn restricted(self, free: [bool; 2]) -> Self {
        let keep = |entry: f64, kept: bool| if kept { entry } else { 0.0 };
        let [a, b] = free;
        Self { aa: keep(self.aa, a), ab: keep(self.ab, a && b), bb: keep(self.bb, b) }
    }

    /// The two eigenvalues, the larger first, and the angle of its direction.
    pub(super) fn eigen(self) -> ([f64; 2], f64) {
        let (mean, half) = (0.5 * (self.aa + self.bb), 0.5 * (self.aa - self.bb));
        let radius = half.hypot(self.ab);
        ([mean + radius, mean - radius], 0.5 * self.ab.atan2(half))
    }
}
