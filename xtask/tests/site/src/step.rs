//! A source with a listing.

// listing: step
/// One step.
pub fn step(theta: &mut f64, beta: f64, gradient: f64) {
    *theta -= beta * gradient;
}
// end listing
