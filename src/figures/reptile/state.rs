//! What `reptile` knows: θ, where fine-tuning leads from it, the update, and the runs so far.

use super::run::{Order, Outcome, Run};
use crate::contract::{Button, Changed, Choice, Control, Count, Look, Number, Settings};
use crate::figures::kit::controls;
use crate::figures::kit::square::Drag;
use crate::figures::kit::terrain::{self, Surface};
use crate::learn::Error;
use crate::learn::adapt::{self, Inner};
use crate::learn::meta::Workspace;
use crate::learn::meta::rule::Rule;
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};
use crate::learn::surface::{AccumulatedLoss, Grid};
use crate::learn::task::Task;
use crate::plot::format;
use crate::plot::heatmap::{Shade, Shading};

pub(super) const STEPS: Count = Count::slider("m", "Inner steps m", (1, 10))
    .default(5)
    .help("How many steps of fine-tuning each task takes before θ follows.")
    .lead();
pub(super) const EPSILON: Number = Number::linear("epsilon", "Share ε of the way", (0.0, 1.0))
    .default(0.5)
    .help("How far θ goes towards where fine-tuning ended: 0 for not at all, 1 for all the way.")
    .lead();
pub(super) const RUN: Button = Button::new("run", "▶ Let it run").lead();
const BOTH: &[usize] = &[0, 1];
const FIRST: &[usize] = &[0];
const SECOND: &[usize] = &[1];

pub(super) const TASKS: Choice<&[usize]> = Choice::new(
    "tasks",
    "Tasks of an update",
    &[("both", "both"), ("0", "task 0 alone"), ("1", "task 1 alone")],
    &[BOTH, FIRST, SECOND],
)
.help("Whose fine-tuning the arrow follows.");
pub(super) const ORDER: Choice<Order> = Choice::new(
    "order",
    "When it runs",
    &[
        ("together", "the chosen tasks together"),
        ("turns", "in turns, task 0 first"),
        ("turns-1", "in turns, task 1 first"),
    ],
    &[Order::Together, Order::Turns, Order::TurnsFromOne],
)
.help("Whether an update takes the mean over tasks, or one task after the other.");
const RATE: Number = controls::RATE.default(0.04);

const CONTROLS: [Control; 11] = [
    STEPS.control(),
    EPSILON.control(),
    RUN.control(),
    ORDER.control(),
    TASKS.control(),
    RATE.control(),
    controls::THETA.control(),
    controls::WIDE.control(),
    controls::POINTS.control(),
    controls::SEED.control(),
    controls::NEW_POINTS.control(),
];

/// The figure: θ, where fine-tuning leads from it, the update, and the runs so far.
pub struct ReptileFigure {
    pub(super) settings: Settings,
    pub(super) tasks: [ToyTask<f64>; 2],
    losses: Option<AccumulatedLoss>,
    pub(super) surface: Surface,
    /// What the surface was computed for: points, inner rate, inner steps.
    computed: (Vec<f64>, f64, usize),
    /// φ⁽⁰⁾ = θ to φ⁽ᵐ⁾ of each task; `None` where fine-tuning overflows.
    pub(super) paths: [Option<Vec<[f64; 2]>>; 2],
    /// Δθ.
    pub(super) update: Option<[f64; 2]>,
    pub(super) hand: Drag,
    pub(super) touched: bool,
    /// The run that goes on.
    run: Option<Run>,
    /// Where runs came from and went, the newest last; at most one of each order.
    pub(super) trails: Vec<Trail>,
    pub(super) notice: Option<String>,
}

/// The way of one run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trail {
    pub(super) order: Order,
    /// θ before the first update, and after each.
    pub(super) places: Vec<[f64; 2]>,
    /// Σ_i L_i(φ_i) at each of them.
    pub(super) losses: Vec<f64>,
}

impl Default for ReptileFigure {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let mut figure = Self {
            tasks: controls::tasks(&settings),
            computed: (Vec::new(), f64::NAN, 0),
            settings,
            losses: None,
            surface: Surface::blank(),
            paths: [None, None],
            update: None,
            hand: Drag::default(),
            touched: false,
            run: None,
            trails: Vec::new(),
            notice: None,
        };
        figure.follow_settings();
        figure
    }
}

impl ReptileFigure {
    pub(super) fn theta(&self) -> [f64; 2] {
        controls::theta(&self.settings)
    }

    fn inner(&self) -> Result<Inner, Error> {
        Inner::new(self.settings.get(RATE), self.settings.get(STEPS))
    }

    /// Computes anew what follows from the settings. What a run stands on must not change under
    /// it.
    pub(super) fn follow_settings(&mut self) {
        let (points, rate) =
            (self.settings.get(controls::POINTS).to_vec(), self.settings.get(RATE));
        let steps = self.settings.get(STEPS);
        let wanted = (points, rate, steps);
        if wanted != self.computed {
            if wanted.0 != self.computed.0 {
                self.tasks = controls::tasks(&self.settings);
            }
            if (&wanted.0, wanted.1) != (&self.computed.0, self.computed.1) {
                let grid = Grid::unit(terrain::NODES);
                self.losses =
                    grid.and_then(|grid| AccumulatedLoss::new(&self.tasks, rate, grid)).ok();
            }
            self.surface = self.shaded().unwrap_or_else(Surface::blank);
            self.forget_runs();
            self.computed = wanted;
        }
        self.look_ahead();
    }

    /// Σ_i L_i(U_i(θ)) over the square.
    fn shaded(&mut self) -> Option<Surface> {
        let steps = self.settings.get(STEPS);
        let level = self.losses.as_mut()?.level(steps).ok()?;
        Some(Surface::new(level.view(), Shading::over(&level, Shade::Root)))
    }

    /// Fine-tunes both tasks from θ and computes the update.
    fn look_ahead(&mut self) {
        let theta = self.theta();
        let inner = self.inner();
        let way = |task: &ToyTask<f64>| path(theta, task, inner.ok()?);
        self.paths = [way(&self.tasks[0]), way(&self.tasks[1])];
        self.update = self.change(theta, self.settings.get(TASKS));
    }

    /// Δθ = ε · mean of φ_i − θ over the tasks of these numbers.
    pub(super) fn change(&self, theta: [f64; 2], numbers: &[usize]) -> Option<[f64; 2]> {
        let rule = Rule::Reptile { inner: self.inner().ok()?, epsilon: self.settings.get(EPSILON) };
        let batch: Vec<_> =
            numbers.iter().map(|&index| Task::unsplit(&self.tasks[index])).collect();
        let model = SoftplusLine::<f64>::default();
        let (mut room, mut change) = (Workspace::new(&model), [0.0; 2]);
        rule.change(&model, &theta, &batch, &mut room, &mut change).ok()?;
        Some(change)
    }

    /// Σ_i L_i(φ_i) from `theta`, over both tasks.
    pub(super) fn loss(&self, theta: [f64; 2]) -> Option<f64> {
        let inner = self.inner().ok()?;
        let model = SoftplusLine::<f64>::default();
        let batch = [0, 1].map(|index| Task::unsplit(&self.tasks[index]));
        let mut room = Workspace::new(&model);
        crate::learn::meta::rule::accumulated_loss(&model, &theta, &batch, inner, &mut room).ok()
    }

    pub(super) fn move_theta(&mut self, theta: [f64; 2]) -> Changed {
        self.touched = true;
        self.forget_runs();
        controls::set_theta(&mut self.settings, theta);
        self.look_ahead();
        Changed::Settings
    }

    fn forget_runs(&mut self) {
        self.run = None;
        self.trails.clear();
        self.notice = None;
    }

    pub(super) fn look(&self, button: Button) -> Look {
        match (&self.run, self.trails.is_empty()) {
            (Some(_), _) => Look { label: "Stop", works: true },
            (None, false) => Look { label: "▶ Run again", works: true },
            (None, true) => button.look(),
        }
    }

    /// Begins a run where the first of the runs began, or stops the one that goes on.
    pub(super) fn start_or_stop(&mut self) -> Changed {
        self.touched = true;
        self.notice = None;
        if self.run.take().is_some() {
            return Changed::Picture;
        }
        let start = self.trails.first().map_or(self.theta(), |trail| trail.places[0]);
        let order = self.settings.get(ORDER);
        let Some(loss) = self.loss(start) else {
            self.notice =
                Some("From here fine-tuning overflows: the inner rate α is too large.".into());
            return Changed::Picture;
        };
        self.trails.retain(|trail| trail.order != order);
        self.trails.push(Trail { order, places: vec![start], losses: vec![loss] });
        self.run = Some(Run::new(order));
        controls::set_theta(&mut self.settings, start);
        self.look_ahead();
        Changed::Settings
    }

    pub(super) fn is_running(&self) -> bool {
        self.run.is_some()
    }

    /// Makes the updates that are due after `milliseconds`.
    pub(super) fn advance(&mut self, milliseconds: f64) -> Changed {
        let Some(mut run) = self.run.take() else { return Changed::Nothing };
        let mut outcome = Outcome::Moving;
        for _ in 0..run.due(milliseconds) {
            outcome = self.update_once(&mut run);
            if outcome != Outcome::Moving {
                break;
            }
        }
        match outcome {
            Outcome::Moving => self.run = Some(run),
            Outcome::Resting => self.notice = Some(self.rest()),
            Outcome::Diverged => {
                self.notice = Some("The run diverged: the inner rate α is too large.".into());
            }
        }
        if let Some(&last) = self.trails.last().and_then(|trail| trail.places.last()) {
            controls::set_theta(&mut self.settings, last);
        }
        self.look_ahead();
        Changed::Settings
    }

    fn update_once(&mut self, run: &mut Run) -> Outcome {
        let chosen = self.settings.get(TASKS);
        let turn = [run.turn()];
        let numbers = if run.order() == Order::Together { chosen } else { &turn };
        let Some(&theta) = self.trails.last().and_then(|trail| trail.places.last()) else {
            return Outcome::Diverged;
        };
        let Some(change) = self.change(theta, numbers) else { return Outcome::Diverged };
        let next = [0, 1].map(|axis| controls::held_in_square(theta[axis] + change[axis]));
        let Some(loss) = self.loss(next) else { return Outcome::Diverged };
        let Some(trail) = self.trails.last_mut() else { return Outcome::Diverged };
        trail.places.push(next);
        trail.losses.push(loss);
        run.made(&trail.places)
    }

    /// Where the newest run came to rest, in words.
    fn rest(&self) -> String {
        let Some(trail) = self.trails.last() else { return String::new() };
        let updates = format::counted((trail.places.len() - 1) as u64, "update");
        let place = |at: [f64; 2]| crate::figures::kit::readouts::pair(at);
        let loss = format::number(trail.losses.last().copied().unwrap_or(f64::NAN));
        match &trail.places[..] {
            [.., before, last] if trail.order != Order::Together => [
                "After ",
                &*updates,
                " θ goes back and forth between ",
                &*place(*before),
                " and ",
                &*place(*last),
                ": where it is depends on who came last.",
            ]
            .concat(),
            [.., last] => [
                "θ came to rest at ",
                &*place(*last),
                " after ",
                &*updates,
                "; after fine-tuning the losses add up to ",
                &*loss,
                ".",
            ]
            .concat(),
            [] => String::new(),
        }
    }
}

/// φ⁽⁰⁾ to φ⁽ᵐ⁾, or `None` if that overflows.
fn path(theta: [f64; 2], task: &ToyTask<f64>, inner: Inner) -> Option<Vec<[f64; 2]>> {
    let way = adapt::trajectory(&SoftplusLine::<f64>::default(), &theta, task, inner).ok()?;
    let places = way.path().rows().into_iter().map(|row| [row[0], row[1]]).collect();
    way.diverged_at.is_none().then_some(places)
}
