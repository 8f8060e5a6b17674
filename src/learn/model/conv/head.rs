//! The last layer, from features to classes, and the loss.
//!
//! Its weights are copied into rows, one for each class, so that every sum runs along features.

use super::kernels::{load, store};
use super::layout::FEATURES;
use crate::learn::lanes::{LANES, Lanes as _};
use crate::learn::real::Real;

/// The features of an image, or the weights of a class.
pub(super) type Row<R> = [R; FEATURES];

const CHUNKS: usize = FEATURES / LANES;

/// Copies the weights of the first `ways` classes of `[FEATURES][outputs]` into `rows`.
pub(super) fn take<R: Real>(w4: &[R], outputs: usize, ways: usize, rows: &mut Vec<Row<R>>) {
    rows.resize(ways, [R::zero(); FEATURES]);
    for (class, row) in rows.iter_mut().enumerate() {
        for (value, weights) in row.iter_mut().zip(w4.chunks_exact(outputs)) {
            *value = weights[class];
        }
    }
}

/// Writes `rows`, one for each class, back to `[FEATURES][outputs]`, and zeros for all others.
pub(super) fn put<R: Real>(rows: &[Row<R>], outputs: usize, w4: &mut [R]) {
    for (feature, weights) in w4.chunks_exact_mut(outputs).enumerate() {
        weights.fill(R::zero());
        for (value, row) in weights.iter_mut().zip(rows) {
            *value = row[feature];
        }
    }
}

/// Adds each image's features · each class's weights to `out`, a number for each class and
/// image after image.
pub(super) fn add_outputs<R: Real>(features: &[Row<R>], classes: &[Row<R>], out: &mut [R]) {
    for (features, out) in features.iter().zip(out.chunks_exact_mut(classes.len())) {
        for (out, class) in out.iter_mut().zip(classes) {
            *out += dot(features, class);
        }
    }
}

/// Adds each image's errors · classes to `back`, the errors of its features.
pub(super) fn add_back<R: Real>(errors: &[R], classes: &[Row<R>], back: &mut [Row<R>]) {
    for (errors, back) in errors.chunks_exact(classes.len()).zip(back) {
        for (&error, class) in errors.iter().zip(classes) {
            add(error, class, back);
        }
    }
}

/// Adds the sum over images of errors · features to the rows of `classes`.
pub(super) fn add_outer<R: Real>(errors: &[R], features: &[Row<R>], classes: &mut [Row<R>]) {
    for (errors, features) in errors.chunks_exact(classes.len()).zip(features) {
        for (&error, class) in errors.iter().zip(&mut *classes) {
            add(error, features, class);
        }
    }
}

/// Turns outputs into probabilities, and returns the mean over images of −ln p(label).
pub(super) fn softmax<R: Real>(outputs: &mut [R], labels: &[usize], ways: usize) -> R {
    let mut loss = R::zero();
    for (outputs, &label) in outputs.chunks_exact_mut(ways).zip(labels) {
        // Not `max`, which would drop a NaN.
        let largest = outputs.iter().fold(outputs[0], |a, &b| if b <= a { a } else { b });
        let own = outputs[label] - largest;
        let mut sum = R::zero();
        for output in outputs.iter_mut() {
            *output = (*output - largest).exp();
            sum += *output;
        }
        outputs.iter_mut().for_each(|output| *output /= sum);
        loss += sum.ln() - own;
    }
    loss / count(labels.len())
}

/// Turns probabilities p into ∂L/∂outputs = (p − [class = label]) / n.
pub(super) fn errors<R: Real>(probabilities: &mut [R], labels: &[usize], ways: usize) {
    let count = count::<R>(labels.len());
    for (errors, &label) in probabilities.chunks_exact_mut(ways).zip(labels) {
        errors[label] -= R::one();
        errors.iter_mut().for_each(|error| *error /= count);
    }
}

/// Turns the outputs' rates of change into those of their errors: (p ∘ ȯ − p ⟨p, ȯ⟩) / n.
pub(super) fn error_rates<R: Real>(rates: &mut [R], probabilities: &[R], ways: usize) {
    let count = count::<R>(probabilities.len() / ways);
    for (rates, p) in rates.chunks_exact_mut(ways).zip(probabilities.chunks_exact(ways)) {
        let mean: R = rates.iter().zip(p).map(|(&rate, &p)| rate * p).sum();
        for (rate, &p) in rates.iter_mut().zip(p) {
            *rate = p * (*rate - mean) / count;
        }
    }
}

fn count<R: Real>(images: usize) -> R {
    R::of(images.max(1) as f64)
}

#[inline(always)]
fn dot<R: Real>(a: &Row<R>, b: &Row<R>) -> R {
    // Four sums at a time hide the latency of the additions.
    let mut sums = [R::Lanes::splat(R::zero()); 4];
    for chunks in 0..CHUNKS / 4 {
        for (lane, sum) in sums.iter_mut().enumerate() {
            let chunk = 4 * chunks + lane;
            *sum = load(a, chunk).mul_add(load(b, chunk), *sum);
        }
    }
    let [a, b, c, d] = sums;
    ((a + b) + (c + d)).sum()
}

#[inline(always)]
fn add<R: Real>(factor: R, row: &Row<R>, sum: &mut Row<R>) {
    let factor = R::Lanes::splat(factor);
    for chunk in 0..CHUNKS {
        let value = factor.mul_add(load(row, chunk), load(sum, chunk));
        store(value, sum, chunk);
    }
}
