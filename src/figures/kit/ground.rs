//! The accumulated loss Σ_i L_i(U_i^(m)(θ)) of any tasks as terrain: sketched while a hand moves
//! what it depends on, and drawn in full once that rests.

use super::terrain::{NODES, Surface};
use crate::learn::Error;
use crate::learn::model::softplus_line::ToyTask;
use crate::learn::surface::{AccumulatedLoss, Grid};
use crate::plot::{Shade, Shading};

/// The nodes along each side of a sketch: every other one of the fine grid.
const SKETCHED: usize = NODES.div_ceil(2);

/// Up to so many levels of one task the fine grid takes no longer than a sketch of many.
const FEW_LEVELS: usize = 8;

/// How many levels of one task are computed on the fine grid in one frame.
const LEVELS: usize = 8;

/// What the terrain is computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    /// The points x_j of the tasks.
    pub points: Vec<f64>,
    /// The truths of the tasks.
    pub truths: Vec<[f64; 2]>,
    /// The inner rate α.
    pub rate: f64,
    /// The number m of fine-tuning steps.
    pub steps: usize,
}

/// The terrain.
pub struct Ground {
    basis: Basis,
    losses: Option<AccumulatedLoss>,
    /// What is drawn.
    pub surface: Surface,
    state: State,
}

/// How far it is.
enum State {
    /// On the fine grid.
    Whole,
    /// Sketched: the hand is still moving.
    Sketch,
    /// Sketched still, and the fine grid is computed to some level.
    Resting(AccumulatedLoss),
}

impl Ground {
    /// Nothing yet.
    pub fn blank() -> Self {
        let (points, truths) = (Vec::new(), Vec::new());
        Self {
            basis: Basis { points, truths, rate: f64::NAN, steps: 0 },
            losses: None,
            surface: Surface::blank(),
            state: State::Whole,
        }
    }

    /// Whether it is a sketch.
    pub fn is_sketch(&self) -> bool {
        !matches!(self.state, State::Whole)
    }

    /// Whether the fine grid is being computed.
    pub fn is_resting(&self) -> bool {
        matches!(self.state, State::Resting(_))
    }

    /// Computes what `basis` asks for; what is known already is kept.
    ///
    /// # Errors
    /// For a rate or a number of steps that is none; the terrain is then as it was.
    pub fn show(&mut self, tasks: &[ToyTask<f64>], basis: Basis) -> Result<(), Error> {
        if self.basis == basis && !self.is_sketch() {
            return Ok(());
        }
        if self.is_sketch() || !self.differs_in_steps_only(&basis) {
            self.losses = Some(AccumulatedLoss::new(tasks, basis.rate, Grid::unit(NODES)?)?);
            self.state = State::Whole;
        }
        self.colour(basis)
    }

    /// Sketches what `basis` asks for while a hand is on it.
    ///
    /// # Errors
    /// As [`show`](Ground::show).
    pub fn sketch(&mut self, tasks: &[ToyTask<f64>], basis: Basis) -> Result<(), Error> {
        if self.basis == basis {
            return Ok(());
        }
        let known = self.differs_in_steps_only(&basis)
            && self.losses.as_ref().is_some_and(|losses| losses.levels() > basis.steps);
        if known {
            return self.colour(basis);
        }
        if tasks.len() * (basis.steps + 1) <= FEW_LEVELS {
            return self.show(tasks, basis);
        }
        self.losses = Some(AccumulatedLoss::new(tasks, basis.rate, Grid::unit(SKETCHED)?)?);
        self.state = State::Sketch;
        self.colour(basis)
    }

    /// Begins with the fine grid, if this is a sketch.
    ///
    /// # Errors
    /// As [`show`](Ground::show).
    pub fn rest(&mut self, tasks: &[ToyTask<f64>]) -> Result<(), Error> {
        if matches!(self.state, State::Sketch) {
            let fine = AccumulatedLoss::new(tasks, self.basis.rate, Grid::unit(NODES)?)?;
            self.state = State::Resting(fine);
        }
        Ok(())
    }

    /// Goes on with the fine grid for a frame, if it was begun; whether the terrain is whole
    /// now and was not before.
    ///
    /// # Errors
    /// As [`show`](Ground::show).
    pub fn proceed(&mut self) -> Result<bool, Error> {
        let State::Resting(fine) = &mut self.state else { return Ok(false) };
        let levels = (LEVELS / self.basis.truths.len().max(1)).max(1);
        let last = (fine.levels() + levels).min(self.basis.steps + 1);
        if last > fine.levels() {
            fine.extend_to(last - 1)?;
            return Ok(false);
        }
        if let State::Resting(fine) = std::mem::replace(&mut self.state, State::Whole) {
            self.losses = Some(fine);
        }
        self.colour(self.basis.clone())?;
        Ok(true)
    }

    fn differs_in_steps_only(&self, basis: &Basis) -> bool {
        let Basis { points, truths, rate, .. } = &self.basis;
        points == &basis.points && truths == &basis.truths && *rate == basis.rate
    }

    fn colour(&mut self, basis: Basis) -> Result<(), Error> {
        if let Some(losses) = self.losses.as_mut() {
            let level = losses.level(basis.steps)?;
            self.surface = Surface::new(level.view(), Shading::over(&level, Shade::Log));
        }
        self.basis = basis;
        Ok(())
    }
}
