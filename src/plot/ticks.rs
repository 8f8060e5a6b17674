//! Round numbers for the ticks of a linear axis: those that plotters would choose.
//!
//! They are chosen here because plotters' own way brings `powf` along, and the two weigh more
//! than all the rest of the axes.

/// The parts of a step that are as round as it is; the last begins the next finer power of ten.
const PARTS: [f64; 3] = [2.0, 5.0, 10.0];

/// As many round numbers from `from` to `to` as there can be, but not more than `most`: all
/// multiples there of a power of ten, or of half or a fifth of one.
pub fn ticks(from: f64, to: f64, most: usize) -> Vec<f64> {
    let (low, high) = (from.min(to), from.max(to));
    let span = high - low;
    if most == 0 || !span.is_finite() {
        return Vec::new();
    }
    if span < f64::EPSILON {
        return vec![low];
    }
    let power = 10_f64.powi(span.log10().floor() as i32);
    let step = finest(low, high, most, power);
    // A quotient of whole numbers is the number next to what is meant; a sum of steps is not.
    let value = |count: i64| match step < 1.0 {
        true => count as f64 / (1.0 / step).round(),
        false => count as f64 * step,
    };
    let (first, last) = ends(low, high, step);
    (first..=last).map(value).collect()
}

/// The finest round step with at most so many multiples, at least a tenth of `power` and at most
/// ten times that.
fn finest(low: f64, high: f64, most: usize, power: f64) -> f64 {
    let fits = |step: f64| {
        let (first, last) = ends(low, high, step);
        last - first < most as i64
    };
    let mut step = if fits(power) { power } else { 10.0 * power };
    loop {
        let coarse = step;
        for part in PARTS {
            if !fits(coarse / part) {
                return step;
            }
            step = coarse / part;
        }
    }
}

/// The first and the last multiple of `step` from `low` to `high`: what they are multiplied by. An
/// end that is one but for rounding counts as one.
#[inline(never)] // Thrice in one function it would be three times as large.
fn ends(low: f64, high: f64, step: f64) -> (i64, i64) {
    const ROUNDING: f64 = 1e-9;
    ((low / step - ROUNDING).ceil() as i64, (high / step + ROUNDING).floor() as i64)
}

#[cfg(test)]
mod tests {
    use plotters::coord::ranged1d::{BoldPoints, Ranged};
    use plotters::coord::types::RangedCoordf64;
    use proptest::prelude::*;

    use super::*;

    /// In whole numbers: how many multiples of `step` there are from `low` to `high`.
    fn multiples(low: i64, high: i64, step: i64) -> usize {
        (low..=high).filter(|number| number % step == 0).count()
    }

    proptest! {
        #[test]
        fn they_are_all_multiples_of_the_finest_round_step_that_gives_no_more(
            from in -300..300_i64, span in 1..600_i64, places in 0..3_i32, most in 3..9_usize,
        ) {
            // A hundredth of the last place of the ends is the finest that is asked for.
            let (low, high) = (100 * from, 100 * (from + span));
            let unit = 100.0 * 10_f64.powi(places);
            let ours = ticks(low as f64 / unit, high as f64 / unit, most);
            let whole: Vec<i64> = ours.iter().map(|tick| (tick * unit).round() as i64).collect();
            prop_assert!(ours.iter().zip(&whole).all(|(one, other)| *one == *other as f64 / unit));
            let [first, second, ..] = whole[..] else { return Err(TestCaseError::reject("one")) };
            let step = second - first;
            let expected: Vec<i64> = (low..=high).filter(|number| number % step == 0).collect();
            prop_assert_eq!(&whole, &expected);
            prop_assert!(whole.len() <= most);
            let digit = step / 10_i64.pow(step.ilog10());
            let finer = match digit {
                1 | 2 => step / 2,
                _ => step / 5 * 2,
            };
            prop_assert!([1, 2, 5].contains(&digit), "a step of {step}");
            prop_assert!(multiples(low, high, finer) > most, "{finer} is finer than {step}");
        }
    }

    #[test]
    fn they_are_those_of_plotters() {
        for (from, to, most) in [(-5.0, 5.0, 6), (0.0, 120.0, 5), (0.0, 1.0, 6), (-3.5, 7.25, 4)] {
            let theirs = RangedCoordf64::from(from..to).key_points(BoldPoints(most));
            let ours = ticks(from, to, most);
            let near = |(one, other): (&f64, &f64)| (one - other).abs() < 1e-12;
            assert!(ours.len() == theirs.len() && ours.iter().zip(&theirs).all(near), "{ours:?}");
        }
    }

    #[test]
    fn they_are_the_numbers_that_one_would_write() {
        assert_eq!(ticks(-5.0, 5.0, 6), [-4.0, -2.0, 0.0, 2.0, 4.0]);
        assert_eq!(ticks(0.0, 0.6, 7), [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
        assert_eq!(ticks(120.0, 0.0, 5), [0.0, 50.0, 100.0]);
    }

    #[test]
    fn an_axis_of_nothing_has_one_tick_and_one_without_ends_has_none() {
        assert_eq!(ticks(2.0, 2.0, 6), [2.0]);
        assert_eq!(ticks(0.0, 1.0, 0), [0.0; 0]);
        assert_eq!(ticks(0.0, f64::INFINITY, 6), [0.0; 0]);
        assert_eq!(ticks(f64::NAN, f64::NAN, 6), [0.0; 0]);
    }
}
