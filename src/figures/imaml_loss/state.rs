//! What `imaml-loss` knows: a task's loss, a spring, and where both together are lowest.

use ndarray::Array2;

use crate::contract::{Changed, Control, Settings};
use crate::figures::kit::controls;
use crate::figures::kit::proximal::{self, LAMBDA, Rest, TASK};
use crate::figures::kit::square::Drag;
use crate::figures::kit::terrain::{self, Surface};
use crate::learn::model::Model;
use crate::learn::model::softplus_line::{SoftplusLine, ToyTape, ToyTask};
use crate::learn::surface::Grid;
use crate::plot::heatmap::{Shade, Shading};

const CONTROLS: [Control; 6] = [
    LAMBDA.control(),
    TASK.control(),
    controls::THETA.control(),
    controls::POINTS.control(),
    controls::SEED.control(),
    controls::NEW_POINTS.control(),
];

/// The strengths for which the way of φ* is computed, from a spring that holds to one that
/// hardly pulls.
const STRENGTHS: usize = 33;
/// The strongest and the weakest of them.
pub(super) const RANGE: (f64, f64) = (100.0, 0.03);

/// The figure: a task's loss with a spring, and its minimum.
pub struct ImamlLoss {
    pub(super) settings: Settings,
    pub(super) task: ToyTask<f64>,
    /// What the plain loss was computed for.
    computed: (usize, Vec<f64>),
    /// L over the square, without a spring.
    plain: Array2<f32>,
    /// The colours of L, which serve with any spring.
    shading: Shading,
    pub(super) surface: Surface,
    pub(super) rest: Option<Rest>,
    /// φ* for spring after spring, with the strength of each; the strongest first.
    pub(super) way: Vec<(f64, Rest)>,
    pub(super) hand: Drag,
    pub(super) touched: bool,
}

impl Default for ImamlLoss {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let mut figure = Self {
            task: proximal::task(&settings),
            computed: (usize::MAX, Vec::new()),
            settings,
            plain: Array2::zeros((2, 2)),
            shading: Shading::between(0.0, 1.0, Shade::Root),
            surface: Surface::blank(),
            rest: None,
            way: Vec::new(),
            hand: Drag::default(),
            touched: false,
        };
        figure.follow_settings();
        figure
    }
}

impl ImamlLoss {
    pub(super) fn theta(&self) -> [f64; 2] {
        controls::theta(&self.settings)
    }

    pub(super) fn lambda(&self) -> f64 {
        self.settings.get(LAMBDA)
    }

    /// Computes anew what follows from the settings.
    pub(super) fn follow_settings(&mut self) {
        let wanted = (self.settings.get(TASK), self.settings.get(controls::POINTS).to_vec());
        if wanted != self.computed {
            self.task = proximal::task(&self.settings);
            self.plain = plain(&self.task);
            self.shading = Shading::over(&self.plain, Shade::Root);
            self.computed = wanted;
        }
        let (theta, lambda) = (self.theta(), self.lambda());
        self.surface = Surface::new(self.with_spring(theta, lambda).view(), self.shading);
        self.rest = proximal::solve(&self.task, theta, lambda);
        let strengths = (0..STRENGTHS).map(|index| {
            let share = index as f64 / (STRENGTHS - 1) as f64;
            RANGE.0 * (RANGE.1 / RANGE.0).powf(share)
        });
        self.way = strengths
            .filter_map(|lambda| Some((lambda, proximal::solve(&self.task, theta, lambda)?)))
            .collect();
    }

    /// L(φ) + λ/2 |φ − θ|² over the square.
    fn with_spring(&self, theta: [f64; 2], lambda: f64) -> Array2<f32> {
        let (rows, columns) = self.plain.dim();
        let node = |index: usize, count: usize| index as f64 / (count.max(2) - 1) as f64;
        Array2::from_shape_fn((rows, columns), |(row, column)| {
            let (da, db) = (node(column, columns) - theta[0], node(row, rows) - theta[1]);
            self.plain[[row, column]] + (0.5 * lambda * (da * da + db * db)) as f32
        })
    }

    pub(super) fn move_theta(&mut self, theta: [f64; 2]) -> Changed {
        self.touched = true;
        controls::set_theta(&mut self.settings, theta);
        self.follow_settings();
        Changed::Settings
    }

    /// The task's own loss at `phi`.
    pub(super) fn loss(&self, phi: [f64; 2]) -> f64 {
        SoftplusLine::<f64>::default().loss(&phi, &self.task, &mut ToyTape::default())
    }
}

/// L over the square; a single node without hills if there can be no grid.
fn plain(task: &ToyTask<f64>) -> Array2<f32> {
    let (model, mut tape) = (SoftplusLine::<f64>::default(), ToyTape::default());
    let grid = Grid::unit(terrain::NODES);
    let values = grid.map(|grid| grid.map(|phi| model.loss(&phi, task, &mut tape)));
    values.map_or_else(|_| Array2::zeros((2, 2)), |values| values.mapv(|value| value as f32))
}
