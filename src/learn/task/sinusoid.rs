//! The tasks: sinusoids of random amplitude and phase, and points sampled on them.
//!
//! The distribution p(τ) is that of the regression experiment of Finn, Abbeel and
//! Levine, "Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks"
//! (2017), section 5.1: amplitudes in [0.1, 5], phases in [0, π], inputs in [−5, 5].

use std::f64::consts::PI;
use std::fmt;

use rand::Rng;

use super::samples::Samples;
use super::source::Source;
use crate::learn::lanes::{LANES, Lanes as _};
use crate::learn::real::Real;
use crate::number::turn::sin;

/// One task τ: the curve f(x) = A sin(x + φ).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sinusoid {
    /// The amplitude A.
    pub amplitude: f64,
    /// The phase φ, in radians; a larger phase moves the curve to the left.
    pub phase: f64,
}

impl Sinusoid {
    /// f(x) = A sin(x + φ).
    pub fn at(&self, x: f64) -> f64 {
        self.amplitude * sin(x + self.phase)
    }

    /// Replaces `samples` by the points of this curve at `xs`.
    pub fn sample<R: Real>(&self, xs: impl IntoIterator<Item = f64>, samples: &mut Samples<R>) {
        samples.clear();
        for x in xs {
            samples.push(R::of(x), R::of(self.at(x)));
        }
    }
}

/// The task distribution p(τ), and where a task's points are sampled: independent
/// uniform draws from three intervals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distribution {
    /// Where amplitudes come from.
    pub amplitude: Interval,
    /// Where phases come from, in radians.
    pub phase: Interval,
    /// Where the inputs of support and query points come from.
    pub x: Interval,
}

impl Default for Distribution {
    /// A in [0.1, 5], φ in [0, π], x in [−5, 5], as in the MAML paper.
    fn default() -> Self {
        Self {
            amplitude: Interval { low: 0.1, high: 5.0 },
            phase: Interval { low: 0.0, high: PI },
            x: Interval { low: -5.0, high: 5.0 },
        }
    }
}

impl Distribution {
    /// The task at the parts `amplitude` and `phase`, in [0, 1], of their ranges.
    pub fn task_at(&self, amplitude: f64, phase: f64) -> Sinusoid {
        Sinusoid { amplitude: self.amplitude.at(amplitude), phase: self.phase.at(phase) }
    }

    /// Draws a task τ ~ p(τ). Takes two 32-bit words from `rng`.
    pub fn task(&self, rng: &mut impl Rng) -> Sinusoid {
        let amplitude = self.amplitude.draw(rng);
        let phase = self.phase.draw(rng);
        Sinusoid { amplitude, phase }
    }

    /// Replaces `samples` by `count` random points of `task`, in ascending order of x: a
    /// support or a query set.
    ///
    /// Takes `count` 32-bit words from `rng`, whatever the type `R`, and does not
    /// allocate when `samples` has held that many points before. Sines are taken eight
    /// at a time in `R`: one by one in `f64` they would cost a tenth of a meta-step.
    pub fn points<R: Real>(
        &self,
        task: &Sinusoid,
        count: usize,
        rng: &mut impl Rng,
        samples: &mut Samples<R>,
    ) {
        samples.replace((0..count).map(|_| R::of(self.x.draw(rng))), |x, y| {
            let amplitude = R::Lanes::splat(R::of(task.amplitude));
            let phase = R::Lanes::splat(R::of(task.phase));
            for (x, y) in x.chunks(LANES).zip(y.chunks_mut(LANES)) {
                let mut lanes = [R::zero(); LANES];
                lanes[..x.len()].copy_from_slice(x);
                let values: [R; LANES] = (amplitude * (R::Lanes::from(lanes) + phase).sin()).into();
                y.copy_from_slice(&values[..x.len()]);
            }
        });
    }
}

/// The mean squared error from which a task counts as diverged: far more than any
/// constant can miss a sinusoid of amplitude 5 by.
pub const DIVERGED: f64 = 1000.0;

/// The steps of the R₂ sequence: 1/p and 1/p² for the real root of p³ = p + 1.
const R2: [f64; 2] = [0.754_877_666_246_693, 0.569_840_290_998_053];

impl<R: Real> Source<Samples<R>> for Distribution {
    type Task = Sinusoid;

    fn task(&self, rng: &mut impl Rng) -> Sinusoid {
        Distribution::task(self, rng)
    }

    fn sample(&self, task: &Sinusoid, count: usize, rng: &mut impl Rng, samples: &mut Samples<R>) {
        self.points(task, count, rng, samples);
    }

    /// Amplitudes and phases fill their ranges evenly instead of at random, and do so for the
    /// first n tasks of any n: 600 random tasks may be ten per cent harder or easier
    /// than the distribution, which is as much as good methods differ. (The sequence is
    /// Roberts' R₂, the plane's relative of the golden ratio.)
    fn held_out(&self, number: u32, _: &mut impl Rng) -> Sinusoid {
        let part = |step: f64| (0.5 + step * f64::from(number)).fract();
        self.task_at(part(R2[0]), part(R2[1]))
    }

    fn diverged_from(&self) -> f64 {
        DIVERGED
    }
}

/// A closed interval [low, high] of finite numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    low: f64,
    high: f64,
}

impl Interval {
    /// The interval [low, high].
    ///
    /// # Errors
    /// When a bound is not finite, or `low > high`.
    pub fn new(low: f64, high: f64) -> Result<Self, BadInterval> {
        if low.is_finite() && high.is_finite() && low <= high {
            Ok(Self { low, high })
        } else {
            Err(BadInterval { low, high })
        }
    }

    /// The lower bound.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The upper bound.
    pub fn high(&self) -> f64 {
        self.high
    }

    /// A uniform draw, from one 32-bit word of `rng`.
    ///
    /// Written out, because the conversions of the `rand` crate may change between its
    /// versions, and a seed in a reader's link must mean the same tasks for ever.
    fn draw(&self, rng: &mut impl Rng) -> f64 {
        self.at(f64::from(rng.next_u32()) / 4_294_967_296.0)
    }

    /// The number at a part of the interval: 0 is the lower bound, 1 the upper.
    fn at(&self, part: f64) -> f64 {
        self.low + (self.high - self.low) * part
    }
}

/// The two numbers that do not bound an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BadInterval {
    /// The lower bound that was asked for.
    pub low: f64,
    /// The upper bound that was asked for.
    pub high: f64,
}

impl fmt::Display for BadInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { low, high } = self;
        write!(f, "[{low}, {high}] is not an interval of finite numbers")
    }
}

impl std::error::Error for BadInterval {}
