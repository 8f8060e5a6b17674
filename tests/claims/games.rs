//! What is said of `average`, and of the rounds of `beat-maml`.

use maml_live::contract::Figure;
use maml_live::learn::adapt::{Inner, Scratch, fine_tune};
use maml_live::learn::weights::{self, Trained};
use maml_live::learn::{Distribution, Network, Samples, Sinusoid};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::support::{number, state};

/// The even points over which errors are averaged.
fn positions() -> impl Iterator<Item = f64> {
    (0..=1000).map(|i| -5.0 + f64::from(i) / 100.0)
}

/// The mean over the domain of the square of a function.
fn mean_square(function: impl Fn(f64) -> f64) -> f64 {
    positions().map(|x| function(x).powi(2)).sum::<f64>() / 1001.0
}

/// 1.62 cos x.
fn expected(x: f64) -> f64 {
    5.1 / std::f64::consts::PI * x.cos()
}

/// The curve of a network with these parameters.
fn curve(trained: &Trained, parameters: &[f32]) -> Vec<f64> {
    let xs: Vec<f32> = positions().map(|x| x as f32).collect();
    let mut ys = vec![0.0; xs.len()];
    Network::<f32>::new(trained.activation).predict(parameters, &xs, &mut ys);
    ys.into_iter().map(f64::from).collect()
}

/// A round once more, from its seed alone.
struct Round {
    task: Sinusoid,
    support: Samples<f32>,
}

impl Round {
    fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let distribution = Distribution::default();
        let task = distribution.task(&mut rng);
        let mut support = Samples::default();
        distribution.points(&task, 5, &mut rng, &mut support);
        Self { task, support }
    }

    /// A network's curve after ten steps on the five points.
    fn fitted(&self, trained: &Trained) -> Vec<f64> {
        let network = Network::<f32>::new(trained.activation);
        let mut phi = trained.values();
        let inner = Inner::new(0.01, 10).expect("the usual steps");
        fine_tune(&network, &mut phi, &self.support, inner, &mut Scratch::new(&network))
            .expect("no round diverges");
        curve(trained, &phi)
    }

    fn error(&self, curve: &[f64]) -> f64 {
        let squares = positions().zip(curve).map(|(x, y)| (y - self.task.at(x)).powi(2));
        squares.sum::<f64>() / 1001.0
    }

    /// How far the task is from 1.62 cos x.
    fn off(&self) -> f64 {
        mean_square(|x| self.task.at(x) - expected(x)).sqrt()
    }
}

/// The round of a figure; its points are those that the figure has.
fn round_of(figure: &dyn Figure) -> Round {
    Round::new(figure.settings().number("seed") as u64)
}

/// The reader's answer, moved about: the least error at its x, and the answer that has it.
fn cheapest(link: &str) -> (f64, f64) {
    let mut figure = state(link);
    let errors = (-600..=600).map(|i| {
        let answer = f64::from(i) / 100.0;
        figure.set("answer", &answer.to_string()).expect("within the range");
        (number(figure.as_ref(), "answer-error"), answer)
    });
    errors.min_by(|one, other| one.0.total_cmp(&other.0)).expect("some answers")
}

/// How far a network's curve is from the average of all waves, root mean square.
pub fn off_the_average(trained: &Trained) -> f64 {
    let curve = curve(trained, &trained.values());
    let squares = positions().zip(curve).map(|(x, y)| (y - expected(x)).powi(2));
    (squares.sum::<f64>() / 1001.0).sqrt()
}

claims! {
    the_cheapest_answer_is_the_mean
    "Wherever you look, the cheapest answer lies on the average curve."
    |_said| {
        for tasks in ["phases=opposed&distance=1", "phases=drawn&tasks=7", "phases=drawn&tasks=300&seed=5"] {
            for x in [-4.0, -0.5, 2.5] {
                let link = format!("average?{tasks}&x={x}");
                let (error, answer) = cheapest(&link);
                let figure = state(&link);
                assert!((error - number(figure.as_ref(), "least-error")).abs() < 1e-4, "{link}");
                // The average at x: what the errors at two answers say of it.
                let at = |answer: f64| {
                    let mut figure = state(&link);
                    figure.set("answer", &answer.to_string()).expect("within the range");
                    number(figure.as_ref(), "answer-error")
                };
                let mean = (at(-1.0) - at(1.0)) / 4.0;
                assert!((answer - mean).abs() < 0.006, "{link}: {answer}, not {mean}");
            }
        }
    }

    two_that_deny_each_other_leave_nothing
    "Between $f_1$ and $f_2$ the mean is zero everywhere. So a model that minimises squared error splits the difference and answers nothing at all. Bring the two closer, and they agree on a wave again."
    |said| {
        let apart = said.figure("Between $f_1$ and $f_2$");
        assert_eq!(apart.settings().word("phases"), "opposed");
        assert_eq!(number(apart.as_ref(), "amplitude"), 0.0);
        assert_eq!(number(apart.as_ref(), "answer-error"), number(apart.as_ref(), "least-error"));
        let closer = said.figure("Bring the two closer");
        assert!(number(closer.as_ref(), "amplitude") > 0.8);
        assert!(number(closer.as_ref(), "error") < 0.3 * number(apart.as_ref(), "error"));
    }

    a_thousand_tasks_leave_no_doubt
    "Twenty of them leave a wave whose form depends on who was drawn; a thousand leave no doubt."
    |said| {
        let [twenty, thousand] = [("Twenty of them", 20), ("a thousand", 1000)].map(|(text, count)| {
            let link = said.link(text);
            assert_eq!(state(link).settings().count("tasks"), count);
            let distances = (1..=20).map(|seed| {
                number(state(&format!("{link}&seed={seed}")).as_ref(), "distance")
            });
            let distances: Vec<f64> = distances.collect();
            distances.iter().sum::<f64>() / 20.0
        });
        assert!(twenty > 0.3 && thousand < 0.1, "{twenty} and {thousand} from 1.62 cos x");
        assert!(number(said.figure("Twenty of them").as_ref(), "distance") > 0.2);
        let all = said.figure("a thousand");
        assert!(number(all.as_ref(), "distance") < 0.1);
        // “For squared error, that best single answer still costs about 3.0 on average.”
        let error = number(all.as_ref(), "error");
        assert!((error - 3.0).abs() < 0.15, "{error}");
    }

    the_network_lies_on_the_average
    "and that is the curve you saw, as nearly as the network can draw it. Lay it on top."
    |said| {
        let figure = said.figure("Lay it on top");
        assert!(figure.settings().is_on("network"));
        assert_eq!(figure.settings().word("phases"), "drawn");
        let off = off_the_average(weights::pretrained());
        assert!(off < 0.2, "{off} from 1.62 cos x");
    }

    maml_knows_where_no_wave_goes
    "Phases go from $0$ to $\\pi$, so no wave of $p(\\tau)$ is below zero at $x = 0$, and MAML's curve is there in hardly one round out of a hundred. That is knowledge about $p(\\tau)$ rather than about sinusoids. You may need it where all five points lie on one side."
    |said| {
        let rounds = || (0..1000).map(Round::new);
        assert!(rounds().all(|round| round.task.at(0.0) >= 0.0));
        let middle = |curve: Vec<f64>| curve[500];
        let below = rounds().filter(|round| middle(round.fitted(weights::maml())) < 0.0).count();
        assert!((5..=15).contains(&below), "{below} of 1000");
        let round = round_of(said.figure("where all five points lie on one side").as_ref());
        assert!(round.support.x().iter().all(|&x| x < 0.0), "{:?}", round.support.x());
    }

    the_pretrained_network_is_no_match
    "In the first thousand rounds MAML ends nearer to the task in more than 970. The others are nearly all like this one, not far from $1.62 \\cos x$: there, to have learned the average was enough."
    |said| {
        let lost = (0..1000).map(Round::new).filter(|round| {
            let [maml, pretrained] = [weights::maml(), weights::pretrained()]
                .map(|trained| round.error(&round.fitted(trained)));
            pretrained < maml
        });
        let lost: Vec<Round> = lost.collect();
        assert!((1..30).contains(&lost.len()), "{} of 1000", lost.len());
        // The typical distance is the root of 3.0.
        let near = lost.iter().filter(|round| round.off() < 1.0).count();
        assert!(10 * near >= 9 * lost.len(), "{near} of {}", lost.len());
        let mut figure = said.figure("like this one");
        let round = round_of(figure.as_ref());
        assert!(round.off() < 0.6, "{} from 1.62 cos x", round.off());
        // The figure says the same of this round.
        figure.set("revealed", "on").expect("a switch");
        for (key, trained) in
            [("error-maml-10", weights::maml()), ("error-pretrained-10", weights::pretrained())]
        {
            let (said, found) = (number(figure.as_ref(), key), round.error(&round.fitted(trained)));
            assert!((said - found).abs() < 1e-4, "{key}: {said}, not {found}");
        }
        let [maml, pretrained] =
            ["error-maml-10", "error-pretrained-10"].map(|key| number(figure.as_ref(), key));
        assert!(pretrained < maml);
    }
}
