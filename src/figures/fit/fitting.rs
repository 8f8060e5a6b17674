//! One model, fine-tuned to the reader's samples: its curves and errors on the way.
//!
//! A thousand steps are a thousand curves, of which an eye can tell a few. So the way is kept
//! at the rungs of a [`ladder`]: each of the first ten steps, then ten for every factor
//! of ten. All of it is computed whenever anything changes that it follows from, so that the
//! slider of steps only chooses among what is there.
//!
//! What lies beyond the chosen steps is drawn and nothing else. There a fit whose loss has come
//! down to rounding errors has come to rest: no picture shows what further steps stir, and
//! they are not taken.

use std::cell::OnceCell;

use crate::learn::adapt::{self, Inner, LOSS_LIMIT, Scratch};
use crate::learn::{Error, Model, Network, Samples, Sinusoid};
use crate::plot::Spread;

use super::samples::DOMAIN;

/// The most fine-tuning steps that the figure takes.
pub const STEPS: usize = 1000;

/// The even points of the domain over which the errors that are told are averaged.
pub const POINTS: usize = 1001;

/// An error of a few units in the last place of what the network is to say, in parts of that.
const ROUNDING: f64 = 4.0 * f32::EPSILON as f64;

/// Every so many of the [`POINTS`] is a point of the curves that are drawn, two CSS pixels
/// apart at the most, and of the errors that are.
pub const STRIDE: usize = 4;

/// The numbers of steps at which the way is kept, ascending: those that the slider reaches
/// from one position to the next, and `chosen`.
pub fn ladder(chosen: usize) -> Vec<usize> {
    let last = Spread::Symlog.position(STEPS as f64).round() as usize;
    let mut rungs: Vec<usize> = (0..=last).map(rung).collect();
    if let Err(place) = rungs.binary_search(&chosen) {
        rungs.insert(place, chosen);
    }
    rungs
}

/// The number of steps at a whole position of the slider.
fn rung(position: usize) -> usize {
    Spread::Symlog.value(position as f64).round() as usize
}

/// The rung of the slider after `steps`, or the last.
pub fn next(steps: usize) -> usize {
    ladder(STEPS).into_iter().find(|&rung| rung > steps).unwrap_or(STEPS)
}

/// The rung of the slider before `steps`, or none at all.
pub fn previous(steps: usize) -> usize {
    ladder(STEPS).into_iter().rev().find(|&rung| rung < steps).unwrap_or(0)
}

/// What a fit follows from, beside the network that it starts from.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The task that the samples are of.
    pub task: Sinusoid,
    /// Where the samples are.
    pub xs: Vec<f64>,
    /// The inner rate α.
    pub rate: f64,
    /// The numbers of steps at which the way is kept.
    pub ladder: Vec<usize>,
}

/// A model on its way down the loss of the samples.
#[derive(Clone, Debug)]
pub struct Fitting {
    network: Network<f32>,
    cause: Cause,
    /// The task's values at the [`POINTS`] even points.
    truth: Vec<f64>,
    /// The model at the rungs of its ladder; ends early if the fit diverged. Without samples
    /// there is the start alone.
    pub rungs: Vec<Rung>,
    /// The first step whose loss or parameters overflowed, if one was.
    pub diverged_at: Option<usize>,
    /// The step after which it was at rest, if it was: what stands at the rungs above are copies.
    pub rested_at: Option<usize>,
}

/// The model after some number of steps.
#[derive(Clone, Debug)]
pub struct Rung {
    /// How many.
    pub steps: usize,
    parameters: Vec<f32>,
    /// The fitted function at every [`STRIDE`]-th of the even points.
    outline: Vec<f32>,
    /// The mean squared error at the points of the outline: near enough to be drawn.
    pub outline_error: f64,
    /// The mean squared error at all even points, where it is known already: it is asked for
    /// more than once a frame.
    curve_error: OnceCell<f64>,
    /// The mean squared error on the samples, if there are any.
    pub support_error: Option<f64>,
}

impl Fitting {
    /// Fine-tunes the `network` with parameters `theta` (flat, 1761 numbers) as `cause` says, up to
    /// the last rung of its ladder. Without samples the model stays as it is. The error of the
    /// whole curve is most often asked for after 0 and after `chosen` steps and is computed
    /// there at once.
    pub fn new(network: Network<f32>, theta: &[f32], cause: Cause, chosen: usize) -> Self {
        let truth = positions().map(|x| cause.task.at(x)).collect();
        let (rungs, diverged_at, rested_at) = (Vec::new(), None, None);
        let mut fitting = Self { network, cause, truth, rungs, diverged_at, rested_at };
        fitting.diverged_at = fitting.descend(theta, chosen).err();
        for at in [0, chosen] {
            if let Some(place) = fitting.rungs.iter().position(|rung| rung.steps == at) {
                fitting.curve_error(place);
            }
        }
        fitting
    }

    /// Whether it is what [`new`](Fitting::new) would make of all this.
    pub fn serves(
        &self,
        network: Network<f32>,
        theta: &[f32],
        cause: &Cause,
        chosen: usize,
    ) -> bool {
        self.network.activation() == network.activation()
            && self.rungs.first().is_some_and(|start| start.parameters == theta)
            && self.cause == *cause
            && self.rested_at.is_none_or(|rested| chosen <= rested)
    }

    /// Climbs the ladder; the error is the step that diverged.
    fn descend(&mut self, theta: &[f32], chosen: usize) -> Result<(), usize> {
        let Cause { task, xs, rate, ladder } = self.cause.clone();
        let mut support = Samples::default();
        task.sample(xs.iter().copied(), &mut support);
        let ladder = if xs.is_empty() { vec![0] } else { ladder };
        let points: Vec<f32> = positions().step_by(STRIDE).map(|x| x as f32).collect();
        let mut scratch = Scratch::new(&self.network);
        let mut tape = self.network.tape();
        // The loss of a gradient's own pass: that is in the program anyway, while the loss
        // alone has a way of its own that is for many points, and weighs as much.
        let mut gradient = vec![0.0; theta.len()];
        let mut loss = |phi: &[f32]| self.network.gradient(phi, &support, &mut tape, &mut gradient);
        let mut phi = theta.to_vec();
        let mut taken = 0;
        for steps in ladder {
            if steps > chosen && self.is_at_rest(&support) {
                self.rested_at = Some(taken);
                self.rungs.extend(self.rungs.last().map(|last| Rung { steps, ..last.clone() }));
                continue;
            }
            Inner::new(rate, steps - taken)
                .and_then(|inner| {
                    adapt::fine_tune(&self.network, &mut phi, &support, inner, &mut scratch)
                })
                .map_err(|error| match error {
                    Error::Diverged { step } => taken + step,
                    _ => taken,
                })?;
            taken = steps;
            let support_error = match support.is_empty() {
                true => None,
                false => Some(f64::from(loss(&phi))),
            };
            let mut outline = vec![0.0; points.len()];
            self.network.predict(&phi, &points, &mut outline);
            let outline_error = mean_square(&outline, self.truth.iter().step_by(STRIDE));
            // Written so that a NaN fails.
            let sound = support_error.is_none_or(|error| error <= LOSS_LIMIT);
            if !(sound && outline_error.is_finite()) {
                return Err(steps);
            }
            let (parameters, curve_error) = (phi.clone(), OnceCell::new());
            self.rungs.push(Rung {
                steps,
                parameters,
                outline,
                outline_error,
                curve_error,
                support_error,
            });
        }
        Ok(())
    }

    /// Whether the loss has come down to rounding errors, and falls no more.
    fn is_at_rest(&self, support: &Samples<f32>) -> bool {
        let [.., before, last] = &self.rungs[..] else { return false };
        let (Some(before), Some(last)) = (before.support_error, last.support_error) else {
            return false;
        };
        let targets: f64 = support.y().iter().map(|&y| f64::from(y * y)).sum();
        last * support.len() as f64 <= ROUNDING * ROUNDING * targets && last >= 0.5 * before
    }

    /// Whether it diverges within `steps` steps, a rung of its ladder, or leaves the samples
    /// with a larger error after them than before.
    pub fn fails_within(&self, steps: usize) -> bool {
        self.diverged_at.is_some_and(|step| step <= steps) || self.grows_until(steps)
    }

    /// Whether the error on the samples is larger after `steps` steps than before them.
    pub fn grows_until(&self, steps: usize) -> bool {
        let after = self.rungs.iter().find(|rung| rung.steps == steps);
        let errors = self.rungs.first().zip(after);
        errors.is_some_and(|(before, after)| after.support_error > before.support_error)
    }

    /// The mean squared error over the [`POINTS`] even points at the rung with this index.
    /// `None` beyond divergence.
    pub fn curve_error(&self, index: usize) -> Option<f64> {
        let rung = self.rungs.get(index)?;
        Some(*rung.curve_error.get_or_init(|| self.error_of(rung)))
    }

    fn error_of(&self, rung: &Rung) -> f64 {
        let points: Vec<f32> = positions().map(|x| x as f32).collect();
        let mut curve = vec![0.0; POINTS];
        self.network.predict(&rung.parameters, &points, &mut curve);
        mean_square(&curve, self.truth.iter())
    }

    /// The curve at the rung with index `progress`, for an in-between moment of an
    /// animation the blend of its two neighbours. `None` beyond divergence.
    pub fn curve(&self, progress: f64) -> Option<Vec<(f64, f64)>> {
        let (index, blend) = (progress.floor() as usize, progress.fract());
        let from = &self.rungs.get(index)?.outline;
        let to = if blend > 0.0 { &self.rungs.get(index + 1)?.outline } else { from };
        let mixed = from
            .iter()
            .zip(to)
            .map(|(&a, &b)| f64::from(a) + blend * (f64::from(b) - f64::from(a)));
        Some(positions().step_by(STRIDE).zip(mixed).collect())
    }
}

/// The positions of the even points, in f64.
pub fn positions() -> impl Iterator<Item = f64> {
    let (from, to) = DOMAIN;
    (0..POINTS).map(move |i| from + (to - from) * i as f64 / (POINTS - 1) as f64)
}

fn mean_square<'a>(curve: &[f32], truth: impl Iterator<Item = &'a f64>) -> f64 {
    let squares = curve.iter().zip(truth).map(|(&value, &truth)| {
        let error = f64::from(value) - truth;
        error * error
    });
    squares.sum::<f64>() / curve.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::Activation;
    use crate::learn::weights::{self, Trained};

    #[test]
    fn the_ladder_has_the_first_ten_steps_and_ten_for_every_factor_of_ten() {
        let rungs = ladder(10);
        assert_eq!(rungs[..=10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(rungs[11..=20], [13, 16, 20, 25, 32, 40, 50, 63, 79, 100]);
        assert_eq!((rungs.len(), rungs.last()), (31, Some(&STEPS)));
        assert!(ladder(37).contains(&37) && ladder(37).is_sorted());
    }

    fn fitted(trained: &Trained, chosen: usize) -> Fitting {
        let task = Sinusoid { amplitude: 4.0, phase: 0.2 };
        let xs = vec![-4.1, -2.2, 0.3, 1.9, 4.2];
        let cause = Cause { task, xs, rate: 0.01, ladder: ladder(chosen) };
        Fitting::new(Network::new(trained.activation), &trained.values(), cause, chosen)
    }

    #[test]
    fn a_fit_at_rest_takes_no_further_steps_and_no_picture_shows_it() {
        let (quick, whole) = (fitted(weights::maml(), 10), fitted(weights::maml(), STEPS));
        assert!(quick.rested_at.is_some_and(|step| step < 80), "{:?}", quick.rested_at);
        assert_eq!(whole.rested_at, None);
        assert_eq!(quick.rungs.len(), whole.rungs.len());
        for (a, b) in quick.rungs.iter().zip(&whole.rungs) {
            assert_eq!(a.steps, b.steps);
            let errors = [a.outline_error, b.outline_error];
            assert!((errors[0] - errors[1]).abs() <= 1e-5 * errors[1], "{}: {errors:?}", a.steps);
            // Of both it is said that they are below the plot.
            let [a, b] = [a, b].map(|rung| rung.support_error.expect("there are samples"));
            assert!((a - b).abs() <= 1e-11, "{a} and {b}");
        }
        // What is not down yet goes on.
        assert_eq!(fitted(weights::pretrained(), 10).rested_at, None);
    }

    #[test]
    fn what_is_chosen_has_taken_all_its_steps() {
        let (few, many) = (fitted(weights::maml(), 100), fitted(weights::maml(), STEPS));
        let at = |fitting: &Fitting| {
            let rung =
                fitting.rungs.iter().find(|rung| rung.steps == 100).expect("on both ladders");
            (rung.parameters.clone(), rung.support_error)
        };
        assert_eq!(at(&few), at(&many));
        assert!(few.rested_at.is_none_or(|step| step >= 100), "{:?}", few.rested_at);
    }

    #[test]
    fn a_fit_serves_what_it_was_made_of() {
        let trained = weights::maml();
        let fitting = fitted(trained, 10);
        let (network, theta) = (Network::new(trained.activation), trained.values());
        let cause = fitting.cause.clone();
        assert!(fitting.serves(network, &theta, &cause, 5));
        // At rest it was stopped before the last rung.
        assert!(!fitting.serves(network, &theta, &cause, STEPS));
        let other = Network::new(Activation::Tanh);
        assert!(!fitting.serves(other, &theta, &cause, 5));
        assert!(!fitting.serves(network, &weights::pretrained().values(), &cause, 5));
        let task = Sinusoid { amplitude: 3.9, ..cause.task };
        let changed = [
            Cause { task, ..cause.clone() },
            Cause { rate: 0.02, ..cause.clone() },
            Cause { xs: vec![-4.1, -2.2, 0.3, 1.9], ..cause.clone() },
            Cause { ladder: ladder(37), ..cause.clone() },
        ];
        assert!(changed.iter().all(|cause| !fitting.serves(network, &theta, cause, 5)));
    }

    #[test]
    fn from_rung_to_rung_one_comes_to_both_ends() {
        assert_eq!([next(0), next(10), next(37), next(1000)], [1, 13, 40, 1000]);
        assert_eq!([previous(1000), previous(37), previous(13), previous(0)], [794, 32, 10, 0]);
    }
}
