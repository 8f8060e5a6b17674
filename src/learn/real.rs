//! The floating-point types that the mathematics is written for.

use ndarray::NdFloat;
use wide::{f32x8, f64x8};

use super::lanes::Lanes;

/// The floating-point types that the mathematics is written for: `f32` and `f64`.
pub trait Real: NdFloat + Default + Send + Sync + std::iter::Sum {
    /// Eight numbers of this type.
    type Lanes: Lanes<Self>;
    /// From 1 to the next larger number.
    const PRECISION: f64;
    /// The nearest value of this type to `value`.
    fn of(value: f64) -> Self;
    /// This value as an `f64`, exactly.
    ///
    /// Not called `to_f64`, for every [`NdFloat`] has one of that name already; that takes a
    /// reference, returns an option, and would be the one that is found on a reference.
    fn into_f64(self) -> f64;
}

impl Real for f32 {
    type Lanes = f32x8;
    const PRECISION: f64 = f32::EPSILON as f64;
    fn of(value: f64) -> Self {
        value as f32
    }
    fn into_f64(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    type Lanes = f64x8;
    const PRECISION: f64 = f64::EPSILON;
    fn of(value: f64) -> Self {
        value
    }
    fn into_f64(self) -> f64 {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Real;

    /// That this compiles is the point: on references too the method is ours.
    fn sum<R: Real>(values: &[R]) -> f64 {
        values.iter().map(|value| value.into_f64()).sum()
    }

    #[test]
    fn references_convert_as_values_do() {
        assert_eq!((sum(&[0.5_f32, 0.25]), sum(&[0.1_f64])), (0.75, 0.1));
    }
}
