//! The article's classification problem: which network learns to tell drawings apart, from which
//! invented characters, and how often it is right.

use super::evaluate::{Evaluation, HeldOut, HeldOutError};
use super::recipe::{Recipe, TrainError};
use super::stream::{Stream, random};
use super::trainer::Trainer;
use crate::learn::meta::{Batch, Learner, Method};
use crate::learn::model::Model;
use crate::learn::model::conv::{ConvNet, FEATURES, Tape};
use crate::learn::nearest;
use crate::learn::real::Real;
use crate::learn::task::alphabet::Alphabet;
use crate::learn::task::images::Images;
use crate::learn::task::pool::Pool;

/// A run of the article's problem.
pub type DrawingTrainer<L = Method> = Trainer<ConvNet<f32>, Alphabet, L>;

/// A run that pretrains a network on many characters at once.
pub type PoolTrainer = Trainer<ConvNet<f32>, Pool>;

/// A run of MAML or one of its relatives on invented alphabets. `seed` decides the first θ and
/// all tasks.
///
/// # Errors
/// [`TrainError::Recipe`] if the recipe makes no sense.
pub fn trainer<L: Learner>(recipe: Recipe<L>, seed: u64) -> Result<DrawingTrainer<L>, TrainError> {
    let network = ConvNet::default();
    Trainer::new(network, Alphabet::default(), recipe, &start(seed), seed)
}

/// The first θ of the run of this seed.
pub fn start(seed: u64) -> Vec<f32> {
    ConvNet::default().start(&mut random(seed, Stream::Start))
}

/// A run of pretraining: one network with an output for each of `classes` invented characters.
///
/// # Errors
/// [`TrainError::Recipe`] if the recipe makes no sense.
pub fn pretraining(recipe: Recipe, classes: usize, seed: u64) -> Result<PoolTrainer, TrainError> {
    let mut rng = random(seed, Stream::Start);
    let (network, pool) = (ConvNet::new(classes), Pool::random(classes, &mut rng));
    let theta = network.start(&mut rng);
    Trainer::new(network, pool, recipe, &theta, seed)
}

/// The convolutions of a network with any number of outputs, below a last layer of five outputs
/// that is zero: it has no opinion yet, and its first step of fine-tuning gives it one.
pub fn with_new_head(theta: &[f32], outputs: usize) -> Vec<f32> {
    let body = theta.len().saturating_sub((FEATURES + 1) * outputs);
    let mut headless = theta[..body].to_vec();
    headless.resize(body + (FEATURES + 1) * ConvNet::<f32>::default().outputs(), 0.0);
    headless
}

/// The part of `images` whose most probable class is theirs. A tie is no answer, and an empty
/// set has none right.
pub fn accuracy<R: Real>(
    network: &ConvNet<R>,
    theta: &[R],
    images: &Images<R>,
    tape: &mut Tape<R>,
) -> f64 {
    let probabilities = network.probabilities(theta, images, tape).chunks(images.ways());
    let right = |(probabilities, &label): (&[R], &usize)| {
        let others = probabilities.iter().enumerate().filter(|(class, _)| *class != label);
        others.map(|(_, p)| p).all(|&p| p < probabilities[label])
    };
    let right = probabilities.zip(images.labels()).filter(|pair| right(*pair)).count();
    right as f64 / images.len().max(1) as f64
}

/// The part of the query set whose nearest neighbour in the support set is of its class, by what
/// is `seen` of both sets: pixels, or features. A tie is no answer.
pub fn nearest_accuracy<R: Real, const N: usize>(
    [support, query]: [&Images<R>; 2],
    seen: [&[[R; N]]; 2],
) -> f64 {
    let right = |&(query, &label): &(&[R; N], &usize)| {
        let shares = nearest::shares(seen[0], support.labels(), support.ways(), query);
        let others = shares.iter().enumerate().filter(|(class, _)| *class != label);
        others.map(|(_, share)| share).all(|share| *share < shares[label])
    };
    let right = seen[1].iter().zip(query.labels()).filter(right).count();
    right as f64 / query.len().max(1) as f64
}

// Compiled here, as those of the regression problem are.

impl DrawingTrainer {
    /// [`step`](Trainer::step), for callers in crates that are not optimised.
    ///
    /// # Errors
    /// As [`step`](Trainer::step).
    #[inline(never)]
    pub fn meta_step(&mut self) -> Result<Batch, TrainError> {
        self.step()
    }
}

impl PoolTrainer {
    /// [`step`](Trainer::step), for callers in crates that are not optimised.
    ///
    /// # Errors
    /// As [`step`](Trainer::step).
    #[inline(never)]
    pub fn pool_step(&mut self) -> Result<Batch, TrainError> {
        self.step()
    }
}

/// The accuracies of θ on `tasks` after each of the numbers `after` of inner steps, which must
/// ascend, for callers in crates that are not optimised.
#[inline(never)]
pub fn accuracies_on(
    network: &ConvNet<f32>,
    tasks: &HeldOut<Images<f32>>,
    theta: &[f32],
    rates: &[f32],
    after: &[usize],
) -> Vec<HeldOutError> {
    let mut evaluation = Evaluation::measuring(network, after, accuracy);
    evaluation.advance(network, tasks, theta, rates, tasks.len());
    (0..after.len()).map(|index| evaluation.error(index)).collect()
}

/// The accuracies of nearest neighbour on `tasks`: by pixels, or by what the convolutions of θ make
/// of them.
#[inline(never)]
pub fn nearest_on(tasks: &HeldOut<Images<f32>>, features_of: Option<&[f32]>) -> HeldOutError {
    let network = ConvNet::<f32>::default();
    let mut tape = network.tape();
    HeldOutError::of(tasks.tasks().map(|[support, query]| match features_of {
        None => nearest_accuracy([support, query], [support.inputs(), query.inputs()]),
        Some(theta) => {
            let given = network.features(theta, support, &mut tape).to_vec();
            let asked = network.features(theta, query, &mut tape);
            nearest_accuracy([support, query], [&given, asked])
        }
    }))
}
