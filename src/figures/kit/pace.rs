//! How fast a run goes: at full speed, or slowly at first, so that it can be watched.

/// How fast a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Slow at first; see [`watchable`].
    Watch,
    /// As fast as the machine goes.
    Full,
}

/// The meta-steps per second with which a watched run begins. In its first tenth of a second
/// the curves move by more than a pixel: θ learns slowly at first, its rate warms up.
const FIRST: f64 = 80.0;

/// How fast its speed grows: by this factor of itself in a second.
const GROWTH: f64 = 0.72;

/// How many meta-steps a run that is watched may have made after `seconds`: a hundred in
/// the first second, some tens of thousands after eight.
pub fn watchable(seconds: f64) -> u64 {
    (FIRST * ((GROWTH * seconds.max(0.0)).exp() - 1.0) / GROWTH) as u64
}

/// After how many seconds a run that is watched may make its `meta_steps`-th step.
pub fn watched_for(meta_steps: u64) -> f64 {
    (1.0 + GROWTH * meta_steps as f64 / FIRST).ln() / GROWTH
}
