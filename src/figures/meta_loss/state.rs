//! What `meta-loss` knows: the surface for m steps, its minima, and a probe θ.

use crate::contract::{Changed, Choice, Control, Count, Number, Settings};
use crate::figures::kit::terrain::{self, Surface};
use crate::figures::kit::{controls, square};
use crate::learn::Error;
use crate::learn::adapt::{self, Inner};
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};
use crate::learn::surface::{AccumulatedLoss, Grid, Minimum};
use crate::plot::{Shade, Shading};

/// The most fine-tuning steps that the slider offers.
pub(super) const MOST_STEPS: usize = 20;

pub(super) const STEPS: Count = Count::slider("m", "Fine-tuning steps m", (0, MOST_STEPS as u32))
    .default(0)
    .help("How many steps of gradient descent each task takes before its loss counts.");

const RATE: Number = controls::RATE.default(0.01);

const SCALE: Choice<Spanned> = Choice::new(
    "scale",
    "Colour scale",
    &[("each", "its own for each m"), ("all", "one for all m")],
    &[Spanned::EachStep, Spanned::AllSteps],
)
.help("One scale for each m shows its shape; one for all shows how the loss sinks.");

const SHADE: Choice<Shade> = Choice::new(
    "shade",
    "Colours by",
    &[("log", "logarithm of the loss"), ("linear", "the loss itself")],
    &[Shade::Log, Shade::Linear],
)
.help("The logarithm shows small losses that are all alike otherwise.");

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
    basis: Basis,
    pub(super) losses: Option<AccumulatedLoss>,
    picture: Picture,
    pub(super) large: Surface,
    pub(super) small: [Surface; 2],
    /// The minima of every m from 0 to the present one, each best first.
    pub(super) minima: Vec<Vec<Minimum>>,
    /// Each task's way from θ: m + 1 points, fewer if it diverged.
    pub(super) paths: [Path; 2],
    pub(super) hand: square::Drag,
    pub(super) touched: bool,
}

/// What the surfaces are computed from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Basis {
    pub(super) points: Vec<f64>,
    pub(super) rate: f64,
}

/// How the surfaces are coloured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Picture {
    pub(super) steps: usize,
    shade: Shade,
    for_all: Spanned,
}

/// What one colour scale spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spanned {
    EachStep,
    AllSteps,
}

/// A task's way from θ.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Path {
    pub(super) points: Vec<(f64, f64)>,
    /// φ and its loss after all m steps, unless it diverged.
    pub(super) end: Option<([f64; 2], f64)>,
}

impl Default for MetaLoss {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let tasks = controls::tasks(&settings);
        let mut figure = Self {
            basis: Basis { points: Vec::new(), rate: f64::NAN },
            picture: picture(&settings),
            tasks,
            settings,
            losses: None,
            large: Surface::blank(),
            small: [Surface::blank(), Surface::blank()],
            minima: Vec::new(),
            paths: [Path::default(), Path::default()],
            hand: square::Drag::default(),
            touched: false,
        };
        figure.follow_settings();
        figure
    }
}

impl MetaLoss {
    /// Computes anew what follows from the settings.
    pub(super) fn follow_settings(&mut self) {
        let basis = Basis {
            points: self.settings.get(controls::POINTS).to_vec(),
            rate: self.settings.get(RATE),
        };
        let picture = picture(&self.settings);
        if basis.points != self.basis.points {
            self.tasks = controls::tasks(&self.settings);
        }
        if basis != self.basis || picture != self.picture {
            // The settings were clamped, so nothing can fail; if it does, the
            // picture stays as it was.
            let _ = self.colour(basis, picture);
        }
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

    /// Computes the surfaces that the settings ask for; what is known already is kept.
    pub(super) fn colour(&mut self, basis: Basis, picture: Picture) -> Result<(), Error> {
        if basis != self.basis || self.losses.is_none() {
            self.losses =
                Some(AccumulatedLoss::new(&self.tasks, basis.rate, Grid::unit(terrain::NODES)?)?);
            self.minima.clear();
        }
        let Some(losses) = self.losses.as_mut() else { return Ok(()) };
        for m in self.minima.len()..=picture.steps {
            self.minima.push(losses.minima(m)?.to_vec());
        }
        let level = losses.level(picture.steps)?;
        let shading = match picture.for_all {
            Spanned::EachStep => Shading::over(&level, picture.shade),
            Spanned::AllSteps => {
                let (first, last) = (losses.level(0)?, losses.level(MOST_STEPS)?);
                Shading::over(first.iter().chain(&last), picture.shade)
            }
        };
        self.large = Surface::new(level.view(), shading);
        if basis != self.basis {
            for (index, small) in self.small.iter_mut().enumerate() {
                *small = Surface::of_task(losses, index)?;
            }
        }
        (self.basis, self.picture) = (basis, picture);
        Ok(())
    }
}

fn picture(settings: &Settings) -> Picture {
    Picture {
        steps: settings.get(STEPS).min(MOST_STEPS),
        shade: settings.get(SHADE),
        for_all: settings.get(SCALE),
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
