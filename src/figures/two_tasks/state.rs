//! What `two-tasks` knows: θ, the two tasks, and where one step of fine-tuning takes it.

use super::drive::{self, Drive, Driver};
use crate::contract::{Button, Changed, Control, Number, Settings, Switch};
use crate::figures::kit::terrain::{self, Surface};
use crate::figures::kit::{controls, square};
use crate::learn::Error;
use crate::learn::adapt::{self, Inner};
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};
use crate::learn::surface::{AccumulatedLoss, Grid, Minimum};

/// The inner rate, at which one step helps most.
const RATE: Number = controls::RATE.default(0.04).lead();

pub(super) const REVEAL: Switch = Switch::new("reveal", "Reveal the best θ")
    .help("Marks the θ in the square with the smallest sum of losses after one step.");

pub(super) const DRIVE_MAML: Button = Button::new("drive-maml", "Let MAML drive");
pub(super) const DRIVE_PRETRAINING: Button =
    Button::new("drive-pretraining", "Let pretraining drive");

/// The controls of this figure.
const CONTROLS: [Control; 9] = [
    RATE.control(),
    REVEAL.control(),
    DRIVE_MAML.control(),
    DRIVE_PRETRAINING.control(),
    controls::THETA.control(),
    controls::WIDE.control(),
    controls::POINTS.control(),
    controls::SEED.control(),
    controls::NEW_POINTS.control(),
];

/// The figure: θ, the two tasks, and where one step of fine-tuning takes it.
pub struct TwoTasks {
    pub(super) settings: Settings,
    pub(super) tasks: [ToyTask<f64>; 2],
    pub(super) surfaces: [Surface; 2],
    /// What the surfaces and the best θ were computed for.
    computed: Basis,
    /// The minima of the sum of losses after one step, best first.
    pub(super) best: Vec<Minimum>,
    pub(super) adapted: [Option<Adapted>; 2],
    /// The θ that was adapted.
    adapted_from: [f64; 2],
    pub(super) hand: square::Drag,
    pub(super) drive: Option<Drive>,
    /// Where each driver has been, oldest first, its resting place last.
    pub(super) trails: [Vec<[f64; 2]>; 2],
    pub(super) touched: bool,
    pub(super) notice: Option<String>,
}

/// The points x_j and the inner rate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Basis {
    pub(super) points: Vec<f64>,
    pub(super) rate: f64,
}

/// One task after one step of fine-tuning from θ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Adapted {
    pub(super) phi: [f64; 2],
    pub(super) loss: f64,
}

impl Default for TwoTasks {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let tasks = controls::tasks(&settings);
        let mut figure = Self {
            surfaces: surfaces(&tasks),
            computed: basis(&settings),
            best: best(&tasks, settings.get(RATE)),
            tasks,
            settings,
            adapted: [None; 2],
            adapted_from: [f64::NAN; 2],
            hand: square::Drag::default(),
            drive: None,
            trails: [Vec::new(), Vec::new()],
            touched: false,
            notice: None,
        };
        figure.adapt();
        figure
    }
}

impl TwoTasks {
    /// Computes anew what follows from the settings.
    pub(super) fn follow_settings(&mut self) {
        let wanted = basis(&self.settings);
        // What only changes the picture, such as revealing the best θ, is no end of a drive.
        if wanted != self.computed || self.theta() != self.adapted_from {
            self.stop();
            self.notice = None;
        }
        if wanted.points != self.computed.points {
            self.tasks = controls::tasks(&self.settings);
            self.surfaces = surfaces(&self.tasks);
        }
        if wanted != self.computed {
            self.best = best(&self.tasks, wanted.rate);
            self.trails = [Vec::new(), Vec::new()];
            self.computed = wanted;
        }
        self.adapt();
    }

    pub(super) fn theta(&self) -> [f64; 2] {
        controls::theta(&self.settings)
    }

    pub(super) fn rate(&self) -> f64 {
        self.settings.get(RATE)
    }

    /// Σ_i L_i(ϕ_i), or `None` if a task diverged.
    pub(super) fn loss_sum(&self) -> Option<f64> {
        self.adapted.iter().map(|adapted| adapted.map(|adapted| adapted.loss)).sum()
    }

    pub(super) fn adapt(&mut self) {
        let (theta, rate) = (self.theta(), self.rate());
        for (adapted, task) in self.adapted.iter_mut().zip(&self.tasks) {
            *adapted = one_step(theta, task, rate);
        }
        self.adapted_from = theta;
    }

    pub(super) fn move_theta(&mut self, theta: [f64; 2]) -> Changed {
        self.touched = true;
        controls::set_theta(&mut self.settings, theta);
        self.notice = None;
        self.adapt();
        Changed::Settings
    }

    pub(super) fn start(&mut self, driver: Driver) -> Changed {
        self.touched = true;
        let running = self.drive.take().is_some_and(|drive| drive.driver() == driver);
        if running {
            self.notice = Some(format!("{} stopped.", driver.name()));
            return Changed::Picture;
        }
        self.notice = None;
        self.trails[driver.index()] = vec![self.theta()];
        self.drive = Some(Drive::new(driver));
        Changed::Picture
    }

    /// Ends a drive because the reader took over.
    pub(super) fn stop(&mut self) {
        self.drive = None;
    }

    /// Takes the steps of the running drive that are due after `milliseconds`.
    pub(super) fn advance(&mut self, milliseconds: f64) -> Changed {
        let Some(mut drive) = self.drive.take() else { return Changed::Nothing };
        let (mut theta, rate) = (self.theta(), self.rate());
        let trail = &mut self.trails[drive.driver().index()];
        let outcome = drive.advance(milliseconds, &mut theta, trail, &self.tasks, rate);
        controls::set_theta(&mut self.settings, theta);
        self.adapt();
        match outcome {
            drive::Outcome::Moving => self.drive = Some(drive),
            drive::Outcome::Resting => self.notice = Some(self.rest(drive.driver())),
            drive::Outcome::Diverged => {
                self.notice = Some(format!(
                    "{} diverged: the inner rate α is too large for these tasks.",
                    drive.driver().name()
                ));
            }
        }
        Changed::Settings
    }

    pub(super) fn rest(&self, driver: Driver) -> String {
        let [a, b] = self.theta();
        let name = driver.name();
        let [a, b] = [a, b].map(|number| crate::plot::format::fixed(number, 2));
        let place = format!("{name} came to rest at a = {a}, b = {b}");
        match self.loss_sum() {
            Some(sum) => {
                let sum = crate::plot::format::number(sum);
                format!("{place}; after one step of fine-tuning the losses add up to {sum}.")
            }
            None => format!("{place}."),
        }
    }
}

fn basis(settings: &Settings) -> Basis {
    Basis { points: settings.get(controls::POINTS).to_vec(), rate: settings.get(RATE) }
}

/// ϕ = θ − α ∇L(θ) and L(ϕ), or `None` if that overflows.
fn one_step(theta: [f64; 2], task: &ToyTask<f64>, rate: f64) -> Option<Adapted> {
    let inner = Inner::new(rate, 1).ok()?;
    let way = adapt::trajectory(&SoftplusLine::<f64>::default(), &theta, task, inner).ok()?;
    match (way.diverged_at, way.parameters.row(1).as_slice(), way.losses[..].last()) {
        (None, Some(&[a, b]), Some(&loss)) => Some(Adapted { phi: [a, b], loss }),
        _ => None,
    }
}

/// Each task's own loss over the square.
pub(super) fn surfaces(tasks: &[ToyTask<f64>; 2]) -> [Surface; 2] {
    // At m = 0 the inner rate does not matter.
    let losses = || AccumulatedLoss::new(tasks, 0.0, Grid::unit(terrain::NODES)?);
    let surface = |task| Surface::of_task(&mut losses()?, task);
    [0, 1].map(|task| surface(task).unwrap_or_else(|_: Error| Surface::blank()))
}

/// The minima of Σ_i L_i(U_i(θ)) in the square, best first.
pub(super) fn best(tasks: &[ToyTask<f64>; 2], rate: f64) -> Vec<Minimum> {
    let minima = || -> Result<Vec<Minimum>, Error> {
        let mut losses = AccumulatedLoss::new(tasks, rate, Grid::unit(terrain::NODES)?)?;
        Ok(losses.minima(1)?.to_vec())
    };
    minima().unwrap_or_default()
}
