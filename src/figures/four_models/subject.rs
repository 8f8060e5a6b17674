//! Who is taught: the models, each with the tasks that it learns from and the few numbers that
//! suit it.

use rand::{Rng, RngExt};

use super::run::{Learning, Plan, Purpose, Run, random};
use crate::learn::adapt::Inner;
use crate::learn::model::Model;
use crate::learn::model::conv::{self, ConvNet};
use crate::learn::model::linear::{FEATURES, Linear};
use crate::learn::model::mlp::{Activation, Network, PARAMETERS};
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask, softplus};
use crate::learn::task::alphabet::{Alphabet, MAX_WAYS};
use crate::learn::task::images::{Images, Input};
use crate::learn::task::samples::Samples;
use crate::learn::task::sinusoid::Distribution;
use crate::learn::task::source::Source;
use crate::learn::train::Regression;
use crate::learn::train::schedule::{Decay, Schedule};

/// A model to be taught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Linear in five features.
    Linear,
    /// The line bent by softplus.
    Line,
    /// The network with rectified linear units.
    Relu,
    /// The network with tanh units.
    Tanh,
    /// The convolutional network that tells drawings apart.
    Drawings,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Linear, Self::Line, Self::Relu, Self::Tanh, Self::Drawings];

    /// Their words in links and their names.
    pub const NAMES: [(&'static str, &'static str); Self::ALL.len()] = [
        ("linear", "linear"),
        ("line", "bent line"),
        ("relu", "ReLU net"),
        ("tanh", "tanh net"),
        ("drawings", "convolutional"),
    ];

    /// The one that links call `word`.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.word() == word)
    }

    /// Its word in links.
    pub fn word(self) -> &'static str {
        Self::NAMES[self as usize].0
    }

    /// What it is called in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "the model linear in features",
            Self::Line => "the bent line",
            Self::Relu => "the ReLU network",
            Self::Tanh => "the tanh network",
            Self::Drawings => "the convolutional network",
        }
    }

    /// The number of its parameters.
    pub fn parameters(self) -> usize {
        match self {
            Self::Linear => FEATURES,
            Self::Line => 2,
            Self::Relu | Self::Tanh => PARAMETERS,
            Self::Drawings => conv::parameter_count(MAX_WAYS),
        }
    }

    /// How it is taught. The rates were chosen so that each is done in a few seconds.
    pub fn plan(self) -> Plan {
        let (rate, tasks, steps, peak) = match self {
            Self::Linear => (0.4, 10, 500, 0.05),
            Self::Line => (0.04, 10, 500, 0.02),
            Self::Relu | Self::Tanh => (0.01, 4, 8000, 0.01),
            Self::Drawings => (0.3, 8, 400, 0.004),
        };
        // Of each of five characters one drawing to learn from, and two to be judged by.
        let (shots, queries, held_out) = match self {
            Self::Drawings => (1, 2, 60),
            _ => (10, 10, 200),
        };
        Plan {
            inner: Inner::new(rate, 1).unwrap_or(Inner::usual(1)),
            tasks,
            shots,
            queries,
            steps,
            schedule: Schedule { peak, warm_up: 20, decay: Decay::Cosine },
            held_out,
        }
    }

    /// The greatest loss that is drawn.
    pub fn highest_loss(self) -> f64 {
        match self {
            Self::Linear => 8.0,
            Self::Line => 4.0,
            Self::Relu | Self::Tanh => 5.0,
            Self::Drawings => 2.5,
        }
    }

    /// Where it is asked: the ends of the horizontal axis.
    pub fn places(self) -> (f64, f64) {
        match self {
            Self::Line => (-LINE_REACH, LINE_REACH),
            _ => (-5.0, 5.0),
        }
    }

    /// The ends of the vertical axis of its task.
    pub fn values(self) -> (f64, f64) {
        match self {
            Self::Line => (-0.5, 4.0),
            _ => (-5.5, 5.5),
        }
    }

    /// Its run at the start, and the task that is shown of it.
    pub fn open(self, seed: u64) -> (Box<dyn Learning>, Exhibit) {
        match self {
            Self::Linear => {
                let model = Linear::<f32>::default();
                let mut rng = random(seed, Purpose::Start);
                let theta: Vec<f32> = (0..FEATURES).map(|_| rng.random_range(-1.5..1.5)).collect();
                let answers = move |model: &Linear<f32>, theta: &[f32], _: &Samples<f32>| {
                    self.xs().map(|x| f64::from(model.predict(theta, x as f32))).collect()
                };
                self.sinusoids(model, &theta, seed, answers)
            }
            Self::Line => {
                let mut rng = random(seed, Purpose::Start);
                let theta = [rng.random_range(-0.5..0.0), rng.random_range(1.0..1.5)];
                let answers = move |_: &SoftplusLine<f64>, theta: &[f64], _: &ToyTask<f64>| {
                    self.xs().map(|x| softplus(theta[0] * x + theta[1])).collect()
                };
                // In double precision, as in all other figures: that part of the program is there.
                let model = SoftplusLine::<f64>::default();
                let run = Run::new(model, Lines, self.plan(), &theta, seed, answers);
                let ([support, _], truth) = run.shown();
                let points = support.points().iter().zip(support.targets());
                let exhibit = Exhibit::Curve {
                    support: points.map(|(&x, &y)| (x, y)).collect(),
                    truth: self.xs().map(|x| softplus(truth[0] * x + truth[1])).collect(),
                };
                (Box::new(run), exhibit)
            }
            Self::Relu | Self::Tanh => {
                let activation = match self {
                    Self::Tanh => Activation::Tanh,
                    _ => Activation::Relu,
                };
                let problem = Regression { activation, ..Regression::default() };
                let xs: Vec<f32> = self.xs().map(|x| x as f32).collect();
                let answers = move |network: &Network<f32>, theta: &[f32], _: &Samples<f32>| {
                    let mut values = vec![0.0; xs.len()];
                    network.predict(theta, &xs, &mut values);
                    values.into_iter().map(f64::from).collect()
                };
                self.sinusoids(problem.network(), &problem.start(seed), seed, answers)
            }
            Self::Drawings => drawings(self.plan(), seed),
        }
    }

    /// The run of a model on the sinusoids of the first chapter.
    fn sinusoids<M: Model<Real = f32, Data = Samples<f32>> + 'static>(
        self,
        model: M,
        theta: &[f32],
        seed: u64,
        answers: impl Fn(&M, &[f32], &Samples<f32>) -> Vec<f64> + 'static,
    ) -> (Box<dyn Learning>, Exhibit) {
        let run = Run::new(model, Distribution::default(), self.plan(), theta, seed, answers);
        let ([support, _], truth) = run.shown();
        let points = support.x().iter().zip(support.y());
        let exhibit = Exhibit::Curve {
            support: points.map(|(&x, &y)| (f64::from(x), f64::from(y))).collect(),
            truth: self.xs().map(|x| truth.at(x)).collect(),
        };
        (Box::new(run), exhibit)
    }

    /// The places at which curves are drawn.
    pub fn xs(self) -> impl Iterator<Item = f64> {
        let (low, high) = self.places();
        (0..POINTS).map(move |index| low + (high - low) * index as f64 / (POINTS - 1) as f64)
    }
}

/// The points of a curve.
const POINTS: usize = 121;

/// The run of the network that tells drawings apart. It answers with the probabilities of all
/// classes for one new drawing of each.
fn drawings(plan: Plan, seed: u64) -> (Box<dyn Learning>, Exhibit) {
    let network = ConvNet::<f32>::default();
    let theta = network.start(&mut random(seed, Purpose::Start));
    let answers = |network: &ConvNet<f32>, theta: &[f32], query: &Images<f32>| {
        let mut first = Images::new(query.ways());
        firsts(query).for_each(|(input, class)| first.push_input(*input, class));
        let tape = &mut network.tape();
        network.probabilities(theta, &first, tape).iter().map(|&p| f64::from(p)).collect()
    };
    let run = Run::new(network, Alphabet::default(), plan, &theta, seed, answers);
    let ([support, query], _) = run.shown();
    let inputs = |set| firsts(set).map(|(input, _)| *input).collect();
    let exhibit = Exhibit::Drawings { support: inputs(support), query: inputs(query) };
    (Box::new(run), exhibit)
}

/// The first image of each class.
fn firsts(images: &Images<f32>) -> impl Iterator<Item = (&Input<f32>, usize)> {
    let first = |class| {
        let place = images.labels().iter().position(|&label| label == class)?;
        Some((&images.inputs()[place], class))
    };
    (0..images.ways()).filter_map(first)
}

/// A task as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Exhibit {
    /// Points of a curve.
    Curve {
        /// The samples that the inner step sees.
        support: Vec<(f64, f64)>,
        /// What is right at each place.
        truth: Vec<f64>,
    },
    /// Drawings of some characters.
    Drawings {
        /// One of each, that the inner step sees.
        support: Vec<Input<f32>>,
        /// One of each, to be told apart.
        query: Vec<Input<f32>>,
    },
}

/// How far from 0 the points of a bent line lie.
const LINE_REACH: f64 = 3.0;

/// Bent lines whose two parameters lie anywhere in the unit square.
struct Lines;

impl Source<ToyTask<f64>> for Lines {
    type Task = [f64; 2];

    fn task(&self, rng: &mut impl Rng) -> [f64; 2] {
        [rng.random(), rng.random()]
    }

    fn sample(
        &self,
        truth: &[f64; 2],
        count: usize,
        rng: &mut impl Rng,
        samples: &mut ToyTask<f64>,
    ) {
        let mut point = || rng.random_range(-LINE_REACH..LINE_REACH);
        samples.replace(*truth, (0..count).map(|_| point()));
    }
}
