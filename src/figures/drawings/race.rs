//! The race on the board: what MAML, pretraining and the nearest neighbour make of the query.

use super::controls::MOST_STEPS;
use super::pupil::{Lesson, Pupil, Shares};
use super::spot::{NAMES, WAYS};
use super::start;
use crate::learn::nearest;
use crate::learn::task::drawing::{Image, PIXELS};
use crate::plot::Ink;

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    /// The network that was meta-trained.
    Maml,
    /// The network that was pretrained.
    Pretrained,
    /// No network: the drawing whose pixels are nearest.
    Nearest,
}

impl Rival {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Rival; 3] = [Rival::Maml, Rival::Pretrained, Rival::Nearest];

    /// The ink of its marks.
    pub fn ink(self) -> Ink {
        match self {
            Rival::Maml => Ink::Maml,
            Rival::Pretrained => Ink::Pretrained,
            Rival::Nearest => Ink::Muted,
        }
    }

    /// Its name beside its marks.
    pub fn name(self) -> &'static str {
        match self {
            Rival::Maml => "MAML",
            Rival::Pretrained => "pretrained",
            Rival::Nearest => "nearest",
        }
    }
}

/// What is on the board, as networks see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// The drawings of the classes, class by class.
    pub supports: Vec<(usize, Image)>,
    /// The drawing that asks.
    pub query: Option<Image>,
}

impl Given {
    /// The classes that have drawings.
    pub fn classes(&self) -> Vec<usize> {
        let has = |class: &usize| self.supports.iter().any(|(other, _)| other == class);
        (0..WAYS).filter(has).collect()
    }

    /// Two classes with drawings that look the same, if there are such.
    pub fn twins(&self) -> Option<(&'static str, &'static str)> {
        for (index, (class, image)) in self.supports.iter().enumerate() {
            for (other, like) in &self.supports[index + 1..] {
                if class != other && are_alike(image, like) {
                    return Some((NAMES[*class], NAMES[*other]));
                }
            }
        }
        None
    }
}

/// Whether two images differ in nothing that a network would notice.
fn are_alike(one: &Image, other: &Image) -> bool {
    one.pixels.iter().zip(&other.pixels).all(|(one, other)| (one - other).abs() < 0.05)
}

/// How much work may be done at once, in images that go forward through a network.
pub mod effort {
    /// Within a frame in which nothing else happens.
    pub const FRAME: usize = 180;
    /// Within a frame while a hand draws: a few pieces of a step, well within a millisecond.
    pub const DRAWING: usize = 40;
    /// When something came that the reader waits for anyway: a link, another number of classes.
    pub const PATIENT: usize = 600;
}

/// The three rivals at work.
pub struct Race {
    given: Given,
    lesson: Lesson,
    pupils: [Pupil; 2],
    nearest: Option<Shares>,
}

impl Race {
    /// A race about nothing yet.
    pub fn new() -> Self {
        let given = Given::default();
        let pupils = [start::maml(), start::pretrained()];
        Self { given, lesson: Lesson::default(), pupils, nearest: None }
    }

    /// Puts another network in the place of MAML's.
    pub fn replace_maml(&mut self, network: Pupil) {
        self.pupils[0] = network;
    }

    /// What the rivals were given last.
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// Gives them something: whoever must begin anew does.
    pub fn give(&mut self, given: Given) {
        if given.supports != self.given.supports {
            self.lesson = Lesson::new(given.classes(), &given.supports, given.query.as_ref());
            self.pupils.iter_mut().for_each(Pupil::begin);
        } else if given.query != self.given.query {
            self.lesson.ask(given.query.as_ref());
            self.pupils.iter_mut().for_each(Pupil::forget_query);
        } else {
            return;
        }
        self.given = given;
        self.nearest = self.nearest_neighbour();
    }

    fn nearest_neighbour(&self) -> Option<Shares> {
        let query = self.given.query.as_ref().filter(|_| self.lesson.is_any())?;
        let supports = || self.given.supports.iter();
        let pixels: Vec<[f32; PIXELS]> = supports().map(|(_, image)| image.pixels).collect();
        let labels: Vec<usize> = supports().map(|(class, _)| *class).collect();
        let found = nearest::shares(&pixels, &labels, WAYS, &query.pixels);
        found.try_into().ok()
    }

    /// Whether all is known after so many steps: what the figure says in numbers.
    pub fn is_ready(&self, steps: usize) -> bool {
        let asks = self.given.query.is_some();
        !self.lesson.is_any() || self.pupils.iter().all(|pupil| pupil.is_ready(steps, asks))
    }

    /// Whether all is known after any number of steps.
    pub fn is_over(&self) -> bool {
        (0..=MOST_STEPS).rev().all(|steps| self.is_ready(steps))
    }

    /// Goes on with the work, what is wanted after so many `steps` first; until all is done or
    /// the `effort` is spent.
    pub fn work(&mut self, steps: usize, effort: usize) {
        let mut left = effort;
        for goal in [steps, MOST_STEPS].into_iter().chain(0..=MOST_STEPS) {
            left = self.work_for(goal, left);
        }
    }

    /// Does all that it takes to know what comes after so many steps.
    pub fn be_ready(&mut self, steps: usize) {
        self.work_for(steps, usize::MAX);
    }

    /// Works until all is known after so many steps or the `effort` is spent; what is left of it.
    fn work_for(&mut self, steps: usize, mut effort: usize) -> usize {
        while effort > 0 && !self.is_ready(steps) {
            match self.work_towards(steps) {
                // Nobody can do anything for it.
                0 => break,
                cost => effort = effort.saturating_sub(cost),
            }
        }
        effort
    }

    /// One piece of work for the first network that has any to do; what it cost.
    fn work_towards(&mut self, steps: usize) -> usize {
        let (lesson, asks) = (&self.lesson, self.given.query.is_some());
        let idle = |pupil: &&mut Pupil| !pupil.is_ready(steps, asks);
        let Some(pupil) = self.pupils.iter_mut().find(idle) else { return 0 };
        match pupil.learn(lesson, steps) {
            0 => pupil.measure(lesson, steps) + pupil.answer(lesson, steps),
            cost => cost,
        }
    }

    /// Whether a network makes no sense any more after so many steps.
    pub fn is_diverged(&self, rival: Rival, steps: usize) -> bool {
        match rival {
            Rival::Maml => self.pupils[0].is_diverged(steps),
            Rival::Pretrained => self.pupils[1].is_diverged(steps),
            Rival::Nearest => false,
        }
    }

    /// How likely each class is to a rival after so many steps, or those that were taken yet.
    pub fn shares(&self, rival: Rival, steps: usize) -> Option<Shares> {
        match rival {
            Rival::Maml => self.pupils[0].shares(steps),
            Rival::Pretrained => self.pupils[1].shares(steps),
            Rival::Nearest => self.nearest,
        }
    }

    /// How many steps a rival has taken; all of them if it takes none.
    pub fn taken(&self, rival: Rival) -> usize {
        match rival {
            Rival::Maml => self.pupils[0].taken(),
            Rival::Pretrained => self.pupils[1].taken(),
            Rival::Nearest => MOST_STEPS,
        }
    }

    /// The loss of a network on the drawings of the classes after so many steps.
    pub fn loss(&self, rival: Rival, steps: usize) -> Option<f64> {
        match rival {
            Rival::Maml => self.pupils[0].loss(steps),
            Rival::Pretrained => self.pupils[1].loss(steps),
            Rival::Nearest => None,
        }
    }
}
