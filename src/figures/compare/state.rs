//! What `compare` knows: θ, the tasks, and where each method moves θ.

use super::conditions::Conditions;
use super::contender::{COUNT, Contender};
use super::controls::{self as own, CONTROLS, FURTHER, TASK_COUNTS};
use super::grasp::Hand;
use super::race::Race;
use crate::contract::{Changed, Settings};
use crate::figures::kit::controls;
use crate::figures::kit::ground::{Basis, Ground};
use crate::learn::meta::rule::{Rule, accumulated_loss, numeric_meta_gradient};
use crate::learn::meta::{Workspace, proximal};
use crate::learn::model::Model;
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};
use crate::learn::task::Task;

/// The figure: θ, the tasks, and where each method moves θ.
pub struct Compare {
    pub(super) settings: Settings,
    pub(super) tasks: Vec<ToyTask<f64>>,
    pub(super) ground: Ground,
    /// Under which conditions all that follows was computed.
    pub(super) conditions: Conditions,
    /// Each method's Δθ, unless a task diverged.
    pub(super) updates: [Option<[f64; 2]>; COUNT],
    /// −β times the true meta-gradient at the common settings, unless a task diverged.
    pub(super) truth: Option<[f64; 2]>,
    /// The same by finite differences, if asked for.
    pub(super) numeric: Option<[f64; 2]>,
    /// The accumulated loss at θ, unless a task diverged.
    pub(super) loss: Option<f64>,
    /// 2/λ_max: beyond this inner rate fine-tuning does not settle.
    pub(super) limit: f64,
    /// Where iMAML's solutions lie, if nothing ties them to θ.
    pub(super) untied: Vec<[f64; 2]>,
    pub(super) race: Option<Race>,
    pub(super) hand: Hand,
    pub(super) touched: bool,
}

/// Whether a hand may still be moving what the terrain depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// It may: a sketch will do.
    Moving,
    /// It is not.
    Resting,
}

impl Default for Compare {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let mut figure = Self {
            tasks: Vec::new(),
            ground: Ground::blank(),
            conditions: Conditions::of(&settings),
            updates: [None; COUNT],
            truth: None,
            numeric: None,
            loss: None,
            limit: f64::INFINITY,
            untied: Vec::new(),
            race: None,
            hand: Hand::default(),
            touched: false,
            settings,
        };
        figure.follow(Pace::Resting);
        figure
    }
}

impl Compare {
    /// Computes anew what follows from the settings.
    pub(super) fn follow(&mut self, pace: Pace) {
        let conditions = Conditions::of(&self.settings);
        let Conditions { truths, points, inner, .. } = &conditions;
        let others = *truths != self.conditions.truths || *points != self.conditions.points;
        if others || self.tasks.is_empty() {
            self.tasks = tasks(&self.settings, truths);
            self.limit = 2.0 / steepest(&self.tasks);
        }
        let (points, truths) = (points.clone(), truths.clone());
        let basis = Basis { points, truths, rate: inner.rate(), steps: inner.steps() };
        // The settings were clamped, so nothing can fail; if it does, the terrain stays.
        let _ = match pace {
            Pace::Moving => self.ground.sketch(&self.tasks, basis),
            Pace::Resting => self.ground.show(&self.tasks, basis),
        };
        if self.race.as_ref().is_some_and(|race| race.conditions != conditions) {
            self.race = None;
        }
        self.conditions = conditions;
        self.compute();
    }

    /// Where each method moves θ.
    fn compute(&mut self) {
        let line = SoftplusLine::<f64>::default();
        let batch: Vec<_> = self.tasks.iter().map(Task::unsplit).collect();
        let mut workspace = Workspace::new(&line);
        let Conditions { theta, inner, rules, .. } = &self.conditions;
        let mut change = |rule: Rule| {
            let mut change = [0.0; 2];
            let outcome = rule.change(&line, theta, &batch, &mut workspace, &mut change);
            outcome.ok().map(|()| change)
        };
        let beta = self.settings.get(own::BETA);
        self.updates = rules.map(&mut change);
        self.truth = change(Rule::Maml { inner: *inner, beta });
        self.loss = accumulated_loss(&line, theta, &batch, *inner, &mut workspace).ok();
        self.numeric = None;
        if self.settings.get(own::CONFIRM) {
            let slope = numeric_meta_gradient(&line, theta, &batch, *inner, &mut workspace);
            self.numeric = slope.ok().and_then(|slope| match slope[..] {
                [a, b] => Some([-beta * a, -beta * b]),
                _ => None,
            });
        }
        self.untied.clear();
        if matches!(rules[Contender::Imaml.index()], Rule::Imaml { lambda: 0.0, .. }) {
            for task in &self.tasks {
                let mut phi = [0.0; 2];
                if proximal::minimise(&line, theta, task, 0.0, &mut workspace, &mut phi).is_ok() {
                    self.untied.push(phi);
                }
            }
        }
    }

    pub(super) fn theta(&self) -> [f64; 2] {
        self.conditions.theta
    }

    /// Who is shown.
    pub(super) fn shown(&self) -> Vec<Contender> {
        self.settings.get(own::METHODS)
    }

    pub(super) fn is_shown(&self, who: Contender) -> bool {
        self.shown().contains(&who)
    }

    pub(super) fn update(&self, who: Contender) -> Option<[f64; 2]> {
        self.updates[who.index()]
    }

    pub(super) fn move_theta(&mut self, theta: [f64; 2]) -> Changed {
        self.touched = true;
        controls::set_theta(&mut self.settings, theta);
        self.follow(Pace::Moving);
        Changed::Settings
    }

    /// Puts the truth of task `index` elsewhere.
    pub(super) fn move_task(&mut self, index: usize, truth: [f64; 2]) -> Changed {
        self.touched = true;
        let mut truths = self.conditions.truths.clone();
        if let Some(slot) = truths.get_mut(index) {
            *slot = truth;
        }
        self.settings.set(own::TASKS, truths.concat());
        self.follow(Pace::Moving);
        Changed::Settings
    }

    /// One task more; the first two, if there are as many as there may be.
    pub(super) fn add_task(&mut self) -> Changed {
        let mut truths = self.conditions.truths.clone();
        match truths.len() {
            count if count >= TASK_COUNTS.1 => truths.truncate(TASK_COUNTS.0),
            count => truths.push(FURTHER[count.saturating_sub(TASK_COUNTS.0).min(1)]),
        }
        self.settings.set(own::TASKS, truths.concat());
        self.follow(Pace::Resting);
        Changed::Settings
    }

    /// Lets all set off; stops them, if they are under way.
    pub(super) fn run(&mut self) -> Changed {
        match &mut self.race {
            Some(race) if race.running => race.running = false,
            _ => self.race = Some(Race::new(self.conditions.clone(), self.loss)),
        }
        Changed::Picture
    }

    pub(super) fn is_running(&self) -> bool {
        self.race.as_ref().is_some_and(|race| race.running)
    }
}

/// The tasks with these truths, measured at the points that `settings` hold.
fn tasks(settings: &Settings, truths: &[[f64; 2]]) -> Vec<ToyTask<f64>> {
    let points = controls::points(settings);
    truths.iter().map(|&truth| ToyTask::new(&points, truth)).collect()
}

/// λ_max: the greatest curvature of any task at its own minimum.
fn steepest(tasks: &[ToyTask<f64>]) -> f64 {
    let line = SoftplusLine::<f64>::default();
    let mut tape = line.tape();
    let curvature = |task: &ToyTask<f64>| {
        let (truth, mut columns) = (task.truth(), [[0.0; 2]; 2]);
        line.gradient(&truth, task, &mut tape, &mut [0.0; 2]);
        for (column, unit) in columns.iter_mut().zip([[1.0, 0.0], [0.0, 1.0]]) {
            line.hessian_vector(&truth, task, &mut tape, &unit, column);
        }
        let [[aa, ab], [_, bb]] = columns;
        0.5 * (aa + bb) + (0.5 * (aa - bb)).hypot(ab)
    };
    tasks.iter().map(curvature).fold(0.0, f64::max)
}
