//! The minima of the accumulated loss in a rectangle: where a meta-learner would rest.

use ndarray::ArrayView2;

use super::Grid;
use crate::learn::adapt::Inner;
use crate::learn::meta::{Task, Workspace, maml};
use crate::learn::toy::{SoftplusLine, ToyTask};

/// A local minimum of Σ_i L_i(U_i^(m)(θ)) within a rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Minimum {
    /// Where it is, (a, b).
    pub theta: [f64; 2],
    /// The accumulated loss there.
    pub loss: f64,
    /// Whether the loss would go on falling beyond the rectangle.
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
}

/// Minima closer than this fraction of the rectangle are one.
const SAME: f64 = 1e-4;
/// No step is longer than this fraction of the rectangle, so that a minimum stays in its valley.
const LONGEST_STEP: f64 = 0.1;
/// A step shorter than this fraction of the rectangle is no step: the minimum is found.
const SHORTEST_STEP: f64 = 1e-10;
/// How often the loss and its gradient may be computed for one surface. A dozen does for a
/// minimum; the bound is for landscapes that divergence has torn into hundreds of pits.
const BUDGET: usize = 250;

/// The local minima of Σ_i L_i(U_i^(m)(θ)) within `grid`'s rectangle, best first.
///
/// `surface` holds that loss on the grid's nodes; its local minima are the starting points. Each
/// is refined in `f64` by a projected Newton method with the exact meta-gradient,
/// until the gradient vanishes inside or points out of the rectangle. Those that meet
/// are merged.
///
/// A valley that runs aslant through the grid leaves a row of nodes that are lower than their neighbours
/// only because its floor passes near them. They give themselves away by a negative
/// curvature along the valley, and are left out; the lowest node never is.
pub fn minima(
    tasks: &[&ToyTask<f64>],
    inner: Inner,
    grid: &Grid,
    surface: ArrayView2<'_, f32>,
) -> Vec<Minimum> {
    let mut objective = Objective {
        tasks,
        inner,
        ranges: grid.ranges(),
        workspace: Workspace::new(&SoftplusLine::default()),
        budget: BUDGET,
    };
    let mut found: Vec<Minimum> = Vec::new();
    for (rank, [row, column]) in grid.local_minima(surface).into_iter().enumerate() {
        let Some(start) = objective.sample([grid.a(column), grid.b(row)]) else {
            continue;
        };
        if rank > 0 && !objective.curves_up(&start) {
            continue;
        }
        let minimum = objective.refine(start);
        // What the budget cut short is no minimum, but the best that there is may be shown.
        if rank == 0 || objective.budget > 0 {
            found.push(minimum);
        }
    }
    found.sort_by(|p, q| p.loss.total_cmp(&q.loss));
    let mut distinct: Vec<Minimum> = Vec::new();
    for minimum in found {
        if !distinct.iter().any(|other| objective.coincide(other, &minimum)) {
            distinct.push(minimum);
        }
    }
    distinct
}

/// The loss at a point, with its gradient.
#[derive(Clone, Copy)]
struct Sample {
    theta: [f64; 2],
    loss: f64,
    gradient: [f64; 2],
}

/// A symmetric 2 × 2 matrix by its eigenvalues and the angle of the first one's direction.
struct Curvature {
    along: f64,
    across: f64,
    angle: f64,
}

struct Objective<'a> {
    tasks: &'a [&'a ToyTask<f64>],
    inner: Inner,
    ranges: [[f64; 2]; 2],
    workspace: Workspace<SoftplusLine<f64>>,
    budget: usize,
}

impl Objective<'_> {
    /// Descends from `start` to the minimum of its valley.
    fn refine(&mut self, start: Sample) -> Minimum {
        let mut here = start;
        while let Some(next) = self.newton_step(&here) {
            here = next;
        }
        let held = (0..2).filter(|&k| self.is_held(&here, k)).count();
        let place = [Place::Interior, Place::Edge, Place::Corner][held];
        Minimum { theta: here.theta, loss: here.loss, place }
    }

    /// The next point, which is better; `None` if there is none to be found.
    fn newton_step(&mut self, here: &Sample) -> Option<Sample> {
        let slope = self.free_gradient(here);
        if slope == [0.0, 0.0] {
            return None;
        }
        let curvature = self.curvature(here)?;
        let step = self.newton_direction(slope, curvature);
        let mut length = 1.0;
        while length * self.relative_length(step) > SHORTEST_STEP {
            let trial = self.sample(self.along(here.theta, length, step));
            if let Some(next) = trial.filter(|next| self.improves(here, next)) {
                return Some(next);
            }
            length *= 0.25;
        }
        None
    }

    /// −H⁻¹∇ with the eigenvalues of H made positive, so that it leads down on a saddle too;
    /// no longer than [`LONGEST_STEP`].
    fn newton_direction(&self, slope: [f64; 2], curvature: Curvature) -> [f64; 2] {
        let Curvature { along, across, angle } = curvature;
        let floor = 1e-10 * along.abs().max(across.abs()) + f64::MIN_POSITIVE;
        let (sine, cosine) = angle.sin_cos();
        let first = -(cosine * slope[0] + sine * slope[1]) / along.abs().max(floor);
        let second = -(cosine * slope[1] - sine * slope[0]) / across.abs().max(floor);
        let step = [cosine * first - sine * second, sine * first + cosine * second];
        let shrink = (LONGEST_STEP / self.relative_length(step)).min(1.0);
        step.map(|s| s * shrink)
    }

    /// The Hessian of the accumulated loss in the free coordinates, by one-sided differences of its
    /// exact gradient; `None` where a task diverges or the budget ends.
    fn curvature(&mut self, here: &Sample) -> Option<Curvature> {
        let mut hessian = [[0.0; 2]; 2];
        let held = [0, 1].map(|k| self.is_held(here, k));
        for k in (0..2).filter(|&k| !held[k]) {
            // Towards the middle, so as to stay inside.
            let [low, high] = self.ranges[k];
            let sign = if here.theta[k] > 0.5 * (low + high) { -1.0 } else { 1.0 };
            let mut theta = here.theta;
            theta[k] += sign * 1e-6 * self.width(k);
            let beside = self.sample(theta)?;
            let distance = theta[k] - here.theta[k];
            hessian[k] = [0, 1].map(|l| (beside.gradient[l] - here.gradient[l]) / distance);
        }
        let mixed =
            if held != [false, false] { 0.0 } else { 0.5 * (hessian[0][1] + hessian[1][0]) };
        let mean = 0.5 * (hessian[0][0] + hessian[1][1]);
        let half = 0.5 * (hessian[0][0] - hessian[1][1]);
        let radius = half.hypot(mixed);
        let angle = 0.5 * mixed.atan2(half);
        Some(Curvature { along: mean + radius, across: mean - radius, angle })
    }

    /// Whether the loss curves upwards in every direction that is free.
    fn curves_up(&mut self, here: &Sample) -> bool {
        // A held coordinate has a curvature of 0 here, which is not negative.
        self.curvature(here).is_some_and(|curvature| curvature.across >= 0.0)
    }

    /// Whether `next` is lower; or, where rounding hides a difference, nearer to stationary.
    fn improves(&self, here: &Sample, next: &Sample) -> bool {
        let steepness = |sample| self.free_gradient(sample).map(f64::abs).iter().sum::<f64>();
        let rounding = 1e-14 * here.loss;
        next.loss < here.loss - rounding
            || (next.loss <= here.loss + rounding && steepness(next) < steepness(here))
    }

    /// Σ_i L_i(U_i(θ)) with its exact gradient; `None` where a task diverges or the budget ends.
    fn sample(&mut self, theta: [f64; 2]) -> Option<Sample> {
        self.budget = self.budget.checked_sub(1)?;
        let model = SoftplusLine::default();
        let mut sum = Sample { theta, loss: 0.0, gradient: [0.0; 2] };
        for &task in self.tasks {
            let (task, mut gradient) = (Task::unsplit(task), [0.0; 2]);
            let room = &mut self.workspace;
            let loss = maml::meta_gradient(&model, &theta, task, self.inner, room, &mut gradient);
            sum.loss += loss.ok()?;
            sum.gradient = [0, 1].map(|k| sum.gradient[k] + gradient[k]);
        }
        Some(sum)
    }

    /// The point `length` steps away, or the nearest to it in the rectangle.
    fn along(&self, theta: [f64; 2], length: f64, step: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|k| {
            let [low, high] = self.ranges[k];
            let target = theta[k] + length * step[k];
            // What ends beside an edge by less than a step is meant to end on it.
            let margin = SHORTEST_STEP * self.width(k);
            if target < low + margin {
                low
            } else if target > high - margin {
                high
            } else {
                target
            }
        })
    }

    /// The gradient in the free coordinates, zero in those that are held.
    fn free_gradient(&self, here: &Sample) -> [f64; 2] {
        [0, 1].map(|k| if self.is_held(here, k) { 0.0 } else { here.gradient[k] })
    }

    /// Whether coordinate k lies on an edge and the loss falls beyond it.
    fn is_held(&self, here: &Sample, k: usize) -> bool {
        let [low, high] = self.ranges[k];
        let slope = here.gradient[k];
        (here.theta[k] <= low && slope > 0.0) || (here.theta[k] >= high && slope < 0.0)
    }

    fn coincide(&self, p: &Minimum, q: &Minimum) -> bool {
        (0..2).all(|k| (p.theta[k] - q.theta[k]).abs() < SAME * self.width(k))
    }

    /// The length of a step as a fraction of the rectangle.
    fn relative_length(&self, step: [f64; 2]) -> f64 {
        (step[0] / self.width(0)).hypot(step[1] / self.width(1))
    }

    fn width(&self, k: usize) -> f64 {
        self.ranges[k][1] - self.ranges[k][0]
    }
}
