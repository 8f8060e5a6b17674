//! The flat parameter vector, taken apart.

/// The channels of the three convolutions.
pub(super) const C1: usize = 16;
pub(super) const C2: usize = 32;
pub(super) const C3: usize = 48;

/// The side of a patch of layer 1.
pub(super) const PATCH: usize = 5;

/// The numbers in a patch of each layer.
pub(super) const P1: usize = PATCH * PATCH;
pub(super) const P2: usize = 4 * C1;
pub(super) const P3: usize = 4 * C2;

/// The features of an image: what the linear layer is given.
pub const FEATURES: usize = 4 * C3;

/// The numbers of the three convolutions.
const BODY: usize = (P1 + 1) * C1 + (P2 + 1) * C2 + (P3 + 1) * C3;

/// The number P of parameters of a network with so many outputs.
pub const fn parameter_count(outputs: usize) -> usize {
    BODY + (FEATURES + 1) * outputs
}

/// The lengths of the eight arrays that θ is made of, in order.
pub(super) const fn lengths(outputs: usize) -> [usize; 8] {
    [P1 * C1, C1, P2 * C2, C2, P3 * C3, C3, FEATURES * outputs, outputs]
}

/// The eight arrays of a flat vector in the layout of θ.
#[derive(Clone, Copy)]
pub(super) struct Weights<'a, R> {
    pub(super) w1: &'a [[R; C1]; P1],
    pub(super) b1: &'a [R; C1],
    pub(super) w2: &'a [[R; C2]; P2],
    pub(super) b2: &'a [R; C2],
    pub(super) w3: &'a [[R; C3]; P3],
    pub(super) b3: &'a [R; C3],
    /// Row by row: `[FEATURES][outputs]`.
    pub(super) w4: &'a [R],
    pub(super) b4: &'a [R],
}

/// The same arrays of a vector to be written.
pub(super) struct WeightsMut<'a, R> {
    pub(super) w1: &'a mut [[R; C1]; P1],
    pub(super) b1: &'a mut [R; C1],
    pub(super) w2: &'a mut [[R; C2]; P2],
    pub(super) b2: &'a mut [R; C2],
    pub(super) w3: &'a mut [[R; C3]; P3],
    pub(super) b3: &'a mut [R; C3],
    pub(super) w4: &'a mut [R],
    pub(super) b4: &'a mut [R],
}

const WRONG_LENGTH: &str = "a parameter vector has as many entries as the network";

impl<'a, R> Weights<'a, R> {
    /// # Panics
    /// When `flat` does not have as many entries as a network with so many outputs.
    pub(super) fn of(flat: &'a [R], outputs: usize) -> Self {
        assert_eq!(flat.len(), parameter_count(outputs), "{WRONG_LENGTH}");
        let mut rest = flat;
        let mut next = |count: usize| {
            let (part, others) = rest.split_at(count);
            rest = others;
            part
        };
        Self {
            w1: matrix(next(P1 * C1)),
            b1: array(next(C1)),
            w2: matrix(next(P2 * C2)),
            b2: array(next(C2)),
            w3: matrix(next(P3 * C3)),
            b3: array(next(C3)),
            w4: next(FEATURES * outputs),
            b4: next(outputs),
        }
    }
}

impl<'a, R> WeightsMut<'a, R> {
    /// # Panics
    /// When `flat` does not have as many entries as a network with so many outputs.
    pub(super) fn of(flat: &'a mut [R], outputs: usize) -> Self {
        assert_eq!(flat.len(), parameter_count(outputs), "{WRONG_LENGTH}");
        let (w1, rest) = flat.split_at_mut(P1 * C1);
        let (b1, rest) = rest.split_at_mut(C1);
        let (w2, rest) = rest.split_at_mut(P2 * C2);
        let (b2, rest) = rest.split_at_mut(C2);
        let (w3, rest) = rest.split_at_mut(P3 * C3);
        let (b3, rest) = rest.split_at_mut(C3);
        let (w4, b4) = rest.split_at_mut(FEATURES * outputs);
        Self {
            w1: matrix_mut(w1),
            b1: array_mut(b1),
            w2: matrix_mut(w2),
            b2: array_mut(b2),
            w3: matrix_mut(w3),
            b3: array_mut(b3),
            w4,
            b4,
        }
    }
}

fn array<R, const N: usize>(flat: &[R]) -> &[R; N] {
    flat.try_into().expect(WRONG_LENGTH)
}

fn array_mut<R, const N: usize>(flat: &mut [R]) -> &mut [R; N] {
    flat.try_into().expect(WRONG_LENGTH)
}

fn matrix<R, const K: usize, const N: usize>(flat: &[R]) -> &[[R; N]; K] {
    flat.as_chunks().0.try_into().expect(WRONG_LENGTH)
}

fn matrix_mut<R, const K: usize, const N: usize>(flat: &mut [R]) -> &mut [[R; N]; K] {
    flat.as_chunks_mut().0.try_into().expect(WRONG_LENGTH)
}
