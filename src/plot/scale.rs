//! Scales: from data to CSS pixels and back.

use crate::number::growth::ten_to;

/// How a scale spreads its domain over the pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Equal differences take equal room.
    Linear,
    /// Equal ratios take equal room; the domain must be positive.
    Log,
    /// Linear up to 10 and logarithmic beyond, every factor of ten taking as much room
    /// as the first ten: for counts, which begin at zero and may grow large.
    Symlog,
}

impl Spread {
    /// How far along `value` lies, in a unit of the spread's own: equal differences of
    /// positions take equal room. On a logarithmic one it is the logarithm to base 10, and
    /// −∞ where there is none; the whole positions of [`Symlog`](Spread::Symlog) are 0, 1, …, 10
    /// and then ten for each factor of ten.
    pub fn position(self, value: f64) -> f64 {
        match self {
            Spread::Symlog if value > 10.0 => 10.0 * value.log10(),
            Spread::Linear | Spread::Symlog => value,
            Spread::Log if value > 0.0 => value.log10(),
            Spread::Log => f64::NEG_INFINITY,
        }
    }

    /// The value at a position; undoes [`position`](Spread::position).
    pub fn value(self, position: f64) -> f64 {
        match self {
            Spread::Symlog if position > 10.0 => ten_to(0.1 * position),
            Spread::Linear | Spread::Symlog => position,
            Spread::Log => ten_to(position),
        }
    }
}

/// A map from data values to pixels along one direction, and its inverse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    domain: (f64, f64),
    pixels: (f64, f64),
    spread: Spread,
}

impl Scale {
    /// A linear scale that takes `domain.0` to `pixels.0` and `domain.1` to
    /// `pixels.1`. For a vertical axis `pixels` runs from the bottom up.
    pub const fn linear(domain: (f64, f64), pixels: (f64, f64)) -> Self {
        Self { domain, pixels, spread: Spread::Linear }
    }

    /// A logarithmic scale; both ends of `domain` must be positive.
    pub const fn log(domain: (f64, f64), pixels: (f64, f64)) -> Self {
        Self { domain, pixels, spread: Spread::Log }
    }

    /// A scale of any spread; of a logarithmic one both ends of `domain` must be positive.
    pub const fn new(spread: Spread, domain: (f64, f64), pixels: (f64, f64)) -> Self {
        Self { domain, pixels, spread }
    }

    /// The data values at the two ends.
    pub const fn domain(&self) -> (f64, f64) {
        self.domain
    }

    /// The pixels at the two ends.
    pub const fn pixels(&self) -> (f64, f64) {
        self.pixels
    }

    /// Linear or logarithmic.
    pub const fn spread(&self) -> Spread {
        self.spread
    }

    /// The pixel of `value`; outside the domain the scale goes on. On a
    /// logarithmic scale a value that is not positive lies below every pixel.
    pub fn px(&self, value: f64) -> f64 {
        let (from, to) = self.ends();
        let fraction = (self.spread.position(value) - from) / (to - from);
        self.pixels.0 + fraction * (self.pixels.1 - self.pixels.0)
    }

    /// The value at pixel `px`; outside the panel the scale goes on.
    pub fn value(&self, px: f64) -> f64 {
        let fraction = (px - self.pixels.0) / (self.pixels.1 - self.pixels.0);
        let (from, to) = self.ends();
        self.spread.value(from + fraction * (to - from))
    }

    /// The positions of the two ends of the domain.
    fn ends(&self) -> (f64, f64) {
        (self.spread.position(self.domain.0), self.spread.position(self.domain.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_scale_and_its_inverse_undo_each_other(
            from in 0.001_f64..1.0, span in 0.1_f64..100.0, value in 0.0_f64..1.0,
        ) {
            let domain = (from, from + span);
            let value = from + value * span;
            let scales = [
                Scale::linear(domain, (300.0, 20.0)),
                Scale::log(domain, (0.0, 640.0)),
                Scale::new(Spread::Symlog, domain, (0.0, 640.0)),
            ];
            for scale in scales {
                let back = scale.value(scale.px(value));
                prop_assert!((back - value).abs() <= 1e-9 * span.max(1.0), "{back} for {value}");
            }
        }
    }

    #[test]
    fn the_ends_of_the_domain_lie_on_the_ends_of_the_pixels() {
        let scale = Scale::log((0.01, 100.0), (10.0, 50.0));
        assert!((scale.px(0.01) - 10.0).abs() < 1e-9);
        assert!((scale.px(100.0) - 50.0).abs() < 1e-9);
        assert!((scale.px(1.0) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn what_has_no_logarithm_lies_below_every_pixel() {
        let scale = Scale::log((0.01, 100.0), (50.0, 10.0));
        assert_eq!(scale.px(0.0), f64::INFINITY);
        assert_eq!(scale.px(-3.0), f64::INFINITY);
    }

    #[test]
    fn a_count_is_linear_up_to_ten_and_logarithmic_beyond() {
        let scale = Scale::new(Spread::Symlog, (0.0, 1000.0), (0.0, 300.0));
        for (count, px) in [(0.0, 0.0), (1.0, 10.0), (10.0, 100.0), (100.0, 200.0), (1e3, 300.0)] {
            assert!((scale.px(count) - px).abs() < 1e-9, "{count}");
            assert!((scale.value(px) - count).abs() < 1e-9 * (1.0 + count), "{px}");
        }
    }
}
