//! Random numbers of a few kinds, from any generator.
//!
//! How many words a draw takes from the generator never depends on a rounding that machines
//! might do differently, and the logarithm is our own, so that whoever shares a seed sees the same
//! draws everywhere, to the last digit.

use rand::Rng;

use crate::number::growth;

/// Uniform in [0, 1). Takes one 32-bit word.
pub fn part(rng: &mut impl Rng) -> f64 {
    f64::from(rng.next_u32()) / 4_294_967_296.0
}

/// Uniform in (−1, 1). Takes one 32-bit word.
pub fn symmetric(rng: &mut impl Rng) -> f64 {
    (f64::from(rng.next_u32()) + 0.5) / 2_147_483_648.0 - 1.0
}

/// Uniform in [low, high). Takes one 32-bit word.
pub fn between(low: f64, high: f64, rng: &mut impl Rng) -> f64 {
    low + (high - low) * part(rng)
}

/// Whether a coin shows heads that does so with probability `p`. Takes one 32-bit word.
pub fn chance(p: f64, rng: &mut impl Rng) -> bool {
    part(rng) < p
}

/// 1 or −1. Takes one 32-bit word.
pub fn sign(rng: &mut impl Rng) -> f64 {
    if chance(0.5, rng) { 1.0 } else { -1.0 }
}

/// A place in the list of probabilities, each as often as it says; the last one takes what the
/// sum lacks. Takes one 32-bit word.
pub fn pick<const N: usize>(probabilities: [f64; N], rng: &mut impl Rng) -> usize {
    let mut left = part(rng);
    for (place, probability) in probabilities.into_iter().enumerate() {
        if left < probability {
            return place;
        }
        left -= probability;
    }
    N - 1
}

/// Standard normal (Marsaglia's polar method).
pub fn normal(rng: &mut impl Rng) -> f64 {
    loop {
        let (u, v) = (symmetric(rng), symmetric(rng));
        let square = u * u + v * v;
        // No square of two such numbers is 0.
        if square < 1.0 {
            return u * (-2.0 * growth::ln(square) / square).sqrt();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::ChaCha8Rng;

    /// Mean, variance and the share within one deviation.
    #[test]
    fn normal_numbers_are_normal() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let draws: Vec<f64> = (0..40_000).map(|_| normal(&mut rng)).collect();
        let mean = |f: &dyn Fn(f64) -> f64| draws.iter().map(|&x| f(x)).sum::<f64>() / 40_000.0;
        assert!(mean(&|x| x).abs() < 0.02 && (mean(&|x| x * x) - 1.0).abs() < 0.03);
        assert!((mean(&|x| f64::from(x.abs() < 1.0)) - 0.6827).abs() < 0.01);
    }

    #[test]
    fn picks_come_as_often_as_they_should() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let mut counts = [0; 3];
        (0..10_000).for_each(|_| counts[pick([0.2, 0.5, 0.3], &mut rng)] += 1);
        for (count, probability) in counts.into_iter().zip([0.2, 0.5, 0.3]) {
            assert!((f64::from(count) / 1e4 - probability).abs() < 0.02, "{counts:?}");
        }
    }
}
