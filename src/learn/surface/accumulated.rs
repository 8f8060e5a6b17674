//! The accumulated loss Σ_i L_i(U_i^(m)(θ)) over a grid of θ, for every m.

use ndarray::{Array2, ArrayView2};

use super::finer::{finer, is_smooth};
use super::grid::Grid;
use super::kernel;
use super::minima::{followed, minima_from};
use super::minimum::Minimum;
use crate::learn::adapt::Inner;
use crate::learn::check::check_rate;
use crate::learn::error::Error;
use crate::learn::model::softplus_line::ToyTask;

/// The accumulated loss of some tasks over a grid, at one inner rate α, for m = 0, 1, 2, …
///
/// All levels share one sweep: fine-tuning to m + 1 steps starts from where m steps ended.
/// Levels are computed when first asked for and kept, so a slider that moves m costs nothing
/// after its first visit, and one that moves α only the levels that are looked at. A level
/// takes 4 bytes a node and task.
#[derive(Debug, Clone)]
pub struct AccumulatedLoss {
    grid: Grid,
    /// The grid that is computed: the same, or every other node of it.
    swept: Grid,
    rate: f64,
    tasks: Vec<TaskSweep>,
    minima: Vec<Option<Vec<Minimum>>>,
}

/// One task's φ at every node, after as many steps as there are levels, and its losses on the
/// way.
#[derive(Debug, Clone)]
struct TaskSweep {
    task: ToyTask<f64>,
    points: Vec<f32>,
    targets: Vec<f32>,
    a: Vec<f32>,
    b: Vec<f32>,
    levels: Vec<Vec<f32>>,
}

impl AccumulatedLoss {
    /// The largest m.
    pub const MAX_STEPS: usize = 200;

    /// Prepares the surfaces of `tasks` fine-tuned at rate `alpha`; computes none yet.
    ///
    /// `alpha` must be finite and ≥ 0 and there must be a task. A large α is no error: nodes
    /// from which a task diverges have a loss of +∞ from then on.
    pub fn new(tasks: &[ToyTask<f64>], alpha: f64, grid: Grid) -> Result<Self, Error> {
        Self::over(tasks, alpha, grid, grid)
    }

    /// The same, but only every other node is computed, along both sides: a quarter of the work.
    /// What lies between is interpolated, which is right to a tenth of a per cent or so wherever
    /// the surface [is smooth](AccumulatedLoss::is_smooth). Minima are as exact as ever.
    ///
    /// Both sides of `grid` must have an odd number of nodes, and seven at least.
    pub fn sketched(tasks: &[ToyTask<f64>], alpha: f64, grid: Grid) -> Result<Self, Error> {
        Self::over(tasks, alpha, grid, grid.every_other()?)
    }

    fn over(tasks: &[ToyTask<f64>], alpha: f64, grid: Grid, swept: Grid) -> Result<Self, Error> {
        check_rate(alpha)?;
        if tasks.is_empty() {
            return Err(Error::EmptyBatch);
        }
        let tasks = tasks.iter().map(|task| TaskSweep::new(task, &swept)).collect();
        Ok(Self { grid, swept, rate: alpha, tasks, minima: Vec::new() })
    }

    /// The grid that all surfaces are on.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// The inner learning rate α.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Σ_i L_i(U_i^(m)(θ)) at every node: rows × columns of the grid, ≥ 0, never NaN, +∞ where
    /// a task has diverged. [`Error::Steps`] if m is beyond
    /// [`MAX_STEPS`](AccumulatedLoss::MAX_STEPS).
    pub fn level(&mut self, m: usize) -> Result<Array2<f32>, Error> {
        let swept = self.swept_level(m)?;
        Ok(self.shown(swept))
    }

    /// Whether the computed nodes of level m vary so evenly that those between them can be
    /// interpolated.
    pub fn is_smooth(&mut self, m: usize) -> Result<bool, Error> {
        Ok(is_smooth(self.swept_level(m)?.view()))
    }

    /// [`level`](AccumulatedLoss::level) at the computed nodes.
    fn swept_level(&mut self, m: usize) -> Result<Array2<f32>, Error> {
        self.extend_to(m)?;
        let mut sum = Array2::zeros((self.swept.rows(), self.swept.columns()));
        for sweep in &self.tasks {
            sum += &sweep.level(m, &self.swept);
        }
        Ok(sum)
    }

    /// What is known at the computed nodes, at all nodes.
    fn shown(&self, swept: Array2<f32>) -> Array2<f32> {
        if self.swept == self.grid {
            return swept;
        }
        // Between a node that has diverged and others nothing is known.
        let loss = |value: f32| if value.is_nan() { f32::INFINITY } else { value.max(0.0) };
        finer(swept.view()).mapv_into(loss)
    }

    /// One task's part of [`level`](AccumulatedLoss::level): L_i(U_i^(m)(θ)); at m = 0 the
    /// task's own loss. `None` if there is no such task.
    pub fn task_level(&mut self, task: usize, m: usize) -> Result<Option<Array2<f32>>, Error> {
        self.extend_to(m)?;
        let own = self.tasks.get(task).map(|sweep| sweep.level(m, &self.swept).to_owned());
        Ok(own.map(|own| self.shown(own)))
    }

    /// The minima of level m within the grid's rectangle, best first, refined to `f64`
    /// precision (see `surface::minima`). Empty only if everything has diverged. Kept once found.
    pub fn minima(&mut self, m: usize) -> Result<&[Minimum], Error> {
        if self.minima.get(m).is_none_or(Option::is_none) {
            let found = self.minima_from(m, &[])?;
            self.minima.resize(self.minima.len().max(m + 1), None);
            self.minima[m] = Some(found);
        }
        Ok(self.minima[m].as_deref().unwrap_or_default())
    }

    /// As [`minima`](AccumulatedLoss::minima), with more starting points: the minima `before` the
    /// rate changed a little. With them a coarse grid finds what a fine one would. Not kept.
    pub fn minima_from(&mut self, m: usize, before: &[Minimum]) -> Result<Vec<Minimum>, Error> {
        let level = self.level(m)?;
        let tasks: Vec<_> = self.tasks.iter().map(|sweep| &sweep.task).collect();
        let inner = Inner::new(self.rate, m)?;
        Ok(minima_from(&tasks, inner, &self.grid, level.view(), before))
    }

    /// Where the minima of level m have gone that were `before` the rate changed a little, best
    /// first: to about a thousandth of the grid's rectangle, near enough to be drawn. New minima
    /// are not found.
    pub fn followed(&mut self, m: usize, before: &[Minimum]) -> Result<Vec<Minimum>, Error> {
        let is_sketch = self.swept != self.grid;
        let smooth = if is_sketch { Some(self.swept_level(m)?) } else { None };
        let tasks: Vec<_> = self.tasks.iter().map(|sweep| &sweep.task).collect();
        let (inner, smooth) =
            (Inner::new(self.rate, m)?, smooth.as_ref().map(|level| level.view()));
        Ok(followed(&tasks, inner, &self.swept, smooth, before))
    }

    /// How many levels are computed: those of m = 0, 1, … below this number.
    pub fn levels(&self) -> usize {
        self.tasks.iter().map(|sweep| sweep.levels.len()).min().unwrap_or(0)
    }

    /// Computes all levels up to m that are still missing.
    pub fn extend_to(&mut self, m: usize) -> Result<(), Error> {
        if m > Self::MAX_STEPS {
            return Err(Error::Steps(m));
        }
        for sweep in &mut self.tasks {
            while sweep.levels.len() <= m {
                sweep.push_level(self.rate as f32);
            }
        }
        Ok(())
    }
}

impl TaskSweep {
    fn new(task: &ToyTask<f64>, grid: &Grid) -> Self {
        let nodes = grid.rows() * grid.columns();
        let padded = nodes.next_multiple_of(kernel::CHUNK);
        // What is padded computes the last node again and is never looked at.
        let node = |index: usize| index.min(nodes - 1);
        let narrow = |values: &[f64]| values.iter().map(|&value| value as f32).collect();
        Self {
            task: task.clone(),
            points: narrow(task.points()),
            targets: narrow(task.targets()),
            a: (0..padded).map(|i| grid.a(node(i) % grid.columns()) as f32).collect(),
            b: (0..padded).map(|i| grid.b(node(i) / grid.columns()) as f32).collect(),
            levels: Vec::new(),
        }
    }

    fn push_level(&mut self, rate: f32) {
        let mut loss = vec![0.0; self.a.len()];
        let nodes = [&mut self.a[..], &mut self.b[..], &mut loss[..]];
        kernel::loss_then_step(&self.points, &self.targets, rate, nodes);
        self.levels.push(loss);
    }

    fn level(&self, m: usize, grid: &Grid) -> ArrayView2<'_, f32> {
        let shape = (grid.rows(), grid.columns());
        let nodes = &self.levels[m][..shape.0 * shape.1];
        ArrayView2::from_shape(shape, nodes).expect("a level holds all nodes of its grid")
    }
}
