//! The few operations on flat parameter vectors that every method needs.
//!
//! All slices of one call have the same length; what is beyond the shortest is left alone. None
//! of them allocates.

use std::array::from_fn;

use super::lanes::{LANES, Lanes as _};
use super::real::Real;

/// One step of gradient descent in place: `parameters ← parameters − rate · gradient`.
pub fn descend<R: Real>(parameters: &mut [R], rate: R, gradient: &[R]) {
    let rate = R::Lanes::splat(rate);
    update([parameters], [gradient], |[parameter], [slope]| [parameter - rate * slope]);
}

/// One step with a rate for each parameter: `parameters ← parameters − rates ∘ gradient`.
pub fn descend_by<R: Real>(parameters: &mut [R], rates: &[R], gradient: &[R]) {
    update(
        [parameters],
        [rates, gradient],
        |[parameter], [rate, slope]| [parameter - rate * slope],
    );
}

/// One step with one rate for all parameters or one for each: [`descend`] or [`descend_by`].
pub fn descend_at<R: Real>(parameters: &mut [R], rates: &[R], gradient: &[R]) {
    match rates {
        &[rate] => descend(parameters, rate, gradient),
        _ => descend_by(parameters, rates, gradient),
    }
}

/// `sum ← sum + scale · term`.
pub fn add_scaled<R: Real>(sum: &mut [R], scale: R, term: &[R]) {
    let scale = R::Lanes::splat(scale);
    update([sum], [term], |[total], [value]| [total + scale * value]);
}

/// `vector ← scale · vector`.
pub fn scale<R: Real>(vector: &mut [R], scale: R) {
    let scale = R::Lanes::splat(scale);
    update([vector], [], |[value], []| [scale * value]);
}

/// `average ← average + share · (vector − average)`.
pub fn approach<R: Real>(average: &mut [R], share: R, vector: &[R]) {
    let share = R::Lanes::splat(share);
    update([average], [vector], |[average], [value]| [average + share * (value - average)]);
}

/// Replaces the numbers of `out` by what `f` makes of them and of those `with` them in the same
/// places, eight at a time. What is beyond the shortest is left alone.
#[inline(always)]
pub fn update<R: Real, const M: usize, const N: usize>(
    out: [&mut [R]; M],
    with: [&[R]; N],
    f: impl Fn([R::Lanes; M], [R::Lanes; N]) -> [R::Lanes; M],
) {
    let lengths = out.iter().map(|out| out.len()).chain(with.iter().map(|with| with.len()));
    let count = lengths.min().unwrap_or(0);
    let mut out = out.map(|out| out[..count].as_chunks_mut::<LANES>());
    let with = with.map(|with| with[..count].as_chunks::<LANES>());
    for at in 0..count / LANES {
        let new = f(from_fn(|m| out[m].0[at].into()), with.map(|(chunks, _)| chunks[at].into()));
        out.iter_mut().zip(new).for_each(|((chunks, _), new)| chunks[at] = new.into());
    }
    // The last few one by one, in all lanes alike.
    for at in 0..count % LANES {
        let new = f(from_fn(|m| splat(out[m].1[at])), with.map(|(_, rest)| splat(rest[at])));
        out.iter_mut().zip(new).for_each(|((_, rest), new)| [rest[at], ..] = new.into());
    }
}

#[inline(always)]
fn splat<R: Real>(value: R) -> R::Lanes {
    R::Lanes::splat(value)
}

/// The scalar product ⟨left, right⟩.
///
/// Eight running sums instead of one: the order of a sum is part of what it comes to.
pub fn dot<R: Real>(left: &[R], right: &[R]) -> R {
    let mut sums = R::Lanes::splat(R::zero());
    let (left, left_rest) = left.as_chunks::<LANES>();
    let (right, right_rest) = right.as_chunks::<LANES>();
    for (&x, &y) in left.iter().zip(right) {
        sums = sums + R::Lanes::from(x) * y.into();
    }
    let rest: R = left_rest.iter().zip(right_rest).map(|(&x, &y)| x * y).sum();
    let sums: [R; LANES] = sums.into();
    sums.into_iter().sum::<R>() + rest
}

/// The Euclidean norm |vector|.
pub fn norm<R: Real>(vector: &[R]) -> R {
    dot(vector, vector).sqrt()
}

/// Whether no entry is an infinity or a NaN.
pub fn all_finite<R: Real>(vector: &[R]) -> bool {
    // Zero times what is no number is NaN, and NaN sticks to a sum. Two sums hide the latency of
    // the additions; no early exit, for a vector that is not finite is rare.
    let zero = R::Lanes::splat(R::zero());
    let mut sums = [zero; 2];
    let (pairs, rest) = vector.as_chunks::<{ 2 * LANES }>();
    for pair in pairs {
        for (sum, &values) in sums.iter_mut().zip(pair.as_chunks::<LANES>().0) {
            *sum = *sum + zero * values.into();
        }
    }
    let rest: R = rest.iter().map(|&value| R::zero() * value).sum();
    (sums[0] + sums[1]).sum() + rest == R::zero()
}

/// The angle between two vectors in degrees, 0 to 180; `None` when one of them has no
/// direction, because it is zero or not finite.
///
/// Half of it is the angle whose tangent is |u − v| / |u + v| for the unit vectors u and v,
/// which is exact for the smallest angles too, where the arc cosine is not.
pub fn angle<R: Real>(left: &[R], right: &[R]) -> Option<f64> {
    let lengths = [left, right].map(|vector| norm(vector).into_f64());
    if !lengths.iter().all(|length| length.is_finite() && *length > 0.0) {
        return None;
    }
    let (mut apart, mut together) = (0.0, 0.0);
    for (&x, &y) in left.iter().zip(right) {
        let (u, v) = (x.into_f64() / lengths[0], y.into_f64() / lengths[1]);
        apart += (u - v) * (u - v);
        together += (u + v) * (u + v);
    }
    Some(2.0 * apart.sqrt().atan2(together.sqrt()).to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of all lengths up to three vectors, each number once, and none beyond the shortest.
    fn updates<R: Real>() {
        let numbers = |from: usize, count| -> Vec<R> {
            (from..from + count).map(|n| R::of((n as f64).sin())).collect()
        };
        for count in 0..3 * LANES {
            for (longer, lengths) in
                [[count; 3], [count + 9, count, count + 1], [count, count + 8, count]]
                    .iter()
                    .enumerate()
            {
                let [mut a, mut b, c] = [0, 1, 2].map(|n| numbers(100 * n + longer, lengths[n]));
                let (mut sums, mut products) = (a.clone(), b.clone());
                for n in 0..count {
                    (sums[n], products[n]) = (a[n] + b[n] * c[n], a[n] * b[n]);
                }
                update([&mut a, &mut b], [&c], |[a, b], [c]| [a + b * c, a * b]);
                assert_eq!((a, b), (sums, products), "{lengths:?}");
            }
        }
    }

    #[test]
    fn every_number_is_updated_once() {
        updates::<f32>();
        updates::<f64>();
    }

    #[test]
    fn angles_are_those_of_the_plane() {
        for degrees in [0.0_f64, 1e-7, 30.0, 90.0, 135.0, 180.0] {
            let (sine, cosine) = degrees.to_radians().sin_cos();
            let found = angle(&[2.0, 0.0], &[0.3 * cosine, 0.3 * sine]).unwrap();
            assert!((found - degrees).abs() < 1e-12 * (1.0 + degrees), "{degrees}: {found}");
        }
    }

    #[test]
    fn what_has_no_direction_has_no_angle() {
        assert_eq!(angle(&[0.0, 0.0], &[1.0, 0.0]), None);
        assert_eq!(angle(&[1.0_f32, 0.0], &[f32::NAN, 0.0]), None);
        assert_eq!(angle(&[1.0_f32, 0.0], &[f32::INFINITY, 0.0]), None);
    }
}
