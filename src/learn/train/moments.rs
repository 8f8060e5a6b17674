//! Moments of a run: a few of its meta-steps, kept to look back at.

/// At most so many moments of a run are kept. The fixed places for measurements are about half
/// as many; the rest is for single steps.
pub const KEPT: usize = 128;

/// Something that is known of certain meta-steps of a run, in their order.
///
/// When there are more than [`KEPT`], one gives way: the one without which the others lie most
/// evenly on a logarithmic scale. The first and the last stay.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments<T>(Vec<(u64, T)>);

impl<T> Default for Moments<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Moments<T> {
    /// Keeps `what` of the moment after so many meta-steps, in place of what was known of it.
    pub fn keep(&mut self, meta_steps: u64, what: T) {
        match self.0.binary_search_by_key(&meta_steps, |moment| moment.0) {
            Ok(place) => self.0[place].1 = what,
            Err(place) => {
                self.0.insert(place, (meta_steps, what));
                self.thin();
            }
        }
    }

    fn thin(&mut self) {
        if self.0.len() <= KEPT {
            return;
        }
        let gap = |place: usize| {
            let [before, after] = [place - 1, place + 1].map(|place| self.0[place].0 as f64 + 1.0);
            after / before
        };
        let narrowest = (1..self.0.len() - 1).min_by(|&a, &b| gap(a).total_cmp(&gap(b)));
        narrowest.map(|place| self.0.remove(place));
    }

    /// What is known of the moment after exactly so many meta-steps.
    pub fn get(&self, meta_steps: u64) -> Option<&T> {
        let place = self.0.binary_search_by_key(&meta_steps, |moment| moment.0).ok()?;
        Some(&self.0[place].1)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, meta_steps: u64) -> Option<&mut T> {
        let place = self.0.binary_search_by_key(&meta_steps, |moment| moment.0).ok()?;
        Some(&mut self.0[place].1)
    }

    /// The last moment that is not after so many meta-steps, or else the first.
    pub fn at(&self, meta_steps: u64) -> Option<&(u64, T)> {
        let after = self.0.partition_point(|moment| moment.0 <= meta_steps);
        self.0.get(after.saturating_sub(1))
    }

    /// The last moment.
    pub fn last(&self) -> Option<&(u64, T)> {
        self.0.last()
    }

    /// All moments.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &(u64, T)> {
        self.0.iter()
    }

    /// All moments, to be changed.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut (u64, T)> {
        self.0.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_in_order_and_replaced() {
        let mut moments = Moments::default();
        for meta_steps in [5, 1, 9, 5] {
            moments.keep(meta_steps, meta_steps * 10);
        }
        moments.keep(9, 7);
        assert_eq!(moments.iter().copied().collect::<Vec<_>>(), [(1, 10), (5, 50), (9, 7)]);
        assert_eq!(
            [0, 1, 6, 99].map(|at| moments.at(at).map(|moment| moment.0)),
            [Some(1), Some(1), Some(5), Some(9)]
        );
        assert_eq!((moments.get(5), moments.get(6)), (Some(&50), None));
    }

    #[test]
    fn never_more_than_so_many_are_kept_and_both_ends_are() {
        let mut moments = Moments::default();
        for meta_steps in 0..5000 {
            moments.keep(meta_steps, ());
            assert!(moments.iter().count() <= KEPT);
        }
        let kept: Vec<u64> = moments.iter().map(|moment| moment.0).collect();
        assert_eq!((kept.len(), kept[0], kept[KEPT - 1]), (KEPT, 0, 4999));
        // Evenly by their logarithms: no two are far apart.
        assert!(kept.windows(2).all(|pair| pair[1] as f64 + 1.0 < 1.6 * (pair[0] as f64 + 2.0)));
    }
}
