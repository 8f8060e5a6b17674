//! Conjugate gradient: solves A x = b from products A · v alone.
//!
//! Hestenes and Stiefel (1952). For a symmetric positive definite A it reaches the solution in
//! at most P iterations, usually far fewer, at one product each. iMAML needs it for A = I +
//! ∇²L/λ, which is only positive definite if λ exceeds the most negative curvature of the loss.
//! Nothing grants that, so every iteration looks at the curvature pᵀA p along its direction,
//! and what it finds is said in [`Stop`].
//!
//! ```
//! use maml_live::learn::meta::conjugate_gradient::{Settings, Stop, solve};
//!
//! let (b, mut x) = ([1.0, 2.0], [0.0; 2]);
//! let scratch = [&mut [0.0; 2][..], &mut [0.0; 2], &mut [0.0; 2]];
//! let matrix = |v: &[f64], product: &mut [f64]| {
//!     product[0] = 4.0 * v[0] + v[1];
//!     product[1] = v[0] + 3.0 * v[1];
//! };
//! let solution = solve(matrix, &b, &mut x, scratch, Settings::default());
//! assert_eq!((solution.stop, solution.iterations), (Stop::Converged, 2));
//! assert!((x[0] - 1.0 / 11.0).abs() < 1e-12 && (x[1] - 7.0 / 11.0).abs() < 1e-12);
//! ```

use crate::learn::error::Error;
use crate::learn::lanes::Lanes as _;
use crate::learn::real::Real;
use crate::learn::vector::{add_scaled, all_finite, descend, dot, norm, scale, update};

/// When to be content.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    iterations: usize,
    tolerance: f64,
}

impl Settings {
    /// At most `iterations` iterations, fewer once |b − A x| ≤ `tolerance` · |b|.
    ///
    /// A tolerance must be finite and ≥ 0. One that rounding cannot meet, such as 0, asks for as
    /// many iterations as still make the residual smaller.
    pub const fn new(iterations: usize, tolerance: f64) -> Result<Self, Error> {
        if tolerance.is_finite() && tolerance >= 0.0 {
            Ok(Self { iterations, tolerance })
        } else {
            Err(Error::Tolerance(tolerance))
        }
    }

    /// The most iterations.
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// The relative residual that is good enough.
    pub fn tolerance(&self) -> f64 {
        self.tolerance
    }
}

impl Default for Settings {
    /// At most 100 iterations, to a relative residual of 1e-10.
    fn default() -> Self {
        Self { iterations: 100, tolerance: 1e-10 }
    }
}

/// Why the iteration ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The residual, computed as b − A x, is within the tolerance.
    Converged,
    /// The iterations were used up first.
    IterationLimit,
    /// The residual has stopped falling before it was within the tolerance: rounding allows no
    /// better.
    Stagnated,
    /// The very first direction has negative curvature: A is not positive definite.
    NegativeCurvature,
    /// After directions of positive curvature there is one of negative or no curvature that A
    /// does not map to zero: A has eigenvalues of both signs.
    Indefinite,
    /// A maps a direction to zero, to working precision: no solution, or many.
    Singular,
    /// A product, a residual or the right-hand side is not finite.
    NotFinite,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Solution {
    /// Why it ended.
    pub stop: Stop,
    /// How many iterations went into x; one more product was made if `stop` tells of a bad
    /// direction.
    pub iterations: usize,
    /// |b − A x| / |b|, computed from x when the iteration had ended: never less than the
    /// precision's ε, to which it is known; 0 if b is zero, +∞ if it is not finite.
    pub residual: f64,
}

/// Solves A x = b approximately, starting from x = 0, and measures how well.
///
/// `product_with(v, out)` writes A · v to `out`. All vectors have the length of `b`; `scratch`
/// is room for three more. On a bad direction x is the iterate reached before it, the best that
/// it could trust; that is zero if the first direction was bad already.
///
/// Costs one product more than [`iterate`], for the residual.
pub fn solve<R: Real>(
    mut product_with: impl FnMut(&[R], &mut [R]),
    b: &[R],
    x: &mut [R],
    scratch: [&mut [R]; 3],
    settings: Settings,
) -> Solution {
    let [residual, direction, product] = scratch;
    let vectors = [&mut *residual, direction, &mut *product];
    let (stop, iterations) = iterate(&mut product_with, b, x, vectors, settings);
    let residual = relative_residual(product_with, b, x, [residual, product]);
    Solution { stop, iterations, residual }
}

/// [`solve`] for those who do not ask for the residual: why it ended, and the iterations made.
///
/// The recurrence for the residual, r ← r − a A p, forgets its rounding errors. In `f32` it goes
/// on to 1e-10 where b − A x is left at 1e-7. Hence a residual that seems small enough is
/// computed from x before it is believed; and where it is not, the iteration starts again from
/// it, as long as that at least halves it.
///
/// What it works on is b times a power of two, of a size of about 1: the squares of what is left
/// of a small b would vanish in `f32`. So are the residual, the last direction and its product,
/// which it leaves in `scratch`.
pub fn iterate<R: Real>(
    mut product_with: impl FnMut(&[R], &mut [R]),
    b: &[R],
    x: &mut [R],
    scratch: [&mut [R]; 3],
    settings: Settings,
) -> (Stop, usize) {
    let [residual, direction, product] = scratch;
    let unit = power_of_two_near(size(b));
    let share = R::of(unit.recip());
    x.fill(R::zero());
    residual.copy_from_slice(b);
    scale(residual, share);
    direction.copy_from_slice(residual);
    let whole = size(residual);
    let mut measured = 1.0;
    let mut square = dot(residual, residual);
    let mut stretch = R::zero();

    let mut iterations = 0;
    let stop = loop {
        if !square.is_finite() {
            break Stop::NotFinite;
        }
        if square.sqrt().into_f64() <= settings.tolerance * whole {
            let before = measured;
            measured = measure(&mut product_with, (b, share), x, [residual, product]);
            if measured <= settings.tolerance {
                break Stop::Converged;
            }
            square = dot(residual, residual);
            // Where A x comes to b in every digit, there is no direction left to go.
            if measured > 0.5 * before || square == R::zero() {
                break Stop::Stagnated;
            }
            direction.copy_from_slice(residual);
        }
        if iterations == settings.iterations {
            break Stop::IterationLimit;
        }
        product_with(direction, product);
        if !all_finite(product) {
            break Stop::NotFinite;
        }
        let curvature = dot(direction, product);
        if let Some(stop) = bad_direction(direction, product, curvature, &mut stretch, iterations) {
            break stop;
        }
        let length = square / curvature;
        add_scaled(x, length, direction); // x ← x + a p
        descend(residual, length, product); // r ← r − a A p
        let next = dot(residual, residual);
        let turn = R::Lanes::splat(next / square);
        update([direction], [residual], |[p], [r]| [r + turn * p]); // p ← r + (|r'|² / |r|²) p
        square = next;
        iterations += 1;
    };
    scale(x, R::of(unit));
    (stop, iterations)
}

/// |b − A x| / |b|, as [`Solution::residual`] has it.
///
/// Costs a product. Leaves b − A x and A x in `scratch`.
pub fn relative_residual<R: Real>(
    product_with: impl FnMut(&[R], &mut [R]),
    b: &[R],
    x: &[R],
    scratch: [&mut [R]; 2],
) -> f64 {
    measure(product_with, (b, R::one()), x, scratch)
}

/// The same for `share` times b.
fn measure<R: Real>(
    mut product_with: impl FnMut(&[R], &mut [R]),
    (b, share): (&[R], R),
    x: &[R],
    [residual, product]: [&mut [R]; 2],
) -> f64 {
    product_with(x, product);
    residual.copy_from_slice(b);
    scale(residual, share);
    descend(residual, R::one(), product); // r ← b − A x
    let (left, whole) = (size(residual), share.into_f64() * size(b));
    if whole == 0.0 {
        0.0
    } else if left.is_finite() && whole.is_finite() {
        // Where A x comes to b in every digit, the digits behind the last are still unknown.
        (left / whole).max(R::epsilon().into_f64())
    } else {
        f64::INFINITY
    }
}

/// The Euclidean norm, summed in `f64`: the squares of small `f32` would vanish.
fn size<R: Real>(vector: &[R]) -> f64 {
    let squares = vector.iter().map(|value| value.into_f64().powi(2));
    squares.sum::<f64>().sqrt()
}

/// The power of two next below `size`, as far as both it and its reciprocal are numbers in `f32`;
/// 1 for what has no size.
fn power_of_two_near(size: f64) -> f64 {
    const MOST: u64 = 126;
    const ONE: u64 = 1023;
    let exponent = if size > 0.0 && size.is_finite() { size.to_bits() >> 52 } else { ONE };
    f64::from_bits(exponent.clamp(ONE - MOST, ONE + MOST) << 52)
}

/// What is wrong with going along `direction`, if anything.
///
/// `stretch` is the largest |A p| / |p| met so far, the yardstick for what counts as zero.
fn bad_direction<R: Real>(
    direction: &[R],
    product: &[R],
    curvature: R,
    stretch: &mut R,
    iteration: usize,
) -> Option<Stop> {
    let rounding = R::of(8.0) * R::epsilon();
    let (p, ap) = (norm(direction), norm(product));
    *stretch = stretch.max(ap / p);
    if ap <= rounding * *stretch * p {
        Some(Stop::Singular)
    } else if curvature > rounding * p * ap {
        None
    } else if curvature < R::zero() && iteration == 0 {
        Some(Stop::NegativeCurvature)
    } else {
        // For a semi-definite A, pᵀA p = 0 only where A p = 0.
        Some(Stop::Indefinite)
    }
}
