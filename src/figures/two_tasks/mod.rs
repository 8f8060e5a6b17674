//! `two-tasks`: where would MAML put θ?

mod drive;
mod view;

use crate::contract::{
    Changed, Control, Figure, Grip, Key, Kind, Panel, Place, Pointer, Readout, Settings, Tip,
};
use crate::figures::kit::square::{self, Surface};
use crate::learn::Error;
use crate::learn::adapt::{self, Inner};
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};
use crate::learn::surface::{AccumulatedLoss, Grid, Minimum};
use crate::plot::{Px, Scene, Size};
use drive::{Drive, Driver};

const REVEAL: Control = Control {
    key: "reveal",
    label: "Reveal the best θ",
    help: "Marks the θ in the square with the smallest sum of losses after one step.",
    place: Place::Main,
    kind: Kind::Switch,
};

const DRIVE_MAML: Control = button("drive-maml", "Let MAML drive");
const DRIVE_PRETRAINING: Control = button("drive-pretraining", "Let pretraining drive");

const fn button(key: &'static str, label: &'static str) -> Control {
    Control { key, label, help: "", place: Place::Main, kind: Kind::Button }
}

/// The controls of this figure.
const CONTROLS: [Control; 9] = [
    square::rate(0.04),
    REVEAL,
    DRIVE_MAML,
    DRIVE_PRETRAINING,
    square::THETA_CONTROL,
    square::WIDE,
    square::POINTS,
    square::SEED,
    square::NEW_POINTS,
];

/// The figure: θ, the two tasks, and where one step of fine-tuning takes it.
pub struct TwoTasks {
    settings: Settings,
    tasks: [ToyTask<f64>; 2],
    surfaces: [Surface; 2],
    /// What the surfaces and the best θ were computed for.
    computed: Basis,
    /// The minima of the sum of losses after one step, best first.
    best: Vec<Minimum>,
    adapted: [Option<Adapted>; 2],
    /// The θ that was adapted.
    adapted_from: [f64; 2],
    hand: square::Hand,
    drive: Option<Drive>,
    /// Where each driver has been, oldest first, its resting place last.
    trails: [Vec<[f64; 2]>; 2],
    touched: bool,
    notice: Option<String>,
}

/// The points x_j and the inner rate.
#[derive(Clone, Debug, PartialEq)]
struct Basis {
    points: Vec<f64>,
    rate: f64,
}

/// One task after one step of fine-tuning from θ.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Adapted {
    phi: [f64; 2],
    loss: f64,
}

impl Default for TwoTasks {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let tasks = square::tasks(&settings);
        let mut figure = Self {
            surfaces: surfaces(&tasks),
            computed: basis(&settings),
            best: best(&tasks, settings.number("alpha")),
            tasks,
            settings,
            adapted: [None; 2],
            adapted_from: [f64::NAN; 2],
            hand: square::Hand::default(),
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
    fn theta(&self) -> [f64; 2] {
        square::theta(&self.settings)
    }

    fn rate(&self) -> f64 {
        self.settings.number("alpha")
    }

    /// Σ_i L_i(φ_i), or `None` if a task diverged.
    fn loss_sum(&self) -> Option<f64> {
        self.adapted.iter().map(|adapted| adapted.map(|adapted| adapted.loss)).sum()
    }

    fn adapt(&mut self) {
        let (theta, rate) = (self.theta(), self.rate());
        for (adapted, task) in self.adapted.iter_mut().zip(&self.tasks) {
            *adapted = one_step(theta, task, rate);
        }
        self.adapted_from = theta;
    }

    fn move_theta(&mut self, theta: [f64; 2]) -> Changed {
        self.touched = true;
        square::set_theta(&mut self.settings, theta);
        self.notice = None;
        self.adapt();
        Changed::Settings
    }

    fn start(&mut self, driver: Driver) -> Changed {
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
    fn stop(&mut self) {
        self.drive = None;
    }

    /// Takes the steps of the running drive that are due after `milliseconds`.
    fn advance(&mut self, milliseconds: f64) -> Changed {
        let Some(mut drive) = self.drive.take() else { return Changed::Nothing };
        let (mut theta, rate) = (self.theta(), self.rate());
        let trail = &mut self.trails[drive.driver().index()];
        let outcome = drive.advance(milliseconds, &mut theta, trail, &self.tasks, rate);
        square::set_theta(&mut self.settings, theta);
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

    fn rest(&self, driver: Driver) -> String {
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

impl Figure for TwoTasks {
    fn name(&self) -> &'static str {
        "two-tasks"
    }

    fn title(&self) -> &'static str {
        "The losses of two tasks, and where one step of fine-tuning takes θ"
    }

    fn panels(&self) -> &'static [Panel] {
        &view::PANELS
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    fn refresh(&mut self) {
        let wanted = basis(&self.settings);
        // What only changes the picture, such as revealing the best θ, is no end of a drive.
        if wanted != self.computed || self.theta() != self.adapted_from {
            self.stop();
            self.notice = None;
        }
        if wanted.points != self.computed.points {
            self.tasks = square::tasks(&self.settings);
            self.surfaces = surfaces(&self.tasks);
        }
        if wanted != self.computed {
            self.best = best(&self.tasks, wanted.rate);
            self.trails = [Vec::new(), Vec::new()];
            self.computed = wanted;
        }
        self.adapt();
    }

    fn press(&mut self, key: &str) -> Changed {
        match key {
            "drive-maml" => self.start(Driver::Maml),
            "drive-pretraining" => self.start(Driver::Pretraining),
            "new-points" => {
                square::draw_points(&mut self.settings);
                self.refresh();
                Changed::Settings
            }
            _ => Changed::Nothing,
        }
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let plot = square::plot(pointer.size, view::RIGHT);
        let before = self.hand;
        match self.hand.moved(&plot, self.theta(), pointer) {
            Some(theta) => {
                self.stop();
                self.move_theta(theta)
            }
            None if self.hand != before => {
                self.stop();
                Changed::Picture
            }
            None => Changed::Nothing,
        }
    }

    fn key(&mut self, _panel: usize, key: Key) -> Changed {
        match square::walked(self.theta(), key) {
            Some(theta) => {
                self.stop();
                self.move_theta(theta)
            }
            None => Changed::Nothing,
        }
    }

    fn tick(&mut self, milliseconds: f64) -> Changed {
        self.advance(milliseconds)
    }

    fn animating(&self) -> bool {
        self.drive.is_some()
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        view::task(self, panel.min(1), size)
    }

    fn grip(&self, _panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        square::grip(&square::plot(size, view::RIGHT), &self.hand, self.theta(), at, tip)
    }

    fn readouts(&self) -> Vec<Readout> {
        view::readouts(self)
    }

    fn describe(&self) -> String {
        view::describe(self)
    }

    fn notice(&self) -> Option<String> {
        self.notice.clone()
    }
}

fn basis(settings: &Settings) -> Basis {
    Basis { points: settings.numbers("x").to_vec(), rate: settings.number("alpha") }
}

/// φ = θ − α ∇L(θ) and L(φ), or `None` if that overflows.
fn one_step(theta: [f64; 2], task: &ToyTask<f64>, rate: f64) -> Option<Adapted> {
    let inner = Inner::new(rate, 1).ok()?;
    let way = adapt::trajectory(&SoftplusLine::<f64>::default(), &theta, task, inner).ok()?;
    match (way.diverged_at, way.parameters.row(1).as_slice(), way.losses[..].last()) {
        (None, Some(&[a, b]), Some(&loss)) => Some(Adapted { phi: [a, b], loss }),
        _ => None,
    }
}

/// Each task's own loss over the square.
fn surfaces(tasks: &[ToyTask<f64>; 2]) -> [Surface; 2] {
    // At m = 0 the inner rate does not matter.
    let losses = || AccumulatedLoss::new(tasks, 0.0, Grid::unit(square::NODES)?);
    let surface = |task| Surface::of_task(&mut losses()?, task);
    [0, 1].map(|task| surface(task).unwrap_or_else(|_: Error| Surface::blank()))
}

/// The minima of Σ_i L_i(U_i(θ)) in the square, best first.
fn best(tasks: &[ToyTask<f64>; 2], rate: f64) -> Vec<Minimum> {
    let minima = || -> Result<Vec<Minimum>, Error> {
        let mut losses = AccumulatedLoss::new(tasks, rate, Grid::unit(square::NODES)?)?;
        Ok(losses.minima(1)?.to_vec())
    };
    minima().unwrap_or_default()
}
