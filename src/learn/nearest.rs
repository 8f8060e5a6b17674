//! Nearest neighbour: no training, no fine-tuning, only a look at what lies closest.
//!
//! What is compared may be the pixels of two images, or what a network makes of them. With good
//! features it is the strongest of the simple rivals of fine-tuning.
//!
//! ```
//! use maml_live::learn::nearest;
//!
//! let support = [[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]];
//! let shares = nearest::shares(&support, &[0, 1, 1], 2, &[1.0, 0.0]);
//! assert!((shares[0] - 0.9).abs() < 1e-12); // 1 from the one class, 3 from the other
//! ```

use super::real::Real;

/// How similar `query` is to each of so many classes, as shares of a whole.
///
/// A class is as near as the nearest of its members; its share goes with 1 / distance². A class
/// without members has none, and where a member is the very query, its classes share all.
/// Without any member, or with numbers that are none, all classes have the same.
pub fn shares<R: Real, const N: usize>(
    support: &[[R; N]],
    labels: &[usize],
    ways: usize,
    query: &[R; N],
) -> Vec<f64> {
    let mut nearest = vec![f64::INFINITY; ways];
    for (member, &label) in support.iter().zip(labels) {
        if let Some(nearest) = nearest.get_mut(label) {
            *nearest = nearest.min(square_distance(member, query));
        }
    }
    shares_of(nearest)
}

/// The shares of classes whose nearest members are so far away, squared.
fn shares_of(nearest: Vec<f64>) -> Vec<f64> {
    let ways = nearest.len();
    let least = nearest.iter().copied().fold(f64::INFINITY, f64::min);
    let near = |square: f64| match least > 0.0 {
        true => least / square,
        false => f64::from(square == 0.0),
    };
    let whole: f64 = nearest.iter().copied().map(near).sum();
    if least.is_finite() && whole > 0.0 {
        nearest.into_iter().map(|square| near(square) / whole).collect()
    } else {
        vec![1.0 / ways.max(1) as f64; ways]
    }
}

/// The squared Euclidean distance of two points.
fn square_distance<R: Real>(a: &[R], b: &[R]) -> f64 {
    let squares = a.iter().zip(b).map(|(&a, &b)| (a - b) * (a - b));
    squares.sum::<R>().into_f64()
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn classes_without_members_have_no_share() {
        assert_eq!(shares(&[[1.0_f32]], &[1], 3, &[0.0]), [0.0, 1.0, 0.0]);
    }

    #[test]
    fn the_same_drawing_twice_shares_all() {
        let support = [[1.0_f32], [1.0], [2.0]];
        assert_eq!(shares(&support, &[0, 2, 1], 3, &[1.0]), [0.5, 0.0, 0.5]);
    }

    #[test]
    fn without_anything_to_compare_all_are_alike() {
        assert_eq!(shares::<f32, 1>(&[], &[], 2, &[1.0]), [0.5; 2]);
        assert_eq!(shares(&[[f32::NAN]], &[0], 2, &[1.0]), [0.5; 2]);
    }
}
