//! What `meta-loss` knows: the surface for m steps, its minima, and a probe θ.

use crate::contract::{Changed, Choice, Control, Count, Number, Settings};
use crate::figures::kit::{controls, square};
use crate::learn::Error;
use crate::learn::adapt::{self, Inner};
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};
use crate::plot::Shade;

use super::landscape::{Basis, Landscape, MOST_STEPS, Picture, Spanned};

pub(super) const STEPS: Count = Count::slider("m", "Fine-tuning steps m", (0, MOST_STEPS as u32))
    .default(0)
    .help("How many steps of gradient descent each task takes before its loss counts.")
    .lead();

pub(super) const RATE: Number = controls::RATE.default(0.01);

/// The fold of what concerns the colours.
const COLOURS: &str = "Colours";

const SCALE: Choice<Spanned> = Choice::new(
    "scale",
    "Colour scale",
    &[("each", "its own for each m"), ("all", "one for all m")],
    &[Spanned::EachStep, Spanned::AllSteps],
)
.help("One scale for each m shows its shape; one for all shows how the loss sinks.")
.group(COLOURS);

const SHADE: Choice<Shade> = Choice::new(
    "shade",
    "Colours by",
    &[("log", "logarithm of the loss"), ("linear", "the loss itself")],
    &[Shade::Log, Shade::Linear],
)
.help("The logarithm shows small losses that are all alike otherwise.")
.group(COLOURS);

/// The controls of this figure.
const CONTROLS: [Control; 9] = [
    STEPS.control(),
    RATE.control(),
    SCALE.control(),
    SHADE.control(),
    controls::THETA.control(),
    controls::WIDE.control(),
    controls::POINTS.control(),
    controls::SEED.control(),
    controls::NEW_POINTS.control(),
];

/// The figure: the surface for m steps, its minima, and a probe θ.
pub struct MetaLoss {
    pub(super) settings: Settings,
    pub(super) tasks: [ToyTask<f64>; 2],
    pub(super) land: Landscape,
    /// Each task's way from θ: m + 1 points, fewer if it diverged.
    pub(super) paths: [Path; 2],
    pub(super) hand: square::Drag,
    pub(super) touched: bool,
}

/// A task's way from θ.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Path {
    pub(super) points: Vec<(f64, f64)>,
    /// ϕ and its loss after all m steps, unless it diverged.
    pub(super) end: Option<([f64; 2], f64)>,
}

impl Default for MetaLoss {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let tasks = controls::tasks(&settings);
        let mut figure = Self {
            land: Landscape::blank(picture(&settings)),
            tasks,
            settings,
            paths: [Path::default(), Path::default()],
            hand: square::Drag::default(),
            touched: false,
        };
        figure.survey(Landscape::show);
        figure
    }
}

impl MetaLoss {
    /// Computes anew what follows from the settings; the landscape by `way`.
    pub(super) fn survey(&mut self, way: Survey) {
        let points = self.settings.get(controls::POINTS).to_vec();
        if self.land.is_of_other_points(&points) {
            self.tasks = controls::tasks(&self.settings);
        }
        let basis = Basis { points, rate: self.settings.get(RATE) };
        // The settings were clamped, so nothing can fail; if it does, the picture stays as it
        // was.
        let _ = way(&mut self.land, &self.tasks, basis, picture(&self.settings));
        self.follow();
    }

    pub(super) fn theta(&self) -> [f64; 2] {
        controls::theta(&self.settings)
    }

    pub(super) fn steps(&self) -> usize {
        self.settings.get(STEPS).min(MOST_STEPS)
    }

    /// Σ_i L_i(U_i^(m)(θ)), or `None` if a task diverged.
    pub(super) fn loss(&self) -> Option<f64> {
        self.paths.iter().map(|path| path.end.map(|(_, loss)| loss)).sum()
    }

    pub(super) fn move_theta(&mut self, theta: [f64; 2]) -> Changed {
        self.touched = true;
        controls::set_theta(&mut self.settings, theta);
        self.follow();
        Changed::Settings
    }

    /// Fine-tunes both tasks from θ.
    fn follow(&mut self) {
        let (theta, steps, rate) = (self.theta(), self.steps(), self.settings.get(RATE));
        for (path, task) in self.paths.iter_mut().zip(&self.tasks) {
            *path = way(theta, task, rate, steps).unwrap_or_default();
        }
    }
}

/// How a landscape is brought in line with the settings.
type Survey = fn(&mut Landscape, &[ToyTask<f64>; 2], Basis, Picture) -> Result<(), Error>;

fn picture(settings: &Settings) -> Picture {
    Picture {
        steps: settings.get(STEPS).min(MOST_STEPS),
        shade: settings.get(SHADE),
        spanned: settings.get(SCALE),
    }
}

/// A task's way from `theta`, `steps` steps long.
pub(super) fn way(
    theta: [f64; 2],
    task: &ToyTask<f64>,
    rate: f64,
    steps: usize,
) -> Result<Path, Error> {
    let line = SoftplusLine::<f64>::default();
    let way = adapt::trajectory(&line, &theta, task, Inner::new(rate, steps)?)?;
    let points: Vec<(f64, f64)> =
        way.path().rows().into_iter().map(|row| (row[0], row[1])).collect();
    let end = match (way.diverged_at, points.last(), way.losses.last()) {
        (None, Some(&(a, b)), Some(&loss)) => Some(([a, b], loss)),
        _ => None,
    };
    Ok(Path { points, end })
}
