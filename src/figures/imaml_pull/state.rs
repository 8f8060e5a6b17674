//! What `imaml-pull` knows: where gradient and spring cancel, and what it costs not to be there.

use crate::contract::{Changed, Control, Count, Number, Settings};
use crate::figures::kit::controls;
use crate::figures::kit::proximal::{self, LAMBDA, Rest, TASK};
use crate::figures::kit::square::Drag;
use crate::figures::kit::terrain::{self, Surface};
use crate::learn::adapt::Inner;
use crate::learn::meta::conjugate_gradient::{Settings as Solver, Stop};
use crate::learn::meta::proximal::descent;
use crate::learn::meta::{Workspace, implicit};
use crate::learn::model::Model;
use crate::learn::model::softplus_line::{SoftplusLine, ToyTape, ToyTask};
use crate::learn::surface::Grid;
use crate::learn::task::Task;
use crate::plot::heatmap::{Shade, Shading};
use crate::plot::isolines::isolines;

pub(super) const STEPS: Count = Count::slider("inner-steps", "Inner steps", (0, 50))
    .default(5)
    .help("How many steps of gradient descent look for φ*; the gradient is taken where they end.")
    .lead();
pub(super) const CG: Count = Count::slider("cg-steps", "Steps for the linear system", (0, 3))
    .default(1)
    .help("How many steps of conjugate gradients solve for the implicit gradient.")
    .lead();
const RATE: Number = controls::RATE.default(0.03);

const CONTROLS: [Control; 10] = [
    STEPS.control(),
    CG.control(),
    LAMBDA.control(),
    TASK.control(),
    RATE.control(),
    controls::THETA.control(),
    controls::WIDE.control(),
    controls::POINTS.control(),
    controls::SEED.control(),
    controls::NEW_POINTS.control(),
];

/// The figure: the balance at φ*, and how well it is approximated.
pub struct ImamlPull {
    pub(super) settings: Settings,
    pub(super) task: ToyTask<f64>,
    /// What the surface was computed for.
    computed: (usize, Vec<f64>),
    values: ndarray::Array2<f32>,
    pub(super) surface: Surface,
    pub(super) found: Option<Found>,
    pub(super) hand: Drag,
    pub(super) touched: bool,
}

/// All that follows from θ, λ and how roughly both problems are solved.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) rest: Rest,
    /// ∇L(φ*).
    pub(super) slope: [f64; 2],
    /// The lines on which the task's loss is as at φ*, in the square.
    pub(super) level: Vec<Vec<(f64, f64)>>,
    /// The way of gradient descent towards φ*, which ends where the rough solution is.
    pub(super) way: Vec<[f64; 2]>,
    /// ∇L at the rough solution: what FOMAML would take.
    pub(super) first_order: [f64; 2],
    /// (I + ∇²L(φ*)/λ)⁻¹ ∇L(φ*); `None` where the matrix has no inverse.
    pub(super) exact: Option<[f64; 2]>,
    /// The same, as roughly as the reader asks for, and why its solver stopped; `None` where the
    /// steps have left all bounds.
    pub(super) rough: Option<([f64; 2], Stop)>,
}

impl Default for ImamlPull {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let mut figure = Self {
            task: proximal::task(&settings),
            computed: (usize::MAX, Vec::new()),
            settings,
            values: ndarray::Array2::zeros((2, 2)),
            surface: Surface::blank(),
            found: None,
            hand: Drag::default(),
            touched: false,
        };
        figure.follow_settings();
        figure
    }
}

impl ImamlPull {
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
            let (model, mut tape) = (SoftplusLine::<f64>::default(), ToyTape::default());
            if let Ok(grid) = Grid::unit(terrain::NODES) {
                let values = grid.map(|phi| model.loss(&phi, &self.task, &mut tape));
                self.values = values.mapv(|value| value as f32);
            }
            let shading = Shading::over(&self.values, Shade::Root);
            self.surface = Surface::new(self.values.view(), shading);
            self.computed = wanted;
        }
        self.found = self.find();
    }

    fn find(&self) -> Option<Found> {
        let (theta, lambda) = (self.theta(), self.lambda());
        let model = SoftplusLine::<f64>::default();
        let (task, mut room) = (&self.task, Workspace::new(&model));
        let rest = proximal::solve(task, theta, lambda)?;
        let inner = Inner::new(self.settings.get(RATE), self.settings.get(STEPS)).ok()?;
        let way = descent(&model, &theta, task, lambda, inner, &mut room).ok()?;
        let way: Vec<[f64; 2]> = way.iter().map(|phi| [phi[0], phi[1]]).collect();
        let end = *way.last()?;
        let both = Task::unsplit(task);
        let exact = implicit::exact(&model, &rest.phi, both, lambda, &mut room).ok()?;
        let solver = Solver::new(self.settings.get(CG), 0.0).ok()?;
        let mut rough = [0.0; 2];
        let solution = implicit::by_conjugate_gradient(
            &model, &end, both, lambda, solver, &mut room, &mut rough,
        );
        let slope_at = |phi: [f64; 2]| {
            let mut slope = [0.0; 2];
            model.gradient(&phi, task, &mut ToyTape::default(), &mut slope);
            slope
        };
        Some(Found {
            slope: slope_at(rest.phi),
            level: self.level_through(rest.phi),
            first_order: slope_at(end),
            exact: exact.map(|exact| [exact[0], exact[1]]),
            rough: solution.ok().map(|solution| (rough, solution.stop)),
            rest,
            way,
        })
    }

    /// The lines on which the task's loss is as at `phi`, in a and b.
    fn level_through(&self, phi: [f64; 2]) -> Vec<Vec<(f64, f64)>> {
        let loss = SoftplusLine::<f64>::default().loss(&phi, &self.task, &mut ToyTape::default());
        let across = (self.values.ncols().max(2) - 1) as f64;
        let in_square = |line: Vec<(f64, f64)>| {
            line.into_iter().map(|(column, row)| (column / across, row / across)).collect()
        };
        isolines(self.values.view(), loss).into_iter().map(in_square).collect()
    }

    pub(super) fn move_theta(&mut self, theta: [f64; 2]) -> Changed {
        self.touched = true;
        controls::set_theta(&mut self.settings, theta);
        self.follow_settings();
        Changed::Settings
    }

    /// How far the rough implicit gradient is from the exact one, relative to its size.
    pub(super) fn error(&self) -> Option<f64> {
        let found = self.found.as_ref()?;
        implicit::relative_error(&found.rough?.0, &found.exact?)
    }
}
