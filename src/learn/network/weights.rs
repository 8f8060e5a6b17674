//! The flat parameter vector, taken apart.

use super::kernels::{Matrix, Row, WIDTH};

/// The six arrays of a flat vector in the layout of θ: parameters, a gradient's
/// input, or a direction.
#[derive(Clone, Copy)]
pub(super) struct Weights<'a, R> {
    pub(super) w1: &'a Row<R>,
    pub(super) b1: &'a Row<R>,
    pub(super) w2: &'a Matrix<R>,
    pub(super) b2: &'a Row<R>,
    pub(super) w3: &'a Row<R>,
    pub(super) b3: R,
}

/// The same arrays of a vector to be written: a gradient or a product.
pub(super) struct WeightsMut<'a, R> {
    pub(super) w1: &'a mut Row<R>,
    pub(super) b1: &'a mut Row<R>,
    pub(super) w2: &'a mut Matrix<R>,
    pub(super) b2: &'a mut Row<R>,
    pub(super) w3: &'a mut Row<R>,
    pub(super) b3: &'a mut R,
}

const WRONG_LENGTH: &str = "a parameter vector of the network has 1761 entries";

impl<'a, R: Copy> Weights<'a, R> {
    /// # Panics
    /// When `flat` does not have `PARAMETERS` entries.
    // Inlined, the six pointers stay in registers: a twentieth of a meta-step in wasm.
    #[inline(always)]
    pub(super) fn of(flat: &'a [R]) -> Self {
        let ([w1, b1, w2 @ .., b2, w3], [b3]) = flat.as_chunks::<WIDTH>() else {
            panic!("{WRONG_LENGTH}");
        };
        let w2 = w2.try_into().expect(WRONG_LENGTH);
        Self { w1, b1, w2, b2, w3, b3: *b3 }
    }
}

impl<'a, R> WeightsMut<'a, R> {
    /// # Panics
    /// When `flat` does not have `PARAMETERS` entries.
    #[inline(always)]
    pub(super) fn of(flat: &'a mut [R]) -> Self {
        let ([w1, b1, w2 @ .., b2, w3], [b3]) = flat.as_chunks_mut::<WIDTH>() else {
            panic!("{WRONG_LENGTH}");
        };
        let w2 = w2.try_into().expect(WRONG_LENGTH);
        Self { w1, b1, w2, b2, w3, b3 }
    }
}
