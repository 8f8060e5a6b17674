//! The activations, and what the passes need of their derivatives.

use super::kernels::Zeros;
use crate::learn::lanes::Lanes;
use crate::learn::real::Real;

/// What a hidden unit does with its input z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Activation {
    /// max(z, 0), with slope 0 at z = 0.
    #[default]
    Relu,
    /// tanh z.
    Tanh,
}

impl Activation {
    /// The name that weights files and links use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Relu => "relu",
            Self::Tanh => "tanh",
        }
    }

    /// The activation of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Relu, Self::Tanh].into_iter().find(|a| a.name() == name)
    }
}

/// An activation as a type, so that each pass is compiled once for each.
///
/// Derivatives are functions of the output h = act(z): nothing but h is remembered.
pub(super) trait Unit {
    /// Whether many of its outputs are zero, and so many slopes.
    const ZEROS: Zeros;
    /// act(z).
    fn value<R: Real>(z: R::Lanes) -> R::Lanes;
    /// `error` · act'(z).
    fn slope<R: Real>(h: R::Lanes, error: R::Lanes) -> R::Lanes;
    /// `error` · act''(z) · ż, given ḣ = act'(z) ż, the rate of change of h.
    fn bend<R: Real>(h: R::Lanes, error: R::Lanes, h_dot: R::Lanes) -> R::Lanes;
}

pub(super) enum Relu {}

impl Unit for Relu {
    const ZEROS: Zeros = Zeros::Many;

    #[inline(always)]
    fn value<R: Real>(z: R::Lanes) -> R::Lanes {
        z.positive_part()
    }
    #[inline(always)]
    fn slope<R: Real>(h: R::Lanes, error: R::Lanes) -> R::Lanes {
        error.where_positive(h)
    }
    #[inline(always)]
    fn bend<R: Real>(_: R::Lanes, _: R::Lanes, _: R::Lanes) -> R::Lanes {
        R::Lanes::splat(R::zero())
    }
}

pub(super) enum Tanh {}

impl Unit for Tanh {
    const ZEROS: Zeros = Zeros::Few;

    #[inline(always)]
    fn value<R: Real>(z: R::Lanes) -> R::Lanes {
        z.tanh()
    }
    #[inline(always)]
    fn slope<R: Real>(h: R::Lanes, error: R::Lanes) -> R::Lanes {
        // act' = 1 − h².
        error - error * h * h
    }
    #[inline(always)]
    fn bend<R: Real>(h: R::Lanes, error: R::Lanes, h_dot: R::Lanes) -> R::Lanes {
        // act'' ż = −2 h (1 − h²) ż = −2 h ḣ.
        R::Lanes::splat(R::of(-2.0)) * h * h_dot * error
    }
}
