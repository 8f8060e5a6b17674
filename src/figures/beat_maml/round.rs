//! A round: a hidden task, five of its points, and what both networks make of them.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use crate::learn::adapt::{Inner, Scratch, fine_tune};
use crate::learn::weights::{self, Trained};
use crate::learn::{Distribution, Network, Samples, Sinusoid};

/// How many points of the task are shown.
pub const SHOTS: usize = 5;

/// The even points of the domain over which errors are averaged, as in the fitting figures.
const POINTS: usize = 1001;

/// Every so many of them is a point of the curves that are drawn.
const STRIDE: usize = 4;

/// After how many steps of fine-tuning a network draws its curve.
pub const STEPS: [usize; 2] = [1, 10];

/// A task drawn from p(τ), and what is known of it.
pub struct Round {
    /// Its seed.
    pub seed: usize,
    /// The task.
    pub task: Sinusoid,
    /// Its points, from left to right.
    pub points: Vec<(f64, f64)>,
    /// What MAML's network draws after each of the [`STEPS`]; nothing once it diverged.
    pub maml: [Option<Guess>; 2],
    /// What the pretrained network draws.
    pub pretrained: [Option<Guess>; 2],
}

/// A curve and how far it is from the task.
pub struct Guess {
    /// Points of the curve, close enough to be drawn.
    pub curve: Vec<(f64, f64)>,
    /// Its mean squared error over the domain.
    pub error: f64,
}

impl Round {
    /// The round of this seed: as in training, amplitude and phase of the task are drawn evenly
    /// from their ranges, and so are the points' x.
    pub fn new(seed: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed as u64);
        let distribution = Distribution::default();
        let task = distribution.task(&mut rng);
        let mut support = Samples::<f32>::default();
        distribution.points(&task, SHOTS, &mut rng, &mut support);
        let xs = support.x().iter().map(|&x| f64::from(x));
        Self {
            seed,
            points: xs.zip(support.y().iter().map(|&y| f64::from(y))).collect(),
            maml: guesses(weights::maml(), task, &support),
            pretrained: guesses(weights::pretrained(), task, &support),
            task,
        }
    }

    /// The mean squared error of a curve over the domain.
    pub fn error(&self, curve: impl Fn(f64) -> f64) -> f64 {
        mean_square(positions().map(|x| curve(x) - self.task.at(x)))
    }
}

/// The curves of one of the article's networks, fine-tuned on `support`.
fn guesses(trained: &Trained, task: Sinusoid, support: &Samples<f32>) -> [Option<Guess>; 2] {
    let network = Network::<f32>::new(trained.activation);
    let xs: Vec<f32> = positions().map(|x| x as f32).collect();
    let mut scratch = Scratch::new(&network);
    let mut phi = trained.values();
    let mut taken = 0;
    STEPS.map(|steps| {
        let inner = Inner::new(trained.alpha, steps - taken).ok()?;
        fine_tune(&network, &mut phi, support, inner, &mut scratch).ok()?;
        taken = steps;
        let mut ys = vec![0.0; POINTS];
        network.predict(&phi, &xs, &mut ys);
        let curve = || positions().zip(ys.iter().map(|&y| f64::from(y)));
        let error = mean_square(curve().map(|(x, y)| y - task.at(x)));
        error.is_finite().then(|| Guess { curve: curve().step_by(STRIDE).collect(), error })
    })
}

/// The even points of the domain.
pub fn positions() -> impl Iterator<Item = f64> {
    (0..POINTS).map(|i| -5.0 + 10.0 * i as f64 / (POINTS - 1) as f64)
}

/// Those of them that are drawn.
pub fn drawn() -> impl Iterator<Item = f64> {
    positions().step_by(STRIDE)
}

fn mean_square(differences: impl Iterator<Item = f64>) -> f64 {
    differences.map(|difference| difference * difference).sum::<f64>() / POINTS as f64
}
