//! The random numbers of a run: one seed, and a stream of its own for each purpose.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// What a seed is used for; each has random numbers of its own.
pub(super) enum Stream {
    /// The first θ.
    Start,
    /// The training tasks.
    Tasks,
    /// One held-out task, by its number.
    HeldOut(u32),
}

/// The random numbers of `seed` for one purpose.
pub(super) fn random(seed: u64, stream: Stream) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(match stream {
        Stream::Start => 0,
        Stream::Tasks => 1,
        Stream::HeldOut(task) => 1 << 32 | u64::from(task),
    });
    rng
}
