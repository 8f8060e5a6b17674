//! A quadratic over the plane: the simplest loss that has a curvature.

/// f(x) = ½ (x − c)ᵀ H (x − c) + gᵀ x.
///
/// What a first-order method sees of it is the plane gᵀ x; the Hessian H is the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quadratic {
    /// The entries of the symmetric H: H₁₁, H₁₂ = H₂₁, H₂₂.
    pub hessian: [f64; 3],
    /// The slope g, which is the gradient at the centre.
    pub slope: [f64; 2],
    /// The centre c.
    pub centre: [f64; 2],
}

impl Quadratic {
    /// f at `x`.
    pub fn value(&self, x: [f64; 2]) -> f64 {
        let [u, v] = self.about_centre(x);
        let [p, q] = self.bent([u, v]);
        0.5 * (u * p + v * q) + self.slope[0] * x[0] + self.slope[1] * x[1]
    }

    /// ∇f at `x`: H (x − c) + g.
    pub fn gradient(&self, x: [f64; 2]) -> [f64; 2] {
        let [p, q] = self.bent(self.about_centre(x));
        [p + self.slope[0], q + self.slope[1]]
    }

    /// The eigenvalues of H, the smaller first: the least and the greatest curvature of any
    /// line through the surface.
    pub fn eigenvalues(&self) -> [f64; 2] {
        let [a, b, c] = self.hessian;
        let (middle, half) = (0.5 * (a + c), (0.5 * (a - c)).hypot(b));
        [middle - half, middle + half]
    }

    fn about_centre(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [x - self.centre[0], y - self.centre[1]]
    }

    /// H times a vector.
    fn bent(&self, [u, v]: [f64; 2]) -> [f64; 2] {
        let [a, b, c] = self.hessian;
        [a * u + b * v, b * u + c * v]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_gradient_is_that_of_finite_differences(
            hessian in prop::array::uniform3(-0.5..0.5), slope in prop::array::uniform2(-0.5..0.5),
            x in prop::array::uniform2(0.0..1.0),
        ) {
            let f = Quadratic { hessian, slope, centre: [0.5, 0.5] };
            let h = 1e-4;
            let gradient = f.gradient(x);
            for i in 0..2 {
                let moved = |by: f64| { let mut at = x; at[i] += by; f.value(at) };
                let slope = (moved(h) - moved(-h)) / (2.0 * h);
                prop_assert!((slope - gradient[i]).abs() < 1e-10, "{slope} {}", gradient[i]);
            }
        }

        #[test]
        fn eigenvalues_have_the_trace_and_the_determinant(
            hessian in prop::array::uniform3(-0.5..0.5),
        ) {
            let [a, b, c] = hessian;
            let f = Quadratic { hessian, slope: [0.0; 2], centre: [0.5; 2] };
            let [low, high] = f.eigenvalues();
            prop_assert!(low <= high);
            prop_assert!((low + high - (a + c)).abs() < 1e-12);
            prop_assert!((low * high - (a * c - b * b)).abs() < 1e-12);
        }
    }
}
