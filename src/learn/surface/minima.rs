//! The minima of the accumulated loss in a rectangle: where a meta-learner would rest.

use ndarray::ArrayView2;

use super::grid::{Grid, local_minima};
use super::minimum::{Hessian, Minimum, Place};
use crate::learn::adapt::Inner;
use crate::learn::meta::maml::Maml;
use crate::learn::meta::{Workspace, meta_gradient};
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};
use crate::learn::task::Task;
use crate::number::sort_by_number;

/// Minima closer than this fraction of the rectangle are one.
const SAME: f64 = 1e-4;
/// No step is longer than this fraction of the rectangle, so that a minimum stays in its
/// valley.
const LONGEST_STEP: f64 = 0.1;
/// A step shorter than this fraction of the rectangle is no step: the minimum is found.
const SHORTEST_STEP: f64 = 1e-10;
/// A valley's floor is level where it curves this much less along than across. The Hessian, a
/// difference of gradients, knows no better.
const LEVEL: f64 = 1e-5;
/// After a step shorter than this fraction of the rectangle an exact Hessian serves once more.
const NEAR_STEP: f64 = 2e-2;
/// A minimum that is only to be drawn is found when the next step is shorter than this fraction of
/// the rectangle and gains less than this fraction of the loss, or after so many steps.
const SHORT_STEP: f64 = 3e-3;
const SMALL_GAIN: f64 = 1e-3;
const MOST_STEPS: usize = 8;
/// Gradients so far from each other, as a fraction of the rectangle, tell how the loss curves.
const DIFFERENCE: f64 = 1e-6;
/// How often the loss and its gradient may be computed for one surface. A dozen does for a
/// minimum; the bound is for landscapes that divergence has torn into hundreds of pits.
const BUDGET: usize = 250;

/// The local minima of Σ_i L_i(U_i^(m)(θ)) within `grid`'s rectangle, best first.
///
/// `surface` holds that loss on the grid's nodes, rows × columns; its local minima are the
/// starting points. Each is refined in `f64` by a projected Newton method with the exact
/// meta-gradient, until the gradient vanishes inside or points out of the rectangle. Those that
/// meet are merged.
///
/// A valley that runs aslant through the grid leaves a row of nodes that are lower than their
/// neighbours only because its floor passes near them. They give themselves away by a negative
/// curvature along the valley, and are left out; the lowest node never is.
pub fn minima(
    tasks: &[&ToyTask<f64>],
    inner: Inner,
    grid: &Grid,
    surface: ArrayView2<'_, f32>,
) -> Vec<Minimum> {
    minima_from(tasks, inner, grid, surface, &[])
}

/// The same, with more starting points: the minima `before` something changed a little. So a
/// coarse grid does, even where one of its cells holds two pits.
pub(super) fn minima_from(
    tasks: &[&ToyTask<f64>],
    inner: Inner,
    grid: &Grid,
    surface: ArrayView2<'_, f32>,
    before: &[Minimum],
) -> Vec<Minimum> {
    let mut objective = Objective::new(tasks, inner, grid, Some(surface));
    let (mut found, mut cut_short): (Vec<Minimum>, _) = (Vec::new(), None);
    for minimum in before {
        let Some(start) = objective.sample(minimum.theta) else { continue };
        match objective.descend(start) {
            (here, Some(hessian)) if objective.curves_up(&here, hessian) => {
                found.push(objective.rest(&here, Some(hessian)));
            }
            // What was a minimum has become a saddle, on which Newton's method rests too.
            (_, Some(_)) => {}
            (here, None) => cut_short = cut_short.or(Some(here)),
        }
    }
    let known = found.len();
    for (rank, [row, column]) in local_minima(surface).into_iter().enumerate() {
        let node = [grid.a(column), grid.b(row)];
        if found[..known].iter().any(|minimum| is_beside(grid, minimum, node)) {
            continue;
        }
        let Some(start) = objective.sample(node) else {
            continue;
        };
        if rank > 0
            && !objective.hessian(&start).is_some_and(|bend| objective.curves_up(&start, bend))
        {
            continue;
        }
        let (here, hessian) = objective.descend(start);
        let minimum = objective.rest(&here, hessian);
        // What the budget cut short is no minimum, but the best that there is may be shown.
        if rank == 0 || objective.budget > 0 {
            found.push(minimum);
        }
    }
    if found.is_empty() {
        found.extend(cut_short.map(|here| objective.rest(&here, None)));
    }
    sort_by_number(&mut found, |minimum| minimum.loss);
    objective.distinct(&objective.distinct(&found))
}

/// Where the minima `before` have gone after something changed a little, best first: near enough
/// to be drawn, and computed in a third of the time. That there are others now, or fewer, goes
/// unnoticed. Where the loss is smooth on a grid, that `smooth` surface knows how it curves, which
/// takes half of the time again.
pub(super) fn followed(
    tasks: &[&ToyTask<f64>],
    inner: Inner,
    grid: &Grid,
    smooth: Option<ArrayView2<'_, f32>>,
    before: &[Minimum],
) -> Vec<Minimum> {
    let mut objective = Objective::new(tasks, inner, grid, smooth);
    let moved = |minimum: &Minimum| {
        let mut here = objective.sample(minimum.theta)?;
        for _ in 0..MOST_STEPS {
            let rough = objective.roughly(here.theta);
            let Some(hessian) = rough.or_else(|| objective.hessian(&here)) else { break };
            let step = objective.newton_direction(&here, hessian, objective.free(&here));
            let gain = -0.5 * (0..2).map(|k| here.gradient[k] * step[k]).sum::<f64>();
            let is_within = (0..2).all(|k| objective.reach(here.theta, step, k) == 1.0);
            let is_short = objective.relative_length(step) < SHORT_STEP;
            if is_within && is_short && gain < SMALL_GAIN * here.loss {
                // So short a way is gone without a look at where it ends.
                here.loss -= gain;
                here.theta = [0, 1].map(|k| here.theta[k] + step[k]);
                break;
            }
            let Some(next) = objective.step_by(&here, hessian) else { break };
            here = next;
        }
        Some(Minimum { theta: here.theta, loss: here.loss, place: minimum.place })
    };
    let mut found: Vec<Minimum> = before.iter().filter_map(moved).collect();
    sort_by_number(&mut found, |minimum| minimum.loss);
    found
}

/// Whether a node of the grid is so near to a minimum that it lies in the same pit.
fn is_beside(grid: &Grid, minimum: &Minimum, node: [f64; 2]) -> bool {
    let [a, b] = grid.ranges().map(|[low, high]| high - low);
    let cell = [a / (grid.columns() - 1) as f64, b / (grid.rows() - 1) as f64];
    (0..2).all(|k| (minimum.theta[k] - node[k]).abs() <= 1.5 * cell[k])
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
    grid: &'a Grid,
    ranges: [[f64; 2]; 2],
    /// The loss on the grid, if that is to tell how it curves.
    surface: Option<ArrayView2<'a, f32>>,
    workspace: Workspace<SoftplusLine<f64>>,
    budget: usize,
}

impl<'a> Objective<'a> {
    fn new(
        tasks: &'a [&'a ToyTask<f64>],
        inner: Inner,
        grid: &'a Grid,
        surface: Option<ArrayView2<'a, f32>>,
    ) -> Self {
        let workspace = Workspace::new(&SoftplusLine::default());
        Self { tasks, inner, grid, ranges: grid.ranges(), surface, workspace, budget: BUDGET }
    }

    /// Descends from `start` to the minimum of its valley; with the Hessian there, unless a task
    /// diverges nearby or the budget has ended.
    ///
    /// A Hessian costs twice what a step does, and none that is only roughly right leads astray:
    /// no step is taken that does not improve. So far off the surface tells how it curves, and
    /// close by an exact one serves for two steps. The last word has one of its own.
    fn descend(&mut self, start: Sample) -> (Sample, Option<Hessian>) {
        let mut here = start;
        let mut known = self.roughly(here.theta);
        loop {
            let old = known.take();
            let Some(hessian) = old.or_else(|| self.hessian(&here)) else { return (here, None) };
            if let Some(next) = self.step_by(&here, hessian) {
                known = match self.distance(&here, &next) < NEAR_STEP {
                    true => Some(hessian).filter(|_| old.is_none()),
                    false => self.roughly(next.theta),
                };
                here = next;
            } else if old.is_none() {
                return (here, Some(hessian));
            }
        }
    }

    /// The minimum that a descent came to, where the Hessian is this.
    fn rest(&self, here: &Sample, hessian: Option<Hessian>) -> Minimum {
        Minimum { theta: here.theta, loss: here.loss, place: self.place(here, hessian) }
    }

    fn place(&self, here: &Sample, hessian: Option<Hessian>) -> Place {
        if let Some(hessian) = hessian {
            let ([across, along], _) = hessian.eigen();
            let [slope_a, slope_b] = here.gradient;
            let still = slope_a.hypot(slope_b) <= LEVEL * LEVEL * across;
            if still && along.abs() <= LEVEL * across {
                return Place::Valley;
            }
        }
        match self.free(here) {
            [true, true] => Place::Interior,
            [false, false] => Place::Corner,
            _ => Place::Edge,
        }
    }

    /// The next point by Newton's method, which is better; `None` if there is none to be found.
    fn step_by(&mut self, here: &Sample, hessian: Hessian) -> Option<Sample> {
        let mut free = self.free(here);
        let mut step = self.newton_direction(here, hessian, free);
        // Through an edge that it starts from, the step cannot go; then it goes along it.
        for k in 0..2 {
            if self.reach(here.theta, step, k) == 0.0 {
                free[k] = false;
                step = self.newton_direction(here, hessian, free);
            }
        }
        let mut length = (0..2).map(|k| self.reach(here.theta, step, k)).fold(1.0, f64::min);
        while length * self.relative_length(step) > SHORTEST_STEP {
            let trial = self.sample(self.moved(here.theta, length, step));
            if let Some(next) = trial.filter(|next| self.improves(here, next)) {
                return Some(next);
            }
            length *= 0.25;
        }
        None
    }

    /// −H⁻¹∇ in the free coordinates, with the eigenvalues of H made positive, so that it leads
    /// down on a saddle too; no longer than [`LONGEST_STEP`].
    fn newton_direction(&self, here: &Sample, hessian: Hessian, free: [bool; 2]) -> [f64; 2] {
        let [slope_a, slope_b] = [0, 1].map(|k| if free[k] { here.gradient[k] } else { 0.0 });
        let (eigenvalues, angle) = hessian.restricted(free).eigen();
        let size = eigenvalues.map(f64::abs);
        let floor = LEVEL * size[0].max(size[1]) + f64::MIN_POSITIVE;
        let (sine, cosine) = angle.sin_cos();
        let first = -(cosine * slope_a + sine * slope_b) / size[0].max(floor);
        let second = -(cosine * slope_b - sine * slope_a) / size[1].max(floor);
        let step = [cosine * first - sine * second, sine * first + cosine * second];
        let shrink = (LONGEST_STEP / self.relative_length(step)).min(1.0);
        // Exactly zero where nothing is free, whatever the sine of a right angle rounds to.
        [0, 1].map(|k| if free[k] { step[k] * shrink } else { 0.0 })
    }

    /// The Hessian of the accumulated loss, by one-sided differences of its exact gradient;
    /// `None` where a task diverges or the budget ends.
    fn hessian(&mut self, here: &Sample) -> Option<Hessian> {
        let mut rows = [[0.0; 2]; 2];
        for k in 0..2 {
            // Towards the middle, so as to stay inside.
            let [low, high] = self.ranges[k];
            let sign = if here.theta[k] > 0.5 * (low + high) { -1.0 } else { 1.0 };
            let mut theta = here.theta;
            theta[k] += sign * DIFFERENCE * self.width(k);
            let beside = self.sample(theta)?;
            let distance = theta[k] - here.theta[k];
            rows[k] = [0, 1].map(|l| (beside.gradient[l] - here.gradient[l]) / distance);
        }
        let [[aa, ab], [ba, bb]] = rows;
        Some(Hessian { aa, ab: 0.5 * (ab + ba), bb })
    }

    /// The Hessian near `theta` as the surface has it: no number, where something has diverged.
    fn roughly(&self, theta: [f64; 2]) -> Option<Hessian> {
        let [aa, ab, bb] = self.grid.curvature(self.surface?, theta);
        Some(Hessian { aa, ab, bb })
    }

    /// Whether a Hessian says that the loss curves upwards in every direction that is free.
    fn curves_up(&self, here: &Sample, hessian: Hessian) -> bool {
        // A held coordinate has a curvature of 0 here, which is not negative.
        hessian.restricted(self.free(here)).eigen().0[1] >= 0.0
    }

    /// Whether `next` is lower; or, where rounding hides a difference, nearer to stationary.
    fn improves(&self, here: &Sample, next: &Sample) -> bool {
        let steepness = |sample| self.free_gradient(sample).map(f64::abs).iter().sum::<f64>();
        let rounding = 1e-14 * here.loss;
        next.loss < here.loss - rounding
            || (next.loss <= here.loss + rounding && steepness(next) < steepness(here))
    }

    /// Σ_i L_i(U_i(θ)) with its exact gradient; `None` where a task diverges or the budget
    /// ends.
    fn sample(&mut self, theta: [f64; 2]) -> Option<Sample> {
        self.budget = self.budget.checked_sub(1)?;
        let model = SoftplusLine::default();
        let mut sum = Sample { theta, loss: 0.0, gradient: [0.0; 2] };
        for &task in self.tasks {
            let (task, mut gradient) = (Task::unsplit(task), [0.0; 2]);
            let room = &mut self.workspace;
            let maml = Maml(self.inner);
            let loss = meta_gradient(&model, &maml, &theta, task, room, &mut gradient);
            sum.loss += loss.ok()?;
            sum.gradient = [0, 1].map(|k| sum.gradient[k] + gradient[k]);
        }
        Some(sum)
    }

    /// How far along `step` coordinate k may go before it meets an edge, as a multiple; at most
    /// 1.
    fn reach(&self, theta: [f64; 2], step: [f64; 2], k: usize) -> f64 {
        let [low, high] = self.ranges[k];
        let room = if step[k] < 0.0 { theta[k] - low } else { high - theta[k] };
        if step[k].abs() <= room { 1.0 } else { room / step[k].abs() }
    }

    /// The point `length` steps away. What would end beside an edge, nearer than a step is
    /// long, ends on it.
    fn moved(&self, theta: [f64; 2], length: f64, step: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|k| {
            let [low, high] = self.ranges[k];
            let target = theta[k] + length * step[k];
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
        let free = self.free(here);
        [0, 1].map(|k| if free[k] { here.gradient[k] } else { 0.0 })
    }

    /// Which coordinates are not held: a coordinate is, where it lies on an edge and the loss
    /// falls beyond it.
    fn free(&self, here: &Sample) -> [bool; 2] {
        [0, 1].map(|k| {
            let ([low, high], slope) = (self.ranges[k], here.gradient[k]);
            !(here.theta[k] <= low && slope > 0.0 || here.theta[k] >= high && slope < 0.0)
        })
    }

    /// Whether two minima are one: in the same place, or on the same level floor.
    fn coincide(&self, p: &Minimum, q: &Minimum) -> bool {
        let close = (0..2).all(|k| (p.theta[k] - q.theta[k]).abs() < SAME * self.width(k));
        let level = (p.loss - q.loss).abs() <= 1e-9 * p.loss + 1e-15;
        close || level && [p.place, q.place].contains(&Place::Valley)
    }

    /// How far it is from one point to the next, as a fraction of the rectangle.
    fn distance(&self, here: &Sample, next: &Sample) -> f64 {
        self.relative_length([0, 1].map(|k| next.theta[k] - here.theta[k]))
    }

    /// Of minima that are one, the first. Ends of a valley may pass for minima on the edge until its
    /// floor is found; so this must be asked twice.
    fn distinct(&self, found: &[Minimum]) -> Vec<Minimum> {
        let mut distinct: Vec<Minimum> = Vec::new();
        for &minimum in found {
            match distinct.iter_mut().find(|other| self.coincide(other, &minimum)) {
                Some(_) if minimum.place != Place::Valley => {}
                Some(other) => other.place = Place::Valley,
                None => distinct.push(minimum),
            }
        }
        distinct
    }

    /// The length of a step as a fraction of the rectangle.
    fn relative_length(&self, step: [f64; 2]) -> f64 {
        (step[0] / self.width(0)).hypot(step[1] / self.width(1))
    }

    fn width(&self, k: usize) -> f64 {
        self.ranges[k][1] - self.ranges[k][0]
    }
}
