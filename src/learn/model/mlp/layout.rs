//! The flat parameter vector, taken apart.

use ndarray::{ArrayView1, ArrayView2};

use super::kernels::{Matrix, Row, WIDTH};
use crate::learn::real::Real;

/// The number P of parameters: 40 + 40 + 40·40 + 40 + 40 + 1.
pub const PARAMETERS: usize = 4 * WIDTH + WIDTH * WIDTH + 1;

/// The shapes of the six arrays that θ is made of, in order.
pub const SHAPES: [&[usize]; 6] =
    [&[1, WIDTH], &[WIDTH], &[WIDTH, WIDTH], &[WIDTH], &[WIDTH, 1], &[1]];

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

/// The six arrays of a flat θ, for code that thinks in matrices.
#[derive(Clone, Copy, Debug)]
pub struct Views<'a, R> {
    /// The first layer's weights, 1 × 40.
    pub w1: ArrayView2<'a, R>,
    /// The first layer's biases, 40.
    pub b1: ArrayView1<'a, R>,
    /// The second layer's weights, 40 × 40, indexed `[in, out]`.
    pub w2: ArrayView2<'a, R>,
    /// The second layer's biases, 40.
    pub b2: ArrayView1<'a, R>,
    /// The output layer's weights, 40 × 1.
    pub w3: ArrayView2<'a, R>,
    /// The output layer's bias.
    pub b3: R,
}

/// Views `theta` as the six arrays it is made of.
///
/// # Panics
/// When `theta` does not have [`PARAMETERS`] entries.
pub fn views<R: Real>(theta: &[R]) -> Views<'_, R> {
    let Weights { w1, b1, w2, b2, w3, b3 } = Weights::of(theta);
    Views {
        w1: ArrayView2::from(std::array::from_ref(w1)),
        b1: ArrayView1::from(b1.as_slice()),
        w2: ArrayView2::from(w2),
        b2: ArrayView1::from(b2.as_slice()),
        w3: ArrayView2::from(w3.as_chunks::<1>().0),
        b3,
    }
}
