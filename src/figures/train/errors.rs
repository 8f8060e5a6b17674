//! The panel of errors: how each run's error falls as it sees tasks, with the ghosts of runs
//! before it.

use std::cell::Cell;

use super::controls::{AXIS, Against, EVAL_STEPS};
use super::naming;
use super::racer::{Moment, Racer};
use super::state::Train;
use crate::figures::kit::key::{self, Item, Sign};
use crate::learn::Distribution;
use crate::learn::weights;
use crate::number::held;
use crate::plot::labels::{self, EndLabel};
use crate::plot::{
    Anchor, Axis, Beyond, Dash, Ink, Margins, Plot, Rect, Scene, Size, Stroke, Text, format,
};

const ERROR: Axis = Axis::log("error (MSE)", (0.01, 20.0));

/// The room for names beside the plot, in CSS pixels.
const NAMES: f64 = 104.0;
const FEWER_NAMES: f64 = 92.0;

/// How faint the line of a ghost is, and that of a run after the moment looked back to.
const GHOST: f64 = 0.5;
const LATER: f64 = 0.3;

/// The panel.
pub(super) fn scene(figure: &Train, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let narrow = size.width < 400.0;
    let right = 8.0 + if narrow { FEWER_NAMES } else { NAMES };
    let margins = Margins { left: 56.0, top: 48.0, right, bottom: 42.0 };
    let panel = Errors {
        figure,
        against: figure.settings.get(AXIS),
        steps: figure.settings.get(EVAL_STEPS),
        at: figure.looked_back_to(),
        beyond: Cell::default(),
    };
    let x = Axis { ticks: if narrow { 4 } else { 6 }, ..panel.axis() };
    let plot = Plot::new(size, margins, &x, &ERROR);
    plot.grid(&mut scene, &x, &ERROR);
    plot.axes(&mut scene, &x, &ERROR);
    panel.moment(&mut scene, &plot);
    let references = panel.references();
    let names = naming::names(figure);
    figure.ghosts.iter().for_each(|racer| panel.ghost(&mut scene, &plot, racer));
    // The chosen method's line lies on top.
    figure.racers.iter().rev().for_each(|racer| panel.racer(&mut scene, &plot, racer));
    let lines = figure.racers.iter().chain(&figure.ghosts).zip(&names).enumerate();
    let ends = lines.filter_map(|(index, (racer, name))| {
        let y = plot.y.px(panel.points(racer, panel.steps).last()?.1);
        let ink = if index < figure.racers.len() { racer.ink() } else { Ink::Muted };
        Some(EndLabel { text: wrapped(name, right - 8.0), y, ink })
    });
    let mut ends: Vec<EndLabel> = ends.collect();
    // Lines to compare with are left out where names have no room, and then the oldest ghosts'
    // names: the table has them.
    let room = |names: &[EndLabel]| names.iter().map(labels::height).sum::<f64>();
    let whole = plot.rect.height() + labels::GAP;
    let compared = references.iter().map(|line| reference(&plot, line)).collect::<Vec<_>>();
    if room(&ends) + room(&compared) <= whole {
        for end in &compared {
            let across = vec![(plot.rect.left, end.y), (plot.rect.right, end.y)];
            scene.line(across, Stroke::new(end.ink, 1.25).dashed(Dash::Dotted));
        }
        ends.extend(compared);
    }
    while room(&ends) > whole && ends.len() > figure.racers.len() {
        ends.remove(figure.racers.len());
    }
    panel.beyond.get().label(&mut scene, &plot);
    labels::column(&mut scene, &ends, plot.rect.right + 8.0, &plot.rect);
    panel.explain(&mut scene, size);
    progress(figure, &mut scene, &plot.rect);
    scene
}

/// What the panel shows.
struct Errors<'a> {
    figure: &'a Train,
    against: Against,
    /// After so many fine-tuning steps.
    steps: usize,
    /// The meta-steps of the moment looked back to.
    at: Option<u64>,
    /// What of the lines lies beyond the plot.
    beyond: Cell<Beyond>,
}

impl Errors<'_> {
    /// The horizontal axis: tasks seen on a logarithmic scale, or seconds.
    fn axis(&self) -> Axis {
        let lines = || self.figure.racers.iter().chain(&self.figure.ghosts);
        match self.against {
            Against::Seconds => {
                let most = lines().map(|racer| racer.now.seconds).fold(0.5, f64::max);
                Axis::linear("seconds of training", (0.0, most))
            }
            Against::Tasks => {
                let tasks =
                    |racer: &Racer| racer.plan.recipe.tasks as f64 * racer.plan.recipe.steps as f64;
                Axis::log("tasks seen", (1.0, lines().map(tasks).fold(10.0, f64::max)))
            }
        }
    }

    /// Where a moment lies along the horizontal axis.
    fn along(&self, moment: &Moment) -> f64 {
        match self.against {
            Against::Seconds => moment.stand.seconds,
            Against::Tasks => moment.stand.tasks_seen.max(1) as f64,
        }
    }

    /// A run's errors after so many steps.
    fn points<'r>(
        &'r self,
        racer: &'r Racer,
        steps: usize,
    ) -> impl DoubleEndedIterator<Item = (f64, f64)> + 'r {
        racer.moments.iter().filter_map(move |(_, moment)| {
            let error = moment.errors.after(steps).filter(|error| error.mean.is_finite())?;
            Some((self.along(moment), error.mean))
        })
    }

    fn racer(&self, scene: &mut Scene, plot: &Plot, racer: &Racer) {
        let after = Stroke::new(racer.ink(), 2.5);
        let before = Stroke::new(racer.ink(), 1.25).dashed(Dash::Dashed);
        if self.steps > 0 {
            self.line(scene, plot, (racer, 0), before);
        }
        self.line(scene, plot, (racer, self.steps), after);
        if let Some((x, y)) = self.dot(racer) {
            scene.dot(plot.px(x, y), 3.75, racer.ink());
        }
    }

    /// A line up to the moment looked back to, and faintly what came later.
    fn line(
        &self,
        scene: &mut Scene,
        plot: &Plot,
        (racer, steps): (&Racer, usize),
        stroke: Stroke,
    ) {
        let seen = match self.at {
            Some(at) => {
                self.curve(scene, plot, self.points(racer, steps), stroke.faded(LATER));
                racer.moments.iter().filter(|moment| moment.0 <= at).count()
            }
            None => usize::MAX,
        };
        self.curve(scene, plot, self.points(racer, steps).take(seen), stroke);
    }

    /// A line through `points`, held at the plot's edges.
    fn curve(
        &self,
        scene: &mut Scene,
        plot: &Plot,
        points: impl Iterator<Item = (f64, f64)>,
        stroke: Stroke,
    ) {
        let mut beyond = self.beyond.get();
        beyond.curve(scene, plot, &points.collect::<Vec<_>>(), stroke);
        self.beyond.set(beyond);
    }

    /// Where a run stands at the moment that is seen.
    fn dot(&self, racer: &Racer) -> Option<(f64, f64)> {
        let moment = racer.measured(self.at)?;
        let error = moment.errors.after(self.steps).filter(|error| error.mean.is_finite())?;
        Some((self.along(moment), held(error.mean, ERROR.domain.0, ERROR.domain.1)))
    }

    fn ghost(&self, scene: &mut Scene, plot: &Plot, racer: &Racer) {
        let stroke = Stroke::new(racer.ink(), 1.75).faded(GHOST);
        self.curve(scene, plot, self.points(racer, self.steps), stroke);
    }

    /// A line through the moment looked back to, where all runs have it at the same place.
    fn moment(&self, scene: &mut Scene, plot: &Plot) {
        let moment = self.at.and_then(|at| self.figure.main_racer()?.measured(Some(at)));
        if let (Some(moment), Against::Tasks) = (moment, self.against) {
            let x = plot.x.px(self.along(moment));
            let ends = vec![(x, plot.rect.top), (x, plot.rect.bottom)];
            scene.line(ends, Stroke::new(Ink::Accent, 1.0));
        }
    }

    /// Errors to compare with: what the two networks of the fitting figures reach, where they
    /// were measured in the same way.
    fn references(&self) -> Vec<(f64, &'static str, Ink)> {
        let Some(racer) = self.figure.main_racer() else { return Vec::new() };
        if racer.plan.problem.distribution != Distribution::default() {
            return Vec::new();
        }
        let networks = [
            (weights::PRETRAINED_ERRORS, "pretrained,\nas above", Ink::Pretrained),
            (weights::MAML_ERRORS, "MAML,\nas above", Ink::Maml),
        ];
        let lines = networks.into_iter().filter_map(|(errors, text, ink)| {
            let error = weights::error(errors, racer.plan.recipe.shots, self.steps)?;
            Some((error.mean, text, ink))
        });
        lines.collect()
    }

    /// What the two kinds of lines are, above the plot.
    fn explain(&self, scene: &mut Scene, size: Size) {
        let after = ["after ", &format::counted(self.steps, "step"), " of fine-tuning"].concat();
        let bold = Item { text: &after, sign: Sign::Line(Stroke::new(Ink::Text, 2.5)) };
        let thin = Stroke::new(Ink::Text, 1.25).dashed(Dash::Dashed);
        let before = Item { text: "before", sign: Sign::Line(thin) };
        let items = [before, bold];
        let items = if self.steps > 0 { &items[..] } else { &items[1..] };
        key::write(scene, items, (56.0, size.width - 4.0));
    }
}

/// The name of an error to compare with.
fn reference(plot: &Plot, &(error, text, ink): &(f64, &'static str, Ink)) -> EndLabel {
    EndLabel { text: text.into(), y: plot.y.px(error), ink }
}

/// `text` in as many lines as it needs to be no wider than `width`.
fn wrapped(text: &str, width: f64) -> String {
    let mut lines = String::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let longer = if line.is_empty() { word.into() } else { [&line, " ", word].concat() };
        let measured =
            Text::new(longer.as_str(), (0.0, 0.0), labels::SIZE, Ink::Text, Anchor::Left);
        // The estimate may be a tenth too low.
        if !line.is_empty() && 1.1 * measured.width() > width {
            lines.push_str(&line);
            lines.push('\n');
            line = word.into();
        } else {
            line = longer;
        }
    }
    lines + &line
}

/// How much of the runs is done, as a bar above the plot.
fn progress(figure: &Train, scene: &mut Scene, rect: &Rect) {
    let y = rect.top - 7.0;
    scene.segment((rect.left, y), (rect.right, y), Stroke::new(Ink::Hairline, 4.0));
    let share = |racer: &Racer| match racer.is_over() {
        true => 1.0,
        false => racer.now.meta_steps as f64 / racer.plan.recipe.steps.max(1) as f64,
    };
    // The slowest counts: until it is there, something goes on.
    let share = figure.racers.iter().map(share).fold(1.0, f64::min);
    let end = (rect.left + share * rect.width(), y);
    scene.segment((rect.left, y), end, Stroke::new(Ink::Accent, 4.0));
}
