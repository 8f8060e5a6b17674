//! Surfaces and minima of the toy problem, against the plainest way to compute them.

use maml_live::learn::adapt::{Inner, Scratch, fine_tune};
use maml_live::learn::model::softplus_line::{self, Points, ToyTask};
use maml_live::learn::surface::{AccumulatedLoss, Grid, Minimum, Place};
use maml_live::learn::{Error, Model};
use proptest::prelude::*;

use crate::problems::line;

fn tasks(points: &Points) -> [ToyTask<f64>; 2] {
    softplus_line::TASKS.map(|truth| ToyTask::new(points, truth))
}

/// Σ_i L_i(U_i(θ)); +∞ where a task diverges.
fn accumulated(tasks: &[ToyTask<f64>], theta: [f64; 2], inner: Inner) -> f64 {
    let (model, mut sum) = (line(), 0.0);
    for task in tasks {
        let mut phi = theta;
        match fine_tune(&model, &mut phi, task, inner, &mut Scratch::new(&model)) {
            Ok(()) => sum += model.loss(&phi, task, &mut model.tape()),
            Err(_) => return f64::INFINITY,
        }
    }
    sum
}

/// In a valley as good as level a descent takes more gradients than there are; it has been
/// somewhere, though.
#[test]
fn a_minimum_is_told_even_where_the_search_is_cut_short() {
    let points = Points::new(&[-2.83, -2.82, -2.82]).unwrap();
    let surface =
        |side| AccumulatedLoss::new(&tasks(&points), 0.005, Grid::unit(side).unwrap()).unwrap();
    let (mut fine, mut coarse) = (surface(65), surface(33));
    let before = fine.minima(0).unwrap();
    let after = coarse.minima_from(0, before).unwrap();
    assert!(after[0].loss <= before[0].loss, "{after:?} from {before:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_vectorised_sweep_agrees_with_the_plain_one(
        seed in any::<u64>(),
        count in 1..=20_usize,
        // Stable for every choice of points, so that no step magnifies what the one before
        // rounded.
        rate in 0.0..0.01,
        m in 0..12_usize,
    ) {
        let tasks = tasks(&Points::from_seed(seed, count).unwrap());
        // 17 × 13 nodes do not fill the last chunk, and reach beyond the unit square.
        let grid = Grid::new([-0.5, 1.5], [0.0, 1.0], 17, 13).unwrap();
        let inner = Inner::new(rate, m).unwrap();
        let mut fast = AccumulatedLoss::new(&tasks, rate, grid).unwrap();
        let level = fast.level(m).unwrap();
        for (&value, &exact) in level.iter().zip(&grid.map(|theta| accumulated(&tasks, theta, inner))) {
            // Residuals are known to some 4e-7.
            let allowed = 5e-6 * exact.sqrt().max(exact) + 1e-11;
            prop_assert!((f64::from(value) - exact).abs() <= allowed, "{value} for {exact}");
        }
        let parts = [0, 1].map(|task| fast.task_level(task, m).unwrap().unwrap());
        prop_assert_eq!(&parts[0] + &parts[1], level);
    }

    #[test]
    fn any_rate_gives_a_surface_without_nan_and_minima_in_the_square(
        rate in prop_oneof![0.0..1.0_f64, Just(1e10), Just(1e39), Just(f64::MAX)],
        m in 0..40_usize,
    ) {
        let mut surface =
            AccumulatedLoss::new(&tasks(&Points::default()), rate, Grid::unit(17).unwrap()).unwrap();
        prop_assert!(surface.level(m).unwrap().iter().all(|&loss| loss >= 0.0));
        for minimum in surface.minima(m).unwrap() {
            prop_assert!(minimum.theta.iter().all(|t| (0.0..=1.0).contains(t)));
            prop_assert!(minimum.loss.is_finite());
        }
    }

    #[test]
    fn no_point_nearby_is_lower_than_a_minimum(
        seed in any::<u64>(),
        count in 3..=12_usize,
        rate in 0.005..0.03,
        m in 0..15_usize,
    ) {
        let tasks = tasks(&Points::from_seed(seed, count).unwrap());
        let inner = Inner::new(rate, m).unwrap();
        let grid = Grid::unit(65).unwrap();
        let mut surface = AccumulatedLoss::new(&tasks, rate, grid).unwrap();
        let level = surface.level(m).unwrap();
        let minima = surface.minima(m).unwrap();
        let lowest = level.iter().copied().fold(f32::INFINITY, f32::min);
        // The best is at least as good as every node.
        prop_assert!(minima[0].loss <= f64::from(lowest) * (1.0 + 1e-5) + 1e-9);
        prop_assert!(minima.windows(2).all(|pair| pair[0].loss <= pair[1].loss));
        for minimum in minima {
            let exact = accumulated(&tasks, minimum.theta, inner);
            prop_assert!((minimum.loss - exact).abs() <= 1e-12 * exact.max(1.0));
            for k in 0..16 {
                let (sine, cosine) = (k as f64 * std::f64::consts::FRAC_PI_8).sin_cos();
                let [a, b] = minimum.theta;
                let beside = [a + 1e-3 * cosine, b + 1e-3 * sine].map(|t| t.clamp(0.0, 1.0));
                let there = accumulated(&tasks, beside, inner);
                prop_assert!(there >= exact - 1e-13, "{there} < {exact} beside {minimum:?}");
            }
            let edges = minimum.theta.iter().filter(|&&t| t == 0.0 || t == 1.0).count();
            match minimum.place {
                Place::Interior | Place::Valley => {}
                Place::Edge => prop_assert!(edges >= 1),
                Place::Corner => prop_assert_eq!(edges, 2),
            }
        }
    }

    /// As the rate moves on, a coarse grid that knows where the minima were finds them as a fine
    /// one does that knows nothing.
    #[test]
    fn minima_are_followed_on_a_coarse_grid(
        seed in any::<u64>(),
        count in 3..=12_usize,
        rate in 0.005..0.045,
        change in -0.002..0.002,
        m in 0..15_usize,
    ) {
        let tasks = tasks(&Points::from_seed(seed, count).unwrap());
        let at = |rate, side| AccumulatedLoss::new(&tasks, rate, Grid::unit(side).unwrap()).unwrap();
        let (mut old, mut coarse) = (at(rate, 65), at(rate + change, 33));
        let before = old.minima(m).unwrap();
        let inner = Inner::new(rate + change, m).unwrap();
        let found = coarse.minima_from(m, before).unwrap();
        for minimum in &found {
            let exact = accumulated(&tasks, minimum.theta, inner);
            prop_assert!((minimum.loss - exact).abs() <= 1e-12 * exact.max(1.0));
            for k in 0..16 {
                let (sine, cosine) = (k as f64 * std::f64::consts::FRAC_PI_8).sin_cos();
                let [a, b] = minimum.theta;
                let beside = [a + 1e-3 * cosine, b + 1e-3 * sine].map(|t| t.clamp(0.0, 1.0));
                prop_assert!(accumulated(&tasks, beside, inner) >= exact - 1e-13);
            }
        }
        let level = coarse.level(m).unwrap();
        let lowest = level.iter().copied().fold(f32::INFINITY, f32::min);
        prop_assert!(found[0].loss <= f64::from(lowest) * (1.0 + 1e-5) + 1e-9);
        prop_assert!(found.windows(2).all(|pair| pair[0].loss <= pair[1].loss));
        // Those that are only drawn are followed to about where they are.
        let grid = Grid::unit(33).unwrap();
        let mut sketch = AccumulatedLoss::sketched(&tasks, rate + change, grid).unwrap();
        for drawn in [coarse.followed(m, before).unwrap(), sketch.followed(m, before).unwrap()] {
            prop_assert!(drawn.windows(2).all(|pair| pair[0].loss <= pair[1].loss));
            for minimum in &drawn {
                // The last short step is not looked back from.
                let exact = accumulated(&tasks, minimum.theta, inner);
                prop_assert!((minimum.loss - exact).abs() <= 1e-3 * exact.max(1e-3), "{minimum:?}");
                prop_assert!(minimum.theta.iter().all(|t| (0.0..=1.0).contains(t)));
            }
            prop_assert!(drawn.len() == before.len());
            // The best is as low as one of those that are found: another may have come to be
            // that is lower.
            let told = accumulated(&tasks, drawn[0].theta, inner);
            let is_one = |best: &Minimum| (told - best.loss).abs() <= 1e-3 * best.loss.max(1e-3);
            prop_assert!(found.iter().any(is_one), "{told} is none of {found:?}");
        }
    }

    /// Where a sketch calls itself smooth, what it interpolates is what would have been computed,
    /// and its own nodes are in any case.
    #[test]
    fn a_smooth_sketch_is_the_surface_itself(
        seed in any::<u64>(),
        count in 1..=12_usize,
        rate in 0.0..0.12,
        m in 0..=20_usize,
    ) {
        let tasks = tasks(&Points::from_seed(seed, count).unwrap());
        let grid = Grid::unit(33).unwrap();
        let mut whole = AccumulatedLoss::new(&tasks, rate, grid).unwrap();
        let mut sketch = AccumulatedLoss::sketched(&tasks, rate, grid).unwrap();
        let (level, told) = (whole.level(m).unwrap(), sketch.level(m).unwrap());
        prop_assert_eq!(told.dim(), level.dim());
        prop_assert!(told.iter().all(|&loss| loss >= 0.0));
        let is_smooth = sketch.is_smooth(m).unwrap();
        // Rates that every choice of points settles at. Of a loss that vanishes no share is small,
        // and with one point or two close ones both losses may, along lines.
        let [lowest, highest] = [f32::min, f32::max].map(|of| level.iter().copied().reduce(of));
        let vanishes = lowest.unwrap() < 0.01 * highest.unwrap();
        prop_assert!(is_smooth || rate > 0.01 || vanishes, "torn at {rate}");
        for ((row, column), &value) in level.indexed_iter() {
            let told = told[[row, column]];
            if row % 2 == 0 && column % 2 == 0 {
                prop_assert_eq!(told, value);
            } else if is_smooth {
                prop_assert!((told - value).abs() <= 3e-3 * value, "{told} for {value}");
            }
        }
    }

    #[test]
    fn a_sketch_finds_the_minima_of_the_whole(
        seed in any::<u64>(),
        count in 3..=12_usize,
        rate in 0.005..0.04,
        m in 0..15_usize,
    ) {
        let tasks = tasks(&Points::from_seed(seed, count).unwrap());
        let grid = Grid::unit(33).unwrap();
        let mut whole = AccumulatedLoss::new(&tasks, rate, grid).unwrap();
        let mut sketch = AccumulatedLoss::sketched(&tasks, rate, grid).unwrap();
        prop_assume!(sketch.is_smooth(m).unwrap());
        let (best, found) = (whole.minima(m).unwrap()[0], sketch.minima(m).unwrap()[0]);
        let close = (best.loss - found.loss).abs() <= 1e-9 * best.loss.max(1e-3);
        prop_assert!(close, "{found:?} for {best:?}");
    }

    /// At a single point x only a x + b matters: the minima are a line, and one of them stands
    /// for it.
    #[test]
    fn a_line_of_minima_is_told_as_one(x in 0.2..3.0_f64, rate in 0.005..0.05, m in 0..4_usize) {
        let points = Points::new(&[-x; 4]).unwrap();
        let grid = Grid::unit(65).unwrap();
        let mut surface = AccumulatedLoss::new(&tasks(&points), rate, grid).unwrap();
        let minima = surface.minima(m).unwrap();
        let best = minima[0];
        prop_assert!(minima[1..].iter().all(|other| other.loss > best.loss * (1.0 + 1e-9)), "{minima:?}");
        prop_assert!(best.place != Place::Interior, "{minima:?}");
    }
}

#[test]
fn levels_do_not_depend_on_the_order_they_are_asked_for() {
    let tasks = tasks(&Points::default());
    let surface = || AccumulatedLoss::new(&tasks, 0.04, Grid::unit(9).unwrap()).unwrap();
    let (mut up, mut down) = (surface(), surface());
    let last = down.level(6).unwrap();
    for m in 0..6 {
        assert_eq!(up.level(m).unwrap(), down.level(m).unwrap());
    }
    assert_eq!(up.level(6).unwrap(), last);
}

#[test]
fn what_makes_no_surface_is_an_error() {
    let (tasks, grid) = (tasks(&Points::default()), Grid::unit(5).unwrap());
    for rate in [-0.1, f64::NAN, f64::INFINITY] {
        assert!(matches!(AccumulatedLoss::new(&tasks, rate, grid), Err(Error::Rate(_))));
    }
    assert!(matches!(AccumulatedLoss::new(&[], 0.1, grid), Err(Error::EmptyBatch)));
    let mut surface = AccumulatedLoss::new(&tasks, 0.1, grid).unwrap();
    assert_eq!(surface.level(1_000_000_000), Err(Error::Steps(1_000_000_000)));
    assert!(surface.minima(1_000_000_000).is_err());
    assert!(surface.task_level(2, 0).unwrap().is_none());
    for side in [5, 8, 32] {
        let sketch = AccumulatedLoss::sketched(&tasks, 0.01, Grid::unit(side).unwrap());
        assert_eq!(sketch.unwrap_err(), Error::Grid, "{side} nodes along a side");
    }
    for side in [0, 1, 5000] {
        assert_eq!(Grid::unit(side), Err(Error::Grid));
    }
    assert_eq!(Grid::new([0.0, f64::NAN], [0.0, 1.0], 5, 5), Err(Error::Grid));
    assert_eq!(Grid::new([1.0, 0.0], [0.0, 1.0], 5, 5), Err(Error::Grid));
}

#[test]
fn points_from_a_seed_never_change() {
    let points = Points::from_seed(1, 5).unwrap();
    assert_eq!(points.as_slice(), Points::from_seed(1, 5).unwrap().as_slice());
    assert_ne!(points.as_slice(), Points::from_seed(2, 5).unwrap().as_slice());
    assert!(points.as_slice().is_sorted());
    assert!(points.as_slice().iter().all(|x| x.abs() <= Points::SPREAD));
    assert!(Points::from_seed(1, 0).is_err() && Points::from_seed(1, 21).is_err());
}
