//! What `two-tasks` knows: θ, the two tasks, and where one step of fine-tuning takes it.

use super::drive::{self, Driver, End, Way, Wheel};
use crate::contract::{Button, Choice, Control, List, Number, Settings, Switch};
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

pub(super) const DRIVE_BOTH: Button = Button::new("drive-both", "Let both drive");
pub(super) const DRIVE_MAML: Button = Button::new("drive-maml", "Let MAML drive");
pub(super) const DRIVE_PRETRAINING: Button =
    Button::new("drive-pretraining", "Let pretraining drive");

/// How far they are who drive, in per cent of the way that they go.
pub(super) const ALONG: Number = Number::linear("along", "Along the way", (0.0, WHOLE_WAY))
    .step(ALONG_STEP, 1)
    .default(0.0)
    .unit(" %")
    .help("Goes back and forth on the way from your θ to where it comes to rest.");

/// All of the way, and the distance of two places on it, in per cent.
pub(super) const WHOLE_WAY: f64 = 100.0;
pub(super) const ALONG_STEP: f64 = 0.5;

/// Who drives. The buttons set it too, and then go.
pub(super) const WHEEL: Choice<Wheel> = Choice::new(
    "wheel",
    "At the wheel",
    &[
        ("you", "you"),
        ("maml", "MAML"),
        ("pretraining", "pretraining"),
        ("both", "both at once"),
        ("maml-after", "MAML, after pretraining"),
        ("pretraining-after", "pretraining, after MAML"),
    ],
    &[
        Wheel::Reader,
        Wheel::Alone(Driver::Maml),
        Wheel::Alone(Driver::Pretraining),
        Wheel::Both,
        Wheel::After(Driver::Maml),
        Wheel::After(Driver::Pretraining),
    ],
)
.help("Whose way is drawn, and whose mark θ is.")
.group(controls::VALUES);

/// θ as the reader has put it, for those who type: every way starts there.
pub(super) const THETA: List = List::new("theta", "Your θ = (a, b)", controls::PLACE)
    .help("Two numbers from 0 to 1, or drag θ in the picture. Whoever drives starts here.")
    .group(controls::VALUES);

/// The controls of this figure.
const CONTROLS: [Control; 12] = [
    RATE.control(),
    REVEAL.control(),
    DRIVE_BOTH.control(),
    DRIVE_MAML.control(),
    DRIVE_PRETRAINING.control(),
    ALONG.control(),
    THETA.control(),
    WHEEL.control(),
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
    /// The ways of those whom the wheel shows.
    pub(super) ways: [Option<Way>; 2],
    /// What the ways, and how far they are gone, were found for.
    pub(super) route: Route,
    /// θ: the reader's, or how far the leader is.
    pub(super) theta: [f64; 2],
    /// Each task after one step from θ.
    pub(super) adapted: [Option<Adapted>; 2],
    pub(super) hand: square::Drag,
    /// The settings before the hand took θ, for when the system takes the pointer away.
    pub(super) before: Option<Settings>,
    /// For how long they have been driving, in milliseconds, while they do.
    pub(super) driving: Option<f64>,
    pub(super) touched: bool,
    pub(super) notice: Option<String>,
}

/// The points x_j and the inner rate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Basis {
    pub(super) points: Vec<f64>,
    pub(super) rate: f64,
}

/// Where a drive starts, who drives, and how far they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Route {
    start: [f64; 2],
    pub(super) wheel: Wheel,
    pub(super) along: f64,
}

impl Route {
    fn of(settings: &Settings) -> Self {
        Self {
            start: controls::theta(settings),
            wheel: settings.get(WHEEL),
            along: settings.get(ALONG),
        }
    }
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
            ways: [None, None],
            route: Route { start: [f64::NAN; 2], wheel: Wheel::Reader, along: 0.0 },
            theta: [f64::NAN; 2],
            adapted: [None; 2],
            hand: square::Drag::default(),
            before: None,
            driving: None,
            touched: false,
            notice: None,
        };
        figure.follow_settings();
        figure
    }
}

impl TwoTasks {
    /// Computes anew what follows from the settings.
    pub(super) fn follow_settings(&mut self) {
        let wanted = basis(&self.settings);
        let changed = wanted != self.computed;
        if wanted.points != self.computed.points {
            self.tasks = controls::tasks(&self.settings);
            self.surfaces = surfaces(&self.tasks);
        }
        if changed {
            self.best = best(&self.tasks, wanted.rate);
            self.computed = wanted;
        }
        // Who goes along a way on which nobody drives yet has both drive.
        if self.settings.get(WHEEL) == Wheel::Reader && self.settings.get(ALONG) > 0.0 {
            self.settings.set(WHEEL, Wheel::Both);
        }
        let (route, before) = (Route::of(&self.settings), self.route);
        // What only changes the picture, such as revealing the best θ, is no end of a drive.
        if !changed && route == before {
            return;
        }
        self.driving = None;
        self.notice = None;
        self.route = route;
        for driver in Driver::ALL {
            let way = &mut self.ways[driver.index()];
            if !route.wheel.shows(driver) {
                *way = None;
            } else if changed || way.is_none() || route.start != before.start {
                *way = Some(Way::new(driver, route.start, &self.tasks, self.computed.rate));
            }
        }
        self.arrive();
    }

    pub(super) fn rate(&self) -> f64 {
        self.settings.get(RATE)
    }

    /// Who is at the wheel.
    pub(super) fn wheel(&self) -> Wheel {
        self.route.wheel
    }

    /// Whether somebody drives just now.
    pub(super) fn is_driving(&self) -> bool {
        self.driving.is_some()
    }

    /// Σ_i L_i(ϕ_i), or `None` if a task diverged.
    pub(super) fn loss_sum(&self) -> Option<f64> {
        sum(&self.adapted)
    }

    /// The ways of those who go along.
    pub(super) fn moving(&self) -> Vec<&Way> {
        let moving = Driver::ALL.into_iter().filter(|&driver| self.route.wheel.moves(driver));
        moving.filter_map(|driver| self.ways[driver.index()].as_ref()).collect()
    }

    /// How many steps they have taken, all the same number.
    pub(super) fn steps(&self) -> f64 {
        match self.driving {
            Some(milliseconds) => drive::steps_after(milliseconds),
            None => drive::steps_at(&self.moving(), self.route.along / WHOLE_WAY),
        }
    }

    /// How many steps `driver` has taken; one who does not go along has taken all.
    pub(super) fn steps_of(&self, driver: Driver) -> f64 {
        let way = self.ways[driver.index()].as_ref().map_or(0.0, Way::steps);
        if self.route.wheel.moves(driver) { self.steps().min(way) } else { way }
    }

    /// Whether `driver` has come to the end of its way.
    pub(super) fn has_arrived(&self, driver: Driver) -> bool {
        let whole = self.driving.is_none() && self.route.along >= WHOLE_WAY;
        whole || !self.route.wheel.moves(driver)
    }

    /// Where `driver` is, and the sum of both losses after one step from there.
    pub(super) fn place_of(&self, driver: Driver) -> Option<([f64; 2], Option<f64>)> {
        let way = self.ways[driver.index()].as_ref()?;
        let theta = way.at(self.steps_of(driver));
        Some((theta, sum(&self.adapted_from(theta))))
    }

    /// Who came to where a step diverges, and could go no further.
    pub(super) fn diverged(&self) -> Option<Driver> {
        let ended = |driver: &Driver| {
            let way = self.ways[driver.index()].as_ref();
            way.is_some_and(|way| way.end == End::Diverged) && self.has_arrived(*driver)
        };
        Driver::ALL.into_iter().find(ended)
    }

    /// Brings θ to where the leader is, or the reader put it.
    pub(super) fn arrive(&mut self) {
        let leader = self.route.wheel.leader().and_then(|driver| {
            let way = self.ways[driver.index()].as_ref()?;
            Some(way.at(self.steps_of(driver)))
        });
        self.theta = leader.unwrap_or(self.route.start);
        self.adapted = self.adapted_from(self.theta);
    }

    fn adapted_from(&self, theta: [f64; 2]) -> [Option<Adapted>; 2] {
        [0, 1].map(|task| one_step(theta, &self.tasks[task], self.rate()))
    }
}

/// The sum of both losses, or `None` if a task diverged.
fn sum(adapted: &[Option<Adapted>; 2]) -> Option<f64> {
    adapted.iter().map(|adapted| adapted.map(|adapted| adapted.loss)).sum()
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
