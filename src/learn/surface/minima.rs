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

/// Refinement starts from at most so many nodes. Where fine-tuning has made the
/// loss nearly flat, `f32` rounding makes false minima by the dozen, and all
/// of them lead to the same few places.
const MAX_STARTS: usize = 12;
/// Minima closer than this fraction of the rectangle are one.
const SAME: f64 = 1e-4;
/// No step is longer than this fraction of the rectangle, so that a minimum stays in its valley.
const LONGEST_STEP: f64 = 0.1;
/// Far more steps than Newton's method needs; a bound for landscapes torn by divergence.
const MAX_ITERATIONS: usize = 60;

/// The local minima of Σ_i L_i(U_i^(m)(θ)) within `grid`'s rectangle, best first.
///
/// `surface` holds that loss on the grid's nodes; its local minima are the starting points. Each
/// is refined in `f64` by a projected Newton method with the exact meta-gradient,
/// until the gradient vanishes inside or points out of the rectangle. Those that meet
/// are merged. `tasks` must not be empty.
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
    };
    let mut found: Vec<Minimum> = Vec::new();
    for [row, column] in grid.local_minima(surface).into_iter().take(MAX_STARTS) {
        let start = [grid.a(column), grid.b(row)];
        if let Some(minimum) = objective.refine(start) {
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

struct Objective<'a> {
    tasks: &'a [&'a ToyTask<f64>],
    inner: Inner,
    ranges: [[f64; 2]; 2],
    workspace: Workspace<SoftplusLine<f64>>,
}

impl Objective<'_> {
    /// Descends from `start` to the minimum of its valley; `None` if a task diverges there.
    fn refine(&mut self, start: [f64; 2]) -> Option<Minimum> {
        let mut here = self.sample(start)?;
        for _ in 0..MAX_ITERATIONS {
            let Some(next) = self.newton_step(&here) else {
                break;
            };
            here = next;
        }
        let held = (0..2).filter(|&k| self.is_held(&here, k)).count();
        let place = [Place::Interior, Place::Edge, Place::Corner][held];
        Some(Minimum { theta: here.theta, loss: here.loss, place })
    }

    /// The next point, with a lower loss; `None` where no step lowers it any more.
    fn newton_step(&mut self, here: &Sample) -> Option<Sample> {
        let free = [0, 1].map(|k| !self.is_held(here, k));
        if free == [false, false] {
            return None;
        }
        let direction = self.newton_direction(here, free)?;
        let mut length = 1.0;
        // Thirty halvings reach the last digits of θ.
        for _ in 0..30 {
            let theta = [0, 1].map(|k| {
                let [low, high] = self.ranges[k];
                (here.theta[k] + length * direction[k]).clamp(low, high)
            });
            if theta == here.theta {
                return None;
            }
            match self.sample(theta) {
                Some(next) if self.improves(here, &next) => return Some(next),
                _ => length *= 0.5,
            }
        }
        None
    }

    /// Whether `next` is lower; or, where rounding hides a difference, nearer to stationary.
    fn improves(&self, here: &Sample, next: &Sample) -> bool {
        let slope = |sample: &Sample| {
            let free = [0, 1].map(|k| !self.is_held(sample, k));
            let [a, b] = [0, 1].map(|k| if free[k] { sample.gradient[k] } else { 0.0 });
            a.hypot(b)
        };
        let rounding = 1e-14 * here.loss;
        next.loss < here.loss - rounding
            || (next.loss <= here.loss + rounding && slope(next) < slope(here))
    }

    /// −H⁻¹∇ in the free coordinates, with the Hessian's eigenvalues made positive so that
    /// it goes down on a saddle too; no longer than [`LONGEST_STEP`].
    fn newton_direction(&mut self, here: &Sample, free: [bool; 2]) -> Option<[f64; 2]> {
        let gradient = [0, 1].map(|k| if free[k] { here.gradient[k] } else { 0.0 });
        let [[haa, hab], [hba, hbb]] = self.hessian(here)?;
        let hab = if free == [true, true] { 0.5 * (hab + hba) } else { 0.0 };

        // Eigenvalues and the first eigenvector of a symmetric 2 × 2 matrix.
        let (mean, half) = (0.5 * (haa + hbb), 0.5 * (haa - hbb));
        let radius = half.hypot(hab);
        let angle = 0.5 * hab.atan2(half);
        let (sine, cosine) = angle.sin_cos();
        let floor = 1e-10 * (mean.abs() + radius) + f64::MIN_POSITIVE;
        let [first, second] = [mean + radius, mean - radius].map(|e| e.abs().max(floor));
        let along = -(cosine * gradient[0] + sine * gradient[1]) / first;
        let across = -(cosine * gradient[1] - sine * gradient[0]) / second;
        let step = [cosine * along - sine * across, sine * along + cosine * across];

        let relative = [0, 1].map(|k| step[k] / self.width(k));
        let shrink = (LONGEST_STEP / relative[0].hypot(relative[1])).min(1.0);
        step.iter().all(|s| s.is_finite()).then(|| step.map(|s| s * shrink))
    }

    /// The Hessian of the accumulated loss, by one-sided differences of its exact gradient.
    fn hessian(&mut self, here: &Sample) -> Option<[[f64; 2]; 2]> {
        let mut hessian = [[0.0; 2]; 2];
        for k in 0..2 {
            // Towards the middle, so as to stay inside.
            let [low, high] = self.ranges[k];
            let sign = if here.theta[k] > 0.5 * (low + high) { -1.0 } else { 1.0 };
            let mut theta = here.theta;
            theta[k] += sign * 1e-6 * self.width(k);
            let beside = self.sample(theta)?;
            let distance = theta[k] - here.theta[k];
            hessian[k] = [0, 1].map(|l| (beside.gradient[l] - here.gradient[l]) / distance);
        }
        Some(hessian)
    }

    /// Σ_i L_i(U_i(θ)) with its exact gradient; `None` where a task diverges.
    fn sample(&mut self, theta: [f64; 2]) -> Option<Sample> {
        let model = SoftplusLine::default();
        let mut sum = Sample { theta, loss: 0.0, gradient: [0.0; 2] };
        for &task in self.tasks {
            let mut gradient = [0.0; 2];
            let task = Task::unsplit(task);
            let room = &mut self.workspace;
            let loss = maml::meta_gradient(&model, &theta, task, self.inner, room, &mut gradient);
            sum.loss += loss.ok()?;
            sum.gradient = [0, 1].map(|k| sum.gradient[k] + gradient[k]);
        }
        Some(sum)
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

    fn width(&self, k: usize) -> f64 {
        self.ranges[k][1] - self.ranges[k][0]
    }
}
