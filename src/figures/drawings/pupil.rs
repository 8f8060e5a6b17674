//! A network that is fine-tuned on the drawings of the board, a little at a time.
//!
//! The gradient of a loss that is a mean over images is the mean of their gradients, so it is
//! taken a few images at a time: then a frame need never wait for a whole step.

use crate::learn::Model;
use crate::learn::model::conv::{ConvNet, Tape};
use crate::learn::task::drawing::Image;
use crate::learn::task::images::Images;

use super::controls::MOST_STEPS;
use super::spot::WAYS;

/// So many images are dealt with at a time.
const AT_ONCE: usize = 5;

/// A probability of each class of the board; 0 of one that is left out.
pub type Shares = [f64; WAYS];

/// A network and how far its fine-tuning is.
pub struct Pupil {
    network: ConvNet<f32>,
    /// The rate of each parameter.
    rates: Vec<f32>,
    /// φ_0 = θ, φ_1, … as far as it is.
    phis: Vec<Vec<f32>>,
    /// The loss on the support set at each φ, as far as it is known.
    losses: Vec<f64>,
    /// What each φ makes of the query, as far as it is known.
    shares: Vec<Option<Shares>>,
    /// The sum of the gradients at the last φ of the images that were dealt with.
    sum: Vec<f32>,
    gradient: Vec<f32>,
    tape: Tape<f32>,
    stage: Stage,
    /// How many pieces of the loss at the last φ have been measured, and what they come to.
    measured: (usize, f64),
}

/// How far the step from the last φ is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    /// So many images have been dealt with, with so much loss.
    Begun(usize, f64),
    /// There will be none: the loss is no number any more.
    Diverged,
}

const NOT_BEGUN: Stage = Stage::Begun(0, 0.0);

/// The images of the board, for networks: those of the classes that have any.
#[derive(Default)]
pub struct Lesson {
    /// The support set, a few images at a time.
    pieces: Vec<Images<f32>>,
    /// How many images they are.
    count: usize,
    /// The query, if there is one.
    query: Images<f32>,
    /// The classes that have drawings: a network's outputs stand for them, in this order.
    pub classes: Vec<usize>,
}

impl Lesson {
    /// The lesson of so many drawings of `classes`, and of what is asked.
    pub fn new(classes: Vec<usize>, supports: &[(usize, Image)], query: Option<&Image>) -> Self {
        let ways = classes.len();
        let label = |class: usize| classes.iter().position(|other| *other == class);
        let pieces = supports.chunks(AT_ONCE).map(|chunk| {
            let mut images = Images::new(ways);
            for (class, image) in chunk {
                if let Some(label) = label(*class) {
                    images.push(image, label);
                }
            }
            images
        });
        let pieces = pieces.collect();
        let mut lesson = Self { pieces, count: supports.len(), query: Images::default(), classes };
        lesson.ask(query);
        lesson
    }

    /// Asks something else, or nothing.
    pub fn ask(&mut self, query: Option<&Image>) {
        self.query.clear(self.classes.len());
        if let Some(image) = query {
            self.query.push(image, 0);
        }
    }

    /// Whether there is anything to learn: one class alone is no question.
    pub fn is_any(&self) -> bool {
        self.classes.len() > 1
    }
}

impl Pupil {
    /// A network that begins at `theta`, and is fine-tuned with a rate for each parameter.
    pub fn new(theta: Vec<f32>, rates: Vec<f32>) -> Self {
        let network = ConvNet::<f32>::default();
        let count = network.parameter_count();
        Self {
            tape: network.tape(),
            network,
            rates,
            phis: vec![theta],
            losses: Vec::new(),
            shares: vec![None],
            sum: vec![0.0; count],
            gradient: vec![0.0; count],
            stage: NOT_BEGUN,
            measured: (0, 0.0),
        }
    }

    /// Begins anew.
    pub fn begin(&mut self) {
        self.phis.truncate(1);
        self.losses.clear();
        self.shares = vec![None];
        (self.stage, self.measured) = (NOT_BEGUN, (0, 0.0));
    }

    /// Forgets what it made of the query.
    pub fn forget_query(&mut self) {
        self.shares.fill(None);
    }

    /// How many steps it has taken; all of them if no more will come.
    pub fn taken(&self) -> usize {
        match self.stage {
            Stage::Begun(..) => self.phis.len() - 1,
            Stage::Diverged => MOST_STEPS,
        }
    }

    /// Whether it makes no sense any more after so many steps.
    pub fn is_diverged(&self, steps: usize) -> bool {
        self.stage == Stage::Diverged && steps + 1 >= self.phis.len()
    }

    /// What it makes of the query after so many steps, or after those that it has taken.
    pub fn shares(&self, steps: usize) -> Option<Shares> {
        self.shares[self.place(steps)].filter(|_| !self.is_diverged(steps))
    }

    /// The loss on the support set after so many steps.
    pub fn loss(&self, steps: usize) -> Option<f64> {
        self.losses.get(self.place(steps)).copied().filter(|_| !self.is_diverged(steps))
    }

    /// Whether all is known of it after so many steps; what it makes of the query, if there is
    /// one.
    pub fn is_ready(&self, steps: usize, asks: bool) -> bool {
        let knows = self.loss(steps).is_some() && (!asks || self.shares(steps).is_some());
        self.taken() >= steps && (self.is_diverged(steps) || knows)
    }

    /// The place of φ after so many steps among those that there are.
    fn place(&self, steps: usize) -> usize {
        steps.min(self.phis.len() - 1)
    }

    /// Deals with a few images of the next step; what that cost, in images forward. Nothing when
    /// it has taken so many steps.
    pub fn learn(&mut self, lesson: &Lesson, steps: usize) -> usize {
        let Stage::Begun(piece, loss) = self.stage else { return 0 };
        if self.taken() >= steps.min(MOST_STEPS) || !lesson.is_any() {
            return 0;
        }
        let Some(images) = lesson.pieces.get(piece) else { return 0 };
        let phi = &self.phis[self.phis.len() - 1];
        let mean = self.network.gradient(phi, images, &mut self.tape, &mut self.gradient);
        let share = images.len() as f32 / lesson.count as f32;
        if piece == 0 {
            self.sum.fill(0.0);
        }
        for (sum, gradient) in self.sum.iter_mut().zip(&self.gradient) {
            *sum += share * gradient;
        }
        let loss = loss + f64::from(share) * f64::from(mean);
        self.stage = Stage::Begun(piece + 1, loss);
        if piece + 1 == lesson.pieces.len() {
            self.finish_step(loss);
        }
        3 * images.len()
    }

    /// φ ← φ − α ∇L(φ), with a rate for each parameter.
    fn finish_step(&mut self, loss: f64) {
        let mut phi = self.phis[self.phis.len() - 1].clone();
        for ((entry, gradient), rate) in phi.iter_mut().zip(&self.sum).zip(&self.rates) {
            *entry -= rate * gradient;
        }
        let whole = loss.is_finite() && phi.iter().all(|entry| entry.is_finite());
        self.stage = if whole { NOT_BEGUN } else { Stage::Diverged };
        if whole {
            self.note_loss(loss);
            self.phis.push(phi);
            self.shares.push(None);
        }
    }

    /// Notes the loss at the last φ.
    fn note_loss(&mut self, loss: f64) {
        self.measured = (0, 0.0);
        if self.losses.len() < self.phis.len() {
            self.losses.push(loss);
        }
    }

    /// Deals with a few images of the loss after so many steps, if it is not known yet; the cost.
    pub fn measure(&mut self, lesson: &Lesson, steps: usize) -> usize {
        let place = self.place(steps);
        if !lesson.is_any() || place < self.losses.len() || place + 1 != self.phis.len() {
            return 0;
        }
        let (piece, loss) = self.measured;
        let Some(images) = lesson.pieces.get(piece) else { return 0 };
        let share = images.len() as f64 / lesson.count as f64;
        let mean = self.network.loss(&self.phis[place], images, &mut self.tape);
        self.measured = (piece + 1, loss + share * f64::from(mean));
        if piece + 1 == lesson.pieces.len() {
            self.note_loss(self.measured.1);
        }
        images.len()
    }

    /// Finds out what it makes of the query after so many steps, if it is not known yet; the
    /// cost.
    pub fn answer(&mut self, lesson: &Lesson, steps: usize) -> usize {
        let place = self.place(steps);
        if !lesson.is_any() || lesson.query.is_empty() || self.shares[place].is_some() {
            return 0;
        }
        let found = self.network.probabilities(&self.phis[place], &lesson.query, &mut self.tape);
        let mut shares = [0.0; WAYS];
        for (&class, &share) in lesson.classes.iter().zip(found) {
            shares[class] = f64::from(share);
        }
        match shares.iter().all(|share| share.is_finite()) {
            true => self.shares[place] = Some(shares),
            false => self.stage = Stage::Diverged,
        }
        1
    }
}
