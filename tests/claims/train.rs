//! What is said of `train`: whole runs, in the settings of the links.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use maml_live::figures::train::entrant::Entrant;
use maml_live::figures::train::plan::Plan;
use maml_live::learn::task::sinusoid::Interval;
use maml_live::learn::train::{Recipe, SinusoidTrainer, evaluate};
use maml_live::learn::{Distribution, Network};

use super::support::state;

/// The meta-steps at which runs are looked at, besides their end.
const MARKS: [u64; 5] = [0, 100, 1000, 4000, 10_000];

/// A run as the figure would make it.
struct Run {
    network: Network<f32>,
    distribution: Distribution,
    /// How it stood at each of [`MARKS`], and at its end.
    stands: Vec<Stand>,
}

/// θ and the inner rates to fine-tune it with.
struct Stand {
    theta: Vec<f32>,
    rates: Vec<f32>,
}

fn plan(fragment: &str, word: &str) -> Plan {
    let entrant = Entrant::named(word).expect("a method of the figure");
    Plan::new(state(fragment).settings(), entrant).expect("a link's settings make a plan")
}

/// The run that the figure makes in the state of a link for one of its methods; each is made
/// once.
fn run(fragment: &str, word: &str) -> Arc<Run> {
    static MADE: Mutex<BTreeMap<String, Arc<Run>>> = Mutex::new(BTreeMap::new());
    let key = format!("{word} {fragment}");
    if let Some(run) = MADE.lock().expect("no test has failed within").get(&key) {
        return run.clone();
    }
    let run = Arc::new(train(&plan(fragment, word), state(fragment).settings().number("alpha")));
    MADE.lock().expect("no test has failed within").insert(key, run.clone());
    run
}

fn train(plan: &Plan, alpha: f64) -> Run {
    let mut trainer = plan.problem.trainer(plan.recipe, plan.seed).expect("a plan's recipe");
    let mut stands = Vec::new();
    let stand = |trainer: &SinusoidTrainer| Stand {
        theta: trainer.parameters().to_vec(),
        rates: match trainer.rates() {
            [] => vec![alpha as f32],
            learned => learned.to_vec(),
        },
    };
    while !trainer.is_finished() {
        if MARKS.contains(&trainer.meta_steps()) {
            stands.push(stand(&trainer));
        }
        trainer.step().expect("the article's runs do not diverge");
    }
    stands.push(stand(&trainer));
    Run { network: *trainer.model(), distribution: plan.problem.distribution, stands }
}

impl Run {
    fn end(&self) -> &Stand {
        self.stands.last().expect("it has an end")
    }

    /// The error on held-out tasks of its own kind after `steps` steps from ten points.
    fn error(&self, stand: &Stand, steps: usize) -> f64 {
        self.error_on(&self.distribution, stand, (10, steps))
    }

    fn error_on(&self, tasks: &Distribution, stand: &Stand, (shots, steps): (usize, usize)) -> f64 {
        let Stand { theta, rates } = stand;
        evaluate::errors(&self.network, tasks, shots, theta, rates, &[steps])[0].mean
    }

    /// The root mean square distance of its first curve from 1.62 cos x.
    fn off_the_average(&self, stand: &Stand) -> f64 {
        let points: Vec<f32> = (0..=200).map(|i| -5.0 + i as f32 / 20.0).collect();
        let mut curve = vec![0.0; points.len()];
        self.network.predict(&stand.theta, &points, &mut curve);
        let squares = curve.iter().zip(&points).map(|(y, x)| (y - 1.62 * x.cos()).powi(2));
        f64::from(squares.sum::<f32>() / points.len() as f32).sqrt()
    }
}

claims! {
    everything_later_is_invisible_at_theta
    "The thick curve leaves its random start, finds the rough shape of $1.62 \\cos x$, the average of all tasks, and from then on hovers about it. By itself, this initialisation is good for nothing. Its loss before fine-tuning falls for a moment and then stalls; it may even rise while the error after fine-tuning plunges. It cannot pass below about 3.0, since no single curve does better on all tasks, and pretraining gets there too."
    |_said| {
        let maml = run("#train", "maml");
        // MARKS: the start, and what there is after a thousand meta-steps.
        let [first, early, end] = [&maml.stands[0], &maml.stands[2], maml.end()];
        assert!(maml.off_the_average(first) > 1.0);
        for stand in &maml.stands[2..] {
            let off = maml.off_the_average(stand);
            assert!(off < 0.8, "{off} from the average");
            let before = maml.error(stand, 0);
            assert!((2.95..4.0).contains(&before), "{before}");
        }
        assert!(maml.error(first, 0) > 1.2 * maml.error(early, 0), "it falls for a moment");
        assert!(maml.error(end, 0) > 0.9 * maml.error(early, 0), "then it stalls, or rises");
        assert!(maml.error(end, 1) < 0.5 * maml.error(early, 1), "the error after it plunges");
        let pretrained = run("#train", "pretrained");
        assert!(pretrained.error(pretrained.end(), 0) < 3.15);
    }

    each_wins_where_it_was_trained
    "Train with one, then with five, and compare: the first run stays in the plot as a faint line, and the table has the errors of both after one step and after five. Each wins where it was trained."
    |said| {
        let [one, five] =
            ["Train with one", "with five"].map(|text| run(said.link(text), "maml"));
        let after = |steps| [&one, &five].map(|run| run.error(run.end(), steps));
        let [at_one, at_five] = [after(1), after(5)];
        assert!(at_one[0] < 0.9 * at_one[1], "after one: {at_one:?}");
        assert!(at_five[1] < 0.9 * at_five[0], "after five: {at_five:?}");
    }

    a_learned_rate_rises_and_comes_down_again
    "Let them race. Within the first thousand meta-steps the learned rate has more than doubled, and its run is a little ahead. But the other catches up, all but a few per cent. What it may not have by a longer step it can have by steeper gradients, and $\\theta$ learns to have them. The learned rate itself comes down again as that happens."
    |said| {
        let link = said.link("Let them race");
        let figure = state(link);
        assert!(figure.settings().is_on("race-maml"));
        assert_eq!(figure.settings().word("method"), "learned-rate");
        assert_eq!(figure.settings().number("alpha"), 0.002);
        let [learned, fixed] = ["learned-rate", "maml"].map(|word| run(link, word));
        let rates: Vec<f32> = learned.stands.iter().map(|stand| stand.rates[0]).collect();
        assert!(rates[0] == 0.002 && rates[2] > 2.0 * rates[0], "{rates:?}");
        assert!(rates[rates.len() - 1] < 0.7 * rates[2], "down again: {rates:?}");
        let soon = [&learned, &fixed].map(|run| run.error(&run.stands[2], 1));
        assert!((0.85..0.97).contains(&(soon[0] / soon[1])), "a little ahead: {soon:?}");
        let end = [&learned, &fixed].map(|run| run.error(run.end(), 1));
        assert!(end[0] > 0.9 * end[1], "caught up: {end:?}");
        // Steeper gradients: the same small step brings far more than it did.
        let gain = |stand| fixed.error(stand, 0) - fixed.error(stand, 1);
        assert!(gain(fixed.end()) > 20.0 * gain(&fixed.stands[1]));
        assert!(gain(fixed.end()) > 1.5 * gain(&fixed.stands[2]));
    }

    a_narrow_range_is_learned_sooner_and_better
    "Let a run on all phases finish, so that it stays as a faint line. Then narrow the range and start again. The error drops sooner and ends far lower. With the phase all but known, only the amplitude is left to find, and the samples say it plainly. Pretraining suffers less, too, for tasks with nearly the same phase no longer contradict each other; but it does not gain as much, and falls even further behind."
    |said| {
        let narrow = run(said.link("narrow the range"), "maml");
        let wide = run("#train", "maml");
        let early = [&narrow, &wide].map(|run| run.error(&run.stands[2], 1));
        let late = [&narrow, &wide].map(|run| run.error(run.end(), 1));
        assert!(early[0] < 0.5 * early[1], "sooner: {early:?}");
        assert!(late[0] < 0.25 * late[1], "far lower: {late:?}");
        let link = said.link("Pretraining");
        assert!(state(link).settings().is_on("race-pretrained"));
        let pretrained = [run(link, "pretrained"), run("#train", "pretrained")];
        let behind = pretrained.each_ref().map(|run| run.error(run.end(), 1));
        assert!(behind[0] < behind[1], "suffers less: {behind:?}");
        let ratios = [behind[0] / late[0], behind[1] / late[1]];
        assert!(ratios[0] > 1.1 * ratios[1], "further behind: {ratios:?}");
    }

    what_it_knows_is_a_belief
    "The network clings to what it knows and fits the new task badly, where the one trained on all phases had no difficulty."
    |_said| {
        let [narrow, wide] = ["#train?phase-max=0.3", "#train"].map(|link| run(link, "maml"));
        let phase = Interval::new(1.9, 2.1).expect("a range");
        let elsewhere = Distribution { phase, ..Distribution::default() };
        let errors = [&narrow, &wide].map(|run| run.error_on(&elsewhere, run.end(), (5, 10)));
        assert!(errors[0] > 1.0 && errors[0] > 4.0 * errors[1], "{errors:?}");
    }

    a_better_average_is_no_better_start
    "Tick both methods and press start. At first they move together, as both find the average curve. Then MAML leaves. Pretraining's error after fine-tuning comes down to little more than two and improves no further, however long it runs; it may well get worse again. The average curve is drawn better and better all the while."
    |said| {
        let link = said.link("Tick both methods");
        assert!(state(link).settings().is_on("race-pretrained"));
        let [maml, pretrained] = ["maml", "pretrained"].map(|word| run(link, word));
        let errors = |run: &Run| -> Vec<f64> {
            run.stands.iter().map(|stand| run.error(stand, 1)).collect()
        };
        let (by_maml, by_pretraining) = (errors(&maml), errors(&pretrained));
        // MARKS: 0, 100, 1000, 4000, 10,000 meta-steps, and the end.
        for early in 0..2 {
            let ratio = by_pretraining[early] / by_maml[early];
            assert!((0.75..1.34).contains(&ratio), "together: {by_pretraining:?}, {by_maml:?}");
        }
        assert!(by_maml[2] < 0.7 * by_pretraining[2], "{by_maml:?}, {by_pretraining:?}");
        let least = by_pretraining.iter().copied().fold(f64::MAX, f64::min);
        assert!((1.9..2.4).contains(&least), "little more than two: {by_pretraining:?}");
        let end = by_pretraining[by_pretraining.len() - 1];
        assert!(end > 0.97 * by_pretraining[4], "improves no further: {by_pretraining:?}");
        assert!(end > 4.0 * by_maml[by_maml.len() - 1]);
        let averages: Vec<f64> =
            pretrained.stands[1..].iter().map(|stand| pretrained.error(stand, 0)).collect();
        assert!(averages.windows(2).all(|pair| pair[1] < pair[0]), "{averages:?}");
    }

    they_differ_in_what_is_graded
    "Both methods saw the same sinusoids in the same order, and each has the outer rate that suits it. For the rest, one was graded before fine-tuning and the other after it, and that is all the difference between them."
    |_said| {
        let [maml, pretrained] = ["maml", "pretrained"].map(|word| plan("#train", word));
        assert_eq!((maml.seed, maml.problem), (pretrained.seed, pretrained.problem));
        let (method, schedule) = (maml.recipe.method, maml.recipe.schedule);
        assert_eq!(Recipe { method, schedule, ..pretrained.recipe }, maml.recipe);
    }
}
