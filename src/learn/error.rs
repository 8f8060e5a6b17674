//! What can be wrong with an input, and what can go wrong on the way.

use std::fmt;

/// Why a computation of [`learn`](crate::learn) has no result.
///
/// Divergence is listed here too: it is an ordinary event of gradient descent with a large
/// rate, so it comes back as a value that says when it happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Error {
    /// A learning rate that is negative, infinite or NaN.
    Rate(f64),
    /// More fine-tuning steps than [`Inner::MAX_STEPS`](crate::learn::adapt::Inner::MAX_STEPS).
    Steps(usize),
    /// A strength λ of the pull towards θ outside the limits of
    /// [`Imaml`](crate::learn::meta::imaml::Imaml).
    Regularisation(f64),
    /// A spring that throws fine-tuning further at each step: α λ ≥ 2.
    Spring {
        /// The inner rate α.
        rate: f64,
        /// The strength λ of the pull towards θ.
        lambda: f64,
    },
    /// A tolerance that is negative, infinite or NaN.
    Tolerance(f64),
    /// Parameters, gradients or rates of the wrong length.
    Length {
        /// How many numbers were needed.
        expected: usize,
        /// How many there were.
        found: usize,
    },
    /// Parameters that hold an infinity or a NaN before anything was computed.
    NotFinite,
    /// A batch without tasks.
    EmptyBatch,
    /// A toy problem with no sample points or more than
    /// [`Points::MAX_COUNT`](crate::learn::model::softplus_line::Points::MAX_COUNT).
    PointCount(usize),
    /// A sample point that is not finite or lies beyond
    /// [`Points::LIMIT`](crate::learn::model::softplus_line::Points::LIMIT).
    Point(f64),
    /// A grid with fewer than two nodes a side, more than it can hold, or an empty or infinite
    /// range.
    Grid,
    /// Gradient descent left the numbers that mean anything (see
    /// [`LOSS_LIMIT`](crate::learn::adapt::LOSS_LIMIT)).
    Diverged {
        /// The number of steps after which it was noticed; 0 is the start itself.
        step: usize,
    },
}

/// The value of a constant that the compiler has seen to be valid.
///
/// # Panics
/// If it is an error, which in a constant is one of compiling.
pub(crate) const fn valid<T: Copy>(result: Result<T, Error>) -> T {
    match result {
        Ok(value) => value,
        Err(_) => panic!("not a valid constant"),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Rate(rate) => write!(f, "a learning rate must be finite and ≥ 0, not {rate}"),
            Error::Steps(steps) => write!(f, "{steps} fine-tuning steps are too many"),
            Error::Regularisation(lambda) => {
                write!(f, "λ must lie between 1e-12 and 1e12, not {lambda}")
            }
            Error::Spring { rate, lambda } => {
                write!(f, "α · λ must be below 2, not {rate} · {lambda}")
            }
            Error::Tolerance(tolerance) => {
                write!(f, "a tolerance must be finite and ≥ 0, not {tolerance}")
            }
            Error::Length { expected, found } => {
                write!(f, "{expected} numbers are needed, {found} were given")
            }
            Error::NotFinite => write!(f, "the parameters hold an infinity or a NaN"),
            Error::EmptyBatch => write!(f, "a batch needs at least one task"),
            Error::PointCount(count) => write!(f, "{count} sample points are none or too many"),
            Error::Point(x) => write!(f, "the sample point {x} is not finite or too far out"),
            Error::Grid => write!(f, "the grid has too few or too many nodes, or an empty range"),
            Error::Diverged { step } => write!(f, "gradient descent diverged at step {step}"),
        }
    }
}

impl std::error::Error for Error {}
