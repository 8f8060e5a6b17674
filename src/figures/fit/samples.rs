//! The reader's samples: at most five x, in the order in which they were placed.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::contract::Numbers;
use crate::number::sort_by_number;

/// Where the sinusoids live: x from −5 to 5.
pub const DOMAIN: (f64, f64) = (-5.0, 5.0);

/// The most samples that a reader may place.
pub const MOST: usize = 5;

/// What a list of samples admits.
pub const LIST: Numbers =
    Numbers { count: (0, MOST), range: DOMAIN, places: 2, default: &[-4.1, -2.2, 0.3, 1.9, 4.2] };

/// Five samples, evenly spaced over the domain.
pub const EVEN: [f64; MOST] = [-4.0, -2.0, 0.0, 2.0, 4.0];

/// Five samples squeezed to one side.
pub const SQUEEZED: [f64; MOST] = [-4.8, -4.5, -4.2, -3.9, -3.6];

/// Five samples drawn evenly from the domain; the same for the same `seed`.
pub fn drawn(seed: u64) -> Vec<f64> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let (from, to) = DOMAIN;
    (0..MOST).map(|_| LIST.admit(dice.random_range(from..=to))).collect()
}

/// The sample nearest to `x`: its index and its distance.
pub fn nearest(samples: &[f64], x: f64) -> Option<(usize, f64)> {
    samples
        .iter()
        .enumerate()
        .map(|(index, sample)| (index, (sample - x).abs()))
        .min_by(|a, b| a.1.total_cmp(&b.1))
}

/// Adds a sample at `x` as the newest. A sixth takes the place of the oldest,
/// which is returned.
pub fn place(samples: &mut Vec<f64>, x: f64) -> Option<f64> {
    let oldest = (samples.len() >= MOST).then(|| samples.remove(0));
    samples.push(LIST.admit(x));
    oldest
}

/// The index of the sample after `current` from left to right; from none to the
/// first, and from the last to none.
pub fn next(samples: &[f64], current: Option<usize>) -> Option<usize> {
    let order = from_left(samples);
    match current.and_then(|index| order.iter().position(|&other| other == index)) {
        None => order.first().copied(),
        Some(place) => order.get(place + 1).copied(),
    }
}

/// The index of the sample before `current` from left to right; from none to the
/// last, and from the first to none.
pub fn previous(samples: &[f64], current: Option<usize>) -> Option<usize> {
    let order = from_left(samples);
    match current.and_then(|index| order.iter().position(|&other| other == index)) {
        None => order.last().copied(),
        Some(place) => place.checked_sub(1).and_then(|place| order.get(place).copied()),
    }
}

fn from_left(samples: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..samples.len()).collect();
    sort_by_number(&mut order, |&index| samples[index]);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sixth_sample_takes_the_place_of_the_oldest() {
        let mut samples = vec![1.0, 2.0, 3.0, 4.0];
        assert_eq!(place(&mut samples, 5.0), None);
        assert_eq!(place(&mut samples, -1.0), Some(1.0));
        assert_eq!(samples, [2.0, 3.0, 4.0, 5.0, -1.0]);
    }

    #[test]
    fn a_walk_from_left_to_right_meets_every_sample_once() {
        let samples = [3.0, -2.0, 1.0];
        let mut walk = Vec::new();
        let mut current = next(&samples, None);
        while let Some(index) = current {
            walk.push(samples[index]);
            current = next(&samples, current);
        }
        assert_eq!(walk, [-2.0, 1.0, 3.0]);
        assert_eq!(previous(&samples, Some(1)), None);
        assert_eq!(previous(&samples, None), Some(0));
    }

    #[test]
    fn the_dice_fall_the_same_for_the_same_seed() {
        assert_eq!(drawn(3), drawn(3));
        assert_ne!(drawn(3), drawn(4));
        assert!(drawn(9).iter().all(|x| (-5.0..=5.0).contains(x)));
    }
}
