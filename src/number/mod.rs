//! What the standard library also has, at a fraction of its weight.
//!
//! The standard library is written to be fast at any size, and all that this takes
//! has to be loaded with the page. A reader waits for it; no reader has a list of a
//! million numbers to sort. So that this can be trusted, each function here is tested
//! against its elder brother.

#[cfg(feature = "page")]
pub mod decimal;
pub mod growth;
pub mod turn;

/// `value` brought into the range from `low` to `high`; `low` for what is not a number.
///
/// `f64::clamp` would show its bounds in a panic, and with that message comes all that
/// can write a number.
pub fn held(value: f64, low: f64, high: f64) -> f64 {
    value.max(low).min(high)
}

/// Sorts a few `items` by a number that each of them has; equal ones keep their order.
///
/// The library's sorts weigh some five kilobytes for every type that they sort.
pub fn sort_by_number<T>(items: &mut [T], number: impl Fn(&T) -> f64) {
    for end in 1..items.len() {
        for at in (1..=end).rev() {
            if number(&items[at - 1]).total_cmp(&number(&items[at])).is_le() {
                break;
            }
            items.swap(at - 1, at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn few_are_sorted_as_many_are(
            items in prop::collection::vec((-3..3, any::<bool>()), 0..40)
        ) {
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by_number(&mut ours, |item| f64::from(item.0));
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn a_number_is_held_as_it_is_clamped(value in any::<f64>(), low in -9.0..0.0, high in 0.0..9.0) {
            let expected = if value.is_nan() { low } else { value.clamp(low, high) };
            prop_assert_eq!(held(value, low, high), expected);
        }
    }
}
