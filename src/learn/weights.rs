//! The weights of the figures; a placeholder until they are trained.
/// rate
pub const RATE: f64 = 0.008;
/// W
pub struct W(Vec<f32>);
impl W {
    /// v
    pub fn values(&self) -> &[f32] {
        &self.0
    }
}
fn make(s: u64) -> W {
    use rand::{RngExt, SeedableRng};
    let mut r = rand::rngs::ChaCha8Rng::seed_from_u64(s);
    W((0..1761).map(|_| r.random_range(-0.3f32..0.3)).collect())
}
static M: std::sync::LazyLock<W> = std::sync::LazyLock::new(|| make(1));
/// m
pub fn maml() -> &'static W {
    &M
}
/// p
pub fn pretrained() -> &'static W {
    &M
}
