//! What the tests of the figures share: states, demands, and a toy problem of their own.

// Each test binary uses a part of this.
#![allow(dead_code)]

use std::cell::Cell;

use maml_live::contract::link;
use maml_live::contract::{Control, Figure, Kind, Readout, Value};
use maml_live::figures::kit::readouts::ABSENT;
use maml_live::figures::{jobs, list};
use maml_live::plot::{Mark, Px, Scene, Size};
use maml_live::work::Desk;

/// The sizes at which every state must draw: as declared, wide, narrow, none at all, huge.
pub const SIZES: [Size; 7] = [
    Size::new(680.0, 400.0),
    Size::new(1600.0, 120.0),
    Size::new(120.0, 900.0),
    Size::new(30.5, 61.25),
    Size::new(1.0, 1.0),
    Size::new(0.0, 0.0),
    Size::new(4000.0, 3000.0),
];

/// The names of all figures.
pub fn names() -> impl Iterator<Item = &'static str> {
    list::NAMES.iter().copied()
}

/// The figure in the state of a link, which must be one without any fault.
#[track_caller]
pub fn state(fragment: &str) -> Box<dyn Figure> {
    let link = link::parse(fragment);
    let mut figure =
        list::make(&link.figure).unwrap_or_else(|| panic!("no figure in `{fragment}`"));
    let complaints = link::apply(figure.as_mut(), &link);
    assert_eq!(complaints, [], "{fragment}");
    figure
}

/// Workers for a figure that has any, by a clock of their own.
pub struct Workers {
    desk: Desk,
    now: Cell<f64>,
}

impl Default for Workers {
    fn default() -> Self {
        Self { desk: Desk::default(), now: Cell::new(0.0) }
    }
}

impl Workers {
    /// Does what the figure asks for, in so many turns at most, and tells it of that.
    pub fn work(&mut self, figure: &mut dyn Figure, turns: usize) {
        let Some(remote) = figure.remote() else { return };
        for errand in remote.errands() {
            self.desk.run(&errand, self.now.get(), jobs::open);
        }
        for _ in 0..turns {
            let due = self.desk.due(self.now.get());
            if due.is_infinite() {
                return;
            }
            self.now.set(self.now.get() + due);
            let clock = || {
                self.now.set(self.now.get() + 5.0);
                self.now.get()
            };
            let mut answers = Vec::new();
            self.desk.turn(&clock, &mut |answer| answers.push(answer));
            for answer in answers {
                self.desk.read(answer.job);
                remote.hear(answer.job, &answer.parcel);
            }
        }
    }
}

/// A readout's numbers in full.
#[track_caller]
pub fn output(figure: &dyn Figure, key: &str) -> Vec<f64> {
    readout(figure, key).values
}

/// A readout of one number.
#[track_caller]
pub fn number(figure: &dyn Figure, key: &str) -> f64 {
    match output(figure, key)[..] {
        [number] => number,
        ref other => panic!("`{key}` of {} reads {other:?}", figure.name()),
    }
}

/// A readout.
#[track_caller]
pub fn readout(figure: &dyn Figure, key: &str) -> Readout {
    let rows = figure.table().into_iter().flat_map(|table| table.rows);
    let mut readouts = figure.readouts().into_iter().chain(rows.flat_map(|row| row.cells));
    let found = readouts.find(|readout| readout.key == key);
    found.unwrap_or_else(|| panic!("{} has no readout `{key}`", figure.name()))
}

/// A control, by its key.
#[track_caller]
pub fn control(figure: &dyn Figure, key: &str) -> &'static Control {
    let found = figure.settings().controls().iter().find(|control| control.key == key);
    found.unwrap_or_else(|| panic!("{} has no control `{key}`", figure.name()))
}

/// The index of a panel, by its key.
#[track_caller]
pub fn panel(figure: &dyn Figure, key: &str) -> usize {
    let found = figure.panels().iter().position(|panel| panel.key == key);
    found.unwrap_or_else(|| panic!("{} has no panel `{key}`", figure.name()))
}

/// All texts of a scene, from the bottom to the top.
pub fn texts(scene: &Scene) -> Vec<&str> {
    let mut texts = Vec::new();
    for mark in &scene.marks {
        if let Mark::Text(text) = mark {
            texts.push(text.text.as_str());
        }
    }
    texts
}

/// Panics unless the figure can be drawn at all `sizes` and speaks of finite numbers only.
#[track_caller]
pub fn demand_sound(figure: &dyn Figure, sizes: &[Size], state: &str) {
    if let Err(fault) = sound(figure, sizes) {
        panic!("{} in the state {state}: {fault}", figure.name());
    }
}

/// Whether the figure can be drawn at all `sizes` and speaks of finite numbers only.
pub fn sound(figure: &dyn Figure, sizes: &[Size]) -> Result<(), String> {
    for panel in 0..figure.panels().len() {
        for &size in sizes {
            sound_scene(&figure.scene(panel, size), size)
                .map_err(|fault| format!("panel {panel} at {size:?}: {fault}"))?;
        }
    }
    let table = figure.table().into_iter().flat_map(|table| table.rows);
    for readout in figure.readouts().into_iter().chain(table.flat_map(|row| row.cells)) {
        let finite = readout.values.iter().all(|value| value.is_finite());
        if !finite || readout.label.is_empty() {
            return Err(format!("{readout:?}"));
        }
        sound_words(&readout.text)?;
        // A number that is not there is a dash, or accounted for in words.
        let accounted = readout.text == ABSENT || readout.text.chars().all(is_wordly);
        if readout.values.is_empty() && !accounted {
            return Err(format!("{} has no value but reads {}", readout.key, readout.text));
        }
    }
    sound_words(&figure.describe())?;
    figure.notice().map_or(Ok(()), |notice| sound_words(&notice))?;
    sound_settings(figure)
}

fn is_wordly(character: char) -> bool {
    character.is_alphabetic() || character == ' '
}

/// Whether all settings are what their controls allow.
fn sound_settings(figure: &dyn Figure) -> Result<(), String> {
    for (control, value) in figure.settings().iter() {
        let held = match (control.kind, value) {
            (Kind::Slider(slider), Value::Number(number)) => {
                (slider.range.0..=slider.range.1).contains(number)
            }
            (Kind::Whole { range, .. }, Value::Number(number)) => {
                (f64::from(range.0)..=f64::from(range.1)).contains(number) && number.fract() == 0.0
            }
            (Kind::Choice { options, .. }, Value::Word(word)) => {
                options.iter().any(|option| option.0 == *word)
            }
            (Kind::Several { options }, Value::Words(words)) => {
                let places: Vec<_> = (words.iter())
                    .map(|word| options.iter().position(|option| option.0 == *word))
                    .collect();
                places.iter().all(Option::is_some) && places.is_sorted_by(|a, b| a < b)
            }
            (Kind::Switch { .. }, Value::Word(word)) => ["off", "on"].contains(word),
            (Kind::Numbers(list), Value::Numbers(numbers)) => {
                (list.count.0..=list.count.1).contains(&numbers.len())
                    && numbers.iter().all(|&entry| list.admit(entry) == entry)
            }
            (Kind::Code { longest }, Value::Code(code)) => code.len() <= longest,
            (Kind::Button(_) | Kind::File { .. }, Value::Nothing) => true,
            _ => false,
        };
        if !held {
            return Err(format!("`{}` is set to {value:?}", control.key));
        }
    }
    Ok(())
}

fn sound_scene(scene: &Scene, size: Size) -> Result<(), String> {
    if scene.size != size {
        return Err(format!("it was made for {:?}", scene.size));
    }
    for raster in &scene.rasters {
        let rect = raster.rect;
        let edges = [rect.left, rect.top, rect.right, rect.bottom];
        let full = raster.rgba.len() == 4 * raster.columns * raster.rows;
        if !full || raster.rgba.is_empty() || !edges.iter().all(|edge| edge.is_finite()) {
            return Err(format!("a raster over {rect:?}, {} bytes", raster.rgba.len()));
        }
        raster.marks().try_for_each(|mark| sound_mark(&mark))?;
    }
    scene.marks.iter().try_for_each(sound_mark)
}

fn sound_mark(mark: &Mark) -> Result<(), String> {
    let whole = |points: &[Px]| points.iter().all(|(x, y)| x.is_finite() && y.is_finite());
    let shown = |opacity: f64| (0.0..=1.0).contains(&opacity);
    let thick = |length: f64| length.is_finite() && length > 0.0;
    let sound = match mark {
        Mark::Line { points, stroke } => {
            points.len() > 1 && whole(points) && shown(stroke.opacity) && thick(stroke.width)
        }
        Mark::Area { points, opacity, .. } => whole(points) && shown(*opacity),
        Mark::Dot { at, radius, .. } => whole(&[*at]) && thick(*radius),
        Mark::Ring { at, radius, stroke } => whole(&[*at]) && thick(*radius) && thick(stroke.width),
        Mark::Text(text) => {
            sound_words(&text.text)?;
            !text.text.is_empty() && whole(&[text.at]) && thick(text.size)
        }
    };
    if sound { Ok(()) } else { Err(format!("{mark:?}")) }
}

/// Whether a text speaks of numbers only.
fn sound_words(text: &str) -> Result<(), String> {
    let lower = text.to_lowercase();
    let broken = ["nan", "infinity", "not a number", "∞", "none,"];
    // “inf” alone is the way in which Rust writes an infinite number.
    let infinite = lower.split(|c: char| !c.is_alphabetic()).any(|word| word == "inf");
    match infinite || broken.iter().any(|word| lower.contains(word)) || text.len() > 400 {
        true => Err(format!("“{text}”")),
        false => Ok(()),
    }
}

/// The toy problem once more, written from its formulas and nothing else: what the
/// figures say is compared with this.
pub mod toy {
    /// The true (a, b) of the two tasks.
    pub const TRUTHS: [[f64; 2]; 2] = [[0.3, 0.05], [0.83, 0.75]];

    /// Ten even points from −3 to 3.
    pub fn even_points() -> Vec<f64> {
        (0..10).map(|j| -3.0 + 6.0 * f64::from(j) / 9.0).collect()
    }

    /// ln(1 + eᶻ); the z of these tests are far from overflow.
    pub fn softplus(z: f64) -> f64 {
        if z > 40.0 { z } else { z.exp().ln_1p() }
    }

    /// ½ Σ_j (g(x_j) − g*(x_j))².
    pub fn loss(task: usize, xs: &[f64], [a, b]: [f64; 2]) -> f64 {
        let [true_a, true_b] = TRUTHS[task];
        let residual = |x: f64| softplus(a * x + b) - softplus(true_a * x + true_b);
        0.5 * xs.iter().map(|&x| residual(x).powi(2)).sum::<f64>()
    }

    /// The gradient of [`loss`].
    pub fn gradient(task: usize, xs: &[f64], [a, b]: [f64; 2]) -> [f64; 2] {
        let [true_a, true_b] = TRUTHS[task];
        xs.iter().fold([0.0, 0.0], |[along_a, along_b], &x| {
            let z = a * x + b;
            let pull = (softplus(z) - softplus(true_a * x + true_b)) / (1.0 + (-z).exp());
            [along_a + pull * x, along_b + pull]
        })
    }

    /// The gradient of [`loss`] by central differences: as slow as it is hard to get wrong.
    pub fn gradient_by_differences(task: usize, xs: &[f64], [a, b]: [f64; 2]) -> [f64; 2] {
        let h = 1e-5;
        let slope =
            |to: [f64; 2], from: [f64; 2]| (loss(task, xs, to) - loss(task, xs, from)) / (2.0 * h);
        [slope([a + h, b], [a - h, b]), slope([a, b + h], [a, b - h])]
    }

    /// θ after `steps` steps of gradient descent on one task.
    pub fn fine_tuned(
        task: usize,
        xs: &[f64],
        theta: [f64; 2],
        rate: f64,
        steps: usize,
    ) -> [f64; 2] {
        (0..steps).fold(theta, |phi, _| {
            let slope = gradient(task, xs, phi);
            [phi[0] - rate * slope[0], phi[1] - rate * slope[1]]
        })
    }

    /// Σ_i L_i(U_i^(m)(θ)).
    pub fn accumulated(xs: &[f64], theta: [f64; 2], rate: f64, steps: usize) -> f64 {
        let task = |task| loss(task, xs, fine_tuned(task, xs, theta, rate, steps));
        task(0) + task(1)
    }

    /// The lowest place of `loss` in the unit square: on a fine grid, and then on ever
    /// finer ones around the best node. The last one's nodes are 6e-5 apart.
    pub fn lowest(loss: impl Fn([f64; 2]) -> f64) -> ([f64; 2], f64) {
        let best = |low: [f64; 2], high: [f64; 2], count: u32| {
            let share = |i: u32| f64::from(i) / f64::from(count);
            let node = |k: usize, i: u32| low[k] + (high[k] - low[k]) * share(i);
            let nodes = (0..=count).flat_map(|i| (0..=count).map(move |j| (i, j)));
            nodes
                .map(|(i, j)| [node(0, i), node(1, j)])
                .map(|theta| (theta, loss(theta)))
                .min_by(|p, q| p.1.total_cmp(&q.1))
                .expect("a grid has nodes")
        };
        let mut found = best([0.0, 0.0], [1.0, 1.0], 160);
        let mut spacing = 1.0 / 160.0;
        for _ in 0..2 {
            let low = found.0.map(|entry| (entry - 2.0 * spacing).max(0.0));
            let high = found.0.map(|entry| (entry + 2.0 * spacing).min(1.0));
            found = best(low, high, 40);
            spacing *= 4.0 / 40.0;
        }
        found
    }
}

/// Hands: what a pointer does in a panel, as the page tells a figure.
pub mod hands {
    use maml_live::contract::{Action, Changed, Figure, Pointer, Tip};
    use maml_live::plot::{Anchor, Mark, Px, Scene, Size};

    /// One thing that a mouse does.
    pub fn mouse(
        figure: &mut dyn Figure,
        panel: usize,
        size: Size,
        action: Action,
        at: Px,
    ) -> Changed {
        figure.pointer(&Pointer { panel, size, at, action, tip: Tip::Fine })
    }

    /// A click.
    pub fn click(figure: &mut dyn Figure, panel: usize, size: Size, at: Px) {
        mouse(figure, panel, size, Action::Down, at);
        mouse(figure, panel, size, Action::Up, at);
    }

    /// A drag, in ten moves.
    pub fn drag(figure: &mut dyn Figure, panel: usize, size: Size, from: Px, to: Px) {
        mouse(figure, panel, size, Action::Down, from);
        for i in 1..=10 {
            let share = f64::from(i) / 10.0;
            let at = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            mouse(figure, panel, size, Action::Drag, at);
        }
        mouse(figure, panel, size, Action::Up, to);
    }

    /// A scene's linear axes, read off its tick labels as a reader would.
    #[derive(Clone, Copy, Debug)]
    pub struct Ruler {
        x: [(f64, f64); 2],
        y: [(f64, f64); 2],
    }

    impl Ruler {
        /// Reads the axes of a scene.
        pub fn of(scene: &Scene) -> Self {
            let ticks = |anchor: Anchor| {
                let tick = |mark: &Mark| match mark {
                    Mark::Text(text) if text.anchor == anchor => {
                        let value: f64 = text.text.replace('−', "-").parse().ok()?;
                        Some((value, if anchor == Anchor::Top { text.at.0 } else { text.at.1 }))
                    }
                    _ => None,
                };
                let found: Vec<(f64, f64)> = scene.marks.iter().filter_map(tick).collect();
                assert!(found.len() > 1, "an axis without ticks");
                [found[0], found[found.len() - 1]]
            };
            Self { x: ticks(Anchor::Top), y: ticks(Anchor::Right) }
        }

        /// The pixel of a data point.
        pub fn px(&self, x: f64, y: f64) -> Px {
            let along = |[(v0, p0), (v1, p1)]: [(f64, f64); 2], value: f64| {
                p0 + (value - v0) / (v1 - v0) * (p1 - p0)
            };
            (along(self.x, x), along(self.y, y))
        }

        /// The data point at a pixel.
        pub fn value(&self, at: Px) -> (f64, f64) {
            let along = |[(v0, p0), (v1, p1)]: [(f64, f64); 2], px: f64| {
                v0 + (px - p0) / (p1 - p0) * (v1 - v0)
            };
            (along(self.x, at.0), along(self.y, at.1))
        }
    }
}
