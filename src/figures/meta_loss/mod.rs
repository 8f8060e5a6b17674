//! `meta-loss`: the accumulated loss Σ_i L_i(U_i^(m)(θ)) as m grows.

mod landscape;
mod view;

use crate::contract::{
    Changed, Complaint, Control, Figure, Grip, Key, Kind, Panel, Place, Pointer, Readout, Settings,
    Slider, Tip, Value,
};
use crate::figures::kit::square;
use crate::learn::Error;
use crate::learn::adapt::{self, Inner};
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};
use crate::plot::{Px, Scene, Shade, Size, Spread};
use landscape::{Basis, Landscape, MOST_STEPS, Picture, Spanned};

/// A tick of so many milliseconds takes the landscape to its end.
const WHOLE: f64 = 1_000.0;

const STEPS: Control = Control {
    key: "m",
    label: "Fine-tuning steps m",
    help: "How many steps of gradient descent each task takes before its loss counts.",
    place: Place::Main,
    kind: Kind::Slider(Slider {
        range: (0.0, MOST_STEPS as f64),
        at_first: (0.0, MOST_STEPS as f64),
        step: 1.0,
        default: 0.0,
        spread: Spread::Linear,
        places: 0,
        unit: "",
    }),
};

const SCALE: Control = Control {
    key: "scale",
    label: "Colour scale",
    help: "One scale for each m shows its shape; one for all shows how the loss sinks.",
    place: Place::Main,
    kind: Kind::Choice { options: &[("each", "its own for each m"), ("all", "one for all m")] },
};

const SHADE: Control = Control {
    key: "shade",
    label: "Colours by",
    help: "The logarithm shows small losses that are all alike otherwise.",
    place: Place::Main,
    kind: Kind::Choice {
        options: &[("log", "logarithm of the loss"), ("linear", "the loss itself")],
    },
};

/// The controls of this figure.
const CONTROLS: [Control; 9] = [
    STEPS,
    square::rate(0.01),
    SCALE,
    SHADE,
    square::THETA_CONTROL,
    square::WIDE,
    square::POINTS,
    square::SEED,
    square::NEW_POINTS,
];

/// The figure: the surface for m steps, its minima, and a probe θ.
pub struct MetaLoss {
    settings: Settings,
    tasks: [ToyTask<f64>; 2],
    land: Landscape,
    /// Each task's way from θ: m + 1 points, fewer if it diverged.
    paths: [Path; 2],
    hand: square::Hand,
    touched: bool,
}

/// A task's way from θ.
#[derive(Clone, Debug, Default, PartialEq)]
struct Path {
    points: Vec<(f64, f64)>,
    /// φ and its loss after all m steps, unless it diverged.
    end: Option<([f64; 2], f64)>,
}

impl Default for MetaLoss {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let tasks = square::tasks(&settings);
        let mut figure = Self {
            land: Landscape::blank(picture(&settings)),
            tasks,
            settings,
            paths: [Path::default(), Path::default()],
            hand: square::Hand::default(),
            touched: false,
        };
        figure.refresh();
        figure
    }
}

impl MetaLoss {
    fn theta(&self) -> [f64; 2] {
        square::theta(&self.settings)
    }

    fn steps(&self) -> usize {
        self.settings.count("m").min(MOST_STEPS)
    }

    /// Σ_i L_i(U_i^(m)(θ)), or `None` if a task diverged.
    fn loss(&self) -> Option<f64> {
        self.paths.iter().map(|path| path.end.map(|(_, loss)| loss)).sum()
    }

    fn move_theta(&mut self, theta: [f64; 2]) -> Changed {
        self.touched = true;
        square::set_theta(&mut self.settings, theta);
        self.follow();
        Changed::Settings
    }

    /// Fine-tunes both tasks from θ.
    fn follow(&mut self) {
        let (theta, steps, rate) = (self.theta(), self.steps(), self.settings.number("alpha"));
        for (path, task) in self.paths.iter_mut().zip(&self.tasks) {
            *path = way(theta, task, rate, steps).unwrap_or_default();
        }
    }

    /// Brings the landscape in line with the settings, by `way`.
    fn survey(&mut self, way: Survey) {
        let points = self.settings.numbers("x").to_vec();
        if self.land.is_of_other_points(&points) {
            self.tasks = square::tasks(&self.settings);
        }
        let basis = Basis { points, rate: self.settings.number("alpha") };
        // The settings were clamped, so nothing can fail; if it does, the picture stays as it
        // was.
        let _ = way(&mut self.land, &self.tasks, basis, picture(&self.settings));
        self.follow();
    }
}

/// How a landscape is brought in line with the settings.
type Survey = fn(&mut Landscape, &[ToyTask<f64>; 2], Basis, Picture) -> Result<(), Error>;

impl Figure for MetaLoss {
    fn name(&self) -> &'static str {
        "meta-loss"
    }

    fn title(&self) -> &'static str {
        "The accumulated loss of two tasks after m steps of fine-tuning"
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
        self.survey(Landscape::show);
    }

    fn set(&mut self, key: &str, text: &str) -> Result<Option<Complaint>, Complaint> {
        let outcome = self.settings.read(key, text)?;
        // A hand on the inner rate may go on moving.
        self.survey(if key == "alpha" { Landscape::sketch } else { Landscape::show });
        Ok(outcome)
    }

    fn tick(&mut self, milliseconds: f64) -> Changed {
        loop {
            match self.land.proceed() {
                Ok(true) => return Changed::Picture,
                Ok(false) if milliseconds >= WHOLE && self.land.is_resting() => {}
                _ => return Changed::Nothing,
            }
        }
    }

    fn animating(&self) -> bool {
        self.land.is_resting()
    }

    fn settle(&mut self) {
        // As in `survey`.
        let _ = self.land.rest(&self.tasks);
    }

    fn is_sketch(&self) -> bool {
        self.land.is_sketch()
    }

    fn press(&mut self, key: &str) -> Changed {
        if key != "new-points" {
            return Changed::Nothing;
        }
        square::draw_points(&mut self.settings);
        self.refresh();
        Changed::Settings
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let before = self.hand;
        let plot = view::plot(pointer.panel, pointer.size);
        match self.hand.moved(&plot, self.theta(), pointer) {
            Some(theta) => self.move_theta(theta),
            None if self.hand != before => Changed::Picture,
            None => Changed::Nothing,
        }
    }

    fn key(&mut self, _panel: usize, key: Key) -> Changed {
        if let Some(theta) = square::walked(self.theta(), key) {
            return self.move_theta(theta);
        }
        let steps = match key {
            Key::PageUp => (self.steps() + 1).min(MOST_STEPS),
            Key::PageDown => self.steps().saturating_sub(1),
            _ => return Changed::Nothing,
        };
        self.settings.set("m", Value::Number(steps as f64));
        self.refresh();
        Changed::Settings
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        match panel {
            view::LARGE => view::accumulated(self, size),
            other => view::task(self, (other - 1).min(1), size),
        }
    }

    fn grip(&self, panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        square::grip(&view::plot(panel, size), &self.hand, self.theta(), at, tip)
    }

    fn readouts(&self) -> Vec<Readout> {
        view::readouts(self)
    }

    fn describe(&self) -> String {
        view::describe(self)
    }

    fn notice(&self) -> Option<String> {
        view::trouble(self)
    }
}

fn picture(settings: &Settings) -> Picture {
    Picture {
        steps: settings.count("m").min(MOST_STEPS),
        shade: if settings.word("shade") == "linear" { Shade::Linear } else { Shade::Log },
        spanned: if settings.word("scale") == "all" {
            Spanned::AllSteps
        } else {
            Spanned::EachStep
        },
    }
}

/// A task's way from `theta`, `steps` steps long.
fn way(theta: [f64; 2], task: &ToyTask<f64>, rate: f64, steps: usize) -> Result<Path, Error> {
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
