//! The landscape of `meta-loss`: its surfaces and their minima.
//!
//! A hand on the inner rate changes all of it, many times a second. While it moves, the
//! landscape is sketched on a coarse grid, of which a quarter is computed where it is smooth and
//! the rest interpolated, to within a colour; once it rests, the fine one is computed, some levels
//! a frame. The minima of the present m are refined to the last digit either way.

use crate::figures::kit::terrain::{NODES, Surface};
use crate::learn::Error;
use crate::learn::model::softplus_line::ToyTask;
use crate::learn::surface::{AccumulatedLoss, Grid, Minimum};
use crate::plot::{Shade, Shading};

/// The most fine-tuning steps that the figure offers.
pub const MOST_STEPS: usize = 20;

/// The nodes along each side of a sketch: every other one of the fine grid.
const SKETCHED: usize = NODES.div_ceil(2);

/// Up to so many steps the fine grid takes no longer than a sketch of many.
const FEW_STEPS: usize = 4;

/// How many levels of the fine grid are computed in one frame.
const LEVELS: usize = 5;

/// What the surfaces are computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    /// The points x_j of the tasks.
    pub points: Vec<f64>,
    /// The inner rate α.
    pub rate: f64,
}

/// How the surfaces are coloured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Picture {
    /// The number of fine-tuning steps, m.
    pub steps: usize,
    /// How losses spread over the colours.
    pub shade: Shade,
    /// What one colour scale spans.
    pub spanned: Spanned,
}

/// What one colour scale spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spanned {
    /// The losses at the present m.
    EachStep,
    /// The losses of all m.
    AllSteps,
}

/// The surfaces and minima of two tasks.
pub struct Landscape {
    basis: Basis,
    picture: Picture,
    losses: Option<AccumulatedLoss>,
    /// The accumulated loss.
    pub large: Surface,
    /// Each task's own loss.
    pub small: [Surface; 2],
    /// The minima of every m from 0 to the present one, each best first.
    pub minima: Vec<Vec<Minimum>>,
    state: State,
}

/// How far a landscape is.
enum State {
    /// On the fine grid.
    Whole,
    /// Sketched: the hand is still moving.
    Sketch,
    /// Sketched still, and the fine grid is computed to some level.
    Resting(AccumulatedLoss),
}

impl Landscape {
    /// Nothing yet: a landscape of no points.
    pub fn blank(picture: Picture) -> Self {
        Self {
            basis: Basis { points: Vec::new(), rate: f64::NAN },
            picture,
            losses: None,
            large: Surface::blank(),
            small: [Surface::blank(), Surface::blank()],
            minima: Vec::new(),
            state: State::Whole,
        }
    }

    /// Whether `points` are others than those of the landscape.
    pub fn is_of_other_points(&self, points: &[f64]) -> bool {
        self.basis.points != points
    }

    /// Whether it is a sketch.
    pub fn is_sketch(&self) -> bool {
        !matches!(self.state, State::Whole)
    }

    /// Whether the fine grid is being computed.
    pub fn is_resting(&self) -> bool {
        matches!(self.state, State::Resting(_))
    }

    /// Computes what `basis` and `picture` ask for; what is known already is kept.
    ///
    /// # Errors
    /// For a rate or a number of steps that is none; the landscape is then as it was.
    pub fn show(
        &mut self,
        tasks: &[ToyTask<f64>; 2],
        basis: Basis,
        picture: Picture,
    ) -> Result<(), Error> {
        if self.is_sketch() || basis != self.basis || self.losses.is_none() {
            let losses = AccumulatedLoss::new(tasks, basis.rate, Grid::unit(NODES)?)?;
            self.replace(losses);
        } else if picture == self.picture {
            return Ok(());
        }
        self.find_minima(picture.steps)?;
        self.colour(basis, picture)
    }

    /// Sketches what `basis` and `picture` ask for while a hand is on the inner rate.
    ///
    /// # Errors
    /// As [`show`](Landscape::show).
    pub fn sketch(
        &mut self,
        tasks: &[ToyTask<f64>; 2],
        basis: Basis,
        picture: Picture,
    ) -> Result<(), Error> {
        let known = picture == self.picture && self.minima.len() > picture.steps;
        if picture.steps <= FEW_STEPS || !known || self.is_of_other_points(&basis.points) {
            return self.show(tasks, basis, picture);
        }
        if basis == self.basis {
            return Ok(());
        }
        let mut losses = sketched(tasks, basis.rate, picture)?;
        for (m, minima) in self.minima.iter_mut().enumerate() {
            // Those before the last are only drawn, as a trail.
            *minima = match m == picture.steps {
                true => losses.minima_from(m, minima)?,
                false => losses.followed(m, minima)?,
            };
        }
        self.losses = Some(losses);
        self.state = State::Sketch;
        self.colour(basis, picture)
    }

    /// Begins with the fine grid, if this is a sketch.
    ///
    /// # Errors
    /// As [`show`](Landscape::show).
    pub fn rest(&mut self, tasks: &[ToyTask<f64>; 2]) -> Result<(), Error> {
        if matches!(self.state, State::Sketch) {
            let fine = AccumulatedLoss::new(tasks, self.basis.rate, Grid::unit(NODES)?)?;
            self.state = State::Resting(fine);
        }
        Ok(())
    }

    /// Goes on with the fine grid for a frame, if it was begun; whether the landscape is whole
    /// now and was not before.
    ///
    /// # Errors
    /// As [`show`](Landscape::show).
    pub fn proceed(&mut self) -> Result<bool, Error> {
        let State::Resting(fine) = &mut self.state else { return Ok(false) };
        let last = (fine.levels() + LEVELS).min(self.picture.steps + 1);
        if last > fine.levels() {
            fine.extend_to(last - 1)?;
            return Ok(false);
        }
        if let State::Resting(fine) = std::mem::replace(&mut self.state, State::Whole) {
            self.replace(fine);
        }
        self.find_minima(self.picture.steps)?;
        self.colour(self.basis.clone(), self.picture)?;
        Ok(true)
    }

    /// Takes the fine grid's losses, whose minima are yet to be found.
    fn replace(&mut self, losses: AccumulatedLoss) {
        self.losses = Some(losses);
        self.minima.clear();
        self.state = State::Whole;
    }

    fn find_minima(&mut self, steps: usize) -> Result<(), Error> {
        let Some(losses) = self.losses.as_mut() else { return Ok(()) };
        for m in self.minima.len()..=steps {
            self.minima.push(losses.minima(m)?.to_vec());
        }
        Ok(())
    }

    /// Colours the surfaces by the losses.
    fn colour(&mut self, basis: Basis, picture: Picture) -> Result<(), Error> {
        let Some(losses) = self.losses.as_mut() else { return Ok(()) };
        let level = losses.level(picture.steps)?;
        let shading = match picture.spanned {
            Spanned::EachStep => Shading::over(&level, picture.shade),
            Spanned::AllSteps => {
                let (first, last) = (losses.level(0)?, losses.level(MOST_STEPS)?);
                Shading::over(first.iter().chain(&last), picture.shade)
            }
        };
        self.large = Surface::new(level.view(), shading);
        // Each task's own loss knows no inner rate.
        if basis.points != self.basis.points {
            for (index, small) in self.small.iter_mut().enumerate() {
                *small = Surface::of_task(losses, index)?;
            }
        }
        (self.basis, self.picture) = (basis, picture);
        Ok(())
    }
}

/// The losses on the grid of a sketch: interpolated, if they are smooth, from every other node.
fn sketched(tasks: &[ToyTask<f64>], rate: f64, picture: Picture) -> Result<AccumulatedLoss, Error> {
    let grid = Grid::unit(SKETCHED)?;
    let mut losses = AccumulatedLoss::sketched(tasks, rate, grid)?;
    // The farther tasks have gone, the less smooth is what comes of it.
    let farthest = match picture.spanned {
        Spanned::EachStep => picture.steps,
        Spanned::AllSteps => MOST_STEPS,
    };
    let mut all = [picture.steps, farthest].into_iter();
    match all.all(|m| losses.is_smooth(m).unwrap_or(false)) {
        true => Ok(losses),
        false => AccumulatedLoss::new(tasks, rate, grid),
    }
}
